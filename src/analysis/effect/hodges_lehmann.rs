//! Hodges-Lehmann estimate of the shift between two groups.

use super::order_statistic::{median, order_statistic};
use super::{EffectEstimate, normal_limit, tail};
use crate::analysis::NotComputable;
use crate::analysis::methods::critical_u;
use crate::summary::ValueCounts;

/// Hodges-Lehmann estimate: the median of all differences of a value of group 2 less one of group 1, with the interval
/// of those shifts that the rank-sum test with normal approximation, tie and continuity correction does not reject. The
/// limits are two of the differences themselves, selected among all of them without listing them: O(n log n) in the
/// distinct values. Missing values are left out.
///
/// # Errors
/// Not two groups with values, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::hodges_lehmann, summary::ValueCounts};
/// let values = ValueCounts::from_groups(&[vec![0.0, 1.0, 2.0], vec![1.5, 3.5]])?;
/// // Differences -0.5, 0.5, 1.5, 1.5, 2.5, 3.5.
/// assert_eq!(hodges_lehmann(&values, 0.95)?.estimate, 1.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn hodges_lehmann(values: &ValueCounts, level: f64) -> Result<EffectEstimate, NotComputable> {
    let pairs = Differences::new(values)?;
    let z = normal_limit(level)?;
    let (n1, n2) = (pairs.n1 as f64, pairs.n2 as f64);
    let n = n1 + n2;
    // Between the groups a shift unties; within them ties stay.
    let ties: f64 = (0..2)
        .flat_map(|group| values.counts(group).iter().map(|count| *count as f64))
        .map(|count| count * (count - 1.0) * (count + 1.0))
        .sum();
    let variance = n1 * n2 / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
    let rejected = (0.5 * n1 * n2 - 0.5 - z * variance.sqrt()).floor();
    if rejected < 0.0 {
        return pairs.estimate(1, level, "median of pairwise differences; no shift is rejected, so all differences");
    }
    pairs.estimate(
        rejected as u128 + 1,
        level,
        "median of pairwise differences, interval by inverting the rank-sum test (normal approximation)",
    )
}

/// As [`hodges_lehmann`], with the limits from the exact distribution of the rank sum without ties; where values are
/// tied within a group, the interval covers with at least its level all the same. If even the whole range of
/// differences does not reach the level, that range is given, with the level it has.
///
/// # Errors
/// As [`hodges_lehmann`], or groups too large for the exact distribution.
///
/// ```
/// use retrocohort::{analysis::effect::hodges_lehmann_exact, summary::ValueCounts};
/// let values = ValueCounts::from_groups(&[vec![1.0, 2.0], vec![3.0, 5.0]])?;
/// let effect = hodges_lehmann_exact(&values, 0.95)?;
/// assert_eq!((effect.estimate, effect.ci_low, effect.ci_high), (2.5, 1.0, 4.0));
/// assert!((effect.level - 2.0 / 3.0).abs() < 1e-12); // all that two and two can give
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn hodges_lehmann_exact(values: &ValueCounts, level: f64) -> Result<EffectEstimate, NotComputable> {
    let pairs = Differences::new(values)?;
    let tail = tail(level)?;
    let (rank, _) = critical_u(pairs.n1, pairs.n2, tail)?;
    if rank == 0 {
        let (_, outside) = critical_u_above(pairs.n1, pairs.n2)?;
        let attained = 1.0 - 2.0 * outside;
        return pairs.estimate(1, attained, "median of pairwise differences, the range of all of them");
    }
    pairs.estimate(
        u128::from(rank),
        level,
        "median of pairwise differences, interval by inverting the exact rank-sum test",
    )
}

/// The probability of U = 0, which the widest interval leaves out on either side.
fn critical_u_above(n1: u64, n2: u64) -> Result<(u64, f64), NotComputable> {
    // Just above P(U = 0) the critical value is 1, and fewer than 1 is U = 0.
    let mut ways = 1.0;
    for i in 1..=n1.min(n2) {
        ways *= (n1.max(n2) + i) as f64 / i as f64;
    }
    Ok((0, 1.0 / ways))
}

