//! Counts of the groups against the overall column, and of parts against the whole over tables and text. Arithmetic;
//! a whole above the sum of its parts is a warning, because a patient may be missing from the parts.

use super::support::{Stated, finding, of_row, places};
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check {
    id: "group_totals",
    summary: "counts of groups that do not add up to the whole",
    source: "arithmetic",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        let Some(overall) = row.comparison.overall.as_ref().and_then(|overall| overall.value.counts()) else {
            continue;
        };
        for (level, total) in overall.iter().enumerate() {
            let parts: Option<Vec<_>> =
                row.comparison.groups.iter().map(|group| group.value.counts()?.get(level)).collect();
            let Some(parts) = parts.filter(|parts| parts.iter().all(|part| part.bounds.0 == part.bounds.1)) else {
                continue;
            };
            let sum = parts.iter().map(|part| part.count).fold(0, u64::saturating_add);
            if total.bounds.0 != total.bounds.1 || sum == total.count {
                continue;
            }
            let severity = if sum > total.count { Severity::Error } else { Severity::Warning };
            let message = format!("The groups count {sum} patients, the overall column {}.", total.count);
            found.push(
                of_row("group_totals", severity, row, message)
                    .evidence("sum", sum)
                    .evidence("overall", total.count)
                    .places(places(row)),
            );
        }
    }
    let stated = context.stated();
    let count = |stated: &Stated<'_>| match stated.values.value.counts() {
        Some([level]) if level.bounds.0 == level.bounds.1 => Some(level.count),
        _ => None,
    };
    for (whole, parts) in context.partitions() {
        for total in stated.iter().filter(|s| s.group == whole && s.row.is_some()) {
            let of = |part: &String| {
                stated
                    .iter()
                    .find(|s| s.group == *part && s.key.exact == total.key.exact && s.row.is_some())
                    .and_then(count)
            };
            let sum: Option<u64> = parts.iter().map(of).sum();
            if let (Some(n), Some(sum)) = (count(total), sum)
                && sum > n
            {
                let message =
                    format!("{} count {n} in {}, their parts together {sum}.", context.label(whole), total.source);
                found.push(
                    finding("group_totals", Severity::Error, message)
                        .variable(&total.comparison.label)
                        .group(&context.label(whole)),
                );
            }
        }
    }
    found
}
