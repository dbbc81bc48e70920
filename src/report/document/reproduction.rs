//! The report of a reproduction: the findings, the tables as printed with what was recomputed beside them.

use super::{Block, Cell, Column, Document, Row, Table, literature};
use crate::report::page::{Page, PageTable};
use crate::report::{references, wording};
use crate::results::reproduction::Reproduction;

/// The report.
pub fn reproduction(results: &Reproduction) -> Document {
    let page = Page::new(results);
    let mut blocks = Vec::new();
    blocks.extend(page.citation.iter().cloned().map(Block::Paragraph));
    blocks.push(Block::Lead(page.headline.clone()));
    blocks.extend(page.rules.iter().cloned().map(Block::Paragraph));
    blocks.push(Block::Heading("Findings".into()));
    if page.findings.is_empty() {
        blocks.push(Block::Paragraph("Nothing contradicts itself.".into()));
    } else {
        let finding = |finding: &crate::report::page::PageFinding| {
            let place = if finding.place.is_empty() { String::new() } else { format!("{}: ", finding.place) };
            let repair = finding.repair.as_ref().map(|repair| format!(" Repair: {repair}.")).unwrap_or_default();
            format!("[{}, {}] {place}{}{repair}", finding.number, finding.severity, finding.message)
        };
        blocks.push(Block::List(page.findings.iter().map(finding).collect()));
    }
    if !page.refused.is_empty() {
        blocks.push(Block::Heading("Cells that could not be read".into()));
        blocks.push(Block::List(page.refused.clone()));
    }
    blocks.push(Block::Heading("The tables as printed".into()));
    let explained = "Marks point to the findings. Recomputed: P by the paper's rule, its test, and the range over \
                     everything that the printed digits can stand for.";
    blocks.push(Block::Paragraph(explained.into()));
    blocks.extend(page.tables.iter().map(|printed| Block::Table(table(printed))));
    blocks.extend(page.literature);
    blocks.push(Block::Figures);
    blocks.push(Block::Heading("Methods".into()));
    blocks.extend(page.methods.iter().cloned().map(Block::Paragraph));
    blocks.push(Block::Heading("How to read the verdicts".into()));
    let verdict = |(verdict, meaning): &(_, &str)| {
        let (sign, words) = wording::verdict(*verdict);
        format!("{sign} {words}: {meaning}")
    };
    blocks.push(Block::List(wording::VERDICTS.iter().map(verdict).collect()));
    blocks.push(Block::Heading("References".into()));
    let of_series = results.literature.iter().flat_map(literature::references);
    let cited = references::once(references::REPRODUCTION.into_iter().chain(of_series));
    blocks.push(Block::List(references::list(&cited)));
    Document {
        kicker: "Printed P values, recomputed".into(),
        title: page.title.clone(),
        footer: format!("retrocohort {}", page.version),
        blocks,
        references: cited,
    }
}

fn table(printed: &PageTable) -> Table {
    let mut columns: Vec<Column> = printed.headers.iter().map(|header| Column::text(header)).collect();
    columns.extend(["Recomputed", "Verdict"].map(Column::text));
    let row = |row: &crate::report::page::PageRow| {
        let printed = row.cells.iter().map(|cell| Cell {
            marks: cell.marks.iter().map(|mark| mark.to_string()).collect(),
            ..Cell::text(&cell.text)
        });
        let mut cells: Vec<Cell> = printed.collect();
        cells.push(Cell::text(&row.recomputed));
        cells.push(Cell::text(format!("{} {}", row.sign, row.verdict).trim()));
        Row { indent: row.indent, cells, details: row.notes.clone() }
    };
    Table {
        id: printed.anchor.clone(),
        title: printed.title.clone(),
        columns,
        rows: printed.rows.iter().map(row).collect(),
        footnotes: printed.footnotes.iter().map(|text| (String::new(), text.clone())).collect(),
    }
}
