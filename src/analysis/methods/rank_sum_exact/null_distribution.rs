//! Distribution of the rank sum under the null hypothesis, ties included.

use super::tilt::Tilt;
use super::{shift, spectral};
use crate::analysis::NotComputable;
use crate::analysis::methods::greatest_common_divisor;

/// Observations beyond which the exact distribution is not attempted.
const MOST_OBSERVATIONS: u64 = 1 << 20;
/// Cells of the shift algorithm that are filled without a look at the alternative: some 2 ms.
const CHEAP_CELLS: f64 = 2e6;
/// Most elementary steps of either algorithm: some seconds.
const MOST_STEPS: f64 = 8e9;
/// Most cells that the shift algorithm may hold: 120 MB.
const MOST_HELD: f64 = 1.5e7;

/// Every choice of a group of the given size among all observations is equally likely.
///
/// Scores are mid-ranks, moved and scaled to the smallest whole numbers that begin at 0.
pub(super) struct RankSumNull {
    levels: Vec<(u64, u64)>,
    drawn: u64,
    total: u64,
    /// Sums of the smallest 0, 1, 2, … scores.
    sums: Vec<u64>,
}

/// Probabilities at one value of the rank sum, with logarithms where they can be small.
#[derive(Debug, Clone, Copy)]
pub(super) struct RankSumTails {
    /// ln of the probability of this value or less.
    pub ln_lower: f64,
    /// ln of the probability of this value or more.
    pub ln_upper: f64,
    /// ln of the probability of this value.
    pub ln_equal: f64,
}

impl RankSumTails {
    fn swapped(self) -> RankSumTails {
        RankSumTails { ln_lower: self.ln_upper, ln_upper: self.ln_lower, ln_equal: self.ln_equal }
    }
}

impl RankSumNull {
    /// From the sizes of the levels in ascending order and the size of the group.
    pub fn new(sizes: &[u64], drawn: u64) -> Result<RankSumNull, NotComputable> {
        let total: u64 = sizes.iter().sum();
        if total > MOST_OBSERVATIONS {
            return Err(NotComputable::because(format!(
                "{total} observations are too many for the exact distribution of the rank sum"
            )));
        }
        // Twice the mid-rank of a level is twice the number below it plus its size plus 1.
        let mut below = 0;
        let mut doubled = Vec::with_capacity(sizes.len());
        for size in sizes {
            doubled.push(2 * below + size + 1);
            below += size;
        }
        let first = doubled.first().copied().unwrap_or(0);
        let scale = doubled.iter().fold(0, |divisor, score| greatest_common_divisor(divisor, score - first)).max(1);
        let levels = doubled.iter().zip(sizes).map(|(score, size)| ((score - first) / scale, *size)).collect();
        Ok(RankSumNull::from_levels(levels, drawn, total))
    }

    fn from_levels(levels: Vec<(u64, u64)>, drawn: u64, total: u64) -> RankSumNull {
        let mut sums = Vec::with_capacity(total as usize + 1);
        let mut sum = 0;
        sums.push(sum);
        for &(score, size) in &levels {
            for _ in 0..size {
                sum += score;
                sums.push(sum);
            }
        }
        RankSumNull { levels, drawn, total, sums }
    }

    /// The score sum of a group, from its counts per level.
    pub fn score_sum(&self, counts: impl Iterator<Item = u64>) -> u64 {
        self.levels.iter().zip(counts).map(|((score, _), count)| score * count).sum()
    }

    /// Scores and sizes of the levels.
    pub fn levels(&self) -> &[(u64, u64)] {
        &self.levels
    }

    /// Size of the group.
    pub fn drawn(&self) -> u64 {
        self.drawn
    }

    /// All observations.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Sum of all scores.
    pub fn sum_of_scores(&self) -> u64 {
        self.sums.last().copied().unwrap_or(0)
    }

    /// Mean of the score sum.
    pub fn mean(&self) -> f64 {
        self.drawn as f64 / self.total as f64 * self.sum_of_scores() as f64
    }

    /// Sum of the `count` smallest scores after the first `after`.
    pub fn smallest(&self, after: u64, count: u64) -> u64 {
        let at = |i: u64| self.sums.get(i as usize).copied().unwrap_or_else(|| self.sum_of_scores());
        at(after + count) - at(after)
    }

    /// Largest possible score sum.
    pub fn maximum(&self) -> u64 {
        self.smallest(self.total - self.drawn, self.drawn)
    }

    /// The same with the order of the levels reversed, in which score sums are `pivot` less the old ones.
    fn mirrored(&self) -> (RankSumNull, u64) {
        let top = self.levels.last().map_or(0, |level| level.0);
        let levels = self.levels.iter().rev().map(|&(score, size)| (top - score, size)).collect();
        (RankSumNull::from_levels(levels, self.drawn, self.total), top * self.drawn)
    }

    /// Whether the distribution is known to be symmetrical about its mean: the groups are of equal size, or the levels
    /// read the same downwards.
    pub fn is_symmetrical(&self) -> bool {
        let sizes = || self.levels.iter().map(|level| level.1);
        2 * self.drawn == self.total || sizes().eq(sizes().rev())
    }

    /// Probabilities at a score sum that can occur.
    pub fn tails(&self, sum: u64) -> Result<RankSumTails, NotComputable> {
        if sum as f64 <= self.mean() {
            self.below_the_mean(sum)
        } else {
            let (mirrored, pivot) = self.mirrored();
            mirrored.below_the_mean(pivot - sum).map(RankSumTails::swapped)
        }
    }

    fn below_the_mean(&self, sum: u64) -> Result<RankSumTails, NotComputable> {
        let tilt = Tilt::towards(self, sum);
        let cost = shift::cost(self, sum);
        let (lower, equal) = if cost.steps <= CHEAP_CELLS {
            shift::lower_tail(self, sum, &tilt)
        } else {
            let plan = spectral::plan(self, &tilt);
            match plan {
                Some(plan) if plan.steps() < cost.steps.min(MOST_STEPS) => {
                    spectral::lower_tail(self, sum, &tilt, &plan)
                }
                _ if cost.steps <= MOST_STEPS && cost.held <= MOST_HELD => shift::lower_tail(self, sum, &tilt),
                _ => {
                    return Err(NotComputable::because(
                        "the exact distribution of the rank sum is too large for these group sizes",
                    ));
                }
            }
        };
        let ln_lower = (lower.ln() + tilt.ln_weight).min(0.0);
        let ln_equal = equal.max(0.0).ln() + tilt.ln_weight;
        let ln_upper = (-(ln_lower.exp() - ln_equal.exp()).max(0.0)).ln_1p();
        Ok(RankSumTails { ln_lower, ln_upper, ln_equal })
    }
}
