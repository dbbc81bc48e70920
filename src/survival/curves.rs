//! Kaplan-Meier and Aalen-Johansen curves as results.

use super::people::Tables;
use super::{Options, reason};
use crate::analysis::NotComputable;
use crate::analysis::survival::{CurveQuantile, KaplanMeier, SurvivalStep, aalen_johansen, kaplan_meier};
use crate::engine::TimeToEvent;
use crate::results::survival::{AtTime, Curve, Incidence, Quantile, RestrictedMean, Step};
use crate::summary::RiskTable;

/// Kaplan-Meier curves of every group, and of all patients last.
pub(super) fn curves(data: &TimeToEvent, tables: &Tables, at: &[f64], options: &Options) -> Vec<Curve> {
    let horizon = common_horizon(&tables.groups);
    each(data, tables).map(|(group, table, i)| curve(table, i, group, at, horizon, options)).collect()
}

/// Every group with its table, then all patients.
fn each<'a>(
    data: &'a TimeToEvent,
    tables: &'a Tables,
) -> impl Iterator<Item = (Option<String>, &'a RiskTable, usize)> + Clone {
    let labels = data.groups.iter().flat_map(|groups| groups.levels.iter().cloned().enumerate());
    labels.map(|(i, label)| (Some(label), &tables.groups, i)).chain([(None, &tables.all, 0)])
}

fn curve(
    table: &RiskTable,
    i: usize,
    group: Option<String>,
    at: &[f64],
    horizon: Option<f64>,
    options: &Options,
) -> Curve {
    let empty = Curve { group, missing: table.missing(i), ..Curve::default() };
    let found = match kaplan_meier(table, i, options.interval, options.level) {
        Ok(found) => found,
        Err(error) => return Curve { error: Some(error.reason), ..empty },
    };
    let restricted_mean = horizon.and_then(|horizon| found.restricted_mean(horizon).ok()).map(|mean| RestrictedMean {
        horizon: mean.horizon,
        estimate: mean.estimate,
        standard_error: mean.standard_error,
        ci_low: mean.ci_low,
        ci_high: mean.ci_high,
    });
    Curve {
        n: found.n,
        events: found.events,
        quantiles: [0.25, 0.5, 0.75].map(|probability| quantile(&found.quantile(probability))).to_vec(),
        restricted_mean,
        at: at_times(&found, at),
        steps: found.steps.iter().map(step).collect(),
        ..empty
    }
}

/// The time up to which all groups that have patients were followed, or in which all of them had the event.
fn common_horizon(table: &RiskTable) -> Option<f64> {
    let last = |group: usize| {
        let mut ends = table.times().iter().zip(table.at_risk(group)).filter(|(_, at_risk)| *at_risk > 0);
        ends.next_back().map(|(time, _)| *time)
    };
    (0..table.groups()).filter_map(last).reduce(f64::min).filter(|horizon| *horizon > 0.0)
}

fn at_times(curve: &KaplanMeier, at: &[f64]) -> Vec<AtTime> {
    let one = |(&time, at_risk): (&f64, u64)| {
        let step = curve.step_at(time).filter(|_| curve.survival_at(time).is_some());
        AtTime {
            time,
            at_risk,
            events: curve.steps.iter().filter(|step| step.time <= time).map(|step| step.events).sum(),
            estimate: curve.survival_at(time),
            standard_error: step.and_then(|step| step.standard_error),
            ci_low: step.and_then(|step| step.ci_low),
            ci_high: step.and_then(|step| step.ci_high),
        }
    };
    at.iter().zip(curve.at_risk_at(at)).map(one).collect()
}

fn step(step: &SurvivalStep) -> Step {
    Step {
        time: step.time,
        at_risk: step.at_risk,
        events: step.events,
        competing: None,
        censored: step.censored,
        estimate: step.survival,
        standard_error: step.standard_error,
        ci_low: step.ci_low,
        ci_high: step.ci_high,
    }
}

fn quantile(found: &CurveQuantile) -> Quantile {
    let CurveQuantile { probability, estimate, ci_low, ci_high } = *found;
    Quantile { probability, estimate, ci_low, ci_high }
}

/// Cumulative incidence of every cause in every group, and in all patients.
pub(super) fn incidence(data: &TimeToEvent, tables: &Tables, at: &[f64], options: &Options) -> Vec<Incidence> {
    let causes = data.causes.iter().zip(1_usize..);
    causes
        .flat_map(|(name, cause)| {
            each(data, tables).map(move |(group, table, i)| one_incidence(table, i, (name, cause), group, at, options))
        })
        .collect()
}

