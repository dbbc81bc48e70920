//! Stata data files.

use std::path::Path;
use std::sync::Arc;

use polars_readstat_rs::StataReader;
use polars_readstat_rs::stata::VarType;

use super::measured::Measured;
use super::patched::Patched;
use super::stata_dates::{Unit, convert, unit};
use super::stata_file::Formats;
use super::{Code, PatientRows, ReadOptions, RowFormat, file, labels, polars_fault, short, stata_file, stata_texts};
use crate::error::{Error, ErrorCode, Result};

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
    let formats = stata_file::measure(path)?;
    let dates = formats.map_or_else(|| Ok(Vec::new()), |formats| dates(path, formats))?;
    let patches = dates.iter().map(|(at, ..)| (*at, b"%9.0g\0".to_vec())).collect();
    let source = Patched { path: path.to_path_buf(), patches };
    let reader = StataReader::open_source(Arc::new(source)).map_err(|error| labels::broken(error, path))?;
    let metadata = reader.metadata();
    let width: u64 = metadata.storage_widths.iter().map(|width| u64::from(*width)).sum();
    room(path, metadata.row_count, width.max(1))?;
    let long = metadata.variables.iter().find(|variable| matches!(variable.var_type, VarType::StrL));
    if let Some(variable) = long.filter(|_| formats.is_some_and(|formats| formats.release == 119)) {
        // The reader looks for these texts in the wrong place and finds none.
        return Err(Error::new(
            ErrorCode::Format,
            "texts of any length (strL) in a file of more than 32767 variables cannot be read",
        )
        .file(path.display().to_string())
        .column(variable.name.clone())
        .hint("save the variables that are needed to a file of their own"));
    }
    let mut frame = reader
        .read()
        .sequential()
        .value_labels_as_strings(false)
        .informative_nulls(Some(labels::reasons()))
        .finish()
        .map_err(|error| labels::broken(error, path))?;
    if let Some(formats) = formats {
        stata_texts::correct(&mut frame, metadata, formats.release, path)?;
    }
    let mut periods = Vec::new();
    for (_, position, unit) in dates {
        let Some(name) = metadata.variables.get(position).map(|variable| variable.name.as_str()) else { continue };
        convert(&mut frame, name, unit).map_err(|error| polars_fault(&error, path))?;
        periods.extend((!matches!(unit, Unit::Day | Unit::Millisecond | Unit::Clock | Unit::Year)).then_some(name));
    }
    let missing = |_: &str, code: &Code| matches!(code, Code::Number(value) if *value >= FIRST_MISSING);
    let mut rows = labels::rows(frame, &metadata.metadata_df, missing, metadata.row_count, FORMAT.id, path)?;
    if !periods.is_empty() {
        let periods = periods.join(", ");
        rows.notes.push(format!(
            "{}: weeks, months, quarters and half-years are read as their first day: {periods}",
            short(path)
        ));
    }
    Ok(rows)
}

/// Dates by their display formats: position of the format in the file, of the variable, and what is counted. The reader
/// takes every date for days, and a clock time with its own format for missing; it is shown a format of numbers.
fn dates(path: &Path, formats: Formats) -> Result<Vec<(u64, usize, Unit)>> {
    let mut file = Measured::open(path)?;
    file.seek(formats.at)?;
    let mut dates = Vec::new();
    for position in 0..formats.count as usize {
        let at = file.at;
        let text: [u8; 12] = file.take()?;
        file.skip(1, formats.each - 12)?;
        let text: Vec<u8> = text.into_iter().take_while(|byte| *byte != 0).collect();
        dates.extend(unit(&String::from_utf8_lossy(&text)).map(|unit| (at, position, unit)));
    }
    Ok(dates)
}

/// Refuses more rows than the file has bytes for.
fn room(path: &Path, rows: u64, width: u64) -> Result<()> {
    Measured::open(path)?.room(rows, width)
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
