//! Survival analysis of a cohort: times to events in, curves, tests, Cox models and what biases them out.

mod cox;
mod curves;
mod exposure;
mod immortal;
mod people;
#[cfg(test)]
mod tests;
mod tests_of_groups;

use crate::analysis::NotComputable;
use crate::analysis::survival::{CurveInterval, RankWeights, Ties};
use crate::engine::TimeToEvent;
use crate::error::{Error, ErrorCode, Result};
use crate::results::comparison::{FlowStep, GroupLevel, Grouping, Input, Warning};
use crate::results::survival::{FollowUpRecord, SCHEMA, Survival, Within};
use people::People;

/// How to analyse.
#[derive(Debug, Clone)]
pub struct Options {
    /// Title for readers.
    pub title: String,
    /// What was read.
    pub input: Input,
    /// Patients left after each criterion.
    pub flow: Vec<FlowStep>,
    /// Scale of the pointwise intervals.
    pub interval: CurveInterval,
    /// Confidence level of every interval, between 0 and 1.
    pub level: f64,
    /// Level of significance that decides whether a conclusion changes.
    pub alpha: f64,
    /// Times at which survival is given; empty for round ones within the follow-up.
    pub at: Vec<f64>,
    /// The test that answers; the others stand beside it.
    pub test: RankWeights,
    /// How ties enter Cox models.
    pub ties: Ties,
    /// Only those followed beyond this time.
    pub landmark: Option<f64>,
    /// Warnings from the reading of the data.
    pub warnings: Vec<Warning>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            title: String::new(),
            input: Input::default(),
            flow: Vec::new(),
            interval: CurveInterval::LogLog,
            level: 0.95,
            alpha: 0.05,
            at: Vec::new(),
            test: RankWeights::LogRank,
            ties: Ties::Efron,
            landmark: None,
            warnings: Vec::new(),
        }
    }
}

/// More patients have no Cox model that nobody asked for: it takes much longer than the curves and tests.
const MOST_FOR_GROUP_MODEL: u64 = 200_000;

/// Analyses times to events.
///
/// A patient whose time or outcome is missing is left out and counted in the group; one whose group or stratum is missing
/// is left out and counted. A covariate that is missing leaves its patient out of the models that hold it, counted per
/// covariate. What cannot be computed says why. O(n log n) without covariates.
///
/// # Errors
/// Nobody whose time and outcome are known, or nobody followed beyond the landmark; a level that is not between 0 and 1; a
/// time asked for that is negative.
pub fn survival(data: &TimeToEvent, options: &Options) -> Result<Survival> {
    let usage = |message: &str, found: f64| Error::new(ErrorCode::Usage, message).found(found.to_string());
    if let Some(time) = options.at.iter().find(|time| !(**time >= 0.0 && time.is_finite())) {
        return Err(usage("survival cannot be given at this time", *time).expected("times of 0 and above"));
    }
    if let Some(landmark) = options.landmark.filter(|landmark| !(*landmark >= 0.0 && landmark.is_finite())) {
        return Err(usage("this cannot be a landmark", landmark).expected("a time of 0 or above"));
    }
    let people = People::new(data, options.landmark);
    if people.n == 0 {
        let nobody = Error::new(
            ErrorCode::Study,
            match options.landmark {
                Some(_) => "nobody was followed beyond the landmark",
                None => "no patient has a time, an outcome and whatever else the analysis needs",
            },
        );
        return Err(nobody.found(format!("{} patients", data.time.len())));
    }
    let tables = people.tables().map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?;
    let competing = data.causes.len() > 1;
    let at = if options.at.is_empty() {
        curves::round_times(people.longest, data.unit.as_deref())
    } else {
        options.at.clone()
    };
    let mut results = Survival {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        title: options.title.clone(),
        input: options.input.clone(),
        flow: options.flow.clone(),
        follow_up: follow_up(data, &people, &tables, options),
        interval: options.interval.name(),
        level: options.level,
        alpha: options.alpha,
        grouping: data.groups.as_ref().map(|groups| Grouping {
            variable: groups.name.clone(),
            label: groups.label.clone(),
            levels: levels(&groups.levels, &people.sizes),
            missing: people.group_missing,
            paired_by: None,
            pairs: None,
        }),
        within: data.strata.as_ref().map(|strata| Within {
            variable: strata.name.clone(),
            label: strata.label.clone(),
            levels: levels(&strata.levels, &people.strata_sizes),
        }),
        warnings: options.warnings.clone(),
        ..Survival::default()
    };
    if competing {
        results.incidence = curves::incidence(data, &tables, &at, options);
    } else {
        results.curves = curves::curves(data, &tables, &at, options);
    }
    if data.groups.is_some() {
        (results.tests, results.decision) = tests_of_groups::tests(data, &tables, options);
        if people.n <= MOST_FOR_GROUP_MODEL {
            results.group_model = cox::of_groups(data, &people, options);
        } else {
            results.warnings.push(Warning {
                code: "group_model",
                variable: data.groups.as_ref().map(|groups| groups.label.clone()),
                message: format!(
                    "hazard ratios of the groups are not computed for more than {MOST_FOR_GROUP_MODEL} patients unless they are \
                     asked for; name the groups among --covariates"
                ),
            });
        }
    }
    results.model = cox::of_covariates(data, &people, options);
    if data.exposure_label.is_some() {
        results.exposure = Some(exposure::exposure(data, &people, options)?);
    }
    results.warnings.extend(warnings(data, &people, &results));
    results.warnings.extend(immortal::warnings(data, &people, results.exposure.is_some()));
    Ok(results)
}

