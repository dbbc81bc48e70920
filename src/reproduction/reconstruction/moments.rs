//! Samples with a given mean and standard deviation.
//!
//! A shape is drawn, standardised and rounded to the grid; then the sum is repaired by single steps, and the sum of
//! squares by moving two values apart or together, which leaves the sum as it is. All sums are whole numbers, so that
//! nothing is lost to rounding.

use super::sample::{Grid, LARGEST};
use crate::analysis::random::SplitMix64;
use crate::reproduction::decimal::Interval;

/// Sums that are tried before a mean and a standard deviation are given up.
const MOST_SUMS: usize = 12;

/// Values whose mean and standard deviation (divisor `n - 1`) lie within intervals; `None` where none were found.
pub(super) fn draw(n: usize, mean: Interval, sd: Interval, grid: &Grid, random: &mut SplitMix64) -> Option<Vec<i64>> {
    let size = n as f64;
    let (low, high) = (grid.units(mean.low) * size, grid.units(mean.high) * size);
    let (first, last) = (low.ceil(), high.floor());
    let sd = Interval { low: grid.units(sd.low).max(0.0), high: grid.units(sd.high) };
    if first > last || n < 2 || sd.high < 0.0 || first.abs().max(last.abs()) + sd.high * size > LARGEST {
        return None;
    }
    let squares = Interval { low: size * (size - 1.0) * sd.low.powi(2), high: size * (size - 1.0) * sd.high.powi(2) };
    let sums = (last - first) as usize + 1;
    let start = random.below(sums);
    (0..sums.min(MOST_SUMS)).find_map(|step| {
        let sum = first as i64 + ((start + step * (sums / MOST_SUMS).max(1)) % sums) as i64;
        let mut values = shaped(n, sum as f64 / size, random.between(sd.low, sd.high), grid, random);
        repair_sum(&mut values, sum, grid, random)?;
        repair_squares(&mut values, squares, grid, random)?;
        Some(values)
    })
}

/// Rounded values of roughly this mean and standard deviation: normal, or skewed where a normal shape would pass the
/// lower limit.
fn shaped(n: usize, mean: f64, sd: f64, grid: &Grid, random: &mut SplitMix64) -> Vec<i64> {
    let room = grid.low.map(|low| mean - low as f64).filter(|room| *room > 0.0 && *room < 2.0 * sd);
    let spread = room.map_or(0.0, |room| (1.0 + (sd / room).powi(2)).ln().sqrt());
    let shape: Vec<f64> = (0..n)
        .map(|_| {
            // Box and Muller.
            let z = (-2.0 * random.uniform().ln()).sqrt() * (std::f64::consts::TAU * random.uniform()).cos();
            if spread > 0.0 { (spread * z).exp() } else { z }
        })
        .collect();
    let center = shape.iter().sum::<f64>() / n as f64;
    let scale = (shape.iter().map(|x| (x - center).powi(2)).sum::<f64>() / (n as f64 - 1.0)).sqrt();
    let place = |x: f64| grid.clamp((mean + if scale > 0.0 { sd * (x - center) / scale } else { 0.0 }).round() as i64);
    shape.into_iter().map(place).collect()
}

/// Moves single values until they add up.
fn repair_sum(values: &mut [i64], sum: i64, grid: &Grid, random: &mut SplitMix64) -> Option<()> {
    let n = values.len();
    let mut rest = sum.checked_sub(values.iter().sum::<i64>())?;
    for _ in 0..(100 * n + 1000) {
        if rest == 0 {
            return Some(());
        }
        let step = rest.signum() * (rest.abs() / n as i64).max(1);
        let value = values.get_mut(random.below(n))?;
        if grid.allows(*value + step) {
            *value += step;
            rest -= step;
        } else if grid.allows(*value + rest.signum()) {
            *value += rest.signum();
            rest -= rest.signum();
        }
    }
    None
}

/// `n` times the centred sum of squares, exactly.
fn spread(values: &[i64]) -> i128 {
    let sum: i128 = values.iter().map(|x| i128::from(*x)).sum();
    let squares: i128 = values.iter().map(|x| i128::from(*x) * i128::from(*x)).sum();
    values.len() as i128 * squares - sum * sum
}

/// How far two values are moved, and which.
struct Move {
    larger: usize,
    smaller: usize,
    /// Away from each other; together where negative.
    step: i64,
}

// `idle` counts fruitless rounds, not rounds.
#[allow(clippy::explicit_counter_loop)]
/// Moves pairs until `n` times the centred sum of squares lies within an interval.
fn repair_squares(values: &mut [i64], target: Interval, grid: &Grid, random: &mut SplitMix64) -> Option<()> {
    let n = values.len();
    let middle = 0.5 * (target.low + target.high);
    let mut now = spread(values);
    let mut idle = 0;
    for _ in 0..(20 * n + 4000) {
        if target.contains(now as f64) {
            return Some(());
        }
        let wanted = (middle - now as f64) / n as f64;
        let found = if idle < 200 {
            movement(values, random.below(n), random.below(n), wanted, grid)
        } else {
            // Chance finds nothing any more: the best of all pairs, or nothing.
            Some(best(values, wanted, grid)?)
        };
        let Some(found) = found else {
            idle += 1;
            continue;
        };
        if let Some(value) = values.get_mut(found.larger) {
            *value += found.step;
        }
        if let Some(value) = values.get_mut(found.smaller) {
            *value -= found.step;
        }
        now = spread(values);
    }
    None
}

/// The largest movement of a pair that changes the centred sum of squares by no more than `wanted`.
fn movement(values: &[i64], i: usize, j: usize, wanted: f64, grid: &Grid) -> Option<Move> {
    let (a, b) = (*values.get(i)?, *values.get(j)?);
    let (larger, smaller, apart) = if a >= b { (i, j, a - b) } else { (j, i, b - a) };
    if i == j {
        return None;
    }
    let (top, bottom, gap) = (a.max(b), a.min(b), apart as f64);
    let step = if wanted > 0.0 {
        // Apart by k each: 2 k gap + 2 k².
        let k = ((gap * gap + 2.0 * wanted).sqrt() - gap) / 2.0;
        let room = |limit: Option<i64>, value: i64| limit.map_or(i64::MAX, |limit| (limit - value).abs());
        (k.floor() as i64).min(room(grid.high, top)).min(room(grid.low, bottom))
    } else {
        // Together by k each: 2 k gap - 2 k², most at half of the gap.
        let rest = gap * gap + 2.0 * wanted;
        let k = if rest > 0.0 { (gap - rest.sqrt()) / 2.0 } else { gap / 2.0 };
        -(k.floor() as i64)
    };
    (step != 0).then_some(Move { larger, smaller, step })
}

/// The movement that comes nearest to what is wanted; pairs of large samples are looked at in part.
fn best(values: &[i64], wanted: f64, grid: &Grid) -> Option<Move> {
    let some = values.len().min(300);
    let pairs = (0..some).flat_map(|i| (0..i).map(move |j| (i, j)));
    let moves = pairs.filter_map(|(i, j)| movement(values, i, j, wanted, grid));
    let change = |found: &Move| {
        let gap = values.get(found.larger).zip(values.get(found.smaller)).map_or(0, |(a, b)| a - b) as f64;
        let step = found.step as f64;
        2.0 * step * gap + 2.0 * step * step
    };
    moves.min_by(|a, b| (wanted - change(a)).abs().total_cmp(&(wanted - change(b)).abs()))
}
