//! One row, two notations: mean ± SD in one group, median (interquartile range) in another. No false alarm known.

use super::support::{of_row, places};
use super::{Check, Context};
use crate::reproduction::comparison::Kind;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "mixed_notation", summary: "different summaries in one row", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mixed = |row: &super::support::Row<'_>| {
        let mut kinds: Vec<Kind> = row.comparison.groups.iter().filter_map(|group| group.value.kind()).collect();
        kinds.sort();
        kinds.dedup();
        row.comparison.kind == Kind::Unknown && kinds.len() > 1
    };
    let message = |row: super::support::Row<'_>| {
        let cells: Vec<String> = row.result.groups.iter().map(|group| group.cell.clone()).collect();
        format!("The groups print different summaries: {}; no test compares them.", cells.join(" v "))
    };
    context
        .all_rows()
        .filter(mixed)
        .map(|row| of_row("mixed_notation", Severity::Warning, row, message(row)).places(places(row)))
        .collect()
}
