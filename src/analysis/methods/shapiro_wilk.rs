//! Shapiro and Wilk's test of normality.

use super::sample_of_any_normal;
use crate::analysis::distribution::{normal_quantile, normal_tails};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::ValueCounts;

/// Shapiro-Wilk test.
pub static SHAPIRO_WILK: Method = Method {
    id: "shapiro_wilk",
    name: "Shapiro-Wilk test of normality",
    null: "the values are normal, with any mean and SD",
    alternative: "the values are not normal",
    citation: "royston1995",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Sample(shapiro_wilk),
};

/// Largest sample that the approximation was made for.
const LARGEST: u64 = 5000;

/// Shapiro and Wilk's test of one sample (a single group): null hypothesis of a normal distribution with any mean and
/// standard deviation. W is the squared correlation of the sorted values with Royston's weights (algorithm AS R94); a
/// normalizing transformation of 1 - W gives P; for three values P is exact. The sums are taken so that neither a large
/// offset nor a W near 1 costs digits. O(n).
///
/// In 150,000 to 300,000 simulated normal samples each of 8, 12, 20 and 50 values, P up to 0.05 came up as often as it
/// should to within 6 %, P up to 0.01 to within 20 %; P up to 0.001 came up half as often in samples of 12 values, so
/// that a P far below 0.01 is too large rather than too small.
///
/// # Errors
/// Not one sample of 3 to 5000 values that vary, a hypothesis with parameters, or a one-sided alternative. Beyond 5000
/// values the approximation was never checked, and every deviation however small is significant.
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::shapiro_wilk};
/// use retrocohort::summary::ValueCounts;
/// // Shapiro and Wilk (1965), weights of eleven men: they print W = 0.79 and P a little above 0.01 (tables).
/// let men = vec![148.0, 154.0, 158.0, 160.0, 161.0, 162.0, 166.0, 170.0, 182.0, 195.0, 236.0];
/// let sample = ValueCounts::from_groups(&[men])?;
/// let result = shapiro_wilk(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(0.0) - 0.79).abs() < 0.005);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn shapiro_wilk(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    let n = sample_of_any_normal(sample, hypothesis, alternative, (3, "three"))?;
    no_more_than(n)?;
    let rest = one_less_w(sample, n)?;
    let statistic = Some(1.0 - rest);
    if n == 3 {
        // P = 6/π (asin √W - asin √(3/4)), and asin √W = π/2 - asin √(1 - W); W is never below 3/4.
        let p = (1.0 - 6.0 / std::f64::consts::PI * rest.max(0.0).sqrt().asin()).clamp(0.0, 1.0);
        let found = TestResult::new(SHAPIRO_WILK.id, p, p.ln());
        return TestResult { statistic, exactness: Exactness::Exact, ..found }.checked();
    }
    let z = standardized(rest, n as f64)
        .ok_or_else(|| NotComputable::because("W is smaller than the approximation of P allows"))?;
    let tails = normal_tails(z);
    TestResult {
        statistic,
        exactness: Exactness::Fitted { low: 0.01, high: 1.0 },
        ..TestResult::new(SHAPIRO_WILK.id, tails.upper, tails.ln_upper)
    }
    .checked()
}

/// As [`shapiro_wilk`], of one of several groups, from 0.
///
/// # Errors
/// As [`shapiro_wilk`].
pub fn shapiro_wilk_of_group(values: &ValueCounts, group: usize) -> Result<TestResult, NotComputable> {
    // A large group would be copied to be refused.
    no_more_than(values.n(group))?;
    let sample = values.select(&[group]).map_err(|_| NotComputable::because("there is no such group"))?;
    shapiro_wilk(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)
}

fn no_more_than(n: u64) -> Result<(), NotComputable> {
    let reason = || format!("{n} values: the approximation of P was made for at most {LARGEST}");
    if n > LARGEST { Err(NotComputable::because(reason())) } else { Ok(()) }
}

/// Standard normal deviate of 1 - W by Royston (1992, 1993, 1995).
fn standardized(rest: f64, n: f64) -> Option<f64> {
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    if rest <= 0.0 {
        return Some(f64::NEG_INFINITY);
    }
    let ln_rest = rest.ln();
    if n <= 11.0 {
        let gamma = -2.273 + 0.459 * n;
        if ln_rest >= gamma {
            return None;
        }
        let mean = polynomial(&[0.544, -0.39978, 0.025054, -6.714e-4], n);
        let sd = polynomial(&[1.3822, -0.77857, 0.062767, -0.0020322], n).exp();
        Some((-(gamma - ln_rest).ln() - mean) / sd)
    } else {
        let x = n.ln();
        let mean = polynomial(&[-1.5861, -0.31082, -0.083751, 0.0038915], x);
        let sd = polynomial(&[-0.4803, -0.082676, 0.0030302], x).exp();
        Some((ln_rest - mean) / sd)
    }
}

