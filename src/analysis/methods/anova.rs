//! One-way analysis of variance.

use super::{filled_groups, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// One-way analysis of variance.
pub static ANOVA: Method = Method {
    id: "anova",
    name: "one-way analysis of variance",
    null: "the means of all groups are equal; values are normal with the same variance in each",
    alternative: "at least two means differ",
    citation: "fisher1925",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Means(anova),
};

/// One-way analysis of variance: null hypothesis that all means are equal, alternative that at least two differ.
///
/// # Errors
/// Fewer than two groups, an empty group, no more values than groups, or no variation within the groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::anova};
/// use retrocohort::summary::Moments;
/// let groups = [[4.0, 5.0, 6.0], [6.0, 7.0, 8.0], [5.0, 6.0, 7.0]].map(|values| Moments::from_values(&values));
/// let result = anova(&groups, Alternative::TwoSided)?;
/// assert!((result.p - 0.125).abs() < 1e-14); // F = 3 on 2 and 6 degrees of freedom
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn anova(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let parts = sums_of_squares(groups)?;
    TestResult::from_f(ANOVA.id, parts.f(), parts.df_between, parts.df_within).checked()
}

/// How the sum of squares about the common mean falls apart between and within groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SumsOfSquares {
    /// Between groups: Σ nᵢ (x̄ᵢ - x̄)².
    pub between: f64,
    /// Within groups, not 0.
    pub within: f64,
    /// Number of groups less 1.
    pub df_between: f64,
    /// Number of values less number of groups.
    pub df_within: f64,
}

impl SumsOfSquares {
    /// Ratio of the mean squares.
    pub fn f(&self) -> f64 {
        self.between / self.df_between / (self.within / self.df_within)
    }
}

/// The sums of squares of a one-way analysis of variance. O(groups).
///
/// # Errors
/// As [`anova`].
///
/// ```
/// use retrocohort::{analysis::methods::sums_of_squares, summary::Moments};
/// let groups = [[4.0, 5.0, 6.0], [6.0, 7.0, 8.0], [5.0, 6.0, 7.0]].map(|values| Moments::from_values(&values));
/// let parts = sums_of_squares(&groups)?;
/// assert_eq!((parts.between, parts.within), (6.0, 6.0));
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn sums_of_squares(groups: &[Moments]) -> Result<SumsOfSquares, NotComputable> {
    filled_groups(groups, 1)?;
    let total: f64 = groups.iter().map(|group| group.n as f64).sum();
    let within: f64 = groups.iter().map(|group| group.m2).sum();
    if groups.iter().all(|group| group.n == 1) {
        return Err(NotComputable::because("no group has more than one value"));
    }
    if within == 0.0 {
        return Err(NotComputable::because("the values do not vary within the groups"));
    }
    let k = groups.len() as f64;
    Ok(SumsOfSquares { between: between_groups(groups), within, df_between: k - 1.0, df_within: total - k })
}

/// Sum of squares between groups, centred on the first mean so that a common offset costs no digits.
pub(super) fn between_groups(groups: &[Moments]) -> f64 {
    let origin = groups.first().map_or(0.0, |group| group.mean);
    let total: f64 = groups.iter().map(|group| group.n as f64).sum();
    let centre = groups.iter().map(|group| group.n as f64 * (group.mean - origin)).sum::<f64>() / total;
    groups.iter().map(|group| group.n as f64 * (group.mean - origin - centre).powi(2)).sum()
}
