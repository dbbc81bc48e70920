//! Numbers that stand for days, moments or lengths of time, as the files of statistical programs hold them.

use polars::prelude::{DataFrame, DataType, IntoColumn, NamedFrom, PolarsResult, Series, TimeUnit};

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Days since 1970-01-01.
    Day,
    /// Milliseconds since 1970-01-01.
    Moment,
    /// Milliseconds.
    Length,
    /// The number itself.
    Number,
}

/// Puts dates in place of the numbers of a column; `of` gives what `meaning` counts, none for a number that is no date.
/// A column of texts keeps them, whatever its display format says.
pub(super) fn replace(
    frame: &mut DataFrame,
    name: &str,
    meaning: Meaning,
    of: impl Fn(f64) -> Option<i64>,
) -> PolarsResult<()> {
    let column = frame.column(name)?;
    if meaning == Meaning::Number || !column.dtype().is_numeric() {
        return Ok(());
    }
    let numbers = column.cast(&DataType::Float64)?;
    let counts: Vec<Option<i64>> = numbers.f64()?.iter().map(|value| of(value?)).collect();
    let counts = Series::new(name.into(), counts);
    let dates = match meaning {
        Meaning::Day => counts.cast(&DataType::Int32)?.cast(&DataType::Date)?,
        Meaning::Moment => counts.cast(&DataType::Datetime(TimeUnit::Milliseconds, None))?,
        Meaning::Length => counts.cast(&DataType::Duration(TimeUnit::Milliseconds))?,
        Meaning::Number => counts,
    };
    frame.replace(name, dates.into_column()).map(|_| ())
}

/// A number as a whole count; none beyond what any date of such a file can be.
pub(super) fn whole(number: f64) -> Option<i64> {
    (number.is_finite() && number.abs() < 1e15).then(|| number.floor() as i64)
}
