//! R: base R.

use serde_json::{Value, json};

use super::Language;
use super::data::Syntax;

/// Registry entry.
pub(super) static LANGUAGE: Language = Language {
    id: "r",
    summary: "notebook and script for base R",
    oracle: "R",
    needs: "Needs base R (3.5 or later) and nothing else.",
    extension: "R",
    suffix: "-r",
    metadata,
    syntax: Syntax {
        assign: "<-",
        mapping: ("list(", ")"),
        colon: " = ",
        rows: ("list(", ")"),
        row: ("row_of(", ")"),
        level: ("c(", ")"),
        vector: ("c(", ")"),
        none: "NULL",
        sqrt: "sqrt",
        indent: "  ",
    },
    setup: include_str!("r/setup.R"),
    counts: include_str!("r/counts.R"),
    exact: include_str!("r/exact.R"),
    ordered: include_str!("r/ordered.R"),
    means: include_str!("r/means.R"),
    effects: include_str!("r/effects.R"),
    check: include_str!("r/check.R"),
    entry: ("\n  ", " = "),
};

fn metadata() -> Value {
    json!({
        "kernelspec": { "display_name": "R", "language": "R", "name": "ir" },
        "language_info": { "file_extension": ".r", "name": "R" },
    })
}
