//! Cases of means and variances: t tests, analyses of variance, tests of spread, effects of means, quantiles.

use crate::kinds::{compare, groups, sample};
use crate::{Case, Outcome, number};
use retrocohort::analysis::{Alternative, NotComputable, TestResult, effect, methods as m, post_hoc};
use retrocohort::summary::{Moments, QuantileType, ValueCounts};

/// Compares one case of means or variances with its reference values; `None` for another kind.
pub fn check(case: &Case) -> Option<Result<Outcome, String>> {
    Some(match case.kind.as_str() {
        "t_student" => two_means(case, m::student_t, effect::mean_difference_pooled),
        "t_welch" => two_means(case, m::welch_t, effect::mean_difference),
        "t_one_sample" | "t_paired" => one_mean(case),
        "permutation_t_asymptotic" => means(case, m::permutation_t_asymptotic, "chi2"),
        "anova" => means(case, m::anova, "F"),
        "welch_anova" => means(case, m::welch_anova, "F"),
        "bartlett" => means(case, m::bartlett, "K2"),
        "f_var" => variances(case),
        "levene" if case.params["center"] == "trimmed" => trimmed(case),
        "levene" if case.params["center"] == "median" => values(case, m::brown_forsythe, "F"),
        "levene" => values(case, m::levene, "F"),
        "brown_forsythe" => values(case, m::brown_forsythe, "F"),
        "fligner" => values(case, m::fligner_killeen, "stat"),
        "univariate" => univariate(case),
        "cohens_d" => standardized(case, effect::cohens_d, "d"),
        "hedges_g" => standardized(case, effect::hedges_g, "g"),
        "glass_delta" => standardized(case, effect::glass_delta, "delta"),
        "anova_effect" => explained(case),
        "tukey_hsd" => tukey(case),
        "quantile" => quantiles(case),
        _ => return None,
    })
}

fn alternative(case: &Case) -> Result<Alternative, String> {
    match case.params["alternative"].as_str() {
        None | Some("two.sided" | "two-sided") => Ok(Alternative::TwoSided),
        Some("less") => Ok(Alternative::Less),
        Some("greater") => Ok(Alternative::Greater),
        Some(other) => Err(format!("unknown alternative {other}")),
    }
}

/// Level of the two-sided interval; a one-sided limit at 95 % is a limit of the two-sided interval at 90 %.
fn level(case: &Case) -> Result<f64, String> {
    let level = case.params["conf_level"].as_f64().unwrap_or(0.95);
    Ok(if alternative(case)? == Alternative::TwoSided { level } else { 2.0 * level - 1.0 })
}

/// The finite limits that the source gives.
fn limits(case: &Case, low: f64, high: f64) -> Result<(), String> {
    for (key, found) in [("ci_lo", low), ("ci_hi", high)] {
        if number(&case.expected[key]).is_some_and(f64::is_finite) {
            case.holds(key, found)?;
        }
    }
    Ok(())
}

type Effect = fn(&Moments, &Moments, f64) -> Result<effect::EffectEstimate, NotComputable>;

/// A t test of two groups with the interval of the difference.
fn two_means(
    case: &Case,
    test: fn(&[Moments], Alternative) -> Result<TestResult, NotComputable>,
    difference: Effect,
) -> Result<Outcome, String> {
    let moments: Vec<Moments> = groups(case)?.iter().map(|values| Moments::from_values(values)).collect();
    let [x, y] = moments[..] else { return Err("not two groups".to_owned()) };
    let outcome = compare(case, Some(test(&[x, y], alternative(case)?)), "t")?;
    if number(&case.expected["ci_lo"]).is_some() {
        let found = difference(&y, &x, level(case)?).map_err(|error| error.to_string())?;
        // The samples were shifted by the difference under the null hypothesis.
        let shift = case.params["mu"].as_f64().unwrap_or(0.0);
        limits(case, found.ci_low + shift, found.ci_high + shift)?;
        case.holds_if_given("mean_x", Some(x.mean + shift))?;
        case.holds_if_given("mean_y", Some(y.mean))?;
    }
    Ok(outcome)
}

fn one_mean(case: &Case) -> Result<Outcome, String> {
    let x = sample(&case.input["x"]);
    let values = match case.input["y"].as_array() {
        Some(_) => x.iter().zip(sample(&case.input["y"])).map(|(x, y)| x - y).collect(),
        None => x,
    };
    let moments = Moments::from_values(&values);
    let mean = case.params["mu"].as_f64().unwrap_or(0.0);
    let test = if case.kind == "t_paired" { m::paired_t } else { m::one_sample_t };
    let outcome = compare(case, Some(test(&moments, mean, alternative(case)?)), "t")?;
    if number(&case.expected["ci_lo"]).is_some() {
        let found = effect::mean(&moments, level(case)?).map_err(|error| error.to_string())?;
        limits(case, found.ci_low, found.ci_high)?;
    }
    Ok(outcome)
}

fn means(
    case: &Case,
    test: fn(&[Moments], Alternative) -> Result<TestResult, NotComputable>,
    statistic: &str,
) -> Result<Outcome, String> {
    let moments: Vec<Moments> = groups(case)?.iter().map(|values| Moments::from_values(values)).collect();
    let outcome = compare(case, Some(test(&moments, alternative(case)?)), statistic)?;
    // Doubles hold NIST's decimals to fewer digits than its sums of squares have: those are compared in `nist.rs`.
    if case.source.starts_with("NIST") {
        return Ok(outcome);
    }
    if let Ok(parts) = m::sums_of_squares(&moments) {
        case.holds_if_given("ss_within", Some(parts.within))?;
        case.holds_if_given("ss_between", Some(parts.between))?;
    }
    Ok(outcome)
}

