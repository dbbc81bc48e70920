//! Stata data files.

use std::path::Path;

use polars_readstat_rs::StataReader;

use super::{Code, PatientRows, ReadOptions, RowFormat, file, labels};
use crate::error::{Error, Result};

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "stata",
    summary: "Stata data file, with variable labels, value labels and missing codes",
    extensions: &["dta"],
    compressed: false,
    open,
};

/// Whole numbers from here on are the codes of Stata for missing values: `.`, `.a` to `.z`.
const FIRST_MISSING: f64 = 2_147_483_621.0;

/// Reads the file. Values with one of Stata's missing codes are missing, and their code is kept.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    // Before version 13 a file begins with its version number.
    let starts: Vec<[u8; 1]> = (102..=115_u8).map(|version| [version]).collect();
    let mut starts: Vec<&[u8]> = starts.iter().map(|start| start.as_slice()).collect();
    starts.push(b"<stata_dta>");
    labels::checked(path, &starts, "Stata data file")?;
    ends(path)?;
    let reader = StataReader::open(path).map_err(|error| labels::broken(error, path))?;
    let frame = reader
        .read()
        .sequential()
        .value_labels_as_strings(false)
        .informative_nulls(Some(labels::reasons()))
        .finish()
        .map_err(|error| labels::broken(error, path))?;
    let metadata = reader.metadata();
    let missing = |_: &str, code: &Code| matches!(code, Code::Number(value) if *value >= FIRST_MISSING);
    labels::rows(frame, &metadata.metadata_df, missing, metadata.row_count, FORMAT.id, path)
}

/// A file of version 13 or later ends as it begins; a truncated one may lack its labels only.
fn ends(path: &Path) -> Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    let io = |error: std::io::Error| Error::io(path, &error);
    let mut bytes = file(path)?;
    let mut start = [0; 11];
    bytes.read_exact(&mut start).map_err(io)?;
    if &start != b"<stata_dta>" {
        return Ok(());
    }
    let mut end = Vec::new();
    bytes.seek(SeekFrom::End(-12)).map_err(io)?;
    bytes.read_to_end(&mut end).map_err(io)?;
    if end == b"</stata_dta>" { Ok(()) } else { Err(labels::broken("its last mark is missing", path)) }
}
