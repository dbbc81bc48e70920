//! Central Fisher's exact test.

use super::chi_square::two_sided_only;
use super::fisher::conditional;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "fisher_central",
    name: "central Fisher's exact test",
    null: "the odds ratio is 1",
    alternative: "the odds ratio is not 1",
    citation: "fay2010",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(fisher_central),
};

/// Twice the smaller one-sided P of Fisher's exact test, at most 1; the dual of the Clopper-Pearson-like interval.
///
/// # Errors
/// Not two by two, or a margin of zero.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::fisher_central}, summary::ContingencyTable};
/// // Tail of the lady tasting tea: 17/70 (exact), doubled.
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((fisher_central(&table, Alternative::TwoSided).unwrap().p - 34.0 / 70.0).abs() < 1e-14);
/// ```
pub fn fisher_central(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    let (x, cell) = conditional(table)?;
    let ln_p = cell.ln_lower(x).min(cell.ln_upper(x)) + std::f64::consts::LN_2;
    Ok(TestResult::from_ln(METHOD.id, alternative, ln_p, Exactness::Exact).min_expected(table))
}
