//! Welch's t test.

use super::student_t::{t_result, two_groups};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult, not_computable};
use crate::summary::Moments;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "welch_t",
    name: "Welch's t test",
    null: "both groups have one mean",
    alternative: "the means differ",
    citation: "welch1947",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Means(welch_t),
};

/// Welch's t test of two independent groups, variances not assumed equal; Welch-Satterthwaite degrees of freedom.
///
/// # Errors
/// Not two groups, a group of fewer than two values, or no variance at all.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::welch_t}, summary::Moments};
/// // R 4.2.2: t.test on the sleep data: df = 17.77647, P = 0.07939414018735817
/// let groups = [Moments::from_summary(10, 0.75, 1.7890096577591625), Moments::from_summary(10, 2.33, 2.002248735796829)];
/// let result = welch_t(&groups, Alternative::TwoSided).unwrap();
/// assert!((result.p - 0.07939414018735817).abs() < 1e-13);
/// ```
pub fn welch_t(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    let (first, second) = two_groups(groups)?;
    let (Some(v1), Some(v2)) = (first.variance(), second.variance()) else {
        return not_computable("a group of one value has no variance");
    };
    let (n1, n2) = (first.n as f64, second.n as f64);
    let (a, b) = (v1 / n1, v2 / n2);
    let (x, y) = (a / (a + b), b / (a + b));
    let df = 1.0 / (x * x / (n1 - 1.0) + y * y / (n2 - 1.0));
    t_result(METHOD.id, first.mean - second.mean, (a + b).sqrt(), df, alternative)
}
