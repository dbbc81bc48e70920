//! Cases of effect sizes.

use crate::kinds::{compare, sample};
use crate::{Case, Outcome};
use retrocohort::analysis::{Alternative, NotComputable, effect, methods as m};
use retrocohort::summary::ContingencyTable;

/// Compares one effect size or rank test with its reference values; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    Some(match case.kind.as_str() {
        "proportion_ci" => proportion(case, "wilson_lo", "wilson_hi"),
        "proportion_ci_method" if case.params["method"] == "wilson" => proportion(case, "lo", "hi"),
        "proportion_ci_method" => Ok(Outcome::Skipped("by an interval that is not built yet")),
        "prop2_ci" => two_proportions(case),
        "or_rr_rd" => exposure_table(case),
        "kruskal" => compare(case, ordered(case).map(|table| m::kruskal_wallis(&table, Alternative::TwoSided)), "H"),
        _ => return None,
    })
}

/// Confidence level of a case.
pub fn level(case: &Case) -> f64 {
    case.params["conf_level"].as_f64().unwrap_or(0.95)
}

fn first(case: &Case, key: &str) -> Result<u64, String> {
    let value = &case.input[key];
    value.as_u64().or_else(|| value[0].as_u64()).ok_or(format!("no count `{key}`"))
}

fn proportion(case: &Case, low: &str, high: &str) -> Result<Outcome, String> {
    let found = effect::wilson(first(case, "x")?, first(case, "n")?, level(case)).map_err(|error| error.to_string())?;
    case.holds(low, found.1)?;
    case.holds(high, found.2)?;
    Ok(Outcome::Held)
}

fn two_proportions(case: &Case) -> Result<Outcome, String> {
    let [a, n1, b, n2] = ["a", "n1", "b", "n2"].map(|key| first(case, key));
    let (a, n1, b, n2) = (a?, n1?, b?, n2?);
    // The source compares its first group with its second, here column 2 is compared with column 1.
    let table = ContingencyTable::new(vec![vec![b, a], vec![n2 - b, n1 - a]]).map_err(|error| error.to_string())?;
    let found = match (case.params["compare"].as_str(), case.params["method"].as_str()) {
        (Some("diff"), Some("newcomb")) => effect::risk_difference(&table, level(case)),
        (Some("ratio"), Some("log")) => effect::risk_ratio(&table, level(case)),
        (Some("odds-ratio"), Some("logit")) => effect::odds_ratio(&table, level(case)),
        _ => return Ok(Outcome::Skipped("by an interval that is not built yet")),
    };
    match found {
        Err(_) if case.degenerate => Ok(Outcome::Refused),
        Err(error) => Err(error.to_string()),
        Ok(found) if found.method.contains("Haldane") => {
            Ok(Outcome::Skipped("with an empty cell, where the source does not add 1/2"))
        }
        Ok(found) => {
            case.holds("lo", found.ci_low)?;
            case.holds("hi", found.ci_high)?;
            Ok(Outcome::Held)
        }
    }
}

/// Rows are exposed and not exposed, columns the outcome and its absence.
fn exposure_table(case: &Case) -> Result<Outcome, String> {
    if case.expected["error"].is_string() {
        return Ok(Outcome::Skipped("that the source cannot compute"));
    }
    let cell = |i: usize, j: usize| case.input["table"][i][j].as_u64().ok_or("no table".to_owned());
    let table = ContingencyTable::new(vec![vec![cell(1, 0)?, cell(0, 0)?], vec![cell(1, 1)?, cell(0, 1)?]])
        .map_err(|error| error.to_string())?;
    type Effect = fn(&ContingencyTable, f64) -> Result<effect::EffectEstimate, NotComputable>;
    let effects: [(&str, Effect); 3] =
        [("rr", effect::risk_ratio), ("or", effect::odds_ratio), ("rd", effect::risk_difference)];
    for (key, effect) in effects {
        let found = effect(&table, level(case)).map_err(|error| error.to_string())?;
        case.holds(key, found.estimate)?;
        case.holds(&format!("{key}_lo"), found.ci_low)?;
        case.holds(&format!("{key}_hi"), found.ci_high)?;
    }
    Ok(Outcome::Held)
}

/// Distinct values as ordered levels, samples as groups.
pub fn ordered(case: &Case) -> Option<ContingencyTable> {
    let groups: Vec<Vec<f64>> = match case.input["groups"].as_array() {
        Some(groups) => groups.iter().map(sample).collect(),
        None => vec![sample(&case.input["x"]), sample(&case.input["y"])],
    };
    let mut levels: Vec<f64> = groups.iter().flatten().copied().collect();
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    let rows = levels
        .iter()
        .map(|level| groups.iter().map(|group| group.iter().filter(|value| *value == level).count() as u64).collect())
        .collect();
    ContingencyTable::new(rows).ok()
}
