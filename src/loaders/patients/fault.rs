//! Errors of the libraries that read rows, in our words.

use std::path::Path;

use polars::prelude::PolarsError;

use super::PatientRows;
use crate::error::{Error, ErrorCode};

/// An error of polars in our words: the first line of its message, and the file.
pub(crate) fn polars_fault(error: &PolarsError, path: &Path) -> Error {
    let text = error.to_string();
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("the rows cannot be read").to_string();
    Error::new(ErrorCode::Format, format!("the rows cannot be read: {line}"))
        .file(path.display().to_string())
        .hint("the file may be truncated or in another format; write it again and compare its size")
}

/// An error of polars while rows are read.
pub(crate) fn fault(error: &PolarsError, rows: &PatientRows) -> Error {
    polars_fault(error, Path::new(&rows.files.join(", ")))
}

/// A damaged file on which the reader of a format gave up in the middle of its work.
pub(crate) fn gave_up(panic: &(dyn std::any::Any + Send), files: &str) -> Error {
    let words = panic.downcast_ref::<&str>().map(|text| text.to_string()).or(panic.downcast_ref::<String>().cloned());
    let words = words.unwrap_or_default();
    let line = words.lines().next().unwrap_or_default();
    Error::new(ErrorCode::Format, format!("the file cannot be read, its reader gave up: {line}"))
        .file(files)
        .hint("the file is most likely damaged; copy it again, or save it again in the program that wrote it")
}
