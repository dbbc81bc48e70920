//! Counts, and the percentages that they print as.

use std::ops::RangeInclusive;

use super::decimal::{Decimal, Rounding};

/// Whether a count out of `n` prints as this percentage, rounded either way at a tie, or cut off. A count may exceed `n`.
pub(super) fn prints(count: u64, n: u64, percent: Decimal) -> bool {
    let share = 100.0 * count as f64 / n as f64;
    let cut = percent.interval(Rounding::Truncated);
    n > 0 && (percent.prints(share, 1e-12) || (share >= cut.low && share < cut.high))
}

/// The same, of a part of `n`.
pub(super) fn fits(count: u64, n: u64, percent: Decimal) -> bool {
    count <= n && prints(count, n, percent)
}

/// The largest of these denominators with which every count prints as its percentage.
///
/// Each percentage leaves a range of denominators, taken a little too wide here: trying every one would take minutes for
/// the cells of a large registry.
pub(super) fn largest_denominator(counts: &[(u64, Decimal)], among: RangeInclusive<u64>) -> Option<u64> {
    let (mut least, mut most) = among.into_inner();
    for (count, percent) in counts {
        let (nearest, cut) = (percent.interval(Rounding::Nearest), percent.interval(Rounding::Truncated));
        let (low, high) = (nearest.low.min(cut.low), nearest.high.max(cut.high));
        let of = |share: f64| 100.0 * *count as f64 / share;
        match count {
            // The share is 0 whatever it is of.
            0 if fits(0, 1, *percent) => {}
            0 => return None,
            _ if high <= 0.0 => return None,
            _ => {
                least = least.max((of(high) * (1.0 - 1e-9)) as u64);
                most = if low > 0.0 { most.min((of(low) * (1.0 + 1e-9)).ceil() as u64) } else { most };
            }
        }
    }
    (least..=most).rev().find(|n| counts.iter().all(|(count, percent)| fits(*count, *n, *percent)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percent(digits: i128, decimals: u32) -> Decimal {
        Decimal { digits, decimals, negative: false }
    }

    #[test]
    fn percentages_fit_rounded_or_cut() {
        assert!(fits(9, 16, percent(562, 1)) && fits(9, 16, percent(563, 1)));
        assert!(fits(2, 3, percent(66, 0)) && fits(2, 3, percent(67, 0)));
        assert!(!fits(5, 8, percent(525, 1)));
        assert!(!fits(9, 8, percent(1125, 1)));
    }

    #[test]
    fn no_search_goes_through_a_whole_registry() {
        let n = 100_000_000_000;
        assert_eq!(largest_denominator(&[(12, percent(70, 1))], n / 2..=n), None);
        assert_eq!(largest_denominator(&[(0, percent(70, 1))], n / 2..=n), None);
        assert_eq!(largest_denominator(&[(60_000_000_000, percent(643, 1))], n / 2..=n), Some(93_385_214_007));
    }

    proptest! {
        #[test]
        fn no_denominator_is_passed_over(
            cells in prop::collection::vec((0..300_u64, 0..1200_i128, 0..3_u32), 1..4), least in 0..300_u64, n in 1..400_u64,
        ) {
            let cells: Vec<(u64, Decimal)> = cells.into_iter().map(|(c, digits, d)| (c, percent(digits, d))).collect();
            let tried = (least..=n).rev().find(|n| cells.iter().all(|(count, percent)| fits(*count, *n, *percent)));
            prop_assert_eq!(largest_denominator(&cells, least..=n), tried);
        }
    }
}
