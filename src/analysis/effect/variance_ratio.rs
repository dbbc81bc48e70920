//! Ratio of two variances.

use super::{EffectEstimate, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::f_quantile;
use crate::analysis::methods::{filled_groups, ratio_of_variances};
use crate::summary::Moments;

/// Variance of `group2` over variance of `group1`, with the interval of the F distribution: the dual of the F test of
/// two variances, and as sensitive to departures from normality.
///
/// # Errors
/// A group of fewer than two values or without variation, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::variance_ratio, summary::Moments};
/// // F with 2 and 2 degrees of freedom has the quantile p / (1 - p).
/// let groups = [[1.0, 2.0, 3.0], [0.0, 2.0, 4.0]].map(|values| Moments::from_values(&values));
/// let effect = variance_ratio(&groups[0], &groups[1], 0.95)?;
/// assert!((effect.ci_low - 4.0 / 39.0).abs() < 1e-14 && (effect.ci_high - 4.0 * 39.0).abs() < 1e-11);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn variance_ratio(group1: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    filled_groups(&[*group1, *group2], 2)?;
    let tail = tail(level)?;
    let (ratio, df2, df1) = ratio_of_variances(*group2, *group1)?;
    EffectEstimate {
        measure: "variance_ratio",
        estimate: ratio,
        ci_low: ratio * f_quantile(tail, df1, df2),
        ci_high: ratio / f_quantile(tail, df2, df1),
        level,
        method: "interval of the F distribution",
    }
    .checked()
}
