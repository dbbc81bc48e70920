//! How often a match means nothing: the probability that a P value without any connection to a test matches it.
//!
//! A printed P that is wrong is taken to be drawn either from the other P values that the study prints (which puts
//! weight on values such as 1.000 that many tests give) or, with the weight of one such value, uniformly from 0 to 1.

use super::agreement;
use super::decimal::Interval;
use super::notation::PrintedP;

/// The printed P values of a study, from which wrong ones are imagined to come.
#[derive(Debug, Clone, Default)]
pub struct Background {
    printed: Vec<Interval>,
}

impl Background {
    /// Collects the printed P values. Bounds (`< 0.001`, `NS`) count like values.
    pub fn new<'a>(printed: impl Iterator<Item = &'a PrintedP>, alpha: f64) -> Self {
        Background { printed: printed.map(|p| agreement::interval(p, alpha)).collect() }
    }

    /// Probability that a wrong P, printed like `own`, meets one of the ranges.
    ///
    /// Complexity: `O((m + r) r)` for m printed P values and r ranges.
    pub fn of_a_match(&self, own: &PrintedP, ranges: &[Interval], alpha: f64) -> f64 {
        if ranges.is_empty() {
            return 0.0;
        }
        let own_interval = agreement::interval(own, alpha);
        let half = agreement::resolution(own, alpha);
        let uniform = if agreement::is_value(own) {
            covered(ranges.iter().map(|range| Interval { low: range.low - half, high: range.high + half }).collect())
        } else {
            // The same bound would be printed for every P beyond it.
            if ranges.iter().any(|range| range.meets(&own_interval)) { 2.0 * half } else { 0.0 }
        };
        let mut others = self.printed.clone();
        if let Some(position) = others.iter().position(|other| *other == own_interval) {
            others.remove(position);
        }
        let met = others.iter().filter(|other| ranges.iter().any(|range| range.meets(other))).count();
        ((met as f64 + uniform) / (others.len() as f64 + 1.0)).clamp(1e-6, 1.0)
    }
}

/// Length of [0, 1] that is covered by some of the intervals.
fn covered(mut intervals: Vec<Interval>) -> f64 {
    intervals.sort_by(|a, b| a.low.total_cmp(&b.low));
    let (mut length, mut reached) = (0.0, 0.0f64);
    for interval in intervals {
        let low = interval.low.clamp(0.0, 1.0).max(reached);
        let high = interval.high.clamp(0.0, 1.0);
        if high > low {
            length += high - low;
            reached = high;
        }
    }
    length
}

/// Probability that at least `successes` of independent events with the given probabilities happen.
///
/// Poisson-binomial upper tail by recursion, as (probability, base-10 logarithm). Complexity: `O(n²)`.
pub fn at_least(successes: usize, probabilities: &[f64]) -> (f64, f64) {
    let mut distribution = vec![1.0];
    for p in probabilities {
        let mut next = vec![0.0; distribution.len() + 1];
        for (k, mass) in distribution.iter().enumerate() {
            next[k] += mass * (1.0 - p);
            next[k + 1] += mass * p;
        }
        distribution = next;
    }
    if successes == 0 {
        return (1.0, 0.0);
    }
    let tail: f64 = distribution.iter().skip(successes).rev().sum::<f64>().min(1.0);
    (tail, tail.max(f64::MIN_POSITIVE).log10())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reproduction::decimal::Decimal;
    use crate::reproduction::notation::PValueNotation;

    fn printed(digits: i128, decimals: u32) -> PrintedP {
        let value = Decimal { digits, decimals, negative: false };
        PrintedP { text: value.to_string(), value: PValueNotation::Equal(value), marks: String::new() }
    }

    #[test]
    fn tail_of_a_binomial() {
        // R 4.2.2: pbinom(1, 4, 0.25, lower.tail = FALSE) = 0.26171875
        assert!((at_least(2, &[0.25; 4]).0 - 0.261_718_75).abs() < 1e-15);
        assert_eq!(at_least(0, &[0.3; 5]).0, 1.0);
    }

    #[test]
    fn two_decimals_match_ten_times_as_often_as_three() {
        let background = Background::default();
        let range = [Interval::point(0.32)];
        let two = background.of_a_match(&printed(32, 2), &range, 0.05);
        let three = background.of_a_match(&printed(320, 3), &range, 0.05);
        assert!((two / three - 10.0).abs() < 1e-9, "{two} {three}");
    }

    #[test]
    fn a_common_value_is_weak_evidence() {
        let all = [printed(1000, 3), printed(1000, 3), printed(1000, 3), printed(320, 3)];
        let background = Background::new(all.iter(), 0.05);
        let at_one = background.of_a_match(&all[0], &[Interval::point(1.0)], 0.05);
        assert!(at_one > 0.5, "{at_one}");
    }

    #[test]
    fn overlapping_ranges_count_once() {
        let pieces = vec![Interval { low: 0.1, high: 0.3 }, Interval { low: 0.2, high: 0.4 }];
        assert!((covered(pieces) - 0.3).abs() < 1e-15);
    }
}
