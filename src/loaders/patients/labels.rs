//! What the files of statistical programs say about their columns.

use std::path::Path;

use polars::prelude::{DataFrame, DataType, IntoLazy};
use polars_readstat_rs::{InformativeNullColumns, InformativeNullMode, InformativeNullOpts};

use super::{Code, Column, PatientRows, file};
use crate::error::{Error, ErrorCode, Result};

/// What is put behind the name of a column to name the column with its reasons for missing values.
const REASONS: &str = " [why missing]";

/// Asks a reader to say why a value is missing where the user declared a code for it.
pub(super) fn reasons() -> InformativeNullOpts {
    InformativeNullOpts {
        columns: InformativeNullColumns::All,
        mode: InformativeNullMode::SeparateColumn { suffix: REASONS.into() },
        use_value_labels: true,
    }
}

/// Rows of a frame whose file describes its columns.
///
/// `described` has one row a variable: `name`, `label`, `measure` and the labels of its values. `missing` says whether
/// a labelled value of a column means a missing one and so is no level. `rows` is the number of rows that the file
/// declares.
///
/// # Errors
/// A frame that lacks rows or columns that the file declares: a truncated file.
pub(super) fn rows(
    frame: DataFrame,
    described: &DataFrame,
    missing: impl Fn(&str, &Code) -> bool,
    rows: u64,
    format: &'static str,
    path: &Path,
) -> Result<PatientRows> {
    if frame.height() as u64 != rows || frame.width() < described.height() {
        return Err(Error::new(ErrorCode::Format, "the file ends before its last row")
            .file(path.display().to_string())
            .found(format!("{} rows of {} columns", frame.height(), frame.width()))
            .expected(format!("{rows} rows of {} columns", described.height()))
            .hint("the file is truncated; copy it again"));
    }
    let texts = |name: &str| texts(described, name);
    let (described_names, variable_labels, measures) = (texts("name"), texts("label"), texts("measure"));
    let names: Vec<String> = frame.get_column_names().into_iter().map(|name| name.to_string()).collect();
    let columns = names.iter().filter(|name| !name.ends_with(REASONS)).map(|name| {
        let position = described_names.iter().position(|described| described.as_ref() == Some(name));
        let of = |texts: &[Option<String>]| position.and_then(|position| texts.get(position).cloned().flatten());
        let reasons = format!("{name}{REASONS}");
        let all = position.map_or_else(Vec::new, |position| {
            let number = frame.column(name).is_ok_and(|column| !column.dtype().is_string());
            value_labels(described, position, number)
        });
        let (missing_labels, value_labels) = all.into_iter().partition(|(code, _)| missing(name, code));
        Column {
            name: name.clone(),
            label: of(&variable_labels),
            value_labels,
            missing_labels,
            measure: of(&measures).map(|measure| measure.to_lowercase()),
            missing_reasons: names.contains(&reasons).then_some(reasons),
        }
    });
    let columns: Vec<Column> = columns.collect();
    let mut whole = PatientRows::plain(frame.lazy(), Vec::new(), format, path);
    whole.columns = columns;
    whole.declared_rows = rows.into();
    Ok(whole)
}

/// A column of texts of what a file says about its variables; empty where it has none.
pub(super) fn texts(described: &DataFrame, name: &str) -> Vec<Option<String>> {
    let column = described.column(name).and_then(|column| column.cast(&DataType::String));
    column.as_ref().ok().and_then(|column| column.str().ok()).map_or_else(Vec::new, |texts| {
        texts.iter().map(|text| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_string)).collect()
    })
}

/// Labels of the values of a variable, by the order of the values.
fn value_labels(described: &DataFrame, position: usize, number: bool) -> Vec<(Code, String)> {
    let list = |name: &str| -> Vec<String> {
        let column = described.column(name).ok().and_then(|column| column.list().ok());
        let texts = column.and_then(|lists| lists.get_as_series(position));
        let texts = texts.as_ref().and_then(|texts| texts.str().ok());
        texts.map_or_else(Vec::new, |texts| texts.iter().map(|text| text.unwrap_or_default().to_string()).collect())
    };
    let code = |code: &str| {
        if number { code.parse().ok().map(Code::Number) } else { Some(Code::Text(code.to_string())) }
    };
    let pairs = list("value_label_codes").into_iter().zip(list("value_label_labels"));
    let pairs = pairs.filter_map(|(text, label)| Some((code(text.trim())?, label.trim().to_string())));
    let mut pairs: Vec<(Code, String)> = pairs.collect();
    pairs.sort_by(|a, b| Code::order(&a.0, &b.0));
    pairs
}

/// The path as the readers take it, after the file was seen to be there and to begin as its format does.
///
/// # Errors
/// A file that is not there, is empty, or begins in another way.
pub(super) fn checked(path: &Path, starts: &[&[u8]], name: &str) -> Result<()> {
    use std::io::Read;
    let mut start = Vec::new();
    file(path)?.take(64).read_to_end(&mut start).map_err(|error| Error::io(path, &error))?;
    if starts.iter().any(|mark| start.starts_with(mark)) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Format, format!("the file is no {name}"))
        .file(path.display().to_string())
        .hint("give the file the extension of its format, or name the format"))
}

/// An error of a reader, in our words.
pub(super) fn broken(error: impl std::fmt::Display, path: &Path) -> Error {
    Error::new(ErrorCode::Format, format!("the file cannot be read: {error}"))
        .file(path.display().to_string())
        .hint("the file may be truncated; copy it again, or save it again in the program that wrote it")
}
