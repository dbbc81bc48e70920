//! Python: NumPy and SciPy.

use serde_json::{Value, json};

use super::Language;
use super::data::Syntax;

/// Registry entry.
pub(super) static LANGUAGE: Language = Language {
    id: "python",
    summary: "notebook and script for Python with NumPy and SciPy",
    oracle: "SciPy",
    needs: "Needs NumPy and SciPy (1.7 or later) and nothing else.",
    extension: "py",
    suffix: "",
    metadata,
    syntax: Syntax {
        assign: "=",
        mapping: ("{", "}"),
        colon: ": ",
        rows: ("[", "]"),
        row: ("(", ")"),
        level: ("[", "]"),
        vector: ("(", ")"),
        none: "None",
        sqrt: "math.sqrt",
        indent: "    ",
    },
    setup: include_str!("python/setup.py"),
    counts: include_str!("python/counts.py"),
    exact: include_str!("python/exact.py"),
    ordered: include_str!("python/ordered.py"),
    means: include_str!("python/means.py"),
    effects: include_str!("python/effects.py"),
    check: include_str!("python/check.py"),
    entry: ("\n    \"", "\": "),
};

fn metadata() -> Value {
    json!({
        "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
        "language_info": { "file_extension": ".py", "name": "python" },
    })
}
