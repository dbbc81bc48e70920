//! CSV and its relatives, as text.
//!
//! Files of moderate size, and all awkward ones, go through the csv crate, which knows the line of every record. Large
//! plain files go through polars.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

use encoding_rs::UTF_8;
use polars::prelude::{
    Column as Series, DataFrame, DataType, Field, IntoLazy, IntoSeries, LazyCsvReader, LazyFileListReader, ScanSources,
    Schema, StringChunkedBuilder,
};

use super::{
    PatientRows, ReadOptions, RowFormat, Source, TextFile, compression, dialect, distinct_names, header as header_row,
    polars_fault, records, short,
};
use crate::error::{Error, ErrorCode, Result};

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "csv",
    summary: "delimited text: comma, semicolon, tab or bar; UTF-8, UTF-16, Windows-1252, GB 18030; gzip or Zstandard around it",
    extensions: &["csv", "tsv", "tab", "txt"],
    compressed: true,
    open,
};

/// Size in bytes from which a plain file is left to polars.
const LARGE: u64 = 32 << 20;
/// Most bytes of a file that is decoded as a whole.
const MOST_AT_ONCE: u64 = 2 << 30;
/// Bytes of a large file from which its dialect is taken.
const SAMPLE: usize = 1 << 20;

fn open(path: &Path, options: &ReadOptions) -> Result<PatientRows> {
    let io = |error: std::io::Error| Error::io(path, &error);
    let mut source = compression::plain(path)?;
    let size = source.metadata().map_err(io)?.len();
    let place = |mut error: Error| {
        error.place.file = Some(path.display().to_string());
        error
    };
    if size >= LARGE {
        let sample = sample(&source).map_err(io)?;
        source.rewind().map_err(io)?;
        let encoding = dialect::encoding(&sample, options.encoding.as_deref()).map_err(place)?;
        let text = String::from_utf8_lossy(&sample);
        let lone_returns = text.contains('\r') && !text.contains('\n');
        if encoding == UTF_8 && !lone_returns {
            return scan(source, path, &text, options).map_err(place);
        }
    }
    if size > MOST_AT_ONCE {
        return Err(place(
            Error::new(
                ErrorCode::Format,
                "a file of this size is read in pieces only when it is UTF-8 with line feeds",
            )
            .found(format!("{} MiB", size >> 20))
            .expected(format!("at most {} MiB in another encoding", MOST_AT_ONCE >> 20))
            .hint("save it as UTF-8"),
        ));
    }
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(io)?;
    let encoding = dialect::encoding(&bytes, options.encoding.as_deref()).map_err(place)?;
    let (text, faulty) = encoding.decode_with_bom_removal(&bytes);
    if faulty {
        return Err(place(
            Error::new(ErrorCode::Format, "the file is not in the encoding that was named or found")
                .found(encoding.name())
                .hint("name the encoding of the file"),
        ));
    }
    let mut rows = read(&text, path, options).map_err(place)?;
    if encoding != UTF_8 {
        rows.notes.push(format!("{}: read as {}", short(path), encoding.name()));
    }
    Ok(rows)
}

/// The first bytes of a file, to the end of their last line.
fn sample(source: &File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(SAMPLE as u64).read_to_end(&mut bytes)?;
    if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
        bytes.truncate(end + 1);
    }
    Ok(bytes)
}

/// What is chosen or detected before cells are read: delimiter and decimal mark.
fn marks(text: &str, options: &ReadOptions) -> Result<(u8, bool)> {
    let delimiter = match options.delimiter {
        Some(character) => u8::try_from(character).ok().filter(u8::is_ascii).ok_or_else(|| {
            Error::new(ErrorCode::Usage, "the delimiter is no ASCII character").found(character.to_string())
        })?,
        None => dialect::delimiter(text),
    };
    Ok((delimiter, options.decimal_comma.unwrap_or_else(|| dialect::decimal_comma(text, delimiter))))
}

/// Column names of a header row: trimmed; an empty name is numbered.
fn names<'a>(header: impl Iterator<Item = &'a str>) -> Vec<String> {
    let name = |(name, position): (&str, usize)| match name.trim() {
        "" => format!("column {position}"),
        name => name.to_string(),
    };
    header.zip(1..).map(name).collect()
}

