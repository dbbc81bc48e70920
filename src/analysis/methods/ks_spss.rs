//! The one-sample Kolmogorov-Smirnov test as NPAR TESTS of SPSS up to version 20 prints it.

use super::ks_one_sample::{KsDistances, ks_distances};
use super::two_sided_or;
use crate::analysis::{Alternative, Compute, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::ValueCounts;

/// Kolmogorov-Smirnov test as in SPSS.
pub static KS_SPSS: Method = Method {
    id: "ks_spss",
    name: "Kolmogorov-Smirnov test as in SPSS, without Lilliefors' correction",
    null: "the values are normal, mean and SD taken from the values",
    alternative: "the values are not normal",
    citation: "smirnov1948",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Sample(ks_spss),
};

/// Kolmogorov-Smirnov test of one sample (a single group) as NPAR TESTS of SPSS up to version 20 computes it: Z = √n D
/// against the normal distribution with the sample's own mean and standard deviation (n - 1), unless parameters are
/// given, and P by Smirnov's formulas for given parameters, with SPSS's constants: 1 below Z = 0.27, one series below
/// 1, the other one above. SPSS prints 0 from Z = 3.1 on; here the series goes on (P is below 1e-8).
///
/// With estimated parameters this P is far too large (0.48 where [`super::lilliefors`] gives 0.07); it is offered to
/// recognize what was printed. The statistic is D.
///
/// # Errors
/// Not one sample with values, parameters that are no distribution, no variation where they are estimated, or a
/// one-sided alternative.
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::{ks_spss, lilliefors}};
/// use retrocohort::summary::ValueCounts;
/// let sample = ValueCounts::from_groups(&[vec![1.0, 1.0, 1.0, 2.0, 2.0, 9.0, 9.0]])?;
/// let printed = ks_spss(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)?;
/// let proper = lilliefors(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)?;
/// assert_eq!(printed.statistic, proper.statistic);
/// assert!(printed.p > 5.0 * proper.p);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_spss(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    ks_spss_of_distances(&ks_distances(sample, hypothesis)?)
}

/// As [`ks_spss`], from the distances.
///
/// # Errors
/// None where the distances are those of a sample.
pub fn ks_spss_of_distances(distances: &KsDistances) -> Result<TestResult, NotComputable> {
    let z = (distances.n as f64).sqrt() * distances.d();
    let (p, ln_p) = if z < 0.27 {
        (1.0, 0.0)
    } else if z < 1.0 {
        let q = (-1.233_701 / (z * z)).exp();
        let p = 1.0 - 2.506_628 / z * (q + q.powi(9) + q.powi(25));
        (p, p.ln())
    } else {
        // 2 (Q - Q⁴ + Q⁹ - Q¹⁶) over its first term, which underflows far out.
        let square = z * z;
        let rest = 1.0 - (-6.0 * square).exp() + (-16.0 * square).exp() - (-30.0 * square).exp();
        let ln_p = std::f64::consts::LN_2 - 2.0 * square + rest.ln();
        (ln_p.exp(), ln_p)
    };
    TestResult { statistic: Some(distances.d()), ..TestResult::new(KS_SPSS.id, p, ln_p) }.checked()
}
