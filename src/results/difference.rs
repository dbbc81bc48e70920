//! What differs between two results: number by number, entries of lists matched by what they are and not by their place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

/// Relative difference up to which two numbers are one: C libraries differ in the last digits of a double.
pub const TOLERANCE: f64 = 1e-9;

/// Absolute difference up to which two numbers are one: what cancellation leaves of zero. Never applied to
/// probabilities, which may be as small.
const ZERO: f64 = 1e-13;

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Where: names of fields, and what an entry of a list is ("table2, Age (years)").
    pub path: Vec<String>,
    /// What the first result holds; absent where it has nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<Value>,
    /// What the second result holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<Value>,
}

/// Two results held against each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Differences {
    /// What differs, in the order of the first result.
    pub all: Vec<Difference>,
    /// Numbers that both have, equal or not.
    pub numbers: usize,
}

/// Holds two results against each other. A field that is null and one that is absent are the same.
///
/// Two numbers are the same when they differ by at most `tolerance` times the larger. The version of the program is not
/// compared. Complexity: `O(n log n)` in the size of the results.
pub fn differences(a: &Value, b: &Value, tolerance: f64) -> Differences {
    let mut walk = Walk { found: Differences::default(), tolerance, path: Vec::new() };
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let without = |map: &Map<String, Value>| {
                map.iter().filter(|(name, _)| *name != "version").map(|(n, v)| (n.clone(), v.clone())).collect()
            };
            walk.objects(&without(a), &without(b));
        }
        _ => walk.values(a, b),
    }
    walk.found
}

struct Walk {
    found: Differences,
    tolerance: f64,
    path: Vec<String>,
}

impl Walk {
    fn values(&mut self, a: &Value, b: &Value) {
        match (a, b) {
            (Value::Number(x), Value::Number(y)) => {
                self.found.numbers += 1;
                if !(x == y || self.close(x.as_f64(), y.as_f64())) {
                    self.push(Some(a), Some(b));
                }
            }
            (Value::Object(a), Value::Object(b)) => self.objects(a, b),
            (Value::Array(a), Value::Array(b)) => self.arrays(a, b),
            _ if a == b => {}
            _ => self.push(Some(a).filter(|a| !a.is_null()), Some(b).filter(|b| !b.is_null())),
        }
    }

    fn close(&self, a: Option<f64>, b: Option<f64>) -> bool {
        let (Some(a), Some(b)) = (a, b) else { return false };
        let probability = self
            .path
            .iter()
            .rev()
            .find(|name| name.parse::<usize>().is_err())
            .is_some_and(|name| name == "p" || name == "chance" || name == "monte_carlo" || name.starts_with("p_"));
        let apart = (a - b).abs();
        apart <= self.tolerance * a.abs().max(b.abs()) || (!probability && self.tolerance > 0.0 && apart <= ZERO)
    }

    fn objects(&mut self, a: &Map<String, Value>, b: &Map<String, Value>) {
        let only_b = b.keys().filter(|name| !a.contains_key(*name));
        for name in a.keys().chain(only_b) {
            let value = |map: &Map<String, Value>| map.get(name).cloned().unwrap_or_default();
            self.within(name.clone(), |walk| walk.values(&value(a), &value(b)));
        }
    }

    fn arrays(&mut self, a: &[Value], b: &[Value]) {
        let (named_a, named_b) = (named(a), named(b));
        let mut rest: BTreeMap<&String, &Value> = named_b.iter().map(|(name, value)| (name, *value)).collect();
        for (name, value) in &named_a {
            let other = rest.remove(name);
            self.within(name.clone(), |walk| match other {
                Some(other) => walk.values(value, other),
                None => walk.push(Some(value), None),
            });
        }
        for (name, value) in named_b.iter().filter(|(name, _)| rest.contains_key(name)) {
            self.within(name.clone(), |walk| walk.push(None, Some(value)));
        }
    }

