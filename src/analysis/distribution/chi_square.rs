//! Chi-square distribution.

use super::gamma::{incomplete_gamma, ln_prefactor};
use super::normal::normal_quantile;
use super::quantile::increasing_root;
use super::special::{LN_SQRT_2_PI, Tails, stirling_remainder};
use std::f64::consts::LN_2;

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

/// The x with P(X <= x) = `p` for a chi-square variable with `df` degrees of freedom.
///
/// Infinite at 1, 0 at 0, NaN outside or unless `df` > 0. Bracketed Newton steps on the logarithm of the smaller tail:
/// bounded time for every `df`.
///
/// ```
/// use retrocohort::analysis::distribution::chi_square_quantile;
/// assert!((chi_square_quantile(0.95, 9.0) - 16.918977604620448).abs() < 1e-12);
/// ```
pub fn chi_square_quantile(p: f64, df: f64) -> f64 {
    if !((0.0..=1.0).contains(&p) && df > 0.0 && df.is_finite()) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { 0.0 } else { f64::INFINITY };
    }
    let a = 0.5 * df;
    // Wilson and Hilferty's cube root of a normal variable; in a long lower tail the first term of the series.
    let cube = 1.0 - 2.0 / (9.0 * df) + normal_quantile(p) * (2.0 / (9.0 * df)).sqrt();
    let ln_gamma = (a + 0.5) * a.ln() - a + LN_SQRT_2_PI + stirling_remainder(a);
    let start = if cube > 0.2 { df.ln() + 3.0 * cube.ln() } else { LN_2 + (p.ln() + ln_gamma) / a };
    let (near, target) = if p < 0.5 { (true, p.ln()) } else { (false, -(1.0 - p).ln()) };
    let ln_x = increasing_root(start, |ln_x| {
        let half = 0.5 * ln_x.exp();
        let tails = incomplete_gamma(a, half);
        let ln_slope = ln_prefactor(a, half);
        if near {
            // Where x underflows the first term of the series is exact.
            let ln_lower = if half > 0.0 { tails.ln_lower } else { a * (ln_x - LN_2) - ln_gamma };
            (ln_lower - target, if half > 0.0 { (ln_slope - ln_lower).exp() } else { a })
        } else {
            (-tails.ln_upper - target, (ln_slope - tails.ln_upper).exp())
        }
    });
    if ln_x.is_nan() { 0.0 } else { ln_x.exp() }
}