fn one_incidence(
    table: &RiskTable,
    i: usize,
    (name, cause): (&str, usize),
    group: Option<String>,
    at: &[f64],
    options: &Options,
) -> Incidence {
    let empty = Incidence { cause: name.into(), group, missing: table.missing(i), ..Incidence::default() };
    let found = match aalen_johansen(table, i, cause, options.interval, options.level) {
        Ok(found) => found,
        Err(error) => return Incidence { error: Some(error.reason), ..empty },
    };
    let naive = one_cause(table, i, cause)
        .and_then(|table| kaplan_meier(&table, 0, options.interval, options.level).map_err(reason));
    let at_risk = |time: f64| found.steps.iter().find(|step| step.time >= time).map_or(0, |step| step.at_risk);
    let one = |&time: &f64| {
        let step = found.step_at(time).filter(|_| found.incidence_at(time).is_some());
        AtTime {
            time,
            at_risk: at_risk(time),
            events: found.steps.iter().filter(|step| step.time <= time).map(|step| step.events).sum(),
            estimate: found.incidence_at(time),
            standard_error: step.map(|step| step.standard_error),
            ci_low: step.and_then(|step| step.ci_low),
            ci_high: step.and_then(|step| step.ci_high),
        }
    };
    let naive_at = |time: &f64| naive.as_ref().ok().and_then(|curve| curve.survival_at(*time)).map(|s| 1.0 - s);
    // The table of several groups holds the times of all of them; the curve those of its own.
    let censored = |time: f64| {
        let place = table.times().partition_point(|other| *other < time);
        table.censored(i).get(place).copied().unwrap_or(0)
    };
    Incidence {
        n: found.n,
        events: found.events,
        at: at.iter().map(one).collect(),
        one_minus_kaplan_meier: at.iter().map(naive_at).collect(),
        steps: found
            .steps
            .iter()
            .map(|step| Step {
                time: step.time,
                at_risk: step.at_risk,
                events: step.events,
                competing: Some(step.competing),
                censored: censored(step.time),
                estimate: step.incidence,
                standard_error: Some(step.standard_error),
                ci_low: step.ci_low,
                ci_high: step.ci_high,
            })
            .collect(),
        ..empty
    }
}

/// One group with one cause, the other causes taken for censoring.
pub(super) fn one_cause(table: &RiskTable, group: usize, cause: usize) -> Result<RiskTable, String> {
    causes_as_censoring(table, &[group], cause)
}

/// Some groups with one cause, the other causes taken for censoring.
pub(super) fn causes_as_censoring(table: &RiskTable, groups: &[usize], cause: usize) -> Result<RiskTable, String> {
    let outcomes = |&group: &usize| {
        let own = table.cause_events(group, cause).to_vec();
        let others = table.events(group).into_iter().zip(&own).map(|(all, own)| all - own);
        let censored = others.zip(table.censored(group)).map(|(others, censored)| others + censored).collect();
        vec![censored, own]
    };
    let counts = groups.iter().map(outcomes).collect();
    RiskTable::new(table.times().to_vec(), counts).map_err(|error| error.to_string())
}

/// Median follow-up: the Kaplan-Meier median of the time to censoring, events taken for censoring.
pub(super) fn median_follow_up(all: &RiskTable, options: &Options) -> Quantile {
    let counts = vec![vec![all.events(0), all.censored(0).to_vec()]];
    let reversed =
        RiskTable::new(all.times().to_vec(), counts).map_err(|error| NotComputable::because(error.to_string()));
    let curve = reversed.and_then(|table| kaplan_meier(&table, 0, options.interval, options.level));
    curve.map(|curve| quantile(&curve.median())).unwrap_or_default()
}

/// Round times within a follow-up: those that are usual for days, else equal steps.
pub(super) fn round_times(longest: f64, unit: Option<&str>) -> Vec<f64> {
    let days = unit.is_some_and(|unit| ["day", "days", "d"].contains(&unit.to_lowercase().as_str()));
    let usual: Vec<f64> = [30.0, 90.0, 180.0, 365.0, 730.0, 1825.0].into_iter().filter(|t| *t <= longest).collect();
    if days && usual.len() >= 2 {
        return usual;
    }
    let rough = longest / 5.0;
    if !(rough.is_finite() && rough > 0.0) {
        return Vec::new();
    }
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * power);
    let step = steps.into_iter().find(|step| *step >= rough * 0.999).unwrap_or(rough);
    (1..=5).map(|i| f64::from(i) * step).filter(|time| *time <= longest).collect()
}
