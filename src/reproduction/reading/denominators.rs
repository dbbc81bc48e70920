//! How many patients a count is about: recovered from percentages where the header does not fit or does not say.

use super::columns::Columns;
use super::layout::BodyRow;
use crate::reproduction::comparison::{Comparison, Kind};
use crate::reproduction::decimal::Decimal;
use crate::reproduction::notation::{Notation, NumberStyle, parse_cell};
use crate::reproduction::row_data::is_missing_level;
use crate::reproduction::share::{self, fits};

/// Largest group size that is recovered from percentages alone.
const MOST_PATIENTS: u64 = 5000;

/// The largest denominator up to `n`, and at least half of it, with which every count prints as its percentage.
pub(super) fn recovered(counts: &[(u64, Decimal)], n: u64) -> Option<u64> {
    let informative =
        counts.iter().any(|(count, percent)| *count > 0 && percent.digits < 100 * 10i128.pow(percent.decimals.min(6)));
    if !informative {
        return None;
    }
    let least = counts.iter().map(|(count, _)| *count).max()?.max(n.div_ceil(2)).max(1);
    share::largest_denominator(counts, least..=n)
}

/// Gives groups without a printed size the one size that makes nearly all their percentages fit.
pub(super) fn missing_sizes(columns: &mut Columns, body: &[BodyRow], style: NumberStyle) {
    for (index, group) in columns.groups.iter_mut().enumerate() {
        if group.n.is_some() {
            continue;
        }
        let cells = body.iter().filter_map(|row| parse_cell(row.groups.get(index)?, style).ok());
        let mut counts: Vec<(u64, Decimal)> = Vec::new();
        let mut denominators: Vec<u64> = Vec::new();
        for cell in cells {
            match cell {
                Notation::CountPercent { count, percent } => counts.push((count, percent)),
                Notation::Parenthesised { center, inner, .. } if center.decimals == 0 && !center.negative => {
                    if let Ok(count) = u64::try_from(center.digits) {
                        counts.push((count, inner));
                    }
                }
                Notation::Fraction { second, .. } => denominators.push(second),
                _ => {}
            }
        }
        counts.retain(|(count, percent)| *count > 0 && percent.value() < 100.0 && percent.value() > 0.0);
        group.n = from_percentages(&counts).or_else(|| most_frequent(&denominators));
        group.column.n = group.n;
    }
}

/// The one size with which most counts print as their percentages: at least three of them and four in five.
fn from_percentages(counts: &[(u64, Decimal)]) -> Option<u64> {
    let fitting = |n: u64| counts.iter().filter(|(count, percent)| fits(*count, n, *percent)).count();
    let scored: Vec<(u64, usize)> = (1..=MOST_PATIENTS).map(|n| (n, fitting(n))).collect();
    let best = scored.iter().map(|(_, score)| *score).max()?;
    let mut winners = scored.iter().filter(|(_, score)| *score == best);
    let (n, _) = winners.next()?;
    let unique = winners.next().is_none();
    (unique && best >= 3 && best * 5 >= counts.len() * 4).then_some(*n)
}

/// The denominator that is printed most often.
fn most_frequent(denominators: &[u64]) -> Option<u64> {
    let times = |n: u64| denominators.iter().filter(|other| **other == n).count();
    denominators.iter().copied().max_by_key(|n| (times(*n), *n))
}

/// A row “Unknown” or “Missing” below a variable says how many of its patients have no value: they are not behind its
/// figures. For counts the percentages must agree.
pub(super) fn without_missing(comparisons: &mut [Comparison]) {
    for i in 1..comparisons.len() {
        let (before, after) = comparisons.split_at_mut(i);
        let (Some(row), missing) = (before.last_mut(), &after[0]) else { continue };
        if !is_missing_level(&missing.name)
            || missing.p.is_some()
            || missing.kind != Kind::Count
            || is_missing_level(&row.name)
        {
            continue;
        }
        for (group, absent) in row.groups.iter_mut().zip(&missing.groups) {
            let (Some(n), Some([absent])) = (group.n_used, absent.value.counts()) else { continue };
            let Some(valid) = n.checked_sub(absent.count).filter(|valid| *valid > 0) else { continue };
            let agrees = match group.value.counts() {
                Some(counts) => {
                    counts.iter().all(|level| level.percent.is_none_or(|percent| fits(level.count, valid, percent)))
                }
                None => true,
            };
            if agrees && absent.count > 0 {
                group.n_used = Some(valid);
            }
        }
        row.evidence.push(format!("patients counted as “{}” below are left out", missing.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(digits: i128, decimals: u32) -> Decimal {
        Decimal { digits, decimals, negative: false }
    }

    #[test]
    fn a_valid_denominator_is_recovered() {
        // 9 of 14 is 64.3 %, 5 of 14 is 35.7 %; the header says 16.
        assert_eq!(recovered(&[(9, percent(643, 1)), (5, percent(357, 1))], 16), Some(14));
        assert_eq!(recovered(&[(5, percent(525, 1))], 8), None);
    }

    #[test]
    fn a_missing_size_is_recovered() {
        let counts = [(5, percent(313, 1)), (13, percent(813, 1)), (3, percent(188, 1)), (2, percent(125, 1))];
        assert_eq!(from_percentages(&counts), Some(16));
        assert_eq!(from_percentages(&counts[..2]), None);
    }
}
