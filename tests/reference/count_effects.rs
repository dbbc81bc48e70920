//! Cases of effects of counts with their intervals.

use crate::kinds::table;
use crate::{Case, Outcome, number};
use retrocohort::analysis::{NotComputable, effect};
use retrocohort::summary::ContingencyTable;

type Estimate = Result<effect::EffectEstimate, NotComputable>;

/// Compares one effect of counts with its reference values; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    if case.expected["error"].is_string() && ["prop2_ci", "or_rr_rd"].contains(&case.kind.as_str()) {
        return Some(Ok(Outcome::Skipped("that the source cannot compute")));
    }
    Some(match case.kind.as_str() {
        "proportion_ci" => proportion(case),
        "proportion_ci_method" => proportion_by_method(case),
        "prop2_ci" => two_proportions(case),
        "or_rr_rd" => exposure_table(case),
        "odds_ratio_conditional" => conditional(case),
        "cramers_v" => cramers_v(case),
        _ => return None,
    })
}

fn level(case: &Case) -> f64 {
    case.params["conf_level"].as_f64().unwrap_or(0.95)
}

fn first(case: &Case, key: &str) -> Result<u64, String> {
    let value = &case.input[key];
    value.as_u64().or_else(|| value[0].as_u64()).ok_or(format!("no count `{key}`"))
}

/// Limits within the tolerance of the case; an infinite one where the source has none.
fn limits(case: &Case, found: Estimate, low: &str, high: &str) -> Result<Outcome, String> {
    let found = match found {
        Err(_) if case.degenerate => return Ok(Outcome::Refused),
        Err(error) => return Err(error.to_string()),
        Ok(found) => found,
    };
    for (key, limit) in [(low, found.ci_low), (high, found.ci_high)] {
        if number(&case.expected[key]) == Some(f64::INFINITY) && limit == f64::INFINITY {
            continue;
        }
        case.holds(key, limit)?;
    }
    Ok(Outcome::Held)
}

fn proportion(case: &Case) -> Result<Outcome, String> {
    let (x, n, level) = (first(case, "x")?, first(case, "n")?, level(case));
    limits(case, effect::proportion_wilson(x, n, level), "wilson_lo", "wilson_hi")?;
    // The source takes the correction off where x = n / 2, because it compares with 1/2.
    if 2 * x != n {
        limits(case, effect::proportion_wilson_continuity(x, n, level), "wilson_cc_lo", "wilson_cc_hi")?;
    }
    limits(case, effect::proportion_clopper_pearson(x, n, level), "cp_lo", "cp_hi")
}

fn proportion_by_method(case: &Case) -> Result<Outcome, String> {
    let interval = match case.params["method"].as_str() {
        Some("wilson") => effect::proportion_wilson,
        Some("normal") => effect::proportion_wald,
        Some("agresti_coull") => effect::proportion_agresti_coull,
        Some("beta") => effect::proportion_clopper_pearson,
        Some("jeffreys") => effect::proportion_jeffreys,
        Some("binom_test") => effect::proportion_sterne,
        other => return Err(format!("unknown interval {other:?}")),
    };
    limits(case, interval(first(case, "x")?, first(case, "n")?, level(case)), "lo", "hi")
}

fn two_proportions(case: &Case) -> Result<Outcome, String> {
    let [a, n1, b, n2] = ["a", "n1", "b", "n2"].map(|key| first(case, key));
    let (a, n1, b, n2) = (a?, n1?, b?, n2?);
    // The source compares its first group with its second, here column 2 is compared with column 1.
    let table = ContingencyTable::new(vec![vec![b, a], vec![n2 - b, n1 - a]]).map_err(|error| error.to_string())?;
    let effect = match (case.params["compare"].as_str(), case.params["method"].as_str()) {
        (Some("diff"), Some("newcomb")) => effect::risk_difference,
        (Some("diff"), Some("wald")) => effect::risk_difference_wald,
        (Some("diff"), Some("agresti-caffo")) => effect::risk_difference_agresti_caffo,
        (Some("diff"), Some("score")) => effect::risk_difference_score,
        (Some("ratio"), Some("log")) => effect::risk_ratio,
        (Some("ratio"), Some("log-adjusted")) => effect::risk_ratio_adjusted,
        (Some("ratio"), Some("score")) => effect::risk_ratio_score,
        (Some("odds-ratio"), Some("logit")) => effect::odds_ratio,
        (Some("odds-ratio"), Some("logit-adjusted")) => effect::odds_ratio_adjusted,
        (Some("odds-ratio"), Some("score")) => effect::odds_ratio_score,
        other => return Err(format!("unknown interval {other:?}")),
    };
    limits(case, effect(&table, level(case)), "lo", "hi")
}

/// Rows are exposed and not exposed, columns the outcome and its absence: group 2 is the first row.
fn exposed(case: &Case) -> Result<ContingencyTable, String> {
    let cell = |i: usize, j: usize| case.input["table"][i][j].as_u64().ok_or("no table".to_owned());
    ContingencyTable::new(vec![vec![cell(1, 0)?, cell(0, 0)?], vec![cell(1, 1)?, cell(0, 1)?]])
        .map_err(|error| error.to_string())
}

fn exposure_table(case: &Case) -> Result<Outcome, String> {
    let table = exposed(case)?;
    type Effect = fn(&ContingencyTable, f64) -> Estimate;
    let effects: [(&str, Effect); 3] =
        [("rr", effect::risk_ratio), ("or", effect::odds_ratio), ("rd", effect::risk_difference)];
    for (key, effect) in effects {
        let found = effect(&table, level(case)).map_err(|error| error.to_string())?;
        case.holds(key, found.estimate)?;
        case.holds(&format!("{key}_lo"), found.ci_low)?;
        case.holds(&format!("{key}_hi"), found.ci_high)?;
    }
    let conditional = effect::odds_ratio_conditional(&table, level(case)).map_err(|error| error.to_string())?;
    case.holds_if_given("or_cmle", Some(conditional.estimate))?;
    Ok(Outcome::Held)
}

fn conditional(case: &Case) -> Result<Outcome, String> {
    let found = effect::odds_ratio_conditional(&exposed(case)?, level(case));
    if let Ok(found) = &found {
        case.holds("or_cmle", found.estimate)?;
    }
    limits(case, found, "lo", "hi")
}

fn cramers_v(case: &Case) -> Result<Outcome, String> {
    let Some(table) = table(case)? else { return Ok(Outcome::Refused) };
    let found = effect::cramers_v(&table, level(case));
    if let Ok(found) = &found {
        case.holds("V", found.estimate)?;
    }
    limits(case, found, "ci_lo", "ci_hi")
}
