//! Values that lie far from all others, as a code for missing values does that nobody declared.

use crate::summary::ValueCounts;

/// Fewest different values among which one can lie far off.
const FEWEST: usize = 10;
/// Most different values that are codes.
const MOST: usize = 3;

/// What a reader is told of values far from all others; none is left out. At either end up to three different values
/// count that are farther from the next than twice the range of the others; and 0, where it is rare and the next value
/// is more than a quarter of their range away. O(1).
pub fn note(values: &ValueCounts) -> Option<String> {
    let all = values.values();
    let n: u64 = (0..values.groups()).map(|group| values.n(group)).sum();
    if all.len() < FEWEST + MOST || n < 20 {
        return None;
    }
    let before = |position: usize| (0..values.groups()).map(|group| values.before(group, position)).sum::<u64>();
    let at = |position: usize| all.get(position).copied().unwrap_or(f64::NAN);
    let last = all.len() - 1;
    // The other end is looked at without its own codes.
    let above = (1..=MOST).rev().find(|k| at(last + 1 - k) - at(last - k) > 2.0 * (at(last - k) - at(MOST)));
    let below = (1..=MOST).rev().find(|k| at(*k) - at(k - 1) > 2.0 * (at(last - MOST) - at(*k)));
    let (first_kept, last_kept) = (below.unwrap_or(0), last - above.unwrap_or(0));
    let zero = below.is_none() && at(0) == 0.0 && at(1) > 0.25 * (at(last_kept) - at(1)) && before(1) * 10 <= n;
    let first_kept = if zero { 1 } else { first_kept };
    let listed = |positions: std::ops::Range<usize>| {
        positions.map(|i| format!("{} ({})", at(i), before(i + 1) - before(i))).collect::<Vec<String>>()
    };
    let found = [listed(0..first_kept), listed(last_kept + 1..last + 1)].concat();
    if found.is_empty() {
        let split = bands(all)?;
        return Some(format!(
            "values lie in two bands, {} from {} to {} and {} from {} to {}: they may be in two units",
            before(split),
            at(0),
            at(split - 1),
            n - before(split),
            at(split),
            at(last)
        ));
    }
    let (verb, it) = if found.len() == 1 { ("lies", "it is") } else { ("lie", "they are") };
    Some(format!(
        "{} {verb} far from all other values, between {} and {}: {it} kept; declare as missing what is none",
        found.join(", "),
        at(first_kept),
        at(last_kept)
    ))
}

/// Most different values that are looked through for two bands.
const MOST_DIFFERENT: usize = 100_000;

/// Position of the first value of an upper band: positive values, the lowest of them at least eight times the highest of
/// the lower band, or farther from it than three times the width of either. O(different values).
fn bands(all: &[f64]) -> Option<usize> {
    let (first, last) = (all.first().copied().filter(|first| *first > 0.0)?, *all.last()?);
    if all.len() > MOST_DIFFERENT {
        return None;
    }
    let far = |a: f64, b: f64| b >= 8.0 * a || b - a > 3.0 * (a - first).max(last - b);
    let split = all.iter().zip(all.iter().skip(1)).position(|(a, b)| far(*a, *b))? + 1;
    (split > 1 && split + 1 < all.len()).then_some(split)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(far: &[f64]) -> Option<String> {
        let mut values: Vec<f64> = (20..80).map(f64::from).collect();
        values.extend(far);
        note(&ValueCounts::from_groups(&[values]).unwrap())
    }

    #[test]
    fn values_far_from_all_others_are_named() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[120.0]), None);
        assert!(of(&[999.9, 999.9]).unwrap().starts_with("999.9 (2) lies far"));
        assert!(of(&[6666.0, 7777.0, 8888.0]).unwrap().starts_with("6666 (1), 7777 (1), 8888 (1) lie far"));
        assert!(of(&[-2147483648.0, 9.96921e36]).unwrap().contains("between 20 and 79"));
        assert!(of(&[0.0]).unwrap().starts_with("0 (1) lies"));
        assert_eq!(of(&[0.0; 10]), None, "many zeros are values");
        let two = |low: f64, high: f64, step: f64| {
            let values =
                (0..40).map(|i| if i % 8 == 0 { low + f64::from(i) * step } else { high + f64::from(i) * step * 60.0 });
            note(&ValueCounts::from_groups(&[values.collect()]).unwrap())
        };
        assert!(two(0.6, 60.0, 0.02).unwrap().starts_with("values lie in two bands, 5 from 0.6 to"));
        assert!(two(36.5, 97.0, 0.002).is_some());
        assert_eq!(two(0.6, 1.5, 0.02), None);
        let skewed: Vec<f64> = (0..60).map(|i| (f64::from(i) * 0.12).exp()).collect();
        assert_eq!(note(&ValueCounts::from_groups(&[skewed]).unwrap()), None);
    }
}
