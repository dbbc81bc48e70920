//! How many rows a file says that it holds.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::error::Result;

/// The number of rows of a file.
#[derive(Clone, Debug, Default)]
pub enum DeclaredRows {
    /// Only reading will tell.
    #[default]
    Unknown,
    /// Said by the file, or counted when it was opened.
    Known(u64),
    /// Found by who reads the file to its end first, or else by counting.
    Found(Arc<Found>),
}

/// A number that is found once.
pub struct Found {
    rows: OnceLock<Result<u64>>,
    count: Box<dyn Fn() -> Result<u64> + Send + Sync>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(f)
    }
}

impl From<u64> for DeclaredRows {
    fn from(rows: u64) -> DeclaredRows {
        DeclaredRows::Known(rows)
    }
}

impl DeclaredRows {
    /// A number that is counted where it is asked for before the file was read.
    pub(super) fn counted_by(count: impl Fn() -> Result<u64> + Send + Sync + 'static) -> DeclaredRows {
        DeclaredRows::Found(Arc::new(Found { rows: OnceLock::new(), count: Box::new(count) }))
    }

    /// Remembers what was found by reading.
    pub(super) fn found(&self, rows: u64) {
        if let DeclaredRows::Found(found) = self {
            // Who counted before found the same.
            let _ = found.rows.set(Ok(rows));
        }
    }

    /// The number; `None` where only reading will tell.
    ///
    /// # Errors
    /// What the count found: records that are not of the file's own form.
    pub fn get(&self) -> Result<Option<u64>> {
        match self {
            DeclaredRows::Unknown => Ok(None),
            DeclaredRows::Known(rows) => Ok(Some(*rows)),
            DeclaredRows::Found(found) => found.rows.get_or_init(|| (found.count)()).clone().map(Some),
        }
    }

    /// The number where nobody need count.
    pub fn known(&self) -> Option<u64> {
        match self {
            DeclaredRows::Known(rows) => Some(*rows),
            DeclaredRows::Found(found) => found.rows.get()?.clone().ok(),
            DeclaredRows::Unknown => None,
        }
    }
}
