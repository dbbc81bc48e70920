//! The groups of a grouping: which cell belongs to which.

use crate::cohort::{Dictionary, Level, Role, Variable};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::Code;
use crate::study::VariableKind;

use super::Grouping;

/// Most groups that can be compared.
const MOST_GROUPS: usize = 200;

/// The variable that tells the groups, its levels being the groups; `None` when all patients are one group.
///
/// # Errors
/// A variable that is not there, one without levels, levels that are none of its cells or name a cell twice.
pub(super) fn variable(dictionary: &Dictionary, grouping: &Grouping) -> Result<Option<Variable>> {
    let Some(name) = &grouping.by else { return Ok(None) };
    let mut variable = named(dictionary, name)?.clone();
    let usage = |message: &str| Error::new(ErrorCode::Usage, message).variable(name.clone());
    if variable.levels.is_empty() && grouping.levels.is_empty() {
        return Err(usage("the grouping variable has no levels")
            .found(variable.role.word())
            .expected("a variable with levels, such as 0 and 1")
            .hint("name the groups and their cells, as survivor=0,non-survivor=1"));
    }
    if !grouping.levels.is_empty() {
        let numbers = variable.levels.is_empty() || variable.reads_numbers();
        let mut levels: Vec<Level> = Vec::new();
        for (label, cell) in &grouping.levels {
            let codes = codes(&variable, cell, numbers);
            if levels.iter().any(|level| level.codes.iter().any(|code| codes.contains(code))) {
                return Err(usage("two groups have the same cell").found(cell.clone()));
            }
            match levels.iter_mut().find(|level| level.label == *label) {
                Some(level) => level.codes.extend(codes),
                None => levels.push(Level { label: label.clone(), codes }),
            }
        }
        let kept = |code: &Code| levels.iter().any(|level| level.codes.contains(code));
        let left: Vec<String> =
            variable.levels.iter().filter(|level| !level.codes.iter().any(kept)).map(|l| l.label.clone()).collect();
        if !left.is_empty() {
            return Err(usage("some levels of the grouping variable are in no group")
                .found(left.join(", "))
                .hint("name a group for each of them, or leave their patients out by a criterion"));
        }
        variable.levels = levels;
    }
    if variable.levels.len() > MOST_GROUPS {
        return Err(usage("there are too many groups")
            .found(format!("{} levels", variable.levels.len()))
            .expected(format!("at most {MOST_GROUPS}")));
    }
    variable.role = Role::Analysed(VariableKind::Nominal);
    Ok(Some(variable))
}

/// The codes of a cell as the user writes it: a label or a cell of the dictionary, a number, a text.
fn codes(variable: &Variable, cell: &str, numbers: bool) -> Vec<Code> {
    let is = |code: &Code| match code {
        Code::Text(text) => text == cell,
        Code::Number(number) => cell.trim().parse() == Ok(*number),
    };
    if let Some(level) = variable.levels.iter().find(|level| level.label == cell || level.codes.iter().any(is)) {
        return level.codes.clone();
    }
    let number = cell.trim().parse().ok().filter(|number: &f64| numbers && number.is_finite());
    vec![number.map_or_else(|| Code::Text(cell.to_string()), Code::Number)]
}

/// A variable by its name.
///
/// # Errors
/// A name that is not there, with names that are near.
pub(super) fn named<'a>(dictionary: &'a Dictionary, name: &str) -> Result<&'a Variable> {
    dictionary.variable(name).ok_or_else(|| {
        let lower = name.to_lowercase();
        let near = |variable: &&Variable| {
            let other = variable.name.to_lowercase();
            other.contains(&lower) || lower.contains(&other) || other.chars().take(3).eq(lower.chars().take(3))
        };
        let near: Vec<&str> = dictionary.variables.iter().filter(near).map(|v| v.name.as_str()).take(6).collect();
        let all: Vec<&str> = dictionary.variables.iter().map(|v| v.name.as_str()).take(12).collect();
        Error::new(ErrorCode::Usage, "there is no such variable")
            .variable(name)
            .hint(format!("there is: {}", if near.is_empty() { all.join(", ") } else { near.join(", ") }))
    })
}
