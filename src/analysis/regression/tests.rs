//! Values of R 4.2.2 (`stats`, `pROC` 1.18), and what must hold whatever the data.
// Numbers stand as their source prints them.
#![allow(clippy::excessive_precision)]

use super::*;
use crate::analysis::NotComputable;
use proptest::prelude::*;

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-10 * expected.abs(), "found {found:e}, expected {expected:e}");
}

fn of(coefficient: &Coefficient) -> Estimate {
    coefficient.outcome.clone().unwrap()
}

fn scores() -> (Vec<bool>, Vec<f64>, Vec<f64>) {
    let outcome = "010011000100001101100000010101000000100001000000010011110000";
    let a = [
        0.9, 1.9, 0.7, 0.7, 0.6, 1.7, 1.3, 0.0, -1.0, 1.8, 0.8, -0.3, 1.7, -0.8, 1.3, -1.3, -0.2, 2.1, 0.5, -0.9, 0.7,
        -0.8, 0.3, -1.7, -1.4, 0.5, -1.0, 2.4, 0.9, 0.2, 0.6, 0.9, 0.3, 0.4, 1.2, -0.5, 0.6, 1.0, -1.3, 0.2, 0.0, 1.5,
        1.0, 0.3, 0.2, 0.7, 1.2, 0.4, -1.0, 0.8, 1.7, -0.4, 1.7, 2.2, 1.8, 1.0, 0.2, -0.9, 0.4, -0.9,
    ];
    let b = [
        -0.9, -0.5, -0.7, 1.1, 0.1, 0.4, -0.5, 0.5, 0.9, 0.3, 0.6, -0.4, 1.1, 0.6, 1.5, 1.1, 0.2, -1.4, -0.2, 0.5,
        -0.5, -0.3, -0.4, 1.6, -0.7, 0.0, 0.0, 0.7, 0.2, 0.4, -1.5, 0.4, 0.5, -0.5, 0.7, -0.8, 0.9, -0.7, -1.7, 1.2,
        0.7, 0.6, 1.5, -1.6, 0.1, -2.4, 1.4, -0.9, -1.3, -0.4, -1.2, -2.0, -0.5, 0.3, 1.4, 0.9, -1.2, -0.6, 1.9, 0.4,
    ];
    (outcome.chars().map(|digit| digit == '1').collect(), a.to_vec(), b.to_vec())
}

#[test]
fn area_under_the_curve() {
    let (outcome, a, b) = scores();
    let area = auc(&outcome, &a, 0.95).unwrap();
    near(area.estimate, 0.802_910_052_910_052_91);
    near(area.standard_error.powi(2), 0.004_530_611_301_029_495_1);
    near(area.interval.unwrap().0, 0.670_985_238_165_152_65);
    let test = delong_test(&outcome, &a, &b, 0.95).unwrap();
    near(test.z, 1.726_674_982_684_308_6);
    near(test.p, 0.084_226_051_062_795_446);
    assert!(delong_test(&outcome, &a, &a, 0.95).is_err());
    let separated = auc(&[false, true, true], &[0.0, 1.0, 2.0], 0.95).unwrap();
    assert!(separated.estimate == 1.0 && separated.interval.is_err());
    assert!(auc(&[true, true], &[0.0, 1.0], 0.95).is_err() && auc(&[true, false], &[f64::NAN, 1.0], 0.95).is_err());
}

