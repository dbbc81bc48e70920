//! How far studies disagree: Cochran's Q, and I².

use super::{StudyEstimate, Weighted, checked};
use crate::analysis::NotComputable;
use crate::analysis::distribution::chi_square_tails;
use crate::analysis::effect::normal_limit;

/// Disagreement of several studies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterogeneity {
    /// Cochran's Q: squared distances from the mean, weighted by 1 / variance.
    pub q: f64,
    /// Degrees of freedom: studies less 1.
    pub df: f64,
    /// P of Q: the studies estimate one value.
    pub p: f64,
    /// Decimal logarithm of P.
    pub log10_p: f64,
    /// I²: the share of the variance of the estimates that lies between studies, 0 to 1.
    pub i_squared: f64,
    /// Confidence limits of I²; absent for two studies.
    pub i_squared_ci: Option<(f64, f64)>,
    /// Confidence level, between 0 and 1.
    pub level: f64,
}

/// Cochran's Q (`higgins2002`), null hypothesis that all studies estimate one value, alternative that some do not; and
/// I² = max(0, (Q - df) / Q) with test-based limits from the standard error of ln H, H² = Q / df, not below 1
/// (`higgins2002`). O(studies).
///
/// # Errors
/// Fewer than two studies, a variance that is not above 0, or a level that is not between 0 and 1.
pub fn heterogeneity(studies: &[StudyEstimate], level: f64) -> Result<Heterogeneity, NotComputable> {
    checked(studies, 2)?;
    let z = normal_limit(level)?;
    let k = studies.len() as f64;
    let (q, df) = (Weighted::new(studies, 0.0).q, k - 1.0);
    let tails = chi_square_tails(q, df);
    let share = |h_squared: f64| (1.0 - h_squared.recip()).max(0.0);
    let ln_h = 0.5 * (q / df).max(1.0).ln();
    let standard_error = if q > k {
        0.5 * (q / df).ln() / ((2.0 * q).sqrt() - (2.0 * k - 3.0).sqrt())
    } else {
        ((1.0 - (3.0 * (k - 2.0).powi(2)).recip()) / (2.0 * (k - 2.0))).sqrt()
    };
    let limit = |side: f64| share((2.0 * (ln_h + side * z * standard_error)).exp());
    Ok(Heterogeneity {
        q,
        df,
        p: tails.upper,
        log10_p: tails.ln_upper * std::f64::consts::LOG10_E,
        i_squared: share((2.0 * ln_h).exp()),
        i_squared_ci: (studies.len() > 2).then(|| (limit(-1.0), limit(1.0))),
        level,
    })
}
