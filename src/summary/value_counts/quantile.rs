//! Order statistics and quantiles of a sample, these by the rule of the program that is followed.

use std::ops::Range;

use super::ValueCounts;

/// A rule for sample quantiles, by its number in Hyndman and Fan (1996), The American Statistician 50:361-365.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantileType {
    /// Inverse of the empirical distribution function, averaged where it is flat (SAS).
    Type2,
    /// Interpolation at p (n + 1) (SPSS, Minitab).
    Type6,
    /// Interpolation at 1 + p (n - 1) (R, Excel, NumPy).
    Type7,
}

impl ValueCounts {
    /// The `p`-quantile of a group; `None` when the group is empty or `p` is not within 0 and 1. O(log distinct values)
    /// after the first.
    pub fn quantile(&self, group: usize, p: f64, kind: QuantileType) -> Option<f64> {
        let n = self.n(group);
        if n == 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        let size = n as f64;
        let position = match kind {
            QuantileType::Type2 => size * p,
            QuantileType::Type6 => (size + 1.0) * p,
            QuantileType::Type7 => 1.0 + (size - 1.0) * p,
        };
        // 0.29 * 100 is meant to be 29: a position that is whole but for rounding is whole.
        let whole = position.round();
        let tolerance = 4.0 * f64::EPSILON * position.max(1.0);
        let (rank, fraction) = if (position - whole).abs() <= tolerance {
            (whole, 0.0)
        } else {
            (position.floor(), position - position.floor())
        };
        let weight = match kind {
            QuantileType::Type2 if fraction == 0.0 => 0.5,
            QuantileType::Type2 => 1.0,
            _ => fraction,
        };
        let (low, high) = self.order_statistics(group, rank as u64, n)?;
        Some(if low == high || weight == 0.0 { low } else { (1.0 - weight) * low + weight * high })
    }

    /// The order statistics of ranks `rank` and `rank + 1` among `n`, ranks from 1, those outside moved to the nearest.
    fn order_statistics(&self, group: usize, rank: u64, n: u64) -> Option<(f64, f64)> {
        let value = |rank: u64| self.order_statistic(group, rank.clamp(1, n));
        value(rank).zip(value(rank.saturating_add(1)))
    }

    /// The value of a rank in a group, counted from 1; `None` beyond the last. O(log distinct values) after the first.
    pub fn order_statistic(&self, group: usize, rank: u64) -> Option<f64> {
        let before = self.before_blocks(group);
        let block = before.partition_point(|before| *before < rank).checked_sub(1)?;
        let mut passed = *before.get(block)?;
        let first = block * BLOCK;
        let within = self.counts_of(group, first..self.values.len()).position(|count| {
            passed += count;
            passed >= rank
        });
        self.values.get(first + within?).copied()
    }

    /// Observations of a group before the value at a position, from 0; beyond the last all of them. O(1) after the first.
    pub fn before(&self, group: usize, position: usize) -> u64 {
        let Some(before) = self.before_blocks(group).get(position / BLOCK) else { return self.n(group) };
        let end = position.min(self.values.len());
        before + self.counts_of(group, position / BLOCK * BLOCK..end).sum::<u64>()
    }

    /// A position between two, nearly in their middle, before which observations are counted already where there is one.
    pub(crate) fn counted_apart(positions: &Range<usize>) -> usize {
        let middle = positions.start.midpoint(positions.end);
        let counted = middle.next_multiple_of(BLOCK);
        if counted < positions.end { counted } else { middle }
    }

    /// Of a group, the observations before every block of values.
    fn before_blocks(&self, group: usize) -> &[u64] {
        let all = || (0..self.groups()).map(|group| before_blocks(self.counts(group))).collect();
        self.before_blocks.get_or_init(all).get(group).map_or(&[], Vec::as_slice)
    }
}

/// Values whose observations are counted together.
const BLOCK: usize = 512;

/// Observations before every block.
fn before_blocks(mut counts: impl ExactSizeIterator<Item = u64>) -> Vec<u64> {
    let mut passed = 0;
    let before = (0..counts.len().div_ceil(BLOCK)).map(|_| {
        let before = passed;
        passed += counts.by_ref().take(BLOCK).sum::<u64>();
        before
    });
    before.collect()
}
