//! Values of R 4.2.2 (`survival` 3.5-3, `cmprsk` 2.2-11), and what must hold whatever the data.
// Numbers stand as their source prints them.
#![allow(clippy::excessive_precision)]

use super::*;
use crate::analysis::regression::Covariates;
use crate::summary::{FollowUp, RiskTable};
use proptest::prelude::*;

/// Weeks in remission of Freireich et al. 1963, treated (0) and placebo (1).
fn leukaemia() -> (Vec<f64>, Vec<bool>, Vec<f64>) {
    let treated = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    let placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
    let time = treated.iter().chain(&placebo).map(|week| f64::from(*week)).collect();
    let event = (0..42).map(|i| !(9..21).contains(&i)).collect();
    (time, event, (0..42).map(|i| f64::from(u8::from(i >= 21))).collect())
}

fn leukaemia_table() -> RiskTable {
    let (time, event, group) = leukaemia();
    let row = |i: usize| FollowUp { time: time[i], outcome: usize::from(event[i]), group: group[i] as usize };
    RiskTable::from_follow_up((0..42).map(row), 2, 1).unwrap()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-10 * expected.abs().max(1e-3), "found {found:e}, expected {expected:e}");
}

fn table(rows: &[(f64, usize, usize)], groups: usize, causes: usize) -> RiskTable {
    let rows = rows.iter().map(|&(time, outcome, group)| FollowUp { time, outcome, group });
    RiskTable::from_follow_up(rows, groups, causes).unwrap()
}

#[test]
fn weights_of_rank_tests() {
    // survdiff for the first two, the sums of the textbooks in R for the others.
    let half = RankWeights::FlemingHarrington { rho: 1.0, gamma: 0.0 };
    for (weights, expected) in [
        (RankWeights::LogRank, 16.792_940_989_216_54),
        (half, 14.457_150_818_717_125),
        (RankWeights::GehanBreslow, 13.457_852_049_631_063),
        (RankWeights::TaroneWare, 15.123_575_301_872_689),
        (RankWeights::PetoPeto, 14.084_139_866_856_555),
        (RankWeights::ModifiedPetoPeto, 13.911_285_454_915_728),
    ] {
        near(rank_test(&leukaemia_table(), weights).unwrap().chi_square, expected);
    }
}

#[test]
fn cox_of_two_groups() {
    let (time, event, group) = leukaemia();
    let covariate = Covariates::new(vec![("placebo", group)]).unwrap();
    let model = CoxModel::new(Spells::new(time, event).unwrap(), &covariate, Ties::Efron).unwrap();
    let fit = model.fit(0.95).unwrap();
    let estimate = fit.coefficients[0].outcome.clone().unwrap();
    near(estimate.estimate, 1.572_125_148_829_065_5);
    near(estimate.standard_error, 0.412_396_717_709_455_3);
    near(fit.log_likelihood, -85.008_424_577_371_656);
    let test = model.proportional_hazards(TimeScale::KaplanMeier).unwrap();
    near(test.global.chi_square, 0.022_863_378_052_822_018);
    let (low, high) = model.profile_interval(0, 0.95).unwrap();
    assert!(low > 0.7 && low < estimate.estimate && high < 2.5 && high > estimate.estimate);
}

#[test]
fn exact_ties_give_the_log_rank_test() {
    // With the exact likelihood, ties included, the score test of an indicator is the log-rank test.
    let (time, event, group) = leukaemia();
    let covariate = Covariates::new(vec![("placebo", group)]).unwrap();
    let fit = CoxModel::new(Spells::new(time, event).unwrap(), &covariate, Ties::Exact).unwrap().fit(0.95).unwrap();
    near(fit.score.chi_square, rank_test(&leukaemia_table(), RankWeights::LogRank).unwrap().chi_square);
}

#[test]
fn splitting_a_spell_changes_nothing() {
    let (time, event, group) = leukaemia();
    let whole = Covariates::new(vec![("placebo", group.clone())]).unwrap();
    let whole = CoxModel::new(Spells::new(time.clone(), event.clone()).unwrap(), &whole, Ties::Efron).unwrap();
    // Everybody in two rows: up to half of the time, and from there on.
    let halves: Vec<f64> = time.iter().map(|time| 0.5 * time).collect();
    let spells = Spells::new([halves.clone(), time.clone()].concat(), [vec![false; 42], event].concat()).unwrap();
    let spells = spells.with_entry([vec![0.0; 42], halves].concat()).unwrap();
    let twice = Covariates::new(vec![("placebo", [group.clone(), group].concat())]).unwrap();
    let split = CoxModel::new(spells, &twice, Ties::Efron).unwrap();
    let (whole, split) = (whole.fit(0.95).unwrap(), split.fit(0.95).unwrap());
    near(split.log_likelihood, whole.log_likelihood);
    let of = |fit: &CoxFit| fit.coefficients[0].outcome.clone().unwrap();
    near(of(&split).estimate, of(&whole).estimate);
    near(of(&split).standard_error, of(&whole).standard_error);
    assert!(split.concordance.is_err());
}