/// All differences between two groups.
struct Differences {
    /// Values and how many of either group are not above.
    first: Vec<(f64, u64)>,
    second: Vec<(f64, u64)>,
    n1: u64,
    n2: u64,
}

impl Differences {
    fn new(values: &ValueCounts) -> Result<Differences, NotComputable> {
        if values.groups() != 2 {
            return Err(NotComputable::because("the shift is between two groups"));
        }
        let [first, second] = [0, 1].map(|group| {
            let pairs = values.values().iter().copied().zip(values.counts(group).iter().copied());
            pairs.filter(|(_, count)| *count > 0).collect::<Vec<_>>()
        });
        if first.is_empty() || second.is_empty() {
            return Err(NotComputable::because("one of the groups is empty"));
        }
        Ok(Differences { n1: values.n(0), n2: values.n(1), first, second })
    }

    /// Differences that do not exceed `limit`. As computed, a difference grows with one value and falls with the other,
    /// so one walk through both groups counts them.
    fn at_most(&self, limit: f64) -> u128 {
        let (mut index, mut left, mut total) = (0, self.n1, 0_u128);
        for &(y, count) in &self.second {
            while let Some(&(x, size)) = self.first.get(index) {
                if y - x <= limit {
                    break;
                }
                left -= size;
                index += 1;
            }
            total += u128::from(left) * u128::from(count);
        }
        total
    }

    fn estimate(&self, rank: u128, level: f64, method: &'static str) -> Result<EffectEstimate, NotComputable> {
        let ends = |values: &[(f64, u64)]| {
            values.first().zip(values.last()).map(|(first, last)| (first.0, last.0)).unwrap_or((0.0, 0.0))
        };
        let ((x_low, x_high), (y_low, y_high)) = (ends(&self.first), ends(&self.second));
        let (low, high) = (y_low - x_high, y_high - x_low);
        if !(low.is_finite() && high.is_finite()) {
            return Err(NotComputable::because("the numbers are too large or too small to compute with"));
        }
        let pairs = u128::from(self.n1) * u128::from(self.n2);
        let at_most = |limit: f64| self.at_most(limit);
        EffectEstimate {
            measure: "hodges_lehmann_shift",
            estimate: median(pairs, low, high, at_most),
            ci_low: order_statistic(rank, low, high, at_most),
            ci_high: order_statistic(pairs + 1 - rank, low, high, at_most),
            level,
            method,
        }
        .checked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn permeability_of_membranes() {
        // Hollander and Wolfe (1973), page 69; R 4.2.2 wilcox.test(exact = TRUE, conf.int = TRUE): 0.305, -0.15 to 0.76
        // for the first sample less the second.
        let x = vec![0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        let y = vec![1.15, 0.88, 0.90, 0.74, 1.21];
        let found = hodges_lehmann_exact(&ValueCounts::from_groups(&[y, x]).unwrap(), 0.95).unwrap();
        for (value, expected) in [(found.estimate, 0.305), (found.ci_low, -0.15), (found.ci_high, 0.76)] {
            assert!((value - expected).abs() < 1e-12, "{value} {expected}");
        }
    }

    proptest! {
        #[test]
        fn is_the_median_of_the_listed_differences(
            x in prop::collection::vec(-9..9_i32, 1..9),
            y in prop::collection::vec(-9..9_i32, 1..9),
        ) {
            let groups = [&x, &y].map(|group| group.iter().map(|v| f64::from(*v)).collect::<Vec<_>>());
            let values = ValueCounts::from_groups(&groups).unwrap();
            let mut listed: Vec<f64> = y.iter().flat_map(|y| x.iter().map(move |x| f64::from(y - x))).collect();
            listed.sort_by(f64::total_cmp);
            let n = listed.len();
            let expected = 0.5 * (listed[(n - 1) / 2] + listed[n / 2]);
            for found in [hodges_lehmann(&values, 0.9), hodges_lehmann_exact(&values, 0.9)] {
                let found = found.unwrap();
                prop_assert_eq!(found.estimate, expected);
                prop_assert!(listed.contains(&found.ci_low) && listed.contains(&found.ci_high));
                prop_assert!(found.ci_low <= found.estimate && found.estimate <= found.ci_high);
            }
        }
    }
}
