//! Regularised incomplete beta function with both tails.

use super::stirling::{ln_ratio_minus, stirling_error};

/// A probability, its complement and the logarithms of both: whichever is small is accurate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// Probability up to the point.
    pub lower: f64,
    /// Probability beyond it.
    pub upper: f64,
    /// Natural logarithm of `lower`.
    pub ln_lower: f64,
    /// Natural logarithm of `upper`.
    pub ln_upper: f64,
}

impl Tails {
    /// All probability lies below.
    pub(super) fn nothing_above() -> Self {
        Tails { lower: 1.0, upper: 0.0, ln_lower: 0.0, ln_upper: f64::NEG_INFINITY }
    }

    /// All probability lies above.
    pub(super) fn nothing_below() -> Self {
        Tails { lower: 0.0, upper: 1.0, ln_lower: f64::NEG_INFINITY, ln_upper: 0.0 }
    }

    /// From the logarithm of the tail that was computed.
    pub(super) fn from_ln(ln: f64, is_lower: bool) -> Self {
        let ln = ln.min(0.0);
        let p = ln.exp();
        let (q, ln_q) = (1.0 - p, (-p).ln_1p());
        if is_lower {
            Tails { lower: p, upper: q, ln_lower: ln, ln_upper: ln_q }
        } else {
            Tails { lower: q, upper: p, ln_lower: ln_q, ln_upper: ln }
        }
    }
}

/// Steps after which a continued fraction or series stops; enough for shapes up to about 1e9.
pub(super) const MOST_STEPS: usize = 200_000;

/// Regularised incomplete beta function `I_x(a, b)` with `y = 1 - x` given apart, so that neither loses digits.
///
/// a, b > 0. Continued fraction of DiDonato & Morris (1992), evaluated by Lentz's method on the side where it converges fast; leading factor by Loader's expansion. Complexity: `O(sqrt(a + b))`.
pub fn regularized_beta(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x <= 0.0 {
        return Tails::nothing_below();
    }
    if y <= 0.0 {
        return Tails::nothing_above();
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        Tails::from_ln(ln_leading(a, b, x, y) + continued_fraction(a, b, x, y, y * a - x * b).ln(), true)
    } else {
        Tails::from_ln(ln_leading(a, b, x, y) + continued_fraction(b, a, y, x, x * b - y * a).ln(), false)
    }
}

/// `ln(x^a y^b / B(a, b))`.
fn ln_leading(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let distance = x * (b / n) - y * (a / n);
    let power =
        a * ln_ratio_minus(x / (a / n), distance / (a / n)) + b * ln_ratio_minus(y / (b / n), -distance / (b / n));
    stirling_error(n) - stirling_error(a) - stirling_error(b)
        + power
        + 0.5 * (a * (b / n) / (2.0 * std::f64::consts::PI)).ln()
}

/// Continued fraction of I_x(a, b) B(a, b) / (xᵃ yᵇ) in the form of DiDonato and Morris, which takes x near one through
/// `lambda` = a - (a + b) x and y; evaluated by the modified Lentz method. The number of terms grows with the square
/// root of the smaller parameter, hence the bound.
fn continued_fraction(a: f64, b: f64, x: f64, y: f64, lambda: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let safe = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = safe(a / (a + 1.0) * (lambda + 1.0));
    let mut d = 0.0;
    let mut denominator = c;
    for n in 1..20_000 {
        let n = f64::from(n);
        let odd = a + 2.0 * n - 1.0;
        let step = n * (b - n) * x;
        let alpha = (a + n - 1.0) / odd * ((a + b + n - 1.0) / odd) * (step * x);
        let beta = n + step / odd + (a + n) / (odd + 2.0) * (lambda + 1.0 + n * (1.0 + y));
        d = safe(beta + alpha * d).recip();
        c = safe(beta + alpha / c);
        denominator *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    denominator.recip()
}
