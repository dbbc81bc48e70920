//! Range of P of the one-way analysis of variance.

use super::{Interval, MeanBox};
use crate::analysis::distribution::f_sf;

/// Groups up to which the largest variation between means is found among all corners.
const MOST_CORNERS: usize = 12;

/// `F` rises with the variation between the means and falls with every SD, so that the two parts are bounded apart.
///
/// The variation between is a convex function of the means: its largest value lies at a corner, its smallest where all
/// means are as near to one common value as their intervals allow.
pub(super) fn range(boxes: &[MeanBox]) -> Interval {
    let total: f64 = boxes.iter().map(|group| group.n as f64).sum();
    let groups = boxes.len() as f64;
    let df = (groups - 1.0, total - groups);
    let within = |sd: fn(&MeanBox) -> f64| {
        boxes.iter().map(|group| (group.n as f64 - 1.0) * sd(group).powi(2)).sum::<f64>() / df.1
    };
    let p = |between: f64, within: f64| {
        if between <= 0.0 {
            1.0
        } else if within == 0.0 {
            0.0
        } else {
            f_sf(between / df.0 / within, df.0, df.1)
        }
    };
    let means: Vec<Weighted> = boxes.iter().map(|group| (group.n as f64, group.mean)).collect();
    Interval {
        low: p(largest_between(&means), within(|group| group.sd.low)),
        high: p(smallest_between(&means), within(|group| group.sd.high)),
    }
}

/// A mean that is known to an interval, with its weight.
pub(super) type Weighted = (f64, Interval);

/// Largest sum of squares between; beyond [`MOST_CORNERS`] groups an upper bound of it.
pub(super) fn largest_between(means: &[Weighted]) -> f64 {
    let total: f64 = means.iter().map(|(weight, _)| weight).sum();
    if means.len() <= MOST_CORNERS {
        return (0u32..1 << means.len())
            .map(|corner| {
                let end = |i: usize, mean: Interval| if corner >> i & 1 == 1 { mean.high } else { mean.low };
                let ends = || means.iter().enumerate().map(|(i, (weight, mean))| (*weight, end(i, *mean)));
                let center = ends().map(|(weight, mean)| weight * mean).sum::<f64>() / total;
                ends().map(|(weight, mean)| weight * (mean - center).powi(2)).sum()
            })
            .fold(0.0, f64::max);
    }
    // About any fixed centre the sum is at least the one about the weighted mean.
    let center = means.iter().map(|(weight, mean)| weight * 0.5 * (mean.low + mean.high)).sum::<f64>() / total;
    let furthest = |mean: Interval| (mean.low - center).abs().max((mean.high - center).abs());
    means.iter().map(|(weight, mean)| weight * furthest(*mean).powi(2)).sum()
}

/// Smallest sum of squares between: every mean as near as it can be to one centre, at the best centre.
pub(super) fn smallest_between(means: &[Weighted]) -> f64 {
    // The derivative of the convex function of the centre is piecewise linear: on each piece between two ends of
    // intervals it has at most one root.
    let mut ends: Vec<f64> = means.iter().flat_map(|(_, mean)| [mean.low, mean.high]).collect();
    ends.sort_by(f64::total_cmp);
    let distance = |center: f64| -> f64 {
        means.iter().map(|(weight, mean)| weight * (center.clamp(mean.low, mean.high) - center).powi(2)).sum()
    };
    let mut smallest = ends.iter().map(|end| distance(*end)).fold(f64::INFINITY, f64::min);
    for pair in ends.windows(2) {
        let middle = 0.5 * (pair[0] + pair[1]);
        let outside = means.iter().filter(|(_, mean)| !mean.contains(middle));
        let (total, sum) = outside.fold((0.0, 0.0), |(total, sum), (weight, mean)| {
            (total + weight, sum + weight * middle.clamp(mean.low, mean.high))
        });
        if total == 0.0 {
            return 0.0;
        }
        let root = sum / total;
        if root >= pair[0] && root <= pair[1] {
            smallest = smallest.min(distance(root));
        }
    }
    smallest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(n: u64, low: f64, high: f64) -> Weighted {
        (n as f64, Interval { low, high })
    }

    #[test]
    fn overlapping_means_have_no_variation() {
        assert_eq!(smallest_between(&[boxed(5, 0.0, 1.0), boxed(6, 0.5, 2.0), boxed(7, 0.9, 3.0)]), 0.0);
    }

    #[test]
    fn smallest_variation_worked_by_hand() {
        // [0, 1] and [3, 4] with n = 2 each: means 1 and 3, centre 2, 2*1 + 2*1 = 4; a third group [0, 9] joins at 2.
        assert_eq!(smallest_between(&[boxed(2, 0.0, 1.0), boxed(2, 3.0, 4.0), boxed(5, 0.0, 9.0)]), 4.0);
    }

    #[test]
    fn bound_beyond_the_corners_covers_them() {
        let few: Vec<Weighted> =
            (0..10).map(|i| boxed(3 + i, f64::from(i as u32), f64::from(i as u32) + 0.7)).collect();
        let mut many = few.clone();
        many.extend(few.iter().take(3).copied());
        assert!(largest_between(&many) >= largest_between(&few));
    }
}
