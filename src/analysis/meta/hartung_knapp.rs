//! Hartung and Knapp's interval for the mean of few studies.

use super::{StudyEstimate, Weighted, checked};
use crate::analysis::NotComputable;
use crate::analysis::distribution::student_t_quantile;
use crate::analysis::effect::normal_limit;

/// The mean of several studies with Hartung and Knapp's interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HartungKnapp {
    /// Mean of the studies, weighted by 1 / (variance + τ²).
    pub estimate: f64,
    /// Hartung and Knapp's standard error.
    pub standard_error: f64,
    /// Lower confidence limit.
    pub ci_low: f64,
    /// Upper confidence limit.
    pub ci_high: f64,
    /// Limits when the factor is taken as 1 where it is below.
    pub modified_ci: (f64, f64),
    /// By what the usual variance of the mean is multiplied. Below 1 the studies agree better than they should by chance,
    /// and the interval can be shorter than that of one common value.
    pub factor: f64,
    /// Degrees of freedom of t: studies less 1.
    pub df: f64,
}

/// Mean of the studies at a variance between them, with the interval of Hartung and Knapp (`hartung2001`), also named
/// after Sidik and Jonkman: the variance of the mean is multiplied by Σw(y - mean)² / df, w = 1 / (variance + τ²), and
/// the limits are those of t on df = studies less 1. `modified_ci` takes a factor below 1 as 1 (`knapp2003`,
/// `rover2015`). O(studies).
///
/// # Errors
/// Fewer than two studies, a variance that is not above 0, τ² below 0, or a level that is not between 0 and 1.
pub fn hartung_knapp(studies: &[StudyEstimate], tau_squared: f64, level: f64) -> Result<HartungKnapp, NotComputable> {
    checked(studies, 2)?;
    normal_limit(level)?;
    if !(0.0..1e100).contains(&tau_squared) {
        return Err(NotComputable::because("the variance between studies is not 0 or more"));
    }
    let df = studies.len() as f64 - 1.0;
    let pooled = Weighted::new(studies, tau_squared);
    let factor = pooled.q / df;
    let t = student_t_quantile(0.5 + 0.5 * level, df);
    let around = |factor: f64| {
        let half_width = t * (factor / pooled.weight).sqrt();
        (pooled.mean - half_width, pooled.mean + half_width)
    };
    let (ci_low, ci_high) = around(factor);
    Ok(HartungKnapp {
        estimate: pooled.mean,
        standard_error: (factor / pooled.weight).sqrt(),
        ci_low,
        ci_high,
        modified_ci: around(factor.max(1.0)),
        factor,
        df,
    })
}
