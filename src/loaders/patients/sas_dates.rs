//! Dates of SAS: numbers whose display format says that they count from the beginning of 1960.
//!
//! The reader knows formats by the first letters of their names. A format of the user such as `TIMEPT.` or `YEARGRP.` is
//! then taken for a date, and the formats of ISO 8601 are not; both are put right here.

use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, PolarsResult, Series};

use super::dates::{Meaning, replace, whole};

/// Days from 1960-01-01 to 1970-01-01.
const SHIFT: i64 = 3653;

const DAYS: &str = "DATE DAY DDMMYY DDMMYYB DDMMYYC DDMMYYD DDMMYYN DDMMYYP DDMMYYS DOWNAME JULDAY JULIAN MMDDYY MMDDYYB \
    MMDDYYC MMDDYYD MMDDYYN MMDDYYP MMDDYYS MMYY MMYYC MMYYD MMYYN MMYYP MMYYS MONNAME MONTH MONYY NENGO QTR QTRR \
    WEEKDATE WEEKDATX WEEKDAY WEEKU WEEKV WEEKW WORDDATE WORDDATX YEAR YYMM YYMMC YYMMD YYMMN YYMMP YYMMS YYMMDD \
    YYMMDDB YYMMDDC YYMMDDD YYMMDDN YYMMDDP YYMMDDS YYMON YYQ YYQC YYQD YYQN YYQP YYQS YYQR YYQRC YYQRD YYQRN YYQRP \
    YYQRS B8601DA E8601DA IS8601DA";
const MOMENTS: &str = "DATETIME DATEAMPM DTDATE DTMONYY DTWKDATX DTYEAR DTYYQC MDYAMPM TOD B8601DN B8601DT B8601DX B8601DZ \
    B8601LX E8601DN E8601DT E8601DX E8601DZ E8601LX IS8601DN IS8601DT IS8601DZ";
const TIMES: &str =
    "TIME TIMEAMPM HHMM MMSS HOUR E8601TM E8601TZ E8601LZ B8601TM B8601TZ B8601LZ IS8601TM IS8601TZ IS8601LZ";
/// What is displayed of a moment or of a time of day.
const TIME_OF_DAY: &str = "TOD";
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The name of a format without its width and decimals: `DATE` in `DATE9.`, `E8601DA` in `E8601DA10.`.
fn name(format: &str) -> String {
    format.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_uppercase()
}

fn among(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|listed| listed == name)
}

/// Gives a column the type that its display format says, where the reader gave it another.
pub(super) fn correct(frame: &mut DataFrame, column: &str, format: &str) -> PolarsResult<()> {
    let name = name(format);
    let kind = frame.column(column)?.dtype().clone();
    match kind {
        DataType::Datetime(..) if name == TIME_OF_DAY => {
            let seconds = |microseconds: f64| microseconds / 1e6 + (SHIFT * 86_400) as f64;
            number(frame, column, seconds)?;
            let numbers = frame.column(column)?.f64()?;
            if numbers.iter().flatten().all(|seconds| (0.0..86_400.0).contains(&seconds)) {
                return length(frame, column);
            }
            moment(frame, column)
        }
        DataType::Time => {
            let seconds = seconds(frame.column(column)?)?;
            frame.replace(column, seconds)?;
            if among(TIMES, &name) { length(frame, column) } else { Ok(()) }
        }
        DataType::Date if !among(DAYS, &name) => number(frame, column, |days| days + SHIFT as f64),
        DataType::Datetime(..) if !among(MOMENTS, &name) => {
            number(frame, column, |microseconds| microseconds / 1e6 + (SHIFT * 86_400) as f64)
        }
        DataType::Float64 if among(DAYS, &name) => {
            replace(frame, column, Meaning::Day, |days| Some(whole(days)? - SHIFT))
        }
        DataType::Float64 if among(MOMENTS, &name) => moment(frame, column),
        DataType::Float64 if among(TIMES, &name) => length(frame, column),
        _ => Ok(()),
    }
}

