//! Cases of the tests.

use crate::{Case, Outcome, number};
use retrocohort::analysis::{Alternative, NotComputable, TestResult, methods as m};
use retrocohort::summary::ContingencyTable;
use serde_json::Value;

/// Compares one test with its reference values.
pub fn check(case: &Case) -> Result<Outcome, String> {
    let alternative = match case.params["alternative"].as_str() {
        None | Some("two.sided") => Alternative::TwoSided,
        Some("less") => Alternative::Less,
        Some("greater") => Alternative::Greater,
        Some(other) => return Err(format!("unknown alternative {other}")),
    };
    match case.kind.as_str() {
        "chi2_pearson" => {
            let two_by_two = table(case)?.is_some_and(|table| (table.rows(), table.columns()) == (2, 2));
            let corrected = case.params["correct"].as_bool() == Some(true) && two_by_two;
            counts(case, alternative, if corrected { m::yates_chi2 } else { m::pearson_chi2 }, "chi2")
        }
        // Another program takes the correction to be meant for Pearson's statistic alone.
        "chi2_lr" if case.params["correct"].as_bool() == Some(true) && case.source.contains("SciPy") => {
            let two_by_two = table(case)?.is_some_and(|table| (table.rows(), table.columns()) == (2, 2));
            counts(case, alternative, if two_by_two { m::lr_chi2_continuity } else { m::lr_chi2 }, "G2")
        }
        "chi2_lr" => counts(case, alternative, m::lr_chi2, "G2"),
        "fisher_2x2" => counts(case, alternative, m::fisher, "none"),
        "fisher_2x2_exact" => fisher_exact(case),
        "fisher_rxc" | "fisher_rxc_exact" => counts(case, alternative, m::freeman_halton, "none"),
        "pearson_chi2_one_sided" => counts(case, alternative, m::pearson_chi2, "none"),
        "n1_chi2" => counts(case, alternative, m::n1_chi2, "chi2"),
        "wald_z" => counts(case, alternative, m::wald_z, "z"),
        "student_t_on_indicator" => counts(case, alternative, m::student_t_on_indicator, "t"),
        "welch_t_on_indicator" => counts(case, alternative, m::welch_t_on_indicator, "t"),
        "rank_sum" => counts(case, alternative, m::rank_sum, "none"),
        "rank_sum_continuity" => counts(case, alternative, m::rank_sum_continuity, "none"),
        "kruskal_wallis" => counts(case, alternative, m::kruskal_wallis, "chi2"),
        "linear_by_linear" => counts(case, alternative, m::linear_by_linear, "chi2"),
        "cochran_armitage" => {
            let table = scored(case)?;
            compare(case, table.map(|table| m::cochran_armitage(&table, alternative)), "chi2")
        }
        _ => Err("unknown kind".to_owned()),
    }
}

type OnCounts = fn(&ContingencyTable, Alternative) -> Result<TestResult, NotComputable>;

/// Every number that both sides have.
pub fn compare(
    case: &Case,
    result: Option<Result<TestResult, NotComputable>>,
    statistic: &str,
) -> Result<Outcome, String> {
    let result = match result {
        None => return Ok(Outcome::Refused),
        Some(Err(_)) if case.degenerate => return Ok(Outcome::Refused),
        Some(Err(error)) => return Err(error.to_string()),
        Some(Ok(result)) => result,
    };
    if case.degenerate && number(&case.expected["p"]).is_none_or(f64::is_nan) {
        return Err(format!("degenerate, yet a result was computed: {result:?}"));
    }
    case.holds_if_given("p", Some(result.p))?;
    case.holds_if_given("log10p", Some(result.log10_p))?;
    case.holds_if_given(statistic, result.statistic)?;
    case.holds_if_given("df", result.df)?;
    case.holds_if_given("df1", result.df)?;
    case.holds_if_given("df2", result.df2)?;
    case.holds_if_given("min_expected", result.min_expected)?;
    Ok(Outcome::Held)
}

