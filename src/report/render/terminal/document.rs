//! A report of patient rows on a terminal.

use unicode_width::UnicodeWidthStr;

use super::wrap;
use crate::report::document::{BOLD, Block, Cell, Document, Table};

/// The answer and the first table, for a terminal of a width; bold on request.
pub(super) fn document(document: &Document, width: usize, colour: bool) -> String {
    let width = width.max(40);
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() };
    let mut out = String::new();
    let mut tables = 0;
    for line in wrap(&document.title, width) {
        out.push_str(&format!("{}\n", bold(&line)));
    }
    for block in &document.blocks {
        match block {
            // What is cited is for the report to say.
            Block::Heading(text) if text == "References" => break,
            Block::Lead(text) => lines(&mut out, text, width, ""),
            Block::List(items) => items.iter().for_each(|item| lines(&mut out, item, width, "! ")),
            Block::Table(table) if tables == 0 && table.id == "table-1" => {
                tables += 1;
                out.push('\n');
                out.push_str(&grid(table, bold));
                // Where nothing is bold, nothing is said of it.
                for (mark, note) in table.footnotes.iter().filter(|(_, note)| colour || !note.starts_with(BOLD)) {
                    lines(&mut out, note, width, &if mark.is_empty() { String::new() } else { format!("{mark} ") });
                }
            }
            _ => {}
        }
    }
    out
}

fn lines(out: &mut String, text: &str, width: usize, mark: &str) {
    for (i, line) in wrap(text, width.saturating_sub(mark.len())).iter().enumerate() {
        let lead = if i == 0 { mark.to_string() } else { " ".repeat(mark.len()) };
        out.push_str(&format!("{lead}{line}\n"));
    }
}

/// Columns as wide as their widest cell, numbers to the right, rules above and below as journals set them.
fn grid(table: &Table, bold: impl Fn(&str) -> String) -> String {
    let text = |i: usize, indent: usize, cell: &Cell| {
        let marks: String = cell.marks.join(",");
        let marks = if marks.is_empty() { marks } else { format!(" {marks}") };
        format!("{}{}{marks}", if i == 0 { "  ".repeat(indent) } else { String::new() }, cell.text)
    };
    let mut rows: Vec<Vec<String>> = vec![table.columns.iter().map(|column| column.heading.clone()).collect()];
    if table.columns.iter().any(|column| column.under.is_some()) {
        rows.push(table.columns.iter().map(|column| column.under.clone().unwrap_or_default()).collect());
    }
    let head = rows.len();
    for row in &table.rows {
        rows.push(row.cells.iter().enumerate().map(|(i, cell)| text(i, row.indent, cell)).collect());
    }
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|i| rows.iter().filter_map(|row| row.get(i)).map(|t| t.width()).max().unwrap_or(0))
        .collect();
    let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
    let mut out = format!("{rule}\n");
    for (index, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for ((i, cell), width) in row.iter().enumerate().zip(&widths) {
            let space = " ".repeat(width - cell.width());
            let strong = index >= head
                && table.rows.get(index - head).and_then(|row| row.cells.get(i)).is_some_and(|cell| cell.strong);
            let shown = if strong { bold(cell) } else { cell.clone() };
            let right = table.columns.get(i).is_some_and(|column| column.numeric);
            line.push_str(&if right { format!("{space}{shown}") } else { format!("{shown}{space}") });
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
        if index + 1 == head {
            out.push_str(&format!("{rule}\n"));
        }
    }
    out.push_str(&format!("{rule}\n"));
    out
}
