//! Building blocks of the distribution functions.

use std::f64::consts::PI;

/// ln √(2π).
pub(super) const LN_SQRT_2_PI: f64 = 0.918_938_533_204_672_8;

/// Both tails of a distribution, each computed so that it keeps its relative accuracy when it is small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// Probability of a value below.
    pub lower: f64,
    /// Probability of a value above.
    pub upper: f64,
    /// Natural logarithm of `lower`; finite where `lower` underflows.
    pub ln_lower: f64,
    /// Natural logarithm of `upper`; finite where `upper` underflows.
    pub ln_upper: f64,
}

impl Tails {
    /// All probability above.
    pub(super) const ALL_UPPER: Tails = Tails { lower: 0.0, upper: 1.0, ln_lower: f64::NEG_INFINITY, ln_upper: 0.0 };

    /// What arguments outside the domain give.
    pub(super) const UNDEFINED: Tails =
        Tails { lower: f64::NAN, upper: f64::NAN, ln_lower: f64::NAN, ln_upper: f64::NAN };

    /// From the logarithm of the lower tail, which must be the one that was computed without subtraction.
    pub(super) fn from_ln_lower(ln_lower: f64) -> Tails {
        let ln_lower = ln_lower.min(0.0);
        let lower = ln_lower.exp();
        // `exp_m1` keeps the digits when the lower tail is close to one.
        let upper = -ln_lower.exp_m1();
        Tails { lower, upper, ln_lower, ln_upper: if lower < 0.5 { (-lower).ln_1p() } else { upper.ln() } }
    }

    /// Lower and upper exchanged.
    pub(super) fn swapped(self) -> Tails {
        Tails { lower: self.upper, upper: self.lower, ln_lower: self.ln_upper, ln_upper: self.ln_lower }
    }
}

/// ln(1 + u) - u without cancellation, for u > -1.
pub(in crate::analysis) fn ln_1p_minus(u: f64) -> f64 {
    if !(-0.5..=1.0).contains(&u) {
        return u.ln_1p() - u;
    }
    // ln(1 + u) = 2 artanh(r) with r = u / (2 + u), and 2 r - u = -u r.
    let r = u / (2.0 + u);
    let square = r * r;
    let (mut sum, mut power, mut k) = (0.0, 1.0, 3.0);
    loop {
        let term = power / k;
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
        power *= square;
        k += 2.0;
    }
    r * (2.0 * square * sum - u)
}

/// What Stirling's formula leaves of ln Γ(a): ln Γ(a) - ((a - 1/2) ln a - a + ln √(2π)), for a > 0.
pub(in crate::analysis) fn stirling_remainder(a: f64) -> f64 {
    if a.is_infinite() {
        return 0.0;
    }
    let (mut a, mut sum) = (a, 0.0);
    while a < 16.0 {
        // From Γ(a + 1) = a Γ(a).
        sum += if a < 1.0 {
            (a + 0.5) * (a.ln_1p() - a.ln()) - 1.0
        } else {
            // (a + 1/2) ln(1 + 1/a) - 1, with the part that cancels taken out.
            let u = a.recip();
            (a + 0.5) * ln_1p_minus(u) + 0.5 * u
        };
        a += 1.0;
    }
    let square = (a * a).recip();
    // Bernoulli numbers B(2k) / (2k (2k - 1)); at a = 16 the first term left out is below 1e-19.
    const TERMS: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    sum + TERMS.iter().rev().fold(0.0, |value, term| value * square + term) / a
}

/// ln k! for a whole k >= 0.
pub(in crate::analysis) fn ln_factorial(k: f64) -> f64 {
    if k < 2.0 { 0.0 } else { (k + 0.5) * k.ln() - k + LN_SQRT_2_PI + stirling_remainder(k) }
}

/// ln r - (r - 1) for r > 0, which is never positive; `excess` is r - 1, which the caller may know with more digits than
/// r shows. Near 1 the difference is taken as a series, far below it r itself has the digits.
pub(in crate::analysis) fn ln_less_excess(ratio: f64, excess: f64) -> f64 {
    if ratio < 0.5 { ratio.ln() - excess } else { ln_1p_minus(excess) }
}

/// Deviance part of the binomial and Poisson probabilities: m φ((k - m) / m) with φ(u) = (1 + u) ln(1 + u) - u, that
/// is k ln(k / m) + m - k. `excess` is k - m, which the caller may know with more digits than k and m show.
pub(super) fn deviance(k: f64, m: f64, excess: f64) -> f64 {
    if k == 0.0 {
        return m;
    }
    // k ln(k / m) + m - k = -k (ln r - (r - 1)) with r = m / k.
    -k * ln_less_excess(m / k, -excess / k)
}

