//! Distributions of Kolmogorov's and Smirnov's statistics of one sample against a continuous distribution.

use super::special::{LN_SQRT_2_PI, Tails, deviance, stirling_remainder};
use std::f64::consts::{LN_2, PI};

/// Above n d² of this, both boundaries are crossed with a probability below 1e-14 of that of crossing one.
const ONE_SIDED_FROM: f64 = 5.5;
/// Most multiplications of the exact recursion.
const LARGEST_WORK: f64 = 2e8;
/// Largest sample for which the one-sided sum is taken term by term.
const LARGEST_SUM: u64 = 2_000_000;

/// Limiting distribution of √n D: both tails at `x`.
///
/// Relative error about 1e-15 in either tail (Kolmogorov's two series, one for either side). A negative `x` lies below
/// all probability.
///
/// ```
/// use retrocohort::analysis::distribution::kolmogorov_tails;
/// assert!((kolmogorov_tails(1.3580986393225505).upper - 0.05).abs() < 1e-15);
/// ```
pub fn kolmogorov_tails(x: f64) -> Tails {
    if x.is_nan() {
        return Tails::UNDEFINED;
    }
    if x <= 0.0 {
        return Tails::ALL_UPPER;
    }
    if x < 0.85 {
        // √(2π)/x Σ exp(-(2k - 1)² π² / (8 x²)), over the first term.
        let first = PI * PI / (8.0 * x * x);
        let sum: f64 = (1..6).map(|k| (-first * (f64::from(2 * k - 1).powi(2) - 1.0)).exp()).sum();
        return Tails::from_ln_lower(LN_SQRT_2_PI - x.ln() - first + sum.ln());
    }
    // 2 Σ (-1)ᵏ⁻¹ exp(-2 k² x²), over the first term.
    let first = 2.0 * x * x;
    let sign = |k: i32| if k % 2 == 1 { 1.0 } else { -1.0 };
    let sum: f64 = (1..8).map(|k| sign(k) * (-first * (f64::from(k * k) - 1.0)).exp()).sum();
    Tails::from_ln_lower(LN_2 - first + sum.ln()).swapped()
}

/// Distribution of Smirnov's one-sided D⁺ of `n` values at `d`: `upper` is P(D⁺ >= d).
///
/// Exact (Smirnov's sum of positive terms, in Loader's form) for `n` up to 2,000,000, in time proportional to `n`;
/// beyond by the limiting distribution with Maag and Dicaire's correction, whose relative error is below 1e-5 where P
/// is above 1e-10. NaN for `n` = 0.
///
/// ```
/// use retrocohort::analysis::distribution::smirnov_tails;
/// // One value: D⁺ is uniform.
/// assert!((smirnov_tails(0.3, 1).upper - 0.7).abs() < 1e-15);
/// ```
pub fn smirnov_tails(d: f64, n: u64) -> Tails {
    if d.is_nan() || n == 0 {
        return Tails::UNDEFINED;
    }
    if d <= 0.0 {
        return Tails::ALL_UPPER;
    }
    if d >= 1.0 {
        return Tails::ALL_UPPER.swapped();
    }
    Tails::from_ln_lower(ln_one_sided(d, n)).swapped()
}

/// ln P(D⁺ >= d), for 0 < d < 1.
fn ln_one_sided(d: f64, n: u64) -> f64 {
    let size = n as f64;
    if n > LARGEST_SUM {
        return -(6.0 * size * d + 1.0) * ((6.0 * size * d + 1.0) / (18.0 * size));
    }
    // d Σ C(n, j) (1 - d - j/n)ⁿ⁻ʲ (d + j/n)ʲ⁻¹ over j with 1 - d - j/n > 0.
    let excess = size * d;
    let ln_first = size * (-d).ln_1p();
    let remainder = stirling_remainder(size);
    let term = |j: f64| {
        let mean = j + excess;
        let rest = size - j;
        if j == 0.0 {
            return ln_first;
        }
        if rest - excess <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let correction = remainder - stirling_remainder(j) - stirling_remainder(rest);
        correction - deviance(j, mean, -excess) - deviance(rest, rest - excess, excess) - LN_SQRT_2_PI
            + 0.5 * (size.ln() - j.ln() - rest.ln())
            + (excess / mean).ln()
    };
    let last = (size - excess).ceil() as u64;
    let terms = (0..=last.min(n.saturating_sub(1))).map(|j| term(j as f64));
    // One pass: the sum is kept relative to the largest term so far.
    let (mut top, mut sum) = (f64::NEG_INFINITY, 0.0);
    for value in terms.filter(|value| *value > f64::NEG_INFINITY) {
        if value > top {
            sum = sum * f64::exp(top - value) + 1.0;
            top = value;
        } else {
            sum += (value - top).exp();
        }
    }
    (top + f64::ln(sum)).min(0.0)
}

