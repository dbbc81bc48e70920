//! Fligner-Killeen test of equal spread.

use super::distances::{Centre, distances};
use super::permutation_t::permutation_t_asymptotic;
use super::two_sided_or;
use crate::analysis::distribution::normal_quantile;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::{Moments, ValueCounts};

/// Fligner-Killeen test.
pub static FLIGNER_KILLEEN: Method = Method {
    id: "fligner_killeen",
    name: "Fligner-Killeen test of equal variances",
    null: "the spread about the median is the same in all groups",
    alternative: "the spread differs between at least two groups",
    citation: "fligner1976",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Values(fligner_killeen),
};

/// Fligner-Killeen test, median-centred with normal scores: the distances from the median of the group are ranked over
/// all groups, rank r of N becomes Φ⁻¹(1/2 + r / (2 (N + 1))), and (N - 1) × (sum of squares between groups) / (total sum
/// of squares) of these scores is referred to chi-square on one degree of freedom fewer than groups. Tied distances
/// share their mean rank; distances that are equal but for rounding in binary are tied, which R and SciPy overlook. Null
/// hypothesis that the spread is the same in all groups, alternative that it differs. O(d log d) for d distinct values.
///
/// # Errors
/// Fewer than two groups, an empty group, or distances that are all equal.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::fligner_killeen}, summary::ValueCounts};
/// let values = ValueCounts::from_groups(&[vec![1.0, 2.0, 4.0], vec![2.0, 10.0, 30.0]])?;
/// let result = fligner_killeen(&values, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(f64::NAN) - 1.0420570850009552).abs() < 1e-13);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fligner_killeen(values: &ValueCounts, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let distances = distances(values, Centre::Median)?;
    let pooled = distances.pooled();
    let total = pooled.n(0) as f64;
    let mut above = pooled.n(0);
    let mut scores = Vec::with_capacity(pooled.values().len());
    for tied in pooled.counts(0) {
        above -= tied;
        // The rank counted from the largest: what lies above a score keeps its digits when there are very many.
        let from_above = above as f64 + 0.5 * (tied as f64 + 1.0);
        scores.push(-normal_quantile(0.5 * from_above / (total + 1.0)));
    }
    let groups: Vec<Moments> = (0..distances.groups()).map(|group| moments(&scores, distances.counts(group))).collect();
    if scores.len() < 2 {
        return Err(NotComputable::because("the distances from the median are all equal"));
    }
    let all = permutation_t_asymptotic(&groups, Alternative::TwoSided)?;
    let statistic = match (all.df, all.statistic) {
        (None, Some(z)) => z * z,
        (_, statistic) => statistic.unwrap_or(f64::NAN),
    };
    TestResult::from_chi_square(FLIGNER_KILLEEN.id, statistic, groups.len() as f64 - 1.0).checked()
}

/// Moments of scores that occur so often.
fn moments(scores: &[f64], counts: impl Iterator<Item = u64> + Clone) -> Moments {
    let weighted = || scores.iter().zip(counts.clone()).map(|(score, count)| (*score, count as f64));
    let n: u64 = counts.clone().sum();
    let mean = weighted().map(|(score, count)| score * count).sum::<f64>() / n as f64;
    let m2 = weighted().map(|(score, count)| (score - mean).powi(2) * count).sum();
    Moments { n, mean, m2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_ties_are_ties() {
        // In whole numbers and in tenths the same data; R 4.2.2 fligner.test gives the first and differs in the second.
        let tenths = [vec![3.1, 3.4, 3.3, 3.5, 3.7], vec![2.1, 2.8, 2.7, 2.9, 3.6, 3.0]];
        let whole = tenths.clone().map(|group| group.iter().map(|x| f64::round(x * 10.0)).collect());
        let statistic = |groups: &[Vec<f64>]| {
            let values = ValueCounts::from_groups(groups).unwrap();
            fligner_killeen(&values, Alternative::TwoSided).unwrap().statistic.unwrap()
        };
        assert!((statistic(&tenths) / statistic(&whole) - 1.0).abs() < 1e-13);
    }
}
