//! Files as programs write them, and as accidents leave them.
#![cfg(feature = "patients")]
// As in the library: an error carries its whole place and hint.
#![allow(clippy::result_large_err)]

use std::io::Write;
use std::path::{Path, PathBuf};

use retrocohort::cohort::dictionary;
use retrocohort::error::{Error, ErrorCode};
use retrocohort::loaders::patients::{ReadOptions, open};

fn golden(file: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/patients").join(file)).unwrap()
}

/// Number of patients in a file of these bytes. Every file has a name of its own: polars maps files into memory.
fn read(folder: &Path, name: &str, bytes: &[u8]) -> Result<u64, Error> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    open(&[path.display().to_string()], &ReadOptions::default())
        .and_then(|rows| dictionary(&rows))
        .map(|read| read.rows)
}

const FILES: [&str; 14] = [
    "cohort.sav",
    "cohort.zsav",
    "cohort.dta",
    "cohort-5.xpt",
    "cohort-8.xpt",
    "airline.sas7bdat",
    "cohort.parquet",
    "cohort.arrow",
    "cohort.xlsx",
    "cohort.ods",
    "cohort.csv.gz",
    "cohort.csv.zst",
    "cohort.jsonl",
    "cohort-chinese.tsv",
];

/// A reader that sets memory aside by a length it was told, or loses its way, would end this test and not only fail it.
#[test]
fn damaged_files_are_errors_or_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for file in FILES {
        let whole = golden(file);
        for case in 0..60 {
            let mut bytes = whole.clone();
            let within = if case % 2 == 0 { bytes.len() } else { bytes.len().min(700) };
            for _ in 0..=random(8) {
                bytes[random(within)] = [0, 0x7F, 0x80, 0xFF, random(256) as u8][random(5)];
            }
            if let Err(error) = read(folder.path(), &format!("{case}-{file}"), &bytes) {
                assert!(!error.message.is_empty(), "{file}");
            }
        }
    }
}

#[test]
fn files_that_were_cut_off_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    for file in FILES.into_iter().filter(|file| !file.ends_with("tsv") && !file.ends_with("jsonl")) {
        let whole = golden(file);
        for share in 0..20 {
            let cut = &whole[..whole.len() * share / 20];
            // A transport file that ends with a row cannot be told from a whole one.
            if file.ends_with("xpt") && cut.len().is_multiple_of(80) {
                continue;
            }
            let rows = read(folder.path(), &format!("{share}-{file}"), cut);
            assert!(rows.is_err(), "{file} cut to {share}/20 gave {rows:?} rows");
        }
    }
}

/// Values as pyreadstat 1.3.7 reads them.
#[test]
fn a_data_set_of_sas_is_read() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/patients/airline.sas7bdat");
    let rows = open(&[path.display().to_string()], &ReadOptions::default()).unwrap();
    let names: Vec<&str> = rows.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["YEAR", "Y", "W", "R", "L", "K"]);
    let frame = rows.source.query().clone().collect().unwrap();
    let value = |column: &str, row| frame.column(column).unwrap().f64().unwrap().get(row).unwrap();
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9 * expected, "{found} {expected}");
    assert_eq!(frame.height(), 32);
    near(value("YEAR", 0), 1948.0);
    near(value("R", 2), 0.3156999945640564);
    near(value("K", 31), 6.874000072479248);
}

/// Written by pandas in version 114, which knows Windows-1252 only; four letters take more bytes in UTF-8.
#[test]
fn texts_of_old_stata_files_are_whole() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/patients/cities-114.dta");
    let frame =
        open(&[path.display().to_string()], &ReadOptions::default()).unwrap().source.query().clone().collect().unwrap();
    let texts: Vec<Option<&str>> = frame.column("c").unwrap().str().unwrap().iter().take(4).collect();
    assert_eq!(texts, [Some("Köln"), Some("Münster"), Some("Jena"), Some("ÄÖÜß")]);
}

#[test]
fn several_data_sets_in_a_transport_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let one = golden("cohort-5.xpt");
    let two = [one.as_slice(), &one[240..]].concat();
    assert!(read(folder.path(), "two.xpt", &two).unwrap_err().message.contains("several data sets"));
}

#[test]
fn texts_of_a_transport_file_in_another_encoding_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = golden("cohort-5.xpt");
    let at = bytes.windows(4).position(|window| window == b"P002").unwrap();
    bytes[at] = 0xFC;
    let error = read(folder.path(), "latin.xpt", &bytes).unwrap_err();
    assert_eq!((error.place.row, error.place.column.as_deref()), (Some(2), Some("id")), "{error}");
}

#[test]
fn faults_of_text_are_named_with_their_row() {
    let folder = tempfile::tempdir().unwrap();
    let rows =
        |from: usize, to: usize| (from..to).map(|i| format!("P{i},{},Müller\n", 20 + i * 7 % 60)).collect::<String>();
    let text = |middle: &[u8]| [b"id,age,name\n", rows(0, 50).as_bytes(), middle, rows(51, 99).as_bytes()].concat();
    for (case, (middle, message)) in [
        (b"P50,30,M\xFCller\n".as_slice(), "more than one encoding"),
        (b"P50,30,M\0\n", "no text"),
        (b"P50,30,\"Miller\n", "never closed"),
        (b"P50,30\n", "another number of cells"),
    ]
    .into_iter()
    .enumerate()
    {
        let error = read(folder.path(), &format!("rows-{case}.csv"), &text(middle)).unwrap_err();
        assert!(error.message.contains(message), "{error}");
        assert_eq!(error.place.row, Some(52), "{error}");
    }
    let title = "Registry,,\nid,age,name\nP1,50,a\nP2,60,b\n";
    assert!(read(folder.path(), "title.csv", title.as_bytes()).unwrap_err().message.contains("every column"));
    let utf16: Vec<u8> =
        ["id,age,name\n".to_string(), rows(0, 50)].concat().encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(folder.path(), "utf16.csv", &utf16), Ok(50));
}

/// An .xlsx file with one sheet of this content.
fn workbook(sheet: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let part = "http://schemas.openxmlformats.org/";
    for (name, content) in [
        ("[Content_Types].xml", format!("<Types xmlns=\"{part}package/2006/content-types\"/>")),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{part}package/2006/relationships\"><Relationship Id=\"a\" \
                 Type=\"{part}officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{part}spreadsheetml/2006/main\" xmlns:r=\"{part}officeDocument/2006/relationships\">\
                 <sheets><sheet name=\"rows\" sheetId=\"1\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{part}package/2006/relationships\"><Relationship Id=\"b\" \
                 Type=\"{part}officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{part}spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn workbooks_that_no_memory_holds_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let small = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>age</t></is></c></row><row r=\"2\"><c r=\"A2\"><v>5</v></c></row>";
    assert_eq!(read(folder.path(), "a.xlsx", &workbook(small)), Ok(1));
    let corner = format!("{small}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    let error = read(folder.path(), "a.xlsx", &workbook(&corner)).unwrap_err();
    assert!(error.message.contains("too large") && error.code == ErrorCode::Format, "{error}");
    let mut bomb = format!("{small}<!--");
    bomb.push_str(&" ".repeat(300 << 20));
    bomb.push_str("-->");
    let error = read(folder.path(), "a.xlsx", &workbook(&bomb)).unwrap_err();
    assert!(error.message.contains("unfolds"), "{error}");
}
