//! Central form of Fisher's exact test.

use super::{two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Central Fisher's exact test.
pub static FISHER_CENTRAL: Method = Method {
    id: "fisher_central",
    name: "central Fisher's exact test",
    null: "level and group are independent (odds ratio 1), margins fixed",
    alternative: "level and group are associated; twice the smaller one-sided P",
    citation: "fay2010",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(fisher_central),
};

/// Central Fisher's exact test of a 2x2 table, twice the smaller one-sided P and at most 1: null hypothesis of an odds
/// ratio of 1.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or more than 10¹² observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::fisher_central};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert!((fisher_central(&table, Alternative::TwoSided)?.p - 34.0 / 70.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fisher_central(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let cells = two_by_two(table)?;
    let distribution = cells.hypergeometric()?;
    let a = cells.a as f64;
    let smaller = distribution.ln_lower(a).min(distribution.ln_upper(a));
    cells.exact(FISHER_CENTRAL.id, smaller + std::f64::consts::LN_2, alternative)
}