/// Moments in place of seconds from the beginning of 1960.
fn moment(frame: &mut DataFrame, column: &str) -> PolarsResult<()> {
    replace(frame, column, Meaning::Moment, |seconds| Some(whole(seconds * 1e3)? - SHIFT * DAY))
}

/// Lengths of time in place of seconds.
fn length(frame: &mut DataFrame, column: &str) -> PolarsResult<()> {
    replace(frame, column, Meaning::Length, |seconds| whole(seconds * 1e3))
}

/// The seconds of what the reader took for times of a day. Times of 24 hours or more, and negative ones, are null there,
/// though their numbers are still stored behind the null; behind a value that is missing stands 0.
fn seconds(times: &Column) -> PolarsResult<Column> {
    let times = times.as_materialized_series().time()?.physical();
    let mut seconds: Vec<Option<f64>> = Vec::with_capacity(times.len());
    for chunk in times.downcast_iter() {
        let valid = |i| chunk.validity().is_none_or(|valid| valid.get_bit(i));
        let stored = chunk.values().iter().enumerate();
        seconds.extend(stored.map(|(i, stored)| (valid(i) || *stored != 0).then_some(*stored as f64 / 1e9)));
    }
    Ok(Series::new(times.name().clone(), seconds).into_column())
}

/// The numbers behind what the reader took for dates.
fn number(frame: &mut DataFrame, column: &str, of: impl Fn(f64) -> f64 + Copy) -> PolarsResult<()> {
    let counts = frame.column(column)?.cast(&DataType::Int64)?.cast(&DataType::Float64)?;
    let numbers = polars::prelude::ChunkApply::apply_values(counts.f64()?, of);
    frame.replace(column, numbers.into_column()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_lengths_also_beyond_a_day() {
        let stored = [3_600_000_000_000_i64, 129_600_000_000_000, -60_000_000_000, 0];
        let mut numbers: Vec<Option<i64>> = stored.map(Some).to_vec();
        numbers.push(None);
        let times = || Series::new("x".into(), &numbers).cast(&DataType::Time).unwrap().into_column();
        assert_eq!(times().null_count(), 3, "the reader loses two of them");
        let mut frame = DataFrame::new(5, vec![times()]).unwrap();
        correct(&mut frame, "x", "TIME8.").unwrap();
        let lengths = frame.column("x").unwrap();
        assert!(matches!(lengths.dtype(), DataType::Duration(_)));
        let expected = [Some(3_600_000), Some(129_600_000), Some(-60_000), Some(0), None];
        assert_eq!(lengths.cast(&DataType::Int64).unwrap().i64().unwrap().to_vec(), expected);
        let mut frame = DataFrame::new(5, vec![times()]).unwrap();
        correct(&mut frame, "x", "TIMEPT.").unwrap();
        assert_eq!(frame.column("x").unwrap().f64().unwrap().get(1), Some(129_600.0));
        let seconds = |values: &[f64]| Series::new("x".into(), values).into_column();
        let mut frame = DataFrame::new(1, vec![seconds(&[90.0])]).unwrap();
        correct(&mut frame, "x", "MMSS5.").unwrap();
        assert!(matches!(frame.column("x").unwrap().dtype(), DataType::Duration(_)));
    }

    #[test]
    fn formats_of_the_user_are_no_dates_and_those_of_iso_8601_are() {
        let days = |values: &[i32]| Series::new("x".into(), values).cast(&DataType::Date).unwrap().into_column();
        let mut frame = DataFrame::new(2, vec![days(&[1 - 3653, 2 - 3653])]).unwrap();
        correct(&mut frame, "x", "YEARGRP4.").unwrap();
        assert_eq!(frame.column("x").unwrap().f64().unwrap().to_vec(), [Some(1.0), Some(2.0)]);
        correct(&mut frame, "x", "E8601DA10.").unwrap();
        assert_eq!(*frame.column("x").unwrap(), days(&[-3652, -3651]));
        correct(&mut frame, "x", "DATE9.").unwrap();
        assert_eq!(*frame.column("x").unwrap().dtype(), DataType::Date);
    }
}
