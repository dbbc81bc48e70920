//! From the evidence of a profile to whether a column holds dates.

use super::date::{self, DateFormat};
use super::dictionary::{Role, Variable};
use super::missing::sentinel;
use super::profile::Profile;

/// Dates and times in other forms than texts of day, month and year: they are left out, for this reason.
pub(super) fn other_dates(variable: &mut Variable, profile: &Profile) -> Option<(Role, &'static str)> {
    let known = profile.known();
    let (because, n) = if profile.texts == 0 {
        (numbered_dates(&variable.name, profile)?, known)
    } else {
        let (_, first) = profile.first_text.as_ref().filter(|_| profile.dates.iter().all(|n| *n * 20 < known * 19))?;
        let because = date::unread(first)?;
        // Where there are many different cells the first of them speaks for all, none of which is a number.
        let n = profile
            .levels()
            .map(|levels| levels.iter().filter(|(cell, _)| date::unread(cell).is_some()).map(|(_, n)| n).sum());
        (because, n.unwrap_or(profile.texts))
    };
    if n * 20 < known * 19 || known < 2 {
        return None;
    }
    let role = if because == date::CLOCK { Role::FreeText } else { Role::Date };
    if because == date::COMPACT {
        let others = profile.numbers - profile.ordinary;
        if others > 0 {
            variable.notes.push(format!("{others} cells are codes for missing values and no dates"));
        }
    } else if role == Role::Date {
        variable.notes.push("write them as 2021-03-09 where they are needed: they can be used in no other form".into());
    }
    Some((role, because))
}

/// Whether numbers are dates: 20210309, or what a workbook counts in a column that is named so.
fn numbered_dates(name: &str, profile: &Profile) -> Option<&'static str> {
    let (low, high) = profile.range?;
    let lower = name.to_lowercase();
    let words = ["date", "datum", "fecha", "datetime", "dob", "日期"];
    let named = lower.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
        || lower.ends_with("date")
        || lower.contains("日期");
    if profile.whole && low >= 19_000_101.0 && high <= 21_001_231.0 {
        let values = profile.values.iter().flatten().map(|(bits, n)| (f64::from_bits(*bits), n));
        let others: u64 = values
            .filter(|(value, _)| date::compact(*value).is_none() && sentinel(*value).is_none())
            .map(|(_, n)| n)
            .sum();
        return (others * 20 <= profile.numbers).then_some(date::COMPACT);
    }
    (named && low >= 20_000.0 && high <= 60_000.0).then_some("numbers of days, as workbooks count them")
}

/// Whether text is dates: nearly every cell is one, in one format.
pub(super) fn dates(variable: &mut Variable, profile: &Profile) -> Option<&'static str> {
    let known = profile.known();
    let [iso, day_first, month_first] = profile.dates;
    let most = iso.max(day_first).max(month_first);
    if most == 0 || most * 20 < known * 19 {
        return None;
    }
    if most < known {
        variable.notes.push(format!(
            "{} cells are no dates of this order: they are missing in criteria and derived variables",
            known - most
        ));
    }
    if iso == most {
        return Some(DateFormat::YearMonthDay.because());
    }
    if day_first == month_first {
        variable.notes.push("day and month cannot be told apart: no day is above 12".into());
        return Some("dates, day or month first");
    }
    Some(if day_first > month_first { DateFormat::DayMonthYear } else { DateFormat::MonthDayYear }.because())
}
