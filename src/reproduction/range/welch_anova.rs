//! Range of P of Welch's analysis of variance.

use super::anova::{Weighted, largest_between, smallest_between};
use super::{Interval, MeanBox};
use crate::analysis::distribution::f_sf;

/// Relative width at which the search stops.
const TOLERANCE: f64 = 1e-4;
/// Sums of squares computed before the search stops with what it can certify.
const MOST_SUMS: usize = 1 << 13;

/// Range over the box, or `None` where a group may have no variation: its weight would be infinite.
///
/// With the weights `w = n/s²` fixed, P is settled by the weighted variation between the means, whose extremes over the
/// means are known exactly, and that variation rises with every weight. The correction of F and the second degrees of
/// freedom depend on the shares of the weights; over a piece of the box of weights these are enclosed. Pieces are halved
/// until the enclosure is narrow.
pub(super) fn range(boxes: &[MeanBox]) -> Option<Interval> {
    if boxes.iter().any(|group| group.n < 2 || group.sd.low <= 0.0) {
        return None;
    }
    let whole: Vec<Interval> = boxes.iter().map(|group| group.sd).collect();
    Some(Interval { low: bound(boxes, &whole, true), high: bound(boxes, &whole, false) })
}

/// The search for one end.
fn bound(boxes: &[MeanBox], whole: &[Interval], minimum: bool) -> f64 {
    let better = |x: f64, y: f64| if minimum { x.min(y) } else { x.max(y) };
    let limit = |piece: &[Interval]| enclose(boxes, piece, minimum);
    // P at the two outer corners and in the middle of a piece: attained, whatever the pieces hide.
    let attained_in = |piece: &[Interval]| {
        let middle = |side: &Interval| (side.low * side.high).sqrt().clamp(side.low, side.high);
        let points: [Vec<f64>; 3] = [
            piece.iter().map(|side| side.low).collect(),
            piece.iter().map(|side| side.high).collect(),
            piece.iter().map(middle).collect(),
        ];
        points.iter().map(|sds| at(boxes, sds, minimum)).fold(if minimum { 1.0 } else { 0.0 }, better)
    };
    let mut attained = attained_in(whole);
    let mut settled = attained;
    let mut pieces = vec![(limit(whole), whole.to_vec())];
    let cost = boxes.len() * (1 << boxes.len().min(12));
    let most_pieces = (MOST_SUMS / cost).clamp(16, 512);
    let mut left = 2 * most_pieces;
    loop {
        let margin = TOLERANCE * attained;
        pieces.retain(|(limit, _)| {
            let open = if minimum { *limit < attained - margin } else { *limit > attained + margin };
            if !open {
                settled = better(settled, *limit);
            }
            open
        });
        if pieces.is_empty() || pieces.len() > most_pieces || left < pieces.len() {
            return pieces.iter().fold(better(settled, attained), |worst, (limit, _)| better(worst, *limit));
        }
        left -= pieces.len();
        let mut halves = Vec::with_capacity(2 * pieces.len());
        for (own, piece) in pieces {
            let Some((first, second)) = halved(&piece) else {
                // Nothing is left to halve: the ends are neighbouring doubles.
                settled = better(settled, own);
                continue;
            };
            for half in [first, second] {
                attained = better(attained, attained_in(&half));
                halves.push((limit(&half), half));
            }
        }
        pieces = halves;
    }
}

/// Both halves of a piece, cut where it is longest in proportion.
fn halved(piece: &[Interval]) -> Option<(Vec<Interval>, Vec<Interval>)> {
    let length = |side: &Interval| side.high / side.low;
    let longest = (0..piece.len()).max_by(|a, b| length(&piece[*a]).total_cmp(&length(&piece[*b])))?;
    let side = piece[longest];
    let middle = (side.low * side.high).sqrt();
    if middle <= side.low || middle >= side.high {
        return None;
    }
    let (mut first, mut second) = (piece.to_vec(), piece.to_vec());
    first[longest].high = middle;
    second[longest].low = middle;
    Some((first, second))
}

/// Smallest or largest P over the means at one point of the box of SDs.
fn at(boxes: &[MeanBox], sds: &[f64], minimum: bool) -> f64 {
    let weights: Vec<f64> = boxes.iter().zip(sds).map(|(group, sd)| weight(group, *sd)).collect();
    let total: f64 = weights.iter().sum();
    let spread = boxes
        .iter()
        .zip(&weights)
        .map(|(group, weight)| (1.0 - weight / total).powi(2) / (group.n as f64 - 1.0))
        .sum::<f64>();
    let between = if minimum { largest_between } else { smallest_between };
    let between = between(&weighted(boxes, &weights));
    let k = boxes.len() as f64;
    p_value(statistic(between, spread, k), k - 1.0, degrees_of_freedom(spread, k))
}