/// Distribution of Kolmogorov's D of `n` values against a fully specified continuous distribution, at `d`: `upper` is
/// P(D >= d).
///
/// Exact: Durbin's recursion as given by Marsaglia, Tsang and Wang, one row of the matrix at a time, from both ends to
/// the middle; where n d² is above 5.5, twice the one-sided probability, to which it is then equal to 14 digits. The
/// recursion takes about 23 n² d multiplications; beyond 2·10⁸ of these (n about 20,000) the expansion of Pelz and
/// Good with terms up to n^(-3/2) stands in, in error by less than 1e-8 there (Simard and L'Ecuyer 2011). NaN for `n` = 0.
///
/// ```
/// use retrocohort::analysis::distribution::kolmogorov_smirnov_tails;
/// // P(D < 0.274) for n = 10, from Marsaglia, Tsang and Wang (2003).
/// assert!((kolmogorov_smirnov_tails(0.274, 10).lower - 0.628479615456504275).abs() < 1e-14);
/// ```
pub fn kolmogorov_smirnov_tails(d: f64, n: u64) -> Tails {
    if d.is_nan() || n == 0 {
        return Tails::UNDEFINED;
    }
    let size = n as f64;
    if 2.0 * d * size <= 1.0 {
        return Tails::ALL_UPPER;
    }
    if d >= 1.0 {
        return Tails::ALL_UPPER.swapped();
    }
    if size * d * d > ONE_SIDED_FROM || d >= 0.5 {
        return Tails::from_ln_lower(ln_one_sided(d, n) + LN_2).swapped();
    }
    if 23.0 * size * size * d > LARGEST_WORK {
        pelz_good(size.sqrt() * d, size)
    } else {
        // The subtraction from one costs a small upper tail its last digits, never more than 5 of 16.
        Tails::from_ln_lower(ln_recursion(d, n))
    }
}

/// Weights beyond this many are below 1e-25 of the first.
const BAND: usize = 26;

/// ln P(D < d) by Durbin's recursion, scaled by e per step, so that the weights are those of a Poisson variable.
fn ln_recursion(d: f64, n: u64) -> f64 {
    let size = n as f64;
    let k = (size * d).floor() + 1.0;
    let h = -size.mul_add(d, -k);
    let m = 2 * k as usize - 1;
    // 1 - hⁱ without cancellation for h near one.
    let less_power = |i: usize| if h > 0.0 { -(i as f64 * h.ln()).exp_m1() } else { 1.0 };
    let mut weights = [0.0; BAND];
    let mut weight = (-1.0_f64).exp();
    for (i, place) in (0_u32..).zip(weights.iter_mut()) {
        weight /= f64::from(i.max(1));
        *place = weight;
    }
    let weight_at = |lag: usize| weights.get(lag).copied().unwrap_or(0.0);
    // First column and last row of the matrix; the latter is the former, read backwards.
    let border: Vec<f64> = (1..=m).map(|i| weight_at(i) * less_power(i)).collect();
    let corner = weight_at(m) * (1.0 - 2.0 * h.powf(m as f64) + (2.0 * h - 1.0).max(0.0).powf(m as f64));
    let mut row = vec![0.0; m];
    if let Some(middle) = row.get_mut(m / 2) {
        *middle = 1.0;
    }
    let mut ln_scale = 0.0;
    let mut next = vec![0.0; m];
    let mut step = |row: &mut Vec<f64>| {
        multiply(row, &weights, &border, corner, &mut next);
        std::mem::swap(row, &mut next);
    };
    // Row k of Hⁿ is the product of two such rows, one read backwards, because the matrix is the same seen from either end.
    let mut shorter = None;
    let mut ln_scale_shorter = 0.0;
    for done in 1..=n.div_ceil(2) {
        if done == n.div_ceil(2) {
            shorter = Some(row.clone()).filter(|_| n % 2 == 1);
            ln_scale_shorter = ln_scale;
        }
        step(&mut row);
        let top = row.iter().copied().fold(0.0, f64::max);
        if top < 1e-100 {
            row.iter_mut().for_each(|value| *value *= 1e100);
            ln_scale -= 100.0 * std::f64::consts::LN_10;
        }
    }
    let (other, ln_other) = match &shorter {
        Some(shorter) => (shorter, ln_scale_shorter),
        None => (&row, ln_scale),
    };
    let product: f64 = row.iter().zip(other.iter().rev()).map(|(a, b)| a * b).sum();
    // n! eⁿ / nⁿ
    product.ln() + ln_scale + ln_other + LN_SQRT_2_PI + 0.5 * size.ln() + stirling_remainder(size)
}

