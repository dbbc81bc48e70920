//! Dates of SAS: numbers whose display format says that they count from the beginning of 1960.
//!
//! The reader knows formats by the first letters of their names. A format of the user such as `TIMEPT.` or `YEARGRP.` is
//! then taken for a date, and the formats of ISO 8601 are not; both are put right here.

use polars::prelude::{DataFrame, DataType, IntoColumn, PolarsResult};

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
const TIMES: &str = "TIME TIMEAMPM HHMM";

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
        DataType::Date if !among(DAYS, &name) => number(frame, column, |days| days + SHIFT as f64),
        DataType::Datetime(..) if !among(MOMENTS, &name) => {
            number(frame, column, |microseconds| microseconds / 1e6 + (SHIFT * 86_400) as f64)
        }
        DataType::Time if !among(TIMES, &name) => number(frame, column, |nanoseconds| nanoseconds / 1e9),
        DataType::Float64 if among(DAYS, &name) => {
            replace(frame, column, Meaning::Day, |days| Some(whole(days)? - SHIFT))
        }
        DataType::Float64 if among(MOMENTS, &name) => {
            replace(frame, column, Meaning::Moment, |seconds| Some(whole(seconds * 1e3)? - SHIFT * 86_400_000))
        }
        _ => Ok(()),
    }
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
    use polars::prelude::{NamedFrom, Series};

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
