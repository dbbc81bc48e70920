//! Small cohorts whose results are known by hand or from R.

use super::*;
use crate::engine::time_to_event::{CovariateColumn, LevelColumn, MISSING_OUTCOME};

/// A cohort with two groups.
fn cohort(time: &[f64], outcome: &[u32], group: &[u32]) -> TimeToEvent {
    TimeToEvent {
        time_label: "Follow-up".into(),
        unit: Some("days".into()),
        time: time.to_vec(),
        causes: vec!["death".into()],
        outcome: outcome.to_vec(),
        groups: Some(LevelColumn {
            name: "arm".into(),
            label: "Arm".into(),
            levels: vec!["a".into(), "b".into()],
            of: group.to_vec(),
        }),
        ..TimeToEvent::default()
    }
}

fn codes(results: &Survival) -> Vec<&'static str> {
    results.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn who_is_left_out_is_counted() {
    let missing = u32::MAX;
    let time = [5.0, f64::NAN, 7.0, 0.0, 9.0, 3.0];
    let data = cohort(&time, &[1, 1, MISSING_OUTCOME, 1, 0, 1], &[0, 0, 1, 1, 1, missing]);
    let results = survival(&data, &Options::default()).unwrap();
    let record = &results.follow_up;
    assert_eq!((record.patients, record.n, record.missing, record.at_time_zero), (6, 3, 2, 1));
    assert_eq!(results.grouping.as_ref().unwrap().missing, 1);
    assert_eq!(results.curves.iter().map(|curve| curve.missing).collect::<Vec<_>>(), [1, 1, 2]);
    assert_eq!(codes(&results), ["missing", "group_missing", "time_zero", "model"]);
    let nobody = cohort(&[f64::NAN], &[1], &[0]);
    assert!(survival(&nobody, &Options::default()).unwrap_err().message.contains("no patient"));
}

#[test]
fn a_landmark_leaves_out_who_was_not_followed_beyond_it() {
    let data = cohort(&[5.0, 10.0, 20.0, 30.0, 40.0], &[1, 0, 1, 1, 0], &[0, 1, 0, 1, 0]);
    let results = survival(&data, &Options { landmark: Some(10.0), ..Options::default() }).unwrap();
    let landmark = results.follow_up.landmark.clone().unwrap();
    assert_eq!((landmark.excluded_events, landmark.excluded_censored, results.follow_up.n), (1, 1, 3));
    // Times stay on the clock of the patients.
    assert_eq!(results.curves.last().unwrap().steps[0].time, 20.0);
    let beyond = survival(&data, &Options { landmark: Some(40.0), ..Options::default() });
    assert!(beyond.unwrap_err().message.contains("landmark"));
}

#[test]
fn degenerate_cohorts_say_why() {
    let reason = |results: &Survival| results.tests[0].test.error.clone().unwrap().reason;
    let none = survival(&cohort(&[5.0, 6.0, 7.0, 8.0], &[0; 4], &[0, 1, 0, 1]), &Options::default()).unwrap();
    assert_eq!(reason(&none), "no event was observed");
    assert_eq!(none.curves[0].steps.last().unwrap().estimate, 1.0);
    assert_eq!(codes(&none), ["no_events"]);
    assert_eq!(none.group_model.unwrap().multivariable.error.as_deref(), Some("no event was observed"));
    let one = survival(&cohort(&[5.0, 6.0], &[1, 1], &[0, 0]), &Options::default()).unwrap();
    assert_eq!(reason(&one), "fewer than two groups were followed");
    assert!(one.group_model.is_none() && codes(&one).contains(&"empty_group"));
    let together = survival(&cohort(&[5.0; 6], &[1; 6], &[0, 1, 0, 1, 0, 1]), &Options::default()).unwrap();
    assert_eq!(reason(&together), "the variance of the test statistic is zero");
}

#[test]
fn times_that_differ_by_rounding_are_tied() {
    let data = cohort(&[0.3, 0.1 + 0.2, 0.9, 1.5], &[1, 1, 1, 0], &[0, 1, 0, 1]);
    let results = survival(&data, &Options::default()).unwrap();
    assert_eq!(results.curves.last().unwrap().steps[0].events, 2);
}

