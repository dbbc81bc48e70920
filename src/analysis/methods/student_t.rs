//! Student's t test for two independent groups.

use super::{two_groups, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// Student's t test.
pub static STUDENT_T: Method = Method {
    id: "student_t",
    name: "Student's t test",
    null: "the means of the two groups are equal; values are normal with the same variance in both",
    alternative: "the means differ",
    citation: "student1908",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Means(student_t),
};

/// Student's t test with the pooled variance: null hypothesis of equal means, alternative as chosen.
///
/// # Errors
/// Not two groups, an empty group, fewer than three values together, or no variation within the groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::student_t};
/// use retrocohort::summary::Moments;
/// let a = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let b = Moments::from_values(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
/// let result = student_t(&[a, b], Alternative::TwoSided)?;
/// assert!((result.p - 0.0791867142159).abs() < 1e-12);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn student_t(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(true, alternative)?;
    let (a, b) = two_groups(groups, 1)?;
    if a.n.saturating_add(b.n) < 3 {
        return Err(NotComputable::because("fewer than three values in the two groups together"));
    }
    if a.m2 + b.m2 == 0.0 {
        return Err(NotComputable::because("the values do not vary within the groups"));
    }
    let (n1, n2) = (a.n as f64, b.n as f64);
    let df = n1 + n2 - 2.0;
    let standard_error = ((a.m2 + b.m2) / df).sqrt() * (n1.recip() + n2.recip()).sqrt();
    TestResult::from_student_t(STUDENT_T.id, (a.mean - b.mean) / standard_error, df, alternative).checked()
}
