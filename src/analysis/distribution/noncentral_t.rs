//! Noncentral t distribution.

use super::gamma::incomplete_gamma;
use super::normal::{normal_quantile, normal_tails};
use super::quantile::{root_between, root_near};
use super::special::{LN_SQRT_2_PI, Tails, ln_1p_minus, ln_sum_around, stirling_remainder};

/// Degrees of freedom below which the distribution is too wide to be integrated in bounded time.
const LEAST_DF: f64 = 0.1;
/// Most terms of one sum.
const MOST_TERMS: usize = 2_000_000;

/// Both tails at `t` of (Z + `delta`) / S, for a standard normal Z and S² an independent chi-square over its `df`
/// degrees of freedom.
///
/// `df` at least 0.1 and finite, else NaN. Relative error about 1e-12 in either tail. The integral of the normal tail
/// over ln S is summed by the trapezoidal rule, in steps as fine as the steeper of the two factors asks.
///
/// ```
/// use retrocohort::analysis::distribution::noncentral_t_tails;
/// // At t = 0 only the sign of Z + δ counts.
/// assert!((noncentral_t_tails(0.0, 12.0, 1.5).lower - 0.06680720126885807).abs() < 1e-15);
/// ```
pub fn noncentral_t_tails(t: f64, df: f64, delta: f64) -> Tails {
    if t.is_nan() || !delta.is_finite() || !(df >= LEAST_DF && df.is_finite()) {
        return Tails::UNDEFINED;
    }
    if t < 0.0 {
        return positive(-t, df, -delta).swapped();
    }
    positive(t, df, delta)
}

fn positive(t: f64, df: f64, delta: f64) -> Tails {
    if t == 0.0 {
        return normal_tails(-delta);
    }
    if t.is_infinite() {
        return Tails::ALL_UPPER.swapped();
    }
    if delta.abs() > 3e4 * (1.0 + df.sqrt()) {
        // The normal part has no spread against that of S: T <= t where S >= δ / t.
        return if delta > 0.0 {
            incomplete_gamma(0.5 * df, 0.5 * df * (delta / t) * (delta / t)).swapped()
        } else {
            Tails::ALL_UPPER.swapped()
        };
    }
    let ln_lower = ln_tail(t, df, delta, 1.0);
    if ln_lower < -0.7 {
        return Tails::from_ln_lower(ln_lower);
    }
    Tails::from_ln_lower(ln_tail(t, df, delta, -1.0)).swapped()
}

/// ln P(T <= `t`) (`side` 1) or ln P(T > `t`) (`side` -1), for t > 0: ln E Φ(side (t S - δ)).
fn ln_tail(t: f64, df: f64, delta: f64, side: f64) -> f64 {
    let half = 0.5 * df;
    let step = 0.1_f64.min(0.5 / (2.0 * df).sqrt()).min(0.4 / (1.0 + delta.abs()));
    let ln_t = t.ln();
    let argument = |s: f64| side * ((s + ln_t).exp() - delta);
    // The logarithm of the integrand has one maximum, where its slope changes sign.
    let slope = |s: f64| {
        let x = argument(s);
        let tails = normal_tails(x);
        let hazard = (-0.5 * x * x - LN_SQRT_2_PI - tails.ln_lower).exp();
        df * -(2.0 * s).exp_m1() + side * (s + ln_t).exp() * hazard
    };
    let start = root_between(-750.0, 5.0, |s| {
        let value = slope(s);
        if value.is_nan() { 1.0 } else { -value }
    });
    let ln_sum = ln_sum_around(start, step, MOST_TERMS, |s| {
        let u = (2.0 * s).exp_m1();
        let ln_density = if u > -0.5 && u < 1.0 { half * ln_1p_minus(u) } else { df * s - half * u };
        ln_density + normal_tails(argument(s)).ln_lower
    });
    let ln_constant = std::f64::consts::LN_2 + 0.5 * half.ln() - LN_SQRT_2_PI - stirling_remainder(half);
    ln_constant + ln_sum + step.ln()
}

/// The noncentrality δ for which P(T <= `t`) = `lower`: the confidence limits of δ from an observed `t`. Infinite at 0
/// and 1, NaN outside and where the distribution is not defined.
///
/// ```
/// use retrocohort::analysis::distribution::{noncentral_t_noncentrality, noncentral_t_tails};
/// let delta = noncentral_t_noncentrality(2.5, 18.0, 0.975);
/// assert!((noncentral_t_tails(2.5, 18.0, delta).lower - 0.975).abs() < 1e-12);
/// ```
pub fn noncentral_t_noncentrality(t: f64, df: f64, lower: f64) -> f64 {
    if !(t.is_finite() && (0.0..=1.0).contains(&lower) && df >= LEAST_DF && df.is_finite()) {
        return f64::NAN;
    }
    if lower == 0.0 || lower == 1.0 {
        return if lower == 0.0 { f64::INFINITY } else { f64::NEG_INFINITY };
    }
    let centre = t - normal_quantile(lower) * (1.0 + 0.5 * t * t / df).sqrt();
    let width = 0.1 + 0.1 * (1.0 + 0.5 * t * t / df).sqrt();
    let (near, target) = if lower < 0.5 { (true, lower.ln()) } else { (false, (1.0 - lower).ln()) };
    root_near(centre - width, centre + width, |delta| {
        let tails = noncentral_t_tails(t, df, delta);
        if near { target - tails.ln_lower } else { tails.ln_upper - target }
    })
}
