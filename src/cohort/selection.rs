//! Derived variables and criteria: who is in the analysis, and how many were left out at each step.

use std::sync::Arc;

use polars::prelude::{
    Column as Series, DataFrame, DataType, IntoColumn, IntoLazy, NamedFrom, PolarsResult, Series as Values, col, lit,
};
use polars::sql::sql_expr;

use super::batches::each_batch;
use super::declaration::{Criterion, Declarations};
use super::dictionary::{Dictionary, Role, Variable};
use super::kept::MOST_KEPT;
use super::{cells, date, days, dictionary_with, expression, looked_through, marks, reading};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{Column, PatientRows, Source, fault};

/// A step of the flow of patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Criterion as the user names it.
    pub label: String,
    /// Its condition.
    pub condition: String,
    /// Whether it includes or excludes.
    pub include: bool,
    /// Patients before it.
    pub before: u64,
    /// Patients whom it leaves out because they do not meet an inclusion criterion, or meet an exclusion criterion.
    pub left_out: u64,
    /// Patients of whom it is not known: left out by an inclusion criterion, kept by an exclusion criterion.
    pub unknown: u64,
    /// Patients after it.
    pub after: u64,
}

/// Patient rows with their dictionary, and who was left out.
#[derive(Debug, Clone)]
pub struct Cohort {
    /// The patients who are in.
    pub rows: PatientRows,
    /// What the columns are, derived variables included.
    pub dictionary: Dictionary,
    /// The criteria in their order, with their counts.
    pub flow: Vec<Step>,
}

/// The cohort of some rows: the dictionary with what is declared, derived variables computed, criteria applied.
///
/// Without derived variables and criteria the rows are left where they are, but for those columns that have room in
/// memory; with them, all columns are read into memory,
/// typed: numbers as numbers, dates as dates, missing values as null. Kinds are inferred before criteria are applied,
/// those of derived variables from all rows.
///
/// # Errors
/// As [`super::dictionary_with`]; an expression that cannot be read or computed; a condition that is not true or false;
/// criteria that leave nobody; a cell that the dictionary cannot read.
pub fn cohort(rows: &PatientRows, declared: &Declarations) -> Result<Cohort> {
    let derived = |name: &str| declared.derived.iter().any(|derived| derived.name == name);
    let (of_derived, of_columns): (Vec<_>, Vec<_>) =
        declared.variables.iter().cloned().partition(|variable| derived(&variable.name));
    let rows = &marks::plain(rows, &of_columns)?;
    let as_they_are = declared.derived.is_empty() && declared.criteria.is_empty();
    let (mut dictionary, in_memory) = looked_through(rows, &of_columns, if as_they_are { MOST_KEPT } else { 0 })?;
    if as_they_are {
        return Ok(Cohort { rows: PatientRows { in_memory, ..rows.clone() }, dictionary, flow: Vec::new() });
    }
    let mut frame = typed(rows, &dictionary)?;
    dictionary.notes.extend(outside_lifetimes(&frame));
    let readable = |text: &str| {
        let unread = sql_expr(text).ok().and_then(|expression| expression::compared_text(&expression, &dictionary));
        unread.map_or(Ok(()), |variable| {
            Err(Error::new(ErrorCode::Study, "an expression compares dates that are not read")
                .file(rows.files.join(", "))
                .variable(variable.name.clone())
                .found(format!("{text}: {}", variable.because))
                .hint("write the dates with the year first, as 2021-03-09"))
        })
    };
    declared.derived.iter().try_for_each(|derived| readable(&derived.expression))?;
    declared.criteria.iter().try_for_each(|criterion| readable(&criterion.condition))?;
    let mut undefined: Vec<usize> = Vec::new();
    for derived in &declared.derived {
        if rows.columns.iter().any(|column| column.name == derived.name) {
            return Err(Error::new(ErrorCode::Study, "a derived variable has the name of a column")
                .variable(derived.name.clone())
                .hint("give it a name of its own"));
        }
        frame = computed(frame, &derived.name, &derived.expression, rows)?;
        undefined.push(without_undefined(&mut frame, &derived.name).map_err(|error| fault(&error, rows))?);
    }
    let mut typed = rows.clone();
    typed.text = false;
    typed.decimal_comma = false;
    typed.columns.iter_mut().for_each(|column| column.missing_reasons = None);
    if !declared.derived.is_empty() {
        let mut of_new = typed.clone();
        of_new.columns =
            declared.derived.iter().map(|derived| Column { name: derived.name.clone(), ..Column::default() }).collect();
        of_new.source = Source::Query(frame.clone().lazy());
        for mut variable in dictionary_with(&of_new, &of_derived)?.variables {
            let found = declared.derived.iter().zip(&undefined).find(|(derived, _)| derived.name == variable.name);
            let (expression, undefined) = found.map_or(("", 0), |(derived, n)| (&derived.expression, *n));
            variable.notes.insert(0, format!("derived: {expression}"));
            if undefined > 0 {
                let what = "not defined (0 / 0, the root or logarithm of a negative number) and missing";
                variable.notes.insert(1, format!("{undefined} values are {what}"));
            }
            dictionary.variables.push(variable);
        }
        typed.columns.extend(of_new.columns);
    }
    let positions = Values::new(POSITION.into(), (0..frame.height() as u64).collect::<Vec<u64>>());
    frame.with_column(positions.into_column()).map_err(|error| fault(&error, rows))?;
    let mut flow = Vec::new();
    for criterion in &declared.criteria {
        let (kept, step) = applied(frame, criterion, rows)?;
        frame = kept;
        flow.push(step);
    }
    let positions = frame.column(POSITION).and_then(|column| column.u64().cloned());
    let positions = positions.map_err(|error| fault(&error, rows))?;
    typed.lines = Some(positions.iter().map(|row| rows.row(row.unwrap_or(0) as usize) as u64).collect::<Arc<[u64]>>());
    typed.parts = Vec::new();
    typed.declared_rows = (frame.height() as u64).into();
    typed.source = Source::Query(frame.lazy());
    Ok(Cohort { rows: typed, dictionary, flow })
}