#[test]
fn grays_test() {
    // cmprsk::cuminc(1:8, outcome, group)$Tests.
    let outcome = [1, 1, 2, 1, 1, 0, 2, 1];
    let group = [0, 1, 0, 1, 1, 0, 1, 0];
    let rows: Vec<_> = (0..8).map(|i| (i as f64 + 1.0, outcome[i], group[i])).collect();
    let table = table(&rows, 2, 2);
    near(gray_test([&table], 1, 0.0).unwrap().chi_square, 1.010_128_624_401_233_3);
    near(gray_test([&table], 2, 0.0).unwrap().chi_square, 0.091_830_506_607_935_2);
}

#[test]
fn a_curve_that_runs_flat_at_one_half() {
    let table = table(&[(1.0, 1, 0), (2.0, 1, 0), (3.0, 1, 0), (4.0, 1, 0)], 1, 1);
    let curve = kaplan_meier(&table, 0, CurveInterval::LogLog, 0.95).unwrap();
    assert_eq!(curve.median().estimate, Some(2.5));
    assert_eq!(curve.quantile(0.9).estimate, Some(4.0));
    assert_eq!((curve.at_risk_at(&[0.0, 2.0, 2.5, 9.0]), curve.survival_at(9.0)), (vec![4, 3, 2, 0], Some(0.0)));
    // R: restricted mean 2.5, standard error 0.55901699437494745.
    let mean = curve.restricted_mean(4.0).unwrap();
    near(mean.estimate, 2.5);
    near(mean.standard_error, 0.559_016_994_374_947_45);
    assert_eq!(curve.steps.last().and_then(|step| step.ci_low), None);
}

#[test]
fn what_has_no_answer_says_why() {
    let reason = |result: Result<RankTest, NotComputable>| result.unwrap_err().reason;
    let log_rank = |table: &RiskTable| rank_test(table, RankWeights::LogRank);
    assert_eq!(reason(log_rank(&table(&[(1.0, 1, 0)], 2, 1))), "fewer than two groups were followed");
    assert_eq!(reason(log_rank(&table(&[(1.0, 0, 0), (2.0, 0, 1)], 2, 1))), "no event was observed");
    let together = table(&[(1.0, 1, 0), (1.0, 1, 1), (1.0, 1, 1)], 2, 1);
    assert_eq!(reason(log_rank(&together)), "the variance of the test statistic is zero");
    assert!(kaplan_meier(&together, 2, CurveInterval::Log, 0.95).is_err());
    assert!(kaplan_meier(&together, 0, CurveInterval::Log, 1.0).is_err());
    assert!(gray_test([&together], 2, 0.0).is_err() && gray_test([], 1, 0.0).is_err());
    assert!(aalen_johansen(&together, 0, 2, CurveInterval::Log, 0.95).is_err());

    assert!(Spells::new(vec![-1.0], vec![true]).is_err() && Spells::new(vec![1.0], vec![]).is_err());
    assert!(Spells::new(vec![1.0], vec![true]).unwrap().with_entry(vec![1.0]).is_err());
    let cox = |event: Vec<bool>, x: Vec<f64>| {
        let covariates = Covariates::new(vec![("x", x)]).unwrap();
        CoxModel::new(Spells::new(vec![1.0, 2.0, 3.0, 4.0], event).unwrap(), &covariates, Ties::Efron)
            .and_then(|model| model.fit(0.95))
    };
    let why = |result: Result<CoxFit, NotComputable>| result.unwrap_err().reason;
    assert_eq!(why(cox(vec![false; 4], vec![1.0, 2.0, 3.0, 5.0])), "no event was observed");
    assert_eq!(why(cox(vec![true; 4], vec![1.0; 4])), "covariate “x” is constant");
    // Nobody but the last is at risk at the only event.
    assert!(why(cox(vec![false, false, false, true], vec![1.0, 2.0, 3.0, 5.0])).contains("do not differ"));
    let monotone = cox(vec![true; 4], vec![4.0, 3.0, 2.0, 1.0]).unwrap();
    assert!(monotone.coefficients[0].outcome.is_err() && monotone.wald.is_err());
    assert!(monotone.log_likelihood.abs() < 1e-10 && monotone.warnings.len() == 2);
}