/// ln of the binomial probability of `k` successes in `n` trials, each with chance `p`, `q` = 1 - p (Loader's
/// saddle-point form). `k` and `n` are whole numbers.
pub(super) fn ln_binomial_pmf(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if k < 0.0 || k > n {
        return f64::NEG_INFINITY;
    }
    if k == 0.0 {
        return if p < 0.1 { n * (-p).ln_1p() } else { n * q.ln() };
    }
    if k == n {
        return if q < 0.1 { n * (-q).ln_1p() } else { n * p.ln() };
    }
    let rest = n - k;
    let excess = if p <= q { p.mul_add(-n, k) } else { -q.mul_add(-n, rest) };
    let correction = stirling_remainder(n) - stirling_remainder(k) - stirling_remainder(rest);
    correction - deviance(k, n * p, excess) - deviance(rest, n * q, -excess) + 0.5 * (n / (2.0 * PI)).ln()
        - 0.5 * (k.ln() + rest.ln())
}

/// Nodes and weights of the 16-point Gauss-Legendre rule, positive half.
const GAUSS: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// ∫ exp(e(h)) dh from 0 to `limit`, for concave `e` with e(0) = 0, in panels of `width`. Stops where the integrand
/// adds nothing; the concavity bounds the number of panels.
pub(super) fn integrate_exp(e: impl Fn(f64) -> f64, width: f64, limit: f64) -> f64 {
    let (mut sum, mut start, mut peak) = (0.0, 0.0, 0.0_f64);
    for _ in 0..200 {
        let end = (start + width).min(limit);
        let (middle, half) = (0.5 * (start + end), 0.5 * (end - start));
        for (node, weight) in GAUSS {
            sum += half * weight * (e(middle - half * node).exp() + e(middle + half * node).exp());
        }
        let level = e(end);
        peak = peak.max(level);
        start = end;
        if end >= limit || level < peak - 45.0 {
            break;
        }
    }
    sum
}

/// ln Σ exp(e(`start` + i `step`)) over all whole i, for a sequence with one maximum: climbs from `start` to the highest
/// term, adds outwards until the terms are below 1e-18 of it (below exp(-1e6) the highest term stands for all). Times the step it is an integral by the trapezoidal rule,
/// whose error for a smooth function that decays on both sides falls exponentially with the step. At most about
/// `most` terms.
pub(super) fn ln_sum_around(start: f64, step: f64, most: usize, e: impl Fn(f64) -> f64) -> f64 {
    let at = |i: f64| start + i * step;
    let (mut peak, mut top) = (0.0, e(at(0.0)));
    // Strides that double as long as they lead up, then halve around the highest place found.
    let mut stride = 1.0;
    for direction in [1.0, -1.0] {
        while e(at(peak + direction * stride)) > top {
            peak += direction * stride;
            top = e(at(peak));
            stride *= 2.0;
        }
    }
    while stride >= 1.0 {
        for next in [peak + stride, peak - stride] {
            let level = e(at(next));
            if level > top {
                (peak, top) = (next, level);
            }
        }
        stride *= 0.5;
    }
    // So far out the number of terms does not show in the digits of the logarithm.
    if top < -1e6 || top.is_nan() {
        return top;
    }
    let (mut sum, mut terms) = (1.0, 0);
    for direction in [1.0, -1.0] {
        let mut i = peak + direction;
        loop {
            let level = e(at(i)) - top;
            sum += level.exp();
            terms += 1;
            if level.is_nan() || level < -42.0 || terms > most {
                break;
            }
            i += direction;
        }
    }
    top + f64::ln(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainder_of_stirling_formula() {
        // ln Γ(1) = 0, ln Γ(1/2) = ln √π, ln Γ(0.05) = 2.968879201051730979 (mpmath, 30 digits).
        for (a, ln_gamma) in [(1.0, 0.0), (0.5, 0.572_364_942_924_700_1), (0.05, 2.968_879_201_051_731)] {
            let by_formula = (a - 0.5) * f64::ln(a) - a + LN_SQRT_2_PI + stirling_remainder(a);
            assert!((by_formula - ln_gamma).abs() < 4e-15, "{a}: {by_formula} {ln_gamma}");
        }
    }

    #[test]
    fn logarithm_without_its_first_term() {
        for u in [1e-9, -1e-9] {
            assert!((ln_1p_minus(u) / (-0.5 * u * u) - 1.0).abs() < 1e-8);
        }
        for u in [-0.49_f64, -0.51, 0.99, 1.01, 0.3] {
            assert!((ln_1p_minus(u) - (u.ln_1p() - u)).abs() < 1e-15);
        }
    }
}
