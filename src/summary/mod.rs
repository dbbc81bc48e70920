//! Mergeable sufficient statistics: everything that a test needs to know of the data.

mod contingency_table;
mod moments;
mod value_counts;

pub use contingency_table::{ContingencyTable, NotATable};
pub use moments::Moments;
pub use value_counts::{NotValueCounts, QuantileType, ValueCounts};
