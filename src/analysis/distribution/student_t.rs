//! Student's t distribution.

use super::beta::{incomplete_beta, incomplete_beta_near_zero};
use super::normal::normal_quantile;
use super::quantile::increasing_root;
use super::special::{LN_SQRT_2_PI, Tails, ln_1p_minus, stirling_remainder};

/// Probability of more than |t| in absolute value (`upper`) and of less (`lower`). NaN unless `df` > 0.
///
/// Relative error about 1e-13 in either tail, for any `df` of at least 0.1; bounded time.
pub fn student_t_two_sided_tails(t: f64, df: f64) -> Tails {
    if t.is_nan() || !(df > 0.0 && df.is_finite()) {
        return Tails::UNDEFINED;
    }
    let ratio = t.abs() / df.sqrt();
    if ratio > 1e9 {
        return if t.is_infinite() {
            Tails::ALL_UPPER.swapped()
        } else {
            incomplete_beta_near_zero(0.5 * df, 0.5, df.ln() - 2.0 * t.abs().ln()).swapped()
        };
    }
    let square = t * t;
    if square == 0.0 {
        // t² has underflowed or t is 0; the density is flat here.
        let lower = 2.0 * t.abs() * student_t_ln_pdf(0.0, df).exp();
        return Tails { lower, upper: 1.0 - lower, ln_lower: lower.ln(), ln_upper: (-lower).ln_1p() };
    }
    incomplete_beta(0.5, 0.5 * df, square / (df + square), df / (df + square))
}

/// P(|T| > |t|) for Student's t with `df` degrees of freedom.
///
/// ```
/// use retrocohort::analysis::distribution::student_t_two_sided;
/// assert!((student_t_two_sided(12.706204736174698, 1.0) - 0.05).abs() < 1e-14);
/// ```
pub fn student_t_two_sided(t: f64, df: f64) -> f64 {
    student_t_two_sided_tails(t, df).upper
}

/// Both tails of Student's t at `t`.
pub fn student_t_tails(t: f64, df: f64) -> Tails {
    let both = student_t_two_sided_tails(t, df);
    let far = 0.5 * both.upper;
    let ln_far = both.ln_upper - std::f64::consts::LN_2;
    let near = 0.5 + 0.5 * both.lower;
    let tails = Tails { lower: near, upper: far, ln_lower: (-far).ln_1p(), ln_upper: ln_far };
    if t < 0.0 { tails.swapped() } else { tails }
}

/// P(T > t) for Student's t with `df` degrees of freedom.
pub fn student_t_sf(t: f64, df: f64) -> f64 {
    student_t_tails(t, df).upper
}

/// ln P(T > t): finite where the probability underflows.
pub fn student_t_ln_sf(t: f64, df: f64) -> f64 {
    student_t_tails(t, df).ln_upper
}

/// ln of the density at `t`.
pub fn student_t_ln_pdf(t: f64, df: f64) -> f64 {
    let half = 0.5 * df;
    // ln Γ(half + 1/2) - ln Γ(half) - ln √(π df), with Stirling's leading terms cancelled by hand.
    let ln_gamma_ratio = half * ln_1p_minus(0.5 / half) + stirling_remainder(half + 0.5) - stirling_remainder(half);
    let ratio = t / df.sqrt();
    let ln_kernel = if ratio.abs() > 1e9 { 2.0 * ratio.abs().ln() } else { (ratio * ratio).ln_1p() };
    ln_gamma_ratio - LN_SQRT_2_PI - 0.5 * (df + 1.0) * ln_kernel
}

/// The t with P(T <= t) = `p` for Student's t with `df` degrees of freedom.
///
/// Infinite at 0 and 1, NaN outside or unless `df` > 0. Bracketed Newton steps on the logarithm of the smaller tail:
/// bounded time for every `df`.
///
/// ```
/// use retrocohort::analysis::distribution::student_t_quantile;
/// assert!((student_t_quantile(0.975, 10.0) - 2.2281388519862744).abs() < 1e-13);
/// ```
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    if !((0.0..=1.0).contains(&p) && df > 0.0 && df.is_finite()) {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let side = if p < 0.5 { -1.0 } else { 1.0 };
    let tail = if p < 0.5 { p } else { 1.0 - p };
    let start = normal_quantile(tail).abs().max(1e-300).ln();
    let centre = 0.5 - tail;
    // Near the median the distance from it keeps its digits, further out the tail does.
    let near = centre < 0.25;
    let target = if near { (2.0 * centre).ln() } else { -(2.0 * tail).ln() };
    let ln_t = increasing_root(start, |s| {
        let t = s.exp();
        let both = student_t_two_sided_tails(t, df);
        let ln_slope = student_t_ln_pdf(t, df) + std::f64::consts::LN_2 + s;
        if near {
            (both.ln_lower - target, (ln_slope - both.ln_lower).exp())
        } else {
            (-both.ln_upper - target, (ln_slope - both.ln_upper).exp())
        }
    });
    // The root lies where t cannot be held any more.
    if ln_t > 709.7 { side * f64::INFINITY } else { side * ln_t.exp() }
}
