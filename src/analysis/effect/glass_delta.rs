//! Glass's delta.

use super::cohens_d::noncentrality_limits;
use super::{EffectEstimate, normal_limit};
use crate::analysis::NotComputable;
use crate::analysis::methods::filled_groups;
use crate::summary::Moments;

/// Glass's delta: mean of `group2` less mean of `control`, over the standard deviation of `control`. The interval
/// refers delta / √(1/n1 + s2² / (n2 s1²)) to the noncentral t distribution on n1 - 1 degrees of freedom (group 1 is
/// `control`); exact only where the variances are equal.
///
/// # Errors
/// A group of fewer than two values, a control group without variation, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::glass_delta, summary::Moments};
/// let control = Moments::from_values(&[1.0, 2.0, 3.0]);
/// let treated = Moments::from_values(&[2.0, 6.0, 7.0]);
/// assert!((glass_delta(&control, &treated, 0.95)?.estimate - 3.0).abs() < 1e-15);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn glass_delta(control: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (delta, scale) = estimate(control, group2)?;
    let (low, high) = noncentrality_limits(delta / scale, control.n as f64 - 1.0, level)?;
    EffectEstimate {
        measure: "glass_delta",
        estimate: delta,
        ci_low: low * scale,
        ci_high: high * scale,
        level,
        method: "noncentral t interval on the degrees of freedom of the control group",
    }
    .checked()
}

/// Glass's delta with the large-sample normal interval of variance 1/n1 + s2² / (n2 s1²) + delta² / (2 (n1 - 1)).
///
/// # Errors
/// As [`glass_delta`].
///
/// ```
/// use retrocohort::{analysis::effect::glass_delta_normal, summary::Moments};
/// let groups = [Moments::from_summary(51, 10.0, 2.0), Moments::from_summary(51, 11.0, 2.0)];
/// let effect = glass_delta_normal(&groups[0], &groups[1], 0.95)?;
/// assert!((effect.ci_high - (0.5 + 1.959963984540054 * (2.0_f64 / 51.0 + 0.0025).sqrt())).abs() < 1e-12);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn glass_delta_normal(control: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (delta, scale) = estimate(control, group2)?;
    let half_width = normal_limit(level)? * (scale * scale + delta * delta / (2.0 * (control.n as f64 - 1.0))).sqrt();
    EffectEstimate {
        measure: "glass_delta",
        estimate: delta,
        ci_low: delta - half_width,
        ci_high: delta + half_width,
        level,
        method: "large-sample normal interval",
    }
    .checked()
}

/// Delta and its standard error under the null hypothesis.
fn estimate(control: &Moments, group2: &Moments) -> Result<(f64, f64), NotComputable> {
    filled_groups(&[*control, *group2], 2)?;
    if control.m2 == 0.0 {
        return Err(NotComputable::because("the values do not vary in the control group"));
    }
    let (n1, n2) = (control.n as f64, group2.n as f64);
    let sd = (control.m2 / (n1 - 1.0)).sqrt();
    let ratio = group2.m2 / control.m2 * ((n1 - 1.0) / (n2 - 1.0));
    Ok(((group2.mean - control.mean) / sd, (n1.recip() + ratio / n2).sqrt()))
}
