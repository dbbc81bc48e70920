//! Noncentral chi-square and F distributions, as Poisson mixtures of the central ones.

use super::beta::incomplete_beta;
use super::gamma::incomplete_gamma;
use super::quantile::{root_between, root_near};
use super::special::{LN_SQRT_2_PI, Tails, deviance, ln_sum_around, stirling_remainder};

/// Largest noncentrality: the number of terms grows with its square root.
const LARGEST: f64 = 1e9;
/// Most terms of one sum.
const MOST_TERMS: usize = 1_000_000;

/// Both tails at `x` of the noncentral chi-square distribution with `df` degrees of freedom and noncentrality `lambda`
/// (the sum of the squared means).
///
/// NaN unless `df` > 0 and 0 <= `lambda` <= 1e9. Relative error about 1e-12; the number of terms grows with √`lambda`.
///
/// ```
/// use retrocohort::analysis::distribution::{noncentral_chi_square_tails, normal_tails};
/// // One degree of freedom: the square of a normal variable with mean √λ.
/// let by_normal = normal_tails(1.0).lower - normal_tails(-3.0).lower;
/// assert!((noncentral_chi_square_tails(4.0, 1.0, 1.0).lower - by_normal).abs() < 1e-14);
/// ```
pub fn noncentral_chi_square_tails(x: f64, df: f64, lambda: f64) -> Tails {
    if x.is_nan() || !(df > 0.0 && df.is_finite() && (0.0..=LARGEST).contains(&lambda)) {
        return Tails::UNDEFINED;
    }
    mixture(lambda, |j| incomplete_gamma(0.5 * df + j, 0.5 * x.max(0.0)))
}

/// Both tails at `f` of the noncentral F distribution with `df1` and `df2` degrees of freedom and noncentrality
/// `lambda` of the numerator.
///
/// NaN unless the degrees of freedom are positive and 0 <= `lambda` <= 1e9. Relative error about 1e-12; the number of
/// terms grows with √`lambda`.
///
/// ```
/// use retrocohort::analysis::distribution::{f_tails, noncentral_f_tails};
/// assert!((noncentral_f_tails(2.5, 3.0, 20.0, 0.0).upper - f_tails(2.5, 3.0, 20.0).upper).abs() < 1e-14);
/// ```
pub fn noncentral_f_tails(f: f64, df1: f64, df2: f64, lambda: f64) -> Tails {
    let sound = df1 > 0.0 && df2 > 0.0 && df1.is_finite() && df2.is_finite() && (0.0..=LARGEST).contains(&lambda);
    if f.is_nan() || !sound {
        return Tails::UNDEFINED;
    }
    let ratio = df1 / df2 * f.max(0.0);
    let (x, y) = if ratio.is_infinite() { (1.0, 0.0) } else { (ratio / (1.0 + ratio), (1.0 + ratio).recip()) };
    mixture(lambda, |j| incomplete_beta(0.5 * df1 + j, 0.5 * df2, x, y))
}

/// Σ Poisson(j; λ/2) tails(j), the smaller tail summed itself.
fn mixture(lambda: f64, tails: impl Fn(f64) -> Tails) -> Tails {
    let mean = 0.5 * lambda;
    if mean == 0.0 {
        return tails(0.0);
    }
    let start = mean.floor();
    let sum = |pick: fn(Tails) -> f64| {
        ln_sum_around(start, 1.0, MOST_TERMS, |j| {
            if j < 0.0 { f64::NEG_INFINITY } else { ln_poisson(j, mean) + pick(tails(j)) }
        })
    };
    let ln_lower = sum(|tails| tails.ln_lower);
    if ln_lower.is_nan() {
        return Tails::UNDEFINED;
    }
    if ln_lower < -0.7 {
        return Tails::from_ln_lower(ln_lower);
    }
    Tails::from_ln_lower(sum(|tails| tails.ln_upper)).swapped()
}

fn ln_poisson(j: f64, mean: f64) -> f64 {
    if j == 0.0 {
        return -mean;
    }
    -deviance(j, mean, j - mean) - stirling_remainder(j) - LN_SQRT_2_PI - 0.5 * j.ln()
}

/// The noncentrality for which `upper` is the probability above `x`; 0 where even the central distribution has more
/// above `x`, NaN outside the domain or beyond a noncentrality of 1e9.
pub fn noncentral_chi_square_noncentrality(x: f64, df: f64, upper: f64) -> f64 {
    noncentrality(x.max(0.0), upper, |lambda| noncentral_chi_square_tails(x, df, lambda))
}

/// The noncentrality for which `upper` is the probability above `f`; 0 where even the central distribution has more
/// above `f`, NaN outside the domain or beyond a noncentrality of 1e9.
pub fn noncentral_f_noncentrality(f: f64, df1: f64, df2: f64, upper: f64) -> f64 {
    noncentrality((f * df1).max(0.0), upper, |lambda| noncentral_f_tails(f, df1, df2, lambda))
}

fn noncentrality(guess: f64, upper: f64, tails: impl Fn(f64) -> Tails) -> f64 {
    if !(upper > 0.0 && upper < 1.0 && guess.is_finite()) {
        return f64::NAN;
    }
    let central = tails(0.0).upper;
    if central.is_nan() {
        return f64::NAN;
    }
    if central >= upper {
        return 0.0;
    }
    let distance = |lambda: f64| {
        let tails = tails(lambda.min(LARGEST));
        if upper < 0.5 { tails.ln_upper - upper.ln() } else { (1.0 - upper).ln() - tails.ln_lower }
    };
    let high = 2.0 * guess + 10.0;
    let found =
        if distance(high) >= 0.0 { root_between(0.0, high, distance) } else { root_near(high, 2.0 * high, distance) };
    if found < LARGEST { found } else { f64::NAN }
}
