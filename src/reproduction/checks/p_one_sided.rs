//! P values that only a one-sided test gives. Each such match has the chance that the row reports; a note.

use super::support::{of_row, place_of_p};
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity, Verdict};

pub(super) static CHECK: Check =
    Check { id: "p_one_sided", summary: "a P value that only a one-sided test gives", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let one_sided = |method: &str| method.ends_with("_less") || method.ends_with("_greater");
    let mut found = Vec::new();
    for row in context.all_rows().filter(|row| row.result.verdict == Verdict::OtherTest) {
        if let Some(first) =
            row.result.matched.first().filter(|_| row.result.matched.iter().all(|method| one_sided(method)))
        {
            let message = format!(
                "P = {} is given by a one-sided test only ({first}).",
                row.result.p_printed.as_deref().unwrap_or_default()
            );
            found.push(
                of_row("p_one_sided", Severity::Note, row, message)
                    .evidence("chance", row.result.chance)
                    .places(place_of_p(row)),
            );
        }
    }
    found
}
