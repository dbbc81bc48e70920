//! The records of a large text file, counted and measured, because polars fills short ones up without a word.

use std::io::Read;

use super::delimited::ragged;
use super::dialect::zero_byte;
use crate::error::{Error, ErrorCode, Result};

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq)]
enum State {
    LineStart,
    CellStart,
    Cell,
    Quoted,
    QuoteInQuoted,
}

/// The state behind a byte.
fn after(state: State, byte: u8, delimiter: u8) -> State {
    match (state, byte) {
        (State::Quoted, b'"') => State::QuoteInQuoted,
        (State::Quoted, _) | (State::QuoteInQuoted, b'"') => State::Quoted,
        (State::LineStart, b'\r') | (_, b'\n') => State::LineStart,
        (_, byte) if byte == delimiter => State::CellStart,
        (State::LineStart | State::CellStart, b'"') => State::Quoted,
        _ => State::Cell,
    }
}

/// Refuses a text in which a quote is opened and never closed: it swallows all rows behind it.
///
/// # Errors
/// As said; the row is the one in which the quote is opened.
pub(super) fn closed(text: &[u8], delimiter: u8) -> Result<()> {
    let (mut state, mut line, mut opened) = (State::LineStart, 1_usize, 1_usize);
    for &byte in text {
        let next = after(state, byte, delimiter);
        if next == State::Quoted && state != State::Quoted && state != State::QuoteInQuoted {
            opened = line;
        }
        line += usize::from(byte == b'\n');
        state = next;
    }
    if state == State::Quoted { Err(unclosed(opened)) } else { Ok(()) }
}

/// A quote that swallows all rows behind it.
pub(super) fn unclosed(row: usize) -> Error {
    Error::new(ErrorCode::Format, "a quote is opened and never closed")
        .row(row)
        .expected("a second quote at the end of the cell")
        .hint("close it, or delete it; a quote within a cell is doubled, and the cell stands in quotes")
}

fn no_utf8(row: usize) -> Error {
    Error::new(ErrorCode::Format, "the file is written in more than one encoding, or not in UTF-8")
        .row(row)
        .found("bytes that are no UTF-8, while the first rows are")
        .hint("save the file as UTF-8, or name its encoding: --encoding windows-1252")
}

/// Refuses bytes that are no text; `row` tells the row of a position.
///
/// # Errors
/// As said, with the row.
pub(super) fn text(bytes: &[u8], row: impl Fn(usize) -> usize) -> Result<()> {
    if let Err(error) = std::str::from_utf8(bytes) {
        return Err(no_utf8(row(error.valid_up_to())));
    }
    memchr::memchr(0, bytes).map_or(Ok(()), |position| Err(zero_byte(row(position))))
}

/// UTF-8 that comes in pieces, which may end within a character.
#[derive(Default)]
struct Utf8 {
    begun: Vec<u8>,
}

impl Utf8 {
    /// Position in the piece of the first byte that is no UTF-8.
    fn fault(&mut self, piece: &[u8]) -> Option<usize> {
        if self.begun.is_empty() && piece.is_ascii() {
            return None;
        }
        let before = self.begun.len();
        self.begun.extend_from_slice(piece);
        let whole = std::mem::take(&mut self.begun);
        match std::str::from_utf8(&whole) {
            Ok(_) => None,
            Err(error) if error.error_len().is_none() => {
                self.begun = whole.get(error.valid_up_to()..).unwrap_or_default().to_vec();
                None
            }
            Err(error) => Some(error.valid_up_to().saturating_sub(before)),
        }
    }
}

/// Cells of a line in which every quote opens a cell or closes one; `None` for any other, which is read byte by byte.
fn cells_of_line(line: &[u8], delimiter: u8) -> Option<usize> {
    let delimiters = |text: &[u8]| memchr::memchr_iter(delimiter, text).count();
    let mut cells = 1 + delimiters(line);
    let mut rest = line;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        // Behind a cell in quotes the rest begins with a delimiter: a quote comes first in the line only.
        let opens = quote.checked_sub(1).is_none_or(|before| rest.get(before) == Some(&delimiter));
        let (quoted, behind) =
            rest.get(quote + 1..).and_then(|rest| rest.split_at_checked(memchr::memchr(b'"', rest)?))?;
        let behind = behind.get(1..).unwrap_or_default();
        if !opens || !(behind.first() == Some(&delimiter) || behind.is_empty() || behind == b"\r") {
            return None;
        }
        cells -= delimiters(quoted);
        rest = behind;
    }
    Some(cells)
}

