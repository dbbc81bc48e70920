//! How many rows a file says that it holds.

use std::sync::{Arc, LazyLock};

use super::gave_up;
use crate::error::Result;

/// The number of rows of a file: said by the file, counted beside the reading, or unknown.
#[derive(Clone, Default)]
pub enum DeclaredRows {
    /// Only reading will tell.
    #[default]
    Unknown,
    /// Said by the file, or counted when it was opened.
    Known(u64),
    /// Being counted by another thread, which may find that the file cannot be read.
    Counting(Arc<Count>),
}

/// The end of a count.
type Count = LazyLock<Result<u64>, Box<dyn FnOnce() -> Result<u64> + Send>>;

impl From<u64> for DeclaredRows {
    fn from(rows: u64) -> DeclaredRows {
        DeclaredRows::Known(rows)
    }
}

impl DeclaredRows {
    /// Counts the rows of a file while others read it.
    pub(super) fn counting(file: String, count: impl FnOnce() -> Result<u64> + Send + 'static) -> DeclaredRows {
        let counting = std::thread::spawn(count);
        let end = move || counting.join().unwrap_or_else(|panic| Err(gave_up(panic.as_ref(), &file)));
        DeclaredRows::Counting(Arc::new(LazyLock::new(Box::new(end))))
    }

    /// The number, as soon as it is known; `None` where only reading will tell.
    ///
    /// # Errors
    /// What the count found: records that are not of the file's own form.
    pub fn get(&self) -> Result<Option<u64>> {
        match self {
            DeclaredRows::Unknown => Ok(None),
            DeclaredRows::Known(rows) => Ok(Some(*rows)),
            DeclaredRows::Counting(count) => LazyLock::force(count).clone().map(Some),
        }
    }

    /// The number where nobody need wait for it.
    pub fn known(&self) -> Option<u64> {
        if let DeclaredRows::Known(rows) = self { Some(*rows) } else { None }
    }
}
