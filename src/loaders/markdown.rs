//! Tables pasted as Markdown.

use super::{Format, Source, encoding, table_name};
use crate::error::Result;
use crate::study::{PrintedRow, PrintedTable};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "markdown", summary: "Markdown with pipe tables", extensions: &["md", "markdown"], read };

/// Reads every pipe table. Emphasis is dropped, `&nbsp;` before a label is indentation, text below a table is a footnote.
fn read(source: &Source<'_>) -> Result<Vec<PrintedTable>> {
    let text = encoding::text(source)?;
    let mut tables: Vec<PrintedTable> = Vec::new();
    let mut cell: Option<String> = None;
    let mut cells: Vec<String> = Vec::new();
    let mut paragraph: Option<String> = None;
    let (id, label) = table_name(source.name);
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => {
                let number = tables.len() + 1;
                let several = |text: &str| if number == 1 { text.to_string() } else { format!("{text}-{number}") };
                tables.push(PrintedTable {
                    id: several(&id),
                    label: several(&label),
                    caption: paragraph.take(),
                    file: source.name.to_string(),
                    sheet: None,
                    rows: Vec::new(),
                    footnotes: Vec::new(),
                });
            }
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => cells.extend(cell.take().map(|cell| indentation(&cell))),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                let line = text[..range.start].matches('\n').count() + 1;
                let cells = std::mem::take(&mut cells);
                if let Some(table) = tables.last_mut().filter(|_| cells.iter().any(|cell| !cell.trim().is_empty())) {
                    table.rows.push(PrintedRow { line, cells });
                }
            }
            Event::Start(Tag::Paragraph) => paragraph = Some(String::new()),
            Event::End(TagEnd::Paragraph) => {
                if let (Some(table), Some(text)) = (tables.last_mut(), &paragraph) {
                    table.footnotes.push(text.clone());
                }
            }
            Event::Text(piece) | Event::Code(piece) => {
                if let Some(target) = cell.as_mut().or(paragraph.as_mut()) {
                    target.push_str(&piece);
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) => {
                if let Some(target) = cell.as_mut().or(paragraph.as_mut()) {
                    target.push(' ');
                }
            }
            _ => {}
        }
    }
    Ok(tables)
}

/// Non-breaking spaces before a label are its indentation.
fn indentation(cell: &str) -> String {
    let body = cell.trim_start_matches(['\u{A0}', ' ']);
    let indent = cell.chars().count() - body.chars().count();
    format!("{}{}", " ".repeat(indent), body.trim_end())
}