/// Weights of the upper half of the sorted values, from the largest; the lower half has them with minus.
fn weights(n: u64) -> Vec<f64> {
    let half = n / 2;
    if n == 3 {
        return vec![0.5_f64.sqrt()];
    }
    let size = n as f64;
    let mut scores: Vec<f64> = (1..=half).map(|i| -normal_quantile((i as f64 - 0.375) / (size + 0.25))).collect();
    let sum = 2.0 * scores.iter().map(|m| m * m).sum::<f64>();
    let root = sum.sqrt();
    let u = size.sqrt().recip();
    // Royston's polynomials in 1/√n for the outermost weights, without their constant term.
    let correction = |c: [f64; 5]| c.iter().rev().fold(0.0, |value, c| (value + c) * u);
    let first = |m: &f64| m / root + correction([0.221157, -0.147981, -2.07119, 4.434685, -2.706056]);
    let second = |m: &f64| m / root + correction([0.042981, -0.293762, -1.752461, 5.682633, -3.582633]);
    let outer: Vec<f64> = match scores.as_slice() {
        [a, b, ..] if n > 5 => vec![first(a), second(b)],
        [a, ..] => vec![first(a)],
        [] => Vec::new(),
    };
    // The others keep their proportions and fill the sum of squares up to 1.
    let taken = 2.0 * outer.iter().map(|a| a * a).sum::<f64>();
    let used = 2.0 * scores.iter().take(outer.len()).map(|m| m * m).sum::<f64>();
    let scale = ((sum - used) / (1.0 - taken)).sqrt();
    for (i, score) in scores.iter_mut().enumerate() {
        *score = outer.get(i).copied().unwrap_or(*score / scale);
    }
    scores
}

/// 1 - W, by the correlation's own complement: (1 - r) (1 + r) with both factors from sums of squares.
fn one_less_w(sample: &ValueCounts, n: u64) -> Result<f64, NotComputable> {
    let (Some((low, high)), size) = (sample.range(0), n as f64) else {
        return Err(NotComputable::because("the sample holds no value"));
    };
    let range = 0.5 * high - 0.5 * low;
    if range == 0.0 {
        return Err(NotComputable::because("all values are equal"));
    }
    // In units of half the range, from the middle: no offset, no overflow.
    let values: Vec<f64> = sample
        .occurring(0)
        .flat_map(|(value, count)| std::iter::repeat_n((0.5 * value - 0.5 * low) / range, count as usize))
        .collect();
    let mean = values.iter().sum::<f64>() / size;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    let upper = weights(n);
    let weight = |i: usize| {
        let mirrored = values.len() - 1 - i;
        match (upper.get(i), upper.get(mirrored)) {
            (Some(a), _) => -a,
            (_, Some(a)) => *a,
            _ => 0.0,
        }
    };
    let norm = (2.0 * upper.iter().map(|a| a * a).sum::<f64>()).sqrt();
    let root = squares.sqrt();
    let (mut less, mut more) = (0.0, 0.0);
    for (i, x) in values.iter().enumerate() {
        let (a, b) = (weight(i) / norm, (x - mean) / root);
        less += (a - b) * (a - b);
        more += (a + b) * (a + b);
    }
    // For unit vectors |a - b|² = 2 (1 - r) and |a + b|² = 2 (1 + r).
    Ok((0.25 * less * more).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(values: Vec<f64>) -> Result<TestResult, NotComputable> {
        let sample = ValueCounts::from_groups(&[values]).unwrap();
        shapiro_wilk(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)
    }

    #[test]
    fn three_values_are_exact() {
        // 0, 1, 3: W = (3/√2)² / (14/3) = 27/28, P = 1 - 6/π asin √(1/28).
        let result = test(vec![3.0, 0.0, 1.0]).unwrap();
        assert!((result.statistic.unwrap() - 27.0 / 28.0).abs() < 1e-15);
        let p = 1.0 - 6.0 / std::f64::consts::PI * (1.0_f64 / 28.0).sqrt().asin();
        assert!((result.p - p).abs() < 1e-14);
        assert_eq!(test(vec![1.0, 1.0, 4.0]).unwrap().p, 0.0_f64.max(test(vec![1.0, 1.0, 4.0]).unwrap().p));
        assert_eq!(test(vec![1.0, 2.0, 3.0]).unwrap().statistic, Some(1.0));
    }

    #[test]
    fn an_offset_changes_nothing() {
        let values = [3.0, 9.0, 4.0, 6.0, 5.5, 7.25, 2.0];
        let near = test(values.to_vec()).unwrap();
        let far = test(values.iter().map(|x| x + 1e9).collect()).unwrap();
        assert!((near.p - far.p).abs() < 1e-13 * near.p);
        let huge = test(values.iter().map(|x| x * 1e307).collect()).unwrap();
        assert!((near.p - huge.p).abs() < 1e-13 * near.p);
    }

    #[test]
    fn too_few_too_many_or_constant() {
        assert!(test(vec![1.0, 2.0]).is_err());
        assert!(test(vec![1.0; 8]).is_err());
        assert!(test((0..5001).map(f64::from).collect()).is_err());
    }
}
