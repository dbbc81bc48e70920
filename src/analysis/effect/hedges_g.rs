//! Hedges' g with the noncentral t interval.

use super::cohens_d::by_noncentral_t;
use super::standardized_mean_difference::small_sample_correction;
use super::{EffectEstimate, pooled_sd};
use crate::analysis::NotComputable;
use crate::summary::Moments;

/// Hedges' g: Cohen's d times the exact correction J = Γ(m/2) / (√(m/2) Γ((m-1)/2)) for m = n1 + n2 - 2 degrees of
/// freedom (`hedges1981`), which removes the bias of small samples. The limits are those of Cohen's d by noncentral t,
/// times J. With the large-sample normal interval: [`super::standardized_mean_difference`].
///
/// # Errors
/// An empty group, fewer than four values together, no variation within the groups, or a level that is not between 0
/// and 1.
///
/// ```
/// use retrocohort::{analysis::effect::hedges_g, summary::Moments};
/// let a = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let b = Moments::from_values(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
/// assert!((hedges_g(&a, &b, 0.95)?.estimate - 0.7969352391911223).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn hedges_g(group1: &Moments, group2: &Moments, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (_, df) = pooled_sd(group1, group2)?;
    if df < 2.0 {
        return Err(NotComputable::because("fewer than four values in the two groups together"));
    }
    let (d, low, high) = by_noncentral_t(group1, group2, level)?;
    let correction = small_sample_correction(df);
    EffectEstimate {
        measure: "hedges_g",
        estimate: correction * d,
        ci_low: correction * low,
        ci_high: correction * high,
        level,
        method: "exact small-sample correction, noncentral t interval",
    }
    .checked()
}
