//! Kolmogorov-Smirnov tests of one sample against a given distribution.

use std::ops::Range;

use crate::analysis::distribution::{kolmogorov_smirnov_tails, kolmogorov_tails, normal_tails, smirnov_tails};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::{Moments, ValueCounts};

/// One-sample Kolmogorov-Smirnov test, exact distribution.
pub static KS_ONE_SAMPLE_EXACT: Method = Method {
    id: "ks_one_sample_exact",
    name: "exact Kolmogorov-Smirnov test of one sample",
    null: "the values come from the supposed distribution",
    alternative: "the values come from another distribution",
    citation: "marsaglia2003",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Sample(ks_one_sample_exact),
};

/// One-sample Kolmogorov-Smirnov test, limiting distribution.
pub static KS_ONE_SAMPLE: Method = Method {
    id: "ks_one_sample",
    name: "Kolmogorov-Smirnov test of one sample",
    null: "the values come from the supposed distribution",
    alternative: "the values come from another distribution",
    citation: "kolmogorov1933",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Sample(ks_one_sample),
};

/// Distances between an empirical and a supposed distribution function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KsDistances {
    /// Largest excess of the empirical function over the supposed one.
    pub above: f64,
    /// Largest excess of the supposed function over the empirical one.
    pub below: f64,
    /// Number of values.
    pub n: u64,
}

impl KsDistances {
    /// D: the larger of both.
    pub fn d(&self) -> f64 {
        self.above.max(self.below)
    }
}

/// The distances of one sample (a single group) from a supposed distribution; with [`SampleHypothesis::AnyNormal`] from
/// the normal distribution of its own mean and standard deviation (n - 1). O(distinct values).
///
/// # Errors
/// Not one sample, no value, parameters that are no distribution, or no variation where the standard deviation is
/// estimated.
///
/// ```
/// use retrocohort::analysis::{SampleHypothesis, methods::ks_distances};
/// use retrocohort::summary::ValueCounts;
/// let sample = ValueCounts::from_groups(&[vec![0.1, 0.4, 0.7]])?;
/// let distances = ks_distances(&sample, &SampleHypothesis::Uniform { low: 0.0, high: 1.0 })?;
/// assert!((distances.above - 0.3).abs() < 1e-15 && (distances.below - 0.1).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_distances(sample: &ValueCounts, hypothesis: &SampleHypothesis) -> Result<KsDistances, NotComputable> {
    if sample.groups() != 1 {
        return Err(NotComputable::because("the test takes one sample"));
    }
    ks_distances_of_group(sample, 0, hypothesis)
}

/// As [`ks_distances`], of one of several groups, from 0.
///
/// # Errors
/// As [`ks_distances`].
pub fn ks_distances_of_group(
    values: &ValueCounts,
    group: usize,
    hypothesis: &SampleHypothesis,
) -> Result<KsDistances, NotComputable> {
    let n = values.n(group);
    if n == 0 {
        return Err(NotComputable::because("the sample holds no value"));
    }
    let supposed = distribution_function(&values.moments(group), hypothesis)?;
    let mut search = Search { values, group, supposed, n, above: 0.0, below: 0.0 };
    let end = values.values().len();
    let highest = values.values().last().map_or(1.0, |last| (search.supposed)(*last));
    search.part(0..end, 0.0, highest);
    Ok(KsDistances { above: search.above, below: search.below, n })
}

/// Values whose distances are all computed.
const FEW: usize = 64;

/// The largest distances found so far.
struct Search<'a> {
    values: &'a ValueCounts,
    group: usize,
    supposed: DistributionFunction,
    n: u64,
    above: f64,
    below: f64,
}

impl Search<'_> {
    /// Looks at some values, between which the supposed function rises from no less than `low` to `high`, that of the last.
    /// Both functions rise: no distance exceeds that of their values at opposite ends, so that most parts need no look.
    fn part(&mut self, part: Range<usize>, low: f64, high: f64) {
        let (before, after) = (self.values.before(self.group, part.start), self.values.before(self.group, part.end));
        let share = |seen: u64| seen as f64 / self.n as f64;
        if share(after) - low <= self.above && high - share(before) <= self.below {
            return;
        }
        if part.len() > FEW {
            let middle = ValueCounts::counted_apart(&part);
            let Some(last) = self.values.values().get(middle - 1) else { return };
            let between = (self.supposed)(*last);
            self.above = self.above.max(share(self.values.before(self.group, middle)) - between);
            self.part(part.start..middle, low, between);
            self.part(middle..part.end, between, high);
            return;
        }
        let mut seen = before;
        let counts = self.values.counts_of(self.group, part.clone());
        let values = self.values.values().get(part).unwrap_or_default().iter().zip(counts);
        // A value of another group lies on a step of this one, and is no further from it than the step's ends.
        for (value, count) in values.filter(|(_, count)| *count > 0) {
            let probability = (self.supposed)(*value);
            self.below = self.below.max(probability - share(seen));
            seen += count;
            self.above = self.above.max(share(seen) - probability);
        }
    }
}

type DistributionFunction = Box<dyn Fn(f64) -> f64>;

