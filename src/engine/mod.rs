//! Who computes summaries from patient rows: polars here, behind one trait.

mod accumulate;
mod columns;
mod group;
mod group_of;
mod pairs;
mod polars;
pub mod time_to_event;

#[cfg(test)]
mod tests;

pub use self::polars::PolarsEngine;
pub use columns::{Column, columns};
pub use pairs::pairs;
pub use time_to_event::{TimeToEvent, time_to_event};

use crate::cohort::Dictionary;
use crate::error::Result;
use crate::loaders::patients::PatientRows;
use crate::summary::{CohortSummary, GroupingSummary, VariableSummary};

/// Which groups are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouping {
    /// Variable that tells the groups; without one all patients are one group.
    pub by: Option<String>,
    /// Names and cells of the groups in their order, as `("survivor", "0")`; empty for the levels of the dictionary.
    pub levels: Vec<(String, String)>,
}

impl Grouping {
    /// The groups that a variable tells, in the order of its levels.
    pub fn by(variable: impl Into<String>) -> Grouping {
        Grouping { by: Some(variable.into()), levels: Vec::new() }
    }
}

/// A way of computing summaries from rows. Every implementation gives the same summary for the same rows, at any number
/// of threads.
pub trait Engine {
    /// Summarises every analysed variable of a dictionary by group and works on the summary, variables side by side;
    /// the grouping variable itself is left out. Results are in the order of the dictionary. A summary may be as large
    /// as its column: one that `work` does not keep is gone before the next is made.
    ///
    /// # Errors
    /// A file that cannot be read to its end; a variable that is not there; a cell that the dictionary cannot read
    /// (row and column are named); a grouping variable without levels.
    fn each<T: Send>(
        &self,
        rows: &PatientRows,
        dictionary: &Dictionary,
        grouping: &Grouping,
        work: impl Fn(&GroupingSummary, VariableSummary) -> T + Sync,
    ) -> Result<(GroupingSummary, Vec<T>)>;

    /// Summaries of all analysed variables of a dictionary by group.
    ///
    /// # Errors
    /// As [`Engine::each`].
    fn summarise(&self, rows: &PatientRows, dictionary: &Dictionary, grouping: &Grouping) -> Result<CohortSummary> {
        let (grouping, variables) = self.each(rows, dictionary, grouping, |_, variable| variable)?;
        Ok(CohortSummary { grouping, variables })
    }

    /// The same within every level of another variable: the name of the level and its summary, in the order of the
    /// levels. Patients whose level of `within` is missing are in none of them.
    ///
    /// # Errors
    /// As [`Engine::each`].
    fn summarise_within(
        &self,
        rows: &PatientRows,
        dictionary: &Dictionary,
        grouping: &Grouping,
        within: &str,
    ) -> Result<Vec<(String, CohortSummary)>>;
}

/// Works on the summary of every variable, computed by polars.
///
/// # Errors
/// See [`Engine::each`].
pub fn each<T: Send>(
    rows: &PatientRows,
    dictionary: &Dictionary,
    grouping: &Grouping,
    work: impl Fn(&GroupingSummary, VariableSummary) -> T + Sync,
) -> Result<(GroupingSummary, Vec<T>)> {
    PolarsEngine.each(rows, dictionary, grouping, work)
}

/// Summaries by group, computed by polars.
///
/// # Errors
/// See [`Engine::summarise`].
pub fn summarise(rows: &PatientRows, dictionary: &Dictionary, grouping: &Grouping) -> Result<CohortSummary> {
    PolarsEngine.summarise(rows, dictionary, grouping)
}

/// Summaries by group within every level of another variable, computed by polars.
///
/// # Errors
/// See [`Engine::summarise_within`].
pub fn summarise_within(
    rows: &PatientRows,
    dictionary: &Dictionary,
    grouping: &Grouping,
    within: &str,
) -> Result<Vec<(String, CohortSummary)>> {
    PolarsEngine.summarise_within(rows, dictionary, grouping, within)
}
