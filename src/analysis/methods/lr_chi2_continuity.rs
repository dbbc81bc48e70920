//! Likelihood ratio chi-square test with continuity correction.

use super::{two_by_two, two_sided_or};
use crate::analysis::distribution::ln_less_excess;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Likelihood ratio chi-square test with continuity correction.
pub static LR_CHI2_CONTINUITY: Method = Method {
    id: "lr_chi2_continuity",
    name: "likelihood-ratio chi-square test with continuity correction",
    null: "level and group are independent",
    alternative: "level and group are associated",
    citation: "yates1934",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(lr_chi2_continuity),
};

/// Likelihood ratio chi-square test of a 2x2 table whose observed counts are first moved towards the expected ones by
/// min(1/2, |O - E|), as in Yates's test: G² = 2 Σ O' ln(O' / E), null hypothesis of independence. What SciPy's
/// `chi2_contingency` gives for `lambda_="log-likelihood"` unless told otherwise.
///
/// # Errors
/// Not a 2x2 table, or an empty row or column.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::lr_chi2_continuity};
/// use retrocohort::summary::ContingencyTable;
/// // 2.5 and 1.5 stand where 3 and 1 were observed, and 2 were expected.
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let by_hand = 4.0 * (2.5 * 1.25_f64.ln() + 1.5 * 0.75_f64.ln());
/// let result = lr_chi2_continuity(&table, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(f64::NAN) - by_hand).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lr_chi2_continuity(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let cells = two_by_two(table)?;
    // All four counts are equally far from what is expected; a and d are above it when ad > bc.
    let total = cells.total() as f64;
    let excess = cells.determinant() / total;
    let moved = (excess.abs() - 0.5).max(0.0).copysign(excess);
    let correction = excess - moved;
    // Each cell as O' ln(O' / E) + E - O', which is never negative; over the table E - O' sums to zero.
    let ([r1, r2], [c1, c2]) = (cells.row_totals(), cells.column_totals());
    let sum: f64 = [(cells.a, r1, c1, 1.0), (cells.b, r1, c2, -1.0), (cells.c, r2, c1, -1.0), (cells.d, r2, c2, 1.0)]
        .into_iter()
        .map(|(count, row, column, sign)| {
            let expected = row as f64 * (column as f64 / total);
            let count = count as f64 - sign * correction;
            -count * ln_less_excess(expected / count, -sign * moved / count)
        })
        .sum();
    TestResult::from_chi_square(LR_CHI2_CONTINUITY.id, 2.0 * sum, 1.0).with_min_expected(cells.min_expected()).checked()
}
