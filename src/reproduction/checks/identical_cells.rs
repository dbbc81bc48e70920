//! The same means or medians for different groups in different tables. Two pairs of continuous figures that agree to
//! the last digit do not do so by chance.

use std::collections::BTreeMap;

use super::support::{Row, of_row, places};
use super::{Check, Context};
use crate::reproduction::comparison::Kind;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "identical_cells", summary: "the same figures for different groups", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    // Of every table and set of groups the first row with these cells stands for the others.
    let mut alike: BTreeMap<Vec<&str>, Vec<Row<'_>>> = BTreeMap::new();
    let mut found = Vec::new();
    for second in context.all_rows() {
        let cells: Vec<&str> = second.result.groups.iter().map(|group| group.cell.as_str()).collect();
        let telling = cells.iter().map(|cell| cell.len()).sum::<usize>() >= 10;
        if matches!(second.comparison.kind, Kind::Count | Kind::Counts) || !telling {
            continue;
        }
        let known = alike.entry(cells.clone()).or_default();
        if known.iter().any(|first| first.table.id == second.table.id) {
            continue;
        }
        for first in known.iter().filter(|first| groups(first) != groups(&second)) {
            let p = |row: &Row<'_>| row.result.p_printed.clone().unwrap_or_default();
            let message = format!(
                "{} stands in {} ({}, P {}) and in {} ({}, P {}): the same figures for different groups.",
                cells.join(" v "),
                first.table.label,
                labels(first),
                p(first),
                second.table.label,
                labels(&second),
                p(&second)
            );
            found.push(
                of_row("identical_cells", Severity::Warning, *first, message)
                    .evidence("cells", cells.clone())
                    .evidence("tables", vec![first.table.id.clone(), second.table.id.clone()])
                    .evidence("p", vec![p(first), p(&second)])
                    .places(places(*first))
                    .places(places(second)),
            );
        }
        known.push(second);
    }
    found
}

/// What tells the groups of a table from those of another.
fn groups(row: &Row<'_>) -> Vec<String> {
    row.table.groups.iter().map(|group| group.id.clone().unwrap_or(group.label.clone())).collect()
}

fn labels(row: &Row<'_>) -> String {
    row.table.groups.iter().map(|group| group.label.clone()).collect::<Vec<_>>().join(" v ")
}
