//! A suspicion: a group in which nobody had the event for as long as many in the others did may owe that to its definition.

use super::people::People;
use crate::engine::TimeToEvent;
use crate::engine::time_to_event::CovariateColumn;
use crate::results::comparison::Warning;

/// Events that would have been expected in the group before its first one. By chance alone none happens with a
/// probability of exp(-5), below 1 %.
const EXPECTED: f64 = 5.0;
/// Events that each of the other groups has by then.
const EVENTS: u64 = 5;

/// Groups, and levels of covariates, that may only be known once the patient has survived for some time.
///
/// Where the time of an exposure is given, curves of the groups are said to be the naive split instead.
pub(super) fn warnings(data: &TimeToEvent, people: &People<'_>, exposure: bool) -> Vec<Warning> {
    let mut all = Vec::new();
    let unit = data.unit.as_deref().unwrap_or_default();
    if let Some(groups) = data.groups.as_ref().filter(|_| exposure) {
        all.push(Warning {
            code: "naive_split",
            variable: Some(groups.label.clone()),
            message: "curves and tests take the groups as known from the start of follow-up; where they tell who was exposed later, \
                      that is the naive split, and the analyses of the exposure answer instead"
                .into(),
        });
    } else if let Some(groups) = &data.groups {
        let of = |row: usize| people.group(row);
        all.extend(
            late(people, groups.levels.len(), of).map(|late| warning(&late, &groups.label, &groups.levels, unit)),
        );
    }
    for column in data.covariates.iter().filter(|column| !column.levels.is_empty()) {
        if data.groups.as_ref().is_some_and(|groups| groups.name == column.name) {
            continue;
        }
        let of = |row: usize| level(column, row);
        all.extend(
            late(people, column.levels.len(), of).map(|late| warning(&late, &column.label, &column.levels, unit)),
        );
    }
    all
}

fn level(column: &CovariateColumn, row: usize) -> usize {
    column.values.get(row).filter(|value| value.is_finite()).map_or(usize::MAX, |value| *value as usize)
}

/// A group whose first event came late.
struct Late {
    group: usize,
    /// Time of its first event; of its last follow-up where it has none.
    first: f64,
    /// Whether it has one.
    has: bool,
    /// Events in the other groups before.
    others: u64,
    /// Events expected in the group before, by the hazard of the others.
    expected: f64,
}

/// The group of which it is most to be suspected, if any.
fn late(people: &People<'_>, groups: usize, of: impl Fn(usize) -> usize) -> Option<Late> {
    if groups < 2 {
        return None;
    }
    let any = |row: usize| people.outcome(row) > 0;
    let mut rows: Vec<(f64, bool, usize)> =
        people.rows.iter().map(|&row| (people.time(row), any(row), of(row))).filter(|row| row.2 < groups).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut at_risk = vec![0_u64; groups];
    rows.iter().for_each(|row| at_risk.iter_mut().skip(row.2).take(1).for_each(|n| *n += 1));
    let last = |group: usize| rows.iter().rev().find(|row| row.2 == group).map(|row| row.0);
    let ends: Vec<Option<(f64, bool)>> = (0..groups)
        .map(|group| match rows.iter().find(|row| row.2 == group && row.1) {
            Some(row) => Some((row.0, true)),
            None => last(group).map(|time| (time, false)),
        })
        .collect();
    let mut events = vec![0_u64; groups];
    let mut expected = vec![0.0; groups];
    let mut found: Option<Late> = None;
    for together in rows.chunk_by(|a, b| a.0 == b.0) {
        let time = together.first().map_or(0.0, |row| row.0);
        for (group, end) in ends.iter().enumerate() {
            let Some((first, has)) = *end else { continue };
            if first == time && found.as_ref().is_none_or(|late| expected.get(group) > Some(&late.expected)) {
                let many = events.iter().enumerate().all(|(other, n)| other == group || *n >= EVENTS);
                let expected = expected.get(group).copied().unwrap_or(0.0);
                if many && expected >= EXPECTED {
                    let others = events.iter().sum();
                    found = Some(Late { group, first, has, others, expected });
                }
            }
        }
        let mut died = vec![0_u64; groups];
        together.iter().filter(|row| row.1).for_each(|row| died.iter_mut().skip(row.2).take(1).for_each(|n| *n += 1));
        let (all, deaths) = (at_risk.iter().sum::<u64>(), died.iter().sum::<u64>());
        for (group, expected) in expected.iter_mut().enumerate() {
            let own = at_risk.get(group).copied().unwrap_or(0);
            let others = all - own;
            let of_others = deaths - died.get(group).copied().unwrap_or(0);
            if others > 0 {
                *expected += own as f64 * (of_others as f64 / others as f64);
            }
        }
        events.iter_mut().zip(&died).for_each(|(sum, died)| *sum += died);
        together.iter().for_each(|row| at_risk.iter_mut().skip(row.2).take(1).for_each(|n| *n -= 1));
    }
    found
}

fn warning(late: &Late, variable: &str, levels: &[String], unit: &str) -> Warning {
    let group = levels.get(late.group).map(String::as_str).unwrap_or_default();
    let space = if unit.is_empty() { "" } else { " " };
    let when = if late.has { "before" } else { "up to the end of its follow-up at" };
    Warning {
        code: "immortal_time",
        variable: Some(variable.to_string()),
        message: format!(
            "no event happened in the group “{group}” {when} {}{space}{unit}, where the others had {} and about {:.0} were to be \
             expected in it; if patients had to survive for some time to be in this group, its survival is overstated \
             (immortal time). If it is known when they came into it, give that with --exposure-time; or compare from a \
             --landmark on",
            late.first, late.others, late.expected
        ),
    }
}
