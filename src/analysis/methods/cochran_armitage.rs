//! Cochran-Armitage test for trend.

use super::trend::squared_correlation;
use super::two_sided_or;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Cochran-Armitage test for trend.
pub static COCHRAN_ARMITAGE: Method = Method {
    id: "cochran_armitage",
    name: "Cochran-Armitage test for trend",
    null: "the proportion of the groups does not change linearly over the ordered levels",
    alternative: "the proportion changes linearly over the ordered levels",
    citation: "armitage1955",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Ordered(cochran_armitage),
};

/// Cochran-Armitage test for trend of ordered levels (rows, scores 0, 1, 2, …) in two groups: null hypothesis of no
/// linear trend. The statistic is N r², chi-square with one degree of freedom. Empty levels keep their scores.
///
/// # Errors
/// Not two groups with observations, or fewer than two such levels.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::cochran_armitage};
/// use retrocohort::summary::ContingencyTable;
/// let smokers = ContingencyTable::new(vec![vec![83, 3], vec![90, 3], vec![129, 7], vec![70, 12]])?;
/// assert!((cochran_armitage(&smokers, Alternative::TwoSided)?.p - 0.004131897477641487).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cochran_armitage(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    if table.columns() != 2 {
        return Err(NotComputable::because("the test compares two groups"));
    }
    let statistic = table.total() as f64 * squared_correlation(table)?;
    TestResult::from_chi_square(COCHRAN_ARMITAGE.id, statistic, 1.0).with_min_expected(table.min_expected()).checked()
}
