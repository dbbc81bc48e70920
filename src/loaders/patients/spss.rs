//! SPSS system files, compressed or not.

use std::path::Path;

use polars_readstat_rs::SpssReader;

use super::{Code, PatientRows, ReadOptions, RowFormat, labels, short, system_file};
use crate::error::Result;

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "spss",
    summary: "SPSS system file, with variable labels, value labels and missing codes",
    extensions: &["sav", "zsav"],
    compressed: false,
    open,
};

/// Reads the file. Values that the user declared missing are missing, and their reason is kept.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    labels::checked(path, &[b"$FL2", b"$FL3"], "SPSS system file")?;
    let size = system_file::measure(path)?;
    let reader = SpssReader::open(path).map_err(|error| labels::broken(error, path))?;
    let frame = reader
        .read()
        .sequential()
        .value_labels_as_strings(false)
        .informative_nulls(Some(labels::reasons()))
        .finish()
        .map_err(|error| labels::broken(error, path))?;
    let metadata = reader.metadata();
    let missing = |name: &str, code: &Code| {
        let Some(variable) = metadata.variables.iter().find(|variable| variable.name == name) else { return false };
        let between = match (variable.missing_range, variable.missing_doubles.as_slice()) {
            (true, [a, b, ..]) => Some((a.min(*b), a.max(*b))),
            _ => None,
        };
        match code {
            Code::Number(value) => {
                variable.missing_doubles.contains(value)
                    || between.is_some_and(|(low, high)| (low..=high).contains(value))
            }
            Code::Text(text) => variable.missing_strings.iter().any(|missing| missing.trim_end() == text),
        }
    };
    // A file that was written without knowing its length declares none.
    let rows = size.rows.unwrap_or(frame.height() as u64);
    let mut whole = labels::rows(frame, &metadata.metadata_df, missing, rows, FORMAT.id, path)?;
    if let Some(unit) = size.weight {
        let variable = metadata.variables.iter().find(|variable| variable.offset as u64 == unit);
        let name = variable.map_or("a variable", |variable| variable.name.as_str());
        whole.notes.push(format!("{}: the file weights its rows by {name}; every row counts once here", short(path)));
    }
    Ok(whole)
}
