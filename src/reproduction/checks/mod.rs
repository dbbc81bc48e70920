//! What cannot be right: one consistency check a file, all of one shape.

mod count_exceeds_n;
mod debit;
mod duplicated_rows;
mod extra_decimal;
mod grim;
mod grimmer;
mod group_sizes;
mod group_totals;
mod header_n;
mod identical_cells;
mod implausible_unit;
mod iqr_wider_than_range;
mod level_sums;
mod mixed_notation;
mod p_copied;
mod p_digits;
mod p_marks;
mod p_one_sided;
mod p_zero;
mod percent_count;
mod period;
mod pooled_groups;
mod quartiles_order;
mod sd_against_groups;
mod sd_is_se;
mod sd_range;
mod significance_flips;
mod stated_test;
mod statement_percent;
mod support;
mod text_against_table;
mod union_median;
mod union_quartiles;
mod unions;

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
pub static CHECKS: &[&Check] = &[
    &group_sizes::CHECK,
    &header_n::CHECK,
    &count_exceeds_n::CHECK,
    &percent_count::CHECK,
    &level_sums::CHECK,
    &group_totals::CHECK,
    &pooled_groups::CHECK,
    &union_median::CHECK,
    &union_quartiles::CHECK,
    &quartiles_order::CHECK,
    &iqr_wider_than_range::CHECK,
    &sd_range::CHECK,
    &sd_is_se::CHECK,
    &sd_against_groups::CHECK,
    &grim::CHECK,
    &grimmer::CHECK,
    &debit::CHECK,
    &identical_cells::CHECK,
    &duplicated_rows::CHECK,
    &mixed_notation::CHECK,
    &extra_decimal::CHECK,
    &implausible_unit::CHECK,
    &text_against_table::CHECK,
    &statement_percent::CHECK,
    &stated_test::CHECK,
    &significance_flips::CHECK,
    &p_digits::CHECK,
    &p_one_sided::CHECK,
    &p_copied::CHECK,
    &p_zero::CHECK,
    &p_marks::CHECK,
    &period::CHECK,
];

/// Runs every check. Findings come worst first, then in the order of the checks and of the tables.
pub fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| (check.run)(context)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}
