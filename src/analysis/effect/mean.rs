//! Mean of one sample with its interval.

use super::{EffectEstimate, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::student_t_quantile;
use crate::analysis::methods::one_group;
use crate::summary::Moments;

/// Mean of a sample, or of the differences within pairs, with Student's interval x̄ ± t s / √n, in the units of the
/// variable.
///
/// # Errors
/// Fewer than two values, values that do not vary, one that is not finite, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::mean, summary::Moments};
/// let sleep = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let effect = mean(&sleep, 0.95)?;
/// assert!((effect.ci_low + 0.5297804135262323).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn mean(sample: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    one_group(sample)?;
    let n = sample.n as f64;
    let half_width = -student_t_quantile(tail(level)?, n - 1.0) * (sample.m2 / (n - 1.0)).sqrt() / n.sqrt();
    EffectEstimate {
        measure: "mean",
        estimate: sample.mean,
        ci_low: sample.mean - half_width,
        ci_high: sample.mean + half_width,
        level,
        method: "Student's interval",
    }
    .checked()
}
