//! Chi-square test with Yates's continuity correction.

use super::{two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Chi-square test with Yates's continuity correction.
pub static YATES_CHI2: Method = Method {
    id: "yates_chi2",
    name: "chi-square test with Yates's continuity correction",
    null: "level and group are independent",
    alternative: "level and group are associated",
    citation: "yates1934",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(yates_chi2),
};

/// Chi-square test of a 2x2 table with Yates's continuity correction, which takes min(1/2, |O - E|) off every
/// difference, so that it never passes zero: null hypothesis of independence.
///
/// # Errors
/// Not a 2x2 table, or an empty row or column.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::yates_chi2};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert_eq!(yates_chi2(&table, Alternative::TwoSided)?.statistic, Some(0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn yates_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let cells = two_by_two(table)?;
    TestResult::from_chi_square(YATES_CHI2.id, cells.chi_square(0.5), 1.0)
        .with_min_expected(cells.min_expected())
        .checked()
}
