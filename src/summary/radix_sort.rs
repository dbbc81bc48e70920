//! Value counts by radix sort: linear in the number of values.

use super::{NotValueCounts, ValueCounts};

/// Bits of a digit: 2048 counters stay in the first-level cache, and six passes sort 64 bits.
const BITS: u32 = 11;
const DIGITS: usize = 64_usize.div_ceil(BITS as usize);
const RADIX: usize = 1 << BITS;

/// An unsigned integer that is ordered as the number is; minus zero becomes zero.
pub(crate) fn key(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The number of a key.
fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

/// Sorts by least significant digit first, leaving out digits that are the same in all keys. O(n).
pub(crate) fn sort(keys: &mut Vec<u64>) {
    if keys.len() < 256 {
        keys.sort_unstable();
        return;
    }
    let mut counts = vec![[0_u32; RADIX]; DIGITS];
    let digit = |key: u64, pass: usize| (key >> (BITS as usize * pass)) as usize & (RADIX - 1);
    for &key in keys.iter() {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[digit(key, pass)] += 1;
        }
    }
    let mut sorted = vec![0_u64; keys.len()];
    for (pass, counts) in counts.iter_mut().enumerate() {
        if counts.iter().any(|count| *count as usize == keys.len()) {
            continue;
        }
        let mut position = 0;
        for count in counts.iter_mut() {
            let n = *count;
            *count = position;
            position += n;
        }
        for &key in keys.iter() {
            let place = &mut counts[digit(key, pass)];
            sorted[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(keys, &mut sorted);
    }
}

/// Value counts of groups whose keys are sorted: a merge of all groups.
///
/// # Errors
/// As [`ValueCounts::new`].
pub(crate) fn counts(groups: &[Vec<u64>]) -> Result<ValueCounts, NotValueCounts> {
    // Room for as many values as keys is room that is asked for, not used; growing would move what is there.
    let most = groups.iter().map(Vec::len).sum();
    if most > u32::MAX as usize {
        return Err(NotValueCounts::TooLarge);
    }
    let mut values = Vec::with_capacity(most);
    let mut counts: Vec<u32> = Vec::with_capacity(most * groups.len());
    let mut rest: Vec<&[u64]> = groups.iter().map(Vec::as_slice).collect();
    while let Some(next) = rest.iter().filter_map(|keys| keys.first()).min().copied() {
        values.push(value(next));
        for keys in &mut rest {
            let equal = keys.iter().take_while(|key| **key == next).count();
            *keys = keys.get(equal..).unwrap_or_default();
            // No more than all, which fit.
            counts.push(equal as u32);
        }
    }
    values.shrink_to_fit();
    counts.shrink_to_fit();
    ValueCounts::from_rows(values, groups.len(), counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_of_sorted_keys_are_counts_of_values(
            groups in prop::collection::vec(prop::collection::vec(
                prop_oneof![-50..50_i32].prop_map(|x| f64::from(x) / 4.0).boxed()
                    .prop_union(prop::num::f64::NORMAL.boxed()).or(Just(-0.0).boxed()), 0..400), 1..4)
        ) {
            let mut expected: std::collections::BTreeMap<u64, Vec<u64>> = Default::default();
            for (group, values) in groups.iter().enumerate() {
                for value in values {
                    expected.entry(key(*value)).or_insert_with(|| vec![0; groups.len()])[group] += 1;
                }
            }
            let sorted: Vec<Vec<u64>> = groups.iter().map(|group| {
                let mut keys: Vec<u64> = group.iter().map(|value| key(*value)).collect();
                sort(&mut keys);
                keys
            }).collect();
            let found = counts(&sorted).unwrap();
            let of = |i| (0..groups.len()).filter_map(|group| found.counts(group).nth(i)).collect::<Vec<u64>>();
            let found: Vec<(u64, Vec<u64>)> = found.values().iter().enumerate().map(|(i, x)| (key(*x), of(i))).collect();
            prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
