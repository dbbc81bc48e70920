//! One small change that makes a row agree with itself: cell, percentage, total and P together.
//!
//! A change is proposed only where two facts speak for it: the printed P of a test that the paper uses, and a second
//! one (the percentage, the ratio of the spreads, the digits of P). Otherwise any P could be repaired.

use super::agreement;
use super::candidates::{self, Candidates};
use super::comparison::{Comparison, Kind, LevelCount, Value};
use super::decimal::{Decimal, Rounding};
use super::notation::{PValueNotation, PrintedP};
use crate::results::reproduction::{Candidate, CellPlace, Repair};

/// What a repair is judged against.
pub struct Judge<'a> {
    /// Table id, for places.
    pub table: &'a str,
    /// Labels of the groups.
    pub groups: &'a [String],
    /// Level of significance.
    pub alpha: f64,
    /// Methods of the paper's rule for such rows; with no rule, the usual ones.
    pub methods: &'a [&'static str],
}

/// Every repair of a row whose printed P no test gives, the plainest first.
pub fn repairs(judge: &Judge<'_>, comparison: &Comparison, printed: &PrintedP, computed: &Candidates) -> Vec<Repair> {
    let mut found = digits_of_p(judge, printed, &computed.computed);
    match comparison.kind {
        Kind::Count => found.extend(count_from_percent(judge, comparison, printed)),
        Kind::MeanSd => found.extend(error_for_deviation(judge, comparison, printed)),
        Kind::MeanSe => found.extend(deviation_for_error(judge, comparison, printed)),
        _ => {}
    }
    if matches!(comparison.kind, Kind::MeanSd | Kind::MeanSe) && found.is_empty() {
        found.extend(truncated_inputs(judge, comparison, printed));
    }
    found
}

/// The candidates of the judge's methods.
fn of_methods<'a>(judge: &Judge<'_>, computed: &'a [Candidate]) -> Vec<&'a Candidate> {
    computed.iter().filter(|c| c.variant.is_none() && judge.methods.contains(&c.method)).collect()
}

/// The method that gives the printed P after a change, if one does.
fn reproducing(
    judge: &Judge<'_>,
    changed: &Comparison,
    printed: &PrintedP,
    rounding: Rounding,
) -> Option<&'static str> {
    let computed = candidates::candidates(changed, Some(printed), judge.alpha, rounding);
    of_methods(judge, &computed.computed)
        .into_iter()
        .find(|candidate| candidate.matches || (rounding == Rounding::Truncated && candidate.matches_within_rounding))
        .map(|candidate| candidate.method)
}

/// P cut off instead of rounded, or rounded twice.
fn digits_of_p(judge: &Judge<'_>, printed: &PrintedP, computed: &[Candidate]) -> Vec<Repair> {
    let PValueNotation::Equal(value) = printed.value else { return Vec::new() };
    if value.decimals < 2 {
        return Vec::new();
    }
    let describe = |candidate: &Candidate, how: &str| Repair {
        kind: "p_digits",
        change: format!("read P = {} for {}: {how}", rounded(candidate.p, value.decimals), printed.text),
        explains: vec![format!("{} gives P = {:.4}", name(candidate.method), candidate.p)],
        place: None,
    };
    let mut found = Vec::new();
    for candidate in of_methods(judge, computed) {
        let truncated = value.interval(Rounding::Truncated);
        if candidate.p >= truncated.low && candidate.p < truncated.high {
            found.push(describe(candidate, "the further digits were cut off instead of rounded"));
        } else if value.decimals >= 3 && value.digits % 10 == 0 && value.digits > 0 {
            let shorter = Decimal { digits: value.digits / 10, decimals: value.decimals - 1, negative: false };
            if shorter.prints(candidate.p, 1e-9) {
                let places = value.decimals - 1;
                found.push(describe(candidate, &format!("it was rounded to {places} places and given one more")));
            }
        }
    }
    found
}

/// A decimal text of `p` rounded to `decimals` places.
fn rounded(p: f64, decimals: u32) -> String {
    format!("{p:.places$}", places = decimals as usize)
}

