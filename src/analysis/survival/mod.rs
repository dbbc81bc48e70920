//! Times to events: curves, tests that compare groups, proportional hazards, competing risks.
//!
//! Everything but the Cox model computes from a [`RiskTable`](crate::summary::RiskTable).

mod aalen_johansen;
mod cox;
mod exposure;
mod gray;
mod interval;
mod kaplan_meier;
mod mantel_byar;
mod rank_test;
#[cfg(test)]
mod tests;

pub use aalen_johansen::{CumulativeIncidence, IncidenceStep, aalen_johansen};
pub use cox::{Concordance, CoxFit, CoxModel, ProportionalHazardsTest, Spells, Ties, TimeScale};
pub use exposure::{ExposureSpells, LandmarkSample, landmark, split_at_exposure};
pub use gray::{GrayTest, gray_test};
pub use interval::CurveInterval;
pub use kaplan_meier::{CurveQuantile, KaplanMeier, RestrictedMean, SurvivalStep, kaplan_meier};
pub use mantel_byar::{MantelByarTest, mantel_byar_test};
pub use rank_test::{RankTest, RankTestGroup, RankWeights, rank_test, rank_trend_test, stratified_rank_test};

use super::NotComputable;
use nalgebra::{DMatrix, DVector};

/// d' V⁻¹ d over all groups but the last, whose deviations and covariances follow from those of the others; not
/// computable when V is singular. `used` names the groups that take part.
fn quadratic_form(deviation: &[f64], covariance: &DMatrix<f64>, used: &[usize]) -> Result<f64, NotComputable> {
    let singular = || NotComputable::because("the variance of the test statistic is zero");
    let kept = used.split_last().map_or(&[][..], |(_, kept)| kept);
    if kept.is_empty() {
        return Err(NotComputable::because("fewer than two groups were at risk when events happened"));
    }
    let at = |i: usize, j: usize| covariance.get((i, j)).copied().unwrap_or(f64::NAN);
    let v = DMatrix::from_fn(kept.len(), kept.len(), |i, j| match (kept.get(i), kept.get(j)) {
        (Some(&i), Some(&j)) => at(i, j),
        _ => f64::NAN,
    });
    let d = DVector::from_iterator(kept.len(), kept.iter().map(|&i| deviation.get(i).copied().unwrap_or(f64::NAN)));
    let scale = v.diagonal().max();
    let cholesky = v.cholesky().ok_or_else(singular)?;
    let smallest = cholesky.l_dirty().diagonal().min();
    if smallest * smallest > 1e-12 * scale { Ok(cholesky.solve(&d).dot(&d)) } else { Err(singular()) }
}
