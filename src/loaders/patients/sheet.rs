//! The cells of a sheet, and the room that they may take.

use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;

use calamine::{Cell, Data, Range, Reader, Sheets, XlsxError};

use super::file;
use crate::error::{Error, ErrorCode, Result};

/// Most bytes that the parts of a workbook may unfold to. A file that passes it is a mistake or a bomb.
const MOST_BYTES: u64 = 4 << 30;
/// Most bytes that parts may unfold to when they are `MOST_TIMES` as long as the file; sheets of numbers are about ten
/// times as long.
const MANY_BYTES: u64 = 256 << 20;
const MOST_TIMES: u64 = 200;
/// Most cells in the area from the first to the last filled cell: a full sheet of 190 columns.
const MOST_CELLS: u64 = 200_000_000;

fn fault(path: &Path, message: String) -> Error {
    Error::new(ErrorCode::Format, message).file(path.display().to_string())
}

/// Refuses an area that no memory can hold, as a stray cell in the last corner of a sheet makes it.
fn area(rows: u64, columns: u64, name: &str, path: &Path) -> Result<()> {
    if rows.saturating_mul(columns) <= MOST_CELLS {
        return Ok(());
    }
    Err(fault(path, format!("sheet “{name}” is too large"))
        .found(format!("{rows} rows of {columns} columns from the first to the last filled cell"))
        .expected(format!("at most {MOST_CELLS} cells"))
        .hint("delete stray cells beside and below the rows, or save the sheet as CSV"))
}

/// The cells of a sheet.
///
/// # Errors
/// A damaged sheet, one that is too large.
pub(super) fn cells<R: Read + Seek>(book: &mut Sheets<R>, name: &str, path: &Path) -> Result<Range<Data>> {
    let damaged = |error: &dyn std::fmt::Display| fault(path, format!("sheet “{name}” cannot be read: {error}"));
    let Sheets::Xlsx(book) = book else { return book.worksheet_range(name).map_err(|error| damaged(&error)) };
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet that is a chart holds no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Range::default()),
        Err(error) => return Err(damaged(&error)),
    };
    let mut cells: Vec<Cell<Data>> = Vec::new();
    let (mut first, mut last) = ((u32::MAX, u32::MAX), (0, 0));
    while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        let value = Data::from(cell.get_value().clone());
        if value == Data::Empty {
            continue;
        }
        first = (first.0.min(row), first.1.min(column));
        last = (last.0.max(row), last.1.max(column));
        area(u64::from(last.0 - first.0) + 1, u64::from(last.1 - first.1) + 1, name, path)?;
        cells.push(Cell::new((row, column), value));
    }
    Ok(Range::from_sparse(cells))
}

/// Refuses an archive whose parts are longer than a workbook of rows can have, or than its directory says. Gives the number
/// of formulas whose result is not stored.
///
/// # Errors
/// A file that is no archive, a damaged or too large one.
pub(super) fn bounded(path: &Path) -> Result<u64> {
    let mut start = Vec::new();
    file(path)?.take(4).read_to_end(&mut start).map_err(|error| Error::io(path, &error))?;
    if start.starts_with(b"\xD0\xCF\x11\xE0") {
        return Ok(0);
    }
    let size = file(path)?.metadata().map_err(|error| Error::io(path, &error))?.len();
    let damaged = |error: &dyn std::fmt::Display| fault(path, format!("the workbook is damaged: {error}"));
    let mut archive = zip::ZipArchive::new(file(path)?)
        .map_err(|error| fault(path, format!("the file is no workbook: {error}")).hint("the file may be truncated"))?;
    let mut total = 0_u64;
    for i in 0..archive.len() {
        total = total.saturating_add(archive.by_index_raw(i).map_err(|error| damaged(&error))?.size());
    }
    if total > MOST_BYTES || (total > MANY_BYTES && total / MOST_TIMES > size) {
        return Err(fault(path, "the workbook unfolds to more than a workbook of patient rows does".into())
            .found(format!("{} MiB in a file of {} MiB", total >> 20, size >> 20))
            .expected(format!(
                "at most {} MiB, and at most {MOST_TIMES} times the file beyond {} MiB",
                MOST_BYTES >> 20,
                MANY_BYTES >> 20
            ))
            .hint("save the sheet as CSV"));
    }
    let mut formulas = Formulas::default();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).map_err(|error| damaged(&error))?;
        let declared = part.size();
        if part.name().is_ok_and(|name| name == "content.xml") {
            open_document(&mut part, declared, path)?;
            continue;
        }
        let found = std::io::copy(&mut part.by_ref().take(declared + 1), &mut formulas);
        if found.map_err(|error| damaged(&error))? != declared {
            return Err(damaged(&"a part has another length than its directory says"));
        }
    }
    Ok(formulas.without_result)
}

