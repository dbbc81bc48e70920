//! The stated length of the study against its first and last month. Rounding up to the number of calendar years touched
//! is common: a note.

use super::support::finding;
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "period", summary: "a study period of another length than stated", source: "arithmetic", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let Some(period) = &context.study.period else { return Vec::new() };
    let Some(stated) = &period.stated else { return Vec::new() };
    let digits: String = stated.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let Ok(years) = digits.parse::<i64>() else { return Vec::new() };
    let (from, to) = (period.from, period.to);
    let months = i64::from(to.0 - from.0) * 12 + i64::from(to.1) - i64::from(from.1) + 1;
    if !stated.contains("year") || (months - 12 * years).abs() < 6 {
        return Vec::new();
    }
    let message = format!(
        "The text speaks of “{stated}”; {}-{:02} to {}-{:02} is {} years and {} months.",
        from.0,
        from.1,
        to.0,
        to.1,
        months / 12,
        months % 12
    );
    vec![finding("period", Severity::Note, message).evidence("months", months)]
}