/// Name of the column that remembers the position of a patient in the file.
const POSITION: &str = "\u{0}position";

/// Name of the column of a condition.
const MET: &str = "\u{0}met";

/// All columns as the dictionary reads them.
fn typed(rows: &PatientRows, dictionary: &Dictionary) -> Result<DataFrame> {
    let names: Vec<String> = dictionary.variables.iter().map(|variable| variable.name.clone()).collect();
    let mut whole: Option<DataFrame> = None;
    each_batch(rows, &names, |batch, first| {
        let columns = batch.columns().iter().zip(&dictionary.variables);
        let columns: Vec<Series> =
            columns.map(|(column, variable)| cells(column, variable, rows, first)).collect::<Result<_>>()?;
        let batch = DataFrame::new(batch.height(), columns).map_err(|error| fault(&error, rows))?;
        match &mut whole {
            Some(whole) => whole.vstack_mut(&batch).map(|_| ()).map_err(|error| fault(&error, rows)),
            None => {
                whole = Some(batch);
                Ok(())
            }
        }
    })?;
    Ok(whole.unwrap_or_default())
}

/// A column as the dictionary reads it.
fn cells(column: &Series, variable: &Variable, rows: &PatientRows, first: usize) -> Result<Series> {
    if variable.reads_numbers() || cells::length_of_time(column.dtype()) {
        let numbers = reading::numbers(column, variable, rows, first)?;
        let numbers: Vec<Option<f64>> = numbers.into_iter().map(|n| Some(n).filter(|n| !n.is_nan())).collect();
        return Ok(Values::new(variable.name.as_str().into(), numbers).into_column());
    }
    if variable.role == Role::Date && variable.because == date::COMPACT {
        let days = days::days(column, variable, rows, first)?;
        let days: Vec<Option<i32>> = days.into_iter().map(|day| (!day.is_nan()).then_some(day as i32)).collect();
        let days = Values::new(variable.name.as_str().into(), days);
        return days.cast(&DataType::Date).map(IntoColumn::into_column).map_err(|error| fault(&error, rows));
    }
    let text = matches!(column.dtype(), DataType::String | DataType::Null);
    if variable.role == Role::Date && text {
        let format = date::DATE_FORMATS.into_iter().find(|format| variable.because == format.because());
        let texts = reading::texts(column, variable, rows)?;
        let Some(format) = format else {
            return Ok(Values::new(variable.name.as_str().into(), texts).into_column());
        };
        let days: Vec<Option<i32>> =
            texts.iter().map(|text| text.as_ref().and_then(|text| format.days(text))).collect();
        let days = Values::new(variable.name.as_str().into(), days);
        return days.cast(&DataType::Date).map(IntoColumn::into_column).map_err(|error| fault(&error, rows));
    }
    if text || variable.role.kind().is_some() {
        return Ok(Values::new(variable.name.as_str().into(), reading::texts(column, variable, rows)?).into_column());
    }
    Ok(column.clone())
}

