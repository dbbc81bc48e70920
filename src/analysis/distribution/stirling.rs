//! Pieces of Loader's saddle-point expansion (Loader 2000, "Fast and accurate computation of binomial probabilities").

/// `ln(1 + u) - u`, accurate near zero.
pub(super) fn ln_1p_minus(u: f64) -> f64 {
    if u.abs() > 0.4 {
        return u.ln_1p() - u;
    }
    // With s = u / (2 + u): ln(1 + u) = 2 artanh(s) and 2 s - u = -u s.
    let s = u / (2.0 + u);
    let square = s * s;
    let (mut power, mut sum, mut k) = (s * square, 0.0, 3.0);
    loop {
        let next = sum + power / k;
        if next == sum {
            return 2.0 * sum - u * s;
        }
        sum = next;
        power *= square;
        k += 2.0;
    }
}

/// `ln(ratio) - u` for `ratio = 1 + u` given both ways: near zero `1 + u` has lost the ratio's digits.
pub(super) fn ln_ratio_minus(ratio: f64, u: f64) -> f64 {
    if u < -0.4 { ratio.ln() - u } else { ln_1p_minus(u) }
}

/// Error of Stirling's formula: `ln Γ(a) - ((a - 1/2) ln a - a + ln(2π)/2)`, for a > 0.
pub(super) fn stirling_error(a: f64) -> f64 {
    let (mut a, mut correction) = (a, 0.0);
    while a < 16.0 {
        // Γ(a + 1) = a Γ(a), written so that the large parts cancel before they are rounded.
        correction += (a + 0.5) * (1.0 / a).ln_1p() - 1.0;
        a += 1.0;
    }
    let z = 1.0 / (a * a);
    let series = 1.0 / 12.0
        - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z * (1.0 / 1680.0 - z * (1.0 / 1188.0 - z * (691.0 / 360_360.0)))));
    correction + series / a
}

/// `ln(Γ(a + 1/2) / Γ(a))`.
pub(super) fn ln_gamma_ratio_half(a: f64) -> f64 {
    stirling_error(a + 0.5) - stirling_error(a) + a * (0.5 / a).ln_1p() + 0.5 * a.ln() - 0.5
}

/// Deviance `x ln(x / m) + m - x` for x, m > 0.
pub(super) fn deviance(x: f64, m: f64) -> f64 {
    -x * ln_1p_minus((m - x) / x)
}

/// Logarithm of the binomial probability of `x` of `n` with success probability `p` and its complement `q`.
pub(super) fn ln_binomial(x: f64, n: f64, p: f64, q: f64) -> f64 {
    if p == 0.0 {
        return if x == 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    if q == 0.0 {
        return if x == n { 0.0 } else { f64::NEG_INFINITY };
    }
    if x == 0.0 {
        return if p < 0.1 { n * (-p).ln_1p() } else { n * q.ln() };
    }
    if x == n {
        return if q < 0.1 { n * (-q).ln_1p() } else { n * p.ln() };
    }
    stirling_error(n) - stirling_error(x) - stirling_error(n - x) - deviance(x, n * p) - deviance(n - x, n * q)
        + 0.5 * (n / (x * (n - x)) / (2.0 * std::f64::consts::PI)).ln()
}