/// All cells of a text in memory. The text may end its lines in any way.
fn read(text: &str, path: &Path, options: &ReadOptions) -> Result<PatientRows> {
    let lone_returns = text.contains('\r') && !text.contains('\n');
    let text: Cow<'_, str> = if lone_returns { text.replace('\r', "\n").into() } else { text.into() };
    let (text, named) = excel_mark(&text);
    let options = &ReadOptions { delimiter: options.delimiter.or(named), ..options.clone() };
    let (delimiter, decimal_comma) = marks(&text, options)?;
    records::closed(text.as_bytes(), delimiter)?;
    let mut records = dialect::reader(&text, delimiter).into_records();
    let broken = |error: csv::Error| {
        let fault = Error::new(ErrorCode::Format, format!("the file is no delimited text: {error}"));
        error.position().map_or(fault.clone(), |position| fault.row(position.line() as usize))
    };
    let mut header = loop {
        match records.next().transpose().map_err(broken)? {
            None => return Err(Error::new(ErrorCode::Format, "the file is empty").expected("a header row")),
            Some(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(record) => break record,
        }
    };
    let mut cells: Vec<StringChunkedBuilder> = Vec::new();
    let mut lines: Vec<u64> = Vec::new();
    let mut unnamed_last = header.iter().next_back().is_some_and(|name| name.trim().is_empty());
    if header.len() == 1 {
        header_row::titled(header.get(0).unwrap_or_default(), &text)?;
    }
    let header_names = names(header.iter());
    distinct_names(header_names.iter().map(String::as_str), path)?;
    for name in &header_names {
        cells.push(StringChunkedBuilder::new(name.as_str().into(), text.len() / 40 / header_names.len().max(1)));
    }
    for record in records {
        let record = record.map_err(broken)?;
        if lines.is_empty() {
            let trimmed = |record: &csv::StringRecord| record.iter().map(|cell| cell.trim().into()).collect::<Vec<_>>();
            header_row::single(&trimmed(&header), &trimmed(&record))?;
        }
        let line = record.position().map_or(0, |position| line_of(position, &text));
        if record.len() == 1 && record.get(0).is_some_and(|cell| cell.trim().is_empty()) && cells.len() > 1 {
            continue;
        }
        if record.len() != cells.len() {
            return Err(ragged(record.len(), cells.len()).row(line as usize));
        }
        unnamed_last &= record.iter().next_back().is_some_and(|cell| cell.trim().is_empty());
        cells.iter_mut().zip(record.iter()).for_each(|(column, cell)| column.append_value(cell));
        lines.push(line);
    }
    // A delimiter at the end of every line makes no column.
    if unnamed_last && cells.len() > 1 {
        cells.pop();
        header = header.iter().take(cells.len()).collect();
    }
    let columns: Vec<Series> = cells.into_iter().map(|column| column.finish().into_series().into()).collect();
    let frame = DataFrame::new(lines.len(), columns).map_err(|error| polars_fault(&error, path))?;
    let regular = lines.iter().zip(2_u64..).all(|(line, expected)| *line == expected);
    let mut rows = PatientRows::plain(frame.lazy(), names(header.iter()), FORMAT.id, path);
    rows.text = true;
    rows.decimal_comma = decimal_comma;
    rows.first_row = 2;
    rows.declared_rows = (lines.len() as u64).into();
    rows.lines = (!regular).then(|| Arc::from(lines));
    Ok(rows)
}

/// Text without the line `sep=;` with which Excel is told the delimiter, which is empty then; and that delimiter.
fn excel_mark(text: &str) -> (Cow<'_, str>, Option<char>) {
    let mark = text.strip_prefix("sep=").or(text.strip_prefix("SEP="));
    let line = mark.and_then(|rest| rest.split_once('\n')).map(|(mark, rest)| (mark.trim_end_matches('\r'), rest));
    match line.and_then(|(mark, rest)| Some((mark.chars().next().filter(|c| mark.len() == c.len_utf8())?, rest))) {
        Some((delimiter, rest)) => (Cow::Owned(format!("\n{rest}")), Some(delimiter)),
        None => (Cow::Borrowed(text), None),
    }
}

/// Line in which a record begins; the reader's own is that of the empty lines before it.
fn line_of(position: &csv::Position, text: &str) -> u64 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    position.line() + empty as u64
}

/// A record with too few or too many cells.
pub(super) fn ragged(found: usize, expected: usize) -> Error {
    Error::new(ErrorCode::Format, "a row has another number of cells than the header")
        .found(format!("{found} cells"))
        .expected(format!("{expected} cells"))
        .hint("a delimiter within a cell must stand in quotes")
}

