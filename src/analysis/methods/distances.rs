//! Distances of values from the centre of their group, for tests of spread.

use super::filled_groups;
use crate::analysis::NotComputable;
use crate::summary::{Moments, ValueCounts};

/// What distances are taken from.
#[derive(Clone, Copy)]
pub(super) enum Centre {
    /// The mean of the group.
    Mean,
    /// The median of the group.
    Median,
}

/// How often each distance from the centre of the own group occurs in every group. O(d log d) for d distinct values.
///
/// Distances that differ by no more than the rounding of the values are one: 0.3 is as far from 0.2 as 0.1 is, though
/// not in binary.
pub(super) fn distances(values: &ValueCounts, centre: Centre) -> Result<ValueCounts, NotComputable> {
    let moments: Vec<Moments> = (0..values.groups()).map(|group| values.moments(group)).collect();
    filled_groups(&moments, 1)?;
    let mut all = Vec::with_capacity(values.values().len());
    for (group, moments) in moments.iter().enumerate() {
        let occurring = || values.occurring(group);
        // The centre is the middle of two values plus a small remainder, so that a large common offset costs no digits.
        let (low, high, rest) = match centre {
            Centre::Mean => {
                let rest = occurring().map(|(x, count)| (x - moments.mean) * count as f64).sum::<f64>();
                (moments.mean, moments.mean, rest / moments.n as f64)
            }
            Centre::Median => {
                let (low, high) = middle(occurring(), moments.n);
                (low, high, 0.0)
            }
        };
        let (smallest, largest) = values.range(group).unwrap_or_default();
        let rounding = 4.0 * f64::EPSILON * smallest.abs().max(largest.abs());
        for (x, count) in occurring() {
            all.push((((x - low) * 0.5 + (x - high) * 0.5 - rest).abs(), rounding, group, count));
        }
    }
    if all.iter().any(|(distance, ..)| !distance.is_finite()) {
        return Err(NotComputable::because("the numbers are too large or too small to compute with"));
    }
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut distinct: Vec<(f64, f64)> = Vec::new();
    let mut counts: Vec<Vec<u64>> = vec![Vec::new(); values.groups()];
    for (distance, rounding, group, count) in all {
        let tied = distinct.last().is_some_and(|(first, its)| distance - first <= rounding.max(*its));
        if !tied {
            distinct.push((distance, rounding));
            counts.iter_mut().for_each(|column| column.push(0));
        }
        if let Some(cell) = counts.get_mut(group).and_then(|column| column.last_mut()) {
            *cell += count;
        }
    }
    let distinct = distinct.into_iter().map(|(distance, _)| distance).collect();
    ValueCounts::new(distinct, counts).map_err(|fault| NotComputable::because(fault.to_string()))
}

/// The two values in the middle, the same one twice when `n` is odd.
fn middle(occurring: impl Iterator<Item = (f64, u64)>, n: u64) -> (f64, f64) {
    let (first, second) = (n.div_ceil(2), n / 2 + 1);
    let mut low = None;
    let mut passed = 0;
    for (x, count) in occurring {
        passed += count;
        if low.is_none() && passed >= first {
            low = Some(x);
        }
        if passed >= second {
            return (low.unwrap_or(x), x);
        }
    }
    (0.0, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_decimal_distances_are_tied() {
        let values = ValueCounts::from_groups(&[vec![0.1, 0.2, 0.3], vec![1.1, 1.2, 1.4, 1.5]]).unwrap();
        let found = distances(&values, Centre::Median).unwrap();
        // 0, 0.1 (twice in either group) and 0.2.
        let counts = |found: &ValueCounts, group| found.counts(group).collect::<Vec<_>>();
        assert_eq!((counts(&found, 0), counts(&found, 1)), (vec![1, 2, 0], vec![0, 2, 2]));
        assert_eq!(counts(&distances(&values, Centre::Mean).unwrap(), 0), [1, 2, 0]);
    }

    #[test]
    fn an_overflow_is_refused() {
        let values = ValueCounts::from_groups(&[vec![-1.7e308, 1.7e308, 1.7e308], vec![0.0, 1.0]]).unwrap();
        assert!(distances(&values, Centre::Median).is_err());
    }
}