fn levels(labels: &[String], sizes: &[u64]) -> Vec<GroupLevel> {
    labels.iter().zip(sizes).map(|(label, n)| GroupLevel { label: label.clone(), n: *n }).collect()
}

fn follow_up(data: &TimeToEvent, people: &People<'_>, tables: &people::Tables, options: &Options) -> FollowUpRecord {
    let events = (1..=data.causes.len()).map(|cause| {
        let of = |&row: &usize| data.outcome.get(row) == Some(&(cause as u32));
        people.rows.iter().filter(|row| of(row)).count() as u64
    });
    let events: Vec<u64> = events.collect();
    let mut causes = data.causes.iter().cloned();
    FollowUpRecord {
        time: data.time_label.clone(),
        unit: data.unit.clone(),
        event: causes.next().unwrap_or_default(),
        competing: causes.collect(),
        patients: data.time.len() as u64,
        missing: people.missing.iter().sum(),
        stratum_missing: people.stratum_missing,
        n: people.n,
        censored: people.n - events.iter().sum::<u64>(),
        events,
        at_time_zero: people.rows.iter().filter(|row| people.time(**row) == 0.0).count() as u64,
        longest: people.longest,
        median_follow_up: curves::median_follow_up(&tables.all, options),
        landmark: people.landmark.clone(),
    }
}

/// What is to be said of the data once they are analysed.
fn warnings(data: &TimeToEvent, people: &People<'_>, results: &Survival) -> Vec<Warning> {
    let mut all = Vec::new();
    let mut add = |code: &'static str, variable: Option<&String>, message: String| {
        all.push(Warning { code, variable: variable.cloned(), message });
    };
    let record = &results.follow_up;
    if record.missing > 0 {
        add("missing", None, format!("time or outcome of {} is missing; they are left out", patients(record.missing)));
    }
    if let Some(groups) = data.groups.as_ref().filter(|_| people.group_missing > 0) {
        let text = format!("the group of {} is missing; they are left out", patients(people.group_missing));
        add("group_missing", Some(&groups.label), text);
    }
    if let Some(strata) = data.strata.as_ref().filter(|_| people.stratum_missing > 0) {
        let text = format!("the stratum of {} is missing; they are left out", patients(people.stratum_missing));
        add("stratum_missing", Some(&strata.label), text);
    }
    if let Some(groups) = &data.groups {
        for (label, _) in groups.levels.iter().zip(&people.sizes).filter(|(_, n)| **n == 0) {
            add("empty_group", Some(&groups.label), format!("nobody was followed in the group “{label}”"));
        }
    }
    if record.at_time_zero > 0 {
        let text = format!(
            "the follow-up of {} has a length of 0; they are at risk at time 0 only",
            patients(record.at_time_zero)
        );
        add("time_zero", None, text);
    }
    match record.events.first() {
        Some(0) => add("no_events", None, "no event was observed: the curves stay where they begin".into()),
        _ if record.censored == 0 && record.competing.is_empty() => {
            add("no_censoring", None, "nobody is censored: every follow-up ended in the event".into());
        }
        _ => {}
    }
    for model in [&results.model, &results.group_model].into_iter().flatten() {
        for warning in &model.multivariable.warnings {
            add("model", None, warning.clone());
        }
    }
    all
}

/// "1 patient", "12 patients".
fn patients(n: u64) -> String {
    if n == 1 { "1 patient".into() } else { format!("{n} patients") }
}

/// Reason of a failure for a field of the results.
fn reason(error: NotComputable) -> String {
    error.reason
}
