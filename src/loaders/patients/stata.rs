//! Stata data files.

use std::path::Path;

use polars_readstat_rs::StataReader;

use super::{Code, PatientRows, ReadOptions, RowFormat, labels};
use crate::error::Result;

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
