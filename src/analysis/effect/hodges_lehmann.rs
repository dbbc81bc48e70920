//! Hodges-Lehmann estimate of the shift between two groups.

use super::differences::Differences;
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
    let differences = Differences::new(values)?;
    let z = normal_limit(level)?;
    let (n1, n2) = (values.n(0) as f64, values.n(1) as f64);
    let n = n1 + n2;
    // Between the groups a shift unties; within them ties stay.
    let ties: f64 = (0..2)
        .flat_map(|group| values.counts(group).map(|count| count as f64))
        .map(|count| count * (count - 1.0) * (count + 1.0))
        .sum();
    let variance = n1 * n2 / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
    let rejected = (0.5 * n1 * n2 - 0.5 - z * variance.sqrt()).floor();
    if rejected < 0.0 {
        return estimate(
            &differences,
            1,
            level,
            "median of pairwise differences; no shift is rejected, so all differences",
        );
    }
    estimate(
        &differences,
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
    let differences = Differences::new(values)?;
    let tail = tail(level)?;
    let (rank, _) = critical_u(values.n(0), values.n(1), tail)?;
    if rank == 0 {
        let (_, outside) = critical_u_above(values.n(0), values.n(1))?;
        let attained = 1.0 - 2.0 * outside;
        return estimate(&differences, 1, attained, "median of pairwise differences, the range of all of them");
    }
    estimate(
        &differences,
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

/// Median and two further order statistics, as far from either end.
fn estimate(
    differences: &Differences,
    rank: u128,
    level: f64,
    method: &'static str,
) -> Result<EffectEstimate, NotComputable> {
    let total = differences.total();
    let ranks = [total.div_ceil(2), total / 2 + 1, rank, total + 1 - rank];
    let [below, above, ci_low, ci_high] = *differences.order_statistics(&ranks) else {
        return Err(NotComputable::because("the differences have no order"));
    };
    let estimate = if below == above { below } else { 0.5 * below + 0.5 * above };
    EffectEstimate { measure: "hodges_lehmann_shift", estimate, ci_low, ci_high, level, method }.checked()
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
