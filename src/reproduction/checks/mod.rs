//! What cannot be right: one consistency check a file, all of one shape.

use super::comparison::{ReadStatement, ReadTable};
use crate::results::reproduction::{Finding, RowResult, Rules};
use crate::study::Study;

/// Everything that a check may look at.
pub struct Context<'a> {
    /// The study as declared, tables as printed included.
    pub study: &'a Study,
    /// The tables as read, in the order of the study.
    pub tables: &'a [ReadTable],
    /// Statements of the text as read.
    pub statements: &'a [ReadStatement],
    /// Results row by row: all comparisons of the first table, then of the second, …
    pub rows: &'a [RowResult],
    /// Results of `statements` that print a P, each with the index of its statement.
    pub statement_rows: &'a [(usize, RowResult)],
    /// The paper's rules.
    pub rules: &'a Rules,
    /// Level of significance.
    pub alpha: f64,
}

/// A consistency check.
pub struct Check {
    /// Identifier, the `code` of its findings.
    pub id: &'static str,
    /// One line for `retrocohort list checks`.
    pub summary: &'static str,
    /// Key of the source in `docs/refs.bib`, or "arithmetic" where none is needed.
    pub source: &'static str,
    /// Runs the check.
    pub run: fn(&Context<'_>) -> Vec<Finding>,
}

/// All checks, in the order in which they run.
pub static CHECKS: &[&Check] = &[];

/// Runs every check. Findings come worst first, then in the order of the checks and of the tables.
pub fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| (check.run)(context)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}
