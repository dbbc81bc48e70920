//! Linear-by-linear association.

use super::chi_square::{informative, result, two_sided_only};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult, not_computable};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "linear_by_linear",
    name: "linear-by-linear association",
    null: "ordered levels and ordered groups are not correlated",
    alternative: "they are correlated",
    citation: "mantel1963",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(linear_by_linear),
};

/// Mantel's test, `(N - 1) r²` on one degree of freedom, r the correlation of equally spaced scores of levels and groups.
///
/// # Errors
/// Fewer than two levels or groups with patients.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::linear_by_linear}, summary::ContingencyTable};
/// // Two by two: (N - 1)/N times Pearson's statistic, 2 * 7/8.
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// let statistic = linear_by_linear(&table, Alternative::TwoSided).unwrap().statistic.unwrap();
/// assert!((statistic - 1.75).abs() < 1e-14);
/// ```
pub fn linear_by_linear(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    informative(table)?;
    let total = table.total() as f64;
    let mean = |totals: &[u64]| totals.iter().enumerate().map(|(i, n)| i as f64 * *n as f64).sum::<f64>() / total;
    let (rows, columns) = (table.row_totals(), table.column_totals());
    let (row_mean, column_mean) = (mean(&rows), mean(&columns));
    let spread = |totals: &[u64], mean: f64| {
        totals.iter().enumerate().map(|(i, n)| (i as f64 - mean).powi(2) * *n as f64).sum::<f64>()
    };
    let cells = (0..table.rows()).flat_map(|i| (0..table.columns()).map(move |j| (i, j)));
    let products = cells.map(|(i, j)| (i as f64 - row_mean) * (j as f64 - column_mean) * table.get(i, j) as f64);
    let product: f64 = products.sum();
    let variance = spread(&rows, row_mean) * spread(&columns, column_mean);
    if variance <= 0.0 {
        return not_computable("levels or groups do not vary");
    }
    Ok(result(METHOD.id, (total - 1.0) * product * product / variance, 1.0, table))
}