/// The values of a sample; missing ones are dropped, as the source does.
pub fn sample(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(number).filter(|value| !value.is_nan()).collect()
}

/// The groups of a case, whichever way they are given.
pub fn groups(case: &Case) -> Result<Vec<Vec<f64>>, String> {
    if let Some(groups) = case.input["groups"].as_array() {
        return Ok(groups.iter().map(sample).collect());
    }
    if let Some(file) = case.input["file"].as_str() {
        let total = case.input["n"].as_u64().ok_or("a file without its size")?;
        return nist_analysis_of_variance(file, total).ok_or(format!("unknown file {file}"));
    }
    if let Some(formula) = case.input["gen"].as_str() {
        return generated(formula).ok_or(format!("unknown formula {formula}"));
    }
    let shift = case.params["mu"].as_f64().unwrap_or(0.0);
    let x = sample(&case.input["x"]).iter().map(|value| value - shift).collect();
    Ok(vec![x, sample(&case.input["y"])])
}

/// NIST's SmLs01 to SmLs09, by their rule: nine groups of equal size around an offset with .4, .3, .5, .3, .5, … behind
/// the point; the first value of a group is its centre, the others are 0.1 below and above in turn.
pub fn nist_analysis_of_variance(file: &str, total: u64) -> Option<Vec<Vec<f64>>> {
    let name = file.rsplit('/').next()?;
    let offset = match name.strip_prefix("SmLs0")?.strip_suffix(".dat")?.parse().ok()? {
        1..=3_u8 => "1",
        4..=6 => "1000000",
        7..=9 => "1000000000000",
        _ => return None,
    };
    [4_u8, 3, 5, 3, 5, 3, 5, 3, 5]
        .iter()
        .map(|centre| {
            let digit = |i| match i {
                0 => *centre,
                i if i % 2 == 1 => centre - 1,
                _ => centre + 1,
            };
            (0..total / 9).map(|i| format!("{offset}.{}", digit(i)).parse().ok()).collect::<Option<Vec<f64>>>()
        })
        .collect()
}

