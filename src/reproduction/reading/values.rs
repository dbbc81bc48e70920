//! What a cell says once the kind of its row is known, and of how many patients.

use super::denominators::recovered;
use crate::reproduction::comparison::{GroupValues, Kind, LevelCount, PrintedCell, Value};
use crate::reproduction::decimal::Decimal;
use crate::reproduction::notation::Notation;
use crate::reproduction::share::fits;

/// A number of patients.
pub(super) fn whole(number: Decimal) -> Option<u64> {
    (number.decimals == 0 && !number.negative).then(|| u64::try_from(number.digits).ok()).flatten()
}

/// The levels of one group.
pub(super) fn counted(cells: Vec<PrintedCell>, n: Option<u64>, evidence: &mut Vec<String>) -> GroupValues {
    let counts: Vec<Option<LevelCount>> = cells.iter().map(|cell| level(&cell.notation, n)).collect();
    if counts.iter().all(Option::is_none) {
        return GroupValues { cells, value: Value::Missing, n_used: n };
    }
    let counts: Vec<LevelCount> = counts.into_iter().map(|count| count.unwrap_or(exactly(0, None, None))).collect();
    let sum: u64 = counts.iter().map(|level| level.count).fold(0, u64::saturating_add);
    let printed: Vec<(u64, Decimal)> = counts.iter().filter_map(|level| Some((level.count, level.percent?))).collect();
    let denominator = counts.iter().find_map(|level| level.denominator);
    let n_used = match (denominator, n) {
        (Some(denominator), _) => Some(denominator),
        (None, Some(n)) if sum > n => Some(n),
        (None, Some(n)) => {
            let fit = printed.iter().all(|(count, percent)| fits(*count, n, *percent));
            let valid = if fit || printed.len() < 2 { None } else { recovered(&printed, n) };
            if let Some(valid) = valid {
                evidence.push(format!("the percentages are of {valid} patients, not of {n}"));
            }
            Some(valid.unwrap_or(n))
        }
        (None, None) => Some(sum),
    };
    GroupValues { cells, value: Value::Counts(counts), n_used }
}

fn exactly(count: u64, percent: Option<Decimal>, denominator: Option<u64>) -> LevelCount {
    LevelCount { count, bounds: (count, count), percent, denominator }
}

/// The count that a cell of counts prints. A dash is zero; an empty cell and NA are missing.
fn level(notation: &Notation, n: Option<u64>) -> Option<LevelCount> {
    match *notation {
        Notation::Dash => Some(exactly(0, None, None)),
        Notation::Number(number) => whole(number).map(|count| exactly(count, None, None)),
        Notation::CountPercent { count, percent } => Some(exactly(count, Some(percent), None)),
        Notation::Parenthesised { center, inner, .. } => match (whole(center), n) {
            // `75.0 (12)` and `75 (12)`: percentage first.
            (Some(first), Some(n)) if !fits(first, n, inner) => match whole(inner) {
                Some(count) if fits(count, n, center) => Some(exactly(count, Some(center), None)),
                _ => Some(exactly(first, Some(inner), None)),
            },
            (Some(first), _) => Some(exactly(first, Some(inner), None)),
            (None, Some(n)) => {
                whole(inner).filter(|count| fits(*count, n, center)).map(|count| exactly(count, Some(center), None))
            }
            (None, None) => None,
        },
        Notation::Fraction { first, second, percent } => Some(exactly(first, percent, Some(second))),
        Notation::Percent(percent) => from_percentage(percent, n?),
        _ => None,
    }
}

/// The counts that a percentage alone allows.
pub(super) fn from_percentage(percent: Decimal, n: u64) -> Option<LevelCount> {
    let near = (percent.value() * n as f64 / 100.0).round().clamp(0.0, n as f64) as u64;
    let width = (percent.half_unit() * n as f64 / 100.0).ceil() as u64 + 1;
    let share = |count: u64| 100.0 * count as f64 / n as f64;
    let mut all =
        (near.saturating_sub(width)..=(near + width).min(n)).filter(|count| percent.prints(share(*count), 1e-12));
    let first = all.next()?;
    let last = all.next_back().unwrap_or(first);
    Some(LevelCount {
        count: near.clamp(first, last),
        bounds: (first, last),
        percent: Some(percent),
        denominator: None,
    })
}

