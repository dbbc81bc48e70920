//! `results.json`: everything, in the schema of [`crate::results`].

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::{Report, Source, fault};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "json", summary: "results.json, all results for scripts", single: true, render };

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let text = match report.source {
        Source::Reproduction(results) => serde_json::to_vec_pretty(results),
        Source::Comparison(results) => serde_json::to_vec_pretty(results),
        Source::Audit(results) => serde_json::to_vec_pretty(results),
        Source::Survival(results) => serde_json::to_vec_pretty(results),
        Source::Model(results) => serde_json::to_vec_pretty(results),
    };
    let mut text = text.map_err(fault)?;
    text.push(b'\n');
    Ok(vec![("results.json".into(), text)])
}
