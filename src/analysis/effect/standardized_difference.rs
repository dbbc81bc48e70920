//! Standardized differences for the balance of covariates: means, proportions and levels.

use super::cohens_d::normal_half_width;
use super::{EffectEstimate, two_proportions};
use crate::analysis::NotComputable;
use crate::analysis::methods::filled_groups;
use crate::summary::{ContingencyTable, Moments};

const METHOD: &str = "mean of the two variances, large-sample normal interval (Yang-Dalton)";

/// Standardized difference of two means: mean of `group2` less mean of `group1` over √((s1² + s2²) / 2), as tableone
/// gives it without its sign. Interval of variance (n1 + n2) / (n1 n2) + d² / (2 (n1 + n2)) (`yang2012`).
///
/// # Errors
/// A group of fewer than two values, no variation within the groups, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::standardized_difference_of_means, summary::Moments};
/// let groups = [Moments::from_summary(30, 10.0, 3.0), Moments::from_summary(40, 12.0, 4.0)];
/// let effect = standardized_difference_of_means(&groups[0], &groups[1], 0.95)?;
/// assert!((effect.estimate - 2.0 / 12.5_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn standardized_difference_of_means(
    group1: &Moments,
    group2: &Moments,
    level: f64,
) -> Result<EffectEstimate, NotComputable> {
    filled_groups(&[*group1, *group2], 2)?;
    let half_variance = |group: &Moments| 0.5 * (group.m2 / (group.n as f64 - 1.0));
    let variance = half_variance(group1) + half_variance(group2);
    if variance == 0.0 {
        return Err(NotComputable::because("the values do not vary within the groups"));
    }
    with_interval((group2.mean - group1.mean) / variance.sqrt(), group1.n, group2.n, level)
}

/// Standardized difference of two proportions, column 2 less column 1, row 1 having the property:
/// (p2 - p1) / √((p1 (1 - p1) + p2 (1 - p2)) / 2), as tableone gives it without its sign. Interval as for means.
///
/// # Errors
/// Not a 2x2 table, an empty group, all or none of both groups with the property, or all of one and none of the other
/// (the difference is infinite), or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::standardized_difference_of_proportions, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![20, 30], vec![80, 70]])?; // 0.2 and 0.3
/// let effect = standardized_difference_of_proportions(&table, 0.95)?;
/// assert!((effect.estimate - 0.1 / 0.185_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn standardized_difference_of_proportions(
    table: &ContingencyTable,
    level: f64,
) -> Result<EffectEstimate, NotComputable> {
    let [(with1, size1), (with2, size2)] = two_proportions(table)?;
    let part = |with: u64, size: u64| with as f64 / size as f64;
    let variance = |with: u64, size: u64| part(with, size) * part(size - with, size);
    let mean_variance = 0.5 * (variance(with1, size1) + variance(with2, size2));
    if mean_variance == 0.0 {
        return Err(NotComputable::because("the property does not vary within the groups"));
    }
    with_interval((part(with2, size2) - part(with1, size1)) / mean_variance.sqrt(), size1, size2, level)
}

