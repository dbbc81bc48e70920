//! Python: NumPy and SciPy.

use serde_json::{Value, json};

use super::Language;
use super::data::Syntax;

/// Registry entry.
pub(super) static LANGUAGE: Language = Language {
    id: "python",
    summary: "Python with NumPy and SciPy",
    oracle: "NumPy and SciPy (1.7 or later) and nothing else",
    extension: "py",
    metadata,
    syntax: Syntax { level: ("[", "]"), vector: ("(", ")"), equals: "=", none: "None", sqrt: "math.sqrt" },
    setup: include_str!("python/setup.py"),
    methods: &[
        ("Tests of counts", include_str!("python/counts.py")),
        ("Exact tests", include_str!("python/exact.py")),
        ("Tests of ordered levels", include_str!("python/ordered.py")),
        ("Tests of means and medians", include_str!("python/means.py")),
        ("Proportions and pooled groups", include_str!("python/groups.py")),
        ("Effect sizes: the second group against the first, with 95 % limits", include_str!("python/effects.py")),
        ("Published series", include_str!("python/series.py")),
        ("All methods by name", include_str!("python/methods.py")),
    ],
    check: include_str!("python/check.py"),
    count: include_str!("python/count.py"),
    entry: ("\n    \"", "\": "),
};

fn metadata() -> Value {
    json!({
        "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
        "language_info": { "file_extension": ".py", "name": "python" },
    })
}
