//! Rank tests of several groups, and values counted into tables of ordered levels.

use crate::kinds::{compare, generated, sample};
use crate::{Case, Outcome};
use retrocohort::analysis::{Alternative, methods as m};
use retrocohort::summary::ContingencyTable;
use std::collections::BTreeMap;

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
    let groups: Vec<Vec<f64>> = match (case.input["groups"].as_array(), case.input["gen"].as_str()) {
        (Some(groups), _) => groups.iter().map(sample).collect(),
        (_, Some(formula)) => generated(formula)?,
        _ => vec![sample(&case.input["x"]), sample(&case.input["y"])],
    };
    let mut levels: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for (j, group) in groups.iter().enumerate() {
        for value in group {
            // In this order of their bits, that of total_cmp, zero has one sign.
            let bits = (value + 0.0).to_bits();
            let place = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
            levels.entry(place).or_insert_with(|| vec![0; groups.len()])[j] += 1;
        }
    }
    ContingencyTable::new(levels.into_values().collect()).ok()
}
