//! The same means or medians for different groups in different tables. Two pairs of continuous figures that agree to
//! the last digit do not do so by chance.

use super::support::{Row, of_row, places};
use super::{Check, Context};
use crate::reproduction::comparison::Kind;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "identical_cells", summary: "the same figures for different groups", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let rows: Vec<Row<'_>> =
        context.all_rows().filter(|row| !matches!(row.comparison.kind, Kind::Count | Kind::Counts)).collect();
    let mut found = Vec::new();
    for (i, first) in rows.iter().enumerate() {
        for second in rows[i + 1..].iter().filter(|second| second.table.id != first.table.id) {
            let cells = |row: &Row<'_>| row.result.groups.iter().map(|group| group.cell.clone()).collect::<Vec<_>>();
            let groups = |row: &Row<'_>| {
                row.table.groups.iter().map(|group| group.id.clone().unwrap_or(group.label.clone())).collect::<Vec<_>>()
            };
            let telling = cells(first).iter().map(String::len).sum::<usize>() >= 10;
            if cells(first) != cells(second) || groups(first) == groups(second) || !telling {
                continue;
            }
            let labels = |row: &Row<'_>| {
                row.table.groups.iter().map(|group| group.label.clone()).collect::<Vec<_>>().join(" v ")
            };
            let p = |row: &Row<'_>| row.result.p_printed.clone().unwrap_or_default();
            let message = format!(
                "{} stands in {} ({}, P {}) and in {} ({}, P {}): the same figures for different groups.",
                cells(first).join(" v "),
                first.table.label,
                labels(first),
                p(first),
                second.table.label,
                labels(second),
                p(second)
            );
            found.push(
                of_row("identical_cells", Severity::Warning, *first, message)
                    .evidence("cells", cells(first))
                    .evidence("tables", vec![first.table.id.clone(), second.table.id.clone()])
                    .evidence("p", vec![p(first), p(second)])
                    .places(places(*first))
                    .places(places(*second)),
            );
        }
    }
    found
}
