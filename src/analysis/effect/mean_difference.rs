//! Difference of two means.

use super::EffectEstimate;
use crate::analysis::distribution::student_t_critical;
use crate::analysis::{NotComputable, not_computable};
use crate::summary::Moments;

/// Mean of the second group minus that of the first, with Welch's t interval; in the unit of the variable.
///
/// # Errors
/// A group of fewer than two values, or no variance at all.
///
/// ```
/// use retrocohort::{analysis::effect::mean_difference, summary::Moments};
/// // R 4.2.2: t.test on the sleep data, -3.3654833 to 0.2054832 for group 1 minus group 2
/// let first = Moments::from_summary(10, 0.75, 1.7890096577591625);
/// let second = Moments::from_summary(10, 2.33, 2.0022487634);
/// let effect = mean_difference(&first, &second, 0.95).unwrap();
/// assert!((effect.ci_high - 3.3654833).abs() < 1e-6 && (effect.ci_low + 0.2054832).abs() < 1e-6);
/// ```
pub fn mean_difference(first: &Moments, second: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (Some(v1), Some(v2)) = (first.variance(), second.variance()) else {
        return not_computable("a group of fewer than two values has no variance");
    };
    let (n1, n2) = (first.n as f64, second.n as f64);
    let (a, b) = (v1 / n1, v2 / n2);
    if !(a + b > 0.0 && (a + b).is_finite()) {
        return not_computable("neither group varies");
    }
    let (x, y) = (a / (a + b), b / (a + b));
    let df = 1.0 / (x * x / (n1 - 1.0) + y * y / (n2 - 1.0));
    let estimate = second.mean - first.mean;
    let half = student_t_critical(1.0 - level, df) * (a + b).sqrt();
    Ok(EffectEstimate {
        measure: "mean_difference",
        estimate,
        ci_low: estimate - half,
        ci_high: estimate + half,
        level,
        method: "Welch t",
    })
}