/// Number of records below the header, which stands in the first line that is given. Empty lines are none. O(bytes), constant memory.
///
/// # Errors
/// A record with another number of cells than the header, a quote that is never closed, bytes that are no UTF-8 or zero:
/// each with its row; a file that cannot be read.
pub(super) fn count(mut file: impl Read, delimiter: u8, expected: usize, first_line: usize) -> Result<u64> {
    let mut buffer = vec![0_u8; 1 << 18];
    let (mut state, mut cells, mut records) = (State::LineStart, 1_usize, 0_u64);
    let (mut line, mut start) = (first_line, first_line);
    let mut utf8 = Utf8::default();
    loop {
        let n = file
            .read(&mut buffer)
            .map_err(|error| Error::new(ErrorCode::Io, error.to_string()).hint("copy the file again"))?;
        let bytes = if n == 0 { b"\n".as_slice() } else { buffer.get(..n).unwrap_or_default() };
        let row = |position: usize| line + bytes.iter().take(position).filter(|byte| **byte == b'\n').count();
        if let Some(position) = utf8.fault(bytes) {
            return Err(no_utf8(row(position)));
        }
        if let Some(position) = memchr::memchr(0, bytes) {
            return Err(zero_byte(row(position)));
        }
        let mut rest = bytes;
        while let Some((&byte, behind)) = rest.split_first() {
            // The cells of a record that is one line are counted at once.
            let end = if state == State::LineStart { memchr::memchr(b'\n', rest) } else { None };
            let line_text = end.and_then(|end| rest.get(..end));
            if let Some((text, found)) = line_text.and_then(|text| Some((text, cells_of_line(text, delimiter)?))) {
                if text.iter().any(|byte| *byte != b'\r') {
                    if found != expected {
                        return Err(ragged(found, expected).row(start));
                    }
                    records += 1;
                }
                line += 1;
                start = line;
                rest = rest.get(text.len() + 1..).unwrap_or_default();
                continue;
            }
            rest = behind;
            let before = state;
            state = after(state, byte, delimiter);
            if state == State::CellStart {
                cells += 1;
            } else if byte == b'\n' {
                line += 1;
                if state == State::Quoted {
                    continue;
                }
                if before != State::LineStart {
                    if cells != expected {
                        return Err(ragged(cells, expected).row(start));
                    }
                    records += 1;
                    cells = 1;
                }
                start = line;
            }
        }
        if n == 0 {
            return if state == State::Quoted { Err(unclosed(start)) } else { Ok(records.saturating_sub(1)) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_and_long_records_are_found() {
        assert_eq!(count(b"a,b\n1,2\n\r\n3,\"x,\n\"\"y\"\n".as_slice(), b',', 2, 1), Ok(2));
        assert_eq!(count(b"a,b\n1,2\n3,4".as_slice(), b',', 2, 1), Ok(2));
        assert_eq!(count(b"a,b\n1,\"\n\"\n3\n".as_slice(), b',', 2, 1).map_err(|error| error.place.row), Err(Some(4)));
        assert_eq!(count(b"a,b\n1,2,3\n".as_slice(), b',', 2, 1).map_err(|error| error.place.row), Err(Some(2)));
    }

    #[test]
    fn what_is_no_text_is_found_with_its_row() {
        let row = |bytes: &[u8]| count(bytes, b',', 2, 1).map_err(|error| error.place.row);
        assert_eq!(row(b"a,b\n1,2\n3,\"x\n4,5\n"), Err(Some(3)));
        assert_eq!(row(b"a,b\n1,2\n3,\0\n"), Err(Some(3)));
        let long = ["a,b\n".as_bytes(), "1,ü\n".repeat(100_000).as_bytes(), b"1,\xFC\n1,2\n"].concat();
        assert_eq!(row(&long), Err(Some(100_002)));
        assert_eq!(closed(b"a,b\n1,\"2\n\"\n3,\"x\n4,5\n", b',').map_err(|error| error.place.row), Err(Some(4)));
        assert!(closed(b"a,b\n1,\"2\"\"\n\"\n3,x\"\n", b',').is_ok());
    }

    /// Cells of every line that is a record, byte by byte; `None` where a quoted cell goes on behind the line.
    fn cells_byte_by_byte(line: &str) -> Option<usize> {
        let mut states = vec![State::LineStart];
        line.bytes().for_each(|byte| states.push(after(states[states.len() - 1], byte, b',')));
        let cells = 1 + states.iter().filter(|state| **state == State::CellStart).count();
        (states.last() != Some(&State::Quoted)).then_some(cells)
    }

    proptest! {
        #[test]
        fn cells_of_a_line_are_those_byte_by_byte(line in "[a,,\"\"\r ]{0,12}", quoted in "(\"[a,]{0,2}\",){0,3}") {
            for line in [&line, &quoted, &format!("{quoted}{line}"), &format!("{quoted}\"a\"\r")] {
                if let Some(found) = cells_of_line(line.as_bytes(), b',') {
                    prop_assert_eq!(Some(found), cells_byte_by_byte(line), "{:?}", line);
                }
            }
            prop_assert!(cells_of_line(quoted.as_bytes(), b',').is_some());
        }

        #[test]
        fn records_are_those_of_the_csv_crate(rows in prop::collection::vec(prop::collection::vec("[a,\"\n ]{0,4}", 3), 1..6)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            prop_assert_eq!(count(bytes.as_slice(), b',', 3, 1), Ok(rows.len() as u64 - 1));
        }
    }
}
