//! Levels of one variable against the group size. Arithmetic. Fewer patients than the group has is a note (missing
//! values), more a warning, because levels need not exclude each other.

use super::support::{of_row, places};
use super::{Check, Context};
use crate::reproduction::comparison::Kind;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "level_sums", summary: "levels that do not add up to the group", source: "arithmetic", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows().filter(|row| row.comparison.kind == Kind::Counts) {
        for (values, group) in row.comparison.groups.iter().zip(&row.table.groups) {
            let (Some(counts), Some(n)) = (values.value.counts(), group.n) else { continue };
            let sum = counts.iter().map(|level| level.count).fold(0, u64::saturating_add);
            if sum == n || counts.iter().any(|level| level.bounds.0 != level.bounds.1) {
                continue;
            }
            let (severity, message) = if sum < n {
                (Severity::Note, format!("The levels count {sum} of {n} patients: {} have no level.", n - sum))
            } else {
                (
                    Severity::Warning,
                    format!(
                        "The levels count {sum} patients in a group of {n}: levels overlap, or a count is too high."
                    ),
                )
            };
            let finding = of_row("level_sums", severity, row, message).group(&group.label);
            found.push(finding.evidence("sum", sum).evidence("n", n).places(places(row)));
        }
    }
    found
}
