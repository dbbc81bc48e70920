//! Order statistics of very many numbers that are never listed: halving over the ordered bits of a double.

/// Order-preserving whole number of a double.
pub(super) fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The double of a whole number.
pub(super) fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

/// The smallest number between `low` and `high` that `count` numbers or more do not exceed, where `at_most` counts
/// those that do not exceed its argument. At most 64 counts.
pub(super) fn order_statistic(count: u128, low: f64, high: f64, at_most: impl Fn(f64) -> u128) -> f64 {
    let (mut low, mut high) = (key(low), key(high));
    while low < high {
        let middle = low + (high - low) / 2;
        if at_most(value(middle)) >= count {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    // Minus zero is zero.
    value(low) + 0.0
}

/// The median of `total` numbers, by [`order_statistic`].
pub(super) fn median(total: u128, low: f64, high: f64, at_most: impl Fn(f64) -> u128) -> f64 {
    let below = order_statistic(total.div_ceil(2), low, high, &at_most);
    if total % 2 == 1 || at_most(below) > total / 2 {
        return below;
    }
    let above = order_statistic(total / 2 + 1, low, high, &at_most);
    0.5 * below + 0.5 * above
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_order_statistic() {
        let numbers = [-1e300, -2.0, -0.0, 0.0, 5e-324, 1.0, 1.0, 7.5];
        let at_most = |x: f64| numbers.iter().filter(|number| **number <= x).count() as u128;
        for (i, number) in numbers.iter().enumerate() {
            assert_eq!(order_statistic(i as u128 + 1, -1e300, 7.5, at_most), *number);
        }
        assert_eq!(median(8, -1e300, 7.5, at_most), 0.0);
        assert_eq!(median(3, 1.0, 3.0, |x| u128::from(x >= 1.0) + u128::from(x >= 2.0) + u128::from(x >= 3.0)), 2.0);
    }
}
