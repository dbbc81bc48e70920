//! DerSimonian and Laird's random-effects model.

use super::{PooledEstimate, StudyEstimate, Weighted, checked};
use crate::analysis::NotComputable;
use crate::analysis::effect::normal_limit;

/// Variance between studies by the method of moments (`dersimonian1986`): (Q - df) / (Σw - Σw²/Σw), not below 0, with
/// w = 1 / variance. One study gives 0. O(studies).
///
/// # Errors
/// No study, or a variance that is not above 0.
pub fn tau_squared_dersimonian_laird(studies: &[StudyEstimate]) -> Result<f64, NotComputable> {
    checked(studies, 1)?;
    if studies.len() == 1 {
        return Ok(0.0);
    }
    let common = Weighted::new(studies, 0.0);
    let df = studies.len() as f64 - 1.0;
    Ok(((common.q - df) / (common.weight - common.squared / common.weight)).max(0.0))
}

/// Mean of the studies under DerSimonian and Laird's random-effects model (`dersimonian1986`): weights
/// 1 / (variance + τ²), normal interval that takes τ² as known, which is too short for few studies
/// ([`hartung_knapp`](super::hartung_knapp())). One study is its own mean. O(studies).
///
/// # Errors
/// No study, a variance that is not above 0, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::analysis::meta::{dersimonian_laird, expit, logit_of_proportion};
/// let one = logit_of_proportion(183, 607)?;
/// let pooled = dersimonian_laird(&[one], 0.95)?;
/// assert_eq!((pooled.estimate, pooled.tau_squared), (one.estimate, 0.0));
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn dersimonian_laird(studies: &[StudyEstimate], level: f64) -> Result<PooledEstimate, NotComputable> {
    let tau_squared = tau_squared_dersimonian_laird(studies)?;
    let z = normal_limit(level)?;
    let pooled = Weighted::new(studies, tau_squared);
    let standard_error = pooled.weight.recip().sqrt();
    Ok(PooledEstimate {
        estimate: pooled.mean,
        standard_error,
        ci_low: pooled.mean - z * standard_error,
        ci_high: pooled.mean + z * standard_error,
        level,
        tau_squared,
        studies: studies.len(),
    })
}
