//! Chi-square distribution.

use super::gamma::incomplete_gamma;
use super::special::Tails;

/// Both tails of the chi-square distribution with `df` degrees of freedom at `x`. NaN unless `df` > 0; a negative `x`
/// lies below all probability.
pub fn chi_square_tails(x: f64, df: f64) -> Tails {
    if x.is_nan() { Tails::UNDEFINED } else { incomplete_gamma(0.5 * df, 0.5 * x.max(0.0)) }
}

/// P(X > x) for a chi-square variable with `df` degrees of freedom.
///
/// ```
/// use retrocohort::analysis::distribution::chi_square_sf;
/// assert!((chi_square_sf(3.841458820694124, 1.0) - 0.05).abs() < 1e-14);
/// ```
pub fn chi_square_sf(x: f64, df: f64) -> f64 {
    chi_square_tails(x, df).upper
}

/// ln P(X > x): finite where the probability underflows.
pub fn chi_square_ln_sf(x: f64, df: f64) -> f64 {
    chi_square_tails(x, df).ln_upper
}
