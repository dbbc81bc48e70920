//! The N - 1 chi-square test.

use super::chi_square::{pearson_statistic, result, two_by_two, two_sided_only};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "n1_chi2",
    name: "N - 1 chi-square test",
    null: "both groups have one proportion",
    alternative: "the proportions differ",
    citation: "campbell2007",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(n1_chi2),
};

/// Pearson's statistic times `(N - 1) / N`, for two by two tables (E. S. Pearson; Campbell 2007).
///
/// # Errors
/// Not two by two, or a margin of zero.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::n1_chi2}, summary::ContingencyTable};
/// // Pearson's statistic of [[3, 1], [1, 3]] is 2, times 7/8 is 1.75; R 4.2.2: pchisq(1.75, 1, lower.tail = FALSE)
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((n1_chi2(&table, Alternative::TwoSided).unwrap().p - 0.1858767).abs() < 5e-8);
/// ```
pub fn n1_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    two_by_two(table)?;
    let total = table.total() as f64;
    Ok(result(METHOD.id, pearson_statistic(table) * (total - 1.0) / total, 1.0, table))
}
