//! Word documents, workbooks and the other formats for publication: their structure.

use std::io::{Cursor, Read};
use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx};
use retrocohort::report::document::{self, Block, Document, Table};
use retrocohort::report::{FORMATS, Report};
use retrocohort::reproduction::{Options, reproduce};
use retrocohort::results::reproduction::Reproduction;

fn results() -> Reproduction {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/anzhen");
    reproduce(&retrocohort::loaders::load(&folder).unwrap(), &Options::default()).unwrap()
}

/// The single file of a format.
fn file(results: &Reproduction, id: &str) -> Vec<u8> {
    let format = FORMATS.iter().find(|format| format.id == id).unwrap();
    Report::reproduction(results, &[format]).unwrap().files(&[format]).unwrap().remove(0).1
}

fn tables(document: &Document) -> Vec<&Table> {
    let blocks = document.blocks.iter();
    blocks.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect()
}

fn part(archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_word_document_has_tables_that_repeat_their_head_and_figures_with_words() {
    let results = results();
    let mut archive = zip::ZipArchive::new(Cursor::new(file(&results, "docx"))).unwrap();
    let text = part(&mut archive, "word/document.xml");
    let document = document::reproduction(&results);
    let tables = tables(&document);
    assert_eq!(text.matches("<w:tbl>").count(), tables.len());
    assert_eq!(text.matches("<w:tblHeader/>").count(), tables.len());
    let rows: usize = tables.iter().map(|table| table.rows.len() + 1).sum();
    assert_eq!(text.matches("<w:tr>").count(), rows);
    for footnote in tables.iter().flat_map(|table| &table.footnotes) {
        assert!(text.contains(&footnote.1.replace('<', "&lt;").replace('>', "&gt;")), "{}", footnote.1);
    }
    let marked = tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    let notes = tables.iter().flat_map(|table| &table.footnotes).filter(|(mark, _)| !mark.is_empty()).count();
    assert_eq!(text.matches("superscript").count(), marked.filter(|cell| !cell.marks.is_empty()).count() + notes);
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let images = names.iter().filter(|name| name.ends_with(".png")).count();
    assert!(images > 2 && text.matches("<wp:inline").count() == images && text.matches("descr=\"\"").count() == 0);
    assert_eq!(part(&mut archive, "word/_rels/document.xml.rels").matches("media/image").count(), images);
    // Columns of a table are as wide together as the text between the margins, lying or standing.
    for widths in text.split("<w:tblGrid>").skip(1) {
        let grid = widths.split("</w:tblGrid>").next().unwrap();
        let width = |cell: &str| cell.split('"').nth(1).unwrap().parse::<i64>().unwrap();
        let sum: i64 = grid.split("<w:gridCol").skip(1).map(width).sum();
        assert!((sum - 9638).abs() < 9 || (sum - 14570).abs() < 9, "{sum}");
    }
    for name in &names {
        let entry = archive.by_name(name).unwrap();
        assert_eq!(entry.last_modified().map(|date| date.year()), Some(1980), "{name}");
    }
}

#[test]
fn the_pdf_embeds_its_fonts_and_knows_no_time() {
    let bytes = file(&results(), "pdf");
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() < 400_000);
    let holds = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(holds("FontFile2") && holds("LiberationSans") && !holds("CreationDate") && !holds("/Subtype/Image"));
}

#[test]
fn the_tex_document_is_balanced_and_shows_every_row_and_figure() {
    let results = results();
    let text = String::from_utf8(file(&results, "tex")).unwrap();
    let document = document::reproduction(&results);
    let tables = tables(&document);
    for environment in ["longtable", "landscape", "itemize", "document"] {
        let count = |word: &str| text.matches(&format!("\\{word}{{{environment}}}")).count();
        assert_eq!(count("begin"), count("end"), "{environment}");
    }
    assert_eq!(text.matches("\\begin{longtable}").count(), tables.len());
    let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
    // Two heads and a title a table.
    let ends = text.lines().filter(|line| line.trim_end().ends_with("\\\\") || line.contains("\\\\[4pt]"));
    assert_eq!(ends.count(), rows + 3 * tables.len());
    let svg = FORMATS.iter().find(|format| format.id == "svg").unwrap();
    for (name, _) in Report::reproduction(&results, &[svg]).unwrap().files(&[svg]).unwrap() {
        assert!(text.contains(&format!("{{{}}}", name.trim_end_matches(".svg"))), "{name}");
    }
}

#[test]
fn a_workbook_has_a_sheet_a_table_and_all_results() {
    let results = results();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file(&results, "xlsx"))).unwrap();
    let document = document::reproduction(&results);
    let tables = tables(&document);
    assert_eq!(book.sheet_names().len(), tables.len() + 2);
    for (name, table) in book.sheet_names()[1..].to_vec().iter().zip(&tables) {
        let sheet = book.worksheet_range(name).unwrap();
        assert_eq!(sheet.get_value((0, 0)).unwrap().to_string(), table.title);
        for (i, row) in table.rows.iter().enumerate() {
            for (j, cell) in row.cells.iter().enumerate() {
                let found = sheet.get_value((i as u32 + 2, j as u32)).cloned().unwrap_or(Data::Empty);
                let text = format!("{}{}", cell.text.trim(), cell.marks.join(","));
                match found {
                    Data::Float(value) => {
                        let decimals = cell.text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                        assert_eq!(cell.text.replace('−', "-"), format!("{value:.decimals$}"));
                    }
                    Data::Empty => assert_eq!(text, ""),
                    other => assert_eq!(other.to_string(), text),
                }
            }
        }
    }
    let lines = String::from_utf8(file(&results, "csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(lines.as_bytes());
    let sheet = book.worksheet_range("Results").unwrap();
    let mut numbers = 0;
    for (i, record) in reader.records().enumerate() {
        for (j, field) in record.unwrap().iter().enumerate() {
            match sheet.get_value((i as u32, j as u32)).unwrap_or(&Data::Empty) {
                Data::Float(value) => {
                    numbers += 1;
                    assert_eq!(field.parse(), Ok(*value));
                }
                other => assert_eq!(other.to_string(), field),
            }
        }
    }
    assert!(numbers > 1000, "{numbers}");
}
