//! R: base R.

use serde_json::{Value, json};

use super::Language;
use super::data::Syntax;

/// Registry entry.
pub(super) static LANGUAGE: Language = Language {
    id: "r",
    summary: "base R",
    oracle: "base R (3.5 or later) and nothing else",
    extension: "R",
    metadata,
    syntax: Syntax { level: ("c(", ")"), vector: ("c(", ")"), equals: " = ", none: "NULL", sqrt: "sqrt" },
    setup: include_str!("r/setup.R"),
    methods: &[
        ("Tests of counts", include_str!("r/counts.R")),
        ("Exact tests", include_str!("r/exact.R")),
        ("Tests of ordered levels", include_str!("r/ordered.R")),
        ("Tests of means and medians", include_str!("r/means.R")),
        ("Proportions and pooled groups", include_str!("r/groups.R")),
        ("Effect sizes: the second group against the first, with 95 % limits", include_str!("r/effects.R")),
        ("Published series", include_str!("r/series.R")),
        ("All methods by name", include_str!("r/methods.R")),
    ],
    check: include_str!("r/check.R"),
    count: include_str!("r/count.R"),
    entry: ("\n  ", " = "),
};

fn metadata() -> Value {
    json!({
        "kernelspec": { "display_name": "R", "language": "R", "name": "ir" },
        "language_info": { "file_extension": ".r", "name": "R" },
    })
}
