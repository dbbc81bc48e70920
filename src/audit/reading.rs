//! The cells of matched columns as values of their items.

use std::collections::BTreeMap;

use polars::prelude::{Column as Series, DataType};

use super::matching::Match;
use super::template::{Item, Kind, Template, plain};
use crate::cohort::{self, Dictionary, MISSING_LEVEL, Role, Variable};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{PatientRows, fault};

/// What is known of an item in one patient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Nothing.
    Missing,
    /// A cell that is no value of the item.
    Unusable,
    /// A value of a choice, by its position.
    Choice(usize),
    /// A number, in the template's unit, or a year.
    Number(f64),
}

/// An item in all patients.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// One per patient, in the order of the rows; empty for an item that is absent.
    pub values: Vec<Value>,
    /// Cells that are no value of the item, with how often they occur.
    pub unusable: BTreeMap<String, u64>,
}

/// Reads the matched columns: one pass, memory in proportion to rows times items.
///
/// # Errors
/// A file that cannot be read to its end; a cell that the dictionary cannot read.
pub fn read(
    rows: &PatientRows,
    dictionary: &Dictionary,
    template: &Template,
    matches: &[Option<Match>],
) -> Result<Vec<Reading>> {
    let mut columns: Vec<String> = matches.iter().flatten().map(|found| found.column.clone()).collect();
    columns.sort();
    columns.dedup();
    let mut readings = vec![Reading::default(); template.items.len()];
    if columns.is_empty() {
        return Ok(readings);
    }
    let values: Vec<Vec<(String, Vec<String>)>> = template.items.iter().map(Item::values).collect();
    cohort::each_batch(rows, &columns, |batch, first| {
        for (((item, found), values), reading) in template.items.iter().zip(matches).zip(&values).zip(&mut readings) {
            let Some(found) = found else { continue };
            let column = batch.column(&found.column).map_err(|error| fault(&error, rows))?;
            let variable = dictionary.variable(&found.column).ok_or_else(|| {
                Error::new(ErrorCode::Internal, "a matched column is not in the dictionary").column(&*found.column)
            })?;
            let meaning = Meaning { item, values, factor: found.factor, comma: rows.text && rows.decimal_comma };
            cells(column, variable, rows, first, |cell| meaning.keep(cell, reading))?;
        }
        Ok(())
    })?;
    Ok(readings)
}

/// A cell: the words that may stand for it, the label of its level first; none when missing.
type Words<'a> = &'a [String];

/// Gives every cell of a column.
fn cells(
    column: &Series,
    variable: &Variable,
    rows: &PatientRows,
    first: usize,
    mut keep: impl FnMut(Words<'_>),
) -> Result<()> {
    if !variable.levels.is_empty() && variable.role.kind().is_some() {
        let words: Vec<Vec<String>> = variable
            .levels
            .iter()
            .map(|level| [level.label.clone()].into_iter().chain(level.codes.iter().map(ToString::to_string)).collect())
            .collect();
        for level in cohort::levels(column, variable, rows, first)? {
            let words = if level == MISSING_LEVEL { None } else { words.get(level as usize) };
            keep(words.map(Vec::as_slice).unwrap_or_default());
        }
        return Ok(());
    }
    if variable.reads_numbers() {
        for number in cohort::numbers(column, variable, rows, first)? {
            let word = if number.is_nan() { Vec::new() } else { vec![number.to_string()] };
            keep(&word);
        }
        return Ok(());
    }
    if variable.role == Role::Empty {
        (0..column.len()).for_each(|_| keep(&[]));
        return Ok(());
    }
    let text = column.cast(&DataType::String).map_err(|error| fault(&error, rows))?;
    for cell in text.str().map_err(|error| fault(&error, rows))?.iter() {
        let cell = cell.map(str::trim).filter(|cell| !cell.is_empty());
        let missing = |cell: &&str| variable.missing.iter().any(|code| code.to_string() == **cell);
        keep(&cell.filter(|cell| !missing(cell)).map(String::from).into_iter().collect::<Vec<_>>());
    }
    Ok(())
}

/// What cells mean for an item.
struct Meaning<'a> {
    item: &'a Item,
    values: &'a [(String, Vec<String>)],
    factor: f64,
    comma: bool,
}

impl Meaning<'_> {
    fn keep(&self, words: Words<'_>, reading: &mut Reading) {
        let value = match words.first() {
            None => Value::Missing,
            Some(_) => words.iter().find_map(|word| self.value(word)).unwrap_or(Value::Unusable),
        };
        if let (Value::Unusable, Some(word)) = (value, words.first()) {
            *reading.unusable.entry(word.chars().take(30).collect()).or_default() += 1;
        }
        reading.values.push(value);
    }

    fn value(&self, word: &str) -> Option<Value> {
        let number = |text: &str| {
            let text = if self.comma { text.replacen(',', ".", 1) } else { text.to_string() };
            text.parse::<f64>().ok().filter(|number| number.is_finite())
        };
        let inside = |number: &f64| self.item.range.is_none_or(|[low, high]| (low..=high).contains(number));
        match self.item.kind {
            Kind::Number => number(word).map(|number| number * self.factor).filter(inside).map(Value::Number),
            Kind::Year => year(word).filter(inside).map(Value::Number),
            Kind::Choice | Kind::YesNo => {
                let word = plain(word);
                let means = |(name, cells): &(String, Vec<String>)| {
                    plain(name) == word || cells.iter().any(|cell| plain(cell) == word && cell != "*")
                };
                let any = |(_, cells): &(String, Vec<String>)| cells.iter().any(|cell| cell == "*");
                let found = self.values.iter().position(means).or_else(|| self.values.iter().position(any));
                found.map(Value::Choice)
            }
        }
    }
}

/// The year of a year or a date: the only group of four digits before a time of day.
fn year(word: &str) -> Option<f64> {
    let date = word.split(['T', ' ']).next().unwrap_or_default();
    let date = date.strip_suffix(".0").unwrap_or(date);
    let mut groups = date.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    let year = groups.next().filter(|_| groups.next().is_none())?;
    let whole = date.bytes().all(|byte| byte.is_ascii_digit() || b"-/.".contains(&byte));
    if whole { year.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_date_however_it_is_written() {
        for text in ["2021", "2021-03-09", "09.03.2021", "3/9/2021", "2021-03-09T10:00:00", "2021-03-09 10:00"] {
            assert_eq!(year(text), Some(2021.0), "{text}");
        }
        for text in ["", "21", "March 2021", "2021-2022", "20210309"] {
            assert_eq!(year(text), None, "{text}");
        }
    }
}