/// What is said of dates in which no patient lives, and which criteria and derived variables take as they are.
fn outside_lifetimes(frame: &DataFrame) -> Vec<String> {
    let of = |column: &Series| {
        let dates = Some(column).filter(|c| matches!(c.dtype(), DataType::Date | DataType::Datetime(..)))?;
        let days = dates.cast(&DataType::Date).and_then(|dates| dates.cast(&DataType::Int32)).ok()?;
        let n = days.i32().ok()?.iter().flatten().filter(|day| !days::LIFETIMES.contains(day)).count();
        let name = column.name();
        (n > 0).then(|| {
            format!("{n} dates of {name} lie before 1850 or after 2199 and are taken as they are: they may be codes")
        })
    };
    frame.columns().iter().filter_map(of).collect()
}

/// An error in an expression of the user.
fn wrong(error: impl std::fmt::Display, expression: &str) -> Error {
    let text = error.to_string();
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("it cannot be computed").trim().to_string();
    Error::new(ErrorCode::Study, format!("an expression cannot be computed: {line}"))
        .found(expression)
        .hint("column names with spaces or capitals stand in double quotes, texts in single quotes")
}

/// The frame with one more column.
fn computed(frame: DataFrame, name: &str, expression: &str, rows: &PatientRows) -> Result<DataFrame> {
    let place = |error: Error| error.file(rows.files.join(", ")).variable(name);
    let parsed = sql_expr(expression).map_err(|error| place(wrong(error, expression)))?;
    let parsed =
        expression::meant(parsed, frame.schema(), name == MET).map_err(|error| place(wrong(error, expression)))?;
    let height = frame.height();
    let frame = frame.lazy().with_column(parsed.alias(name)).collect();
    let frame = frame.map_err(|error| place(wrong(error, expression)))?;
    if frame.height() != height {
        return Err(place(wrong("it does not give one value a patient", expression)));
    }
    Ok(frame)
}

/// Makes null of what is not a number in a column, which is larger than every number in comparisons; how many there are.
fn without_undefined(frame: &mut DataFrame, name: &str) -> PolarsResult<usize> {
    let column = frame.column(name)?.cast(&DataType::Float64);
    let Some(numbers) = column.as_ref().ok().filter(|_| frame.column(name).is_ok_and(|c| c.dtype().is_float())) else {
        return Ok(0);
    };
    let numbers: Vec<Option<f64>> = numbers.f64()?.iter().collect();
    let undefined = numbers.iter().flatten().filter(|number| number.is_nan()).count();
    if undefined > 0 {
        let defined: Vec<Option<f64>> = numbers.into_iter().map(|number| number.filter(|n| !n.is_nan())).collect();
        frame.replace(name, Values::new(name.into(), defined).into_column())?;
    }
    Ok(undefined)
}

/// The patients whom a criterion leaves, and the counts.
fn applied(frame: DataFrame, criterion: &Criterion, rows: &PatientRows) -> Result<(DataFrame, Step)> {
    let condition = criterion.condition.as_str();
    let place = |error: Error| error.file(rows.files.join(", "));
    let before = frame.height();
    let name = MET;
    let frame = computed(frame, name, condition, rows).map_err(|mut error| {
        error.place.variable = None;
        error
    })?;
    let met = frame.column(name).map_err(|error| fault(&error, rows))?;
    let met =
        met.bool().map_err(|_| place(wrong(format!("it is neither true nor false but {}", met.dtype()), condition)))?;
    let (yes, unknown) = (met.iter().filter(|met| *met == Some(true)).count(), met.null_count());
    let wanted = if criterion.include { col(name) } else { col(name).fill_null(lit(false)).not() };
    let frame = frame.lazy().filter(wanted).drop(polars::prelude::cols([name])).collect();
    let frame = frame.map_err(|error| place(wrong(error, condition)))?;
    let after = frame.height();
    if after == 0 {
        return Err(place(Error::new(ErrorCode::Study, "a criterion leaves no patient"))
            .found(condition)
            .expected(format!("some of {before} patients")));
    }
    let left_out = if criterion.include { before - yes - unknown } else { yes };
    let step = Step {
        label: criterion.label.clone(),
        condition: condition.to_string(),
        include: criterion.include,
        before: before as u64,
        left_out: left_out as u64,
        unknown: unknown as u64,
        after: after as u64,
    };
    Ok((frame, step))
}
