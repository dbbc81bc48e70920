//! Anderson and Darling's test of normality.

use super::ks_one_sample::estimated_normal;
use super::sample_of_any_normal;
use crate::analysis::distribution::normal_tails;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::ValueCounts;

/// Anderson-Darling test.
pub static ANDERSON_DARLING: Method = Method {
    id: "anderson_darling",
    name: "Anderson-Darling test of normality",
    null: "the values are normal, with any mean and SD",
    alternative: "the values are not normal",
    citation: "dagostino1986",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Sample(anderson_darling),
};

/// Anderson and Darling's test of one sample (a single group): null hypothesis of a normal distribution with any mean
/// and standard deviation. A² = -n - Σ (2i - 1) (ln F(x_i) + ln(1 - F(x_(n+1-i)))) / n with the sample's own mean and
/// standard deviation (n - 1); P by the formulas of D'Agostino and Stephens (1986, table 4.9) for
/// A² (1 + 0.75/n + 2.25/n²). The statistic is A². Beyond a modified A² of 10, where the formulas end, P is that at 10,
/// which it does not exceed. O(distinct values).
///
/// In 3,000,000 simulated normal samples of 10 values the formulas were right to 4 % at P = 0.01, to 16 % at 0.001 and
/// to a third at 0.0001.
///
/// # Errors
/// Not one sample of at least eight values that vary, a hypothesis with parameters, or a one-sided alternative.
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::anderson_darling};
/// use retrocohort::summary::ValueCounts;
/// // D'Agostino and Stephens (1986), weights of eleven men: A² = 0.947, P about 0.01.
/// let men = vec![148.0, 154.0, 158.0, 160.0, 161.0, 162.0, 166.0, 170.0, 182.0, 195.0, 236.0];
/// let sample = ValueCounts::from_groups(&[men])?;
/// let result = anderson_darling(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(0.0) - 0.947).abs() < 0.0005);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn anderson_darling(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    let n = sample_of_any_normal(sample, hypothesis, alternative, (8, "eight"))? as f64;
    let (mean, sd) = estimated_normal(&sample.moments(0))?;
    let (mut sum, mut below) = (0.0, 0.0);
    for (value, count) in sample.occurring(0) {
        let tails = normal_tails((value - mean) / sd);
        let up_to = below + count as f64;
        // Σ (2i - 1) over the ranks of equal values is a difference of squares, from below and from above.
        sum += count as f64 * ((below + up_to) * tails.ln_lower + (2.0 * n - below - up_to) * tails.ln_upper);
        below = up_to;
    }
    let statistic = -n - sum / n;
    let modified = statistic * (1.0 + 0.75 / n + 2.25 / (n * n));
    let a = modified.min(10.0);
    let (p, ln_p) = if a < 0.34 {
        let ln_rest =
            if a < 0.2 { -13.436 + 101.14 * a - 223.73 * a * a } else { -8.318 + 42.796 * a - 59.938 * a * a };
        (-ln_rest.exp_m1(), (-ln_rest.exp()).ln_1p())
    } else {
        let ln_p = if a < 0.6 { 0.9177 - 4.279 * a - 1.38 * a * a } else { 1.2937 - 5.709 * a + 0.0186 * a * a };
        (ln_p.exp(), ln_p)
    };
    TestResult {
        statistic: Some(statistic),
        exactness: Exactness::Fitted { low: 0.001, high: 1.0 },
        ..TestResult::new(ANDERSON_DARLING.id, p, ln_p)
    }
    .checked()
}
