//! Fisher's exact test of a 2x2 table.

use super::two_by_two;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Relative difference within which two probabilities count as equal, so that rounding cannot break a tie.
pub(super) const TIE_TOLERANCE: f64 = 1e-7;

/// Fisher's exact test.
pub static FISHER: Method = Method {
    id: "fisher",
    name: "Fisher's exact test",
    null: "level and group are independent (odds ratio 1), margins fixed",
    alternative: "level and group are associated; two-sided over all tables no more likely than the one observed",
    citation: "fisher1935",
    one_sided: true,
    two_by_two_only: true,
    compute: Compute::Counts(fisher),
};

/// Fisher's exact test of a 2x2 table: null hypothesis of an odds ratio of 1. Two-sided P sums all tables that are no
/// more likely than the one observed, with a relative tolerance of 1e-7.
///
/// Steps grow with the standard deviation of a cell: 0.1 ms at cells of ten million.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or more than 10¹² observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::fisher};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert!((fisher(&table, Alternative::TwoSided)?.p - 34.0 / 70.0).abs() < 1e-15);
/// assert!((fisher(&table, Alternative::Greater)?.p - 17.0 / 70.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fisher(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let cells = two_by_two(table)?;
    let distribution = cells.hypergeometric()?;
    let a = cells.a as f64;
    let ln_p = match alternative {
        Alternative::TwoSided => distribution.ln_no_more_likely(a, TIE_TOLERANCE).0,
        Alternative::Less => distribution.ln_lower(a),
        Alternative::Greater => distribution.ln_upper(a),
    };
    cells.exact(FISHER.id, ln_p, alternative)
}