fn rows() -> impl Strategy<Value = Vec<(f64, usize, usize)>> {
    prop::collection::vec((0..8_u32, 0..3_usize, 0..3_usize), 1..40)
        .prop_map(|rows| rows.into_iter().map(|(t, outcome, group)| (f64::from(t), outcome, group)).collect())
}

proptest! {
    #[test]
    fn probabilities_add_up_to_one(rows in rows()) {
        let table = table(&rows, 3, 2).pooled();
        let curve = kaplan_meier(&table, 0, CurveInterval::LogLog, 0.95).unwrap();
        let causes = [1, 2].map(|cause| aalen_johansen(&table, 0, cause, CurveInterval::LogLog, 0.95).unwrap());
        for (i, step) in curve.steps.iter().enumerate() {
            let sum: f64 = causes.iter().map(|cause| cause.steps[i].incidence).sum();
            prop_assert!((sum + step.survival - 1.0).abs() < 1e-12);
            for limits in [step.ci_low.zip(step.ci_high), causes[0].steps[i].ci_low.zip(causes[0].steps[i].ci_high)] {
                prop_assert!(limits.is_none_or(|(low, high)| 0.0 <= low && low <= high && high <= 1.0));
            }
        }
    }

    #[test]
    fn the_order_of_groups_does_not_matter(rows in rows()) {
        let table = table(&rows, 3, 2);
        let turned = table.select(&[2, 0, 1]).unwrap();
        for weights in [RankWeights::LogRank, RankWeights::PetoPeto] {
            match (rank_test(&table, weights), rank_test(&turned, weights)) {
                (Ok(a), Ok(b)) => prop_assert!((a.chi_square - b.chi_square).abs() < 1e-8 * a.chi_square.max(1e-3)),
                (a, b) => prop_assert_eq!(a.is_err(), b.is_err()),
            }
        }
        if let (Ok(a), Ok(b)) = (gray_test([&table], 1, 0.0), gray_test([&turned], 1, 0.0)) {
            prop_assert!((a.chi_square - b.chi_square).abs() < 1e-7 * a.chi_square.max(1e-3));
            prop_assert!((0.0..=1.0).contains(&a.p));
        }
    }

    #[test]
    fn a_stratum_twice_doubles_the_statistic(rows in rows()) {
        let table = table(&rows, 3, 2);
        if let Ok(once) = rank_test(&table, RankWeights::LogRank) {
            let twice = stratified_rank_test([&table, &table], RankWeights::LogRank).unwrap();
            prop_assert!((twice.chi_square - 2.0 * once.chi_square).abs() < 1e-8 * once.chi_square.max(1e-3));
            let trend = rank_trend_test([&table], RankWeights::LogRank, &[1.0, 2.0, 3.0]);
            prop_assert!(trend.is_err() || trend.unwrap().chi_square <= once.chi_square * (1.0 + 1e-9) + 1e-12);
        }
    }
}

#[test]
fn an_exposure_that_begins_during_follow_up() {
    let (time, event) = (vec![9.0, 4.0, 6.0, 2.0, 8.0], vec![true, true, false, true, true]);
    let exposed_at = [Some(3.0), None, Some(0.0), Some(2.0), Some(7.0)];
    let cut = split_at_exposure(&time, &event, &exposed_at).unwrap();
    assert_eq!(cut.person, [0, 0, 1, 2, 3, 4, 4]);
    assert_eq!(cut.exposed, [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    assert_eq!((cut.exposed_later, cut.immortal_time, cut.total_time), (2, 10.0, 29.0));
    let sample = landmark(&time, &event, &exposed_at, 4.0).unwrap();
    assert_eq!((sample.person, sample.time), (vec![0, 2, 4], vec![5.0, 2.0, 4.0]));
    assert_eq!((sample.exposed, sample.exposed_later), (vec![true, true, false], 1));
    assert_eq!((sample.excluded_events, sample.excluded_censored), (2, 0));
    assert!(landmark(&time, &event, &exposed_at, 9.0).is_err() && landmark(&time, &event, &exposed_at, -1.0).is_err());
    assert!(split_at_exposure(&[0.0], &[true], &[None]).is_err() && split_at_exposure(&[1.0], &[true], &[]).is_err());
}
