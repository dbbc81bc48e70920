//! Standardized mean difference, Hedges' g.

use super::{EffectEstimate, normal_limit};
use crate::analysis::NotComputable;
use crate::analysis::distribution::{ln_1p_minus, stirling_remainder};
use crate::analysis::methods::filled_groups;
use crate::summary::Moments;

/// Hedges' g: mean of `group2` less mean of `group1` over the pooled standard deviation, times the exact correction
/// J = Γ(m/2) / (√(m/2) Γ((m-1)/2)) for m = n1 + n2 - 2 degrees of freedom. The interval is the large-sample normal
/// one with variance (n1 + n2) / (n1 n2) + g² / (2 (n1 + n2)) (Hedges and Olkin).
///
/// # Errors
/// An empty group, fewer than four values together, no variation within the groups, or a level that is not between 0
/// and 1.
///
/// ```
/// use retrocohort::{analysis::effect::standardized_mean_difference, summary::Moments};
/// let a = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let b = Moments::from_values(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
/// let effect = standardized_mean_difference(&a, &b, 0.95)?;
/// assert!((effect.estimate - 0.7969352391911223).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn standardized_mean_difference(
    group1: &Moments,
    group2: &Moments,
    level: f64,
) -> Result<EffectEstimate, NotComputable> {
    filled_groups(&[*group1, *group2], 1)?;
    let z = normal_limit(level)?;
    let (n1, n2) = (group1.n as f64, group2.n as f64);
    let df = n1 + n2 - 2.0;
    if df < 2.0 {
        return Err(NotComputable::because("fewer than four values in the two groups together"));
    }
    if group1.m2 + group2.m2 == 0.0 {
        return Err(NotComputable::because("the values do not vary within the groups"));
    }
    let pooled = ((group1.m2 + group2.m2) / df).sqrt();
    let g = small_sample_correction(df) * (group2.mean - group1.mean) / pooled;
    let half_width = z * (n1.recip() + n2.recip() + g * g / (2.0 * (n1 + n2))).sqrt();
    EffectEstimate {
        measure: "standardized_mean_difference",
        estimate: g,
        ci_low: g - half_width,
        ci_high: g + half_width,
        level,
        method: "exact small-sample correction, large-sample normal interval (Hedges-Olkin)",
    }
    .checked()
}

/// Γ(m/2) / (√(m/2) Γ((m-1)/2)), by Stirling's formula with the large terms cancelled by hand.
pub(super) fn small_sample_correction(df: f64) -> f64 {
    let half = 0.5 * (df - 1.0);
    let u = 0.5 / half;
    (half * ln_1p_minus(u) - 0.5 * u.ln_1p() + stirling_remainder(half + 0.5) - stirling_remainder(half)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correction_at_few_degrees_of_freedom() {
        // Γ(1) / Γ(1/2) = 1 / √π, and Γ(3/2) / (√(3/2) Γ(1)) = √(π / 6).
        let pi = std::f64::consts::PI;
        assert!((small_sample_correction(2.0) - pi.sqrt().recip()).abs() < 1e-15);
        assert!((small_sample_correction(3.0) - (pi / 6.0).sqrt()).abs() < 1e-15);
    }
}
