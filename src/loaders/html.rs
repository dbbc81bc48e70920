//! Tables of a saved or pasted web page.

use scraper::{ElementRef, Html, Selector};

use super::{Format, Source, encoding, table_name};
use crate::error::{Error, ErrorCode, Result};
use crate::study::{PrintedRow, PrintedTable};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "html", summary: "HTML page or fragment with tables", extensions: &["html", "htm", "xhtml"], read };

/// Largest span of one cell that is followed.
const MOST_SPAN: usize = 100;

/// Reads every table. Spanned cells keep their text in the first column and leave the others blank; rows of `tfoot` are
/// footnotes.
fn read(source: &Source<'_>) -> Result<Vec<PrintedTable>> {
    let text = encoding::text(source)?;
    let text = if text.to_lowercase().contains("<table") { text } else { format!("<table>{text}</table>") };
    let page = Html::parse_document(&text);
    let select = |query: &str| {
        Selector::parse(query).map_err(|error| Error::new(ErrorCode::Internal, format!("selector {query}: {error}")))
    };
    let (table_query, row_query, cell_query, caption_query) =
        (select("table")?, select("tr")?, select("td, th")?, select("caption")?);
    let (id, label) = table_name(source.name);
    let mut tables = Vec::new();
    for element in page.select(&table_query) {
        let mut rows = Vec::new();
        let mut footnotes = Vec::new();
        // Rows that a cell above still covers, by column.
        let mut covered: Vec<usize> = Vec::new();
        for (i, row) in element.select(&row_query).enumerate() {
            let in_foot = row.ancestors().filter_map(ElementRef::wrap).any(|parent| parent.value().name() == "tfoot");
            let mut cells: Vec<String> = Vec::new();
            let mut below: Vec<usize> = Vec::new();
            let skip = |cells: &mut Vec<String>, below: &mut Vec<usize>, covered: &[usize]| {
                while covered.get(cells.len()).is_some_and(|rows| *rows > 0) {
                    below.push(covered[cells.len()] - 1);
                    cells.push(String::new());
                }
            };
            for cell in row.select(&cell_query) {
                skip(&mut cells, &mut below, &covered);
                let span = |name: &str| {
                    cell.value().attr(name).and_then(|n| n.trim().parse().ok()).unwrap_or(1usize).clamp(1, MOST_SPAN)
                };
                let (columns, rows) = (span("colspan"), span("rowspan"));
                for column in 0..columns {
                    cells.push(if column == 0 { cell_text(&cell) } else { String::new() });
                    below.push(rows - 1);
                }
            }
            skip(&mut cells, &mut below, &covered);
            covered = below;
            if in_foot {
                footnotes.push(cells.join(" ").trim().to_string());
            } else if cells.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push(PrintedRow { line: i + 1, cells });
            }
        }
        let caption = element.select(&caption_query).next().map(|caption| cell_text(&caption).trim().to_string());
        let number = tables.len() + 1;
        let several = |text: &str| if number == 1 { text.to_string() } else { format!("{text}-{number}") };
        tables.push(PrintedTable {
            id: several(&id),
            label: several(&label),
            caption,
            file: source.name.to_string(),
            sheet: None,
            rows,
            footnotes,
        });
    }
    Ok(tables)
}

/// Text of a cell; non-breaking spaces or a left padding before it are indentation.
fn cell_text(cell: &ElementRef<'_>) -> String {
    let raw: String = cell.text().collect();
    let raw = raw.trim_start_matches(['\n', '\r', '\t', ' ']);
    let body = raw.trim_start_matches(['\u{A0}', '\u{2003}', '\u{2002}', '\u{2009}']);
    let spaces = raw.chars().count() - body.chars().count();
    let style = cell.value().attr("style").unwrap_or_default().replace(' ', "");
    let padded = style.contains("padding-left:") && !style.contains("padding-left:0");
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}{body}", " ".repeat(if padded { spaces.max(2) } else { spaces }))
}