/// Counts the formulas that pass without a stored result, as programs write them that do not compute.
#[derive(Default)]
struct Formulas {
    /// The cell that has begun.
    cell: Vec<u8>,
    without_result: u64,
}

impl Formulas {
    /// Longest cell that is looked at.
    const LONGEST: usize = 1 << 14;

    /// Whether a text that ends with a cell ends with such a formula.
    fn ends_without_result(text: &[u8]) -> bool {
        let cell = text.get(memchr::memmem::rfind(text, b"<c ").unwrap_or(0)..).unwrap_or_default();
        let ends: [&[u8]; 4] = [b"</f></c>", b"</f><v></v></c>", b"</f><v/></c>", b"</f><v /></c>"];
        // An empty text is a result.
        ends.iter().any(|end| cell.ends_with(end)) && memchr::memmem::find(cell, b"t=\"str\"").is_none()
    }
}

impl std::io::Write for Formulas {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut from = self.cell.len().saturating_sub(3);
        self.cell.extend_from_slice(bytes);
        let mut begin = 0;
        while let Some(end) = self.cell.get(from..).and_then(|rest| memchr::memmem::find(rest, b"</c>")) {
            from += end + 4;
            let cell = self.cell.get(begin..from).unwrap_or_default();
            self.without_result += u64::from(Self::ends_without_result(cell));
            begin = from;
        }
        let surplus = (self.cell.len() - begin).saturating_sub(Self::LONGEST);
        self.cell.drain(..begin + surplus);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Measures the sheets of an OpenDocument workbook, where one element can stand for a million equal rows.
fn open_document(part: &mut impl Read, declared: u64, path: &Path) -> Result<()> {
    let mut text = BufReader::new(part.take(declared + 1));
    let mut tag = Vec::new();
    let (mut row, mut repeated, mut column, mut width) = (0_u64, 0_u64, 0_u64, 0_u64);
    loop {
        tag.clear();
        let read = text
            .read_until(b'>', &mut tag)
            .map_err(|error| fault(path, format!("the workbook is damaged: {error}")))?;
        if read == 0 {
            return Ok(());
        }
        let start = tag.iter().rposition(|byte| *byte == b'<').unwrap_or(0);
        let element = String::from_utf8_lossy(tag.get(start..).unwrap_or_default());
        let times = |name: &str| -> u64 {
            let value = element.split_once(name).and_then(|(_, rest)| rest.split('"').nth(1));
            value.and_then(|value| value.parse().ok()).unwrap_or(1)
        };
        if element.starts_with("<table:table ") {
            (row, repeated, width) = (0, 0, 0);
        } else if element.starts_with("<table:table-row") {
            row = row.saturating_add(repeated);
            repeated = times("table:number-rows-repeated");
            column = 0;
        } else if element.starts_with("<table:table-cell") || element.starts_with("<table:covered-table-cell") {
            column = column.saturating_add(times("table:number-columns-repeated"));
            if element.contains("office:value-type") {
                width = width.max(column);
                area(row.saturating_add(repeated), width, "of the document", path)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_without_a_result_are_counted() {
        use std::io::Write;
        let text = "<row><c r=\"A1\"><f>1/0</f><v></v></c><c r=\"B1\"><f>1+1</f><v>2</v></c><c r=\"C1\" t=\"str\"><f>\"\"</f>\
                    <v></v></c><c r=\"D1\"><v>3</v></c><c r=\"E1\"><f>A1</f></c></row>";
        for size in [1, 3, 7, 1000] {
            let mut formulas = Formulas::default();
            text.as_bytes().chunks(size).for_each(|bytes| formulas.write_all(bytes).unwrap());
            assert_eq!(formulas.without_result, 2, "in pieces of {size}");
        }
    }

    #[test]
    fn repeated_cells_are_counted() {
        let text = |rows: u64, columns: u64| {
            format!(
                "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
                 office:value-type=\"float\" table:number-columns-repeated=\"{columns}\"/></table:table-row></table:table>"
            )
        };
        let measured = |text: &str| open_document(&mut text.as_bytes(), text.len() as u64, Path::new("a.ods"));
        assert!(measured(&text(1_048_576, 30)).is_ok());
        assert!(measured(&text(1_048_576, 16_384)).is_err());
        assert!(measured(&text(u64::MAX, u64::MAX)).is_err());
    }
}
