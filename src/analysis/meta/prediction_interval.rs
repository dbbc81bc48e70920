//! Where the next study's true value is expected.

use super::PooledEstimate;
use crate::analysis::NotComputable;
use crate::analysis::distribution::student_t_quantile;

/// Prediction interval of the true value of a further study (`higgins2009`): mean ± t √(τ² + se²), t on studies less 2
/// degrees of freedom. O(1).
///
/// # Errors
/// Fewer than three studies.
pub fn prediction_interval(pooled: &PooledEstimate) -> Result<(f64, f64), NotComputable> {
    if pooled.studies < 3 {
        return Err(NotComputable::because("there are fewer than three studies"));
    }
    let t = student_t_quantile(0.5 + 0.5 * pooled.level, pooled.studies as f64 - 2.0);
    let half_width = t * (pooled.tau_squared + pooled.standard_error.powi(2)).sqrt();
    Ok((pooled.estimate - half_width, pooled.estimate + half_width))
}
