//! Percentages without their counts: which bare numbers are percentages, and the counts for which they stand.

use super::values::{from_percentage, whole};
use crate::reproduction::comparison::{GroupValues, LevelCount, PrintedCell};
use crate::reproduction::decimal::Decimal;
use crate::reproduction::notation::Notation;

/// Bare numbers below a label in percent, `Smokers, %`, become percentages unless only a count can be meant; says why.
///
/// Whole numbers that could be either are percentages where every group has a count with that percentage.
pub(super) fn percentages(cells: &mut [PrintedCell], sizes: &[Option<u64>]) -> Option<&'static str> {
    let numbers: Vec<(Decimal, Option<u64>)> = cells
        .iter()
        .zip(sizes)
        .filter_map(|(cell, n)| match cell.notation {
            Notation::Number(number) => Some((number, *n)),
            _ => None,
        })
        .collect();
    let bare = |cell: &PrintedCell| {
        matches!(cell.notation, Notation::Number(_) | Notation::Empty | Notation::Dash | Notation::NotAvailable)
    };
    let possible = numbers.iter().all(|(number, _)| (0.0..=100.0).contains(&number.value()));
    if numbers.is_empty() || !possible || !cells.iter().all(bare) {
        return None;
    }
    let no_count =
        |(number, n): &(Decimal, Option<u64>)| whole(*number).is_none_or(|count| n.is_some_and(|n| count > n));
    let share = |(number, n): &(Decimal, Option<u64>)| n.is_some_and(|n| from_percentage(*number, n).is_some());
    let reason = if numbers.iter().any(no_count) {
        "the label says percent, and the numbers are bare"
    } else if numbers.iter().all(share) {
        "the label says percent, and the bare whole numbers are read as percentages"
    } else {
        return None;
    };
    for cell in cells {
        if let Notation::Number(number) = cell.notation {
            cell.notation = Notation::Percent(number);
        }
    }
    Some(reason)
}

/// The counts that were taken for percentages printed alone.
pub(super) fn reconstructed(groups: &[GroupValues]) -> Option<String> {
    let counts: Vec<String> = groups
        .iter()
        .filter(|group| group.cells.iter().any(|cell| matches!(cell.notation, Notation::Percent(_))))
        .filter_map(|group| match (group.value.counts(), group.n_used) {
            (Some([LevelCount { bounds: (low, high), .. }]), Some(n)) if low == high => Some(format!("{low} of {n}")),
            (Some([LevelCount { bounds: (low, high), .. }]), Some(n)) => Some(format!("{low} to {high} of {n}")),
            _ => None,
        })
        .collect();
    (!counts.is_empty()).then(|| format!("the percentages stand for {}", counts.join(", ")))
}
