//! The one error of the library: what went wrong, where, what was found, what was expected and what to do.
//!
//! Library code returns it; only `main` prints it.

use std::fmt;
use std::path::Path;

/// Result of every fallible function of the library.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of thing went wrong. Decides nothing but the exit code and lets a caller match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// A file or folder is missing, unreadable or unwritable.
    Io,
    /// A file is not in the format that its name or content claims.
    Format,
    /// `study.toml` says something that cannot be.
    Study,
    /// A table has no shape that can be compared (no groups, no rows).
    Table,
    /// A cell cannot be read.
    Cell,
    /// The command line asks for something that does not exist.
    Usage,
    /// The run was interrupted.
    Interrupted,
    /// A fault of the program itself.
    Internal,
}

/// Where in the input an error stands. Every part is optional; a part that is known is always given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// File as the user named it.
    pub file: Option<String>,
    /// Line in the file (text) or row in the sheet, counted from 1.
    pub row: Option<usize>,
    /// Column header, or its letter or number where there is no header.
    pub column: Option<String>,
    /// Variable, as printed in the row label.
    pub variable: Option<String>,
}

/// A typed error with a place and a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Kind of error.
    pub code: ErrorCode,
    /// What went wrong, one sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What stood there.
    pub found: Option<String>,
    /// What should have stood there.
    pub expected: Option<String>,
    /// What the user can do.
    pub hint: Option<String>,
}

impl Error {
    /// A new error with a message and nothing else known.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Error { code, message: message.into(), place: Place::default(), found: None, expected: None, hint: None }
    }

    /// An error of the file system, with the system's own words.
    pub fn io(path: &Path, error: &std::io::Error) -> Self {
        Error::new(ErrorCode::Io, error.to_string()).file(path.display().to_string())
    }

    /// Adds the file.
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.place.file = Some(file.into());
        self
    }

    /// Adds the row, counted from 1.
    pub fn row(mut self, row: usize) -> Self {
        self.place.row = Some(row);
        self
    }

    /// Adds the column.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.place.column = Some(column.into());
        self
    }

    /// Adds the variable.
    pub fn variable(mut self, variable: impl Into<String>) -> Self {
        self.place.variable = Some(variable.into());
        self
    }

    /// Adds what was found.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Adds what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Exit code of a program that ends with this error: 2 for bad input or usage, 130 when
    /// interrupted, 3 for a fault of the program itself.
    pub fn exit_code(&self) -> u8 {
        match self.code {
            ErrorCode::Interrupted => 130,
            ErrorCode::Internal => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(file) = &self.file {
            parts.push(file.clone());
        }
        if let Some(row) = self.row {
            parts.push(format!("row {row}"));
        }
        if let Some(column) = &self.column {
            parts.push(format!("column “{column}”"));
        }
        if let Some(variable) = &self.variable {
            parts.push(format!("variable “{variable}”"));
        }
        f.write_str(&parts.join(", "))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.place != Place::default() {
            write!(f, "\n  at: {}", self.place)?;
        }
        if let Some(found) = &self.found {
            write!(f, "\n  found: {found}")?;
        }
        if let Some(expected) = &self.expected {
            write!(f, "\n  expected: {expected}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
