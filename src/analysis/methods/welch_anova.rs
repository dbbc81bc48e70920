//! Welch's analysis of variance for unequal variances.

use super::{filled_groups, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// Welch's analysis of variance.
pub static WELCH_ANOVA: Method = Method {
    id: "welch_anova",
    name: "Welch's analysis of variance",
    null: "the means of all groups are equal; values are normal, the variances may differ",
    alternative: "at least two means differ",
    citation: "welch1951",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Means(welch_anova),
};

/// Welch's one-way analysis of variance: null hypothesis that all means are equal, alternative that at least two
/// differ.
///
/// # Errors
/// Fewer than two groups, a group of fewer than two values, or a group without variation (its weight would be
/// infinite).
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::{welch_anova, welch_t}};
/// use retrocohort::summary::Moments;
/// let groups = [[4.0, 5.0, 6.5], [6.0, 7.0, 8.0]].map(|values| Moments::from_values(&values));
/// let two_groups = welch_t(&groups, Alternative::TwoSided)?;
/// let result = welch_anova(&groups, Alternative::TwoSided)?;
/// assert!((result.p - two_groups.p).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn welch_anova(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    filled_groups(groups, 2)?;
    if groups.iter().any(|group| group.m2 == 0.0) {
        return Err(NotComputable::because("the values do not vary in one of the groups"));
    }
    // Weights relative to their sum: their size alone does not matter.
    let weight = |group: &Moments| group.n as f64 * ((group.n as f64 - 1.0) / group.m2);
    let sum: f64 = groups.iter().map(weight).sum();
    let origin = groups.first().map_or(0.0, |group| group.mean);
    let centre: f64 = groups.iter().map(|group| weight(group) / sum * (group.mean - origin)).sum();
    let k = groups.len() as f64;
    let between =
        groups.iter().map(|group| weight(group) * (group.mean - origin - centre).powi(2)).sum::<f64>() / (k - 1.0);
    let spread: f64 =
        groups.iter().map(|group| (1.0 - weight(group) / sum).powi(2) / (group.n as f64 - 1.0)).sum::<f64>()
            / (k * k - 1.0);
    let f = between / (1.0 + 2.0 * (k - 2.0) * spread);
    TestResult::from_f(WELCH_ANOVA.id, f, k - 1.0, (3.0 * spread).recip()).checked()
}
