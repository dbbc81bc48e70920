//! An exposure that begins during follow-up: the naive split beside the analyses that allow for immortal time.

use super::cox::hazard_ratio;
use super::people::People;
use super::tests_of_groups::record;
use super::{Options, reason};
use crate::analysis::NotComputable;
use crate::analysis::regression::Covariates;
use crate::analysis::survival::{CoxModel, Spells, landmark, mantel_byar_test, split_at_exposure};
use crate::engine::TimeToEvent;
use crate::error::Result;
use crate::results::survival::{Exposure, HazardRatio, LandmarkExposure};

/// The patients of the analysis, followed for some time.
struct Exposed {
    rows: Vec<usize>,
    time: Vec<f64>,
    event: Vec<bool>,
    at: Vec<Option<f64>>,
}

/// The exposure of a patient is what the time says: none means never. Where the groups themselves say who was exposed,
/// that is a group most of whom have a time while the others
/// have none; those of it without one are left out and counted. A landmark restricts the
/// analysis of the landmark only, not those from time 0.
///
/// # Errors
/// None of its own: what cannot be computed says why in the results.
pub(super) fn exposure(data: &TimeToEvent, people: &People<'_>, options: &Options) -> Result<Exposure> {
    let all = People::new(data, None);
    let at = |row: usize| data.exposed_at.get(row).copied().filter(|at| !at.is_nan());
    let says = groups_that_say(data, &all, &at);
    let mut sample = Exposed { rows: Vec::new(), time: Vec::new(), event: Vec::new(), at: Vec::new() };
    let (mut time_unknown, mut no_follow_up) = (0, 0);
    for &row in &all.rows {
        if at(row).is_none() && says.get(all.group(row)) == Some(&true) {
            time_unknown += 1;
        } else if all.time(row) <= 0.0 {
            no_follow_up += 1;
        } else {
            sample.rows.push(row);
            sample.time.push(all.time(row));
            sample.event.push(all.event(row));
            sample.at.push(at(row));
        }
    }
    let pairs = || sample.at.iter().zip(&sample.time).filter_map(|(at, time)| at.map(|at| (at, *time)));
    let cut = split_at_exposure(&sample.time, &sample.event, &sample.at);
    let byar = mantel_byar_test(&sample.time, &sample.event, &sample.at);
    // A later exposure than the end of follow-up is none that was followed.
    let ever = pairs_of(&sample);
    let naive = one(simple(&sample, &ever, &all, options));
    let time_varying = one(varying(&sample, &all, &[], options).map(|found| found.0));
    let adjusted = (!data.covariates.is_empty()).then(|| varying(&sample, &all, &covariates(data), options));
    let ratio = match (naive.coefficient, time_varying.coefficient) {
        (Some(naive), Some(varying)) => Some((naive - varying).exp()),
        _ => None,
    };
    Ok(Exposure {
        label: data.exposure_label.clone().unwrap_or_default(),
        n: sample.rows.len() as u64,
        events: sample.event.iter().filter(|event| **event).count() as u64,
        time_unknown,
        no_follow_up,
        from_start: pairs().filter(|(at, _)| *at <= 0.0).count() as u64,
        later: pairs().filter(|(at, time)| *at > 0.0 && at < time).count() as u64,
        after_end: pairs().filter(|(at, time)| at >= time).count() as u64,
        immortal_time: cut.as_ref().map_or(0.0, |cut| cut.immortal_time),
        total_time: cut.as_ref().map_or(0.0, |cut| cut.total_time),
        naive,
        time_varying,
        adjusted_n: adjusted.as_ref().and_then(|found| found.as_ref().ok()).map(|found| found.1),
        adjusted: adjusted.map(|found| one(found.map(|found| found.0))),
        mantel_byar: record(
            "mantel_byar",
            "Mantel-Byar test",
            byar.as_ref().map(|test| (test.chi_square, 1.0, test.p, test.log10_p)).map_err(Clone::clone),
            true,
        ),
        observed_expected: byar.ok().map(|test| (test.observed, test.expected)),
        ratio_of_ratios: ratio,
        landmark: options.landmark.map(|time| at_landmark(&sample, time, people, options)),
    })
}

/// Whether each group is one whose members were exposed: most of them have a time, and hardly anybody of the others. Groups
/// that have nothing to do with the exposure say nothing.
fn groups_that_say(data: &TimeToEvent, people: &People<'_>, at: &dyn Fn(usize) -> Option<f64>) -> Vec<bool> {
    let Some(groups) = &data.groups else { return Vec::new() };
    let mut counts = vec![(0_u64, 0_u64); groups.levels.len()];
    for &row in &people.rows {
        if let Some((with, all)) = counts.get_mut(people.group(row)) {
            *with += u64::from(at(row).is_some());
            *all += 1;
        }
    }
    let most = |(with, all): &(u64, u64)| 2 * with > *all;
    let hardly = |(with, all): &(u64, u64)| 20 * with <= *all;
    let split = counts.iter().all(|group| most(group) || hardly(group)) && counts.iter().any(hardly);
    counts.iter().map(|group| split && most(group)).collect()
}

