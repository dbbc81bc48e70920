//! Lilliefors' test of normality.

use super::ks_one_sample::{KsDistances, ks_distances};
use super::{at_least, sample_of_any_normal};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::ValueCounts;

/// Lilliefors' test.
pub static LILLIEFORS: Method = Method {
    id: "lilliefors",
    name: "Lilliefors test of normality",
    null: "the values are normal, with any mean and SD",
    alternative: "the values are not normal",
    citation: "dallal1986",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Sample(lilliefors),
};

/// Fewest values.
const LEAST: (u64, &str) = (5, "five");

/// Lilliefors' test of one sample (a single group): null hypothesis of a normal distribution with any mean and standard
/// deviation, by Kolmogorov's D from the normal distribution of the sample's own. P by the approximation of Dallal and
/// Wilkinson up to 0.1 and by a polynomial in Stephens' modified D above. It was fitted to P from 0.001 to 0.1; a P
/// below 0.001 says just that.
///
/// # Errors
/// Not one sample of at least five values that vary, a hypothesis with parameters, or a one-sided alternative.
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::lilliefors};
/// use retrocohort::summary::ValueCounts;
/// let sample = ValueCounts::from_groups(&[vec![15.1, 22.7, 9.4, 30.2, 18.8]])?;
/// let result = lilliefors(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)?;
/// assert!((result.p - 0.9963326989).abs() < 1e-9); // R nortest
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lilliefors(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    sample_of_any_normal(sample, hypothesis, alternative, LEAST)?;
    lilliefors_of_distances(&ks_distances(sample, hypothesis)?)
}

/// As [`lilliefors`], from the distances to the normal distribution of the sample's own mean and standard deviation.
///
/// # Errors
/// Fewer than five values.
pub fn lilliefors_of_distances(distances: &KsDistances) -> Result<TestResult, NotComputable> {
    at_least(distances.n, LEAST)?;
    let (d, n) = (distances.d(), distances.n as f64);
    let ln_p = small_p(d, n);
    let (p, ln_p) = if ln_p > 0.1_f64.ln() {
        let p = large_p(d, n);
        (p, p.ln())
    } else {
        (ln_p.exp(), ln_p)
    };
    TestResult {
        statistic: Some(d),
        exactness: Exactness::Fitted { low: 0.001, high: 1.0 },
        ..TestResult::new(LILLIEFORS.id, p, ln_p)
    }
    .checked()
}

/// ln P by Dallal and Wilkinson, good below 0.1.
fn small_p(d: f64, n: f64) -> f64 {
    let (d, n) = if n > 100.0 { (d * (n / 100.0).powf(0.49), 100.0) } else { (d, n) };
    -7.01256 * d * d * (n + 2.78019) + 2.99587 * d * (n + 2.78019).sqrt() - 0.122119 + 0.974598 / n.sqrt() + 1.67997 / n
}

/// P by Stephens' modified statistic, good above 0.1.
fn large_p(d: f64, n: f64) -> f64 {
    let modified = (n.sqrt() - 0.01 + 0.85 / n.sqrt()) * d;
    let polynomial = |coefficients: [f64; 5]| coefficients.iter().rev().fold(0.0, |sum, c| sum * modified + c);
    if modified <= 0.302 {
        1.0
    } else if modified <= 0.5 {
        polynomial([2.76773, -19.828315, 80.709644, -138.55152, 81.218052])
    } else if modified <= 0.9 {
        polynomial([-4.901232, 40.662806, -97.490286, 94.029866, -32.355711])
    } else {
        polynomial([6.198765, -19.558097, 23.186922, -12.234627, 2.423045])
    }
}
