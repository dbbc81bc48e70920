//! Mergeable sufficient statistics: everything that a test needs to know of the data.

mod cohort_summary;
mod contingency_table;
mod moments;
mod quantile;
mod value_counts;

pub use cohort_summary::{CohortSummary, GroupingSummary, VariableData, VariableSummary};
pub use contingency_table::{ContingencyTable, NotATable};
pub use moments::Moments;
pub use quantile::QuantileType;
pub use value_counts::{NotValueCounts, ValueCounts};
