//! Cases of effect sizes, and of rank tests whose values are counted into tables of ordered levels.

use crate::kinds::{compare, sample};
use crate::{Case, Outcome};
use retrocohort::analysis::{Alternative, effect, methods as m};
use retrocohort::summary::{ContingencyTable, Moments};

/// Compares one effect size or rank test with its reference values; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    Some(match case.kind.as_str() {
        "hedges_g" => hedges_g(case),
        "ranksum_asymptotic" => rank_sum(case),
        "kruskal" => compare(case, ordered(case).map(|table| m::kruskal_wallis(&table, Alternative::TwoSided)), "H"),
        _ => return None,
    })
}

/// The point estimate; the source's interval is another one (non-central t).
fn hedges_g(case: &Case) -> Result<Outcome, String> {
    let [x, y] = ["x", "y"].map(|key| Moments::from_values(&sample(&case.input[key])));
    let found = effect::standardized_mean_difference(&y, &x, 0.95).map_err(|error| error.to_string())?;
    case.holds("g", found.estimate)?;
    Ok(Outcome::Held)
}

/// Distinct values as ordered levels, samples as groups.
fn ordered(case: &Case) -> Option<ContingencyTable> {
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

fn rank_sum(case: &Case) -> Result<Outcome, String> {
    if !matches!(case.params["alternative"].as_str(), None | Some("two.sided")) {
        return Ok(Outcome::Skipped("one-sided, which is not built yet"));
    }
    let corrected = case.params["correct"].as_bool().unwrap_or(true);
    let test = if corrected { m::rank_sum_continuity } else { m::rank_sum };
    compare(case, ordered(case).map(|table| test(&table, Alternative::TwoSided)), "none")
}
