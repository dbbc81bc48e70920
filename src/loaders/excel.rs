//! Excel workbooks: every sheet with anything on it is a table.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::{Format, Source, table_name};
use crate::error::{Error, ErrorCode, Result};
use crate::study::{PrintedRow, PrintedTable};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "xlsx", summary: "Excel workbook, one table a sheet", extensions: &["xlsx", "xlsm"], read };

/// Cells of a sheet beyond which it is no printed table.
const MOST_CELLS: usize = 1_000_000;

/// Reads every sheet. Numbers come as the shortest text that reads back to them: a workbook keeps the value 0.5, not
/// the digits 0.50 that its number format shows, so P values are best stored as text.
fn read(source: &Source<'_>) -> Result<Vec<PrintedTable>> {
    let fault = |message: String| {
        Error::new(ErrorCode::Format, message)
            .file(source.name)
            .expected("an .xlsx workbook that Excel or LibreOffice wrote, without a password")
            .hint("open it, save it again, or save the table as CSV")
    };
    let mut workbook =
        Xlsx::new(Cursor::new(source.bytes)).map_err(|error| fault(format!("the workbook cannot be read: {error}")))?;
    let names = workbook.sheet_names();
    let (id, label) = table_name(source.name);
    let mut tables = Vec::new();
    for name in &names {
        let range =
            workbook.worksheet_range(name).map_err(|error| fault(format!("sheet “{name}” cannot be read: {error}")))?;
        if range.get_size().0.saturating_mul(range.get_size().1) > MOST_CELLS {
            return Err(fault(format!(
                "sheet “{name}” has more than {MOST_CELLS} cells, too many for a printed table"
            )));
        }
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let rows: Vec<PrintedRow> = range
            .rows()
            .enumerate()
            .map(|(i, cells)| {
                let blank = std::iter::repeat_n(String::new(), first_column.min(64) as usize);
                let cells = blank.skip(first_column.min(64) as usize).chain(cells.iter().map(text)).collect();
                PrintedRow { line: first_row as usize + i + 1, cells }
            })
            .filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let alone = names.len() == 1;
        tables.push(PrintedTable {
            id: if alone { id.clone() } else { format!("{id}-{}", name.to_lowercase().replace(' ', "-")) },
            label: if alone { label.clone() } else { format!("{label}, {name}") },
            caption: None,
            file: source.name.to_string(),
            sheet: Some(name.clone()),
            rows,
            footnotes: Vec::new(),
        });
    }
    Ok(tables)
}

/// A cell as text.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim_end().to_string(),
        Data::Float(number) => format!("{number}"),
        Data::Int(number) => format!("{number}"),
        Data::Bool(value) => format!("{value}"),
        other => other.to_string(),
    }
}
