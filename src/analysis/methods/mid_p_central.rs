//! Mid-P test of a 2x2 table, central form.

use super::{two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Central mid-P test.
pub static MID_P_CENTRAL: Method = Method {
    id: "mid_p_central",
    name: "central mid-P Fisher's exact test",
    null: "level and group are independent (odds ratio 1), margins fixed",
    alternative: "level and group are associated; twice the smaller one-sided mid-P",
    citation: "lancaster1961",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(mid_p_central),
};

/// Central mid-P test of a 2x2 table: the one-sided P counts the observed table by half, the smaller one is doubled.
/// Null hypothesis of an odds ratio of 1.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or more than 10¹² observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::mid_p_central};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert!((mid_p_central(&table, Alternative::TwoSided)?.p - 18.0 / 70.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mid_p_central(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let cells = two_by_two(table)?;
    let distribution = cells.hypergeometric()?;
    let a = cells.a as f64;
    let smaller = distribution.ln_lower(a).min(distribution.ln_upper(a));
    // The observed table is part of the tail, so its share of it is at most one.
    let share = (distribution.ln_pmf(a) - smaller).exp().min(1.0);
    cells.exact(MID_P_CENTRAL.id, smaller + std::f64::consts::LN_2 + (-0.5 * share).ln_1p(), alternative)
}
