//! Reference values: every case of `tests/reference/` (and of the folder in `RETROCOHORT_REFERENCE_DIR`) at the
//! relative tolerance that its source is good for.

#[path = "reference/count_effects.rs"]
mod count_effects;
#[path = "reference/counts.rs"]
mod counts;
#[path = "reference/distributions.rs"]
mod distributions;
#[path = "reference/effects.rs"]
mod effects;
#[path = "reference/kinds.rs"]
mod kinds;
#[path = "reference/means.rs"]
mod means;
#[path = "reference/nist.rs"]
mod nist;
#[path = "reference/normality.rs"]
mod normality;
#[path = "reference/ranks.rs"]
mod ranks;
#[path = "reference/registry.rs"]
mod registry;
#[path = "reference/survival.rs"]
mod survival;

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One case of a reference file.
pub struct Case {
    id: String,
    kind: String,
    source: String,
    input: Value,
    params: Value,
    expected: Value,
    tolerance: f64,
    degenerate: bool,
}

/// What became of a case.
pub enum Outcome {
    /// Compared and equal within the tolerance.
    Held,
    /// A degenerate case that was refused, as it should be.
    Refused,
    /// Not comparable, for a reason that is printed.
    Skipped(&'static str),
}

/// Cases whose source is wrong, with the proof.
const WRONG_SOURCES: &[(&str, &str)] = &[
    (
        "R0324",
        "refused by the source (oneway.test) because one group has a single value, though F is the square of the pooled \
         t of the same data, which the same program computes (R0316)",
    ),
    (
        "R0644",
        "of a median whose upper limits are not monotone: 0.458 at 45 is already below 1/2, and the same program's \
         summary() has 45, but its quantile() sorts the limits and finds 48, where they are 0.462",
    ),
    (
        "R0695",
        "interpolated by a spline to 0.4 %: the deviance at the source's limit 0.007475 is 3.84172 above the minimum, at \
         0.0075056 it is 3.841459, the 95 % point of chi-square",
    ),
    (
        "P0212",
        "the source's restricted maximum is none: maximising the likelihood directly gives 0.05283 to 0.33817, which are the \
         0.0528 to 0.3382 that Newcombe (1998, table II, method 6) prints for this table",
    ),
    (
        "R0524",
        "the source looks for both limits in one minimisation, which stops early where the lower limit is 0: at its upper \
         limit, a noncentrality of 11.627, P(X <= 5.966) is 0.0089 and not 0.025 (SciPy ncx2, R pchisq); it is 8.259",
    ),
    ("R0249", TWO_VALUES_A_GROUP),
    ("R0250", TWO_VALUES_A_GROUP),
];

const TWO_VALUES_A_GROUP: &str = "computed by the source (leveneTest) from rounding errors: the two values of a group \
     are equally far from their centre, the sum of squares within groups is 0 and F has no value";

/// Kinds of test that this crate does not have yet.
const NOT_BUILT_YET: &[&str] = &[];

fn reference_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

fn cases(folder: &Path) -> Vec<Case> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let array: Vec<Value> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in array {
            let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
            cases.push(Case {
                id: text("id"),
                kind: text("test"),
                source: text("source"),
                input: case["input"].clone(),
                params: case["params"].clone(),
                expected: case["expected"].clone(),
                tolerance: case["rel_tol"].as_f64().unwrap_or(1e-9),
                degenerate: case["degenerate"].as_bool().unwrap_or(false),
            });
        }
    }
    cases
}

impl Case {
    /// The case is right when `found` is `key` of what is expected.
    fn holds(&self, key: &str, found: f64) -> Result<(), String> {
        let expected = number(&self.expected[key]).ok_or(format!("the case has no number `{key}`"))?;
        self.equal(key, expected, found)
    }

    /// As [`Case::holds`], where the source may not give `key`.
    fn holds_if_given(&self, key: &str, found: Option<f64>) -> Result<(), String> {
        match (number(&self.expected[key]), found) {
            (Some(expected), Some(found)) => self.equal(key, expected, found),
            _ => Ok(()),
        }
    }

    fn equal(&self, key: &str, expected: f64, found: f64) -> Result<(), String> {
        // Of a statistic or a limit that is 0 a source may show a rounding error; a probability that small is one.
        let probability = key == "value" || key.starts_with('p') || key.starts_with("log10");
        let close = if expected == found {
            true
        } else if expected == 0.0 {
            found.abs() < 1e-290
        } else if found == 0.0 && !probability {
            expected.abs() < 1e-15
        } else {
            (found - expected).abs() <= self.tolerance * expected.abs()
        };
        if close { Ok(()) } else { Err(format!("{key}: expected {expected:e}, found {found:e}")) }
    }
}

/// A number, also one written as text because JSON has no infinity.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.as_str() {
            "Inf" => Some(f64::INFINITY),
            "-Inf" => Some(f64::NEG_INFINITY),
            text => text.parse().ok(),
        },
        _ => None,
    }
}

#[derive(Default)]
struct Count {
    held: usize,
    refused: usize,
    skipped: BTreeMap<&'static str, usize>,
}

#[test]
fn every_reference_case_holds() {
    let mut folders = vec![reference_folder()];
    folders.extend(std::env::var_os("RETROCOHORT_REFERENCE_DIR").map(PathBuf::from));
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut failures = Vec::new();
    for case in folders.iter().flat_map(|folder| cases(folder)) {
        let count = counts.entry(case.kind.clone()).or_default();
        if let Some((_, proof)) = WRONG_SOURCES.iter().find(|(id, _)| *id == case.id) {
            *count.skipped.entry(proof).or_default() += 1;
            continue;
        }
        if NOT_BUILT_YET.contains(&case.kind.as_str()) {
            *count.skipped.entry("not built yet").or_default() += 1;
            continue;
        }
        let outcome = if case.kind.starts_with("dist_") {
            distributions::check(&case)
        } else {
            counts::check(&case)
                .or_else(|| count_effects::check(&case))
                .or_else(|| means::check(&case))
                .or_else(|| effects::check(&case))
                .or_else(|| ranks::check(&case))
                .or_else(|| normality::check(&case))
                .or_else(|| survival::check(&case))
                .unwrap_or_else(|| kinds::check(&case))
        };
        match outcome {
            Ok(Outcome::Held) => count.held += 1,
            Ok(Outcome::Refused) => count.refused += 1,
            Ok(Outcome::Skipped(reason)) => *count.skipped.entry(reason).or_default() += 1,
            Err(what) => failures.push(format!("{} {} {}: {what}", case.id, case.kind, case.input)),
        }
    }
    for (kind, count) in &counts {
        print!("{kind}: {} held, {} refused as degenerate", count.held, count.refused);
        for (reason, number) in &count.skipped {
            print!(", {number} {reason}");
        }
        println!();
    }
    for failure in &failures {
        println!("FAILED {}", failure.chars().take(400).collect::<String>());
    }
    assert!(failures.is_empty(), "{} reference cases do not hold", failures.len());
}
