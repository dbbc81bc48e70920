//! Statistics of models, one a row.

use crate::results::model::{CoefficientRecord, FitRecord, Model, TestOfCovariate};

/// Names of the columns.
pub const HEADER: [&str; 7] = ["section", "model", "covariate", "level", "method", "statistic", "value"];

type Record = [String; 7];

/// All statistics.
pub fn records(results: &Model) -> Vec<Record> {
    let mut all = Vec::new();
    let patients = &results.patients;
    for (name, count) in [
        ("patients", patients.all),
        ("outcome_missing", patients.outcome_missing),
        ("covariate_missing", patients.covariate_missing),
        ("used", patients.used),
        ("events", patients.events),
    ] {
        push(&mut all, ["patients", "", "", "", ""], name, Some(count as f64));
    }
    for covariate in &results.covariates {
        let name = covariate.name.as_str();
        push(&mut all, ["covariate", "", name, "", ""], "missing", covariate.missing.map(|n| n as f64));
        push(&mut all, ["covariate", "", name, "", ""], "per", covariate.per);
        let alone = covariate.univariable.as_ref();
        let models = [
            ("univariable", alone, covariate.univariable_test),
            ("multivariable", Some(&results.multivariable), covariate.multivariable_test),
        ];
        for (model, fit, test) in models {
            let method = fit.map_or("", |fit| fit.method);
            tested(&mut all, ["covariate", model, name, "", method], test);
        }
        if let Some(fit) = alone {
            fitted(&mut all, ["model", "univariable", name, "", fit.method], fit);
        }
        for row in &covariate.rows {
            let level = row.level.as_deref().unwrap_or_default();
            push(&mut all, ["row", "", name, level, ""], "n", Some(row.n as f64));
            push(&mut all, ["row", "", name, level, ""], "events", Some(row.events as f64));
            let method = alone.map_or("", |fit| fit.method);
            coefficient(&mut all, ["row", "univariable", name, level, method], row.univariable.as_ref());
            let method = results.multivariable.method;
            coefficient(&mut all, ["row", "multivariable", name, level, method], row.multivariable.as_ref());
        }
    }
    let fit = &results.multivariable;
    let place = ["model", "multivariable", "", "", fit.method];
    fitted(&mut all, place, fit);
    if let Some(found) = &results.prediction {
        let place = ["prediction", "multivariable", "", "", fit.method];
        let corrected = found.optimism.as_ref();
        for (name, value) in [
            ("auc", Some(found.auc.estimate)),
            ("auc_standard_error", Some(found.auc.standard_error)),
            ("auc_ci_low", found.auc.ci_low),
            ("auc_ci_high", found.auc.ci_high),
            ("auc_corrected", corrected.map(|one| one.auc)),
            ("brier", Some(found.brier)),
            ("brier_of_proportion", Some(found.brier_of_proportion)),
            ("brier_corrected", corrected.map(|one| one.brier)),
            ("calibration_slope_expected", corrected.and_then(|one| one.slope)),
            ("calibration_intercept_expected", corrected.and_then(|one| one.intercept)),
            ("mean_predicted", Some(found.mean_predicted)),
            ("observed", Some(found.observed)),
        ] {
            push(&mut all, place, name, value);
        }
        for (i, group) in found.calibration.iter().enumerate() {
            let number = (i + 1).to_string();
            let place = ["calibration", "multivariable", "", number.as_str(), fit.method];
            for (name, value) in [
                ("n", group.n as f64),
                ("events", group.events as f64),
                ("predicted", group.predicted),
                ("observed", group.observed),
                ("ci_low", group.ci_low),
                ("ci_high", group.ci_high),
            ] {
                push(&mut all, place, name, Some(value));
            }
        }
    }
    all
}

fn push(all: &mut Vec<Record>, place: [&str; 5], statistic: &str, value: Option<f64>) {
    if let Some(value) = value {
        let [section, model, covariate, level, method] = place;
        all.push([section, model, covariate, level, method, statistic, &value.to_string()].map(String::from));
    }
}

fn tested(all: &mut Vec<Record>, place: [&str; 5], test: Option<TestOfCovariate>) {
    push(all, place, "likelihood_ratio", test.map(|test| test.chi_square));
    push(all, place, "likelihood_ratio_df", test.map(|test| test.df));
    push(all, place, "likelihood_ratio_p", test.map(|test| test.p));
    push(all, place, "likelihood_ratio_log10_p", test.map(|test| test.log10_p));
}

fn coefficient(all: &mut Vec<Record>, place: [&str; 5], found: Option<&CoefficientRecord>) {
    let Some(found) = found else { return };
    if let Some(one) = &found.estimate {
        for (name, value) in [
            ("log_odds", one.log_odds),
            ("standard_error", one.standard_error),
            ("odds_ratio", one.odds_ratio),
            ("ci_low", one.ci_low),
            ("ci_high", one.ci_high),
            ("wald_z", one.z),
            ("wald_p", one.p_wald),
            ("wald_log10_p", one.log10_p_wald),
        ] {
            push(all, place, name, Some(value));
        }
    }
    tested(all, place, found.likelihood_ratio);
}

fn fitted(all: &mut Vec<Record>, place: [&str; 5], fit: &FitRecord) {
    push(all, place, "n", Some(fit.n as f64));
    push(all, place, "events", Some(fit.events as f64));
    push(all, place, "events_per_coefficient", fit.events_per_coefficient);
    push(all, place, "log_likelihood", fit.log_likelihood);
    push(all, place, "null_log_likelihood", fit.null_log_likelihood);
    push(all, place, "aic", fit.aic);
    tested(all, place, fit.likelihood_ratio);
    let [section, model, covariate, _, method] = place;
    coefficient(all, [section, model, covariate, "(intercept)", method], fit.intercept.as_ref());
}