#[test]
fn a_group_that_cannot_die_early_is_suspected() {
    // 40 patients die one a day; 20 others are weaned after day 10 and die from day 30 on.
    let time: Vec<f64> =
        (0..40).map(|i| f64::from(i) / 2.0 + 1.0).chain((0..20).map(|i| f64::from(i) + 30.0)).collect();
    let group: Vec<u32> = (0..60).map(|i| u32::from(i >= 40)).collect();
    let data = cohort(&time, &[1; 60], &group);
    let results = survival(&data, &Options::default()).unwrap();
    let warning = results.warnings.iter().find(|warning| warning.code == "immortal_time").unwrap();
    assert!(warning.message.contains("“b” before 30 days") && warning.message.contains("others had 40"), "{warning:?}");
    // The same deaths in both groups give no ground for it.
    let even: Vec<u32> = (0..60).map(|i| i % 2).collect();
    assert!(
        !codes(&survival(&cohort(&time, &[1; 60], &even), &Options::default()).unwrap()).contains(&"immortal_time")
    );
}

#[test]
fn an_exposure_that_changes_nothing_looks_protective_only_in_the_naive_split() {
    // Half of those who live so long are exposed on day 20; deaths are one a day, whatever the exposure.
    let n = 40;
    let mut data = cohort(&[], &[], &[]);
    data.groups = None;
    data.time = (0..n).map(|i| f64::from(i) + 1.0).collect();
    data.outcome = vec![1; n as usize];
    data.exposed_at = (0..n).map(|i| if i % 2 == 0 && i >= 20 { 20.0 } else { f64::NAN }).collect();
    data.exposure_label = Some("weaning day".into());
    let results = survival(&data, &Options { landmark: Some(20.0), ..Options::default() }).unwrap();
    let exposure = results.exposure.unwrap();
    assert_eq!((exposure.later, exposure.from_start, exposure.immortal_time), (10, 0, 200.0));
    let ratio = |found: &crate::results::survival::HazardRatio| found.hazard_ratio.unwrap();
    let landmark = exposure.landmark.as_ref().unwrap();
    assert!(ratio(&exposure.naive) < 0.6, "{:?}", exposure.naive);
    assert!((ratio(&exposure.time_varying) - 1.0).abs() < 0.3, "{:?}", exposure.time_varying);
    assert!((ratio(&landmark.hazard_ratio) - ratio(&exposure.time_varying)).abs() < 1e-9);
    assert!(exposure.ratio_of_ratios.unwrap() < 0.7);
    // Nobody is left out of the analysis from time 0 because of the landmark.
    assert_eq!((exposure.n, landmark.n, landmark.exposed), (40, 20, 10));
}

#[test]
fn the_levels_of_a_covariate_are_compared_with_its_first() {
    let mut data = cohort(&[5.0, 8.0, 12.0, 15.0, 21.0, 28.0], &[1, 1, 1, 0, 1, 1], &[0, 1, 0, 1, 0, 1]);
    let column = |values: [f64; 6]| CovariateColumn {
        name: "grade".into(),
        label: "Grade".into(),
        unit: None,
        levels: vec!["low".into(), "never".into(), "high".into()],
        values: values.to_vec(),
    };
    data.covariates = vec![column([0.0, 2.0, 0.0, 2.0, 0.0, f64::NAN])];
    let results = survival(&data, &Options::default()).unwrap();
    let model = results.model.unwrap();
    assert_eq!((model.n, model.missing, model.terms[0].rows.len()), (5, 1, 2));
    let [low, high] = &model.terms[0].rows[..] else { panic!() };
    assert!(low.reference && low.univariable.is_none() && high.level.as_deref() == Some("high"));
    assert_eq!((low.n, low.events, high.n, high.events), (3, 3, 2, 1));
    assert!(model.multivariable.warnings[0].contains("fewer than 10"));
    data.covariates = vec![column([0.0; 6])];
    let single = survival(&data, &Options::default()).unwrap().model.unwrap();
    assert!(single.multivariable.error.unwrap().contains("single level"));
}
