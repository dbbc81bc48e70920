//! SPSS system files, compressed or not.

use std::path::Path;
use std::sync::Arc;

use polars_readstat_rs::SpssReader;

use super::dates::{Meaning, replace, whole};
use super::patched::Patched;
use super::{Code, PatientRows, ReadOptions, RowFormat, labels, polars_fault, short, system_file};
use crate::error::Result;

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "spss",
    summary: "SPSS system file, with variable labels, value labels and missing codes",
    extensions: &["sav", "zsav"],
    compressed: false,
    open,
};

/// Days from the beginning of the Gregorian calendar, 1582-10-14, to 1970-01-01.
const SHIFT: i64 = 141_428;
/// Number of the display format of plain numbers.
const PLAIN: u8 = 5;

/// Reads the file. Values that the user declared missing are missing, and their reason is kept.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    labels::checked(path, &[b"$FL2", b"$FL3"], "SPSS system file")?;
    let size = system_file::measure(path)?;
    // The reader takes a time of 24 hours or more for missing and a month for a number; it is shown plain numbers.
    let patches = size.dates.iter().map(|format| (format.at, vec![PLAIN])).collect();
    let source = Patched { path: path.to_path_buf(), patches };
    let reader = SpssReader::open_source(Arc::new(source)).map_err(|error| labels::broken(error, path))?;
    let mut frame = reader
        .read()
        .sequential()
        .value_labels_as_strings(false)
        .informative_nulls(Some(labels::reasons()))
        .finish()
        .map_err(|error| labels::broken(error, path))?;
    let metadata = reader.metadata();
    for format in &size.dates {
        let Some(variable) = metadata.variables.iter().find(|v| v.offset as u64 == format.unit) else { continue };
        let count = |seconds: f64| match format.meaning {
            Meaning::Day => Some(whole(seconds / 86_400.0)? - SHIFT),
            Meaning::Moment => Some(whole(seconds * 1e3)? - SHIFT * 86_400_000),
            Meaning::Length | Meaning::Number => whole(seconds * 1e3),
        };
        replace(&mut frame, &variable.name, format.meaning, count).map_err(|error| polars_fault(&error, path))?;
    }
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
