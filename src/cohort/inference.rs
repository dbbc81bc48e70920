//! From the evidence of a profile to what a column is.

use polars::prelude::DataType;

use super::calendar::{dates, other_dates};
use super::cells::Storage;
use super::date::CLOCK;
use super::declaration::VariableDeclaration;
use super::dictionary::{Level, Role, Variable};
use super::identifier::{all_different, identifier};
use super::levels;
use super::marks;
use super::missing::{Judgement, SENTINELS, judge};
use super::names::{CODES_HAVE_NO_MEAN, names_a_code, names_a_key};
use super::number;
use super::profile::{MOST_LEVELS, Profile};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{Code, Column, PatientRows};
use crate::study::VariableKind;

/// Most levels that text may have without being declared.
const MOST_TEXT_LEVELS: usize = 30;
/// Most different whole numbers that are taken for the levels of a scale.
const MOST_SCALE_LEVELS: usize = 7;
/// Largest number of such a scale.
const LARGEST_SCALE: f64 = 10.0;

/// What a column is, by its profile, by what its file says and by what the user declares.
///
/// # Errors
/// A declared level or kind that the column cannot have.
pub(super) fn infer(
    column: &Column,
    profile: &Profile,
    rows: &PatientRows,
    declared: Option<&VariableDeclaration>,
) -> Result<Variable> {
    let mut variable = Variable {
        name: column.name.clone(),
        label: column.label.clone().unwrap_or_else(|| column.name.clone()),
        unit: None,
        role: Role::Empty,
        levels: Vec::new(),
        missing: Vec::new(),
        because: String::new(),
        notes: Vec::new(),
    };
    match declared.and_then(|declared| declared.missing.clone()) {
        Some(missing) => variable.missing = missing,
        None => {
            missing_marks(&mut variable, profile);
            // Codes that the file itself labels are levels as a rule.
            sentinels(&mut variable, profile, |sentinel| !labels(column, sentinel));
        }
    }
    let undeclared = declared.is_none_or(|declared| declared.missing.is_none());
    let (role, because) = role(&mut variable, column, profile, undeclared);
    variable.role = role;
    variable.because = because.to_string();
    if !variable.reads_numbers() {
        // What is no number has no number for a missing value.
        variable.missing.retain(|code| matches!(code, Code::Text(_)));
        variable.notes.retain(|note| !note.starts_with(SENTINEL));
    }
    if profile.storage == Storage::Numbers && variable.reads_numbers() {
        // Where cells are numbers, "-99" is the number.
        for code in &mut variable.missing {
            let number = if let Code::Text(text) = &code { number::number(text, false) } else { None };
            *code = number.map_or_else(|| code.clone(), Code::Number);
        }
    }
    if let Some(declared) = declared {
        declare(&mut variable, profile, declared)?;
    }
    if let Some(row) = profile.first_infinite {
        variable.notes.push(format!("row {} holds infinity", rows.row(row)));
    }
    variable.notes.extend(texts(&variable, profile, rows));
    let answers = variable.role != Role::Analysed(VariableKind::Continuous) && profile.blank > 0;
    if let Some(note) = variable.notes.iter_mut().find(|note| note.starts_with(ONLY)).filter(|_| answers) {
        note.push_str(&format!(
            ", beside {} empty cells: they count as missing, also where they mean no",
            profile.blank
        ));
    }
    let largest = profile.range.map_or(0.0, |(low, high)| high.max(-low));
    if variable.reads_numbers() && profile.whole && largest >= LARGEST_EXACT {
        variable
            .notes
            .push("whole numbers beyond 9007199254740992 are rounded: some that differ are read as the same".into());
    }
    if variable.role == Role::Analysed(VariableKind::Continuous) {
        if declared.is_none_or(|declared| declared.label.is_none() && declared.unit.is_none()) {
            unit(&mut variable);
        }
        if let (Some((row, cell)), true) = (&profile.first_text, profile.texts > 0) {
            let (n, verb, them) =
                if profile.texts == 1 { ("1 cell", "is no number", "it") } else { ("", "are no numbers", "them") };
            let n = if n.is_empty() { format!("{} cells", profile.texts) } else { n.into() };
            let hint = marks::hint(cell, profile.comma)
                .unwrap_or_else(|| format!("declare {them} as missing or correct {them}"));
            variable.notes.push(format!("{n} {verb}, the first in row {}: “{cell}”; {hint}", rows.row(*row)));
        }
    }
    Ok(variable)
}

