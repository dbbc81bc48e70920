//! Binomial distribution.

use super::beta::incomplete_beta;
use super::quantile::discrete_quantile;
use super::special::{Tails, ln_binomial_pmf};

/// Whole numbers up to this can be held.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

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

/// P(X <= k) as `lower` and P(X > k) as `upper`, for the number of successes in `n` trials, each with chance `p`. `n`
/// whole; `k` is rounded down. NaN where `p` is no probability or `n` is negative. Tails of the beta distribution.
///
/// ```
/// use retrocohort::analysis::distribution::binomial_tails;
/// assert!((binomial_tails(1.0, 4.0, 0.5).lower - 5.0 / 16.0).abs() < 1e-15);
/// ```
pub fn binomial_tails(k: f64, n: f64, p: f64) -> Tails {
    if k.is_nan() || !((0.0..=1.0).contains(&p) && n >= 0.0 && n.is_finite()) {
        return Tails::UNDEFINED;
    }
    let k = k.floor();
    if k < 0.0 {
        return Tails::ALL_UPPER;
    }
    if k >= n {
        return Tails::ALL_UPPER.swapped();
    }
    incomplete_beta(k + 1.0, n - k, p, 1.0 - p).swapped()
}

/// The smallest k with P(X <= k) >= `p`, within the rounding error of P. NaN outside the domain.
///
/// ```
/// use retrocohort::analysis::distribution::binomial_quantile;
/// assert_eq!(binomial_quantile(0.025, 10.0, 0.5), 2.0);
/// ```
pub fn binomial_quantile(p: f64, n: f64, chance: f64) -> f64 {
    let sound = (0.0..=1.0).contains(&p) && (0.0..=1.0).contains(&chance) && (0.0..=LARGEST_WHOLE).contains(&n);
    if !sound {
        return f64::NAN;
    }
    discrete_quantile(p, 0.0, n, |k| binomial_tails(k, n, chance))
}
