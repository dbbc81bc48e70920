//! Survival from the time to death or last contact.

use super::rates::Rates;
use super::reading::Value;
use crate::analysis::survival::{CurveInterval, KaplanMeier, kaplan_meier};
use crate::results::audit::{Horizon, Step, Survival};
use crate::summary::{FollowUp, RiskTable};

/// The Kaplan-Meier estimate, or why there is none. With small cells masked the curve is withheld: every step of it is a
/// small cell.
pub(super) fn survival(rates: &Rates<'_>) -> Survival {
    let none = |reason: &str| Survival { reason: Some(reason.into()), ..Survival::default() };
    let Some(asked) = &rates.template.survival else { return none("the template does not ask for it") };
    let (Some((time, times)), Some((status, statuses))) = (rates.reading(&asked.time), rates.reading(&asked.status))
    else {
        return none("the template has no time or status");
    };
    if times.values.is_empty() || statuses.values.is_empty() {
        return none("time or status is absent");
    }
    if rates.mask.is_on() {
        return Survival { withheld: true, ..none("withheld: every step of a survival curve is a small cell") };
    }
    let dead: Vec<bool> = status.values().iter().map(|(value, _)| asked.dead.contains(value)).collect();
    let mut missing = 0;
    let mut persons = Vec::new();
    for pair in times.values.iter().zip(&statuses.values) {
        match pair {
            (Value::Number(time), Value::Choice(status)) => persons.push(FollowUp {
                time: *time,
                group: 0,
                outcome: usize::from(dead.get(*status).copied().unwrap_or(false)),
            }),
            _ => missing += 1,
        }
    }
    let table = RiskTable::from_follow_up(persons, 1, 1).map_err(|error| error.to_string());
    let table = table.and_then(|table| table.with_missing(vec![missing]).map_err(|error| error.to_string()));
    let curve = table.and_then(|table| {
        kaplan_meier(&table, 0, CurveInterval::LogLog, rates.level).map_err(|error| error.reason.clone())
    });
    match curve {
        Ok(curve) => estimate(&curve, &asked.horizons, time.unit.clone().unwrap_or_default()),
        Err(reason) => none(&reason),
    }
}

fn estimate(curve: &KaplanMeier, horizons: &[f64], unit: String) -> Survival {
    let at_risk = curve.at_risk_at(horizons);
    let horizon = |(&time, at_risk): (&f64, u64)| {
        let step = curve.step_at(time);
        Horizon {
            time,
            at_risk,
            survival: curve.survival_at(time),
            ci_low: step.filter(|_| time <= curve.last_time()).and_then(|step| step.ci_low),
            ci_high: step.filter(|_| time <= curve.last_time()).and_then(|step| step.ci_high),
        }
    };
    let step = |step: &crate::analysis::survival::SurvivalStep| Step {
        time: step.time,
        at_risk: step.at_risk,
        deaths: step.events,
        censored: step.censored,
        survival: step.survival,
        ci_low: step.ci_low,
        ci_high: step.ci_high,
    };
    let median = curve.median();
    Survival {
        unit,
        n: Some(curve.n),
        deaths: Some(curve.events),
        missing: Some(curve.missing),
        horizons: horizons.iter().zip(at_risk).map(horizon).collect(),
        steps: curve.steps.iter().map(step).collect(),
        median: [median.estimate, median.ci_low, median.ci_high],
        withheld: false,
        reason: None,
    }
}
