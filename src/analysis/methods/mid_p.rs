//! Mid-P versions of Fisher's exact test.

use super::chi_square::two_sided_only;
use super::fisher::{conditional, fisher};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static CENTRAL: Method = Method {
    id: "mid_p_central",
    name: "central mid-P Fisher's exact test",
    null: "the odds ratio is 1",
    alternative: "the odds ratio is not 1",
    citation: "lancaster1961",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(mid_p_central),
};

/// Registry entry.
pub(super) static MINLIKE: Method = Method {
    id: "mid_p_minlike",
    name: "mid-P Fisher's exact test",
    null: "the odds ratio is 1",
    alternative: "the odds ratio is not 1",
    citation: "lancaster1961",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(mid_p_minlike),
};

/// Twice the smaller one-sided P with half the probability of the observed table, at most 1.
///
/// # Errors
/// Not two by two, or a margin of zero.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::mid_p_central}, summary::ContingencyTable};
/// // The lady tasting tea: 2 (1/70 + 16/140) = 18/70 (exact).
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((mid_p_central(&table, Alternative::TwoSided).unwrap().p - 18.0 / 70.0).abs() < 1e-14);
/// ```
pub fn mid_p_central(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    let (x, cell) = conditional(table)?;
    let tail = cell.ln_lower(x).min(cell.ln_upper(x));
    let ln_p = without_half(tail, cell.ln_pmf(x)) + std::f64::consts::LN_2;
    Ok(TestResult::from_ln(CENTRAL.id, alternative, ln_p, Exactness::Exact).min_expected(table))
}

/// Fisher's exact P by probability less half the probability of the observed table.
///
/// # Errors
/// Not two by two, or a margin of zero.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::mid_p_minlike}, summary::ContingencyTable};
/// // The lady tasting tea: 34/70 - 8/70 (exact).
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((mid_p_minlike(&table, Alternative::TwoSided).unwrap().p - 26.0 / 70.0).abs() < 1e-14);
/// ```
pub fn mid_p_minlike(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let exact = fisher(table, alternative)?;
    two_sided_only(alternative)?;
    let (x, cell) = conditional(table)?;
    let ln_p = without_half(exact.log10_p * std::f64::consts::LN_10, cell.ln_pmf(x));
    Ok(TestResult::from_ln(MINLIKE.id, alternative, ln_p, Exactness::Exact).min_expected(table))
}

/// `ln(e^tail - e^observed / 2)`; the observed table is part of the tail, so that the difference stays positive.
fn without_half(ln_tail: f64, ln_observed: f64) -> f64 {
    ln_tail + (-0.5 * (ln_observed - ln_tail).exp()).ln_1p()
}
