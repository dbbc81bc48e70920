//! Unconditional exact tests of two proportions: the largest P over all values of the common proportion.

use super::two_by_two::Cells;
use crate::analysis::NotComputable;
use crate::analysis::distribution::{Hypergeometric, binomial_ln_pmf};

/// Largest total: time grows with its 3/2 power.
const LARGEST_TOTAL: u64 = 50_000;

/// The share of each total that lies in the critical region.
pub(super) struct Region {
    /// ln P(region | total) for every number with the property in both groups, 0 to the total.
    ln_share: Vec<f64>,
}

impl Region {
    /// From what the region holds of all splits of `total` with the property, as the logarithm of a probability.
    pub fn new(cells: &Cells, mut ln_share: impl FnMut(u64, &Hypergeometric) -> f64) -> Result<Region, NotComputable> {
        let [n1, n2] = cells.column_totals();
        if n1.saturating_add(n2) > LARGEST_TOTAL {
            return Err(NotComputable::because("the counts are too large for an unconditional exact test"));
        }
        let shares = (0..=n1 + n2).map(|with| {
            let split = Hypergeometric::new(n1 + n2, with, n1)
                .ok_or_else(|| NotComputable::because("the counts are too large for an exact test"))?;
            Ok(ln_share(with, &split).min(0.0))
        });
        Ok(Region { ln_share: shares.collect::<Result<Vec<f64>, NotComputable>>()? })
    }

    /// The largest ln P over the common proportion, and that proportion.
    ///
    /// P is a mixture of the shares with binomial weights, whose standard deviation is 1 / (2 √N) in the angle
    /// arcsin √π: a grid of eight points to it cannot step over a maximum, the best of which are then refined.
    pub fn worst(&self) -> (f64, f64) {
        let size = (self.ln_share.len() - 1) as f64;
        let points = (8.0 * 2.0 * size.sqrt() * std::f64::consts::FRAC_PI_2).ceil().max(128.0) as usize;
        let angle = |i: usize| std::f64::consts::FRAC_PI_2 * i as f64 / points as f64;
        let grid: Vec<f64> = (0..=points).map(|i| self.ln_p(angle(i))).collect();
        let top = grid.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut best = (f64::NEG_INFINITY, 0.0);
        for (i, &value) in grid.iter().enumerate() {
            if value > best.0 {
                best = (value, angle(i).sin().powi(2));
            }
            let before = i.checked_sub(1).and_then(|j| grid.get(j)).copied().unwrap_or(f64::NEG_INFINITY);
            let after = grid.get(i + 1).copied().unwrap_or(f64::NEG_INFINITY);
            // No maximum between grid points rises by more than a tenth above the grid.
            if value < before || value < after || value < top - 0.2 {
                continue;
            }
            let (at, refined) = self.refine(angle(i.saturating_sub(1)), angle((i + 1).min(points)));
            if refined > best.0 {
                best = (refined, at.sin().powi(2));
            }
        }
        (best.0.min(0.0), best.1)
    }

    /// Golden section.
    fn refine(&self, low: f64, high: f64) -> (f64, f64) {
        let ratio = 0.5 * (5.0_f64.sqrt() - 1.0);
        let (mut low, mut high) = (low, high);
        let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
        let (mut fa, mut fb) = (self.ln_p(a), self.ln_p(b));
        for _ in 0..40 {
            if fa > fb {
                (high, b, fb) = (b, a, fa);
                a = high - ratio * (high - low);
                fa = self.ln_p(a);
            } else {
                (low, a, fa) = (a, b, fb);
                b = low + ratio * (high - low);
                fb = self.ln_p(b);
            }
        }
        if fa > fb { (a, fa) } else { (b, fb) }
    }

    /// ln P at the common proportion sin² `angle`.
    fn ln_p(&self, angle: f64) -> f64 {
        let n = self.ln_share.len() - 1;
        let (p, q) = (angle.sin().powi(2), angle.cos().powi(2));
        let size = n as f64;
        let at = |t: usize| self.ln_share.get(t).copied().unwrap_or(f64::NEG_INFINITY);
        // Neighbouring binomial probabilities by their ratio, refreshed now and then against rounding.
        let ln_odds = p.ln() - q.ln();
        let (mut top, mut sum) = (f64::NEG_INFINITY, 0.0);
        let mut ln_weight = f64::NEG_INFINITY;
        for t in 0..=n {
            let k = t as f64;
            ln_weight = if t % 64 == 0 || !ln_weight.is_finite() {
                binomial_ln_pmf(k, size, p)
            } else {
                ln_weight + ((size - k + 1.0) / k).ln() + ln_odds
            };
            let value = ln_weight + at(t);
            if value > top {
                sum = sum * f64::exp(top - value) + 1.0;
                top = value;
            } else if value > top - 45.0 {
                sum += (value - top).exp();
            }
        }
        if top == f64::NEG_INFINITY { top } else { top + f64::ln(sum) }
    }
}

/// ln(exp(a) + exp(b)).
pub(super) fn ln_sum(a: f64, b: f64) -> f64 {
    let (large, small) = if a > b { (a, b) } else { (b, a) };
    if large == f64::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}
