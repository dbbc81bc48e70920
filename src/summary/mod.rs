//! Mergeable sufficient statistics: everything that a test needs to know of the data.

mod contingency_table;
mod moments;
mod quantile;
mod value_counts;

pub use contingency_table::{ContingencyTable, NotATable};
pub use moments::Moments;
pub use quantile::QuantileType;
pub use value_counts::{NotValueCounts, ValueCounts};
