//! Counts above the group size. Arithmetic; no false alarm where the group size is right.

use super::support::{of_row, place};
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "count_exceeds_n", summary: "a count above its group's size", source: "arithmetic", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        for (values, group) in row.comparison.groups.iter().zip(&row.table.groups) {
            let (Some(counts), Some(n)) = (values.value.counts(), values.n_used) else { continue };
            for (level, cell) in counts.iter().zip(values.cells.iter().cycle()).filter(|(level, _)| level.bounds.0 > n)
            {
                found.push(
                    of_row(
                        "count_exceeds_n",
                        Severity::Error,
                        row,
                        format!("{} patients are counted in a group of {n}.", level.count),
                    )
                    .group(&group.label)
                    .evidence("count", level.count)
                    .evidence("n", n)
                    .places([place(row.table, cell.line, cell.column)]),
                );
            }
        }
    }
    found
}
