//! Rank tests of several groups, and values counted into tables of ordered levels.

use crate::kinds::{compare, sample};
use crate::{Case, Outcome};
use retrocohort::analysis::{Alternative, methods as m};
use retrocohort::summary::ContingencyTable;

/// Compares one rank test with its reference values; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    Some(match case.kind.as_str() {
        "kruskal" => compare(case, ordered(case).map(|table| m::kruskal_wallis(&table, Alternative::TwoSided)), "H"),
        _ => return None,
    })
}

/// Confidence level of a case.
pub fn level(case: &Case) -> f64 {
    case.params["conf_level"].as_f64().unwrap_or(0.95)
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
