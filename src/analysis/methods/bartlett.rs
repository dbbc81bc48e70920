//! Bartlett's test of equal variances.

use super::{filled_groups, two_sided_or};
use crate::analysis::distribution::ln_less_excess;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// Bartlett's test.
pub static BARTLETT: Method = Method {
    id: "bartlett",
    name: "Bartlett's test of equal variances",
    null: "the variances of all groups are equal; values are normal",
    alternative: "at least two variances differ",
    citation: "bartlett1937",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Means(bartlett),
};

/// Bartlett's test: null hypothesis that all variances are equal, alternative that at least two differ; chi-square on
/// one degree of freedom fewer than groups. K² = Σ νᵢ ln(s² / sᵢ²) / (1 + (Σ 1/νᵢ - 1/ν) / (3 (k - 1))), with νᵢ = nᵢ - 1
/// and the pooled variance s² on ν = Σ νᵢ degrees of freedom. Very sensitive to departures from normality.
///
/// # Errors
/// Fewer than two groups, a group of fewer than two values, or one without variation.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::bartlett};
/// use retrocohort::summary::Moments;
/// let groups = [Moments::from_summary(9, 5.0, 1.0), Moments::from_summary(9, 6.0, 2.0)];
/// let result = bartlett(&groups, Alternative::TwoSided)?;
/// // 8 (ln 2.5 + ln 0.625) / (1 + (2/8 - 1/16) / 3)
/// assert!((result.statistic.unwrap_or(f64::NAN) - 8.0 * 1.5625_f64.ln() / 1.0625).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn bartlett(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    filled_groups(groups, 2)?;
    if groups.iter().any(|group| group.m2 == 0.0) {
        return Err(NotComputable::because("the values do not vary in one of the groups"));
    }
    let df = |group: &Moments| group.n as f64 - 1.0;
    let total: f64 = groups.iter().map(df).sum();
    let pooled = groups.iter().map(|group| group.m2).sum::<f64>() / total;
    // The deviations of the variances from the pooled one sum to 0 with these weights, so that they may be taken off the
    // logarithms: nearly equal variances then keep their digits.
    let ratio: f64 = groups
        .iter()
        .map(|group| {
            let ratio = group.m2 / df(group) / pooled;
            -df(group) * ln_less_excess(ratio, ratio - 1.0)
        })
        .sum();
    let excess = groups.iter().map(|group| df(group).recip()).sum::<f64>() - total.recip();
    let between = groups.len() as f64 - 1.0;
    let statistic = ratio / (1.0 + excess / (3.0 * between));
    TestResult::from_chi_square(BARTLETT.id, statistic, between).checked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_equal_variances_keep_their_digits() {
        // Variances 1 ± e: K² = -8 ln(1 - e²) / 1.0625, by hand.
        for e in [1e-3, 1e-6] {
            let groups = [1.0 - e, 1.0 + e].map(|variance| Moments { n: 9, mean: 0.0, m2: 8.0 * variance });
            let found = bartlett(&groups, Alternative::TwoSided).unwrap().statistic.unwrap();
            let by_hand = -8.0 * f64::ln_1p(-e * e) / 1.0625;
            assert!((found / by_hand - 1.0).abs() < 1e-9, "{e}: {found} {by_hand}");
        }
    }

    #[test]
    fn variances_far_apart_keep_their_digits() {
        // Variances 1 and v: K² = -8 (ln v - 2 ln((1 + v) / 2)) / 1.0625.
        for v in [1e-9, 1e-18, 1e-30] {
            let groups = [v, 1.0].map(|variance| Moments { n: 9, mean: 0.0, m2: 8.0 * variance });
            let found = bartlett(&groups, Alternative::TwoSided).unwrap().statistic.unwrap();
            let by_hand = -8.0 * (v.ln() - 2.0 * (0.5 + 0.5 * v).ln()) / 1.0625;
            assert!((found / by_hand - 1.0).abs() < 1e-13, "{v}: {found} {by_hand}");
        }
    }
}
