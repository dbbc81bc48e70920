//! A large text file, cut into cells a piece at a time.
//!
//! The cells point into the piece that was read, so that nothing is copied but short ones, and every record is measured on
//! the way: polars fills short ones up without a word.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use polars::prelude::{Column as Series, DataFrame, IntoSeries, StringChunked};
use polars_arrow::array::{Utf8ViewArray, View};
use polars_arrow::datatypes::ArrowDataType;

use super::delimited::ragged;
use super::{DeclaredRows, polars_fault, records};
use crate::error::{Error, ErrorCode, Result};

/// Bytes that are best read at once: some ten thousand records.
const PIECE: usize = 4 << 20;
/// Most bytes of a record.
const LONGEST: usize = 64 << 20;
/// What some programs write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// UTF-8 with line feeds, of one header row and records of as many cells.
#[derive(Clone)]
pub struct TextFile {
    file: Arc<Mutex<File>>,
    path: PathBuf,
    delimiter: u8,
    names: Vec<String>,
    /// Where the header stands, and in which line.
    start: u64,
    line: usize,
    rows: DeclaredRows,
    /// Bytes that are read at once.
    piece: usize,
}

impl TextFile {
    /// A file whose header was read already, and the position and line of it.
    pub(super) fn new(
        file: File,
        path: &Path,
        delimiter: u8,
        names: Vec<String>,
        (start, line): (u64, usize),
    ) -> TextFile {
        let file = Arc::new(Mutex::new(file));
        let (again, name, cells) = (Arc::clone(&file), path.to_path_buf(), names.len());
        let count = move || {
            let file = at(&again, start).map_err(|error| Error::io(&name, &error))?;
            let count = records::count(&*file, delimiter, cells, line);
            count.map_err(|error| error.file(name.display().to_string()))
        };
        let rows = DeclaredRows::counted_by(count);
        TextFile { file, path: path.to_path_buf(), delimiter, names, start, line, rows, piece: PIECE }
    }

    /// The number of records, which is known when they were read.
    pub(super) fn rows(&self) -> &DeclaredRows {
        &self.rows
    }

    /// Sends the cells of some columns, a piece of the file at a time, until `stop` answers that it has enough. An empty
    /// cell is an empty text. O(bytes).
    ///
    /// # Errors
    /// A record with another number of cells than the header, a quote that is never closed, bytes that are no UTF-8 or
    /// zero: each with its row; a file that cannot be read.
    pub fn batches(&self, columns: &[String], mut stop: impl FnMut(DataFrame) -> bool) -> Result<()> {
        let place = |error: Error| error.file(self.path.display().to_string());
        let io = |error: std::io::Error| Error::io(&self.path, &error);
        let file = at(&self.file, self.start).map_err(io)?;
        let of_column = |name: &String| columns.iter().position(|column| column == name);
        let wanted: Vec<Option<usize>> = self.names.iter().map(of_column).collect();
        let mut cutter =
            Cutter { delimiter: self.delimiter, wanted, columns: columns.len(), line: self.line, records: 0 };
        let mut rest = Vec::new();
        loop {
            let mut piece = Vec::with_capacity(rest.len() + self.piece + 1);
            piece.append(&mut rest);
            let read = (&*file).take(self.piece as u64).read_to_end(&mut piece).map_err(io)?;
            if cutter.records == 0 && piece.starts_with(BYTE_ORDER_MARK) {
                piece.drain(..BYTE_ORDER_MARK.len());
            }
            if read == 0 && piece.last().is_some_and(|last| *last != b'\n') {
                piece.push(b'\n');
            }
            let cut = cutter.cut(&piece).map_err(place)?;
            rest.extend_from_slice(piece.get(cut.end..).unwrap_or_default());
            if rest.len() > LONGEST || (read == 0 && !rest.is_empty()) {
                return Err(place(cutter.endless(&rest)));
            }
            piece.truncate(cut.end);
            records::text(&piece, |position| cutter.row(&piece, position)).map_err(place)?;
            cutter.line = cutter.row(&piece, piece.len());
            if let Some(batch) = cut.frame(piece, columns).map_err(|error| polars_fault(&error, &self.path))?
                && stop(batch)
            {
                return Ok(());
            }
            if read == 0 {
                self.rows.found(cutter.records.saturating_sub(1));
                return Ok(());
            }
        }
    }
}

/// The file at a position, for one reader at a time.
fn at(file: &Mutex<File>, start: u64) -> std::io::Result<MutexGuard<'_, File>> {
    // Who gave up in the middle left nothing but a position, from which nobody reads.
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(start))?;
    Ok(file)
}

/// What is known from one piece to the next.
struct Cutter {
    delimiter: u8,
    /// For every column of the file its place among those that are wanted.
    wanted: Vec<Option<usize>>,
    columns: usize,
    /// Line of the file with which the next piece begins, from 1.
    line: usize,
    /// Records so far, the header among them.
    records: u64,
}

/// The cells of a piece.
struct Cut {
    /// Of every column that is wanted.
    views: Vec<Vec<View>>,
    /// Texts that do not stand in the piece as they are: with quotes in quotes.
    written: Vec<u8>,
    /// Where the first record begins that is not whole.
    end: usize,
}

/// A cell: where its text ends in the piece, whether it is the last of its record, and where the next begins.
struct Cell {
    view: View,
    last: bool,
    next: usize,
}

impl Cutter {
    /// Row of the file in which a position of a piece stands.
    fn row(&self, piece: &[u8], position: usize) -> usize {
        self.line + memchr::memchr_iter(b'\n', piece.get(..position).unwrap_or(piece)).count()
    }

