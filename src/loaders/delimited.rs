//! CSV and its relatives: commas, semicolons, tabs or bars between cells.

use super::{Format, Source, encoding, table_name};
use crate::error::{Error, ErrorCode, Result};
use crate::study::{PrintedRow, PrintedTable};

/// Registry entry.
pub(super) static FORMAT: Format = Format {
    id: "csv",
    summary: "delimited text: commas, semicolons, tabs or bars; UTF-8, UTF-16 or Windows-1252",
    extensions: &["csv", "tsv", "tab"],
    read,
};

/// Reads one table. Quotes, ragged rows, a byte order mark and every line ending are understood; the white space before
/// a label is kept.
fn read(source: &Source<'_>) -> Result<Vec<PrintedTable>> {
    let text = encoding::text(source)?;
    let delimiter = delimiter(&text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map(|position| position.line() as usize);
            let fault =
                Error::new(ErrorCode::Format, format!("the file is no delimited text: {error}")).file(source.name);
            line.map_or(fault.clone(), |line| fault.row(line))
        })?;
        let line = record.position().map_or(rows.len() + 1, |position| position.line() as usize);
        let cells: Vec<String> = record.iter().map(|cell| cell.trim_end().to_string()).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(PrintedRow { line, cells });
        }
    }
    let (id, label) = table_name(source.name);
    let file = source.name.to_string();
    Ok(vec![PrintedTable { id, label, caption: None, file, sheet: None, rows, footnotes: Vec::new() }])
}

/// The delimiter with which most lines have the same number of cells, more than one.
fn delimiter(text: &str) -> u8 {
    let sample: String = text.lines().take(200).collect::<Vec<_>>().join("\n");
    let score = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(sample.as_bytes());
        let widths: Vec<usize> = reader.records().flatten().map(|record| record.len()).collect();
        let usual = widths.iter().copied().max_by_key(|width| (widths.iter().filter(|w| *w == width).count(), *width));
        match usual {
            Some(width) if width > 1 => {
                let agreeing = widths.iter().filter(|w| **w == width).count();
                // Agreement first; among equals the delimiter that makes more columns.
                (agreeing * 1000 / widths.len(), width)
            }
            _ => (0, 1),
        }
    };
    // A tab never stands inside a cell; a semicolon hardly; a comma often.
    let candidates = [b'\t', b';', b'|', b','];
    let scores: Vec<(u8, (usize, usize))> = candidates.iter().map(|d| (*d, score(*d))).collect();
    let convincing = scores.iter().find(|(d, (agreement, width))| *d != b',' && *agreement >= 700 && *width >= 3);
    let best = || scores.iter().rev().max_by_key(|(_, score)| *score);
    convincing.or_else(best).map_or(b',', |(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let tables = read(&Source { name: "t.csv", bytes: text.as_bytes() }).unwrap();
        tables[0].rows.iter().map(|row| row.cells.clone()).collect()
    }

    #[test]
    fn delimiters_are_recognised() {
        let expected = vec![vec!["Age", "56,6 ± 10,7", "64,5 ± 8,0", "0,125"], vec!["  ICU", "5", "9", ""]];
        assert_eq!(rows("Age;56,6 ± 10,7;64,5 ± 8,0;0,125\n  ICU;5;9;\n"), expected);
        assert_eq!(rows("Age\t56,6 ± 10,7\t64,5 ± 8,0\t0,125\r\n  ICU\t5\t9\t\r\n"), expected);
        assert_eq!(rows("\u{FEFF}Age,\"56,6 ± 10,7\",\"64,5 ± 8,0\",\"0,125\"\n  ICU,5,9,\n"), expected);
    }

    #[test]
    fn encodings_are_recognised() {
        let text = "Variable,A (n = 3),B (n = 4),P\nAge,5.0 ± 1.0,6.0 ± 1.0,0.3\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let latin: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
        for bytes in [text.as_bytes().to_vec(), utf16, latin] {
            let tables = read(&Source { name: "t.csv", bytes: &bytes }).unwrap();
            assert_eq!(tables[0].rows[1].cells[1], "5.0 ± 1.0");
        }
    }

    #[test]
    fn nonsense_is_refused_with_its_name() {
        let fault = read(&Source { name: "t.csv", bytes: b"\x89PNG\r\n\x1a\n\0\0\0" }).unwrap_err();
        assert_eq!((fault.code, fault.place.file.as_deref()), (ErrorCode::Format, Some("t.csv")));
        assert!(read(&Source { name: "t.csv", bytes: b" \n" }).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&Source { name: "t.csv", bytes: &bytes });
        }
    }
}
