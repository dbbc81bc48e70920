//! Dunn's comparisons of mean ranks.

use super::{PairComparison, pairs};
use crate::analysis::NotComputable;
use crate::analysis::adjust::{Adjustment, adjust};
use crate::analysis::distribution::normal_two_sided;
use crate::summary::ContingencyTable;

/// All pairs of groups by Dunn's test (`dunn1964`) after Kruskal-Wallis: null hypothesis for each pair that an
/// observation of either group is as likely to be in a higher level as in a lower one, alternative that one group tends
/// to higher levels. Levels are rows in ascending order (distinct values are such levels), groups columns. Ranks are over
/// all groups, tied observations share their mean rank; the standard error of a difference of mean ranks is
/// √(σ² (1/nᵢ + 1/nⱼ)) with σ² the variance of all ranks (denominator N - 1), ties allowed for; P by the normal
/// distribution. `adjusted_p` is `p` adjusted over all pairs by `adjustment`; no interval. O(levels × groups + pairs).
///
/// # Errors
/// Fewer than two groups, an empty group, or all observations in the same level.
///
/// ```
/// use retrocohort::analysis::{adjust::Adjustment, post_hoc::dunn};
/// use retrocohort::summary::ValueCounts;
/// // Ranks 1, 2 | 3, 4 | 5, 6: mean ranks 2 apart, σ² = 3.5, z = 2 / √3.5.
/// let values = ValueCounts::from_groups(&[vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, 6.0]])?;
/// let pairs = dunn(values.contingency_table()?, Adjustment::Holm)?;
/// assert!((pairs[0].statistic - 2.0 / 3.5_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn dunn(table: &ContingencyTable, adjustment: Adjustment) -> Result<Vec<PairComparison>, NotComputable> {
    let sizes = table.column_totals();
    if sizes.len() < 2 {
        return Err(NotComputable::because("fewer than two groups"));
    }
    if let Some(empty) = sizes.iter().position(|size| *size == 0) {
        return Err(NotComputable::because(format!("group {} is empty", empty + 1)));
    }
    let n: f64 = sizes.iter().map(|size| *size as f64).sum();
    // Ranks as deviations from their mean, so that no large sums are subtracted.
    let mut rank_sums = vec![0.0; sizes.len()];
    let (mut below, mut squares) = (0.0, 0.0);
    for row in table.iter_rows() {
        let size: f64 = row.iter().map(|count| *count as f64).sum();
        let deviation = below + 0.5 * (size - n);
        squares += size * deviation * deviation;
        rank_sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += *count as f64 * deviation);
        below += size;
    }
    if squares == 0.0 {
        return Err(NotComputable::because("all observations are in the same level"));
    }
    let sd = (squares / (n - 1.0)).sqrt();
    let groups: Vec<(f64, f64)> =
        rank_sums.iter().zip(&sizes).map(|(sum, size)| (sum / *size as f64, (*size as f64).recip())).collect();
    let mut comparisons = Vec::new();
    for (i, j) in pairs(groups.len()) {
        let Some((a, b)) = groups.get(i).zip(groups.get(j)) else { continue };
        let (difference, standard_error) = (b.0 - a.0, sd * (a.1 + b.1).sqrt());
        let statistic = difference / standard_error;
        let p = normal_two_sided(statistic);
        let comparison = PairComparison {
            groups: (i, j),
            difference,
            standard_error,
            statistic,
            df: None,
            p,
            adjusted_p: p,
            ci: None,
        };
        comparisons.push(comparison.checked()?);
    }
    let p: Vec<Option<f64>> = comparisons.iter().map(|comparison| Some(comparison.p)).collect();
    for (comparison, adjusted) in comparisons.iter_mut().zip(adjust(&p, adjustment, None)?) {
        comparison.adjusted_p = adjusted.unwrap_or(comparison.p);
    }
    Ok(comparisons)
}
