//! `results.json`: everything, in the schema of [`crate::results::reproduction`].

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::fault;
use crate::report::figure::Picture;
use crate::results::reproduction::Reproduction;

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "json", summary: "results.json, all results for scripts", single: true, render };

fn render(results: &Reproduction, _: &[Picture]) -> Result<Vec<Rendered>> {
    let mut text = serde_json::to_vec_pretty(results).map_err(fault)?;
    text.push(b'\n');
    Ok(vec![("results.json".into(), text)])
}
