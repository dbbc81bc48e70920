//! Welch's t test for two independent groups.

use super::{two_groups, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// Welch's t test.
pub static WELCH_T: Method = Method {
    id: "welch_t",
    name: "Welch's t test",
    null: "the means of the two groups are equal; values are normal, the variances may differ",
    alternative: "the means differ",
    citation: "welch1947",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Means(welch_t),
};

/// Welch's t test with the degrees of freedom of Satterthwaite: null hypothesis of equal means, alternative as chosen.
///
/// # Errors
/// Not two groups, a group of fewer than two values, or no variation within the groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::welch_t};
/// use retrocohort::summary::Moments;
/// let a = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let b = Moments::from_values(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
/// let result = welch_t(&[a, b], Alternative::TwoSided)?;
/// assert!((result.p - 0.0793941401873).abs() < 1e-12);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn welch_t(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(true, alternative)?;
    let (a, b) = two_groups(groups, 2)?;
    if a.m2 + b.m2 == 0.0 {
        return Err(NotComputable::because("the values do not vary within the groups"));
    }
    let (standard_error, df) = welch_standard_error(a, b);
    TestResult::from_student_t(WELCH_T.id, (a.mean - b.mean) / standard_error, df, alternative).checked()
}

/// Standard error of the difference of two means without pooling, and Satterthwaite's degrees of freedom. Both groups
/// must have at least two values.
pub(in crate::analysis) fn welch_standard_error(a: Moments, b: Moments) -> (f64, f64) {
    let part = |group: Moments| group.m2 / (group.n as f64 - 1.0) / group.n as f64;
    let (va, vb) = (part(a), part(b));
    let total = va + vb;
    // As proportions, so that neither tiny nor huge variances leave the range when squared.
    let (wa, wb) = (va / total, vb / total);
    let df = (wa * wa / (a.n as f64 - 1.0) + wb * wb / (b.n as f64 - 1.0)).recip();
    (total.sqrt(), df)
}
