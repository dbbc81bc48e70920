//! Share of the variance that the groups explain: eta squared, omega squared, epsilon squared.

use super::{EffectEstimate, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::noncentral_f_noncentrality;
use crate::analysis::methods::{SumsOfSquares, sums_of_squares};
use crate::summary::Moments;

/// Eta squared: sum of squares between groups over the total sum of squares. The limits are λ / (λ + ν) for the
/// noncentralities λ of F that leave (1 - `level`) / 2 beyond the observed one, ν the degrees of freedom within groups
/// (the lower one is 0 where even λ = 0 leaves more).
///
/// # Errors
/// As [`sums_of_squares`]; a level that is not between 0 and 1; a noncentrality above 1e9.
///
/// ```
/// use retrocohort::{analysis::effect::eta_squared, summary::Moments};
/// let groups = [[4.0, 5.0, 6.0], [6.0, 7.0, 8.0], [5.0, 6.0, 7.0]].map(|values| Moments::from_values(&values));
/// assert!((eta_squared(&groups, 0.95)?.estimate - 0.5).abs() < 1e-15); // 6 between, 6 within
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn eta_squared(groups: &[Moments], level: f64) -> Result<EffectEstimate, NotComputable> {
    let parts = sums_of_squares(groups)?;
    let (low, high) = limits(&parts, level)?;
    let share = |lambda: f64| lambda / (lambda + parts.df_within);
    EffectEstimate {
        measure: "eta_squared",
        estimate: parts.between / (parts.between + parts.within),
        ci_low: share(low),
        ci_high: share(high),
        level,
        method: "noncentral F interval, limits λ / (λ + degrees of freedom within groups)",
    }
    .checked()
}

/// Omega squared: (SSb - dfb MSw) / (SSt + MSw), less biased than eta squared; a negative estimate is set to 0. The
/// limits are λ / (λ + N) for the noncentralities λ of F as for [`eta_squared`], N all values (`steiger2004`).
///
/// # Errors
/// As [`eta_squared`].
///
/// ```
/// use retrocohort::{analysis::effect::omega_squared, summary::Moments};
/// let groups = [[4.0, 5.0, 6.0], [6.0, 7.0, 8.0], [5.0, 6.0, 7.0]].map(|values| Moments::from_values(&values));
/// assert!((omega_squared(&groups, 0.95)?.estimate - 4.0 / 13.0).abs() < 1e-15);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn omega_squared(groups: &[Moments], level: f64) -> Result<EffectEstimate, NotComputable> {
    of_population(groups, level, "omega_squared", |parts, mean_square| parts.between + parts.within + mean_square)
}

/// Epsilon squared: (SSb - dfb MSw) / SSt; a negative estimate is set to 0. Limits as for [`omega_squared`].
///
/// # Errors
/// As [`eta_squared`].
///
/// ```
/// use retrocohort::{analysis::effect::epsilon_squared, summary::Moments};
/// let groups = [[4.0, 5.0, 6.0], [6.0, 7.0, 8.0], [5.0, 6.0, 7.0]].map(|values| Moments::from_values(&values));
/// assert!((epsilon_squared(&groups, 0.95)?.estimate - 4.0 / 12.0).abs() < 1e-15);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn epsilon_squared(groups: &[Moments], level: f64) -> Result<EffectEstimate, NotComputable> {
    of_population(groups, level, "epsilon_squared", |parts, _| parts.between + parts.within)
}

fn of_population(
    groups: &[Moments],
    level: f64,
    measure: &'static str,
    whole: fn(&SumsOfSquares, f64) -> f64,
) -> Result<EffectEstimate, NotComputable> {
    let parts = sums_of_squares(groups)?;
    let (low, high) = limits(&parts, level)?;
    let mean_square = parts.within / parts.df_within;
    let n = parts.df_between + parts.df_within + 1.0;
    let share = |lambda: f64| lambda / (lambda + n);
    EffectEstimate {
        measure,
        estimate: ((parts.between - parts.df_between * mean_square) / whole(&parts, mean_square)).max(0.0),
        ci_low: share(low),
        ci_high: share(high),
        level,
        method: "a negative estimate set to 0; noncentral F interval, limits λ / (λ + N)",
    }
    .checked()
}

/// Limits of the noncentrality of F.
fn limits(parts: &SumsOfSquares, level: f64) -> Result<(f64, f64), NotComputable> {
    let tail = tail(level)?;
    let at = |upper| noncentral_f_noncentrality(parts.f(), parts.df_between, parts.df_within, upper);
    Ok((at(tail), at(1.0 - tail)))
}
