//! A P value that no test gives and that stands in the row above or below. Small tables repeat P values by chance: only
//! neighbours with three decimals or more are compared; a note.

use super::support::{Row, of_row, place_of_p};
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity, Verdict};

pub(super) static CHECK: Check =
    Check { id: "p_copied", summary: "a P value that repeats its neighbour's", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let rows: Vec<Row<'_>> = context.all_rows().collect();
    let mut found = Vec::new();
    for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.result.verdict == Verdict::NotReproduced) {
        let Some(p) =
            row.result.p_printed.as_deref().filter(|p| p.trim_end_matches('*').len() >= 5 && !p.contains(['<', '>']))
        else {
            continue;
        };
        let near = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|j| rows.get(j));
        if let Some(other) = near
            .into_iter()
            .find(|other| other.table.id == row.table.id && other.result.p_printed.as_deref() == Some(p))
        {
            let message =
                format!("P = {p} is not given by any test and is also the P of “{}”.", other.comparison.label);
            found.push(of_row("p_copied", Severity::Note, *row, message).places(place_of_p(*row)));
        }
    }
    found
}
