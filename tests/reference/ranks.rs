//! Cases of rank tests and of the effect sizes that go with them.

use crate::effects::{level, ordered};
use crate::kinds::{compare, generated, sample};
use crate::{Case, Outcome};
use retrocohort::analysis::{Alternative, NotComputable, SampleHypothesis, TestResult, effect, methods as m};
use retrocohort::summary::{ContingencyTable, ValueCounts};

/// Compares one rank test with its reference values; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    let signed: Option<OnSample> = match case.kind.as_str() {
        "signed_rank" => Some(m::signed_rank),
        "signed_rank_continuity" => Some(m::signed_rank_continuity),
        "signed_rank_pratt" => Some(m::signed_rank_pratt),
        "signed_rank_exact" => Some(m::signed_rank_exact),
        "signed_rank_pratt_exact" => Some(m::signed_rank_pratt_exact),
        _ => None,
    };
    if let Some(test) = signed {
        return Some(signed_rank(case, test));
    }
    Some(match case.kind.as_str() {
        "ranksum_asymptotic" => {
            let corrected = case.params["correct"].as_bool().unwrap_or(true);
            on_table(case, if corrected { m::rank_sum_continuity } else { m::rank_sum }, "none")
        }
        "ranksum_exact" => exact(case),
        "ranksum_exact_ties" => exact_with_ties(case),
        "brunner_munzel" => on_table(case, m::brunner_munzel, "W"),
        "brunner_munzel_normal" => on_table(case, m::brunner_munzel_normal, "W"),
        "brunner_munzel_permutation" => on_table(case, m::brunner_munzel_permutation, "W"),
        "median_test" => on_table(case, m::median_test_continuity, "stat"),
        "median_test_uncorrected" => on_table(case, m::median_test, "stat"),
        "median_test_n1" => on_table(case, m::median_test_n1, "stat"),
        "median_test_exact" => on_table(case, m::median_test_exact, "none"),
        "hodges_lehmann" => shift(case),
        "pseudomedian" => pseudomedian(case),
        "rank_biserial" => rank_biserial(case),
        "probability_of_superiority" => superiority(case),
        "kruskal_effect" => kruskal_effect(case),
        _ => return None,
    })
}

type OnTable = fn(&ContingencyTable, Alternative) -> Result<TestResult, NotComputable>;
type OnSample = fn(&ValueCounts, &SampleHypothesis, Alternative) -> Result<TestResult, NotComputable>;

/// The alternative of a case.
pub fn alternative(case: &Case) -> Result<Alternative, String> {
    match case.params["alternative"].as_str() {
        None | Some("two.sided") => Ok(Alternative::TwoSided),
        Some("less") => Ok(Alternative::Less),
        Some("greater") => Ok(Alternative::Greater),
        Some(other) => Err(format!("unknown alternative {other}")),
    }
}

/// The two samples of a case.
pub fn two_samples(case: &Case) -> Result<[Vec<f64>; 2], String> {
    let Some(formula) = case.input["gen"].as_str() else {
        return Ok([sample(&case.input["x"]), sample(&case.input["y"])]);
    };
    let groups = generated(formula).ok_or(format!("unknown formula {formula}"))?;
    groups.try_into().map_err(|_| format!("not two samples: {formula}"))
}

fn finite(case: &Case) -> bool {
    ["x", "y"].iter().all(|key| sample(&case.input[*key]).iter().all(|value| value.is_finite()))
}

fn on_table(case: &Case, test: OnTable, statistic: &str) -> Result<Outcome, String> {
    let alternative = alternative(case)?;
    compare(case, ordered(case).map(|table| test(&table, alternative)), statistic)
}

fn exact(case: &Case) -> Result<Outcome, String> {
    if !finite(case) {
        // A source that drops infinite values answers another question; counted values are finite.
        return if case.degenerate { Ok(Outcome::Refused) } else { Err("an infinite value".to_owned()) };
    }
    let doubled = case.params["two_sided"] == "doubling";
    let outcome = on_table(case, if doubled { m::rank_sum_exact_doubled } else { m::rank_sum_exact }, "W")?;
    if case.expected["ci_lo"].is_number() {
        shift(case)?;
    }
    Ok(outcome)
}