    fn within(&mut self, name: String, compare: impl FnOnce(&mut Walk)) {
        self.path.push(name);
        compare(self);
        self.path.pop();
    }

    fn push(&mut self, a: Option<&Value>, b: Option<&Value>) {
        self.found.all.push(Difference { path: self.path.clone(), a: a.cloned(), b: b.cloned() });
    }
}

/// What makes an entry of a list this entry: fields that it must have, and fields that it may have.
const IDENTITIES: [(&[&str], &[&str]); 11] = [
    (&["code"], &["table", "variable", "group"]),
    (&["table", "variable"], &["level"]),
    (&["measure", "contrast"], &[]),
    (&["method"], &["variant"]),
    (&["id"], &[]),
    (&["name"], &[]),
    (&["label"], &[]),
    (&["header"], &[]),
    (&["file", "line", "column"], &[]),
    (&["kind", "change"], &[]),
    (&["variant"], &[]),
];

/// Entries with their names. Entries without a name are called by their place, counted from 1.
fn named(list: &[Value]) -> Vec<(String, &Value)> {
    let mut taken = BTreeSet::new();
    let mut all = Vec::new();
    for (i, value) in list.iter().enumerate() {
        let name = identity(value).unwrap_or_else(|| (i + 1).to_string());
        let mut unlike = name.clone();
        let mut copy = 2;
        while !taken.insert(unlike.clone()) {
            unlike = format!("{name} ({copy})");
            copy += 1;
        }
        all.push((unlike, value));
    }
    all
}

fn identity(value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    if let Some(first) = fields.get("cells").and_then(Value::as_array).and_then(|cells| cells.first()) {
        return first.as_str().map(str::to_string);
    }
    let text = |name: &&str| match fields.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let (must, may) = IDENTITIES.iter().find(|(must, _)| must.iter().all(|name| text(name).is_some()))?;
    Some(must.iter().chain(*may).filter_map(text).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(a: Value, b: Value) -> Vec<String> {
        differences(&a, &b, TOLERANCE).all.into_iter().map(|difference| difference.path.join("/")).collect()
    }

    #[test]
    fn last_digits_are_no_difference_and_small_probabilities_are() {
        let with =
            |p: f64, statistic: f64| json!({"rows": [{"table": "t", "variable": "Age", "p": p, "z": statistic}]});
        assert_eq!(paths(with(0.1 + 0.2, 0.0), with(0.3, 1e-17)), Vec::<String>::new());
        assert_eq!(paths(with(1e-20, 0.0), with(2e-20, 0.0)), ["rows/t, Age/p"]);
        assert_eq!(paths(with(0.034, 1.0), with(0.034_000_1, 1.000_000_1)), ["rows/t, Age/p", "rows/t, Age/z"]);
        assert_eq!(differences(&json!([0.1 + 0.2]), &json!([0.3]), 0.0).all.len(), 1);
        assert_eq!(differences(&with(0.5, 1.0), &with(0.5, 1.0), TOLERANCE).numbers, 2);
    }

    #[test]
    fn entries_are_matched_by_what_they_are() {
        let row = |name: &str, p: f64| json!({"table": "t", "variable": name, "level": null, "p": p});
        let a = json!({"version": "1", "rows": [row("Age", 0.1), row("Sex", 0.2), row("Sex", 0.3)]});
        let b =
            json!({"version": "2", "rows": [row("Sex", 0.2), row("Weight", 0.5), row("Age", 0.1), row("Sex", 0.4)]});
        assert_eq!(paths(a.clone(), b), ["rows/t, Sex (2)/p", "rows/t, Weight"]);
        assert_eq!(paths(json!([1, 2]), json!([1])), ["2"]);
        assert_eq!(paths(json!({"x": null}), json!({})), Vec::<String>::new());
        assert_eq!(paths(json!({"x": 1}), json!({"x": "1"})), ["x"]);
        assert_eq!(paths(a.clone(), a), Vec::<String>::new());
    }
}
