//! Meta-analysis of single proportions: estimates of several studies put together, and how far they disagree.
//!
//! Proportions are pooled on the logit scale, whose back-transformation is the same for every study. The double arcsine
//! of Freeman and Tukey is not offered: its inverse needs one sample size for all studies, and the pooled proportion can
//! then lie far from every study (`schwarzer2019`). Logits take the binomial counts as normal; where counts are small
//! the exact tests of one study against another ([`fisher`](super::methods::fisher)) do not.

mod dersimonian_laird;
mod hartung_knapp;
mod heterogeneity;
mod logit;
mod paule_mandel;
mod prediction_interval;
mod restricted_maximum_likelihood;

pub use dersimonian_laird::{dersimonian_laird, tau_squared_dersimonian_laird};
pub use hartung_knapp::{HartungKnapp, hartung_knapp};
pub use heterogeneity::{Heterogeneity, heterogeneity};
pub use logit::{expit, logit_of_proportion};
pub use paule_mandel::tau_squared_paule_mandel;
pub use prediction_interval::prediction_interval;
pub use restricted_maximum_likelihood::tau_squared_restricted_maximum_likelihood;

use super::NotComputable;

/// What one study contributes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyEstimate {
    /// Its estimate, on a scale on which it is about normal.
    pub estimate: f64,
    /// Variance of the estimate within the study, above 0.
    pub variance: f64,
}

/// The mean of several studies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledEstimate {
    /// Mean of the studies, weighted by 1 / (variance + τ²).
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Lower confidence limit.
    pub ci_low: f64,
    /// Upper confidence limit.
    pub ci_high: f64,
    /// Confidence level, between 0 and 1.
    pub level: f64,
    /// Variance between the studies, τ².
    pub tau_squared: f64,
    /// How many studies.
    pub studies: usize,
}

/// The weighted mean at some variance between studies.
struct Weighted {
    mean: f64,
    /// Sum of the weights.
    weight: f64,
    /// Sum of the squared weights.
    squared: f64,
    /// Weighted sum of squares around the mean.
    q: f64,
}

impl Weighted {
    fn new(studies: &[StudyEstimate], tau_squared: f64) -> Weighted {
        let weight_of = |study: &StudyEstimate| (study.variance + tau_squared).recip();
        let weight: f64 = studies.iter().map(weight_of).sum();
        let mean = studies.iter().map(|study| weight_of(study) / weight * study.estimate).sum::<f64>();
        let q = studies.iter().map(|study| weight_of(study) * (study.estimate - mean).powi(2)).sum();
        Weighted { mean, weight, squared: studies.iter().map(|study| weight_of(study).powi(2)).sum(), q }
    }
}

/// At least so many studies, with finite estimates and variances above 0.
fn checked(studies: &[StudyEstimate], least: usize) -> Result<(), NotComputable> {
    if studies.len() < least {
        let count = ["no study", "a single study", "two studies"].get(studies.len()).copied().unwrap_or("few studies");
        return Err(NotComputable::because(format!("there is {count}; it takes {least} or more")));
    }
    // Sums of weights must stay numbers, too.
    let sound = |study: &StudyEstimate| study.estimate.abs() < 1e100 && (1e-100..1e100).contains(&study.variance);
    if studies.iter().all(sound) {
        Ok(())
    } else {
        Err(NotComputable::because("a study has no estimate with a variance above 0"))
    }
}

#[cfg(test)]
mod tests;
