//! Intervals of one proportion.

use super::{EffectEstimate, normal_limit, tail, wilson};
use crate::analysis::NotComputable;
use crate::analysis::distribution::{beta_quantile, binomial_ln_pmf, binomial_tails, root_between};

/// Wilson's score interval of `count` of `n`, without continuity correction.
///
/// # Errors
/// Nobody at all, more with the property than there are, or a level that is not between 0 and 1; so for all intervals
/// of one proportion.
///
/// ```
/// use retrocohort::analysis::effect::proportion_wilson;
/// assert!((proportion_wilson(1, 10, 0.95)?.ci_high - 0.40415002679523854).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_wilson(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (_, low, high) = wilson(count, n, level)?;
    estimate(count, n, level, (low, high), "Wilson's score interval")
}

/// Wilson's score interval with continuity correction: Wilson's limits for half a person less and half a person more.
///
/// # Errors
/// As [`proportion_wilson`].
///
/// ```
/// use retrocohort::analysis::effect::proportion_wilson_continuity;
/// assert!((proportion_wilson_continuity(0, 10, 0.95)?.ci_high - 0.34453721830692247).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_wilson_continuity(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (x, size) = counts(count, n)?;
    let z = normal_limit(level)?;
    // The lower limit for `with` of the size; the upper one is that of the complement.
    let lower = |with: f64| {
        let root = z * (z * z + 4.0 * with * ((size - with) / size)).sqrt();
        2.0 * with * (with / size) / (2.0 * with + z * z + root)
    };
    let low = if count == 0 { 0.0 } else { lower(x - 0.5) };
    let high = if count == n { 1.0 } else { 1.0 - lower(size - x - 0.5) };
    estimate(count, n, level, (low, high), "Wilson's score interval with continuity correction")
}

/// Clopper and Pearson's exact interval: the proportions for which the count is at either tail.
///
/// # Errors
/// As [`proportion_wilson`].
///
/// ```
/// use retrocohort::analysis::effect::proportion_clopper_pearson;
/// // None of n: the upper limit is 1 - (α/2)^(1/n).
/// let high = proportion_clopper_pearson(0, 10, 0.95)?.ci_high;
/// assert!((high - (1.0 - 0.025_f64.powf(0.1))).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_clopper_pearson(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (x, size) = counts(count, n)?;
    let tail = tail(level)?;
    let low = if count == 0 { 0.0 } else { beta_quantile(tail, x, size - x + 1.0) };
    let high = if count == n { 1.0 } else { 1.0 - beta_quantile(tail, size - x, x + 1.0) };
    estimate(count, n, level, (low, high), "Clopper and Pearson's exact interval")
}

/// Mid-P exact interval: as Clopper and Pearson's, the observed count counting by half.
///
/// # Errors
/// As [`proportion_wilson`].
///
/// ```
/// use retrocohort::analysis::effect::proportion_mid_p;
/// // None of n: half of (1 - p)ⁿ is α/2.
/// let high = proportion_mid_p(0, 10, 0.95)?.ci_high;
/// assert!((high - (1.0 - 0.05_f64.powf(0.1))).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_mid_p(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (x, size) = counts(count, n)?;
    let target = tail(level)?.ln();
    let half_observed = |p: f64, ln_tail: f64| {
        let share = (binomial_ln_pmf(x, size, p) - ln_tail).exp().min(1.0);
        ln_tail + (-0.5 * share).ln_1p()
    };
    let at_least = |p: f64| half_observed(p, binomial_tails(x - 1.0, size, p).ln_upper);
    let at_most = |p: f64| half_observed(p, binomial_tails(x, size, p).ln_lower);
    let centre = x / size;
    let bounded = |value: f64| value.clamp(-1e6, 1e6);
    let low = if count == 0 { 0.0 } else { root_between(0.0, centre, |p| bounded(at_least(p) - target)) };
    let high = if count == n { 1.0 } else { root_between(centre, 1.0, |p| bounded(target - at_most(p))) };
    estimate(count, n, level, (low, high), "mid-P exact interval")
}

/// Agresti and Coull's interval: Wald's for z²/2 more with and z²/2 more without the property, cut at 0 and 1.
///
/// # Errors
/// As [`proportion_wilson`].
///
/// ```
/// use retrocohort::analysis::effect::proportion_agresti_coull;
/// assert!((proportion_agresti_coull(0, 10, 0.95)?.ci_high - 0.3208873057505458).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_agresti_coull(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (x, size) = counts(count, n)?;
    let z = normal_limit(level)?;
    let (with, size) = (x + 0.5 * z * z, size + z * z);
    estimate(count, n, level, around(with / size, size, z), "Agresti and Coull's interval")
}

/// Jeffreys' interval: equal tails of the beta distribution with 1/2 added to either count.
///
/// # Errors
/// As [`proportion_wilson`].
///
/// ```
/// use retrocohort::analysis::effect::proportion_jeffreys;
/// assert!((proportion_jeffreys(0, 10, 0.95)?.ci_high - 0.2171962675092106).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_jeffreys(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (x, size) = counts(count, n)?;
    let tail = tail(level)?;
    let (a, b) = (x + 0.5, size - x + 0.5);
    let limits = (beta_quantile(tail, a, b), 1.0 - beta_quantile(tail, b, a));
    estimate(count, n, level, limits, "Jeffreys' interval")
}

/// Wald's interval, the estimate and z times its standard error, cut at 0 and 1.
///
/// # Errors
/// As [`proportion_wilson`]; nobody or everybody with the property (no variance).
///
/// ```
/// use retrocohort::analysis::effect::proportion_wald;
/// assert!((proportion_wald(50, 100, 0.95)?.ci_low - (0.5 - 0.05 * 1.959963984540054)).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_wald(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (x, size) = counts(count, n)?;
    if count == 0 || count == n {
        return Err(NotComputable::because("the property does not vary within the group"));
    }
    let z = normal_limit(level)?;
    estimate(count, n, level, around(x / size, size, z), "Wald's interval")
}

/// The counts as numbers, if there is anybody and no more have the property than there are.
pub(super) fn counts(count: u64, n: u64) -> Result<(f64, f64), NotComputable> {
    if n == 0 {
        return Err(NotComputable::because("the group is empty"));
    }
    if count > n {
        return Err(NotComputable::because("more have the property than there are"));
    }
    Ok((count as f64, n as f64))
}

fn around(p: f64, size: f64, z: f64) -> (f64, f64) {
    let half_width = z * (p * (1.0 - p) / size).sqrt();
    ((p - half_width).max(0.0), (p + half_width).min(1.0))
}

fn estimate(
    count: u64,
    n: u64,
    level: f64,
    (ci_low, ci_high): (f64, f64),
    method: &'static str,
) -> Result<EffectEstimate, NotComputable> {
    EffectEstimate { measure: "proportion", estimate: count as f64 / n as f64, ci_low, ci_high, level, method }
        .checked()
}
