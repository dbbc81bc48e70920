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
    Interval {
        low: p(largest_between(boxes), within(|group| group.sd.low)),
        high: p(smallest_between(boxes), within(|group| group.sd.high)),
    }
}

/// Sum of squares of means about their weighted mean.
fn between(boxes: &[MeanBox], means: &[f64]) -> f64 {
    let total: f64 = boxes.iter().map(|group| group.n as f64).sum();
    let center = boxes.iter().zip(means).map(|(group, mean)| group.n as f64 * mean).sum::<f64>() / total;
    boxes.iter().zip(means).map(|(group, mean)| group.n as f64 * (mean - center).powi(2)).sum()
}

/// Largest sum of squares between; beyond [`MOST_CORNERS`] groups an upper bound of it.
fn largest_between(boxes: &[MeanBox]) -> f64 {
    if boxes.len() <= MOST_CORNERS {
        return (0u32..1 << boxes.len())
            .map(|corner| {
                let end = |i: usize, mean: Interval| if corner >> i & 1 == 1 { mean.high } else { mean.low };
                let means: Vec<f64> = boxes.iter().enumerate().map(|(i, group)| end(i, group.mean)).collect();
                between(boxes, &means)
            })
            .fold(0.0, f64::max);
    }
    // About any fixed centre the sum is at least the one about the weighted mean.
    let middles: Vec<f64> = boxes.iter().map(|group| 0.5 * (group.mean.low + group.mean.high)).collect();
    let total: f64 = boxes.iter().map(|group| group.n as f64).sum();
    let center = boxes.iter().zip(&middles).map(|(group, mean)| group.n as f64 * mean).sum::<f64>() / total;
    let furthest = |mean: Interval| (mean.low - center).abs().max((mean.high - center).abs());
    boxes.iter().map(|group| group.n as f64 * furthest(group.mean).powi(2)).sum()
}

/// Smallest sum of squares between: every mean as near as it can be to one centre, at the best centre.
fn smallest_between(boxes: &[MeanBox]) -> f64 {
    // The derivative of the convex function of the centre is piecewise linear: on each piece between two ends of
    // intervals it has at most one root.
    let mut ends: Vec<f64> = boxes.iter().flat_map(|group| [group.mean.low, group.mean.high]).collect();
    ends.sort_by(f64::total_cmp);
    let distance = |center: f64| -> f64 {
        boxes
            .iter()
            .map(|group| group.n as f64 * (center.clamp(group.mean.low, group.mean.high) - center).powi(2))
            .sum()
    };
    let mut smallest = ends.iter().map(|end| distance(*end)).fold(f64::INFINITY, f64::min);
    for pair in ends.windows(2) {
        let middle = 0.5 * (pair[0] + pair[1]);
        let outside = boxes.iter().filter(|group| !group.mean.contains(middle));
        let (weight, sum) = outside.fold((0.0, 0.0), |(weight, sum), group| {
            let n = group.n as f64;
            (weight + n, sum + n * middle.clamp(group.mean.low, group.mean.high))
        });
        if weight == 0.0 {
            return 0.0;
        }
        let root = sum / weight;
        if root >= pair[0] && root <= pair[1] {
            smallest = smallest.min(distance(root));
        }
    }
    smallest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(n: u64, low: f64, high: f64) -> MeanBox {
        MeanBox { n, mean: Interval { low, high }, sd: Interval { low: 1.0, high: 1.1 } }
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
        let few: Vec<MeanBox> = (0..10).map(|i| boxed(3 + i, f64::from(i as u32), f64::from(i as u32) + 0.7)).collect();
        let mut many = few.clone();
        many.extend(few.iter().take(3).copied());
        assert!(largest_between(&many) >= largest_between(&few));
    }
}