/// `next` = `row` times the matrix with `weights` below and on the first upper diagonal, `border` in the first column
/// and, backwards, in the last row.
fn multiply(row: &[f64], weights: &[f64; BAND], border: &[f64], corner: f64, next: &mut [f64]) {
    let m = row.len();
    next.fill(0.0);
    // All rows but the last, all columns but the first: cell (i, j) is the weight of i - j + 1.
    let inner = row.get(..m - 1).unwrap_or_default();
    for (lag, weight) in weights.iter().enumerate().take(m) {
        // Column j = i + 1 - lag, at least 1.
        let sources = inner.get(lag..).unwrap_or_default();
        for (place, value) in next.iter_mut().skip(1).zip(sources) {
            *place += weight * value;
        }
    }
    let first: f64 = inner.iter().zip(border).map(|(value, weight)| value * weight).sum();
    let last = row.last().copied().unwrap_or(0.0);
    for (place, weight) in next.iter_mut().zip(border.iter().rev()) {
        *place += last * weight;
    }
    if let Some(place) = next.first_mut() {
        *place = first + last * corner;
    }
}

/// Expansion of P(√n D < x) by Pelz and Good up to n^(-3/2).
fn pelz_good(x: f64, n: f64) -> Tails {
    let (pi2, z2) = (PI * PI, x * x);
    let (pi4, z4, z6) = (pi2 * pi2, z2 * z2, z2 * z2 * z2);
    let pi6 = pi2 * pi4;
    let root = (0.5 * PI).sqrt();
    let odd = |coefficient: &dyn Fn(f64) -> f64| -> f64 {
        (0..25).map(|k| f64::from(k) + 0.5).map(|k| coefficient(k * k) * (-k * k * pi2 / (2.0 * z2)).exp()).sum()
    };
    let even = |coefficient: &dyn Fn(f64) -> f64| -> f64 {
        (1..25).map(f64::from).map(|k| coefficient(k * k) * (-k * k * pi2 / (2.0 * z2)).exp()).sum()
    };
    let k1 = root / (3.0 * z4) * odd(&|k2| pi2 * k2 - z2);
    let k2 = root / (36.0 * x * z6)
        * odd(&|k2| (6.0 * z6 + 2.0 * z4) + (2.0 * z4 - 5.0 * z2) * pi2 * k2 + (1.0 - 2.0 * z2) * pi4 * k2 * k2)
        - root / (18.0 * x * z2) * even(&|k2| pi2 * k2);
    let k3 = root / (3240.0 * z4 * z6)
        * odd(&|k2| {
            (-30.0 * z6 - 90.0 * z4 * z4)
                + (135.0 * z4 - 96.0 * z6) * pi2 * k2
                + (212.0 * z4 - 60.0 * z2) * pi4 * k2 * k2
                + (5.0 - 30.0 * z2) * pi6 * k2 * k2 * k2
        })
        + root / (108.0 * z6) * even(&|k2| -pi4 * k2 * k2 + 3.0 * z2 * pi2 * k2);
    let limit = kolmogorov_tails(x);
    let correction = k1 / n.sqrt() + k2 / n + k3 / (n * n.sqrt());
    if limit.lower < 0.5 {
        Tails::from_ln_lower((limit.lower + correction).max(0.0).ln())
    } else {
        Tails::from_ln_lower((limit.upper - correction).max(0.0).ln()).swapped()
    }
}
