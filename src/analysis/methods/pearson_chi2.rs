//! Pearson's chi-square test.

use super::chi_square::{degrees_of_freedom, determinant, informative, one_sided, pearson_statistic, result};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult, not_computable};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "pearson_chi2",
    name: "Pearson's chi-square test",
    null: "levels are distributed alike in all groups",
    alternative: "some group differs in the distribution of levels",
    citation: "pearson1900",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Counts(pearson_chi2),
};

/// Pearson's chi-square test of independence, without continuity correction; any number of levels and groups.
///
/// Empty levels and groups are left out and take no degree of freedom. One-sided forms, for two by two only, refer the
/// signed root to the normal distribution.
///
/// # Errors
/// Fewer than two levels or groups with patients.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::pearson_chi2}, summary::ContingencyTable};
/// // R 4.2.2: chisq.test(matrix(c(7, 1, 12, 4), 2), correct = FALSE)$p.value
/// let table = ContingencyTable::new(vec![vec![7, 12], vec![1, 4]]).unwrap();
/// let p = pearson_chi2(&table, Alternative::TwoSided).unwrap().p;
/// assert!((p - 0.4772).abs() < 5e-5);
/// ```
pub fn pearson_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let kept = informative(table)?;
    let statistic = pearson_statistic(&kept);
    if alternative == Alternative::TwoSided {
        return Ok(result(METHOD.id, statistic, degrees_of_freedom(&kept), &kept));
    }
    if kept.two_by_two().is_none() {
        return not_computable("one-sided forms are for two levels and two groups");
    }
    let z = statistic.sqrt().copysign(determinant(&kept));
    Ok(one_sided(METHOD.id, z, alternative).min_expected(&kept))
}
