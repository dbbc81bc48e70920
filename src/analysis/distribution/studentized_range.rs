//! Studentized range: the range of `k` normal means over an independent estimate of their standard deviation.

use super::normal::normal_tails;
use super::quantile::root_near;
use super::special::{LN_SQRT_2_PI, Tails, ln_1p_minus, ln_sum_around, stirling_remainder};
use super::student_t::student_t_two_sided_tails;

/// Degrees of freedom below which the distribution is too wide to be integrated in bounded time.
const LEAST_DF: f64 = 0.1;
/// Most terms of one sum.
const MOST_TERMS: usize = 20_000;

/// Both tails of the studentized range of `k` means with `df` degrees of freedom at `q`; `df` may be infinite.
///
/// `k` whole and at least 2, `df` at least 0.1, else NaN; a negative `q` lies below all probability. Relative error
/// about 1e-12 in either tail for `k` up to 1000. The double integral over the largest value and the logarithm of the
/// estimated standard deviation is summed by the trapezoidal rule, which converges exponentially for such integrands
/// (Copenhaver and Holland 1988 give the integrals); some thousand evaluations of the normal distribution.
///
/// ```
/// use retrocohort::analysis::distribution::studentized_range_tails;
/// // Tables give 3.877 as the upper 5 % point for 3 means and 10 degrees of freedom.
/// assert!((studentized_range_tails(3.87677675, 3, 10.0).upper - 0.05).abs() < 1e-9);
/// ```
pub fn studentized_range_tails(q: f64, k: u64, df: f64) -> Tails {
    if q.is_nan() || k < 2 || !(LEAST_DF..=f64::INFINITY).contains(&df) {
        return Tails::UNDEFINED;
    }
    if q <= 0.0 {
        return Tails::ALL_UPPER;
    }
    if q.is_infinite() {
        return Tails::ALL_UPPER.swapped();
    }
    if k == 2 {
        let t = q * std::f64::consts::FRAC_1_SQRT_2;
        // Beyond 10¹⁷ degrees of freedom Student's t is normal to the last digit.
        return student_t_two_sided_tails(t, df.min(1e17));
    }
    let others = (k - 1) as f64;
    let ln_lower = over_scale(q, others, df, ln_range_lower);
    if ln_lower < -0.7 {
        return Tails::from_ln_lower(ln_lower);
    }
    Tails::from_ln_lower(over_scale(q, others, df, ln_range_upper)).swapped()
}

/// P(Q > `q`) for the studentized range of `k` means with `df` degrees of freedom.
///
/// ```
/// use retrocohort::analysis::distribution::studentized_range_sf;
/// // Two means: the two-sided P of Student's t at q / √2; F(1, 1) has the tail 2/π arctan(1/√f).
/// let q = 2.0 * 2.0_f64.sqrt();
/// assert!((studentized_range_sf(q, 2, 1.0) - std::f64::consts::FRAC_2_PI * 0.5_f64.atan()).abs() < 1e-15);
/// ```
pub fn studentized_range_sf(q: f64, k: u64, df: f64) -> f64 {
    studentized_range_tails(q, k, df).upper
}

/// The q that is exceeded with probability `upper`: infinite at 0, 0 at 1, NaN outside and where the distribution is
/// not defined.
///
/// ```
/// use retrocohort::analysis::distribution::studentized_range_upper_quantile;
/// assert!((studentized_range_upper_quantile(0.05, 3, 10.0) - 3.87677675).abs() < 1e-8);
/// ```
pub fn studentized_range_upper_quantile(upper: f64, k: u64, df: f64) -> f64 {
    if !(0.0..=1.0).contains(&upper) || k < 2 || !(LEAST_DF..=f64::INFINITY).contains(&df) {
        return f64::NAN;
    }
    if upper == 0.0 || upper == 1.0 {
        return if upper == 0.0 { f64::INFINITY } else { 0.0 };
    }
    let near = upper > 0.5;
    let target = if near { (1.0 - upper).ln() } else { upper.ln() };
    let ln_q = root_near(0.5, 2.0, |ln_q| {
        let tails = studentized_range_tails(ln_q.exp(), k, df);
        if near { tails.ln_lower - target } else { target - tails.ln_upper }
    });
    ln_q.exp()
}