/// The supposed distribution function.
fn distribution_function(
    sample: &Moments,
    hypothesis: &SampleHypothesis,
) -> Result<DistributionFunction, NotComputable> {
    let unusable = || NotComputable::because("the parameters are no distribution");
    match *hypothesis {
        SampleHypothesis::Normal { mean, sd } if mean.is_finite() && sd.is_finite() && sd > 0.0 => {
            Ok(Box::new(move |x| normal_tails((x - mean) / sd).lower))
        }
        SampleHypothesis::Uniform { low, high } if low < high && (high - low).is_finite() => {
            Ok(Box::new(move |x| ((x - low) / (high - low)).clamp(0.0, 1.0)))
        }
        SampleHypothesis::Exponential { mean } if mean.is_finite() && mean > 0.0 => {
            Ok(Box::new(move |x: f64| -(-x.max(0.0) / mean).exp_m1()))
        }
        SampleHypothesis::AnyNormal => {
            let (mean, sd) = estimated_normal(sample)?;
            Ok(Box::new(move |x| normal_tails((x - mean) / sd).lower))
        }
        SampleHypothesis::Centre(_) => Err(NotComputable::because("the test supposes a distribution, not a centre")),
        _ => Err(unusable()),
    }
}

/// Mean and standard deviation (n - 1) of a sample that varies.
pub(super) fn estimated_normal(moments: &Moments) -> Result<(f64, f64), NotComputable> {
    match moments.sd() {
        Some(sd) if sd > 0.0 && sd.is_finite() && moments.mean.is_finite() => Ok((moments.mean, sd)),
        Some(0.0) => Err(NotComputable::because("all values are equal")),
        Some(_) => Err(NotComputable::because("the numbers are too large or too small to compute with")),
        None => Err(NotComputable::because("fewer than two values")),
    }
}

/// Only distributions that do not depend on the sample.
fn given(hypothesis: &SampleHypothesis) -> Result<(), NotComputable> {
    match hypothesis {
        SampleHypothesis::AnyNormal => Err(NotComputable::because(
            "with mean and SD estimated from the same values this P would be far too large; Lilliefors' test is for that",
        )),
        _ => Ok(()),
    }
}

fn result(
    method: &'static str,
    alternative: Alternative,
    statistic: f64,
    (p, ln_p): (f64, f64),
    exactness: Exactness,
) -> Result<TestResult, NotComputable> {
    TestResult { alternative, statistic: Some(statistic), exactness, ..TestResult::new(method, p, ln_p) }.checked()
}

/// Largest distance of either side, or of the side of the alternative.
fn distance(distances: &KsDistances, alternative: Alternative) -> f64 {
    match alternative {
        Alternative::TwoSided => distances.d(),
        Alternative::Less => distances.below,
        Alternative::Greater => distances.above,
    }
}

/// Kolmogorov-Smirnov test of one sample (a single group) against a distribution with given parameters, from the exact
/// distribution of D of continuous values: null hypothesis that the values come from it. `Greater` means that the
/// distribution function of the values lies above the supposed one, that is, that they tend to be smaller (as in R and
/// SciPy). The statistic is D, or its one-sided part. Ties, which continuous values do not have, make P too large.
///
/// Marsaglia, Tsang and Wang's recursion, Smirnov's sum for one side; beyond about 20,000 values near the centre of the
/// distribution an expansion, and then the result says that it is asymptotic.
///
/// # Errors
/// Not one sample with values, no distribution with given parameters.
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::ks_one_sample_exact};
/// use retrocohort::summary::ValueCounts;
/// // A single value at 0.9 of a uniform distribution: P(D >= 0.9) = 0.2.
/// let sample = ValueCounts::from_groups(&[vec![0.9]])?;
/// let uniform = SampleHypothesis::Uniform { low: 0.0, high: 1.0 };
/// assert!((ks_one_sample_exact(&sample, &uniform, Alternative::TwoSided)?.p - 0.2).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_one_sample_exact(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    given(hypothesis)?;
    let distances = ks_distances(sample, hypothesis)?;
    let (d, n) = (distance(&distances, alternative), distances.n as f64);
    let (tails, exact) = match alternative {
        // Where the recursion would be too long an expansion stands in.
        Alternative::TwoSided => {
            (kolmogorov_smirnov_tails(d, distances.n), n * d * d > 5.5 && n <= 2e6 || 23.0 * n * n * d <= 2e8)
        }
        _ => (smirnov_tails(d, distances.n), n <= 2e6),
    };
    let exactness = if exact { Exactness::Exact } else { Exactness::Asymptotic };
    result(KS_ONE_SAMPLE_EXACT.id, alternative, d, (tails.upper, tails.ln_upper), exactness)
}

/// As [`ks_one_sample_exact`], from the limiting distribution of √n D (one-sided: exp(-2 n D²)).
///
/// # Errors
/// As [`ks_one_sample_exact`].
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::ks_one_sample};
/// use retrocohort::summary::ValueCounts;
/// let sample = ValueCounts::from_groups(&[vec![0.1, 0.2, 0.3, 0.4]])?;
/// let uniform = SampleHypothesis::Uniform { low: 0.0, high: 1.0 };
/// // D+ = 1 - 0.4.
/// let result = ks_one_sample(&sample, &uniform, Alternative::Greater)?;
/// assert!((result.p - (-8.0_f64 * 0.36).exp()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_one_sample(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    given(hypothesis)?;
    let distances = ks_distances(sample, hypothesis)?;
    let d = distance(&distances, alternative);
    let tail = limiting_tail((distances.n as f64).sqrt() * d, alternative);
    result(KS_ONE_SAMPLE.id, alternative, d, tail, Exactness::Asymptotic)
}

/// P and its logarithm of a scaled distance, from the limiting distribution.
pub(super) fn limiting_tail(z: f64, alternative: Alternative) -> (f64, f64) {
    if alternative == Alternative::TwoSided {
        let tails = kolmogorov_tails(z);
        (tails.upper, tails.ln_upper)
    } else {
        let ln_p = -2.0 * z.max(0.0).powi(2);
        (ln_p.exp(), ln_p)
    }
}
