//! Paths from (0, 0) to (n1, n2) that leave a band around the diagonal.

use crate::analysis::NotComputable;
use crate::analysis::distribution::{binomial_ln_pmf, ln_factorial};

/// Where the band ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The first function lies above the second.
    Above,
    /// The first function lies below the second.
    Below,
    /// Either.
    Both,
}

/// Largest group: beyond it the steps alone take more memory than they are worth.
const LARGEST_GROUP: u64 = 1 << 24;
/// Most lattice points looked at: some seconds.
const MOST_POINTS: u64 = 4_000_000_000;
/// Smaller numbers are taken for nothing, because arithmetic with them is slow.
const TINY: f64 = 1e-290;
/// Above this P nothing that was taken for nothing matters.
const SAFE: f64 = 1e-270;

/// Observations dealt out in order; after `s` of them, `i` are in the first group. Outside are the ends of levels with
/// |i N - s m| >= `product`, m the size of the first group, N that of both.
pub(super) struct Lattice {
    /// Numbers of observations up to the end of each level.
    ends: Vec<u64>,
    m: u64,
    n: u64,
    product: i128,
    above: bool,
    below: bool,
}

/// How the mass of the paths is weighed.
enum Weighing {
    /// By their probability.
    Plain,
    /// As if every observation joined the first group with this probability, which makes a rare exit an ordinary one.
    Tilted(f64),
}

/// Sum of exponentials, kept relative to the largest.
struct LnSum {
    top: f64,
    sum: f64,
}

impl LnSum {
    fn add(&mut self, ln_value: f64) {
        if ln_value > self.top {
            self.sum = self.sum * (self.top - ln_value).exp() + 1.0;
            self.top = ln_value;
        } else if ln_value > f64::NEG_INFINITY {
            self.sum += (ln_value - self.top).exp();
        }
    }

    fn ln(&self) -> f64 {
        self.top + self.sum.ln()
    }
}

impl Lattice {
    pub fn new(
        levels: &[u64],
        n1: u64,
        n2: u64,
        product: i128,
        side: Side,
        untied: bool,
    ) -> Result<Lattice, NotComputable> {
        if n1.max(n2) > LARGEST_GROUP {
            return Err(NotComputable::because("too many observations for the exact distribution"));
        }
        let ends = if untied {
            (1..=n1 + n2).collect()
        } else {
            levels
                .iter()
                .scan(0, |seen, size| {
                    *seen += size;
                    Some(*seen)
                })
                .collect()
        };
        // Fewer points when the smaller group is counted.
        let (m, n) = (n1.min(n2), n1.max(n2));
        let (above, below) = (side != Side::Below, side != Side::Above);
        let (above, below) = if n1 <= n2 { (above, below) } else { (below, above) };
        Ok(Lattice { ends, m, n, product, above, below })
    }

    /// The smallest `i` outside above after `s` observations.
    fn top(&self, s: u64) -> i128 {
        let total = i128::from(self.m + self.n);
        -(-(i128::from(s) * i128::from(self.m) + self.product)).div_euclid(total)
    }

    /// The largest `i` outside below after `s` observations.
    fn bottom(&self, s: u64) -> i128 {
        let total = i128::from(self.m + self.n);
        (i128::from(s) * i128::from(self.m) - self.product).div_euclid(total)
    }

    /// P, and its logarithm, of a path outside.
    pub fn probability_outside(&self) -> Result<(f64, f64), NotComputable> {
        if let Some(ln_p) = self.by_reflection() {
            return Ok((ln_p.exp(), ln_p));
        }
        let mut p = 0.0;
        self.walk(&Weighing::Plain, |_, _, _, mass| p += mass)?;
        if p > SAFE {
            let p = f64::min(p, 1.0);
            return Ok((p, p.ln()));
        }
        let mut total = LnSum { top: f64::NEG_INFINITY, sum: 0.0 };
        for above in [true, false] {
            if let Some(share) = self.likeliest_exit(above) {
                let (ln_p, ln_q) = (share.ln(), (-share).ln_1p());
                self.walk(&Weighing::Tilted(share), |s, i, is_above, mass| {
                    if is_above == above && mass > 0.0 {
                        let weight = self.ln_ways_on(s, i) - i as f64 * ln_p - (s - i) as f64 * ln_q;
                        total.add(mass.ln() + weight);
                    }
                })?;
            }
        }
        let ln_p = (total.ln() - self.ln_ways_on(0, 0)).min(0.0);
        Ok((ln_p.exp(), ln_p))
    }

    /// ln P of untied groups of equal size n, whose paths outside are counted by reflection: with h the least difference
    /// of the counts that lies outside, C(2n, n - h) of C(2n, n) paths leave on one side, and
    /// 2 (C(2n, n - h) - C(2n, n - 2h) + …) on either. `None` for other groups, and where the terms would cancel.
    fn by_reflection(&self) -> Option<f64> {
        let size = self.m as f64;
        let step = self.product.div_euclid(i128::from(self.m)) + i128::from(self.product % i128::from(self.m) != 0);
        let step = step as f64;
        if self.m != self.n || self.ends.len() as u64 != 2 * self.m || step > size || step * step < 2.0 * size {
            return None;
        }
        let ln_ways = |h: f64| binomial_ln_pmf(size - h, 2.0 * size, 0.5);
        let first = ln_ways(step);
        let beyond: f64 = (2..)
            .map(|k: u32| (f64::from(k) * step, if k.is_multiple_of(2) { -1.0 } else { 1.0 }))
            .take_while(|(h, _)| *h <= size)
            .map(|(h, sign)| sign * (ln_ways(h) - first).exp())
            .take_while(|term| term.abs() > 1e-20)
            .sum();
        let sides = if self.above && self.below { std::f64::consts::LN_2 + beyond.ln_1p() } else { 0.0 };
        Some((first - ln_ways(0.0) + sides).min(0.0))
    }

