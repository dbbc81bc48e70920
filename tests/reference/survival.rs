//! Cases of survival curves, tests of survival, and regression models.

use crate::{Case, Outcome, number};
use retrocohort::analysis::NotComputable;
use retrocohort::analysis::regression::{Coefficient, Covariates, FirthModel, LogisticModel};
use retrocohort::analysis::survival::{
    CoxModel, CurveInterval, RankWeights, Spells, SurvivalStep, Ties, kaplan_meier, rank_test,
};
use retrocohort::summary::{FollowUp, RiskTable};
use serde_json::Value;

/// Compares one case; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    Some(match case.kind.as_str() {
        "kaplan_meier" => curve(case),
        "logrank" => rank(case),
        "cox" => cox(case),
        "logistic" => logistic(case),
        "logistic_profile_ci" => profile(case),
        "firth" => firth(case),
        _ => return None,
    })
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().map_or_else(|| number(value).into_iter().collect(), |all| all.iter().filter_map(number).collect())
}

fn events(value: &Value) -> Vec<bool> {
    numbers(value).into_iter().map(|event| event == 1.0).collect()
}

/// Group labels as numbers from 0, in order.
fn groups(value: &Value) -> Vec<usize> {
    let labels = numbers(value);
    let mut levels = labels.clone();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    labels.iter().map(|label| levels.partition_point(|level| level < label)).collect()
}

fn risk_table(case: &Case) -> Result<RiskTable, String> {
    let (time, event) = (numbers(&case.input["time"]), events(&case.input["event"]));
    let group = if case.input["group"].is_null() { vec![0; time.len()] } else { groups(&case.input["group"]) };
    let rows = time.iter().zip(&event).zip(&group);
    let rows = rows.map(|((&time, &event), &group)| FollowUp { time, outcome: usize::from(event), group });
    RiskTable::from_follow_up(rows, group.iter().max().map_or(1, |last| last + 1), 1).map_err(|fault| fault.to_string())
}

/// Every number of a list; text that is no number ("NA") stands for none.
fn list(case: &Case, key: &str, found: &[Option<f64>]) -> Result<(), String> {
    let expected = match &case.expected[key] {
        Value::Null => return Ok(()),
        Value::Array(all) => all.iter().map(number).collect(),
        one => vec![number(one)],
    };
    let expected: Vec<Option<f64>> =
        expected.into_iter().map(|value: Option<f64>| value.filter(|v| !v.is_nan())).collect();
    if expected.len() != found.len() {
        return Err(format!("{key}: expected {} numbers, found {}", expected.len(), found.len()));
    }
    for (expected, found) in expected.iter().zip(found) {
        match (expected, found) {
            (None, None) => {}
            (Some(expected), Some(found)) => case.equal(key, *expected, *found)?,
            _ => return Err(format!("{key}: expected {expected:?}, found {found:?}")),
        }
    }
    Ok(())
}

fn curve(case: &Case) -> Result<Outcome, String> {
    let interval = match case.params["conf_type"].as_str() {
        Some("log") => CurveInterval::Log,
        Some("log-log") => CurveInterval::LogLog,
        Some("plain") => CurveInterval::Plain,
        other => return Err(format!("unknown interval {other:?}")),
    };
    let level = case.params["conf_level"].as_f64().unwrap_or(0.95);
    let curve = kaplan_meier(&risk_table(case)?, 0, interval, level).map_err(|error| error.to_string())?;
    let all = |part: fn(&SurvivalStep) -> Option<f64>| curve.steps.iter().map(part).collect::<Vec<_>>();
    list(case, "time", &all(|step| Some(step.time)))?;
    list(case, "n_risk", &all(|step| Some(step.at_risk as f64)))?;
    list(case, "n_event", &all(|step| Some(step.events as f64)))?;
    list(case, "surv", &all(|step| Some(step.survival)))?;
    list(case, "se", &all(|step| step.standard_error))?;
    list(case, "lower", &all(|step| step.ci_low))?;
    list(case, "upper", &all(|step| step.ci_high))?;
    let quartiles = [0.25, 0.5, 0.75].map(|probability| curve.quantile(probability));
    list(case, "q", &quartiles.map(|quartile| quartile.estimate))?;
    list(case, "q_lo", &quartiles.map(|quartile| quartile.ci_low))?;
    list(case, "q_hi", &quartiles.map(|quartile| quartile.ci_high))?;
    let mean = curve.restricted_mean(curve.last_time()).ok();
    case.holds_if_given("rmean", mean.map(|mean| mean.estimate))?;
    Ok(Outcome::Held)
}

fn rank(case: &Case) -> Result<Outcome, String> {
    let weights = match case.params["rho"].as_f64() {
        Some(0.0) => RankWeights::LogRank,
        rho => RankWeights::FlemingHarrington { rho: rho.ok_or("no rho")?, gamma: 0.0 },
    };
    let test = match rank_test(&risk_table(case)?, weights) {
        Ok(test) => test,
        Err(_) if case.degenerate => return Ok(Outcome::Refused),
        Err(error) => return Err(error.to_string()),
    };
    case.holds("chi2", test.chi_square)?;
    case.holds("df", test.df)?;
    case.holds("p", test.p)?;
    list(case, "obs", &test.groups.iter().map(|group| Some(group.observed)).collect::<Vec<_>>())?;
    list(case, "exp", &test.groups.iter().map(|group| Some(group.expected)).collect::<Vec<_>>())?;
    Ok(Outcome::Held)
}

