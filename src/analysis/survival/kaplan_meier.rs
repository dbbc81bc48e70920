//! Kaplan-Meier estimate of survival.

use super::CurveInterval;
use crate::analysis::NotComputable;
use crate::analysis::effect::normal_limit;
use crate::summary::RiskTable;

/// What happened at one distinct time, and survival just after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalStep {
    /// The time.
    pub time: f64,
    /// Number followed up to just before this time.
    pub at_risk: u64,
    /// Events at this time.
    pub events: u64,
    /// Censored at this time, after the events.
    pub censored: u64,
    /// Probability of no event up to and including this time.
    pub survival: f64,
    /// Greenwood's standard error of `survival`; `None` where survival is 0.
    pub standard_error: Option<f64>,
    /// Lower confidence limit; `None` where the interval's scale has none (survival 0; log-log at survival 1).
    pub ci_low: Option<f64>,
    /// Upper confidence limit; `None` as for `ci_low`.
    pub ci_high: Option<f64>,
}

/// Kaplan-Meier estimate of one group: a step function, 1 before its first time.
///
/// Source: Kaplan & Meier 1958; variance Greenwood 1926.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// One step a distinct time at which follow-up of someone in the group ended, increasing.
    pub steps: Vec<SurvivalStep>,
    /// Number of persons.
    pub n: u64,
    /// Number of events.
    pub events: u64,
    /// Persons whose time or outcome is missing.
    pub missing: u64,
    /// Scale of the pointwise intervals.
    pub interval: CurveInterval,
    /// Confidence level.
    pub level: f64,
}

/// A quantile of the survival time with its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurveQuantile {
    /// Probability of an event by that time.
    pub probability: f64,
    /// The time; `None` when the curve does not fall so far.
    pub estimate: Option<f64>,
    /// Lower limit, where the lower confidence limits fall so far; `None` when they do not.
    pub ci_low: Option<f64>,
    /// Upper limit, where the upper confidence limits fall so far; `None` when they do not.
    pub ci_high: Option<f64>,
}

/// Mean survival time restricted to a horizon: the area under the curve up to there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestrictedMean {
    /// The horizon.
    pub horizon: f64,
    /// The mean, in units of time.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Lower confidence limit (normal), not below 0.
    pub ci_low: f64,
    /// Upper confidence limit (normal), not above the horizon.
    pub ci_high: f64,
}

/// Kaplan-Meier estimate of a group (from 0), events from any cause. Pointwise intervals on the scale of `interval` with
/// confidence `level`. Ties: events at a time come before censorings at that time. Times that should be tied but differ
/// by rounding: [`RiskTable::join_near_ties`]. O(distinct times).
///
/// # Errors
/// Nobody in the group, or a level that is not between 0 and 1. All censored is no error: survival is 1 throughout.
///
/// ```
/// use retrocohort::analysis::survival::{CurveInterval, kaplan_meier};
/// use retrocohort::summary::RiskTable;
/// let weeks = RiskTable::new(vec![6.0, 7.0, 10.0], vec![vec![vec![1, 0, 1], vec![3, 1, 0]]])?;
/// let curve = kaplan_meier(&weeks, 0, CurveInterval::LogLog, 0.95)?;
/// assert_eq!(curve.survival_at(6.5), Some(0.5));
/// assert_eq!(curve.median().estimate, Some(6.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn kaplan_meier(
    table: &RiskTable,
    group: usize,
    interval: CurveInterval,
    level: f64,
) -> Result<KaplanMeier, NotComputable> {
    let z = normal_limit(level)?;
    let n = table.n(group);
    if n == 0 {
        return Err(NotComputable::because("nobody of the group was followed"));
    }
    let (at_risk, events) = (table.at_risk(group), table.events(group));
    let (mut survival, mut hazard_variance) = (1.0, 0.0);
    let mut steps = Vec::new();
    let counts = at_risk.iter().zip(&events).zip(table.censored(group));
    for (&time, ((&at_risk, &events), &censored)) in table.times().iter().zip(counts) {
        if events + censored == 0 {
            continue;
        }
        let (risk, deaths) = (at_risk as f64, events as f64);
        let survivors = (at_risk - events) as f64;
        survival *= survivors / risk;
        if events > 0 {
            hazard_variance += deaths / (risk * survivors);
        }
        let standard_error = (survival > 0.0).then(|| survival * f64::sqrt(hazard_variance));
        let limits = standard_error.and_then(|se| interval.limits(survival, se, z));
        let (ci_low, ci_high) = (limits.map(|l| l.0), limits.map(|l| l.1));
        steps.push(SurvivalStep { time, at_risk, events, censored, survival, standard_error, ci_low, ci_high });
    }
    let events = events.iter().sum();
    Ok(KaplanMeier { steps, n, events, missing: table.missing(group), interval, level })
}

