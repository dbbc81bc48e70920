//! One-sample and paired t tests.

use super::{one_group, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// One-sample t test.
pub static ONE_SAMPLE_T: Method = Method {
    id: "one_sample_t",
    name: "one-sample t test",
    null: "the mean equals the given value; values are normal",
    alternative: "the mean differs from the given value",
    citation: "student1908",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Mean(one_sample_t),
};

/// Paired t test.
pub static PAIRED_T: Method = Method {
    id: "paired_t",
    name: "paired t test",
    null: "the mean of the differences equals the given value, as a rule 0; differences are normal",
    alternative: "the mean of the differences differs from the given value",
    citation: "student1908",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Mean(paired_t),
};

/// One-sample t test: null hypothesis that the mean of the population is `mean` (in the units of the variable),
/// alternative as chosen (`Less`: the mean is smaller). t = (x̄ - `mean`) / (s / √n) on n - 1 degrees of freedom.
///
/// # Errors
/// Fewer than two values, values that do not vary, or a value or mean that is not a finite number.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::one_sample_t};
/// use retrocohort::summary::Moments;
/// let sleep = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let result = one_sample_t(&sleep, 0.3, Alternative::TwoSided)?;
/// assert!((result.p - 0.44683554653949364).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn one_sample_t(sample: &Moments, mean: f64, alternative: Alternative) -> Result<TestResult, NotComputable> {
    against_mean(ONE_SAMPLE_T.id, sample, mean, alternative)
}

/// Paired t test, from the moments of the differences within the pairs (pairs with a missing half left out): null
/// hypothesis that their mean is `mean`, as a rule 0, alternative as chosen.
///
/// # Errors
/// Fewer than two pairs, differences that do not vary, or one that is not a finite number.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::paired_t};
/// use retrocohort::summary::Moments;
/// // Hours of sleep gained under two drugs by the same ten patients (Student 1908).
/// let differences = Moments::from_values(&[-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4]);
/// let result = paired_t(&differences, 0.0, Alternative::TwoSided)?;
/// assert!((result.p - 0.002832890197384267).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn paired_t(differences: &Moments, mean: f64, alternative: Alternative) -> Result<TestResult, NotComputable> {
    against_mean(PAIRED_T.id, differences, mean, alternative)
}

fn against_mean(
    id: &'static str,
    sample: &Moments,
    mean: f64,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    two_sided_or(true, alternative)?;
    one_group(sample)?;
    if !mean.is_finite() {
        return Err(NotComputable::because("the mean to compare with is not a finite number"));
    }
    let n = sample.n as f64;
    let standard_error = (sample.m2 / (n - 1.0)).sqrt() / n.sqrt();
    TestResult::from_student_t(id, (sample.mean - mean) / standard_error, n - 1.0, alternative).checked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // 1, 2, 3 against 0: mean 2, s = 1, t = 2 √3; with 2 degrees of freedom P = 1 - t / √(2 + t²).
        let sample = Moments::from_values(&[1.0, 2.0, 3.0]);
        let result = one_sample_t(&sample, 0.0, Alternative::TwoSided).unwrap();
        assert!((result.statistic.unwrap() - 12f64.sqrt()).abs() < 1e-15);
        assert!((result.p - (1.0 - (12.0 / 14.0_f64).sqrt())).abs() < 1e-15);
        let one_sided = paired_t(&sample, 0.0, Alternative::Greater).unwrap();
        assert!((one_sided.p - 0.5 * result.p).abs() < 1e-16);
    }

    #[test]
    fn what_has_no_answer_is_refused() {
        let refused = |values: &[f64], mean| {
            one_sample_t(&Moments::from_values(values), mean, Alternative::TwoSided).unwrap_err().reason
        };
        assert_eq!(refused(&[], 0.0), "there is no value");
        assert_eq!(refused(&[2.0], 0.0), "there is a single value");
        assert_eq!(refused(&[2.0, 2.0], 0.0), "the values do not vary");
        assert!(refused(&[1.0, 2.0], f64::NAN).contains("not a finite number"));
        assert!(refused(&[1.0, f64::INFINITY], 0.0).contains("not a finite number"));
    }
}
