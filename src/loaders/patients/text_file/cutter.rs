//! Records cut out of a piece of text.

use std::ops::Range;

use polars::prelude::{Column as Series, DataFrame, IntoSeries, PolarsResult, StringChunked};
use polars_arrow::array::{Utf8ViewArray, View};
use polars_arrow::datatypes::ArrowDataType;
use rayon::prelude::*;

use super::LONGEST;
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::delimited::ragged;
use crate::loaders::patients::records;

/// What is known from one piece to the next.
pub(super) struct Cutter {
    delimiter: u8,
    /// For every column of the file its place among those that are wanted.
    wanted: Vec<Option<usize>>,
    columns: usize,
    /// Line of the file with which the next piece begins, from 1.
    line: usize,
    /// Records so far, the header among them.
    pub records: u64,
    /// Line in which the next record stands if no line is empty and no cell has two.
    next_line: usize,
    /// Records, from 0 without the header, that do not stand in the line behind that of the one before, and their lines.
    pub jumps: Vec<(usize, usize)>,
}

/// The cells of a piece.
pub(super) struct Cut {
    /// Of every column that is wanted.
    views: Vec<Vec<View>>,
    /// Texts that do not stand in the piece as they are: with quotes in quotes.
    written: Vec<u8>,
    /// Where every record begins, the header among them.
    pub starts: Vec<usize>,
    /// Where the first record begins that is not whole.
    pub end: usize,
}

/// A cell: where its text ends in the piece, whether it is the last of its record, and where the next begins.
struct Cell {
    view: View,
    last: bool,
    next: usize,
}

impl Cutter {
    /// Before the header, which begins in a line; `wanted` are the places of so many columns among those of the file.
    pub fn new(delimiter: u8, wanted: Vec<Option<usize>>, columns: usize, line: usize) -> Cutter {
        Cutter { delimiter, wanted, columns, line, records: 0, next_line: line, jumps: Vec::new() }
    }

    /// Row of the file in which a position of a piece stands.
    pub fn row(&self, piece: &[u8], position: usize) -> usize {
        self.line + memchr::memchr_iter(b'\n', piece.get(..position).unwrap_or(piece)).count()
    }

    /// Leaves a piece behind, and notes where its records do not stand line by line.
    pub fn pass(&mut self, piece: &[u8], starts: &[usize]) {
        let behind = self.row(piece, piece.len());
        if behind - self.line == starts.len() && self.next_line == self.line {
            self.next_line = behind;
        } else {
            let first = self.records as usize - starts.len();
            let (mut line, mut from) = (self.line, 0);
            for (i, start) in starts.iter().enumerate() {
                line += memchr::memchr_iter(b'\n', piece.get(from..*start).unwrap_or_default()).count();
                from = *start;
                let Some(record) = (first + i).checked_sub(1) else {
                    self.next_line += 1;
                    continue;
                };
                if line != self.next_line {
                    self.jumps.push((record, line));
                }
                self.next_line = line + 1;
            }
        }
        self.line = behind;
    }

    /// Cuts the records that are whole.
    pub fn cut(&mut self, piece: &[u8]) -> Result<Cut> {
        let mut cut = Cut { views: vec![Vec::new(); self.columns], written: Vec::new(), starts: Vec::new(), end: 0 };
        let (mut at, mut whole) = (0, 0);
        loop {
            // Empty lines are no records.
            while let Some(empty) = empty_line(piece.get(at..).unwrap_or_default()) {
                at += empty;
            }
            cut.end = at;
            let (mut cells, before) = (0, self.records);
            while let Some(cell) = self.cell(piece, at, &mut cut.written) {
                if let (true, Some(Some(place))) = (before > 0, self.wanted.get(cells))
                    && let Some(views) = cut.views.get_mut(*place)
                {
                    views.push(cell.view);
                }
                cells += 1;
                at = cell.next;
                if cell.last {
                    if cells != self.wanted.len() {
                        return Err(ragged(cells, self.wanted.len()).row(self.row(piece, cut.end)));
                    }
                    self.records += 1;
                    cut.starts.push(cut.end);
                    whole += usize::from(before > 0);
                    break;
                }
            }
            if self.records == before {
                // The record goes on behind the piece.
                cut.views.iter_mut().for_each(|views| views.truncate(whole));
                return Ok(cut);
            }
        }
    }