/// Whole numbers from here on are not all told apart by a number of double precision.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// What is said of texts, not declared to be any, that may be meant as numbers.
fn texts(variable: &Variable, profile: &Profile, rows: &PatientRows) -> Option<String> {
    let nominal =
        matches!(variable.role, Role::FreeText | Role::Analysed(VariableKind::Nominal | VariableKind::Binary));
    let undeclared =
        nominal && variable.because != CLOCK && variable.because != "declared" && variable.because != "declared levels";
    let (row, cell) = profile.first_text.as_ref().filter(|_| undeclared && profile.leading_zero.is_none())?;
    let row = rows.row(*row);
    let shown: String = cell.chars().take(40).collect();
    if profile.numbers > 0 && !variable.reads_numbers() {
        let known = profile.known();
        let hint = marks::hint(cell, profile.comma).map_or_else(String::new, |hint| format!("; {hint}"));
        let numbers = profile.numbers;
        return Some(format!(
            "{numbers} of {known} cells are numbers; the first that is none is “{shown}” in row {row}{hint}"
        ));
    }
    let hint = marks::hint(cell, profile.comma).or_else(|| {
        // Two texts are two sides of a limit.
        let nominal = variable.role.kind() == Some(VariableKind::Nominal);
        let text = variable.role == Role::FreeText;
        ((number::like(cell) && (nominal || text)) || (number::with_unit(cell) && text))
            .then(|| "write plain numbers if it is meant as one".into())
    })?;
    Some(format!("“{shown}” in row {row} is read as text; {hint}"))
}

/// What the user declares takes the place of what was inferred.
fn declare(variable: &mut Variable, profile: &Profile, declared: &VariableDeclaration) -> Result<()> {
    let fault = |message: &str| Error::new(ErrorCode::Study, message).variable(variable.name.clone());
    if let Some(label) = &declared.label {
        variable.label = label.clone();
    }
    variable.unit = declared.unit.clone().or(variable.unit.take());
    if let Some(role) = declared.role.filter(|role| *role != variable.role) {
        variable.role = role;
        variable.because = "declared".into();
    }
    if let Some(levels) = &declared.levels {
        variable.levels = levels.clone();
        if variable.role.kind().is_none_or(|kind| kind == VariableKind::Continuous) {
            if declared.role.is_some() {
                return Err(fault("a variable with levels is declared to have none").found(variable.role.word()));
            }
            let kind = if levels.len() == 2 { VariableKind::Binary } else { VariableKind::Nominal };
            (variable.role, variable.because) = (Role::Analysed(kind), "declared levels".into());
        }
    }
    match variable.role.kind() {
        None | Some(VariableKind::Continuous) => variable.levels.clear(),
        Some(_) if variable.levels.is_empty() => variable.levels = levels::occurring(variable, profile),
        Some(_) => {}
    }
    let kind = variable.role.kind();
    if kind.is_some_and(|kind| kind != VariableKind::Continuous) && variable.levels.is_empty() {
        return Err(fault("a variable with levels has none, or more than can be told apart")
            .expected(format!("at most {MOST_LEVELS} different values"))
            .hint("declare the levels, or another kind"));
    }
    if kind == Some(VariableKind::Binary) && variable.levels.len() != 2 {
        let names: Vec<&str> = variable.levels.iter().map(|level| level.label.as_str()).take(8).collect();
        return Err(fault("a binary variable does not have two levels").found(names.join(", ")));
    }
    if kind == Some(VariableKind::Continuous) && profile.numbers == 0 && profile.texts > 0 {
        return Err(fault("a continuous variable holds no number"));
    }
    Ok(())
}

/// How a note on a column of one value begins.
const ONLY: &str = "only ";
/// How a note on a sentinel begins.
const SENTINEL: &str = "number";

/// Words for missing values that occur become part of the dictionary.
fn missing_marks(variable: &mut Variable, profile: &Profile) {
    // Beside a plus, a minus is the other answer.
    let marks = || profile.marks.iter().filter(|(mark, _)| !levels::minus(mark, profile));
    let quoted: Vec<String> = marks().map(|(mark, n)| format!("“{mark}” ({n})")).collect();
    variable.missing.extend(marks().map(|(mark, _)| Code::Text(mark.clone())));
    if !quoted.is_empty() {
        variable.notes.push(format!("read as missing: {}", quoted.join(", ")));
    }
}

/// Lengths of time are in days whatever the label of the column says.
pub(super) fn length_of_time(variable: &mut Variable, kind: &DataType, declared: Option<&VariableDeclaration>) {
    if variable.role != Role::Analysed(VariableKind::Continuous) {
        return;
    }
    if declared.is_none_or(|declared| declared.unit.is_none()) {
        variable.unit = Some("days".into());
    }
    variable.notes.push(match kind {
        DataType::Time => "a time of day, in days from midnight on: noon is 0.5".into(),
        _ => "a length of time, in days: 36 hours are 1.5".into(),
    });
}

