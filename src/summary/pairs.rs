//! Pairs of patients as counts: the differences within them, or the levels of both members.

use super::{ContingencyTable, ValueCounts};

/// What is known of the pairs in one variable, as far as it is known of both members.
#[derive(Debug, Clone, PartialEq)]
pub enum PairedData {
    /// How often each difference occurs, the member in the second group less that in the first: one group.
    Differences(ValueCounts),
    /// Pairs by the level of the member in the first group (rows) and in the second (columns).
    Levels(ContingencyTable),
}

/// The pairs in one variable.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedVariable {
    /// Name in the data.
    pub name: String,
    /// Their values.
    pub data: PairedData,
    /// Pairs of which both values are known.
    pub n: u64,
    /// Pairs of which one value or both are missing; they are not in the data.
    pub missing: u64,
}

/// The pairs of a cohort, one member in each of two groups.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedSummary {
    /// Variable that names the pairs.
    pub variable: String,
    /// Name for readers.
    pub label: String,
    /// Pairs with a member in either group.
    pub pairs: u64,
    /// Patients of the groups whose pair has no other member in the groups.
    pub alone: u64,
    /// Patients of the groups whose pair is not named.
    pub unnamed: u64,
    /// One a variable.
    pub variables: Vec<PairedVariable>,
}

impl PairedSummary {
    /// The pairs in the variable of a name.
    pub fn variable(&self, name: &str) -> Option<&PairedVariable> {
        self.variables.iter().find(|variable| variable.name == name)
    }
}
