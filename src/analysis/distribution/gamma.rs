//! Regularised incomplete gamma function with both tails.

use super::beta::{MOST_STEPS, Tails};
use super::stirling::{ln_ratio_minus, stirling_error};

/// Regularised incomplete gamma function `P(a, x)` and its complement, for a > 0 and x >= 0.
///
/// Series below a + 1, continued fraction above (DLMF 8.7.1, 8.9.2), leading factor by Loader's expansion.
/// Complexity: `O(sqrt(a))`.
pub fn regularized_gamma(a: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails::nothing_below();
    }
    if x.is_infinite() {
        return Tails::nothing_above();
    }
    // ln(x^a e^-x / Γ(a))
    let ln_leading =
        a * ln_ratio_minus(x / a, (x - a) / a) - stirling_error(a) + 0.5 * (a / (2.0 * std::f64::consts::PI)).ln();
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        for _ in 0..MOST_STEPS {
            k += 1.0;
            term *= x / k;
            let next = sum + term;
            if next == sum {
                break;
            }
            sum = next;
        }
        return Tails::from_ln(ln_leading + sum.ln(), true);
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    for step in 1..MOST_STEPS {
        let i = step as f64;
        let numerator = -i * (i - a);
        b += 2.0;
        d = numerator * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + numerator / c;
        c = if c.abs() < TINY { TINY } else { c };
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    Tails::from_ln(ln_leading + value.ln(), false)
}
