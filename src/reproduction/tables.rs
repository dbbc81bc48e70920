//! The tables in a report of a reproduction: as printed, and what could not be read of them.

use super::comparison::{ColumnRole, Comparison, ReadTable};
use crate::results::reproduction::{CellPlace, Refused, TableColumn, TableResult, TableRow};
use crate::study::{PrintedRow, PrintedTable, Study};

/// The tables as printed, each body row with the comparison that starts there.
pub(super) fn printed_tables(study: &Study, tables: &[ReadTable]) -> Vec<TableResult> {
    let mut before = 0;
    let mut all = Vec::new();
    for (printed, read) in study.tables.iter().zip(tables) {
        let start =
            |line: usize| read.comparisons.iter().position(|row: &Comparison| row.line == line).map(|i| before + i);
        all.push(TableResult {
            id: read.id.clone(),
            label: read.label.clone(),
            caption: printed.caption.clone(),
            file: printed.file.clone(),
            columns: read
                .columns
                .iter()
                .map(|column| TableColumn { header: column.header.clone(), role: role_name(column.role) })
                .collect(),
            rows: body_rows(printed, read).map(|row| table_row(row, read.columns.len(), start(row.line))).collect(),
            footnotes: read.footnotes.clone(),
        });
        before += read.comparisons.len();
    }
    all
}

fn body_rows<'a>(printed: &'a PrintedTable, read: &'a ReadTable) -> impl Iterator<Item = &'a PrintedRow> {
    let footnote = |row: &PrintedRow| {
        let filled: Vec<&String> = row.cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
        matches!(filled.as_slice(), [only] if read.footnotes.iter().any(|note| note == only.trim()))
    };
    printed.rows.iter().skip(read.header_rows).filter(move |row| !footnote(row))
}

fn table_row(row: &PrintedRow, width: usize, start: Option<usize>) -> TableRow {
    let label = row.cells.first().map(String::as_str).unwrap_or_default();
    let mut cells: Vec<String> = row.cells.iter().map(|cell| cell.trim().to_string()).collect();
    cells.resize(width.max(cells.len()), String::new());
    TableRow { line: row.line, indent: label.chars().take_while(|c| c.is_whitespace()).count(), cells, row: start }
}

fn role_name(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Label => "label",
        ColumnRole::Level => "level",
        ColumnRole::Group(_) => "group",
        ColumnRole::Overall => "overall",
        ColumnRole::P => "p",
        ColumnRole::Statistic => "statistic",
        ColumnRole::Other => "other",
    }
}

/// The cells that could not be read.
pub(super) fn refused(tables: &[ReadTable]) -> Vec<Refused> {
    let of = |table: &ReadTable| {
        let id = table.id.clone();
        table.refused.clone().into_iter().map(move |cell| Refused {
            place: CellPlace { table: id.clone(), line: cell.line, column: cell.column },
            file: cell.file,
            line: cell.line,
            column: cell.header,
            variable: cell.variable,
            found: cell.found,
            expected: cell.expected,
        })
    };
    tables.iter().flat_map(of).collect()
}
