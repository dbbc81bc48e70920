//! Mergeable sufficient statistics: everything that a test needs to know of the data.

mod contingency_table;
mod moments;

pub use contingency_table::{ContingencyTable, NotATable};
pub use moments::Moments;
