//! Standard normal distribution.

use super::special::{LN_SQRT_2_PI, Tails};
use statrs::distribution::{ContinuousCDF, Normal};

/// Both tails of the standard normal distribution at `z`. Relative error about 1e-15 in the smaller tail.
pub fn normal_tails(z: f64) -> Tails {
    if z.is_nan() {
        return Tails::UNDEFINED;
    }
    let tails = upper_half(z.abs());
    if z < 0.0 { tails.swapped() } else { tails }
}

/// P(Z > z) for a standard normal Z.
///
/// ```
/// use retrocohort::analysis::distribution::normal_sf;
/// assert!((normal_sf(1.959963984540054) - 0.025).abs() < 1e-15);
/// ```
pub fn normal_sf(z: f64) -> f64 {
    normal_tails(z).upper
}

/// ln P(Z > z): finite where the probability underflows.
pub fn normal_ln_sf(z: f64) -> f64 {
    normal_tails(z).ln_upper
}

/// P(|Z| > |z|) for a standard normal Z.
pub fn normal_two_sided(z: f64) -> f64 {
    2.0 * normal_sf(z.abs())
}

/// The z with P(Z <= z) = `p`; infinite at 0 and 1, NaN outside.
///
/// ```
/// use retrocohort::analysis::distribution::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-14);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    if (0.0..=1.0).contains(&p) { Normal::standard().inverse_cdf(p) } else { f64::NAN }
}

/// Tails at z >= 0.
fn upper_half(z: f64) -> Tails {
    // z² to twice the precision: its rounding error alone would cost three digits at z = 37.
    let square = z * z;
    let ln_density = if square.is_finite() {
        -0.5 * square - 0.5 * z.mul_add(z, -square) - LN_SQRT_2_PI
    } else {
        return Tails::ALL_UPPER.swapped();
    };
    if z < 1.5 {
        // Φ(z) - 1/2 = φ(z) (z + z³/3 + z⁵/15 + …).
        let (mut sum, mut term, mut k) = (z, z, 1.0);
        while term > 1e-18 * sum {
            k += 2.0;
            term *= square / k;
            sum += term;
        }
        let centre = ln_density.exp() * sum;
        let (lower, upper) = (0.5 + centre, 0.5 - centre);
        return Tails { lower, upper, ln_lower: (-upper).ln_1p(), ln_upper: upper.ln() };
    }
    // Laplace's continued fraction of Mills' ratio, from the inside out.
    let terms = 12 + (600.0 / square) as u32;
    let fraction = (1..=terms).rev().fold(z, |inner, k| z + f64::from(k) / inner);
    let upper = (-0.5 * square).exp() * (-0.5 * z.mul_add(z, -square) - LN_SQRT_2_PI).exp() / fraction;
    Tails { lower: 1.0 - upper, upper, ln_lower: (-upper).ln_1p(), ln_upper: ln_density - fraction.ln() }
}