#[test]
fn calibration_of_predictions() {
    let (outcome, a, _) = scores();
    let predicted: Vec<f64> = a.iter().map(|a| 1.0 / (1.0 + (0.7 - a).exp())).collect();
    let found = calibration(&outcome, &predicted, 0.95).unwrap();
    near(found.brier, 0.181_625_432_007_042_01);
    near(of(&found.intercept).estimate, -0.781_607_949_092_657_63);
    // R prints 0.30565018994, from the weights one iteration before the last; this is their value at the estimate.
    near(of(&found.intercept).standard_error, 0.305_650_191_538_100_14);
    near(of(&found.slope).estimate, 1.465_499_488_790_686);
    near(found.ideal.unwrap().chi_square, 2.0 * (32.547_102_667_139_718 - 28.456_502_006_698_482));
    let groups = calibration_groups(&outcome, &predicted, 10).unwrap();
    assert_eq!(groups.iter().map(|group| group.n).sum::<u64>(), 60);
    assert!(calibration(&outcome, &vec![1.0; 60], 0.95).is_err() && brier_score(&[true], &[1.5]).is_err());
    let nobody = calibration(&[false, false], &[0.2, 0.3], 0.95).unwrap();
    assert!(nobody.intercept.outcome.is_err() && nobody.slope.outcome.is_err());
}

#[test]
fn what_has_no_answer_says_why() {
    let model = |outcome: &[bool], columns: Vec<(&str, Vec<f64>)>| {
        Covariates::new(columns).and_then(|x| LogisticModel::new(outcome.to_vec(), &x)).and_then(|m| m.fit(0.95))
    };
    let why = |result: Result<LogisticFit, NotComputable>| result.unwrap_err().reason;
    let four = [true, false, true, false];
    let x = || vec![1.0, 2.0, 3.0, 5.0];
    assert_eq!(why(model(&[true; 4], vec![("x", x())])), "everybody has the outcome");
    assert_eq!(why(model(&[false; 4], vec![("x", x())])), "nobody has the outcome");
    assert_eq!(why(model(&four, vec![("x", vec![2.0; 4])])), "covariate “x” is constant");
    let twice = x().iter().map(|x| 2.0 * x + 1.0).collect();
    let collinear = why(model(&four, vec![("x", x()), ("y", twice)]));
    assert_eq!(collinear, "covariate “y” is a linear combination of the covariates before it");
    let many = (0..4).map(|j| ("x", (0..4).map(|i| f64::from(u8::from(i == j))).collect())).collect();
    assert_eq!(why(model(&four, many)), "4 persons cannot tell 4 covariates apart");
    assert_eq!(
        why(model(&four, vec![("x", vec![1.0, f64::NAN, 2.0, 3.0])])),
        "covariate “x” is not a finite number in row 2"
    );
    assert!(model(&four, vec![]).is_err() && model(&four[..3], vec![("x", x())]).is_err());
}

