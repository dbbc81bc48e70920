//! Hodges-Lehmann estimate of the centre of one sample.

use super::order_statistic::{median, order_statistic};
use super::{EffectEstimate, normal_limit};
use crate::analysis::NotComputable;
use crate::summary::ValueCounts;

/// Pseudomedian of one sample or of paired differences: the median of the means of all pairs of values, every value
/// with itself included, with the interval of those centres that the signed-rank test with normal approximation and
/// continuity correction does not reject. The limits are two of the means themselves. O(n log n) in the distinct
/// values. Missing values are left out.
///
/// # Errors
/// Not one group with values, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::pseudomedian, summary::ValueCounts};
/// // Means 1, 1.5, 2, 2.5, 3, 4, … of 1, 2, 4: 1, 1.5, 2, 2.5, 3, 4.
/// let sample = ValueCounts::from_groups(&[vec![1.0, 2.0, 4.0]])?;
/// assert_eq!(pseudomedian(&sample, 0.95)?.estimate, 2.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pseudomedian(sample: &ValueCounts, level: f64) -> Result<EffectEstimate, NotComputable> {
    if sample.groups() != 1 {
        return Err(NotComputable::because("the pseudomedian is that of one sample"));
    }
    let z = normal_limit(level)?;
    let values: Vec<(f64, u64)> = sample.occurring(0).collect();
    let Some((&(low, _), &(high, _))) = values.first().zip(values.last()) else {
        return Err(NotComputable::because("the sample holds no value"));
    };
    let n = sample.n(0);
    // Half of each value, so that no sum leaves the range of numbers.
    let at_most = |limit: f64| -> u128 {
        let (mut index, mut left, mut ordered, mut same) = (values.len(), n, 0_u128, 0_u128);
        for &(x, count) in &values {
            while let Some(&(y, size)) = index.checked_sub(1).and_then(|last| values.get(last)) {
                if 0.5 * x + 0.5 * y <= limit {
                    break;
                }
                left -= size;
                index -= 1;
            }
            ordered += u128::from(left) * u128::from(count);
            same += if x <= limit { u128::from(count) } else { 0 };
        }
        // Every pair of two values was counted twice, every value with itself once.
        (ordered + same) / 2
    };
    let total = u128::from(n) * (u128::from(n) + 1) / 2;
    let size = n as f64;
    let rejected =
        (0.25 * size * (size + 1.0) - 0.5 - z * (size * (size + 1.0) / 24.0 * (2.0 * size + 1.0)).sqrt()).floor();
    let (rank, method) = if rejected < 0.0 {
        (1, "median of pairwise means; no centre is rejected, so all means")
    } else {
        let method = "median of pairwise means, interval by inverting the signed-rank test (normal approximation)";
        (rejected as u128 + 1, method)
    };
    EffectEstimate {
        measure: "pseudomedian",
        estimate: median(total, low, high, at_most),
        ci_low: order_statistic(rank, low, high, at_most),
        ci_high: order_statistic(total + 1 - rank, low, high, at_most),
        level,
        method,
    }
    .checked()
}
