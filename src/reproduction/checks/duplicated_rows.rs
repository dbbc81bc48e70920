//! A row that stands in a table twice. Counts coincide by chance in small groups, so that they are reported only where
//! one label is contained in the other.

use super::support::{Row, of_row, places};
use super::{Check, Context};
use crate::reproduction::comparison::Kind;
use crate::reproduction::identity::key;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "duplicated_rows", summary: "a row that stands in a table twice", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let rows: Vec<Row<'_>> = context.all_rows().filter(|row| row.comparison.level.is_none()).collect();
    let mut found = Vec::new();
    for (i, first) in rows.iter().enumerate() {
        for second in rows[i + 1..].iter().filter(|second| second.table.id == first.table.id) {
            let cells = |row: &Row<'_>| row.result.groups.iter().map(|group| group.cell.clone()).collect::<Vec<_>>();
            if cells(first) != cells(second)
                || first.result.p_printed != second.result.p_printed
                || cells(first).iter().all(|cell| cell.len() < 2)
            {
                continue;
            }
            let (a, b) =
                (key(context.study, &first.comparison.label).text, key(context.study, &second.comparison.label).text);
            let contained = a.split(' ').all(|word| b.contains(word)) || b.split(' ').all(|word| a.contains(word));
            let counts = matches!(first.comparison.kind, Kind::Count | Kind::Counts);
            if counts && !contained {
                continue;
            }
            let severity = if contained { Severity::Note } else { Severity::Warning };
            let message = format!(
                "“{}” and “{}” print the same cells and the same P.",
                first.comparison.label, second.comparison.label
            );
            found.push(
                of_row("duplicated_rows", severity, *first, message)
                    .evidence("cells", cells(first))
                    .places(places(*first))
                    .places(places(*second)),
            );
        }
    }
    found
}