    /// Cuts the records that are whole.
    fn cut(&mut self, piece: &[u8]) -> Result<Cut> {
        let mut cut = Cut { views: vec![Vec::new(); self.columns], written: Vec::new(), end: 0 };
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
            let view = View::new_from_bytes(rest.get(1..close)?, 0, (at + 1) as u32);
            return Some(Cell { view, last: last.is_some(), next: at + close + 1 + last.unwrap_or(1) });
        }
        let length = memchr::memchr2(self.delimiter, b'\n', rest)?;
        let last = rest.get(length) == Some(&b'\n');
        let text = rest.get(..length)?;
        let text = if last { text.strip_suffix(b"\r").unwrap_or(text) } else { text };
        Some(Cell { view: View::new_from_bytes(text, 0, at as u32), last, next: at + length + 1 })
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
    fn endless(&self, record: &[u8]) -> Error {
        if record.contains(&b'"') {
            return records::unclosed(self.line);
        }
        Error::new(ErrorCode::Format, "a line is too long for a row of a table")
            .row(self.line)
            .found(format!("more than {} MiB", LONGEST >> 20))
    }
}

/// Bytes of the line with which a text begins, where nothing is in it.
fn empty_line(text: &[u8]) -> Option<usize> {
    let returns = text.iter().take_while(|byte| **byte == b'\r').count();
    (text.get(returns) == Some(&b'\n')).then_some(returns + 1)
}

impl Cut {
    /// The cells as columns of text; `None` where there is no record.
    fn frame(self, piece: Vec<u8>, names: &[String]) -> polars::prelude::PolarsResult<Option<DataFrame>> {
        let height = self.views.first().map_or(0, Vec::len);
        if height == 0 {
            return Ok(None);
        }
        let texts: Vec<_> = vec![piece.into(), self.written.into()];
        let column = |(name, views): (&String, Vec<View>)| {
            let array = Utf8ViewArray::try_new(ArrowDataType::Utf8View, views.into(), texts.clone().into(), None)?;
            Ok(StringChunked::with_chunk(name.as_str().into(), array).into_series().into())
        };
        let columns: polars::prelude::PolarsResult<Vec<Series>> = names.iter().zip(self.views).map(column).collect();
        DataFrame::new(height, columns?).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The cells of a text of three columns, read so many bytes at a time, and the number of records below the header.
    fn read(bytes: &[u8], piece: usize, columns: &[&str]) -> Result<(Vec<Vec<String>>, Option<u64>)> {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
        let names = ["x", "y", "z"].map(String::from).to_vec();
        let file = TextFile { piece, ..TextFile::new(file, Path::new("rows.csv"), b',', names, (0, 1)) };
        let columns: Vec<String> = columns.iter().map(|name| name.to_string()).collect();
        let mut found = vec![Vec::new(); columns.len()];
        file.batches(&columns, |batch| {
            for (found, column) in found.iter_mut().zip(batch.columns()) {
                found.extend(column.str().unwrap().iter().map(|cell| cell.unwrap().to_string()));
            }
            false
        })?;
        Ok((found, file.rows.known()))
    }

    #[test]
    fn cells_are_cut_whatever_a_piece_holds() {
        let text =
            "\u{FEFF}\"x\",y,z\r\n\r\n1,\"a, \"\"b\"\"\",\r\n\"\",\"two\nlines of much text\",\"c\"d\n,ü,\"\"\"\"";
        for piece in 1..text.len() + 2 {
            let (cells, records) = read(text.as_bytes(), piece, &["z", "y"]).unwrap();
            assert_eq!(cells, [vec!["", "cd", "\""], vec!["a, \"b\"", "two\nlines of much text", "ü"]], "{piece}");
            assert_eq!(records, Some(3));
        }
    }

    #[test]
    fn what_is_no_table_is_an_error_with_its_row() {
        let row = |bytes: &[u8]| read(bytes, 5, &["x"]).map_err(|error| (error.place.row, error.message)).unwrap_err();
        assert_eq!(row(b"x,y,z\n\n1,2,3\n4,5\n").0, Some(4));
        assert_eq!(row(b"x,y,z\n\"1\n\",2,3\n4,5,6,7\n").0, Some(4));
        assert_eq!(row(b"x,y,z\n1,2,3\n4,\"5,6\n7,8,9\n"), (Some(3), "a quote is opened and never closed".into()));
        assert_eq!(row(b"x,y,z\n1,2,3\n4,\xFC,6\n").0, Some(3));
        assert_eq!(row(b"x,y,z\n1,2,\0\n").0, Some(2));
    }

    proptest! {
        #[test]
        fn cells_are_those_of_the_csv_crate(
            rows in prop::collection::vec(prop::collection::vec("[a,\"\n\rü ]{0,15}", 3), 1..6),
            (piece, returns) in (1..60_usize, any::<bool>()),
        ) {
            let end = if returns { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
            writer.write_record(["x", "y", "z"]).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let bytes = writer.into_inner().unwrap();
            let columns: Vec<Vec<String>> = (0..3).map(|i| rows.iter().map(|row| row[i].clone()).collect()).collect();
            prop_assert_eq!(read(&bytes, piece, &["x", "y", "z"]), Ok((columns, Some(rows.len() as u64))));
        }

        #[test]
        fn records_are_those_that_are_counted(text in "([a,,,\"\n\n]|\r\n){0,40}", piece in 1..40_usize) {
            let bytes = [b"x,y,z\n", text.as_bytes()].concat();
            let counted = records::count(bytes.as_slice(), b',', 3, 1).map_err(|error| error.place.row);
            let found = read(&bytes, piece, &["x"]).map(|(_, records)| records.unwrap());
            prop_assert_eq!(found.map_err(|error| error.place.row), counted);
        }
    }
}
