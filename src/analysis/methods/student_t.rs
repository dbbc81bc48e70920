//! Student's t test.

use crate::analysis::distribution::student_t_tails;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult, not_computable};
use crate::summary::Moments;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "student_t",
    name: "Student's t test",
    null: "both groups have one mean",
    alternative: "the means differ",
    citation: "student1908",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Means(student_t),
};

/// Student's t test of two independent groups with one variance: `t = (m₁ - m₂) / (s √(1/n₁ + 1/n₂))`, s pooled,
/// `n₁ + n₂ - 2` degrees of freedom.
///
/// # Errors
/// Not two groups, a group without values, no degree of freedom, or no variance at all.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::student_t}, summary::Moments};
/// // R 4.2.2: t.test(extra ~ group, sleep, var.equal = TRUE)$p.value
/// let groups = [Moments::from_summary(10, 0.75, 1.7890096577591625), Moments::from_summary(10, 2.33, 2.002248735796829)];
/// let result = student_t(&groups, Alternative::TwoSided).unwrap();
/// assert!((result.p - 0.07918671421593818).abs() < 1e-13);
/// ```
pub fn student_t(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    let (first, second) = two_groups(groups)?;
    let (n1, n2) = (first.n as f64, second.n as f64);
    let df = n1 + n2 - 2.0;
    if df < 1.0 {
        return not_computable("two values leave no degree of freedom");
    }
    let standard_error = ((first.m2 + second.m2) / df * (1.0 / n1 + 1.0 / n2)).sqrt();
    t_result(METHOD.id, first.mean - second.mean, standard_error, df, alternative)
}

/// Exactly two groups, each with values.
pub(super) fn two_groups(groups: &[Moments]) -> Result<(&Moments, &Moments), NotComputable> {
    match groups {
        [first, second] if first.n > 0 && second.n > 0 => Ok((first, second)),
        [_, _] => not_computable("a group has no values"),
        _ => not_computable("the test is for two groups"),
    }
}

/// Result of a difference over its standard error.
pub(super) fn t_result(
    method: &'static str,
    difference: f64,
    standard_error: f64,
    df: f64,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    if !(standard_error.is_finite() && standard_error > 0.0 && difference.is_finite()) {
        return not_computable("the standard error of the difference is zero or not finite");
    }
    let t = difference / standard_error;
    let tails = student_t_tails(t, df);
    let half = tails.ln_upper - std::f64::consts::LN_2;
    let ln_p = match alternative {
        Alternative::TwoSided => tails.ln_upper,
        Alternative::Less if t <= 0.0 => half,
        Alternative::Greater if t >= 0.0 => half,
        _ => (-half.exp()).ln_1p(),
    };
    Ok(TestResult::from_ln(method, alternative, ln_p, Exactness::Asymptotic).statistic(t).df(df))
}
