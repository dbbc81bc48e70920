//! Percentages in the text against their counts. Arithmetic.

use super::support::finding;
use super::{Check, Context};
use crate::reproduction::decimal::Rounding;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check {
    id: "statement_percent",
    summary: "a percentage in the text that is not that of its count",
    source: "arithmetic",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for statement in context.statements {
        for (group, values) in statement.group_ids.iter().zip(&statement.comparison.groups) {
            let (Some(counts), Some(n)) = (values.value.counts(), values.n_used.filter(|n| *n > 0)) else { continue };
            for level in counts {
                let Some(percent) = level.percent else { continue };
                let share = 100.0 * level.count as f64 / n as f64;
                let cut = percent.interval(Rounding::Truncated);
                if percent.prints(share, 1e-12) || (share >= cut.low && share < cut.high) {
                    continue;
                }
                let message = format!(
                    "The text prints {} ({percent} %) for {}; of {n} patients that is {share:.1} %.",
                    level.count,
                    context.label(group)
                );
                found.push(
                    finding("statement_percent", Severity::Warning, message)
                        .variable(&statement.comparison.label)
                        .group(&context.label(group)),
                );
            }
        }
    }
    found
}
