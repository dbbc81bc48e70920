//! `report.md`: the report as plain text with tables.

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::Report;
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::figure::Picture;

/// Registry entry.
pub(super) static FORMAT: Format = Format { id: "md", summary: "report.md", single: true, render };

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let document = &report.document;
    let mut out = format!("# {}\n\n", escape(&document.title));
    for block in &document.blocks {
        match block {
            Block::Lead(text) => out.push_str(&format!("**{}**\n\n", escape(text))),
            Block::Heading(text) => out.push_str(&format!("## {}\n\n", escape(text))),
            Block::Paragraph(text) => out.push_str(&format!("{}\n\n", escape(text))),
            Block::List(items) => {
                for item in items {
                    out.push_str(&format!("- {}\n", escape(item)));
                }
                out.push('\n');
            }
            Block::Table(printed) => table(&mut out, printed),
            Block::Figures => figures(&mut out, &report.pictures),
        }
    }
    out.push_str(&format!("{}\n", escape(&document.footer)));
    Ok(vec![("report.md".into(), out.into_bytes())])
}

fn figures(out: &mut String, pictures: &[Picture]) {
    if !pictures.is_empty() {
        out.push_str("## Figures\n\n");
    }
    for picture in pictures {
        out.push_str(&format!("![{}](figures/{}.svg)\n\n", escape(&picture.description), picture.name()));
        out.push_str(&format!("**{}.** {}\n\n", picture.title(), picture.caption));
    }
}

fn table(out: &mut String, table: &Table) {
    out.push_str(&format!("### {}\n\n", escape(&table.title)));
    let heading = |column: &Column| match &column.under {
        Some(under) => format!("{} ({})", escape(&column.heading), escape(under)),
        None => escape(&column.heading),
    };
    let headings: Vec<String> = table.columns.iter().map(heading).collect();
    out.push_str(&format!("| {} |\n", headings.join(" | ")));
    let rules = table.columns.iter().map(|column| if column.numeric { " ---: |" } else { " --- |" });
    out.push_str(&format!("|{}\n", rules.collect::<String>()));
    for row in &table.rows {
        let cell = |(i, cell): (usize, &Cell)| {
            let indent = if i == 0 { "&nbsp;&nbsp;".repeat(row.indent) } else { String::new() };
            let marks: String = cell.marks.iter().map(|mark| format!(" \\[{mark}\\]")).collect();
            let text = escape(&cell.text);
            format!("{indent}{}{marks}", if cell.strong { format!("**{text}**") } else { text })
        };
        let cells: Vec<String> = row.cells.iter().enumerate().map(cell).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.push('\n');
    for (mark, note) in &table.footnotes {
        let mark = if mark.is_empty() { String::new() } else { format!("\\[{mark}\\] ") };
        out.push_str(&format!("{mark}{}\n\n", escape(note)));
    }
}

/// Text that Markdown would take for markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
