//! Effect sizes, one file a measure, each with its interval and the name of its formula.

mod mean_difference;
mod odds_ratio;
mod risk_difference;
mod risk_ratio;
mod standardized_mean_difference;
mod wilson;

pub use mean_difference::mean_difference;
pub use odds_ratio::odds_ratio;
pub use risk_difference::risk_difference;
pub use risk_ratio::risk_ratio;
pub use standardized_mean_difference::standardized_mean_difference;
pub use wilson::wilson;

use super::distribution::normal_quantile;
use super::{NotComputable, not_computable};
use crate::summary::ContingencyTable;

/// An effect size with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectEstimate {
    /// What is estimated.
    pub measure: &'static str,
    /// Estimate.
    pub estimate: f64,
    /// Lower limit.
    pub ci_low: f64,
    /// Upper limit.
    pub ci_high: f64,
    /// Confidence level.
    pub level: f64,
    /// Formula of the interval.
    pub method: &'static str,
}

/// Two-sided normal multiplier of a confidence level.
fn multiplier(level: f64) -> f64 {
    normal_quantile(0.5 + level / 2.0)
}

/// Patients with a property, and all patients, of a group.
type Share = (f64, f64);

/// Counts with the property and sizes of both groups.
fn proportions(table: &ContingencyTable) -> Result<(Share, Share), NotComputable> {
    let Some([a, b, c, d]) = table.two_by_two() else {
        return not_computable("the measure is for two levels and two groups");
    };
    if a + c == 0 || b + d == 0 {
        return not_computable("a group has no patients");
    }
    Ok(((a as f64, (a + c) as f64), (b as f64, (b + d) as f64)))
}