    /// The cell that begins at a position; `None` where its record does not end in the piece.
    fn cell(&self, piece: &[u8], at: usize, written: &mut Vec<u8>) -> Option<Cell> {
        let rest = piece.get(at..)?;
        if rest.first() == Some(&b'"') {
            let close = 1 + memchr::memchr(b'"', rest.get(1..)?)?;
            let last = match rest.get(close + 1)? {
                b'\n' => Some(1),
                b'\r' if *rest.get(close + 2)? == b'\n' => Some(2),
                byte if *byte == self.delimiter => None,
                _ => return self.written(piece, at, written),
            };
            let view = view(piece, at + 1..at + close)?;
            return Some(Cell { view, last: last.is_some(), next: at + close + 1 + last.unwrap_or(1) });
        }
        let length = end_of_cell(rest, self.delimiter)?;
        let last = rest.get(length) == Some(&b'\n');
        let return_before = last && length > 0 && rest.get(length - 1) == Some(&b'\r');
        let view = view(piece, at..at + length - usize::from(return_before))?;
        Some(Cell { view, last, next: at + length + 1 })
    }

    /// A cell in quotes with quotes in it, which stand there doubled, or with text behind the last of them.
    fn written(&self, piece: &[u8], at: usize, written: &mut Vec<u8>) -> Option<Cell> {
        let offset = written.len();
        let mut from = at + 1;
        loop {
            let quoted = piece.get(from..)?;
            let close = memchr::memchr(b'"', quoted)?;
            written.extend_from_slice(quoted.get(..close)?);
            from += close + 1;
            if *piece.get(from)? != b'"' {
                break;
            }
            written.push(b'"');
            from += 1;
        }
        let behind = piece.get(from..)?;
        let length = memchr::memchr2(self.delimiter, b'\n', behind)?;
        let last = behind.get(length) == Some(&b'\n');
        let text = behind.get(..length)?;
        written.extend_from_slice(if last { text.strip_suffix(b"\r").unwrap_or(text) } else { text });
        let view = View::new_from_bytes(written.get(offset..)?, 1, offset as u32);
        Some(Cell { view, last, next: from + length + 1 })
    }

    /// A record that does not end.
    pub fn endless(&self, record: &[u8]) -> Error {
        if record.contains(&b'"') {
            return records::unclosed(self.line);
        }
        Error::new(ErrorCode::Format, "a line is too long for a row of a table")
            .row(self.line)
            .found(format!("more than {} MiB", LONGEST >> 20))
    }
}

/// Where a delimiter or a line feed first stands. Most cells are short: eight bytes are looked at together before the
/// search begins that pays for long ones.
fn end_of_cell(rest: &[u8], delimiter: u8) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let Some(word) = rest.first_chunk::<8>() else { return memchr::memchr2(delimiter, b'\n', rest) };
    // The lowest byte that is zero sets the lowest high bit.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
    let equal = |byte: u8| zeros(u64::from_le_bytes(*word) ^ (ONES * u64::from(byte)));
    match equal(delimiter) | equal(b'\n') {
        0 => Some(8 + memchr::memchr2(delimiter, b'\n', rest.get(8..)?)?),
        found => Some(found.trailing_zeros() as usize / 8),
    }
}

/// A text of the piece; `None` where the piece does not hold it.
fn view(piece: &[u8], text: Range<usize>) -> Option<View> {
    let length = text.len() as u32;
    match piece.get(text.start..).and_then(|rest| rest.first_chunk::<16>()) {
        Some(window) if length <= View::MAX_INLINE_SIZE => {
            // Short texts stand in the view itself, with zeros behind.
            let kept = u128::from_le_bytes(*window) & ((1 << (8 * length)) - 1);
            let part = |i: u32| ((kept >> (32 * i)) as u32).to_le();
            Some(View { length, prefix: part(0), buffer_idx: part(1), offset: part(2) })
        }
        _ => Some(View::new_from_bytes(piece.get(text.clone())?, 0, text.start as u32)),
    }
}

/// Bytes of the line with which a text begins, where nothing is in it.
fn empty_line(text: &[u8]) -> Option<usize> {
    let returns = text.iter().take_while(|byte| **byte == b'\r').count();
    (text.get(returns) == Some(&b'\n')).then_some(returns + 1)
}

impl Cut {
    /// The cells as columns of text; `None` where there is no record.
    pub fn frame(self, piece: Vec<u8>, names: &[String]) -> PolarsResult<Option<DataFrame>> {
        let height = self.views.first().map_or(0, Vec::len);
        if height == 0 {
            return Ok(None);
        }
        let texts: Vec<_> = vec![piece.into(), self.written.into()];
        let column = |(name, views): (&String, Vec<View>)| {
            let array = Utf8ViewArray::try_new(ArrowDataType::Utf8View, views.into(), texts.clone().into(), None)?;
            Ok(StringChunked::with_chunk(name.as_str().into(), array).into_series().into())
        };
        // Who cuts is waited for; what the cells are checked for, others can do beside it.
        let columns: PolarsResult<Vec<Series>> = names.par_iter().zip(self.views).map(column).collect();
        DataFrame::new(height, columns?).map(Some)
    }
}
