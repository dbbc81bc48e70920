//! From a grid of text to comparisons: which column is which, which rows belong together, and what their cells mean.

mod columns;
mod denominators;
mod kinds;
mod layout;
mod notes;
mod pairs;
mod percentages;
mod statement;
mod style;
mod summaries;
mod values;

pub use statement::read_statement;

use super::comparison::{Column, Comparison, ReadTable, RefusedCell};
use super::notation::{NumberStyle, parse_p};
use crate::error::{Error, ErrorCode, Result};
use crate::study::{KindDeclaration, PrintedTable, Study, TableDeclaration};
use columns::Columns;
use layout::{Block, BodyRow};

/// What the readers of one table share.
struct Reader<'a> {
    study: &'a Study,
    table: &'a PrintedTable,
    kind: Option<KindDeclaration>,
    style: NumberStyle,
    columns: Columns,
    notes: notes::TableNotes,
    refused: Vec<RefusedCell>,
}

/// Reads a printed table.
///
/// `declaration` and `kind_override` take precedence over what the table itself says; the override is for rows whose
/// notation is ambiguous.
///
/// # Errors
/// A table without rows of values, or with fewer than two groups.
pub fn read_table(
    study: &Study,
    table: &PrintedTable,
    declaration: Option<&TableDeclaration>,
    kind_override: Option<KindDeclaration>,
) -> Result<ReadTable> {
    let style = style::of(table);
    let columns = columns::find(study, table, declaration, style)?;
    let (body, footnotes) = layout::body(table, &columns, style);
    let kind = kind_override.or(declaration.and_then(|declaration| declaration.kind));
    let notes = notes::TableNotes::new(table, &footnotes, &columns);
    let mut reader = Reader { study, table, kind, style, columns, notes, refused: Vec::new() };
    denominators::missing_sizes(&mut reader.columns, &body, style);
    let mut comparisons = Vec::new();
    let sizes: Vec<Option<u64>> = reader.columns.groups.iter().map(|group| group.n).collect();
    for block in layout::blocks(&body, &sizes, reader.columns.has_p(), style) {
        reader.comparisons(&block, &mut comparisons);
    }
    denominators::without_missing(&mut comparisons);
    if comparisons.is_empty() {
        return Err(Error::new(ErrorCode::Table, "the table has no row of values")
            .file(table.file.clone())
            .expected("rows with a label, one cell per group and a P value")
            .hint("check that the first rows are the header and that the values stand in columns of their own"));
    }
    let mut footnotes: Vec<String> = footnotes;
    footnotes.extend(table.footnotes.iter().cloned());
    Ok(ReadTable {
        id: table.id.clone(),
        label: table.label.clone(),
        file: table.file.clone(),
        header_rows: reader.columns.first_body_row,
        columns: reader
            .columns
            .all
            .iter()
            .map(|column| Column { header: column.header.clone(), role: column.role })
            .collect(),
        groups: reader.columns.groups.iter().map(|group| group.column.clone()).collect(),
        overall: reader.columns.overall.as_ref().map(|group| group.column.clone()),
        comparisons,
        footnotes,
        refused: reader.refused,
    })
}

impl Reader<'_> {
    /// The comparisons of one block of rows.
    fn comparisons(&mut self, block: &Block<'_>, all: &mut Vec<Comparison>) {
        match block {
            Block::Single { row, section } => {
                let comparison = self.single(row, section.clone());
                all.push(comparison);
            }
            Block::Levels { parent, levels, section } => {
                let each = levels.iter().filter(|level| level.p.is_some()).count();
                let every_level = each >= 2 && each == levels.len();
                if !every_level || parent.p.is_some() {
                    let comparison = self.levels(parent, levels, section.clone());
                    all.push(comparison);
                }
                if every_level {
                    for level in levels {
                        let mut comparison = self.single(level, section.clone());
                        comparison.level = Some(comparison.name.clone());
                        comparison.label = parent.label.text.clone();
                        comparison.name = parent.label.name.clone();
                        all.push(comparison);
                    }
                }
            }
        }
    }

    /// P and statistic of a row.
    fn p_of(&mut self, row: &BodyRow) -> Option<super::notation::PrintedP> {
        let column = self.columns.p?;
        match parse_p(row.p.as_deref()?, self.style) {
            Ok(p) => p,
            Err(error) => {
                self.refuse(row, column, row.p.as_deref().unwrap_or_default(), error.expected);
                None
            }
        }
    }

    fn refuse(&mut self, row: &BodyRow, column: usize, found: &str, expected: &str) {
        self.refused.push(RefusedCell {
            file: self.table.file.clone(),
            line: row.line,
            column,
            header: self.columns.all.get(column).map(|column| column.header.clone()).unwrap_or_default(),
            variable: row.label.text.clone(),
            found: found.trim().to_string(),
            expected: expected.to_string(),
        });
    }
}
