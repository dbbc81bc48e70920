//! Dates written as text.

/// A way of writing dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFormat {
    /// `2021-03-09`, `2021/3/9`, `2021.03.09`.
    YearMonthDay,
    /// `09.03.2021`, `9/3/2021`.
    DayMonthYear,
    /// `03/09/2021`.
    MonthDayYear,
}

/// All ways of writing dates, the one that leaves no doubt first.
pub const DATE_FORMATS: [DateFormat; 3] =
    [DateFormat::YearMonthDay, DateFormat::DayMonthYear, DateFormat::MonthDayYear];

impl DateFormat {
    /// What a dictionary says of a column of such dates.
    pub fn because(self) -> &'static str {
        match self {
            DateFormat::YearMonthDay => "dates, year first",
            DateFormat::DayMonthYear => "dates, day first",
            DateFormat::MonthDayYear => "dates, month first",
        }
    }

    /// Days since 1970-01-01 of a cell, `None` when it is no date of this format. A time of day may follow and is not
    /// kept.
    pub fn days(self, cell: &str) -> Option<i32> {
        let date = cell.split_once(['T', ' ']).map_or(cell, |(date, time)| if clock(time) { date } else { cell });
        let mark = ['-', '/', '.'].into_iter().find(|mark| date.contains(*mark))?;
        let mut parts = date.split(mark);
        let parts = [parts.next()?, parts.next()?, parts.next().filter(|_| parts.next().is_none())?];
        let number = |text: &str, most: usize| {
            let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse::<i64>().ok() } else { None }
        };
        let year = |text: &str| if text.len() == 4 { number(text, 4) } else { None };
        let [a, b, c] = parts;
        let (year, month, day) = match self {
            DateFormat::YearMonthDay => (year(a)?, number(b, 2)?, number(c, 2)?),
            DateFormat::DayMonthYear => (year(c)?, number(b, 2)?, number(a, 2)?),
            DateFormat::MonthDayYear => (year(c)?, number(a, 2)?, number(b, 2)?),
        };
        civil(year, month, day)
    }
}

/// Whether text is a time of day.
fn clock(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let time = upper.strip_suffix("AM").or(upper.strip_suffix("PM")).unwrap_or(&upper).trim_end();
    time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || b":.+-Z".contains(&byte))
}

/// Why a column of clock times is left out.
pub const CLOCK: &str = "times of day, which are not read from text";

/// Months as their first three letters write them, in English, German, French, Spanish, Italian and Portuguese.
const MONTHS: [&str; 31] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mrz", "mai", "okt",
    "dez", "fév", "avr", "jui", "aoû", "déc", "ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug", "set",
];

/// Why a cell that people take for a date or a time is not read as one; `None` for any other cell.
pub fn unread(cell: &str) -> Option<&'static str> {
    if cell.len() > 40 || !cell.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if cell.starts_with(|c: char| c.is_ascii_digit()) && clock(cell) && !cell.contains('-') {
        return Some(CLOCK);
    }
    if DATE_FORMATS.iter().any(|format| format.days(cell).is_some()) {
        return Some("dates in more than one order");
    }
    if cell.contains('年') && cell.contains('月') {
        return Some("dates in words");
    }
    let words = cell.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let month = |word: &str| MONTHS.contains(&word.to_lowercase().chars().take(3).collect::<String>().as_str());
    let others = words.clone().filter(|word| !month(word)).all(|word| {
        let lower = word.to_lowercase();
        lower.ends_with("day") || ["th", "st", "nd", "rd", "am", "pm", "of", "de"].contains(&lower.as_str())
    });
    if others && words.clone().filter(|word| month(word)).count() == 1 {
        return Some("dates with names of months");
    }
    let date = cell.split_once(' ').map_or(cell, |(date, time)| if clock(time) { date } else { cell });
    let parts: Vec<u32> = date.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let year = |part: u32| (1900..=2100).contains(&part);
    match parts.as_slice() {
        [a, b, c] if *c <= 99 && ((*a <= 31 && *b <= 12) || (*a <= 12 && *b <= 31)) && *a > 0 && *b > 0 => {
            Some("dates with years of two digits")
        }
        [a, b] if !date.contains('.') && ((year(*a) && (1..=12).contains(b)) || (year(*b) && (1..=12).contains(a))) => {
            Some("months without a day")
        }
        _ => None,
    }
}

/// Whether a cell is a day and a month as a workbook shows what was typed as `1-5` or `6-10`: `01-May`, `6. Oct`.
pub fn mangled(cell: &str) -> bool {
    let parts = cell.split(['-', '.', ' ']).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let day = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let month = |text: &str| text.chars().count() == 3 && MONTHS.contains(&text.to_lowercase().as_str());
    matches!(parts.as_slice(), [a, b] if (day(a) && month(b)) || (month(a) && day(b)))
}

/// What a dictionary says of a column of numbers such as 20210309.
pub const COMPACT: &str = "dates written as one number";

/// Days since 1970-01-01 of a day of the calendar as 20210309 writes it.
pub fn compact(number: f64) -> Option<i32> {
    let whole = number as i64;
    let day = civil(whole / 10_000, whole / 100 % 100, whole % 100);
    day.filter(|_| number.fract() == 0.0 && (19_000_101..=21_001_231).contains(&whole))
}

/// Days since 1970-01-01 of a day of the Gregorian calendar, `None` when there is no such day.
fn civil(year: i64, month: i64, day: i64) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    // Years that begin in March put the leap day last.
    let shifted = if month > 2 { year } else { year - 1 };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era - 719_468).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let iso = DateFormat::YearMonthDay;
        assert_eq!(iso.days("1970-01-01"), Some(0));
        assert_eq!(iso.days("2000-03-01"), Some(11_017));
        assert_eq!(iso.days("2024/2/29 13:05:00"), Some(19_782));
        assert_eq!(iso.days("1899-12-31T00:00"), Some(-25_568));
        assert_eq!(
            (iso.days("2023-02-29"), iso.days("2023-13-01"), iso.days("12.5"), iso.days("1-2-3")),
            (None, None, None, None)
        );
        assert_eq!(DateFormat::MonthDayYear.days("03/01/2000 11:30 PM"), Some(11_017));
        assert_eq!(DateFormat::DayMonthYear.days("31.12.1969"), Some(-1));
        assert_eq!(DateFormat::MonthDayYear.days("12/31/1969"), Some(-1));
        assert_eq!(DateFormat::MonthDayYear.days("31/12/1969"), None);
    }

    #[test]
    fn what_people_take_for_a_date_is_seen() {
        for cell in [
            "12.03.21",
            "3/12/21",
            "Mar 2021",
            "12-Mar-21",
            "12MAR2021",
            "12 März 2021",
            "March 12 2021",
            "2021-03",
            "03/2021",
            "2021年03月12日",
            "Friday 12 March 2021",
            "12:30",
            "2021-03-12",
        ] {
            assert!(unread(cell).is_some(), "{cell}");
        }
        for cell in [
            "",
            "12",
            "12-34-56",
            "120/80",
            "18-39",
            "2010-2015",
            "A1",
            "stage 3",
            "Marker 5 kg",
            "1.2",
            "10.5.2.1",
            "12.2000",
        ] {
            assert_eq!(unread(cell), None, "{cell}");
        }
        assert!(
            mangled("01-May") && mangled("Oct-06") && !mangled("11-20") && !mangled("May") && !mangled("12-Mar-21")
        );
        assert_eq!((compact(19_700_102.0), compact(20_211_309.0), compact(2021.5)), (Some(1), None, None));
    }
}
