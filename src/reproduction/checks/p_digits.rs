//! P values that were cut off instead of rounded, or rounded twice. A warning: the test is right, its digits are not.

use super::support::{of_row, place_of_p};
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "p_digits", summary: "a P value cut off, or rounded twice", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        if let Some(repair) = row.result.repairs.iter().find(|repair| repair.kind == "p_digits") {
            let message = format!(
                "{}; {} is printed.",
                repair.explains.join(", "),
                row.result.p_printed.as_deref().unwrap_or_default()
            );
            let mut finding = of_row("p_digits", Severity::Warning, row, message).places(place_of_p(row));
            finding.repair = Some(repair.clone());
            found.push(finding);
        }
    }
    found
}
