//! Dates as numbers of days.

use polars::prelude::{Column as Series, DataType};

use super::date::{COMPACT, DATE_FORMATS, compact};
use super::dictionary::{Role, Variable};
use super::missing::{mark, sentinel};
use super::reading;
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{PatientRows, fault};

/// Days since 1970-01-01 of a column of dates; a missing one is not a number, a time of day is not kept. `first` is the
/// position of the first cell in the rows.
///
/// # Errors
/// A column that is no date, or whose days and months cannot be told apart; text that is no date, with its row.
pub fn days(column: &Series, variable: &Variable, rows: &PatientRows, first: usize) -> Result<Vec<f64>> {
    let usage = |message: &str| Error::new(ErrorCode::Usage, message).variable(variable.name.clone());
    if variable.role == Role::Empty {
        return Ok(vec![f64::NAN; column.len()]);
    }
    if variable.role != Role::Date {
        return Err(usage("the variable is no date").found(format!("{}: {}", variable.role.word(), variable.because)));
    }
    let typed = matches!(column.dtype(), DataType::Date | DataType::Datetime(..));
    if variable.because == COMPACT && !typed {
        let read = |(i, text): (usize, Option<String>)| match text.filter(|text| !mark(text)) {
            None => Ok(f64::NAN),
            Some(text) => {
                let number = text.parse().ok();
                let day = number.and_then(compact).map(f64::from);
                let missing = number.is_some_and(|number| sentinel(number).is_some());
                day.or(missing.then_some(f64::NAN)).ok_or_else(|| no_date(&text, variable, rows, first + i))
            }
        };
        let days = reading::texts(column, variable, rows)?.into_iter().enumerate().map(read);
        return plausible(days.collect::<Result<_>>()?, variable, rows, first);
    }
    if matches!(column.dtype(), DataType::String) {
        let format = DATE_FORMATS.into_iter().find(|format| variable.because == format.because()).ok_or_else(|| {
            usage("the dates of the variable are not read")
                .found(variable.because.clone())
                .hint("write the dates with the year first, as 2021-03-09")
        })?;
        let read = |(i, text): (usize, Option<String>)| match text.filter(|text| !mark(text)) {
            None => Ok(f64::NAN),
            Some(text) => format.days(&text).map(f64::from).ok_or_else(|| no_date(&text, variable, rows, first + i)),
        };
        let days = reading::texts(column, variable, rows)?.into_iter().enumerate().map(read);
        return plausible(days.collect::<Result<_>>()?, variable, rows, first);
    }
    if !typed {
        return Err(usage("the dates of the variable are not read")
            .found(variable.because.clone())
            .hint("write the dates with the year first, as 2021-03-09"));
    }
    let days = column.cast(&DataType::Date).and_then(|dates| dates.cast(&DataType::Int32));
    let days = days.map_err(|error| fault(&error, rows))?;
    let days = days.i32().map_err(|error| fault(&error, rows))?;
    plausible(days.iter().map(|day| day.map_or(f64::NAN, f64::from)).collect(), variable, rows, first)
}

/// Days from 1850-01-01 on, and before 2200-01-01, in which patients of a registry live.
pub(super) const LIFETIMES: std::ops::Range<i32> = -43_829..84_006;

/// Refuses dates in which no patient lives: 9999-12-31 would be a follow-up of eight thousand years.
fn plausible(days: Vec<f64>, variable: &Variable, rows: &PatientRows, first: usize) -> Result<Vec<f64>> {
    let lived = |day: &f64| day.is_nan() || LIFETIMES.contains(&(*day as i32));
    match days.iter().position(|day| !lived(day)) {
        None => Ok(days),
        Some(i) => {
            let years = days.get(i).map_or(0.0, |day| (day + 719_162.0) / 365.2425).floor() + 1.0;
            Err(rows
                .located(Error::new(ErrorCode::Cell, "a date lies in no time in which patients live"), first + i)
                .column(variable.name.clone())
                .found(format!("the year {years}"))
                .expected("1850 to 2199")
                .hint("correct the cell or leave it empty: it may be a code for a missing or a later date"))
        }
    }
}

fn no_date(text: &str, variable: &Variable, rows: &PatientRows, index: usize) -> Error {
    rows.located(Error::new(ErrorCode::Cell, "a cell is no date of its column"), index)
        .column(variable.name.clone())
        .found(format!("“{}”", text.chars().take(60).collect::<String>()))
        .expected(variable.because.clone())
}