/// The reasons for which values are missing by the user's own codes, as a note.
pub(super) fn reasons(profile: &Profile, column: &Column) -> Option<String> {
    let mut counts: Vec<(String, u64)> = profile.marks.clone().into_iter().collect();
    counts.extend(profile.levels().into_iter().flatten().map(|(reason, n)| (reason.to_string(), n)));
    counts.sort();
    let label = |reason: &str| {
        let labelled = column.missing_labels.iter().find(|(code, _)| code.to_string() == reason);
        labelled.map_or_else(String::new, |(_, label)| format!(" {label}"))
    };
    let listed: Vec<String> = counts.iter().map(|(reason, n)| format!("“{reason}”{} ({n})", label(reason))).collect();
    (!listed.is_empty()).then(|| format!("declared missing by the file: {}", listed.join(", ")))
}

/// The role of a column and why. Sets levels and notes on the way.
fn role(variable: &mut Variable, column: &Column, profile: &Profile, undeclared: bool) -> (Role, &'static str) {
    let known = profile.known();
    let analysed = Role::Analysed;
    match profile.storage {
        Storage::Dates => return (Role::Date, "dates"),
        Storage::Other => return (Role::FreeText, "cells that are neither text nor numbers"),
        Storage::Text | Storage::Numbers => {}
    }
    if known == 0 {
        return (Role::Empty, "no value at all");
    }
    if let Some(found) = levels::labelled(variable, column, profile) {
        return found;
    }
    if undeclared {
        // Labels that make no levels are those of special values.
        levels::missing_by_label(variable, column, profile);
        sentinels(variable, profile, |sentinel| labels(column, sentinel));
    }
    if column.measure.as_deref() == Some("scale") && profile.texts == 0 && profile.numbers > 0 {
        return (analysed(VariableKind::Continuous), "the file says scale");
    }
    if let Some(found) = other_dates(variable, profile) {
        return found;
    }
    if let Some(because) = identifier(&variable.name, profile) {
        return (Role::Identifier, because);
    }
    let coded = profile.leading_zero.is_some() || (profile.storage == Storage::Text && names_a_key(&variable.name));
    if let Some(code) = profile.leading_zero.as_ref().filter(|_| profile.texts == 0) {
        variable.notes.push(format!("codes with leading zeros such as “{code}” are no numbers"));
    }
    let few_texts = profile.levels().is_some_and(|levels| levels.len() <= 12 && levels.len() as u64 * 2 <= known);
    // Beside many different numbers a text such as "<0.01" is a measurement too, and no level.
    let levels = profile.levels().map_or(usize::MAX, |levels| levels.len());
    let limits =
        profile.first_text.as_ref().is_some_and(|(_, cell)| number::like(cell)) && profile.numbers * 5 >= known;
    let mostly_numbers = (profile.numbers * 5 >= known * 4 || (limits && levels > 12)) && !few_texts;
    if !coded && (profile.texts == 0 || mostly_numbers) {
        return numeric(variable, profile);
    }
    if let Some(because) = dates(variable, profile) {
        return (Role::Date, because);
    }
    let Some(counts) = profile.levels() else {
        return (Role::FreeText, "more different texts than levels can be");
    };
    let many = counts.len() > MOST_TEXT_LEVELS || (counts.len() > 12 && counts.len() as u64 * 3 > known);
    let alone = counts.len() as u64 == known && known > 5;
    if many || alone {
        let hardly = counts.len() as u64 * 3 > known;
        return (Role::FreeText, if hardly { "texts that hardly repeat" } else { "more than 30 different texts" });
    }
    let mut cells: Vec<&str> = counts.into_keys().collect();
    cells.extend(profile.marks.keys().map(String::as_str).filter(|mark| levels::minus(mark, profile)));
    levels::texts(variable, cells)
}