/// All P values of one pair of samples, from exact arithmetic.
fn exact_with_ties(case: &Case) -> Result<Outcome, String> {
    let table = ordered(case).ok_or("no table")?;
    let numbers: [(&str, OnTable, Alternative); 7] = [
        ("p_less", m::rank_sum_exact, Alternative::Less),
        ("p_greater", m::rank_sum_exact, Alternative::Greater),
        ("p_two_absdev", m::rank_sum_exact, Alternative::TwoSided),
        ("p_two_doubling", m::rank_sum_exact_doubled, Alternative::TwoSided),
        ("p_mid_less", m::rank_sum_mid_p, Alternative::Less),
        ("p_mid_greater", m::rank_sum_mid_p, Alternative::Greater),
        ("p_mid_two_absdev", m::rank_sum_mid_p, Alternative::TwoSided),
    ];
    for (key, test, alternative) in numbers {
        match test(&table, alternative) {
            Err(_) if case.degenerate => return Ok(Outcome::Refused),
            Err(error) => return Err(error.to_string()),
            Ok(result) => case.holds_if_given(key, Some(result.p))?,
        }
    }
    let result = m::rank_sum_exact(&table, Alternative::TwoSided).map_err(|error| error.to_string())?;
    case.holds_if_given("U", result.statistic)?;
    case.holds_if_given("log10_p_two_absdev", Some(result.log10_p))?;
    Ok(Outcome::Held)
}

/// The source takes the first sample less the second; here it is group 2 less group 1.
fn shift(case: &Case) -> Result<Outcome, String> {
    let [x, y] = two_samples(case)?;
    let values = ValueCounts::from_groups(&[y, x]).map_err(|error| error.to_string())?;
    let exact = case.kind == "ranksum_exact" || case.params["exact"].as_bool() == Some(true);
    let estimate = if exact { effect::hodges_lehmann_exact } else { effect::hodges_lehmann };
    let found = estimate(&values, level(case)).map_err(|error| error.to_string())?;
    case.holds("hl", found.estimate)?;
    case.holds_if_given("ci_lo", Some(found.ci_low))?;
    case.holds_if_given("ci_hi", Some(found.ci_high))?;
    Ok(Outcome::Held)
}

fn pseudomedian(case: &Case) -> Result<Outcome, String> {
    let values = ValueCounts::from_groups(&[sample(&case.input["x"])]).map_err(|error| error.to_string())?;
    let found = effect::pseudomedian(&values, level(case)).map_err(|error| error.to_string())?;
    case.holds("estimate", found.estimate)?;
    Ok(Outcome::Held)
}

fn signed_rank(case: &Case, test: OnSample) -> Result<Outcome, String> {
    let values = ValueCounts::from_groups(&[sample(&case.input["x"])]).map_err(|error| error.to_string())?;
    let centre = SampleHypothesis::Centre(case.params["mu"].as_f64().unwrap_or(0.0));
    compare(case, Some(test(&values, &centre, alternative(case)?)), "V")
}

fn swapped(case: &Case) -> Result<ContingencyTable, String> {
    let table = ordered(case).ok_or("no table")?;
    let columns: Vec<usize> = (0..table.columns()).rev().collect();
    table.select(&columns).map_err(|error| error.to_string())
}

/// The source is positive when the first sample is higher.
fn rank_biserial(case: &Case) -> Result<Outcome, String> {
    let found = effect::rank_biserial(&swapped(case)?, level(case)).map_err(|error| error.to_string())?;
    case.holds("r", found.estimate)?;
    case.holds("ci_lo", found.ci_low)?;
    case.holds("ci_hi", found.ci_high)?;
    let delta = effect::cliffs_delta(&swapped(case)?, level(case)).map_err(|error| error.to_string())?;
    case.holds("r", delta.estimate)?;
    Ok(Outcome::Held)
}

fn superiority(case: &Case) -> Result<Outcome, String> {
    let table = ordered(case).ok_or("no table")?;
    let found = effect::probability_of_superiority(&table, level(case)).map_err(|error| error.to_string())?;
    case.holds("estimate", found.estimate)?;
    case.holds("ci_lo", found.ci_low)?;
    case.holds("ci_hi", found.ci_high)?;
    Ok(Outcome::Held)
}

fn kruskal_effect(case: &Case) -> Result<Outcome, String> {
    let table = ordered(case).ok_or("no table")?;
    let epsilon = effect::rank_epsilon_squared(&table, level(case)).map_err(|error| error.to_string())?;
    case.holds("rank_epsilon2", epsilon.estimate)?;
    case.holds_if_given("rank_eta2", effect::eta_squared_h(&table, level(case)).ok().map(|eta| eta.estimate))?;
    Ok(Outcome::Held)
}
