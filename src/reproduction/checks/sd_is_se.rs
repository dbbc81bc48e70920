//! Standard errors printed as standard deviations, or the reverse, where that reading alone gives the printed P.

use super::support::{of_row, places};
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "sd_is_se", summary: "standard errors printed as standard deviations", source: "altman2005", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        if let Some(repair) = row.result.repairs.iter().find(|repair| repair.kind == "se_for_sd") {
            let message = format!(
                "No test gives P = {} as printed; it is given when one {}.",
                row.result.p_printed.as_deref().unwrap_or_default(),
                repair.change.trim_start_matches("read ").replacen("the spreads", "reads the spreads", 1)
            );
            let mut finding = of_row("sd_is_se", Severity::Warning, row, message).places(places(row));
            finding.repair = Some(repair.clone());
            found.push(finding);
        }
    }
    found
}
