//! `report.pdf`: the whole report on A4 pages, with embedded fonts and the figures as vectors.

mod flow;
mod sheet;

use super::layout::{INDENT, Wanted, lying, marks, to_the_right};
use super::{Format, Rendered};
use crate::error::Result;
use crate::report::Report;
use crate::report::document::{Block, Row, Table};
use crate::report::figure::{Picture, font};
use flow::{Flow, MARGIN, Paragraph, across};
use sheet::{GREY, Op};
pub use sheet::{picture, printable};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "pdf", summary: "report.pdf, A4, figures as vectors", single: true, render };

/// Size of the text of tables and its distance from line to line, in points.
const CELL: f64 = 8.0;
const CELL_LINE: f64 = 9.8;
/// Space above and below the text of a row.
const ROW: f64 = 1.8;
/// Size of raised marks beside the text of tables.
const MARK: f64 = 0.65 * CELL;

const KICKER: Paragraph = Paragraph { size: 8.5, line: 11.0, bold: false, ink: GREY, before: 0.0, after: 3.0 };
const TITLE: Paragraph = Paragraph { size: 16.0, line: 19.0, bold: true, before: 0.0, after: 8.0, ..PLAIN };
const LEAD: Paragraph = Paragraph { size: 11.0, line: 14.5, bold: true, ..PLAIN };
const HEADING: Paragraph = Paragraph { size: 13.0, line: 16.0, bold: true, before: 14.0, after: 4.0, ..PLAIN };
const PLAIN: Paragraph = Paragraph { size: 9.5, line: 13.0, bold: false, ink: sheet::INK, before: 0.0, after: 6.0 };
const ITEM: Paragraph = Paragraph { after: 3.0, ..PLAIN };
const TABLE_TITLE: Paragraph = Paragraph { bold: true, before: 8.0, after: 3.0, ..PLAIN };
const NOTE: Paragraph = Paragraph { size: 7.5, line: 9.6, after: 1.0, ..PLAIN };
const CAPTION: Paragraph = Paragraph { size: 8.5, line: 11.0, after: 12.0, ..PLAIN };
const FOOT: Paragraph = Paragraph { before: 8.0, ..KICKER };

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let document = &report.document;
    let mut flow = Flow::new();
    flow.paragraph(&document.kicker, &KICKER, 0.0);
    flow.paragraph(&document.title, &TITLE, 0.0);
    for (i, block) in document.blocks.iter().enumerate() {
        flow.turn(lying(&document.blocks, i, across(false) / CELL));
        match block {
            Block::Lead(text) => flow.paragraph(text, &LEAD, 0.0),
            Block::Heading(text) => flow.heading(text, &HEADING),
            Block::Paragraph(text) => flow.paragraph(text, &PLAIN, 0.0),
            Block::List(items) => {
                for item in items {
                    flow.item(item, &ITEM);
                }
            }
            Block::Table(printed) => table(&mut flow, printed),
            Block::Figures => figures(&mut flow, &report.pictures)?,
        }
    }
    flow.paragraph(&document.footer, &FOOT, 0.0);
    Ok(vec![("report.pdf".into(), sheet::pdf(&document.title, flow)?)])
}

/// A row with its texts folded.
struct Folded {
    cells: Vec<Vec<String>>,
    height: f64,
}

fn fold(texts: Vec<Vec<(&str, bool, f64)>>, widths: &[f64]) -> Folded {
    let fold_cell = |(parts, width): (&Vec<(&str, bool, f64)>, &f64)| -> Vec<String> {
        let fold = |(text, bold, indent): &(&str, bool, f64)| flow::fold(text, CELL, *bold, width - indent - gutter());
        parts.iter().flat_map(fold).collect()
    };
    let cells: Vec<Vec<String>> = texts.iter().zip(widths).map(fold_cell).collect();
    let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    Folded { cells, height: lines as f64 * CELL_LINE + 2.0 * ROW }
}

fn gutter() -> f64 {
    CELL
}

fn indent(row: &Row, column: usize) -> f64 {
    if column == 0 { INDENT * CELL * row.indent as f64 } else { 0.0 }
}

fn table(flow: &mut Flow, table: &Table) {
    let widths: Vec<f64> = Wanted::new(table).fill(flow.across() / CELL).iter().map(|own| own * CELL).collect();
    let headings = table.columns.iter().map(|column| {
        let under = column.under.as_deref().map(|under| (under, false, 0.0));
        std::iter::once((column.heading.as_str(), true, 0.0)).chain(under).collect()
    });
    let head = fold(headings.collect(), &widths);
    let row = |row: &Row| {
        let texts = row.cells.iter().enumerate().map(|(i, cell)| vec![(cell.text.trim(), cell.strong, indent(row, i))]);
        fold(texts.collect(), &widths)
    };
    let rows: Vec<Folded> = table.rows.iter().map(row).collect();
    // A short table is not divided; of a long one the title, the head and two rows stay together.
    let whole = head.height + rows.iter().map(|row| row.height).sum::<f64>();
    let start = head.height + rows.iter().take(2).map(|row| row.height).sum::<f64>();
    let title = TABLE_TITLE.height(&table.title, flow.across());
    flow.need(title + if whole < 0.6 * flow.tall() { whole } else { start });
    flow.paragraph(&table.title, &TABLE_TITLE, 0.0);
    draw_head(flow, table, &head, &widths);
    for (row, folded) in table.rows.iter().zip(&rows) {
        if !flow.fits(folded.height) {
            flow.rule(0.9);
            flow.next();
            draw_head(flow, table, &head, &widths);
        }
        let mut left = MARGIN;
        for (((i, cell), lines), column) in row.cells.iter().enumerate().zip(&folded.cells).zip(&table.columns) {
            let width = widths.get(i).copied().unwrap_or_default();
            let raised = marks(cell);
            let place = Place { left: left + indent(row, i), right: left + width, to_right: to_the_right(i, column) };
            place.draw(flow, lines, &vec![cell.strong; lines.len()], &raised, folded.height, false);
            left += width;
        }
        flow.advance(folded.height);
    }
    flow.rule(0.9);
    flow.advance(3.0);
    for (mark, note) in &table.footnotes {
        flow.note(mark, note, &NOTE);
    }
    flow.advance(6.0);
}

