//! Quantiles of a sample, by the rule of the program that is followed.

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
    /// The `p`-quantile of a group; `None` when the group is empty or `p` is not within 0 and 1. O(distinct values).
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
        let (first, second) = (rank.clamp(1, n), rank.saturating_add(1).clamp(1, n));
        let mut passed = 0;
        let mut low = None;
        for (&value, &count) in self.values().iter().zip(self.counts(group)) {
            passed += count;
            if low.is_none() && passed >= first {
                low = Some(value);
            }
            if passed >= second {
                return low.zip(Some(value));
            }
        }
        None
    }
}
