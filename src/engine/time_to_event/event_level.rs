//! Which level of a variable means that the event happened.

use crate::cohort::Variable;
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::Code;

/// The level of a label or cell.
pub(super) fn position(variable: &Variable, wanted: &str) -> Result<usize> {
    let is = |code: &Code| match code {
        Code::Text(text) => text == wanted,
        Code::Number(number) => wanted.parse() == Ok(*number),
    };
    let found = variable.levels.iter().position(|level| level.label == wanted || level.codes.iter().any(is));
    found.ok_or_else(|| {
        let labels: Vec<&str> = variable.levels.iter().map(|level| level.label.as_str()).take(12).collect();
        Error::new(ErrorCode::Usage, "the variable has no such level")
            .variable(variable.name.clone())
            .found(wanted)
            .expected(if labels.is_empty() { "a variable with levels".into() } else { labels.join(", ") })
    })
}

/// Words of a level that says that nothing happened.
const NEGATIVE: [&str; 16] = [
    "no", "n", "false", "f", "absent", "negative", "alive", "survived", "survivor", "living", "censored", "none", "0",
    "否", "无", "存活",
];
/// Words of a level that says that it did.
const POSITIVE: [&str; 15] = [
    "yes",
    "y",
    "true",
    "t",
    "present",
    "positive",
    "dead",
    "died",
    "deceased",
    "death",
    "non-survivor",
    "event",
    "是",
    "有",
    "死亡",
];

/// The level that means the event: the one named, else that of two which leaves no doubt.
///
/// # Errors
/// A variable without levels, or one whose levels do not tell; a level that is not there.
pub(super) fn event_level(variable: &Variable, level: Option<&str>) -> Result<u32> {
    let usage = |message: &str| Error::new(ErrorCode::Usage, message).variable(variable.name.clone());
    let labels: Vec<&str> = variable.levels.iter().map(|level| level.label.as_str()).collect();
    let listed = labels.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    let name = variable.name.as_str();
    if variable.levels.is_empty() {
        return Err(usage("the event is a variable without levels")
            .found(format!("{}: {}", variable.role.word(), variable.because))
            .expected("two levels, such as 0 and 1 or alive and dead")
            .hint("declare its levels in a dictionary (retrocohort describe --write-dictionary)"));
    }
    let found = match level {
        Some(wanted) => position(variable, wanted)?,
        None => {
            let example = labels.last().copied().unwrap_or_default();
            let which = || {
                usage("which level means that the event happened?")
                    .found(listed.clone())
                    .hint(format!("name it, for example: --event '{name}={example}'"))
            };
            if labels.len() > 2 {
                return Err(usage("the event has more than two levels")
                    .found(listed)
                    .hint(format!("name the one that is the event, for example: --event '{name}={example}'")));
            }
            telling(variable).ok_or_else(which)?
        }
    };
    Ok(found as u32)
}

/// The level that says that the event happened, where the two leave no doubt; a position beyond the levels where the
/// only one says that it did not.
fn telling(variable: &Variable) -> Option<usize> {
    let among = |words: &[&str], label: &str| words.contains(&label.trim().to_lowercase().as_str());
    let numbers: Vec<Option<f64>> = variable
        .levels
        .iter()
        .map(|level| match level.codes.as_slice() {
            [Code::Number(number)] if number.to_string() == level.label => Some(*number),
            _ => None,
        })
        .collect();
    match (variable.levels.as_slice(), numbers.as_slice()) {
        // R's own habit for times to events is 1 for censored and 2 for dead.
        (_, [Some(a), Some(b)]) if (*a, *b) == (0.0, 1.0) || (*a, *b) == (1.0, 2.0) => Some(1),
        ([one], _) if among(&NEGATIVE, &one.label) => Some(1),
        ([one], _) if among(&POSITIVE, &one.label) => Some(0),
        ([a, b], _) => {
            let negative = [among(&NEGATIVE, &a.label), among(&NEGATIVE, &b.label)];
            let positive = [among(&POSITIVE, &a.label), among(&POSITIVE, &b.label)];
            match (negative, positive) {
                ([true, false], [false, _]) | ([false, false], [false, true]) => Some(1),
                ([false, true], [_, false]) | ([false, false], [true, false]) => Some(0),
                _ => None,
            }
        }
        _ => None,
    }
}
