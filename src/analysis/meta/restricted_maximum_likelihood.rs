//! Variance between studies by restricted maximum likelihood.

use super::{StudyEstimate, Weighted, checked, tau_squared_dersimonian_laird};
use crate::analysis::NotComputable;

/// Steps after which the iteration has failed.
const MOST_STEPS: usize = 1_000;

/// The variance between studies that maximises the restricted likelihood of normal estimates with known variances
/// (`viechtbauer2005`), not below 0. Fisher scoring from DerSimonian and Laird's value.
///
/// # Errors
/// Fewer than two studies, a variance that is not above 0, or an iteration that does not settle.
pub fn tau_squared_restricted_maximum_likelihood(studies: &[StudyEstimate]) -> Result<f64, NotComputable> {
    checked(studies, 2)?;
    let smallest = studies.iter().map(|study| study.variance).fold(f64::INFINITY, f64::min);
    let mut tau_squared = tau_squared_dersimonian_laird(studies)?;
    for _ in 0..MOST_STEPS {
        let at = Weighted::new(studies, tau_squared);
        let power = |p: i32| studies.iter().map(|study| (study.variance + tau_squared).powi(-p)).sum::<f64>();
        let distances: f64 =
            studies.iter().map(|s| ((s.estimate - at.mean) / (s.variance + tau_squared)).powi(2)).sum();
        // Twice the score and twice the expected information: P = W - W11'W / Σw.
        let score = distances - (at.weight - at.squared / at.weight);
        let information = at.squared - 2.0 * power(3) / at.weight + (at.squared / at.weight).powi(2);
        let next = (tau_squared + score / information).max(0.0);
        // Only the sum of τ² and a variance enters the weights, so a τ² near 0 need not be settled to its last digit.
        let settled = (next - tau_squared).abs() <= 1e-13 * (next + smallest);
        tau_squared = next;
        if settled {
            return Ok(tau_squared);
        }
    }
    Err(NotComputable::because("the iteration for the variance between studies does not settle"))
}