/// Enclosure of P over all means and a piece of the box of SDs: not above the minimum, or not below the maximum.
fn enclose(boxes: &[MeanBox], piece: &[Interval], minimum: bool) -> f64 {
    let light: Vec<f64> = boxes.iter().zip(piece).map(|(group, sd)| weight(group, sd.high)).collect();
    let heavy: Vec<f64> = boxes.iter().zip(piece).map(|(group, sd)| weight(group, sd.low)).collect();
    let (lightest, heaviest): (f64, f64) = (light.iter().sum(), heavy.iter().sum());
    let mut spread = Interval { low: 0.0, high: 0.0 };
    for (group, (light, heavy)) in boxes.iter().zip(light.iter().zip(&heavy)) {
        // A share is largest where its own weight is heavy and all others are light.
        let most = heavy / (heavy + (lightest - light).max(0.0));
        let least = light / (light + (heaviest - heavy).max(0.0));
        spread.low += (1.0 - most).max(0.0).powi(2) / (group.n as f64 - 1.0);
        spread.high += (1.0 - least).powi(2) / (group.n as f64 - 1.0);
    }
    let k = boxes.len() as f64;
    let df = Interval { low: degrees_of_freedom(spread.high, k), high: degrees_of_freedom(spread.low, k) };
    let (f, parameter, argument) = if minimum {
        (statistic(largest_between(&weighted(boxes, &heavy)), spread.low, k), df.high, df.low)
    } else {
        (statistic(smallest_between(&weighted(boxes, &light)), spread.high, k), df.low, df.high)
    };
    // P is the incomplete beta function at df/(df + (k-1)F) with the parameter df/2: it rises with the first and falls
    // with the second, so that it lies within what the opposite ends of both give.
    let argument = if falls_with_df(f, k) { parameter } else { argument };
    p_value(f * parameter / argument, k - 1.0, parameter)
}

/// Whether P at this F falls with the second degrees of freedom. For three groups `P = (1 + 2F/df)^(-df/2)` always does.
/// Two F densities with the same first degrees of freedom have a ratio that falls up to F = 1 and rises from there, so
/// that their tails cross once; they cross below 1, since P(F > 1) falls with the second degrees of freedom.
fn falls_with_df(f: f64, k: f64) -> bool {
    k <= 3.0 || f >= 1.0
}

fn weight(group: &MeanBox, sd: f64) -> f64 {
    group.n as f64 / (sd * sd)
}

fn weighted(boxes: &[MeanBox], weights: &[f64]) -> Vec<Weighted> {
    boxes.iter().zip(weights).map(|(group, weight)| (*weight, group.mean)).collect()
}

/// F from the weighted variation between the means and `Σ (1 - share)² / (n - 1)`.
fn statistic(between: f64, spread: f64, k: f64) -> f64 {
    between / (k - 1.0) / (1.0 + 2.0 * (k - 2.0) / (k * k - 1.0) * spread)
}

fn degrees_of_freedom(spread: f64, k: f64) -> f64 {
    (k * k - 1.0) / (3.0 * spread)
}

fn p_value(f: f64, df1: f64, df2: f64) -> f64 {
    if f <= 0.0 { 1.0 } else { f_sf(f, df1, df2) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Alternative, methods};
    use crate::summary::Moments;

    fn around(value: f64, half: f64) -> Interval {
        Interval { low: value - half, high: value + half }
    }

    #[test]
    fn a_point_has_the_p_of_the_test() {
        let figures = [(12, 5.1, 1.2), (15, 6.4, 2.9), (9, 5.8, 0.8), (30, 6.0, 1.9)];
        for k in 3..=4 {
            let boxes: Vec<MeanBox> = figures[..k]
                .iter()
                .map(|(n, mean, sd)| MeanBox { n: *n, mean: around(*mean, 0.0), sd: around(*sd, 0.0) })
                .collect();
            let moments: Vec<Moments> =
                figures[..k].iter().map(|(n, mean, sd)| Moments::from_summary(*n, *mean, *sd)).collect();
            let p = methods::welch_anova(&moments, Alternative::TwoSided).unwrap().p;
            let range = range(&boxes).unwrap();
            assert!((range.low - p).abs() < 1e-12 && (range.high - p).abs() < 1e-12, "{range:?} {p}");
        }
    }

    #[test]
    fn the_range_is_as_narrow_as_a_dense_grid_shows() {
        for groups in [3, 4] {
            let boxes: Vec<MeanBox> = [(14, 50.0, 8.0), (11, 56.0, 3.0), (20, 58.0, 12.0), (9, 53.0, 5.0)][..groups]
                .iter()
                .map(|(n, mean, sd)| MeanBox { n: *n, mean: around(*mean, 0.5), sd: around(*sd, 0.5) })
                .collect();
            let range = range(&boxes).unwrap();
            let (mut low, mut high) = (1.0f64, 0.0f64);
            let steps = 6usize;
            for point in 0..(steps + 1).pow(groups as u32) {
                let sds: Vec<f64> = boxes
                    .iter()
                    .enumerate()
                    .map(|(i, group)| {
                        let step = point / (steps + 1).pow(i as u32) % (steps + 1);
                        group.sd.low + step as f64 / steps as f64 * (group.sd.high - group.sd.low)
                    })
                    .collect();
                low = low.min(at(&boxes, &sds, true));
                high = high.max(at(&boxes, &sds, false));
            }
            assert!(range.low <= low && low - range.low < 1e-3 * low, "{range:?} {low}");
            assert!(range.high >= high && range.high - high < 1e-3 * high, "{range:?} {high}");
        }
    }

    #[test]
    fn the_tail_from_one_on_falls_with_the_second_degrees_of_freedom() {
        for df1 in 2..=20 {
            for f in [1.0, 1.05, 1.5, 4.0] {
                let tails: Vec<f64> = (-4..60).map(|i| f_sf(f, f64::from(df1), 1.25f64.powi(i))).collect();
                assert!(tails.windows(2).all(|pair| pair[1] < pair[0]), "{df1} {f}");
            }
        }
    }

    #[test]
    fn a_group_without_variation_has_no_range() {
        let still = MeanBox { n: 5, mean: around(3.0, 0.5), sd: Interval { low: 0.0, high: 0.05 } };
        assert!(range(&[still, still, still]).is_none());
    }
}
