//! Chi-square test with Yates's continuity correction.

use super::chi_square::{determinant, result, two_by_two, two_sided_only};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "yates_chi2",
    name: "chi-square test with Yates's continuity correction",
    null: "both groups have one proportion",
    alternative: "the proportions differ",
    citation: "yates1934",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(yates_chi2),
};

/// Chi-square test of a two-by-two table, every difference from its expected count reduced by `min(1/2, |O - E|)`.
///
/// # Errors
/// Not two by two, or a margin of zero.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::yates_chi2}, summary::ContingencyTable};
/// // R 4.2.2: chisq.test(matrix(c(3, 1, 1, 3), 2))$p.value = 0.4795001221869535
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// let p = yates_chi2(&table, Alternative::TwoSided).unwrap().p;
/// assert!((p - 0.4795001221869535).abs() < 1e-14);
/// ```
pub fn yates_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    let [a, b, c, d] = two_by_two(table)?.map(|count| count as f64);
    let total = a + b + c + d;
    // All four |O - E| equal |ad - bc| / N.
    let reduced = (determinant(table).abs() - total / 2.0).max(0.0);
    let statistic = total * (reduced / ((a + b) * (c + d))) * (reduced / ((a + c) * (b + d)));
    Ok(result(METHOD.id, statistic, 1.0, table))
}