/// A large plain file, which is read in pieces.
fn scan(source: File, path: &Path, sample: &str, options: &ReadOptions) -> Result<PatientRows> {
    let text = sample.trim_start_matches('\u{FEFF}');
    let (text, named) = excel_mark(text);
    let options = &ReadOptions { delimiter: options.delimiter.or(named), ..options.clone() };
    // The line of the mark is left empty in the text.
    let mark_lines = usize::from(named.is_some());
    let start = if named.is_some() { sample.len() + 1 - text.len() } else { 0 };
    let sample = &*text;
    let (delimiter, decimal_comma) = marks(sample, options)?;
    let broken = |_| Error::new(ErrorCode::Format, "the header row is no delimited text").row(1);
    let header = dialect::reader(sample, delimiter).into_records().next().transpose().map_err(broken)?;
    let names = names(header.unwrap_or_default().iter());
    distinct_names(names.iter().map(String::as_str), path)?;
    let fields = names.iter().map(|name| Field::new(name.as_str().into(), DataType::String));
    let schema: Schema = fields.collect();
    let again = source.try_clone().map_err(|error| Error::io(path, &error))?;
    let text_file = TextFile::new(again, path, delimiter, names.clone(), (start as u64, 1 + mark_lines));
    let sources = ScanSources::Files(Arc::from([source]));
    let frame = LazyCsvReader::new_with_sources(sources)
        .with_skip_lines(mark_lines)
        .with_has_header(true)
        .with_schema(Some(Arc::new(schema)))
        .with_separator(delimiter)
        .with_missing_is_null(false)
        .with_infer_schema_length(Some(0))
        .finish()
        .map_err(|error| polars_fault(&error, path))?;
    let mut rows = PatientRows::plain(frame, names, FORMAT.id, path);
    rows.text = true;
    rows.decimal_comma = decimal_comma;
    rows.first_row = 2 + mark_lines as u64;
    rows.declared_rows = text_file.rows().clone();
    rows.source = Source::Text(text_file, rows.source.query().clone());
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn cells(rows: PatientRows) -> Vec<Vec<Option<String>>> {
        of_frame(&rows.source.query().clone().collect().unwrap())
    }

    fn of_frame(frame: &DataFrame) -> Vec<Vec<Option<String>>> {
        let column = |column: &Series| column.str().unwrap().iter().map(|cell| cell.map(str::to_string)).collect();
        frame.columns().iter().map(column).collect()
    }

    #[test]
    fn large_files_read_as_small_ones() {
        let rows = "id;name;x\r\n1;\"a; \"\"b\"\"\";\r\n2;\"two\nlines\";3,5\r\n";
        for (before, first_row) in [("\u{FEFF}", 2), ("\u{FEFF}sep=;\r\n", 3), ("sep=;\n", 3)] {
            let text = format!("{before}{rows}");
            let (_folder, path) = file_of(text.as_bytes());
            let options = ReadOptions::default();
            let small = open(&path, &options).unwrap();
            let large = scan(File::open(&path).unwrap(), &path, &text, &options).unwrap();
            assert_eq!((small.columns.clone(), small.decimal_comma), (large.columns.clone(), true));
            assert_eq!((small.row(0), large.row(0)), (first_row, first_row));
            assert_eq!(large.declared_rows.get(), Ok(Some(2)));
            let Source::Text(file, _) = large.source.clone() else { panic!("the file is not cut by itself") };
            let names: Vec<String> = large.columns.iter().map(|column| column.name.clone()).collect();
            let mut cut = None;
            file.batches(&names, |batch| cut.replace(batch).is_some()).unwrap();
            let small = cells(small);
            assert_eq!(small, of_frame(&cut.unwrap()));
            assert_eq!(small, cells(large));
            assert_eq!(small[1][0].as_deref(), Some("a; \"b\""));
            assert_eq!(small[2][0].as_deref(), Some(""), "an empty cell is there");
        }
    }

    #[test]
    fn a_short_row_is_an_error_in_files_of_any_size() {
        let text = "id,a,b\n1,2,3\n4,5\n";
        let (_folder, path) = file_of(text.as_bytes());
        let options = ReadOptions::default();
        let large = scan(File::open(&path).unwrap(), &path, text, &options).unwrap();
        for error in [open(&path, &options).unwrap_err(), large.declared_rows.get().unwrap_err()] {
            assert_eq!((error.place.row, error.found.as_deref()), (Some(3), Some("2 cells")));
        }
    }

    #[test]
    fn lines_of_patients_are_those_of_the_file() {
        let (_folder, path) = file_of(b"\nid,a,\n\n1,x,\r\n\n\n2,y,\n");
        let rows = open(&path, &ReadOptions::default()).unwrap();
        assert_eq!((rows.row(0), rows.row(1), rows.columns.len()), (4, 7, 2));
        let (_folder, path) = file_of(b"id,a\r1,x\r2,y\r");
        assert_eq!(open(&path, &ReadOptions::default()).unwrap().row(1), 3);
        let (_folder, path) = file_of(b"sep=|\r\nid|a\r\n1|x\r\n");
        let rows = open(&path, &ReadOptions::default()).unwrap();
        assert_eq!((rows.row(0), rows.columns.len()), (3, 2));
    }

    #[test]
    fn nonsense_is_refused() {
        for bytes in [b"".as_slice(), b"\n\n", b"PK\x03\x04abc", b"a\0b,c", b"a,b\n1,\"2\n3,4\n"] {
            let (_folder, path) = file_of(bytes);
            let error = open(&path, &ReadOptions::default()).unwrap_err();
            assert_eq!((error.code, error.place.file.is_some()), (ErrorCode::Format, true));
        }
    }
}
