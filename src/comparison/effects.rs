//! Effect sizes of a variable: every further group against the first.

use super::testing::Prepared;
use crate::analysis::NotComputable;
use crate::analysis::effect::{self, EffectEstimate};
use crate::analysis::select::Choice;
use crate::results::comparison::EffectRecord;
use crate::study::VariableKind;
use crate::summary::{ContingencyTable, ValueCounts};

/// Effects with their intervals; the first of each contrast is the one that the table prints, if it can be computed. What
/// cannot is left out: the test of the same row says why.
pub fn effects(prepared: &Prepared<'_>, labels: &[String], choice: &Choice, level: f64) -> Vec<EffectRecord> {
    let Some(reference) = labels.first() else { return Vec::new() };
    let mut records = Vec::new();
    for (group, label) in labels.iter().enumerate().skip(1) {
        let (of, estimates) = contrast(prepared, group, choice, level);
        let contrast = format!("{label} v {reference}");
        let of_table = estimates.into_iter().enumerate().filter_map(|(i, estimate)| Some((i == 0, estimate.ok()?)));
        let record = |(primary, estimate)| effect_record(&estimate, contrast.clone(), of.clone(), primary);
        records.extend(of_table.map(record));
    }
    records
}

/// An effect as a record: of which contrast, of which level where it is about a proportion, and whether it answers the
/// question of the chosen test.
pub fn effect_record(estimate: &EffectEstimate, contrast: String, of: Option<String>, primary: bool) -> EffectRecord {
    let EffectEstimate { measure, estimate, ci_low, ci_high, level, method } = *estimate;
    EffectRecord { measure, contrast, of, estimate, ci_low, ci_high, level, method, primary }
}

type Estimates = Vec<Result<EffectEstimate, NotComputable>>;

/// Effects of one group against the first, and the level that a proportion is of.
fn contrast(prepared: &Prepared<'_>, group: usize, choice: &Choice, level: f64) -> (Option<String>, Estimates) {
    if let (Some(first), Some(second)) = (prepared.moments.first(), prepared.moments.get(group)) {
        // Beside Student's P stands Student's interval: Welch's may hold zero where that P is below 0.05.
        let pooled = choice.method == "student_t";
        let difference = if pooled { effect::mean_difference_pooled } else { effect::mean_difference };
        let means = [difference(first, second, level), effect::hedges_g(first, second, level)];
        let ranks = ranks_of(prepared, group, level);
        // The effect of the question that the chosen test asks comes first.
        return (
            None,
            if choice.median {
                ranks.into_iter().chain(means).collect()
            } else {
                means.into_iter().chain(ranks).collect()
            },
        );
    }
    if prepared.kind == VariableKind::Ordinal {
        let pair = prepared.table.as_ref().ok().and_then(|table| table.select(&[0, group]).ok());
        return (None, pair.iter().map(|pair| effect::rank_biserial_of_ties(pair, level)).collect());
    }
    let Some((name, table)) = two_by_two(prepared, group) else { return (None, Vec::new()) };
    let estimates = vec![
        effect::odds_ratio(&table, level),
        effect::risk_ratio(&table, level),
        effect::risk_difference(&table, level),
    ];
    (Some(name), estimates)
}

/// Pairs of patients for which the shift is found by its exact distribution.
const EXACT_PAIRS: u64 = 2_500;

/// Ranks of one group against the first; two groups alone are taken as they are, for they may be large.
fn ranks_of(prepared: &Prepared<'_>, group: usize, level: f64) -> Estimates {
    match prepared.values {
        Some(values) if values.groups() == 2 => ranks(values, level),
        Some(values) => values.select(&[0, group]).map(|pair| ranks(&pair, level)).unwrap_or_default(),
        None => Estimates::new(),
    }
}

/// Shift and rank-biserial correlation of the second of two groups; none where nobody has a value.
fn ranks(pair: &ValueCounts, level: f64) -> Estimates {
    let Ok(table) = pair.contingency_table() else { return Estimates::new() };
    let exact = pair.n(0).saturating_mul(pair.n(1)) <= EXACT_PAIRS;
    let shift = if exact { effect::hodges_lehmann_exact(pair, level) } else { effect::hodges_lehmann(pair, level) };
    vec![shift, effect::rank_biserial_of_ties(table, level)]
}

/// The largest standardized difference between two groups, without sign (Yang and Dalton); `None` where none is
/// defined.
pub fn largest_smd(prepared: &Prepared<'_>) -> Option<f64> {
    const LEVEL: f64 = 0.95;
    let groups = prepared.groups();
    let pairs = (0..groups).flat_map(|a| (a + 1..groups).map(move |b| (a, b)));
    let smd = |(a, b): (usize, usize)| -> Option<f64> {
        let estimate = match (prepared.moments.get(a), prepared.moments.get(b)) {
            (Some(first), Some(second)) => effect::standardized_difference_of_means(first, second, LEVEL),
            _ => {
                let table = prepared.table.as_ref().ok()?;
                effect::standardized_difference_of_levels(&table.select(&[a, b]).ok()?, LEVEL)
            }
        };
        estimate.ok().map(|estimate| estimate.estimate.abs())
    };
    pairs.filter_map(smd).reduce(f64::max)
}

/// Of two levels the second is the property, as in no and yes: its counts on top.
pub fn two_by_two(prepared: &Prepared<'_>, group: usize) -> Option<(String, ContingencyTable)> {
    let [_, name] = prepared.names else { return None };
    let table = prepared.table.as_ref().ok()?;
    let row = |level| vec![table.get(level, 0), table.get(level, group)];
    ContingencyTable::new(vec![row(1), row(0)]).ok().map(|table| (name.clone(), table))
}