/// ln E(g(`q` S)) for S the root of a chi-square over its degrees of freedom, where `ln_g` gives ln g.
fn over_scale(q: f64, others: f64, df: f64, ln_g: impl Fn(f64, f64) -> f64) -> f64 {
    // ln S is concentrated within its standard deviation of zero: 1 / √(2 df).
    if df > 1e17 {
        return ln_g(q, others);
    }
    let half = 0.5 * df;
    let ln_constant = std::f64::consts::LN_2 + 0.5 * half.ln() - LN_SQRT_2_PI - stirling_remainder(half);
    let step = 0.13_f64.min(0.5 / (2.0 * df).sqrt());
    // The range itself falls like exp(-w² / 4), so that the integrand is largest about here.
    let start = if ln_g(q, others) > -0.5 { 0.0 } else { 0.5 * (df.ln() - (df + 0.5 * q * q).ln()) };
    let ln_sum = ln_sum_around(start, step, MOST_TERMS, |t| {
        // df t - half (e²ᵗ - 1), with u = e²ᵗ - 1.
        let u = (2.0 * t).exp_m1();
        let ln_density = if u > -0.5 && u < 1.0 { half * ln_1p_minus(u) } else { df * t - half * u };
        if ln_density < -800.0 { f64::NEG_INFINITY } else { ln_density + ln_g(q * t.exp(), others) }
    });
    ln_constant + ln_sum + step.ln()
}

/// Step of the sum over the largest value: the more values, the narrower its distribution.
fn step_of(others: f64) -> f64 {
    (0.9 / (1.0 + others).sqrt()).clamp(0.06, 0.3)
}

/// ln P(range > `w`) for `others` + 1 standard normal values: the largest is at z, and not all others are within `w`.
fn ln_range_upper(w: f64, others: f64) -> f64 {
    if w < 1e-17 {
        return 0.0;
    }
    let step = step_of(others);
    let ln_sum = ln_sum_around(0.5 * w, step, MOST_TERMS, |z| {
        let below = normal_tails(z);
        let far = normal_tails(z - w);
        // Φ(z)ᵏ (1 - (1 - Φ(z - w) / Φ(z))ᵏ)
        let ln_share = (far.ln_lower - below.ln_lower).min(0.0);
        let ln_none = if ln_share > -1e-300 { f64::NEG_INFINITY } else { others * (-ln_share.exp()).ln_1p() };
        let ln_some = if ln_none > -1e-290 { others.ln() + ln_share } else { (-ln_none.exp_m1()).ln() };
        -0.5 * z * z + others * below.ln_lower + ln_some
    });
    (ln_sum + step.ln() - LN_SQRT_2_PI + others.ln_1p()).min(0.0)
}

/// ln P(range <= `w`): the largest value is half of `w` above m, and all others are within `w`.
fn ln_range_lower(w: f64, others: f64) -> f64 {
    if w > 80.0 {
        return 0.0;
    }
    let half = 0.5 * w;
    let step = step_of(others);
    let ln_sum = ln_sum_around(0.0, step, MOST_TERMS, |m| {
        // The probability between m - half and m + half is symmetric about m = 0.
        let m_abs = m.abs();
        let ln_between = ln_between(m_abs, half);
        -0.5 * (m + half) * (m + half) + others * ln_between
    });
    (ln_sum + step.ln() - LN_SQRT_2_PI + others.ln_1p()).min(0.0)
}

/// ln (Φ(m + half) - Φ(m - half)) for m >= 0.
fn ln_between(m: f64, half: f64) -> f64 {
    if half > 0.5 {
        let (near, far) = (normal_tails(m - half), normal_tails(m + half));
        return if m < half {
            (-(near.lower + far.upper)).ln_1p()
        } else {
            near.ln_upper + (-(far.ln_upper - near.ln_upper).exp()).ln_1p()
        };
    }
    // Gauss-Legendre with eight points, relative to the density at m: exact to the last digits over so short a stretch.
    const GAUSS: [(f64, f64); 4] = [
        (0.183_434_642_495_649_8, 0.362_683_783_378_362),
        (0.525_532_409_916_329, 0.313_706_645_877_887_27),
        (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
        (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
    ];
    let sum: f64 = GAUSS
        .iter()
        .map(|(node, weight)| {
            let h = node * half;
            weight * (-0.5 * h * h).exp() * (m * h).cosh()
        })
        .sum();
    sum.ln() + (2.0 * half).ln() - 0.5 * m * m - LN_SQRT_2_PI
}