/// 1 for those ever exposed while they were followed.
fn pairs_of(sample: &Exposed) -> Vec<f64> {
    let exposed = |(at, time): (&Option<f64>, &f64)| f64::from(u8::from(at.is_some_and(|at| at < *time)));
    sample.at.iter().zip(&sample.time).map(exposed).collect()
}

/// Covariates as columns over all rows of the data: name and values, indicators for levels.
fn covariates(data: &TimeToEvent) -> Vec<(String, Vec<f64>)> {
    let mut all = Vec::new();
    for column in &data.covariates {
        if column.levels.is_empty() {
            all.push((column.label.clone(), column.values.clone()));
        }
        for (level, label) in column.levels.iter().enumerate().skip(1) {
            let is = |value: &f64| if value.is_nan() { f64::NAN } else { f64::from(u8::from(*value == level as f64)) };
            all.push((format!("{}: {label}", column.label), column.values.iter().map(is).collect()));
        }
    }
    all
}

/// Cox model of a covariate fixed from the start.
fn simple(
    sample: &Exposed,
    exposed: &[f64],
    people: &People<'_>,
    options: &Options,
) -> std::result::Result<HazardRatio, NotComputable> {
    if exposed.iter().all(|one| Some(one) == exposed.first()) {
        return Err(NotComputable::because("all of these patients were exposed, or none of them"));
    }
    let spells = Spells::new(sample.time.clone(), sample.event.clone())?;
    let spells = spells.with_strata(sample.rows.iter().map(|row| people.stratum(*row)).collect())?;
    let model = CoxModel::new(spells, &Covariates::new(vec![("exposed", exposed.to_vec())])?, options.ties)?;
    Ok(hazard_ratio(&model.fit(options.level)?, 0))
}

/// Cox model of the exposure as a covariate that changes with time, beside covariates that do not; the hazard ratio and
/// the number of patients.
fn varying(
    sample: &Exposed,
    people: &People<'_>,
    covariates: &[(String, Vec<f64>)],
    options: &Options,
) -> std::result::Result<(HazardRatio, u64), NotComputable> {
    let value = |values: &[f64], row: usize| values.get(row).copied().unwrap_or(f64::NAN);
    let complete = |row: &usize| covariates.iter().all(|(_, values)| value(values, *row).is_finite());
    let kept: Vec<usize> = (0..sample.rows.len()).filter(|i| sample.rows.get(*i).is_some_and(complete)).collect();
    fn pick<T: Copy>(from: &[T], kept: &[usize]) -> Vec<T> {
        kept.iter().filter_map(|i| from.get(*i).copied()).collect()
    }
    let rows = pick(&sample.rows, &kept);
    let cut = split_at_exposure(&pick(&sample.time, &kept), &pick(&sample.event, &kept), &pick(&sample.at, &kept))?;
    let row_of = |person: &usize| rows.get(*person).copied().unwrap_or(usize::MAX);
    let strata = cut.person.iter().map(|person| people.stratum(row_of(person))).collect();
    let mut columns = vec![("exposed".to_string(), cut.exposed)];
    for (name, values) in covariates {
        let column: Vec<f64> = cut.person.iter().map(|person| value(values, row_of(person))).collect();
        // A level that nobody here has is no covariate here.
        if column.iter().any(|value| Some(value) != column.first()) {
            columns.push((name.clone(), column));
        }
    }
    let model = CoxModel::new(cut.spells.with_strata(strata)?, &Covariates::new(columns)?, options.ties)?;
    Ok((hazard_ratio(&model.fit(options.level)?, 0), rows.len() as u64))
}

fn at_landmark(sample: &Exposed, time: f64, people: &People<'_>, options: &Options) -> LandmarkExposure {
    let found = match landmark(&sample.time, &sample.event, &sample.at, time) {
        Ok(found) => found,
        Err(error) => {
            let hazard_ratio = HazardRatio { error: Some(error.reason), ..HazardRatio::default() };
            return LandmarkExposure { time, hazard_ratio, ..LandmarkExposure::default() };
        }
    };
    let exposed: Vec<f64> = found.exposed.iter().map(|exposed| f64::from(u8::from(*exposed))).collect();
    let rows = found.person.iter().filter_map(|person| sample.rows.get(*person).copied()).collect();
    let at = vec![None; found.time.len()];
    let beyond = Exposed { rows, time: found.time, event: found.event, at };
    LandmarkExposure {
        time,
        n: beyond.rows.len() as u64,
        exposed: found.exposed.iter().filter(|exposed| **exposed).count() as u64,
        exposed_later: found.exposed_later,
        excluded_events: found.excluded_events,
        excluded_censored: found.excluded_censored,
        hazard_ratio: one(simple(&beyond, &exposed, people, options)),
    }
}

fn one(found: std::result::Result<HazardRatio, NotComputable>) -> HazardRatio {
    found.unwrap_or_else(|error| HazardRatio { error: Some(reason(error)), ..HazardRatio::default() })
}
