//! Linear-by-linear association.

use super::trend::squared_correlation;
use super::two_sided_or;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Linear-by-linear association.
pub static LINEAR_BY_LINEAR: Method = Method {
    id: "linear_by_linear",
    name: "linear-by-linear association",
    null: "the ordered levels and the ordered groups are not correlated",
    alternative: "the ordered levels and the ordered groups are correlated",
    citation: "mantel1963",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Ordered(linear_by_linear),
};

/// Linear-by-linear association (Mantel) of ordered levels and ordered groups with scores 0, 1, 2, …: null hypothesis
/// of no correlation. The statistic is (N - 1) r², chi-square with one degree of freedom. Empty levels and groups
/// keep their scores.
///
/// # Errors
/// Fewer than two levels or groups with observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::linear_by_linear};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let statistic = linear_by_linear(&table, Alternative::TwoSided)?.statistic.unwrap_or(f64::NAN);
/// assert!((statistic - 1.75).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn linear_by_linear(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let statistic = (table.total() as f64 - 1.0) * squared_correlation(table)?;
    TestResult::from_chi_square(LINEAR_BY_LINEAR.id, statistic, 1.0).with_min_expected(table.min_expected()).checked()
}
