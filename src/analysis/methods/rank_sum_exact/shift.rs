//! The shift algorithm: the joint distribution of group size and score sum, one observation after another.

use super::null_distribution::RankSumNull;
use super::tilt::Tilt;

/// Cells beyond which it does not matter how many there are.
const HOPELESS: f64 = 1e11;

/// What the algorithm would take.
pub(super) struct Cost {
    /// Cells computed.
    pub steps: f64,
    /// Cells held at once.
    pub held: f64,
}

/// Score sums from `smallest(0, m)` that are of interest when `m` of the first `seen` observations are in the group:
/// those that can still lead to at most `sum`.
fn width(null: &RankSumNull, sum: u64, seen: u64, m: u64) -> u64 {
    let least = null.smallest(0, m);
    let rest = null.smallest(seen, null.drawn() - m);
    if least + rest > sum {
        return 0;
    }
    let most = null.smallest(seen - m, m);
    (sum - rest).min(most) - least + 1
}

/// Sizes that the group can have after `seen` observations.
fn sizes(null: &RankSumNull, seen: u64) -> std::ops::RangeInclusive<u64> {
    let left = null.total() - seen;
    null.drawn().saturating_sub(left)..=seen.min(null.drawn())
}

/// What [`lower_tail`] would take for this sum.
pub(super) fn cost(null: &RankSumNull, sum: u64) -> Cost {
    let mut steps = 0.0;
    let mut widest = vec![0_u64; null.drawn() as usize + 1];
    if null.total() as f64 * null.drawn() as f64 > 1e8 {
        return Cost { steps: f64::INFINITY, held: f64::INFINITY };
    }
    for seen in 1..=null.total() {
        if steps > HOPELESS {
            return Cost { steps: f64::INFINITY, held: f64::INFINITY };
        }
        for m in sizes(null, seen) {
            let cells = width(null, sum, seen, m);
            steps += cells as f64;
            if let Some(widest) = widest.get_mut(m as usize) {
                *widest = cells.max(*widest);
            }
        }
    }
    Cost { steps, held: widest.iter().map(|cells| *cells as f64).sum() }
}

/// Tilted probabilities, relative to the tilt at `sum`, of a score sum of at most `sum` and of exactly `sum`.
pub(super) fn lower_tail(null: &RankSumNull, sum: u64, tilt: &Tilt) -> (f64, f64) {
    let drawn = null.drawn() as usize;
    // Row m holds the score sums of groups of size m, from the smallest possible.
    let mut rows: Vec<Vec<f64>> = vec![Vec::new(); drawn + 1];
    if let Some(first) = rows.first_mut() {
        first.push(1.0);
    }
    let mut seen = 0;
    for (&(score, size), &(p, q)) in null.levels().iter().zip(&tilt.joining) {
        for _ in 0..size {
            seen += 1;
            for m in sizes(null, seen).rev() {
                let cells = width(null, sum, seen, m) as usize;
                let (before, from) = rows.split_at_mut(m as usize);
                let Some(row) = from.first_mut() else { continue };
                row.resize(cells, 0.0);
                row.iter_mut().for_each(|cell| *cell *= q);
                let Some(smaller) = before.last() else { continue };
                let moved = (score - null.smallest(m - 1, 1)) as usize;
                if let Some(target) = row.get_mut(moved..) {
                    for (cell, from) in target.iter_mut().zip(smaller) {
                        *cell += p * from;
                    }
                }
            }
            // Sizes from which the group can no longer be filled.
            let least = *sizes(null, seen).start() as usize;
            rows.iter_mut().take(least).for_each(|row| *row = Vec::new());
        }
    }
    let Some(row) = rows.get(drawn) else { return (0.0, 0.0) };
    let last = (sum - null.smallest(0, null.drawn())) as usize;
    let tail = row.iter().take(last + 1).enumerate();
    let lower = tail.map(|(i, cell)| cell * (tilt.lambda * (last - i) as f64).exp()).sum();
    (lower, row.get(last).copied().unwrap_or(0.0))
}
