//! Pearson's chi-square test.

use super::{at_least_two_by_two, two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Pearson's chi-square test.
pub static PEARSON_CHI2: Method = Method {
    id: "pearson_chi2",
    name: "Pearson's chi-square test",
    null: "level and group are independent",
    alternative: "level and group are associated",
    citation: "pearson1900",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Counts(pearson_chi2),
};

/// Pearson's chi-square test without continuity correction: null hypothesis of independence. Empty levels and groups
/// are left out. One-sided alternatives take the signed root of the statistic of a 2x2 table.
///
/// # Errors
/// Fewer than two levels or groups with any observation; a one-sided alternative on a larger table.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::pearson_chi2};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![10, 2], vec![3, 15]])?;
/// let result = pearson_chi2(&table, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(f64::NAN) - 13.0316742081448).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pearson_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    if alternative != Alternative::TwoSided {
        two_sided_or(true, alternative)?;
        let cells = two_by_two(table)?;
        let root = cells.determinant().signum() * cells.chi_square(0.0).sqrt();
        return TestResult::from_normal(PEARSON_CHI2.id, root, alternative)
            .with_min_expected(cells.min_expected())
            .checked();
    }
    let table = at_least_two_by_two(table)?;
    let df = ((table.rows() - 1) * (table.columns() - 1)) as f64;
    TestResult::from_chi_square(PEARSON_CHI2.id, pearson_statistic(&table), df)
        .with_min_expected(table.min_expected())
        .checked()
}

/// Σ (O - E)² / E of a table without empty rows and columns.
pub(super) fn pearson_statistic(table: &ContingencyTable) -> f64 {
    let (rows, columns, total) = (table.row_totals(), table.column_totals(), table.total() as f64);
    let mut sum = 0.0;
    for (row, row_total) in table.iter_rows().zip(&rows) {
        for (count, column_total) in row.iter().zip(&columns) {
            // (O N - R C) in whole numbers: with a table close to independence the difference keeps its digits.
            let product = u128::from(*row_total) * u128::from(*column_total);
            let observed = u128::from(*count) * u128::from(table.total());
            let difference = observed.abs_diff(product) as f64 / total;
            sum += difference * (difference / (product as f64 / total));
        }
    }
    sum
}