/// The count that the printed percentage stands for, where the count does not agree with it.
fn count_from_percent(judge: &Judge<'_>, comparison: &Comparison, printed: &PrintedP) -> Vec<Repair> {
    let mut found = Vec::new();
    for (index, group) in comparison.groups.iter().enumerate() {
        let (Some([level]), Some(n)) = (group.value.counts(), group.n_used) else { continue };
        let Some(percent) = level.percent else { continue };
        let printed_share = |count: u64| percent.prints(100.0 * count as f64 / n as f64, 1e-12);
        if n == 0 || printed_share(level.count) {
            continue;
        }
        let count = (percent.value() * n as f64 / 100.0).round().max(0.0) as u64;
        if count > n || !printed_share(count) {
            continue;
        }
        let mut changed = comparison.clone();
        changed.groups[index].value = Value::Counts(vec![LevelCount { count, bounds: (count, count), ..*level }]);
        if let Some(method) = reproducing(judge, &changed, printed, Rounding::Nearest) {
            found.push(Repair {
                kind: "count",
                change: format!("read {count} for {} in {}", level.count, judge.groups[index]),
                explains: vec![
                    format!("the printed {percent} % of {n}"),
                    format!("P = {} by {}", printed.text, name(method)),
                ],
                place: group.cells.first().map(|cell| place(judge, cell.line, cell.column)),
            });
        }
    }
    found
}

/// Standard errors printed where standard deviations are said to be.
fn error_for_deviation(judge: &Judge<'_>, comparison: &Comparison, printed: &PrintedP) -> Option<Repair> {
    let change = "read the spreads as standard errors of the mean instead of standard deviations";
    relabel(judge, comparison, printed, change, Kind::MeanSe, |value| match *value {
        Value::MeanSd { mean, sd } => Some(Value::MeanSe { mean, se: sd }),
        _ => None,
    })
}

/// Standard deviations printed where standard errors are said to be.
fn deviation_for_error(judge: &Judge<'_>, comparison: &Comparison, printed: &PrintedP) -> Option<Repair> {
    let change = "read the spreads as standard deviations instead of standard errors of the mean";
    relabel(judge, comparison, printed, change, Kind::MeanSd, |value| match *value {
        Value::MeanSe { mean, se } => Some(Value::MeanSd { mean, sd: se }),
        _ => None,
    })
}

/// The row with every value read as another kind of spread.
fn relabel(
    judge: &Judge<'_>,
    comparison: &Comparison,
    printed: &PrintedP,
    change: &str,
    kind: Kind,
    value: fn(&Value) -> Option<Value>,
) -> Option<Repair> {
    // With a bound such as "< 0.001" for P, a factor of the square root of n fits almost always.
    if !agreement::is_value(printed) {
        return None;
    }
    let mut changed = comparison.clone();
    changed.kind = kind;
    for group in &mut changed.groups {
        group.value = value(&group.value)?;
    }
    let method = reproducing(judge, &changed, printed, Rounding::Nearest)?;
    Some(Repair {
        kind: "se_for_sd",
        change: change.into(),
        explains: vec![format!("P = {} by {}", printed.text, name(method))],
        place: None,
    })
}

/// Means and spreads whose further digits were cut off.
fn truncated_inputs(judge: &Judge<'_>, comparison: &Comparison, printed: &PrintedP) -> Option<Repair> {
    if !agreement::is_value(printed) {
        return None;
    }
    let method = reproducing(judge, comparison, printed, Rounding::Truncated)?;
    Some(Repair {
        kind: "truncated_inputs",
        change: "read the printed means and spreads as cut off instead of rounded".into(),
        explains: vec![format!("P = {} lies in the range of {}", printed.text, name(method))],
        place: None,
    })
}

/// Name of a method, for sentences.
fn name(method: &str) -> &str {
    crate::analysis::method(method).map_or(method, |method| method.name)
}

fn place(judge: &Judge<'_>, line: usize, column: usize) -> CellPlace {
    CellPlace { table: judge.table.into(), line, column }
}