/// A formula with its numbers taken out, and the numbers.
fn skeleton(formula: &str) -> (String, Vec<f64>) {
    let (mut words, mut numbers) = (String::new(), Vec::new());
    let mut rest = formula;
    while let Some(first) = rest.chars().next() {
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let whole = digits(rest);
        let fraction = rest[whole..].strip_prefix('.').map_or(0, digits);
        let length = if fraction > 0 { whole + 1 + fraction } else { whole };
        if whole > 0 {
            numbers.push(rest[..length].parse().unwrap());
            words.push('#');
            rest = &rest[length..];
        } else {
            words.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    (words, numbers)
}

/// The long inputs that are given by a formula.
pub fn generated(formula: &str) -> Option<Vec<Vec<f64>>> {
    let (words, numbers) = skeleton(formula);
    let range = |low: f64, high: f64| (low as u64..=high as u64).map(|i| i as f64);
    match (words.as_str(), numbers.as_slice()) {
        ("x_i=((# i) mod #)/#, y_i=((# i) mod #)/#+#, i=#..#", &[a, m, d, b, n, e, shift, low, high]) => Some(vec![
            range(low, high).map(|i| (a * i % m) / d).collect(),
            range(low, high).map(|i| (b * i % n) / e + shift).collect(),
        ]),
        ("x_i=floor(((# i) mod #)/#), y_i=floor(((# i) mod #)/#)+#, i=#..#", &[a, m, d, b, n, e, shift, low, high]) => {
            Some(vec![
                range(low, high).map(|i| (a * i % m / d).floor()).collect(),
                range(low, high).map(|i| (b * i % n / e).floor() + shift).collect(),
            ])
        }
        ("x first #", &[n]) => Some(vec![range(1.0, n).map(|i| 7919.0 * i % 104_729.0 / 104_729.0).collect()]),
        ("x=#..#,y=#..#", &[a, b, c, d]) => Some(vec![range(a, b).collect(), range(c, d).collect()]),
        ("# then (#,#)x#", &[first, low, high, times]) => {
            Some(vec![std::iter::once(first).chain(range(1.0, times).flat_map(|_| [low, high])).collect()])
        }
        _ => None,
    }
}

/// The table of a case; `None` when it is no table at all, which is a refusal too.
pub fn table(case: &Case) -> Result<Option<ContingencyTable>, String> {
    if let Some(successes) = case.input["x"].as_array() {
        let trials = case.input["n"].as_array().ok_or("successes without trials")?;
        let rows = successes
            .iter()
            .zip(trials)
            .map(|(x, n)| Some(vec![x.as_u64()?, n.as_u64()?.checked_sub(x.as_u64()?)?]))
            .collect::<Option<Vec<_>>>()
            .ok_or("counts that are no whole numbers")?;
        return Ok(ContingencyTable::new(rows).ok());
    }
    let rows = case.input["table"].as_array().ok_or("no table")?;
    let rows = rows
        .iter()
        .map(|row| row.as_array()?.iter().map(Value::as_u64).collect::<Option<Vec<u64>>>())
        .collect::<Option<Vec<_>>>()
        .ok_or("counts that are no whole numbers")?;
    Ok(ContingencyTable::new(rows).ok())
}

/// The table of a case with its rows where their scores put them: empty levels between levels count as steps.
fn scored(case: &Case) -> Result<Option<ContingencyTable>, String> {
    let (Some(table), Some(_)) = (table(case)?, case.params["scores"].as_array()) else { return table(case) };
    let scores = sample(&case.params["scores"]);
    let lowest = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let last = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max) - lowest;
    if scores.len() != table.rows() || scores.iter().any(|score| (score - lowest).fract() != 0.0) || last > 1000.0 {
        return Err(format!("scores {scores:?} of {} levels", table.rows()));
    }
    let mut rows = vec![vec![0; table.columns()]; last as usize + 1];
    for (row, score) in table.to_rows().iter().zip(&scores) {
        for (sum, count) in rows[(score - lowest) as usize].iter_mut().zip(row) {
            *sum += count;
        }
    }
    Ok(ContingencyTable::new(rows).ok())
}

fn counts(case: &Case, alternative: Alternative, test: OnCounts, statistic: &str) -> Result<Outcome, String> {
    compare(case, table(case)?.map(|table| test(&table, alternative)), statistic)
}

/// All the P values of a 2x2 table from exact integer arithmetic.
fn fisher_exact(case: &Case) -> Result<Outcome, String> {
    let Some(table) = table(case)? else { return Ok(Outcome::Refused) };
    let two_sided: [(&str, OnCounts); 4] = [
        ("p_two_prob", m::fisher),
        ("p_two_doubling", m::fisher_central),
        ("p_mid_two_prob", m::mid_p_minlike),
        ("p_mid_two_doubling", m::mid_p_central),
    ];
    let mut held = false;
    for (key, test) in two_sided {
        match test(&table, Alternative::TwoSided) {
            Err(_) if case.degenerate => return Ok(Outcome::Refused),
            Err(error) => return Err(error.to_string()),
            Ok(result) => {
                case.holds_if_given(key, Some(result.p))?;
                held = true;
            }
        }
    }
    for (key, alternative) in [("p_less", Alternative::Less), ("p_greater", Alternative::Greater)] {
        let result = m::fisher(&table, alternative).map_err(|error| error.to_string())?;
        case.holds_if_given(key, Some(result.p))?;
    }
    let result = m::fisher(&table, Alternative::TwoSided).map_err(|error| error.to_string())?;
    case.holds_if_given("log10_p_two_prob", Some(result.log10_p))?;
    if held { Ok(Outcome::Held) } else { Err("nothing was compared".to_owned()) }
}