/// Numbers: a scale, two levels or a measurement.
fn numeric(variable: &mut Variable, profile: &Profile) -> (Role, &'static str) {
    let continuous = Role::Analysed(VariableKind::Continuous);
    let Some(values) = profile.values.as_ref().filter(|_| profile.texts == 0) else {
        if profile.whole
            && profile.texts == 0
            && profile.range.is_some_and(|(low, _)| low >= 1.0)
            && names_a_code(&variable.name)
        {
            variable.notes.push(CODES_HAVE_NO_MEAN.into());
        }
        variable.notes.extend(all_different(profile));
        return (continuous, "numbers");
    };
    let mut numbers: Vec<f64> = values.keys().map(|bits| f64::from_bits(*bits)).collect();
    numbers.sort_by(f64::total_cmp);
    numbers.retain(|number| !variable.missing.contains(&Code::Number(*number)));
    let set = |numbers: &[f64]| {
        let level = |number: &f64| Level { label: number.to_string(), codes: vec![Code::Number(*number)] };
        numbers.iter().map(level).collect::<Vec<_>>()
    };
    let enough = profile.known() >= 2 * numbers.len() as u64;
    let coded = profile.whole && numbers.first().is_some_and(|first| *first >= 1.0) && names_a_code(&variable.name);
    match numbers.as_slice() {
        [0.0] | [1.0] | [0.0, 1.0] => {
            variable.levels = set(&[0.0, 1.0]);
            if numbers.len() == 1 {
                variable.notes.push(format!("only {} occurs", numbers.first().copied().unwrap_or(0.0)));
            }
            (Role::Analysed(VariableKind::Binary), "0 and 1")
        }
        [only] => {
            variable.notes.push(format!("only {only} occurs"));
            (continuous, "numbers, all equal")
        }
        [_, _] if profile.whole && enough => {
            variable.levels = set(&numbers);
            (Role::Analysed(VariableKind::Binary), "two whole numbers")
        }
        // Codes of hospitals or of origins have neither an order nor a mean; they begin at 1, and counts of stays at 0.
        _ if coded && enough && numbers.len() <= MOST_TEXT_LEVELS => {
            variable.levels = set(&numbers);
            variable
                .notes
                .push("whole numbers named like a place or an origin, taken for codes without an order".into());
            (Role::Analysed(VariableKind::Nominal), "codes by their name")
        }
        [first, .., last] => {
            let scale = profile.whole && *first >= 0.0 && *last <= LARGEST_SCALE && numbers.len() <= MOST_SCALE_LEVELS;
            if scale && enough {
                variable.levels = set(&numbers);
                variable.notes.push("few whole numbers, taken for the levels of a scale".into());
                return (Role::Analysed(VariableKind::Ordinal), "few whole numbers");
            }
            if numbers.len() <= 5 && profile.known() >= 20 * numbers.len() as u64 {
                variable.levels = set(&numbers);
                variable.notes.push("few different numbers, taken for the levels of a scale".into());
                return (Role::Analysed(VariableKind::Ordinal), "few different numbers");
            }
            if coded {
                variable.notes.push(CODES_HAVE_NO_MEAN.into());
            }
            variable.notes.extend(all_different(profile));
            (continuous, "numbers")
        }
        [] => (continuous, "numbers"),
    }
}

/// Whether the file labels a number.
fn labels(column: &Column, number: f64) -> bool {
    column.value_labels.iter().any(|(code, _)| *code == Code::Number(number))
}

/// Sentinels that occur, of those to be considered: read as missing where they cannot be values, reported where they may
/// be.
fn sentinels(variable: &mut Variable, profile: &Profile, considered: impl Fn(f64) -> bool) {
    let mut found: Vec<(f64, u64)> = SENTINELS.into_iter().zip(profile.sentinels).collect();
    let known = |sentinel: f64, variable: &Variable| variable.missing.contains(&Code::Number(sentinel));
    found.retain(|(sentinel, n)| *n > 0 && considered(*sentinel) && !known(*sentinel, variable));
    // Those nearest to the other values first: one that is a value makes room for the next.
    found.sort_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    let negative: u64 = found.iter().filter(|(sentinel, _)| *sentinel < 0.0).map(|(_, n)| n).sum();
    let many_negative = negative * 4 > profile.ordinary;
    let mut range = profile.range;
    let mut doubtful: Vec<String> = Vec::new();
    for (sentinel, n) in found {
        let Some((low, high)) = range else { return };
        match judge(sentinel, profile.ordinary, low, high) {
            Judgement::Missing => {
                variable.missing.push(Code::Number(sentinel));
                let between = format!("other values lie between {low} and {high}");
                variable.notes.push(format!("{SENTINEL} {sentinel} ({n}) read as missing: {between}"));
            }
            Judgement::Doubtful if sentinel > -7.0 && sentinel < 0.0 && many_negative => {}
            Judgement::Doubtful => doubtful.push(format!("{sentinel} ({n})")),
            Judgement::Value => range = Some((low.min(sentinel), high.max(sentinel))),
        }
    }
    if let (Some((low, high)), false) = (range, doubtful.is_empty()) {
        let (s, verb, value) = if doubtful.len() == 1 { ("", "is", "a value") } else { ("s", "are", "values") };
        variable.notes.push(format!(
            "{SENTINEL}{s} {} may mean missing and {verb} kept as {value}: other values lie between {low} and {high}",
            doubtful.join(", ")
        ));
    }
}

/// A unit in brackets at the end of the label: `Age (years)`.
fn unit(variable: &mut Variable) {
    let label = variable.label.clone();
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）')] {
        let Some((name, unit)) = label.strip_suffix(close).and_then(|rest| rest.rsplit_once(open)) else { continue };
        if !name.trim().is_empty() && !unit.trim().is_empty() && unit.chars().count() <= 16 {
            variable.label = name.trim().to_string();
            variable.unit = Some(unit.trim().to_string());
        }
    }
}
