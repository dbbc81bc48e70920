//! Effect sizes of a variable: every further group against the first.

use super::testing::Prepared;
use crate::analysis::NotComputable;
use crate::analysis::effect::{self, EffectEstimate};
use crate::results::comparison::EffectRecord;
use crate::summary::ContingencyTable;

/// Effects with their intervals; the first of each contrast is the one that the table prints. What cannot be computed
/// is left out: the test of the same row says why.
pub fn effects(prepared: &Prepared<'_>, labels: &[String], median: bool, level: f64) -> Vec<EffectRecord> {
    let Some(reference) = labels.first() else { return Vec::new() };
    let mut records = Vec::new();
    for (group, label) in labels.iter().enumerate().skip(1) {
        let (of, estimates) = contrast(prepared, group, median, level);
        let contrast = format!("{label} v {reference}");
        records.extend(estimates.into_iter().flatten().map(|estimate| EffectRecord {
            measure: estimate.measure,
            contrast: contrast.clone(),
            of: of.clone(),
            estimate: estimate.estimate,
            ci_low: estimate.ci_low,
            ci_high: estimate.ci_high,
            level: estimate.level,
            method: estimate.method,
        }));
    }
    records
}

type Estimates = Vec<Result<EffectEstimate, NotComputable>>;

/// Effects of one group against the first, and the level that a proportion is of.
fn contrast(prepared: &Prepared<'_>, group: usize, _median: bool, level: f64) -> (Option<String>, Estimates) {
    if let (Some(first), Some(second)) = (prepared.moments.first(), prepared.moments.get(group)) {
        let estimates = vec![
            effect::mean_difference(first, second, level),
            effect::standardized_mean_difference(first, second, level),
        ];
        return (None, estimates);
    }
    let Some((name, table)) = two_by_two(prepared, group) else { return (None, Vec::new()) };
    let estimates = vec![
        effect::odds_ratio(&table, level),
        effect::risk_ratio(&table, level),
        effect::risk_difference(&table, level),
    ];
    (Some(name), estimates)
}

/// Of two levels the second is the property, as in no and yes: its counts on top.
fn two_by_two(prepared: &Prepared<'_>, group: usize) -> Option<(String, ContingencyTable)> {
    let [_, name] = prepared.names else { return None };
    let table = prepared.table.as_ref().ok()?;
    let row = |level| vec![table.get(level, 0), table.get(level, group)];
    ContingencyTable::new(vec![row(1), row(0)]).ok().map(|table| (name.clone(), table))
}