/// Standardized difference of the levels (rows) between two groups (columns): the Mahalanobis distance
/// √((p2 - p1)ᵀ S⁻¹ (p2 - p1)) of the proportions of all levels but one, S the mean of the two multinomial covariance
/// matrices (`yang2012`). Without sign; whichever level is left out. Empty levels change nothing. O(levels): S is
/// diagonal but for two products, so that it is inverted in closed form. Interval as for means, its lower limit not
/// below 0.
///
/// # Errors
/// Not two groups with observations, a single level, groups without a common level (the distance is infinite), or a
/// level of confidence that is not between 0 and 1.
///
/// ```
/// use retrocohort::analysis::effect::{standardized_difference_of_levels, standardized_difference_of_proportions};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![20, 30], vec![80, 70]])?;
/// let two_levels = standardized_difference_of_levels(&table, 0.95)?.estimate;
/// assert!((two_levels - standardized_difference_of_proportions(&table, 0.95)?.estimate).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn standardized_difference_of_levels(
    table: &ContingencyTable,
    level: f64,
) -> Result<EffectEstimate, NotComputable> {
    let totals = table.column_totals();
    let [size1, size2] = totals[..] else {
        return Err(NotComputable::because("the effect compares two groups"));
    };
    if size1 == 0 || size2 == 0 {
        return Err(NotComputable::because("one of the groups is empty"));
    }
    let proportion = |count: Option<&u32>, size: u64| count.copied().map_or(0.0, f64::from) / size as f64;
    let mut levels: Vec<(f64, f64)> = table
        .iter_rows()
        .map(|row| (proportion(row.first(), size1), proportion(row.get(1), size2)))
        .filter(|(p, q)| p + q > 0.0)
        .collect();
    if levels.len() < 2 {
        return Err(NotComputable::because("all observations are in the same level"));
    }
    // The most frequent level is left out.
    levels.sort_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1)));
    let (last1, last2) = levels.pop().unwrap_or_default();
    // S = D - (p1 p1ᵀ + p2 p2ᵀ) / 2 with D the diagonal of the mean proportions. By Woodbury's identity its inverse needs
    // that of a 2x2 matrix, whose elements are sums of positive terms.
    let (mut direct, mut common, mut along1, mut along2) = (0.0, 0.0, 0.0, 0.0);
    for (p, q) in levels {
        let (difference, weight) = (q - p, (p + q).recip());
        direct += 2.0 * difference * difference * weight;
        common += p * q * weight;
        along1 += p * difference * weight;
        along2 += q * difference * weight;
    }
    let determinant = common * (last1 + last2) + last1 * last2;
    if determinant == 0.0 {
        return Err(NotComputable::because("the groups have no level in common"));
    }
    let inverse =
        along1 * along1 * (common + last2) + 2.0 * along1 * along2 * common + along2 * along2 * (common + last1);
    let distance = (direct + 2.0 * inverse / determinant).sqrt();
    let signed = with_interval(distance, size1, size2, level)?;
    Ok(EffectEstimate {
        ci_low: signed.ci_low.max(0.0),
        method: "Mahalanobis distance of the proportions, large-sample normal interval (Yang-Dalton)",
        ..signed
    })
}

fn with_interval(difference: f64, n1: u64, n2: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let half_width = normal_half_width(difference, n1, n2, level)?;
    EffectEstimate {
        measure: "standardized_difference",
        estimate: difference,
        ci_low: difference - half_width,
        ci_high: difference + half_width,
        level,
        method: METHOD,
    }
    .checked()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_levels(rows: &[[u64; 2]]) -> Result<f64, NotComputable> {
        let table = ContingencyTable::new(rows.iter().map(|row| row.to_vec()).collect()).unwrap();
        standardized_difference_of_levels(&table, 0.95).map(|effect| effect.estimate)
    }

    #[test]
    fn several_levels() {
        // NumPy: solve() of the mean covariance matrix of all levels but the last.
        for (rows, expected) in [
            (&[[10, 20], [30, 15], [5, 9]][..], 0.6899992808931961),
            (&[[1, 4], [0, 7], [12, 3], [8, 8], [2, 0]][..], 1.493667283537331),
            (&[[1000, 900], [50, 90], [3, 1]][..], 0.17607572411788566),
        ] {
            let found = of_levels(rows).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn infinite_distances_are_refused() {
        assert!(of_levels(&[[10, 0], [0, 7], [0, 5]]).is_err());
        assert!(of_levels(&[[10, 7]]).is_err() && of_levels(&[[10, 0], [3, 0]]).is_err());
        let table = ContingencyTable::new(vec![vec![10, 0], vec![0, 7]]).unwrap();
        assert!(standardized_difference_of_proportions(&table, 0.95).is_err());
    }
}
