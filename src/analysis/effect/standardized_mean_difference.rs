//! Standardised mean difference.

use super::{EffectEstimate, multiplier};
use crate::analysis::distribution::gamma_ratio_half;
use crate::analysis::{NotComputable, not_computable};
use crate::summary::Moments;

/// Hedges's g: difference of the means (second minus first) over the pooled standard deviation, times the exact small-sample factor
/// `J = Γ(m/2) / (√(m/2) Γ((m - 1)/2))`, m the pooled degrees of freedom (Hedges 1981). The interval is the normal one
/// with variance `1/n₁ + 1/n₂ + g²/(2(n₁ + n₂))` (Hedges & Olkin 1985).
///
/// # Errors
/// Fewer than two degrees of freedom, or no variance.
///
/// ```
/// use retrocohort::{analysis::effect::standardized_mean_difference, summary::Moments};
/// // d = 1 with 5 + 5 values: J = Γ(4) / (2 Γ(3.5)) = 0.9027033
/// let effect =
///     standardized_mean_difference(&Moments::from_summary(5, 0.0, 2.0), &Moments::from_summary(5, 2.0, 2.0), 0.95);
/// assert!((effect.unwrap().estimate - 0.9027033).abs() < 5e-8);
/// ```
pub fn standardized_mean_difference(
    first: &Moments,
    second: &Moments,
    level: f64,
) -> Result<EffectEstimate, NotComputable> {
    let (n1, n2) = (first.n as f64, second.n as f64);
    let df = n1 + n2 - 2.0;
    let variance = (first.m2 + second.m2) / df;
    if df < 2.0 || !(variance > 0.0 && variance.is_finite()) {
        return not_computable("the pooled standard deviation is zero or has fewer than two degrees of freedom");
    }
    // Γ(m/2) / Γ((m - 1)/2)
    let factor = gamma_ratio_half((df - 1.0) / 2.0) / (df / 2.0).sqrt();
    let g = factor * (second.mean - first.mean) / variance.sqrt();
    let half = multiplier(level) * (1.0 / n1 + 1.0 / n2 + g * g / (2.0 * (n1 + n2))).sqrt();
    Ok(EffectEstimate {
        measure: "standardized_mean_difference",
        estimate: g,
        ci_low: g - half,
        ci_high: g + half,
        level,
        method: "Hedges g, normal interval (Hedges and Olkin)",
    })
}
