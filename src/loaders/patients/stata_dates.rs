//! Dates of Stata: numbers whose display format says what they count from the beginning of 1960.

use polars::prelude::{DataFrame, DataType, PolarsResult};

use super::dates::{Meaning, replace, whole};

/// Days from 1960-01-01 to 1970-01-01.
const SHIFT: i64 = 3653;

/// What a date counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Millisecond,
    /// Milliseconds, of which the format shows the time of day only.
    Clock,
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    /// The number of the year, as it is.
    Year,
}

/// The unit of a display format: `%td`, `%-tcDD/NN/CCYY`, `%tm`.
pub(super) fn unit(format: &str) -> Option<Unit> {
    let rest =
        format.trim().strip_prefix('%')?.trim_start_matches('-').trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.starts_with('d') {
        return Some(Unit::Day);
    }
    let shown = rest.strip_prefix('t')?;
    match shown.chars().next()? {
        'c' | 'C' if clock(shown.get(1..).unwrap_or_default()) => Some(Unit::Clock),
        'c' | 'C' => Some(Unit::Millisecond),
        'd' => Some(Unit::Day),
        'w' => Some(Unit::Week),
        'm' => Some(Unit::Month),
        'q' => Some(Unit::Quarter),
        'h' => Some(Unit::HalfYear),
        'y' => Some(Unit::Year),
        _ => None,
    }
}

/// Whether a format shows hours or minutes, and no day, week, month or year.
fn clock(shown: &str) -> bool {
    let dates = ["CC", "YY", "JJJ", "MON", "NN", "DD", "DAY", "DA", "WW", "Q"];
    let upper = shown.to_uppercase();
    (upper.contains('H') || shown.contains("MM")) && !dates.iter().any(|date| upper.contains(date))
}

/// Turns the column of a date into dates, or into times of a day; a period becomes its first day.
pub(super) fn convert(frame: &mut DataFrame, name: &str, unit: Unit) -> PolarsResult<()> {
    match unit {
        Unit::Year => Ok(()),
        Unit::Clock => {
            let numbers = frame.column(name)?.cast(&DataType::Float64)?;
            let within = numbers.f64()?.iter().flatten().all(|value| (0.0..86_400e3).contains(&value));
            // A moment of which only the time is shown is a moment.
            if within { replace(frame, name, Meaning::Length, whole) } else { convert(frame, name, Unit::Millisecond) }
        }
        Unit::Millisecond => replace(frame, name, Meaning::Moment, |value| Some(whole(value)? - SHIFT * 86_400_000)),
        _ => replace(frame, name, Meaning::Day, |value| first_day(whole(value)?, unit)),
    }
}

/// Days from 1970 to the first day of a period counted from the beginning of 1960.
fn first_day(count: i64, unit: Unit) -> Option<i64> {
    let of_month = |months: i64| days_before(1960 + months.div_euclid(12), months.rem_euclid(12));
    // No date of Stata lies beyond the year 9999.
    let count = Some(count).filter(|count| count.abs() < 4_000_000)?;
    Some(match unit {
        Unit::Millisecond | Unit::Clock | Unit::Year => return None,
        Unit::Day => count - SHIFT,
        // The year has 52 weeks; the last one is longer.
        Unit::Week => days_before(1960 + count.div_euclid(52), 0) + 7 * count.rem_euclid(52),
        Unit::Month => of_month(count),
        Unit::Quarter => of_month(3 * count),
        Unit::HalfYear => of_month(6 * count),
    })
}

/// Days from 1970-01-01 to the first day of a month, counted from 0, of a year of the Gregorian calendar.
fn days_before(year: i64, month: i64) -> i64 {
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let past = year - 1;
    let years = 365 * past + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    let months = before.get(month as usize).copied().unwrap_or(0) + i64::from(leap && month > 1);
    years + months - 719_162
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_say_what_is_counted() {
        let units =
            ["%td", "%-tdDD/NN/CCYY", "%12.0g", "%d", "%tc", "%9s", "%ty", "%tq", "%-12td", "%dD_m_Y"].map(unit);
        let day = Some(Unit::Day);
        assert_eq!(
            units,
            [day, day, None, day, Some(Unit::Millisecond), None, Some(Unit::Year), Some(Unit::Quarter), day, day]
        );
    }

    #[test]
    fn a_format_of_hours_shows_no_date() {
        for (format, expected) in [
            ("%tcHH:MM:SS", Unit::Clock),
            ("%tchh:MM_AM", Unit::Clock),
            ("%tCHH:MM:SS.sss", Unit::Clock),
            ("%tcDDmonCCYY_HH:MM:SS", Unit::Millisecond),
            ("%tcDay_HH:MM", Unit::Millisecond),
            ("%tc", Unit::Millisecond),
        ] {
            assert_eq!(unit(format), Some(expected), "{format}");
        }
    }

    /// Values of `dofw()`, `dofm()`, `dofq()`, `dofh()` in the manual of Stata, and of Python's datetime.
    #[test]
    fn periods_begin_with_their_first_day() {
        let day = |count, unit| first_day(count, unit).unwrap();
        assert_eq!([day(0, Unit::Day), day(3653, Unit::Day)], [-3653, 0]);
        // 2010m1, 2010q1, 2010h1 and 2010w1 begin on 2010-01-01; 1955m12 on 1955-12-01; 2012m3 after a leap day.
        for (count, unit) in [(600, Unit::Month), (200, Unit::Quarter), (100, Unit::HalfYear), (2600, Unit::Week)] {
            assert_eq!(day(count, unit), 14_610);
        }
        assert_eq!([day(-49, Unit::Month), day(626, Unit::Month), day(2601, Unit::Week)], [-5145, 15_400, 14_617]);
        assert_eq!(first_day(i64::MAX, Unit::Month), None);
    }
}
