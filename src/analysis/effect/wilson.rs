//! Wilson's score interval of a proportion.

use super::multiplier;
use crate::analysis::{NotComputable, not_computable};

/// A proportion with Wilson's score interval (Wilson 1927): (estimate, lower, upper).
///
/// # Errors
/// Nobody counted, or more with the property than counted.
///
/// ```
/// // R 4.2.2: prop.test(0, 10, correct = FALSE)$conf.int: 0, 0.27753279986288915
/// let (estimate, low, high) = retrocohort::analysis::effect::wilson(0, 10, 0.95).unwrap();
/// assert!(estimate == 0.0 && low == 0.0 && (high - 0.27753279986288915).abs() < 1e-14);
/// ```
pub fn wilson(count: u64, n: u64, level: f64) -> Result<(f64, f64, f64), NotComputable> {
    if n == 0 || count > n {
        return not_computable("a proportion needs at least as many patients as have the property, and one");
    }
    let (n_patients, p) = (n as f64, count as f64 / n as f64);
    let z = multiplier(level);
    let square = z * z / n_patients;
    let center = (p + square / 2.0) / (1.0 + square);
    let half = z / (1.0 + square) * (p * (1.0 - p) / n_patients + square / (4.0 * n_patients)).sqrt();
    let low = if count == 0 { 0.0 } else { center - half };
    let high = if count == n { 1.0 } else { center + half };
    Ok((p, low, high))
}
