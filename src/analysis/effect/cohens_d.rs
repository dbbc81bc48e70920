//! Cohen's d.

use super::{EffectEstimate, normal_limit, pooled_sd, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::noncentral_t_noncentrality;
use crate::summary::Moments;

/// Cohen's d: mean of `group2` less mean of `group1` over the pooled standard deviation (`cohen1988`). The interval is
/// exact for normal values with equal variances: d √(n1 n2 / (n1 + n2)) is noncentral t on n1 + n2 - 2 degrees of
/// freedom, and the limits are the noncentralities that leave (1 - `level`) / 2 beyond it.
///
/// # Errors
/// An empty group, fewer than three values together, no variation within the groups, or a level that is not between 0
/// and 1.
///
/// ```
/// use retrocohort::{analysis::effect::cohens_d, summary::Moments};
/// let a = Moments::from_values(&[1.0, 2.0, 3.0]);
/// let b = Moments::from_values(&[2.0, 3.0, 4.0]);
/// assert!((cohens_d(&a, &b, 0.95)?.estimate - 1.0).abs() < 1e-15);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn cohens_d(group1: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (d, ci_low, ci_high) = by_noncentral_t(group1, group2, level)?;
    EffectEstimate { measure: "cohens_d", estimate: d, ci_low, ci_high, level, method: "noncentral t interval" }
        .checked()
}

/// Cohen's d with the large-sample normal interval of variance (n1 + n2) / (n1 n2) + d² / (2 (n1 + n2)) (`hedges1985`).
///
/// # Errors
/// As [`cohens_d`].
///
/// ```
/// use retrocohort::{analysis::effect::cohens_d_normal, summary::Moments};
/// let groups = [Moments::from_summary(50, 10.0, 2.0), Moments::from_summary(50, 11.0, 2.0)];
/// let effect = cohens_d_normal(&groups[0], &groups[1], 0.95)?;
/// assert!((effect.ci_high - (0.5 + 1.959963984540054 * (0.04_f64 + 0.25 / 200.0).sqrt())).abs() < 1e-12);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn cohens_d_normal(group1: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (pooled, _) = pooled_sd(group1, group2)?;
    let d = (group2.mean - group1.mean) / pooled;
    let half_width = normal_half_width(d, group1.n, group2.n, level)?;
    EffectEstimate {
        measure: "cohens_d",
        estimate: d,
        ci_low: d - half_width,
        ci_high: d + half_width,
        level,
        method: "large-sample normal interval (Hedges-Olkin)",
    }
    .checked()
}

/// d and its limits.
pub(super) fn by_noncentral_t(
    group1: &Moments,
    group2: &Moments,
    level: f64,
) -> Result<(f64, f64, f64), NotComputable> {
    let (pooled, df) = pooled_sd(group1, group2)?;
    let d = (group2.mean - group1.mean) / pooled;
    let scale = ((group1.n as f64).recip() + (group2.n as f64).recip()).sqrt();
    let (low, high) = noncentrality_limits(d / scale, df, level)?;
    Ok((d, low * scale, high * scale))
}

/// Limits of the noncentrality of an observed t.
pub(super) fn noncentrality_limits(t: f64, df: f64, level: f64) -> Result<(f64, f64), NotComputable> {
    let tail = tail(level)?;
    Ok((noncentral_t_noncentrality(t, df, 1.0 - tail), noncentral_t_noncentrality(t, df, tail)))
}

/// Half the width of the normal interval of a standardized difference.
pub(super) fn normal_half_width(d: f64, n1: u64, n2: u64, level: f64) -> Result<f64, NotComputable> {
    let (n1, n2) = (n1 as f64, n2 as f64);
    Ok(normal_limit(level)? * (n1.recip() + n2.recip() + d * d / (2.0 * (n1 + n2))).sqrt())
}