/// The estimates and standard errors; a case whose estimates are infinite must be one that is marked as degenerate.
fn estimates(case: &Case, coefficients: &[Coefficient]) -> Result<Outcome, String> {
    let found: Result<Vec<_>, NotComputable> = coefficients.iter().map(|c| c.outcome.clone()).collect();
    match found {
        Err(_) if case.degenerate => Ok(Outcome::Refused),
        Err(error) => Err(error.to_string()),
        Ok(found) => {
            // An estimate of 0 by symmetry is rounding in the source.
            let rounded = |value: f64| if value.abs() < 1e-14 { 0.0 } else { value };
            let expected = numbers(&case.expected["coef"]);
            if expected.len() != found.len() {
                return Err(format!("coef: expected {} numbers, found {}", expected.len(), found.len()));
            }
            for (expected, found) in expected.into_iter().zip(&found) {
                case.equal("coef", rounded(expected), rounded(found.estimate))?;
            }
            list(case, "se", &found.iter().map(|e| Some(e.standard_error)).collect::<Vec<_>>())?;
            Ok(Outcome::Held)
        }
    }
}

fn cox(case: &Case) -> Result<Outcome, String> {
    let ties = match case.params["ties"].as_str() {
        Some("efron") => Ties::Efron,
        Some("breslow") => Ties::Breslow,
        Some("exact") => Ties::Exact,
        other => return Err(format!("unknown ties {other:?}")),
    };
    let group = groups(&case.input["group"]);
    let levels = group.iter().max().copied().unwrap_or(0);
    let indicator = |level: usize| group.iter().map(|&own| f64::from(u8::from(own == level))).collect::<Vec<f64>>();
    let covariates = Covariates::new((1..=levels).map(|level| (format!("level {level}"), indicator(level))).collect());
    let fit = covariates.and_then(|covariates| {
        let spells = Spells::new(numbers(&case.input["time"]), events(&case.input["event"]))?;
        CoxModel::new(spells, &covariates, ties)?.fit(0.95)
    });
    let fit = fit.map_err(|error| error.to_string())?;
    let outcome = estimates(case, &fit.coefficients)?;
    if matches!(outcome, Outcome::Refused) {
        return Ok(outcome);
    }
    list(case, "loglik", &[Some(fit.null_log_likelihood), Some(fit.log_likelihood)])?;
    case.holds_if_given("lr", Some(fit.likelihood_ratio.chi_square))?;
    case.holds_if_given("score", Some(fit.score.chi_square))?;
    case.holds_if_given("concordance", fit.concordance.ok().map(|concordance| concordance.c))?;
    // The source prints Wald's statistic to two decimals.
    let wald = fit.wald.map_err(|error| error.to_string())?.chi_square;
    case.holds_if_given("wald", Some((wald * 100.0).round() / 100.0))?;
    Ok(outcome)
}

fn binary(case: &Case) -> Result<(Vec<bool>, Covariates), String> {
    let rows: Vec<Vec<f64>> = case.input["X"].as_array().into_iter().flatten().map(numbers).collect();
    let width = rows.first().map_or(0, Vec::len);
    let column = |j: usize| rows.iter().filter_map(|row| row.get(j)).copied().collect();
    let covariates = Covariates::new((0..width).map(|j| (format!("x{j}"), column(j))).collect());
    Ok((events(&case.input["y"]), covariates.map_err(|error| error.to_string())?))
}

fn logistic(case: &Case) -> Result<Outcome, String> {
    let (outcome, covariates) = binary(case)?;
    let fit = LogisticModel::new(outcome, &covariates).and_then(|model| model.fit(0.95));
    let fit = fit.map_err(|error| error.to_string())?;
    let held = estimates(case, &fit.coefficients)?;
    if case.degenerate {
        return if fit.separation.is_some() { Ok(held) } else { Err("separation was not seen".to_owned()) };
    }
    case.holds_if_given("deviance", Some(fit.deviance()))?;
    case.holds_if_given("null_deviance", Some(-2.0 * fit.null_log_likelihood))?;
    case.holds_if_given("aic", Some(fit.aic()))?;
    Ok(held)
}

fn profile(case: &Case) -> Result<Outcome, String> {
    let (outcome, covariates) = binary(case)?;
    let model = LogisticModel::new(outcome, &covariates).map_err(|error| error.to_string())?;
    let level = case.params["conf_level"].as_f64().unwrap_or(0.95);
    let limits: Result<Vec<_>, _> = (0..=covariates.columns()).map(|j| model.profile_interval(j, level)).collect();
    let limits = limits.map_err(|error| error.to_string())?;
    list(case, "lo", &limits.iter().map(|limit| Some(limit.0)).collect::<Vec<_>>())?;
    list(case, "hi", &limits.iter().map(|limit| Some(limit.1)).collect::<Vec<_>>())?;
    Ok(Outcome::Held)
}

fn firth(case: &Case) -> Result<Outcome, String> {
    let (outcome, covariates) = binary(case)?;
    let fit = FirthModel::new(outcome, &covariates).and_then(|model| model.fit(0.95));
    estimates(case, &fit.map_err(|error| error.to_string())?.coefficients)
}
