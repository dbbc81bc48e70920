//! Binomial distribution.

use super::special::ln_binomial_pmf;

/// ln P(X = k) for the number of successes in `n` trials, each with chance `p`; `k` and `n` whole. Minus infinity where
/// `k` is impossible, NaN where `p` is no probability.
///
/// ```
/// use retrocohort::analysis::distribution::binomial_ln_pmf;
/// assert!((binomial_ln_pmf(2.0, 4.0, 0.5).exp() - 0.375).abs() < 1e-15);
/// ```
pub fn binomial_ln_pmf(k: f64, n: f64, p: f64) -> f64 {
    if (0.0..=1.0).contains(&p) { ln_binomial_pmf(k, n, p, 1.0 - p) } else { f64::NAN }
}
