//! Mergeable sufficient statistics: everything that a test needs to know of the data.

mod cohort_summary;
mod contingency_table;
mod merging;
mod moments;
mod pairs;
pub(crate) mod radix_sort;
mod risk_table;
mod stratified_risk_table;
mod summary_file;
mod value_counts;

pub use cohort_summary::{CohortSummary, GroupingSummary, VariableData, VariableSummary};
pub use contingency_table::{ContingencyTable, NotATable};
pub use merging::NotMergeable;
pub use moments::Moments;
pub use pairs::{PairedData, PairedSummary, PairedVariable};
pub(crate) use risk_table::first_of_near_ties;
pub use risk_table::{FollowUp, NotARiskTable, RiskTable};
pub use stratified_risk_table::StratifiedRiskTable;
pub use summary_file::{SCHEMA as SUMMARY_SCHEMA, SummaryFile, Withheld};
pub use value_counts::{NotValueCounts, QuantileType, ValueCounts};
