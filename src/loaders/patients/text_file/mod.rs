//! A large text file, cut into cells a piece at a time.
//!
//! The cells point into the piece that was read, so that nothing is copied but short ones, and every record is measured on
//! the way: polars fills short ones up without a word.

mod cutter;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use cutter::Cutter;
use polars::prelude::DataFrame;

use super::{DeclaredRows, polars_fault, records};
use crate::error::{Error, Result};

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
    /// Records that do not stand in the line behind that of the one before, and their lines, known when the file was read
    /// to its end.
    jumps: Arc<OnceLock<Vec<(usize, usize)>>>,
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
        TextFile {
            file,
            path: path.to_path_buf(),
            delimiter,
            names,
            start,
            line,
            rows,
            jumps: Arc::default(),
            piece: PIECE,
        }
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
        let wanted = self.names.iter().map(of_column).collect();
        let mut cutter = Cutter::new(self.delimiter, wanted, columns.len(), self.line);
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
            cutter.pass(&piece, &cut.starts);
            if let Some(batch) = cut.frame(piece, columns).map_err(|error| polars_fault(&error, &self.path))?
                && stop(batch)
            {
                return Ok(());
            }
            if read == 0 {
                self.rows.found(cutter.records.saturating_sub(1));
                // Who read the file before found the same.
                let _ = self.jumps.set(cutter.jumps);
                return Ok(());
            }
        }
    }

    /// Line of the file in which a record begins, from 0 without the header; `None` before the file was read to its end.
    pub(super) fn line(&self, record: usize) -> Option<usize> {
        let jumps = self.jumps.get()?;
        let last = jumps.partition_point(|(jump, _)| *jump <= record).checked_sub(1).and_then(|last| jumps.get(last));
        Some(last.map_or(self.line + 1 + record, |(jump, line)| line + record - jump))
    }
}

/// The file at a position, for one reader at a time.
fn at(file: &Mutex<File>, start: u64) -> std::io::Result<MutexGuard<'_, File>> {
    // Who gave up in the middle left nothing but a position, from which nobody reads.
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(start))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The cells of a text of three columns, read so many bytes at a time, and the number of records below the header.
    fn read(bytes: &[u8], piece: usize, columns: &[&str]) -> Result<(Vec<Vec<String>>, Option<u64>)> {
        let (cells, file) = read_file(bytes, piece, columns)?;
        Ok((cells, file.rows.known()))
    }

    fn read_file(bytes: &[u8], piece: usize, columns: &[&str]) -> Result<(Vec<Vec<String>>, TextFile)> {
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
        Ok((found, file))
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
    fn rows_stand_where_they_stand_in_the_file() {
        let text = "\nx,y,z\n1,,\n\n\n2,\"a\nb\",\"\n\"\n3,,\n4,,\n\n5,,\n";
        for piece in 1..text.len() + 2 {
            let (_, file) = read_file(text.as_bytes(), piece, &["x"]).unwrap();
            assert_eq!(
                (0..5).map(|record| file.line(record)).collect::<Vec<_>>(),
                [3, 6, 9, 10, 12].map(Some),
                "{piece}"
            );
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