#[test]
fn separation_is_seen_and_only_what_it_touches_is_withheld() {
    // Nobody unexposed has the outcome; the other covariate does not separate.
    let exposed = vec![0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    let age = vec![1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let outcome = [false, false, false, false, false, true, false, true, false, true];
    let covariates = Covariates::new(vec![("exposed", exposed), ("age", age)]).unwrap();
    let fit = LogisticModel::new(outcome.to_vec(), &covariates).unwrap().fit(0.95).unwrap();
    assert_eq!(fit.separation, Some(Separation::QuasiComplete));
    assert!(fit.coefficients[1].outcome.is_err() && fit.wald.is_err());
    // The slope of age is that among the exposed alone.
    let alone = Covariates::new(vec![("age", vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])]).unwrap();
    let alone = LogisticModel::new(outcome[4..].to_vec(), &alone).unwrap().fit(0.95).unwrap();
    assert!((of(&fit.coefficients[2]).estimate - of(&alone.coefficients[1]).estimate).abs() < 1e-8);
    assert!((fit.log_likelihood - alone.log_likelihood).abs() < 1e-9);
    let firth = FirthModel::new(outcome.to_vec(), &covariates).unwrap();
    let (estimate, profile) = (of(&firth.fit(0.95).unwrap().coefficients[1]).estimate, firth.profile(1, 0.95).unwrap());
    assert!(profile.ci_low < estimate && estimate < profile.ci_high && (0.0..1.0).contains(&profile.test.p));
    assert!(matches!(fit.warnings[..], [ModelWarning::FewEvents { .. }, ModelWarning::InfiniteCoefficients { .. }]));
}

#[test]
fn sums_tell_a_complete_separation_from_a_quasi_complete_one() {
    // The outcome begins at 4, or overlaps there.
    let x = [1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0];
    let covariates = Covariates::new(vec![("x", x.to_vec())]).unwrap();
    for (event_at_four, found) in [(true, Separation::Complete), (false, Separation::QuasiComplete)] {
        let outcome: Vec<bool> = x.iter().enumerate().map(|(i, x)| *x >= 4.0 && (event_at_four || i != 3)).collect();
        let sums = |beta: &[f64]| LogisticSums::at(beta, &outcome, &covariates);
        let merged = logistic_from_sums(covariates.names(), &sums, 0.95).unwrap();
        let whole = LogisticModel::new(outcome.clone(), &covariates).unwrap().fit(0.95).unwrap();
        assert_eq!((whole.separation, merged.separation), (Some(found), Some(found)));
        let finite = |fit: &LogisticFit| fit.coefficients.iter().map(|one| one.outcome.is_ok()).collect::<Vec<_>>();
        assert_eq!(finite(&whole), finite(&merged));
    }
}

#[test]
fn a_narrow_gap_between_the_outcomes_is_a_separation_from_rows_and_from_sums() {
    // One of two with level 1 and x above 0 has the outcome: 0.71 and 0.84 lie close.
    let mut people = vec![(true, 0.0, 1.0); 7];
    people.extend([(false, 0.0, 0.0), (false, 0.839, 1.0), (true, 0.710, 1.0), (false, -1.252, 0.0), (true, 0.0, 2.0)]);
    let (outcome, covariates) = split(&people);
    let whole = LogisticModel::new(outcome.clone(), &covariates).and_then(|model| model.fit(0.95)).unwrap();
    let sums = |beta: &[f64]| LogisticSums::at(beta, &outcome, &covariates);
    let merged = logistic_from_sums(covariates.names(), &sums, 0.95).unwrap();
    assert_eq!((whole.separation, merged.separation), (Some(Separation::Complete), Some(Separation::Complete)));
}

fn people() -> impl Strategy<Value = Vec<(bool, f64, f64)>> {
    prop::collection::vec((any::<bool>(), -3.0..3.0_f64, (0..3_u32).prop_map(f64::from)), 12..40)
}

fn split(people: &[(bool, f64, f64)]) -> (Vec<bool>, Covariates) {
    let column = |part: fn(&(bool, f64, f64)) -> f64| people.iter().map(part).collect();
    let covariates = Covariates::new(vec![("x", column(|p| p.1)), ("level", column(|p| p.2))]).unwrap();
    (people.iter().map(|p| p.0).collect(), covariates)
}

proptest! {
    #[test]
    fn hospitals_together_fit_what_all_patients_fit(people in people(), cut in 0..12_usize) {
        let (outcome, covariates) = split(&people);
        let Ok(model) = LogisticModel::new(outcome, &covariates) else { return Ok(()) };
        let parts = [split(&people[..cut]), split(&people[cut..])];
        let sums = |beta: &[f64]| {
            let each = parts.iter().map(|(outcome, covariates)| LogisticSums::at(beta, outcome, covariates));
            each.into_iter().try_fold(LogisticSums::empty(3), |all, one| all.merge(&one?))
        };
        match (model.fit(0.95), logistic_from_sums(covariates.names(), &sums, 0.95)) {
            (Ok(whole), Ok(merged)) if whole.separation.is_none() => {
                for (a, b) in whole.coefficients.iter().zip(&merged.coefficients) {
                    let (a, b) = (of(a), of(b));
                    prop_assert!((a.estimate - b.estimate).abs() < 1e-7 * a.standard_error);
                    prop_assert!((a.standard_error - b.standard_error).abs() < 1e-7 * a.standard_error);
                }
                prop_assert!((whole.log_likelihood - merged.log_likelihood).abs() < 1e-9);
            }
            (Ok(whole), Ok(merged)) => prop_assert_eq!(whole.separation, merged.separation),
            (whole, merged) => prop_assert_eq!(whole.is_err(), merged.is_err()),
        }
    }

    #[test]
    fn units_do_not_matter(people in people()) {
        let (outcome, covariates) = split(&people);
        let moved: Vec<_> = people.iter().map(|p| (p.0, 1900.0 + 10.0 * p.1, p.2)).collect();
        let fit = |covariates: &Covariates| {
            FirthModel::new(outcome.clone(), covariates).and_then(|model| model.fit(0.95))
        };
        if let (Ok(a), Ok(b)) = (fit(&covariates), fit(&split(&moved).1)) {
            let (a_slope, b_slope) = (of(&a.coefficients[1]), of(&b.coefficients[1]));
            prop_assert!((a_slope.estimate - 10.0 * b_slope.estimate).abs() < 1e-8 * a_slope.standard_error);
            prop_assert!((a.likelihood_ratio.chi_square - b.likelihood_ratio.chi_square).abs() < 1e-8);
        }
    }

    #[test]
    fn the_area_is_the_share_of_pairs_in_order(people in people()) {
        let (outcome, score): (Vec<bool>, Vec<f64>) = people.iter().map(|p| (p.0, p.2)).unzip();
        if let Ok(area) = auc(&outcome, &score, 0.95) {
            let (mut sum, mut pairs) = (0.0, 0.0);
            for (a, b) in people.iter().flat_map(|a| people.iter().map(move |b| (a, b))).filter(|(a, b)| a.0 && !b.0) {
                sum += if a.2 > b.2 { 1.0 } else if a.2 == b.2 { 0.5 } else { 0.0 };
                pairs += 1.0;
            }
            prop_assert!((area.estimate - sum / pairs).abs() < 1e-12);
            // The trapezoids under the curve are the same area.
            let curve = roc_curve(&outcome, &score).unwrap();
            let steps = curve.windows(2);
            let trapezoids = steps.map(|w| (w[0].specificity - w[1].specificity) * 0.5 * (w[0].sensitivity + w[1].sensitivity));
            prop_assert!((trapezoids.sum::<f64>() - area.estimate).abs() < 1e-12);
        }
    }
}

/// A level with one person: the estimates are those of the table with 1/2 added to the cells of each level.
#[test]
fn a_level_with_one_person_has_firth_estimates() {
    let cells = [(28, 48), (59, 81), (35, 40), (1, 1)];
    let (mut outcome, mut columns) = (Vec::new(), vec![Vec::new(); 3]);
    for (level, (events, n)) in cells.into_iter().enumerate() {
        for person in 0..n {
            outcome.push(person < events);
            for (other, column) in columns.iter_mut().enumerate() {
                column.push(f64::from(u8::from(level == other + 1)));
            }
        }
    }
    let covariates = Covariates::new(vec!["one", "two", "three"].into_iter().zip(columns).collect()).unwrap();
    let model = FirthModel::new(outcome, &covariates).unwrap();
    let fit = model.fit(0.95).unwrap();
    let log_odds = |(events, n): (i32, i32)| ((f64::from(events) + 0.5) / (f64::from(n - events) + 0.5)).ln();
    for (j, cell) in cells.into_iter().enumerate().skip(1) {
        near(of(&fit.coefficients[j]).estimate, log_odds(cell) - log_odds(cells[0]));
    }
    assert!(model.profile(3, 0.95).unwrap().ci_low < 0.0);
    // The test of all coefficients is that of the model.
    near(model.test_of(&[1, 2, 3]).unwrap().chi_square, fit.likelihood_ratio.chi_square);
    assert!(model.test_of(&[4]).is_err() && model.test_of(&[]).is_err());
}
