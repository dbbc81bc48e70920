//! Mean difference with Welch's or Student's interval.

use super::{EffectEstimate, pooled_sd, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::student_t_quantile;
use crate::analysis::methods::{filled_groups, welch_standard_error};
use crate::summary::Moments;

/// Mean of `group2` less mean of `group1`, with Welch's interval (variances not pooled), in the units of the variable.
///
/// # Errors
/// A group of fewer than two values, no variation within the groups, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::mean_difference, summary::Moments};
/// let a = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let b = Moments::from_values(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
/// let effect = mean_difference(&a, &b, 0.95)?;
/// assert!((effect.ci_low + 0.20548323071171018).abs() < 1e-12);
/// assert!((effect.ci_high - 3.3654832307117104).abs() < 1e-12);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn mean_difference(group1: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    filled_groups(&[*group1, *group2], 2)?;
    if group1.m2 + group2.m2 == 0.0 {
        return Err(NotComputable::because("the values do not vary within the groups"));
    }
    let (standard_error, df) = welch_standard_error(*group1, *group2);
    let half_width = -student_t_quantile(tail(level)?, df) * standard_error;
    let difference = group2.mean - group1.mean;
    EffectEstimate {
        measure: "mean_difference",
        estimate: difference,
        ci_low: difference - half_width,
        ci_high: difference + half_width,
        level,
        method: "Welch's interval",
    }
    .checked()
}

/// Mean of `group2` less mean of `group1`, with Student's interval (variances pooled), in the units of the variable: the
/// dual of Student's t test.
///
/// # Errors
/// An empty group, fewer than three values together, no variation within the groups, or a level that is not between 0
/// and 1.
///
/// ```
/// use retrocohort::{analysis::effect::mean_difference_pooled, summary::Moments};
/// let a = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let b = Moments::from_values(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
/// let effect = mean_difference_pooled(&a, &b, 0.90)?;
/// assert!((effect.ci_low - 0.10762216830039782).abs() < 1e-12);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn mean_difference_pooled(group1: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (pooled, df) = pooled_sd(group1, group2)?;
    let standard_error = pooled * ((group1.n as f64).recip() + (group2.n as f64).recip()).sqrt();
    let half_width = -student_t_quantile(tail(level)?, df) * standard_error;
    let difference = group2.mean - group1.mean;
    EffectEstimate {
        measure: "mean_difference",
        estimate: difference,
        ci_low: difference - half_width,
        ci_high: difference + half_width,
        level,
        method: "Student's interval",
    }
    .checked()
}
