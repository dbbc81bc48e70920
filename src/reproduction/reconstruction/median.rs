//! Samples with a given median and quartiles or extremes.
//!
//! The order statistics between which the rule of quantiles interpolates are fixed first, from the median outwards; the
//! others are drawn between them and beyond.

use std::collections::BTreeMap;

use super::sample::{Grid, LARGEST, prints};
use crate::analysis::random::SplitMix64;
use crate::reproduction::comparison::Value;
use crate::summary::QuantileType;

/// Draws before a cell is given up. The later ones vary less, so that a sample is found where one is near the limits.
const MOST_DRAWS: usize = 120;

/// Values whose quantiles print as a cell; `None` where none were found.
pub(super) fn draw(
    value: &Value,
    n: usize,
    grid: &Grid,
    quantiles: QuantileType,
    random: &mut SplitMix64,
) -> Option<Vec<i64>> {
    (0..MOST_DRAWS).find_map(|attempt| {
        let variation = if attempt < MOST_DRAWS / 2 {
            0.6
        } else if attempt < MOST_DRAWS * 3 / 4 {
            0.15
        } else {
            0.0
        };
        let points = points(value, grid, attempt >= MOST_DRAWS / 3, random)?;
        let fixed = fixed(&points, n, quantiles, variation, grid, random)?;
        let values = filled(&fixed, n, &points, matches!(value, Value::MedianRange { .. }), grid, random)?;
        let numbers: Vec<f64> = values.iter().map(|units| grid.number(*units)).collect();
        prints(value, &numbers, quantiles).then_some(values)
    })
}

/// Lower point, median and upper point in units of the last decimal.
struct Points {
    lower: f64,
    median: f64,
    upper: f64,
    /// The probability of the lower point: 0.25 for quartiles, 0 for extremes.
    p: f64,
}

fn points(value: &Value, grid: &Grid, anywhere: bool, random: &mut SplitMix64) -> Option<Points> {
    let points = match *value {
        Value::MedianQuartiles { median, q1, q3 } => Points {
            lower: grid.units(q1.value()),
            median: grid.units(median.value()),
            upper: grid.units(q3.value()),
            p: 0.25,
        },
        Value::MedianIqr { median, width } => {
            // Where the quartiles lie about the median is not printed.
            let (median, width) = (grid.units(median.value()), grid.units(width.value()));
            let share = if anywhere { random.uniform() } else { random.between(0.25, 0.65) };
            let lowest = grid.low.map_or(f64::NEG_INFINITY, |low| low as f64);
            let highest = grid.high.map_or(f64::INFINITY, |high| high as f64);
            let lower = (median - share * width).max(lowest).min((highest - width).max(median - width));
            let lower = lower.round().min(median);
            Points { lower, median, upper: lower + width, p: 0.25 }
        }
        Value::MedianRange { median, min, max } => Points {
            lower: grid.units(min.value()),
            median: grid.units(median.value()),
            upper: grid.units(max.value()),
            p: 0.0,
        },
        _ => return None,
    };
    let all = [points.lower, points.median, points.upper];
    let fine = all.iter().all(|x| x.abs() < LARGEST) && points.lower <= points.median && points.median <= points.upper;
    fine.then_some(points)
}

/// The rank (from 1) below a quantile and the weight of the next order statistic.
fn place(p: f64, n: usize, quantiles: QuantileType) -> (usize, f64) {
    let size = n as f64;
    let (position, last) = match quantiles {
        QuantileType::Type2 => (size * p, size),
        QuantileType::Type6 => ((size + 1.0) * p, size),
        QuantileType::Type7 => (1.0 + (size - 1.0) * p, size),
    };
    if p <= 0.0 {
        return (1, 0.0);
    }
    if p >= 1.0 {
        return (n, 0.0);
    }
    let position = if (position - position.round()).abs() < 1e-9 { position.round() } else { position };
    let (rank, rest) = (position.floor(), position - position.floor());
    let (rank, rest) = match quantiles {
        QuantileType::Type2 if rest == 0.0 => (rank, 0.5),
        QuantileType::Type2 => (rank + 1.0, 0.0),
        _ => (rank, rest),
    };
    if rank < 1.0 {
        (1, 0.0)
    } else if rank >= last {
        (n, 0.0)
    } else {
        (rank as usize, rest)
    }
}

/// The order statistics that the quantiles need, by rank.
fn fixed(
    points: &Points,
    n: usize,
    quantiles: QuantileType,
    variation: f64,
    grid: &Grid,
    random: &mut SplitMix64,
) -> Option<BTreeMap<usize, i64>> {
    let mut ranks: BTreeMap<usize, i64> = BTreeMap::new();
    let (below, above) = (points.median - points.lower, points.upper - points.median);
    let mut away = |room: f64| variation * room.max(0.0) * random.uniform();
    let put = |ranks: &mut BTreeMap<usize, i64>, rank: usize, value: f64| {
        ranks.entry(rank).or_insert(grid.clamp(value.round() as i64));
    };
    let known = |ranks: &BTreeMap<usize, i64>, rank: usize| ranks.get(&rank).map(|value| *value as f64);
    let (rank, weight) = place(0.5, n, quantiles);
    if weight == 0.0 {
        put(&mut ranks, rank, points.median);
    } else {
        let first = (points.median - away(below.min(above))).round().max(points.lower);
        put(&mut ranks, rank, first);
        let first = known(&ranks, rank)?;
        put(&mut ranks, rank + 1, (points.median - (1.0 - weight) * first) / weight);
    }
    let (rank, weight) = place(points.p, n, quantiles);
    if weight == 0.0 {
        put(&mut ranks, rank, points.lower);
    } else {
        put(&mut ranks, rank + 1, points.lower + away(below));
        let second = known(&ranks, rank + 1)?;
        put(&mut ranks, rank, (points.lower - weight * second) / (1.0 - weight));
    }
    let (rank, weight) = place(1.0 - points.p, n, quantiles);
    if weight == 0.0 {
        put(&mut ranks, rank, points.upper);
    } else {
        put(&mut ranks, rank, points.upper - away(above));
        let first = known(&ranks, rank)?;
        put(&mut ranks, rank + 1, (points.upper - (1.0 - weight) * first) / weight);
    }
    let values: Vec<i64> = ranks.values().copied().collect();
    values.windows(2).all(|pair| pair.first() <= pair.last()).then_some(ranks)
}

/// All order statistics: uniform between those that are fixed, with exponential tails beyond.
fn filled(
    fixed: &BTreeMap<usize, i64>,
    n: usize,
    points: &Points,
    bounded: bool,
    grid: &Grid,
    random: &mut SplitMix64,
) -> Option<Vec<i64>> {
    let (first, last) = (fixed.first_key_value()?, fixed.last_key_value()?);
    if *first.0 < 1 || *last.0 > n || (bounded && (*first.0 != 1 || *last.0 != n)) {
        return None;
    }
    let mut values: Vec<i64> = fixed.values().copied().collect();
    let mut tail = |scale: f64| (-random.uniform().ln() * 0.8 * scale).round() as i64;
    for _ in 1..*first.0 {
        values.push(grid.clamp(*first.1 - tail(points.median - points.lower)));
    }
    for _ in *last.0..n {
        values.push(grid.clamp(*last.1 + tail(points.upper - points.median)));
    }
    for ((rank, low), (next, high)) in fixed.iter().zip(fixed.iter().skip(1)) {
        for _ in rank + 1..*next {
            values.push(random.between(*low as f64, *high as f64).round() as i64);
        }
    }
    Some(values)
}
