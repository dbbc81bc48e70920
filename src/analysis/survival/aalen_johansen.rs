//! Aalen-Johansen estimate of the cumulative incidence of competing events.

use super::CurveInterval;
use crate::analysis::NotComputable;
use crate::analysis::effect::normal_limit;
use crate::summary::RiskTable;

/// Cumulative incidence just after one distinct time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidenceStep {
    /// The time.
    pub time: f64,
    /// Number followed up to just before this time.
    pub at_risk: u64,
    /// Events from the cause at this time.
    pub events: u64,
    /// Events from other causes at this time.
    pub competing: u64,
    /// Probability of an event from the cause up to and including this time.
    pub incidence: f64,
    /// Standard error of `incidence`.
    pub standard_error: f64,
    /// Lower confidence limit; `None` where the interval's scale has none (incidence 0; log-log at incidence 1).
    pub ci_low: Option<f64>,
    /// Upper confidence limit; `None` as for `ci_low`.
    pub ci_high: Option<f64>,
}

/// Cumulative incidence of one cause in one group: a step function, 0 before its first time. Over all causes the
/// incidences and the probability of no event add up to 1.
///
/// Source: Aalen & Johansen 1978; variance Aalen 1978 with (n - d) / (n - 1) for ties, as in Gray 1988.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeIncidence {
    /// Cause, from 1.
    pub cause: usize,
    /// One step a distinct time at which follow-up of someone in the group ended, increasing.
    pub steps: Vec<IncidenceStep>,
    /// Number of persons.
    pub n: u64,
    /// Number of events from the cause.
    pub events: u64,
    /// Number of events from other causes.
    pub competing: u64,
    /// Persons whose time or outcome is missing.
    pub missing: u64,
    /// Scale of the pointwise intervals.
    pub interval: CurveInterval,
    /// Confidence level.
    pub level: f64,
}

impl CumulativeIncidence {
    /// The step that holds at a time; `None` before the first time, where the incidence is 0.
    pub fn step_at(&self, time: f64) -> Option<&IncidenceStep> {
        self.steps.get(self.steps.partition_point(|step| step.time <= time).checked_sub(1)?)
    }

    /// Incidence at a time; `None` for a time that is negative, not a number, or after the longest follow-up.
    pub fn incidence_at(&self, time: f64) -> Option<f64> {
        let last = self.steps.last().map_or(0.0, |step| step.time);
        (0.0..=last).contains(&time).then(|| self.step_at(time).map_or(0.0, |step| step.incidence))
    }
}

/// Cumulative incidence of a cause (from 1) in a group (from 0) while events from the other causes compete. One minus a
/// Kaplan-Meier estimate that censors the other causes would be too high. O(distinct times).
///
/// # Errors
/// Nobody in the group, a cause that the table does not have, or a level that is not between 0 and 1. No event from the
/// cause is no error: the incidence is 0 throughout.
pub fn aalen_johansen(
    table: &RiskTable,
    group: usize,
    cause: usize,
    interval: CurveInterval,
    level: f64,
) -> Result<CumulativeIncidence, NotComputable> {
    let z = normal_limit(level)?;
    let n = table.n(group);
    if n == 0 {
        return Err(NotComputable::because("nobody of the group was followed"));
    }
    if cause == 0 || cause > table.causes() {
        return Err(NotComputable::because("the table does not have this cause of events"));
    }
    let all = table.events(group);
    let own = table.cause_events(group, cause);
    let (mut survival, mut incidence) = (1.0, 0.0);
    // The variance is the sum over past times u of σ²(u) (a(u) - b(u) F(t))²; kept as its three coefficients.
    let mut spread = [0.0_f64; 3];
    let mut steps = Vec::new();
    let counts = table.at_risk(group).into_iter().zip(&all).zip(own).zip(table.censored(group));
    for (&time, (((at_risk, &all), &events), &censored)) in table.times().iter().zip(counts) {
        if all + censored == 0 {
            continue;
        }
        let competing = all - events;
        let risk = at_risk as f64;
        let before: f64 = survival;
        survival *= (at_risk - all) as f64 / risk;
        incidence += before * (events as f64 / risk);
        let inverse = if survival > 0.0 { 1.0 / survival } else { 0.0 };
        let mut add = |deaths: u64, a: f64, b: f64| {
            if deaths > 0 {
                let d = deaths as f64;
                let ties = if deaths > 1 { (risk - d) / (risk - 1.0) } else { 1.0 };
                let variance = ties * before * before * d / (risk * risk);
                spread[0] += variance * a * a;
                spread[1] += variance * a * b;
                spread[2] += variance * b * b;
            }
        };
        add(events, 1.0 + incidence * inverse, inverse);
        if survival > 0.0 {
            add(competing, incidence * inverse, inverse);
        }
        let variance = spread[0] - 2.0 * incidence * spread[1] + incidence * incidence * spread[2];
        let standard_error = variance.max(0.0).sqrt();
        let limits = interval.limits(incidence, standard_error, z);
        let (ci_low, ci_high) = (limits.map(|l| l.0), limits.map(|l| l.1));
        steps.push(IncidenceStep { time, at_risk, events, competing, incidence, standard_error, ci_low, ci_high });
    }
    let events = own.iter().sum();
    let competing = all.iter().sum::<u64>() - events;
    Ok(CumulativeIncidence { cause, steps, n, events, competing, missing: table.missing(group), interval, level })
}
