//! Test of proportional hazards by Schoenfeld residuals.

use super::risk_sets::RiskSets;
use super::{Ties, singular, symmetric};
use crate::analysis::NotComputable;
use crate::analysis::regression::ModelTest;
use nalgebra::{DMatrix, DVector};

/// The function of time with which a log hazard ratio might change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeScale {
    /// 1 - Kaplan-Meier survival of all persons just before (R's default).
    KaplanMeier,
    /// Rank of the event time among all times, ties having their mean rank.
    Rank,
    /// Time itself.
    Identity,
    /// Its natural logarithm.
    Log,
}

/// Result of the test of proportional hazards.
///
/// Null hypothesis: the log hazard ratio of the covariate (of all covariates, for `global`) does not change with time.
/// Alternative: it changes linearly in the function of time. Source: Grambsch & Therneau 1994.
#[derive(Debug, Clone, PartialEq)]
pub struct ProportionalHazardsTest {
    /// The function of time.
    pub scale: TimeScale,
    /// One test a covariate.
    pub covariates: Vec<(String, ModelTest)>,
    /// One test a set of covariates that was asked for, such as the indicators of a factor.
    pub sets: Vec<ModelTest>,
    /// Test of all covariates at once.
    pub global: ModelTest,
}

/// The score test at the maximum `beta`.
pub(super) fn test(
    names: &[String],
    sets: &RiskSets,
    beta: &DVector<f64>,
    ties: Ties,
    scale: TimeScale,
    joint: &[Vec<usize>],
) -> Result<ProportionalHazardsTest, NotComputable> {
    if ties == Ties::Exact {
        return Err(NotComputable::because("the test of proportional hazards needs Efron's or Breslow's ties"));
    }
    let function = function_of_time(sets, scale)?;
    let g = |time: f64| {
        let at = function.partition_point(|(other, _)| *other < time);
        function.get(at).map_or(f64::NAN, |(_, value)| *value)
    };
    // Centred, so that the added covariates are as little collinear with the others as can be.
    let (mut sum, mut events) = (0.0, 0.0);
    sets.walk(beta.as_slice(), ties, &mut |step| {
        sum += step.events as f64 * g(step.time);
        events += step.events as f64;
    });
    let centre = sum / events;
    let width = sets.width();
    let mut score = DVector::<f64>::zeros(width);
    let mut blocks = vec![vec![0.0; width * width]; 3];
    sets.walk(beta.as_slice(), ties, &mut |step| {
        let g = g(step.time) - centre;
        score.iter_mut().zip(step.score).for_each(|(sum, part)| *sum += g * part);
        for (block, factor) in blocks.iter_mut().zip([1.0, g, g * g]) {
            block.iter_mut().zip(step.information).for_each(|(sum, part)| *sum += factor * part);
        }
    });
    let [own, cross, added] = [0, 1, 2].map(|i| symmetric(blocks.get(i).map_or(&[], Vec::as_slice), width));
    let own = own.cholesky().ok_or_else(singular)?;
    // What is left of the information on the change with time when the hazard ratios themselves are estimated.
    let left: DMatrix<f64> = &added - cross.transpose() * own.solve(&cross);
    let flat = || NotComputable::because("the events do not tell how the hazard ratios change with time");
    let mut covariates = Vec::with_capacity(width);
    for (j, name) in names.iter().enumerate() {
        let (score, variance) = (score[j], left[(j, j)]);
        if variance.is_nan() || variance <= 1e-10 * added[(j, j)] {
            return Err(flat());
        }
        covariates.push((name.clone(), ModelTest::new(score * score / variance, 1.0)));
    }
    let mut sets = Vec::with_capacity(joint.len());
    for set in joint {
        if set.iter().any(|&j| j >= width) {
            return Err(NotComputable::because("the model does not have this covariate"));
        }
        let block = DMatrix::from_fn(set.len(), set.len(), |i, j| left[(set[i], set[j])]);
        let score = DVector::from_iterator(set.len(), set.iter().map(|&j| score[j]));
        let statistic = block.cholesky().ok_or_else(flat)?.solve(&score).dot(&score);
        sets.push(ModelTest::new(statistic, set.len() as f64));
    }
    let global = left.cholesky().ok_or_else(flat)?.solve(&score).dot(&score);
    Ok(ProportionalHazardsTest { scale, covariates, sets, global: ModelTest::new(global, width as f64) })
}

/// Event times, increasing, and the value of the function at each; strata taken together.
fn function_of_time(sets: &RiskSets, scale: TimeScale) -> Result<Vec<(f64, f64)>, NotComputable> {
    let mut rows: Vec<(f64, bool)> = Vec::new();
    // Time at which each row enters; without late entry, before everything.
    let mut entries: Vec<f64> = Vec::new();
    for stratum in sets.strata() {
        rows.extend(stratum.time.iter().copied().zip(stratum.event.iter().copied()));
        entries.extend(stratum.entry_times());
    }
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    entries.sort_unstable_by(f64::total_cmp);
    let late = !entries.is_empty();
    let (mut survival, mut ended) = (1.0, 0_usize);
    let mut function = Vec::new();
    for together in rows.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(time, _)) = together.first() else { continue };
        let events = together.iter().filter(|row| row.1).count();
        let entered = if late { entries.partition_point(|entry| *entry < time) } else { rows.len() };
        if events > 0 {
            let value = match scale {
                TimeScale::KaplanMeier => 1.0 - survival,
                TimeScale::Rank => ended as f64 + 0.5 * (together.len() as f64 + 1.0),
                TimeScale::Identity => time,
                TimeScale::Log if time > 0.0 => time.ln(),
                TimeScale::Log => return Err(NotComputable::because("an event at time 0 has no logarithm of time")),
            };
            function.push((time, value));
            survival *= 1.0 - events as f64 / (entered - ended) as f64;
        }
        ended += together.len();
    }
    if function.len() < 2 {
        return Err(NotComputable::because("all events happened at one time"));
    }
    Ok(function)
}
