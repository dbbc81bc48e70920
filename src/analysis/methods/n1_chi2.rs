//! The N - 1 chi-square test.

use super::{two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// The N - 1 chi-square test.
pub static N1_CHI2: Method = Method {
    id: "n1_chi2",
    name: "N - 1 chi-square test",
    null: "level and group are independent",
    alternative: "level and group are associated",
    citation: "campbell2007",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(n1_chi2),
};

/// The N - 1 chi-square test of a 2x2 table, Pearson's statistic times (N - 1) / N: null hypothesis of independence.
///
/// # Errors
/// Not a 2x2 table, or an empty row or column.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::n1_chi2};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert_eq!(n1_chi2(&table, Alternative::TwoSided)?.statistic, Some(1.75));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn n1_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let cells = two_by_two(table)?;
    let total = table.total() as f64;
    TestResult::from_chi_square(N1_CHI2.id, cells.chi_square(0.0) * ((total - 1.0) / total), 1.0)
        .with_min_expected(cells.min_expected())
        .checked()
}