fn variances(case: &Case) -> Result<Outcome, String> {
    let outcome = means(case, m::f_test_of_variances, "f")?;
    if matches!(outcome, Outcome::Held) && number(&case.expected["ci_lo"]).is_some() {
        let [x, y] = ["x", "y"].map(|key| Moments::from_values(&sample(&case.input[key])));
        let found = effect::variance_ratio(&y, &x, level(case)?).map_err(|error| error.to_string())?;
        limits(case, found.ci_low, found.ci_high)?;
    }
    Ok(outcome)
}

fn values(
    case: &Case,
    test: fn(&ValueCounts, Alternative) -> Result<TestResult, NotComputable>,
    statistic: &str,
) -> Result<Outcome, String> {
    values_of(case, &groups(case)?, test, statistic)
}

fn values_of(
    case: &Case,
    groups: &[Vec<f64>],
    test: fn(&ValueCounts, Alternative) -> Result<TestResult, NotComputable>,
    statistic: &str,
) -> Result<Outcome, String> {
    // Values that are not finite cannot be counted, which is a refusal too.
    let counted = ValueCounts::from_groups(groups).ok();
    compare(case, counted.map(|counted| test(&counted, Alternative::TwoSided)), statistic)
}

/// SciPy's `center='trimmed'` is Levene's test of the trimmed samples, 5 % cut off at either end.
fn trimmed(case: &Case) -> Result<Outcome, String> {
    let mut groups = groups(case)?;
    for values in &mut groups {
        values.sort_unstable_by(f64::total_cmp);
        let cut = (0.05 * values.len() as f64) as usize;
        *values = values[cut..values.len() - cut].to_vec();
    }
    values_of(case, &groups, m::levene, "F")
}

/// The source takes the first group less the second, and the standard deviation of the second for delta.
fn standardized(case: &Case, measure: Effect, key: &str) -> Result<Outcome, String> {
    let [x, y] = ["x", "y"].map(|key| Moments::from_values(&sample(&case.input[key])));
    match measure(&y, &x, level(case)?) {
        Err(_) if case.degenerate => Ok(Outcome::Refused),
        Err(error) => Err(error.to_string()),
        Ok(found) => {
            case.holds(key, found.estimate)?;
            limits(case, found.ci_low, found.ci_high)?;
            Ok(Outcome::Held)
        }
    }
}

fn explained(case: &Case) -> Result<Outcome, String> {
    let moments: Vec<Moments> = groups(case)?.iter().map(|values| Moments::from_values(values)).collect();
    let of = |measure: fn(&[Moments], f64) -> Result<effect::EffectEstimate, NotComputable>| {
        measure(&moments, level(case)?).map_err(|error| error.to_string())
    };
    let eta = of(effect::eta_squared)?;
    case.holds("eta2", eta.estimate)?;
    case.holds_if_given("eta2_lo", Some(eta.ci_low))?;
    case.holds_if_given("eta2_hi", Some(eta.ci_high))?;
    case.holds_if_given("omega2", Some(of(effect::omega_squared)?.estimate))?;
    case.holds_if_given("epsilon2", Some(of(effect::epsilon_squared)?.estimate))?;
    Ok(Outcome::Held)
}

/// The source gives the matrix of adjusted P values.
fn tukey(case: &Case) -> Result<Outcome, String> {
    let moments: Vec<Moments> = groups(case)?.iter().map(|values| Moments::from_values(values)).collect();
    let pairs = match post_hoc::tukey_hsd(&moments, level(case)?) {
        Err(_) if case.degenerate => return Ok(Outcome::Refused),
        found => found.map_err(|error| error.to_string())?,
    };
    for pair in pairs {
        let (i, j) = pair.groups;
        let expected = number(&case.expected["p"][i][j]).ok_or("no P for a pair")?;
        case.equal(&format!("P of {i} and {j}"), expected, pair.adjusted_p)?;
    }
    Ok(Outcome::Held)
}

fn univariate(case: &Case) -> Result<Outcome, String> {
    let values = groups(case)?.into_iter().next().unwrap_or_default();
    let counted = ValueCounts::from_groups(std::slice::from_ref(&values)).map_err(|error| error.to_string())?;
    for moments in [Moments::from_values(&values), counted.moments(0)] {
        case.holds("mean", moments.mean)?;
        case.holds("sd", moments.sd().unwrap_or(f64::NAN))?;
    }
    Ok(Outcome::Held)
}

fn quantiles(case: &Case) -> Result<Outcome, String> {
    let kind = match case.params["type"].as_u64() {
        Some(2) => QuantileType::Type2,
        Some(6) => QuantileType::Type6,
        Some(7) => QuantileType::Type7,
        other => return Err(format!("unknown type of quantile {other:?}")),
    };
    let counted = ValueCounts::from_groups(&[sample(&case.input["x"])]).map_err(|error| error.to_string())?;
    let probabilities = sample(&case.params["probs"]);
    let expected = sample(&case.expected["q"]);
    if probabilities.is_empty() || probabilities.len() != expected.len() {
        return Err("not one quantile a probability".to_owned());
    }
    for (p, expected) in probabilities.into_iter().zip(expected) {
        let found = counted.quantile(0, p, kind).ok_or("no quantile")?;
        case.equal(&format!("quantile {p}"), expected, found)?;
    }
    Ok(Outcome::Held)
}
