//! Fisher's exact test.

use super::chi_square::two_by_two;
use crate::analysis::distribution::Hypergeometric;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "fisher",
    name: "Fisher's exact test",
    null: "the odds ratio is 1",
    alternative: "the odds ratio is not 1",
    citation: "fisher1935",
    one_sided: true,
    two_by_two_only: true,
    compute: Compute::Counts(fisher),
};

/// Fisher's exact test of a two-by-two table; two-sided by probability: the sum over all tables with the same margins
/// that are at most as probable as the observed one, relative tolerance 1e-7 as in R.
///
/// # Errors
/// Not two by two, or a margin of zero. Complexity: `O(sqrt(N))`.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::fisher}, summary::ContingencyTable};
/// // The lady tasting tea: 34/70 (exact), Fisher 1935.
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((fisher(&table, Alternative::TwoSided).unwrap().p - 34.0 / 70.0).abs() < 1e-14);
/// ```
pub fn fisher(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let (x, cell) = conditional(table)?;
    let ln_p = match alternative {
        Alternative::Less => cell.ln_lower(x),
        Alternative::Greater => cell.ln_upper(x),
        Alternative::TwoSided => match cell.at_most_as_probable(x) {
            (Some(lower), Some(upper)) if upper <= lower => 0.0,
            (Some(lower), Some(upper)) => sum_ln(cell.ln_lower(lower), cell.ln_upper(upper)),
            (Some(lower), None) => cell.ln_lower(lower),
            (None, Some(upper)) => cell.ln_upper(upper),
            (None, None) => 0.0,
        },
    };
    Ok(TestResult::from_ln(METHOD.id, alternative, ln_p, Exactness::Exact).min_expected(table))
}

/// The first cell and its distribution given the margins.
pub(super) fn conditional(table: &ContingencyTable) -> Result<(u64, Hypergeometric), NotComputable> {
    let [a, b, c, d] = two_by_two(table)?;
    Ok((a, Hypergeometric::new(a + b, a + c, a + b + c + d)))
}

/// `ln(e^a + e^b)`.
pub(super) fn sum_ln(a: f64, b: f64) -> f64 {
    let (large, small) = if a >= b { (a, b) } else { (b, a) };
    if small == f64::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}
