//! Cases of tests of pairs, strata, given proportions, and of the unconditional exact tests.

use crate::kinds::{compare, table};
use crate::{Case, Outcome, number};
use retrocohort::analysis::{Alternative, NotComputable, TestResult, methods as m};
use retrocohort::summary::ContingencyTable;

/// Compares one test with its reference values; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    let alternative = match case.params["alternative"].as_str() {
        Some("less") => Alternative::Less,
        Some("greater") => Alternative::Greater,
        _ => Alternative::TwoSided,
    };
    Some(match case.kind.as_str() {
        "mcnemar" => mcnemar(case),
        "mcnemar_exact" => on_table(case, alternative, m::mcnemar_exact),
        "mcnemar_mid_p" => on_table(case, alternative, m::mcnemar_mid_p),
        "barnard" => on_table(case, alternative, m::barnard),
        "boschloo" => on_table(case, alternative, m::boschloo),
        "mantel_haenszel" => mantel_haenszel(case, alternative),
        "binom_test" => proportion(case, alternative, m::binomial_exact, "none"),
        "proportion_z" if case.params["correct"].as_bool() == Some(true) => {
            proportion(case, alternative, m::proportion_z_continuity, "z")
        }
        "proportion_z" => proportion(case, alternative, m::proportion_z, "z"),
        "chi2_goodness_of_fit" => goodness_of_fit(case),
        _ => return None,
    })
}

fn on_table(
    case: &Case,
    alternative: Alternative,
    test: fn(&ContingencyTable, Alternative) -> Result<TestResult, NotComputable>,
) -> Result<Outcome, String> {
    compare(case, table(case)?.map(|table| test(&table, alternative)), "z")
}

/// The source gives the statistic with continuity correction, and P with and without.
fn mcnemar(case: &Case) -> Result<Outcome, String> {
    let Some(table) = table(case)? else { return Ok(Outcome::Refused) };
    match (m::mcnemar_continuity(&table, Alternative::TwoSided), m::mcnemar(&table, Alternative::TwoSided)) {
        (Ok(corrected), Ok(plain)) => {
            case.holds_if_given("m", corrected.statistic)?;
            case.holds("p", corrected.p)?;
            case.holds_if_given("p_nocc", Some(plain.p))?;
            Ok(Outcome::Held)
        }
        (Err(_), Err(_)) if number(&case.expected["p"]).is_none_or(f64::is_nan) => Ok(Outcome::Refused),
        (corrected, _) => Err(format!("{corrected:?}")),
    }
}

fn mantel_haenszel(case: &Case, alternative: Alternative) -> Result<Outcome, String> {
    let tables = case.input["tables"].as_array().ok_or("no tables")?;
    let counts = |table: &serde_json::Value| -> Option<ContingencyTable> {
        let row = |i: usize| Some(vec![table[i][0].as_u64()?, table[i][1].as_u64()?]);
        ContingencyTable::new(vec![row(0)?, row(1)?]).ok()
    };
    let strata = tables.iter().map(counts).collect::<Option<Vec<_>>>().ok_or("no tables")?;
    let corrected = case.params["correct"].as_bool().unwrap_or(true);
    let test = if corrected { m::cochran_mantel_haenszel_continuity } else { m::cochran_mantel_haenszel };
    let result = test(&strata, alternative);
    compare(case, Some(result), if alternative == Alternative::TwoSided { "M2" } else { "none" })
}

fn first(case: &Case, key: &str) -> Result<u64, String> {
    let value = &case.input[key];
    value.as_u64().or_else(|| value[0].as_u64()).ok_or(format!("no count `{key}`"))
}

type OnProportions = fn(&[u64], &[f64], Alternative) -> Result<TestResult, NotComputable>;

fn proportion(case: &Case, alternative: Alternative, test: OnProportions, statistic: &str) -> Result<Outcome, String> {
    let (x, n) = (first(case, "x")?, first(case, "n")?);
    let p = case.params["p"].as_f64().unwrap_or(0.5);
    compare(case, Some(test(&[x, n - x], &[p, 1.0 - p], alternative)), statistic)
}

fn goodness_of_fit(case: &Case) -> Result<Outcome, String> {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let counts: Vec<u64> = list(&case.input["counts"]).iter().filter_map(serde_json::Value::as_u64).collect();
    let mut proportions: Vec<f64> = list(&case.params["p"]).iter().filter_map(number).collect();
    if proportions.is_empty() {
        proportions = vec![1.0 / counts.len() as f64; counts.len()];
    }
    compare(case, Some(m::chi2_goodness_of_fit(&counts, &proportions, Alternative::TwoSided)), "chi2")
}