fn draw_head(flow: &mut Flow, table: &Table, head: &Folded, widths: &[f64]) {
    flow.rule(0.9);
    let mut left = MARGIN;
    for (((i, column), lines), width) in table.columns.iter().enumerate().zip(&head.cells).zip(widths) {
        let under = column.under.as_deref().map_or(0, |under| flow::fold(under, CELL, false, width - gutter()).len());
        let bold: Vec<bool> = (0..lines.len()).map(|line| line + under < lines.len()).collect();
        let place = Place { left, right: left + width, to_right: to_the_right(i, column) };
        place.draw(flow, lines, &bold, "", head.height, true);
        left += width;
    }
    flow.advance(head.height);
    flow.rule(0.5);
}

/// Where the text of a cell stands.
struct Place {
    left: f64,
    right: f64,
    to_right: bool,
}

impl Place {
    /// Draws the lines of a cell, from the top of the row or, in the head, down to its bottom.
    fn draw(&self, flow: &mut Flow, lines: &[String], bold: &[bool], raised: &str, height: f64, low: bool) {
        let top = if low { height - 2.0 * ROW - lines.len() as f64 * CELL_LINE } else { 0.0 };
        for ((number, line), bold) in lines.iter().enumerate().zip(bold) {
            let width = font::width(line, CELL, *bold);
            let mark = if number + 1 == lines.len() { raised } else { "" };
            let beside = font::width(mark, MARK, false);
            let x = if self.to_right { self.right - gutter() / 4.0 - width - beside } else { self.left };
            let y = flow.y() + top + ROW + 0.78 * CELL_LINE + number as f64 * CELL_LINE;
            flow.text(x, y, line, CELL, *bold, sheet::INK);
            flow.text(x + width, y - 0.35 * CELL, mark, MARK, false, sheet::INK);
        }
    }
}

fn figures(flow: &mut Flow, pictures: &[Picture]) -> Result<()> {
    for (number, picture) in (1..).zip(pictures) {
        let tree = picture.tree()?;
        let (wide, high) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
        let caption = format!("Figure {number}. {}. {}", picture.title(), picture.caption);
        let below = CAPTION.height(&caption, flow.across()) + 6.0;
        let heading = if number == 1 { HEADING.height("Figures", flow.across()) } else { 0.0 };
        let scale = (flow.across() / wide).min((flow.tall() - below - heading) / high);
        flow.need(heading + high * scale + below);
        if number == 1 {
            flow.heading("Figures", &HEADING);
        }
        let (x, y) = (MARGIN + (flow.across() - wide * scale) / 2.0, flow.y());
        flow.put(Op::Picture { tree: Box::new(tree.clone()), x, y, width: wide * scale, height: high * scale });
        flow.advance(high * scale + 6.0);
        flow.paragraph(&caption, &CAPTION, 0.0);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{Cell, Column};

    fn long_table(columns: usize) -> Table {
        let cells = |i: usize| (0..columns).map(|j| Cell::text(format!("cell {i} {j} with some words"))).collect();
        Table {
            id: "table-1".into(),
            title: "Table 1. A long one".into(),
            columns: (0..columns).map(|j| Column::text(&format!("Heading{j}"))).collect(),
            rows: (0..120).map(|i| Row { cells: cells(i), ..Row::default() }).collect(),
            footnotes: vec![("a".into(), "A note.".into())],
        }
    }

    #[test]
    fn a_long_table_repeats_its_head_and_stays_within_the_margins() {
        for columns in [2, 9, 30] {
            let printed = long_table(columns);
            let mut flow = Flow::new();
            flow.turn(Wanted::new(&printed).wider_than(across(false) / CELL));
            table(&mut flow, &printed);
            assert!(flow.sheets.len() > 1);
            let mut firsts = 0;
            for sheet in &flow.sheets {
                let texts: Vec<_> =
                    sheet.ops.iter().filter_map(|op| if let Op::Text(text) = op { Some(text) } else { None }).collect();
                assert!(columns > 9 || texts.iter().any(|text| text.text == "Heading0"));
                firsts += texts.iter().filter(|text| text.text.starts_with("cell") && text.x < MARGIN + 1.0).count();
                for text in texts {
                    let right = text.x + font::width(&text.text, text.size, text.bold);
                    assert!(text.x >= MARGIN - 0.01 && right <= sheet.width - MARGIN + 0.01, "{}", text.text);
                    assert!(text.y > MARGIN && text.y < sheet.height - MARGIN, "{}", text.text);
                }
            }
            assert_eq!(firsts, 120);
        }
    }
}
