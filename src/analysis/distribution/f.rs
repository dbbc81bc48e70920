//! Fisher's F distribution.

use super::beta::{beta_quantile_logit, incomplete_beta, incomplete_beta_near_zero};
use super::special::Tails;

/// Both tails of the F distribution with `df1` and `df2` degrees of freedom at `f`. NaN unless both are positive; a
/// negative `f` lies below all probability.
pub fn f_tails(f: f64, df1: f64, df2: f64) -> Tails {
    if f.is_nan() || !(df1 > 0.0 && df2 > 0.0 && df1.is_finite() && df2.is_finite()) {
        return Tails::UNDEFINED;
    }
    if f <= 0.0 {
        return Tails::ALL_UPPER;
    }
    if f.is_infinite() {
        return Tails::ALL_UPPER.swapped();
    }
    let (a, b) = (0.5 * df1, 0.5 * df2);
    let ln_ratio = f.ln() + df1.ln() - df2.ln();
    // Beyond these the first term of the series is exact to the last digit and nothing can overflow.
    if ln_ratio > 45.0 + b.max(1.0).ln() + a.max(1.0).ln() {
        return incomplete_beta_near_zero(b, a, -ln_ratio).swapped();
    }
    if ln_ratio < -45.0 - b.max(1.0).ln() - a.max(1.0).ln() {
        return incomplete_beta_near_zero(a, b, ln_ratio);
    }
    let ratio = df1 / df2 * f;
    incomplete_beta(a, b, ratio / (1.0 + ratio), (1.0 + ratio).recip())
}

/// P(X > f) for an F variable with `df1` and `df2` degrees of freedom.
///
/// ```
/// use retrocohort::analysis::distribution::f_sf;
/// assert!((f_sf(161.4476387975881, 1.0, 1.0) - 0.05).abs() < 1e-14);
/// ```
pub fn f_sf(f: f64, df1: f64, df2: f64) -> f64 {
    f_tails(f, df1, df2).upper
}

/// ln P(X > f): finite where the probability underflows.
pub fn f_ln_sf(f: f64, df1: f64, df2: f64) -> f64 {
    f_tails(f, df1, df2).ln_upper
}

/// The f with P(X <= f) = `p` for an F variable with `df1` and `df2` degrees of freedom.
///
/// Infinite at 1, 0 at 0, NaN outside or unless both are positive. From the quantile of the beta distribution: bounded
/// time.
///
/// ```
/// use retrocohort::analysis::distribution::f_quantile;
/// assert!((f_quantile(0.95, 1.0, 1.0) - 161.4476387975881).abs() < 1e-10);
/// ```
pub fn f_quantile(p: f64, df1: f64, df2: f64) -> f64 {
    if !((0.0..=1.0).contains(&p) && df1 > 0.0 && df2 > 0.0 && df1.is_finite() && df2.is_finite()) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { 0.0 } else { f64::INFINITY };
    }
    let logit = beta_quantile_logit(p, 0.5 * df1, 0.5 * df2);
    // In halves, so that neither can overflow alone.
    (0.5 * logit).exp() * (df2 / df1) * (0.5 * logit).exp()
}
