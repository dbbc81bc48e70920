//! Columns that stay in memory after they were read.

use super::Code;

/// The cells of a column in memory.
#[derive(Debug, Clone)]
pub enum InMemory {
    /// Few different cells, and which of them each is.
    Few {
        /// The different cells, texts trimmed; `None` for an empty one.
        cells: Vec<Option<Code>>,
        /// For every patient the position of the cell.
        codes: Vec<u8>,
    },
    /// Finite numbers; not a number for a blank.
    Numbers {
        /// For every patient the number.
        values: Vec<f64>,
        /// Whether they were texts: then a blank may have been a word that means a missing value.
        words: bool,
    },
}
