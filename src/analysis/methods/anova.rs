//! One-way analysis of variance.

use super::chi_square::two_sided_only;
use crate::analysis::distribution::f_tails;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult, not_computable};
use crate::summary::Moments;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "anova",
    name: "one-way analysis of variance",
    null: "all groups have one mean",
    alternative: "some mean differs",
    citation: "fisher1925",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Means(anova),
};

/// One-way analysis of variance: mean square between over mean square within, `k - 1` and `N - k` degrees of freedom.
///
/// # Errors
/// Fewer than two groups, a group without values, no degree of freedom or no variance within.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::anova}, summary::Moments};
/// // 1 2 3 | 2 3 4 | 5 6 7: between 26 on 2, within 6 on 6, F = 13; P = (1 + 13 * 2 / 6)^-3 = 0.006591797 (exact)
/// let groups = [[1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [5.0, 6.0, 7.0]].map(|group| Moments::from_values(&group));
/// let result = anova(&groups, Alternative::TwoSided).unwrap();
/// assert!((result.p - (1.0 + 26.0 / 6.0_f64).powi(-3)).abs() < 1e-15);
/// ```
pub fn anova(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    if groups.len() < 2 {
        return not_computable("fewer than two groups");
    }
    if groups.iter().any(|group| group.n == 0) {
        return not_computable("a group has no values");
    }
    let total: f64 = groups.iter().map(|group| group.n as f64).sum();
    let (df1, df2) = (groups.len() as f64 - 1.0, total - groups.len() as f64);
    let center = groups.iter().map(|group| group.n as f64 * group.mean).sum::<f64>() / total;
    let between: f64 = groups.iter().map(|group| group.n as f64 * (group.mean - center).powi(2)).sum();
    let within: f64 = groups.iter().map(|group| group.m2).sum();
    if df2 < 1.0 || !(within.is_finite() && within > 0.0 && between.is_finite()) {
        return not_computable("there is no variance within the groups");
    }
    let f = between / df1 / (within / df2);
    let ln_p = f_tails(f, df1, df2).ln_upper;
    Ok(TestResult::from_ln(METHOD.id, alternative, ln_p, Exactness::Asymptotic).statistic(f).df(df1).df2(df2))
}
