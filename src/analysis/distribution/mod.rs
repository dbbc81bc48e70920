//! Distribution functions to the accuracy that small tails need: every tail is computed itself, never as a complement
//! of a number near one.
//!
//! statrs gives the normal quantile. Its t and F tails lose up to nine digits (t at large degrees of freedom, F at
//! extreme values return 0), its hypergeometric mass is not a number for large margins; those are our own here, by
//! Loader's saddle-point form of the leading factor and a continued fraction or series for the rest.

mod beta;
mod gamma;
mod hypergeometric;
mod stirling;

pub use beta::{Tails, regularized_beta};
pub use gamma::regularized_gamma;
pub use hypergeometric::Hypergeometric;

use statrs::distribution::{ContinuousCDF, Normal};

/// Probability that a standard normal variable exceeds `z`. Relative accuracy 1e-14, tails included.
pub fn normal_sf(z: f64) -> f64 {
    let both = normal_two_sided(z);
    if z >= 0.0 { both / 2.0 } else { 1.0 - both / 2.0 }
}

/// Probability that a standard normal variable is at least as far from zero as `z`.
pub fn normal_two_sided(z: f64) -> f64 {
    if z.is_infinite() {
        return 0.0;
    }
    regularized_gamma(0.5, z * z / 2.0).upper
}

/// `ln k!`
pub fn ln_factorial(k: u64) -> f64 {
    match k {
        0 | 1 => 0.0,
        k => {
            let x = k as f64;
            (x + 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + stirling::stirling_error(x)
        }
    }
}

/// Quantile of the standard normal distribution, from statrs (relative accuracy 2e-16).
pub fn normal_quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// Tails of Student's t beyond `|t|` on both sides together; `upper` is that probability.
pub fn student_t_tails(t: f64, df: f64) -> Tails {
    let square = t * t;
    if square.is_infinite() {
        return Tails::nothing_above();
    }
    // x = df / (df + t²) and its complement, neither by subtraction.
    let total = df + square;
    let tails = regularized_beta(df / 2.0, 0.5, df / total, square / total);
    Tails { lower: tails.upper, upper: tails.lower, ln_lower: tails.ln_upper, ln_upper: tails.ln_lower }
}

/// Two-sided P of Student's t. Relative accuracy 1e-12 for df up to 1e8.
pub fn student_t_two_sided(t: f64, df: f64) -> f64 {
    student_t_tails(t, df).upper
}

/// Value that `|t|` exceeds with probability `alpha`: the multiplier of a confidence interval.
///
/// Bracketed Newton on the two-sided tail; at most 200 steps.
pub fn student_t_critical(alpha: f64, df: f64) -> f64 {
    let (mut low, mut high) = (0.0, 2.0);
    while student_t_two_sided(high, df) > alpha && high < 1e300 {
        low = high;
        high *= high.max(2.0);
    }
    let mut t: f64 = normal_quantile(1.0 - alpha / 2.0).clamp(low, high);
    for _ in 0..200 {
        let excess = student_t_two_sided(t, df) - alpha;
        if excess > 0.0 {
            low = t
        } else {
            high = t
        }
        // Density from the derivative of the incomplete beta function's leading factor.
        let slope = 2.0 * student_t_density(t, df);
        let newton = t + excess / slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - t).abs() <= 1e-15 * t.abs() {
            return next;
        }
        t = next;
    }
    t
}

/// `Γ(a + 1/2) / Γ(a)` for a > 0.
pub fn gamma_ratio_half(a: f64) -> f64 {
    stirling::ln_gamma_ratio_half(a).exp()
}

/// Density of Student's t.
fn student_t_density(t: f64, df: f64) -> f64 {
    let ln = stirling::ln_gamma_ratio_half(df / 2.0)
        - 0.5 * (df * std::f64::consts::PI).ln()
        - (df + 1.0) / 2.0 * (t * t / df).ln_1p();
    ln.exp()
}

/// Tails of the chi-square distribution.
pub fn chi_square_tails(x: f64, df: f64) -> Tails {
    regularized_gamma(df / 2.0, x / 2.0)
}

/// Probability that a chi-square variable exceeds `x`. Relative accuracy 1e-12.
pub fn chi_square_sf(x: f64, df: f64) -> f64 {
    chi_square_tails(x, df).upper
}

/// Tails of the F distribution.
pub fn f_tails(f: f64, df1: f64, df2: f64) -> Tails {
    let ratio = df1 * f / df2;
    if ratio.is_infinite() {
        return Tails::nothing_above();
    }
    let tails = regularized_beta(df2 / 2.0, df1 / 2.0, 1.0 / (1.0 + ratio), ratio / (1.0 + ratio));
    Tails { lower: tails.upper, upper: tails.lower, ln_lower: tails.ln_upper, ln_upper: tails.ln_lower }
}

/// Probability that an F variable exceeds `f`. Relative accuracy 1e-12.
pub fn f_sf(f: f64, df1: f64, df2: f64) -> f64 {
    f_tails(f, df1, df2).upper
}
