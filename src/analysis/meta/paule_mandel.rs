//! Paule and Mandel's variance between studies.

use super::{StudyEstimate, Weighted, checked};
use crate::analysis::NotComputable;
use crate::analysis::distribution::root_between;

/// The variance between studies at which Σw(y - mean)², w = 1 / (variance + τ²), is its expectation, the studies less 1
/// (`paule1982`); 0 where it is smaller at 0 already. The sum falls with τ², so bisection finds the root.
///
/// # Errors
/// Fewer than two studies, or a variance that is not above 0.
pub fn tau_squared_paule_mandel(studies: &[StudyEstimate]) -> Result<f64, NotComputable> {
    checked(studies, 2)?;
    let df = studies.len() as f64 - 1.0;
    let excess = |tau_squared: f64| df - Weighted::new(studies, tau_squared).q;
    if excess(0.0) >= 0.0 {
        return Ok(0.0);
    }
    // With equal weights 1/τ² the sum is at most k (largest distance)² / τ².
    let range = studies.iter().map(|study| study.estimate).fold((f64::MAX, f64::MIN), |(a, b), y| (a.min(y), b.max(y)));
    let most = (range.1 - range.0).powi(2) * studies.len() as f64 / df;
    Ok(root_between(0.0, most, excess))
}