/// The value of one group under a kind, and the patients that it is about.
pub(super) fn value(
    kind: Kind,
    cell: &PrintedCell,
    n: Option<u64>,
    evidence: &mut Vec<String>,
) -> (Value, Option<u64>) {
    let kind = if kind == Kind::Unknown { own_kind(&cell.notation) } else { kind };
    let read = match (kind, &cell.notation) {
        (Kind::Counts, Notation::Fraction { first, second, .. }) => {
            Some(Value::Counts(vec![exactly(*first, None, None), exactly(*second, None, None)]))
        }
        (Kind::Counts, Notation::Slashed(counts)) => {
            Some(Value::Counts(counts.iter().map(|count| exactly(*count, None, None)).collect()))
        }
        (Kind::Count, notation) => {
            let values = level(notation, n).map(|level| vec![level]);
            if let Some([level]) = values.as_deref() {
                let n_used = level.denominator.or_else(|| patients(level, n, evidence));
                return (Value::Counts(vec![*level]), n_used);
            }
            None
        }
        (Kind::MeanSd, Notation::PlusMinus { center, spread })
        | (Kind::MeanSd, Notation::Parenthesised { center, inner: spread, .. }) => {
            (!spread.negative).then_some(Value::MeanSd { mean: *center, sd: *spread })
        }
        (Kind::MeanSe, Notation::PlusMinus { center, spread })
        | (Kind::MeanSe, Notation::Parenthesised { center, inner: spread, .. }) => {
            (!spread.negative).then_some(Value::MeanSe { mean: *center, se: *spread })
        }
        (Kind::MedianIqr, Notation::Parenthesised { center, inner, .. }) => {
            Some(Value::MedianIqr { median: *center, width: *inner })
        }
        (Kind::MedianIqr | Kind::MedianQuartiles, Notation::CenterInterval { center, low, high, .. }) => {
            Some(Value::MedianQuartiles { median: *center, q1: *low, q3: *high })
        }
        (Kind::MedianRange, Notation::CenterInterval { center, low, high, .. }) => {
            Some(Value::MedianRange { median: *center, min: *low, max: *high })
        }
        (_, Notation::Number(number)) => Some(Value::Number(*number)),
        _ => None,
    };
    match read {
        Some(Value::Counts(counts)) => {
            let sum = counts.iter().map(|level| level.count).fold(0, u64::saturating_add);
            (Value::Counts(counts), n.or(Some(sum)))
        }
        Some(value) => (value, n),
        None => (Value::Missing, n),
    }
}

/// In a row of mixed notations each cell speaks for itself.
pub(super) fn own_kind(notation: &Notation) -> Kind {
    match notation {
        Notation::PlusMinus { .. } => Kind::MeanSd,
        Notation::Parenthesised { .. } => Kind::MedianIqr,
        Notation::CenterInterval { .. } => Kind::MedianQuartiles,
        Notation::CountPercent { .. } | Notation::Percent(_) | Notation::Fraction { .. } => Kind::Count,
        _ => Kind::Unknown,
    }
}

/// Patients behind a single count: the group, or those with a value when only that fits the percentage.
fn patients(level: &LevelCount, n: Option<u64>, evidence: &mut Vec<String>) -> Option<u64> {
    let n = n?;
    let Some(percent) = level.percent else { return Some(n) };
    if level.count == 0 || level.count > n || fits(level.count, n, percent) || level.bounds.0 != level.bounds.1 {
        return Some(n);
    }
    // One percentage fits some denominator rather often: only close to the group size and with a decimal is it taken.
    let near = n - n.div_ceil(5);
    let valid = recovered(&[(level.count, percent)], n).filter(|valid| *valid >= near && percent.decimals > 0);
    match valid {
        Some(valid) => {
            evidence.push(format!("{} ({percent}) is a percentage of {valid} patients, not of {n}", level.count));
            Some(valid)
        }
        None => {
            evidence.push(format!("{} is not {percent} % of {n}", level.count));
            Some(n)
        }
    }
}
