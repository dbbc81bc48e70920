//! The records of a large text file, counted and measured, because polars fills short ones up without a word.

use std::io::Read;

use super::delimited::ragged;
use crate::error::Result;

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq)]
enum State {
    LineStart,
    CellStart,
    Cell,
    Quoted,
    QuoteInQuoted,
}

/// Number of records below the header. Empty lines are none. O(bytes), constant memory.
///
/// # Errors
/// A record with another number of cells than the header; a file that cannot be read.
pub(super) fn count(mut file: impl Read, delimiter: u8, expected: usize) -> Result<u64> {
    let mut buffer = vec![0_u8; 1 << 18];
    let (mut state, mut cells, mut records, mut line, mut start) = (State::LineStart, 1_usize, 0_u64, 1_usize, 1_usize);
    loop {
        let n = file.read(&mut buffer).map_err(|error| {
            crate::error::Error::new(crate::error::ErrorCode::Io, error.to_string()).hint("copy the file again")
        })?;
        let bytes = if n == 0 { b"\n".as_slice() } else { buffer.get(..n).unwrap_or_default() };
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            // Most lines hold no quote: their cells are counted at once.
            let line_end = if state == State::LineStart { memchr::memchr(b'\n', rest) } else { None };
            let text = line_end.and_then(|end| rest.get(..end)).filter(|text| memchr::memchr(b'"', text).is_none());
            if let Some(text) = text {
                if text.iter().any(|byte| *byte != b'\r') {
                    let found = 1 + text.iter().filter(|byte| **byte == delimiter).count();
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
            rest = after;
            state = match (state, byte) {
                (State::Quoted, b'"') => State::QuoteInQuoted,
                (State::Quoted, _) => {
                    line += usize::from(byte == b'\n');
                    State::Quoted
                }
                (State::QuoteInQuoted, b'"') => State::Quoted,
                (State::LineStart, b'\r') => State::LineStart,
                (State::LineStart, b'\n') => {
                    line += 1;
                    start = line;
                    State::LineStart
                }
                (_, b'\n') => {
                    if cells != expected {
                        return Err(ragged(cells, expected).row(start));
                    }
                    records += 1;
                    cells = 1;
                    line += 1;
                    start = line;
                    State::LineStart
                }
                (_, byte) if byte == delimiter => {
                    cells += 1;
                    State::CellStart
                }
                (State::LineStart | State::CellStart, b'"') => State::Quoted,
                _ => State::Cell,
            };
        }
        if n == 0 {
            // A quote that is never closed swallows the rest; the reader of the cells finds another number of rows.
            return Ok(records.saturating_sub(1) + u64::from(state == State::Quoted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_and_long_records_are_found() {
        assert_eq!(count(b"a,b\n1,2\n\r\n3,\"x,\n\"\"y\"\n".as_slice(), b',', 2), Ok(2));
        assert_eq!(count(b"a,b\n1,2\n3,4".as_slice(), b',', 2), Ok(2));
        assert_eq!(count(b"a,b\n1,\"\n\"\n3\n".as_slice(), b',', 2).map_err(|error| error.place.row), Err(Some(4)));
        assert_eq!(count(b"a,b\n1,2,3\n".as_slice(), b',', 2).map_err(|error| error.place.row), Err(Some(2)));
    }

    proptest! {
        #[test]
        fn records_are_those_of_the_csv_crate(rows in prop::collection::vec(prop::collection::vec("[a,\"\n ]{0,4}", 3), 1..6)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            prop_assert_eq!(count(bytes.as_slice(), b',', 3), Ok(rows.len() as u64 - 1));
        }
    }
}