impl KaplanMeier {
    /// The step that holds at a time; `None` before the first time, where survival is 1.
    pub fn step_at(&self, time: f64) -> Option<&SurvivalStep> {
        self.steps.get(self.steps.partition_point(|step| step.time <= time).checked_sub(1)?)
    }

    /// Longest follow-up.
    pub fn last_time(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.time)
    }

    /// Survival at a time; `None` for a time that is negative, not a number, or after the longest follow-up, where the
    /// curve is not defined unless it has reached 0.
    pub fn survival_at(&self, time: f64) -> Option<f64> {
        let survival = if time >= 0.0 { Some(self.step_at(time).map_or(1.0, |step| step.survival)) } else { None };
        survival.filter(|survival| time <= self.last_time() || *survival == 0.0)
    }

    /// Number followed up to just before each of these times, as printed under a plot.
    pub fn at_risk_at(&self, times: &[f64]) -> Vec<u64> {
        let first = |&time: &f64| self.steps.get(self.steps.partition_point(|step| step.time < time));
        times.iter().map(|time| first(time).map_or(0, |step| step.at_risk)).collect()
    }

    /// The time by which the event has happened with this probability. Where the curve runs flat at exactly
    /// 1 - `probability`, the middle of that stretch (as R's `quantile.survfit`); its limits are read off the curves of
    /// the confidence limits in the same way (Brookmeyer & Crowley 1982). Nothing for a probability outside 0 to 1.
    pub fn quantile(&self, probability: f64) -> CurveQuantile {
        let target = 1.0 - probability;
        let read = |curve: fn(&SurvivalStep) -> Option<f64>| self.crossing(target, curve);
        CurveQuantile {
            probability,
            estimate: read(|step| Some(step.survival)),
            ci_low: read(|step| step.ci_low),
            ci_high: read(|step| step.ci_high),
        }
    }

    /// The median survival time: [`KaplanMeier::quantile`] at 1/2.
    pub fn median(&self) -> CurveQuantile {
        self.quantile(0.5)
    }

    /// First time at which a falling curve is at or below the target.
    fn crossing(&self, target: f64, curve: impl Fn(&SurvivalStep) -> Option<f64>) -> Option<f64> {
        if !(target > 0.0 && target < 1.0) {
            return None;
        }
        // Products of survival fractions that are equal on paper differ by rounding.
        let tolerance = f64::EPSILON.sqrt();
        let mut points = self.steps.iter().filter_map(|step| curve(step).map(|value| (step.time, value)));
        let (from, value) = points.find(|(_, value)| *value < target + tolerance)?;
        if value < target - tolerance {
            return Some(from);
        }
        let until = points.find(|(_, value)| *value < target - tolerance).map_or(self.last_time(), |(time, _)| time);
        Some(0.5 * (from + until))
    }

    /// Mean survival time up to a horizon, with the standard error of Irwin (1949) from Greenwood's variance.
    ///
    /// # Errors
    /// A horizon that is not above 0, or after the longest follow-up of a curve that has not reached 0.
    pub fn restricted_mean(&self, horizon: f64) -> Result<RestrictedMean, NotComputable> {
        if !(horizon > 0.0 && horizon.is_finite()) {
            return Err(NotComputable::because("the horizon of the mean is not above 0"));
        }
        let reaches_zero = self.steps.last().is_some_and(|step| step.survival == 0.0);
        if horizon > self.last_time() && !reaches_zero {
            return Err(NotComputable::because("the horizon of the mean is after the longest follow-up"));
        }
        let z = normal_limit(self.level)?;
        let steps = self.steps.get(..self.steps.partition_point(|step| step.time < horizon)).unwrap_or(&[]);
        // From the horizon backwards, so that the area after each time is at hand.
        let (mut area, mut variance, mut until) = (0.0, 0.0, horizon);
        for step in steps.iter().rev() {
            area += step.survival * (until - step.time);
            until = step.time;
            let (risk, deaths) = (step.at_risk as f64, step.events as f64);
            if step.survival > 0.0 {
                variance += area * area * deaths / (risk * (risk - deaths));
            }
        }
        let (estimate, standard_error) = (area + until, f64::sqrt(variance));
        Ok(RestrictedMean {
            horizon,
            estimate,
            standard_error,
            ci_low: (estimate - z * standard_error).max(0.0),
            ci_high: (estimate + z * standard_error).min(horizon),
        })
    }
}