    /// ln of the number of paths from a point to the end.
    fn ln_ways_on(&self, s: u64, i: u64) -> f64 {
        ln_choose(self.m + self.n - s, self.m - i)
    }

    /// The share of the first group on the way to the likeliest point outside on one side; `None` when there is none.
    fn likeliest_exit(&self, above: bool) -> Option<f64> {
        if !(if above { self.above } else { self.below }) {
            return None;
        }
        let exits = self.ends.iter().filter_map(|&s| {
            let i = u64::try_from(if above { self.top(s) } else { self.bottom(s) }).ok()?;
            let possible = i <= s.min(self.m) && s - i <= self.n;
            possible.then(|| (ln_choose(s, i) + self.ln_ways_on(s, i), i, s))
        });
        let (_, i, s) = exits.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let least = 0.5 / s as f64;
        Some((i as f64 / s as f64).clamp(least, 1.0 - least))
    }

    /// Deals out all observations and reports the mass that leaves the band: observations, those in the first group,
    /// whether above, and mass.
    fn walk(&self, weighing: &Weighing, mut outside: impl FnMut(u64, u64, bool, f64)) -> Result<(), NotComputable> {
        let (m, n, total) = (self.m, self.n, self.m + self.n);
        // Place i + 1 holds the mass at i; beside the window there are zeros.
        let mut mass = vec![0.0; m as usize + 3];
        let mut next = mass.clone();
        let set = |cells: &mut Vec<f64>, place: u64, value: f64| {
            if let Some(cell) = cells.get_mut(place as usize) {
                *cell = value;
            }
        };
        set(&mut mass, 1, 1.0);
        let (mut low, mut high) = (0_u64, 0_u64);
        let mut points = 0_u64;
        let mut ends = self.ends.iter().copied().peekable();
        for s in 0..total {
            let (new_low, new_high) = (low.max((s + 1).saturating_sub(n)), (high + 1).min(m));
            if new_low > new_high {
                return Ok(());
            }
            points += new_high - new_low + 1;
            if points > MOST_POINTS {
                return Err(NotComputable::because("the exact distribution of D is too large for these groups"));
            }
            // Mass at i that stays, and mass at i - 1 that moves up.
            let (stay, stay_slope, rise, rise_slope) = match weighing {
                Weighing::Plain => {
                    let left = ((total - s) as f64).recip();
                    let stay = (n as f64 - s as f64 + new_low as f64) * left;
                    (stay, left, (m as f64 - new_low as f64 + 1.0) * left, -left)
                }
                Weighing::Tilted(share) => (1.0 - share, 0.0, *share, 0.0),
            };
            let (from, to) = (new_low as usize, new_high as usize);
            let (Some(target), Some(here), Some(lower)) =
                (next.get_mut(from + 1..to + 2), mass.get(from + 1..to + 2), mass.get(from..to + 1))
            else {
                return Ok(());
            };
            for (((k, cell), here), lower) in (0_i32..).zip(target).zip(here).zip(lower) {
                let k = f64::from(k);
                *cell = here * (stay + k * stay_slope) + lower * (rise + k * rise_slope);
            }
            (low, high) = (new_low, new_high);
            std::mem::swap(&mut mass, &mut next);
            let at = |mass: &Vec<f64>, i: u64| mass.get(i as usize + 1).copied().unwrap_or(0.0);
            if ends.next_if_eq(&(s + 1)).is_some() {
                if self.above {
                    let top = self.top(s + 1);
                    while i128::from(high) >= top && high >= low {
                        outside(s + 1, high, true, at(&mass, high));
                        set(&mut mass, high + 1, 0.0);
                        if high == low {
                            return Ok(());
                        }
                        high -= 1;
                    }
                }
                if self.below {
                    let bottom = self.bottom(s + 1);
                    while i128::from(low) <= bottom && low <= high {
                        outside(s + 1, low, false, at(&mass, low));
                        set(&mut mass, low + 1, 0.0);
                        if high == low {
                            return Ok(());
                        }
                        low += 1;
                    }
                }
            }
            while low < high && at(&mass, high) < TINY {
                set(&mut mass, high + 1, 0.0);
                high -= 1;
            }
            while low < high && at(&mass, low) < TINY {
                set(&mut mass, low + 1, 0.0);
                low += 1;
            }
            // What the other buffer held beside the new window is no mass.
            for cells in [&mut mass, &mut next] {
                set(cells, low, 0.0);
                set(cells, high + 2, 0.0);
            }
        }
        Ok(())
    }
}

fn ln_choose(n: u64, k: u64) -> f64 {
    ln_factorial(n as f64) - ln_factorial(k as f64) - ln_factorial((n - k) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reflection_and_walk_agree() {
        for n in [2_u64, 13, 200] {
            for step in 1..=n {
                for side in [Side::Above, Side::Below, Side::Both] {
                    let product = i128::from(step * n);
                    let lattice = Lattice::new(&vec![1; 2 * n as usize], n, n, product, side, false).unwrap();
                    let Some(ln_p) = lattice.by_reflection() else { continue };
                    let mut walked = 0.0;
                    lattice.walk(&Weighing::Plain, |_, _, _, mass| walked += mass).unwrap();
                    assert!((ln_p.exp() / walked - 1.0).abs() < 1e-12, "{n} {step}: {} {walked}", ln_p.exp());
                }
            }
        }
    }
}
