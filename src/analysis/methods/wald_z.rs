//! Wald's z test of two proportions.

use super::{two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Wald's z test of two proportions.
pub static WALD_Z: Method = Method {
    id: "wald_z",
    name: "Wald z test of two proportions",
    null: "the proportions of the two groups are equal",
    alternative: "the proportions differ",
    citation: "agresti2013",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(wald_z),
};

/// z test of the difference of two proportions, group 1 less group 2, row 1 having the property, with the variance of
/// either group estimated from it alone: null hypothesis of equal proportions.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or proportions of 0 and 1 (the variance is zero).
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::wald_z};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let z = wald_z(&table, Alternative::TwoSided)?.statistic.unwrap_or(f64::NAN);
/// assert!((z - 0.5 / (0.09375_f64).sqrt()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn wald_z(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let cells = two_by_two(table)?;
    let [n1, n2] = cells.column_totals().map(|count| count as f64);
    let variance = |with: u64, without: u64, n: f64| (with as f64 / n) * (without as f64 / n) / n;
    let sum = variance(cells.a, cells.c, n1) + variance(cells.b, cells.d, n2);
    if sum == 0.0 {
        return Err(NotComputable::because("the property does not vary within the groups"));
    }
    let difference = cells.determinant() / n1 / n2;
    TestResult::from_normal(WALD_Z.id, difference / sum.sqrt(), alternative)
        .with_min_expected(cells.min_expected())
        .checked()
}
