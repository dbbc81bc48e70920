//! Sterne's interval of a proportion.

use super::{EffectEstimate, proportion::counts, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::{binomial_ln_pmf, binomial_tails, root_between};

/// Whole numbers up to this can be held.
const LARGEST_TOTAL: u64 = 1 << 53;

/// Sterne's exact interval of `count` of `n` (Sterne 1954): the proportions that the two-sided
/// [`binomial_exact`](crate::analysis::methods::binomial_exact) test does not reject, P being the sum over all counts
/// that are no more likely than the one observed. P jumps where another count becomes as likely, so that these
/// proportions may leave gaps; the interval reaches from the lowest to the highest of them.
///
/// O(log n) tails of the distribution.
///
/// # Errors
/// As [`proportion_wilson`](super::proportion_wilson); more than 2⁵³ in the group.
///
/// ```
/// use retrocohort::analysis::effect::proportion_sterne;
/// let interval = proportion_sterne(5, 10, 0.95)?;
/// assert!((interval.ci_low - 0.2224411010).abs() < 1e-9 && (interval.ci_high - 0.7775588990).abs() < 1e-9);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_sterne(count: u64, n: u64, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (x, size) = counts(count, n)?;
    if n > LARGEST_TOTAL {
        return Err(NotComputable::because("the counts are too large for an exact interval"));
    }
    let error = 2.0 * tail(level)?;
    EffectEstimate {
        measure: "proportion",
        estimate: x / size,
        ci_low: Limit { x, n: size, sign: -1.0 }.at(error, count),
        ci_high: Limit { x, n: size, sign: 1.0 }.at(error, n - count),
        level,
        method: "Sterne's exact interval",
    }
    .checked()
}

/// One of the limits: the upper one with `sign` 1, the lower one with -1.
struct Limit {
    x: f64,
    n: f64,
    sign: f64,
}

impl Limit {
    /// The furthest proportion with a P of at least `error`; `room` is how many counts there are on this side of x.
    ///
    /// On the way from x / n to the end, the count x + d on that side is as likely as x at a proportion that moves with
    /// d. From there to the next such place P is x's tail and the tail beyond x + d, which falls, and may rise again
    /// before it jumps up to its value at the next place. These values fall with d, so that bisection finds the last of
    /// them that is not below `error`, and the limit is there or where P falls to `error` behind it.
    fn at(&self, error: f64, room: u64) -> f64 {
        if room == 0 {
            return self.end();
        }
        let (mut inside, mut outside) = (1, room + 1);
        while outside - inside > 1 {
            let middle = inside + (outside - inside) / 2;
            if self.p(self.as_likely(middle, room), middle) >= error {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        let (near, far) = (self.as_likely(inside, room), self.as_likely(outside, room));
        let excess = |proportion: f64| (self.p(proportion, outside).ln() - error.ln()).max(-1e6);
        if excess(near) < 0.0 {
            near
        } else if near < far {
            root_between(near, far, |proportion| -excess(proportion))
        } else {
            root_between(far, near, excess)
        }
    }

    fn end(&self) -> f64 {
        if self.sign > 0.0 { 1.0 } else { 0.0 }
    }

    /// The proportion for which the count at a distance of `d` is as likely as x.
    fn as_likely(&self, d: u64, room: u64) -> f64 {
        if d > room {
            return self.end();
        }
        let steps = self.sign * d as f64;
        let between = (self.x + 0.5 * steps) / self.n;
        let other = self.x + steps;
        let gain = (binomial_ln_pmf(self.x, self.n, between) - binomial_ln_pmf(other, self.n, between)) / steps;
        let odds = between / (1.0 - between) * gain.exp();
        if odds > 1.0 { 1.0 / (1.0 + 1.0 / odds) } else { odds / (1.0 + odds) }
    }

    /// x's tail and the tail from a distance of `d` on the other side of the proportion.
    fn p(&self, proportion: f64, d: u64) -> f64 {
        let tails = |k: f64| binomial_tails(k, self.n, proportion);
        let other = self.x + self.sign * d as f64;
        if self.sign > 0.0 {
            tails(self.x).lower + tails(other - 1.0).upper
        } else {
            tails(self.x - 1.0).upper + tails(other).lower
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Alternative;
    use crate::analysis::methods::binomial_exact;

    fn interval(count: u64, n: u64, level: f64) -> (f64, f64) {
        let found = proportion_sterne(count, n, level).unwrap();
        (found.ci_low, found.ci_high)
    }

    fn p(count: u64, n: u64, proportion: f64) -> f64 {
        binomial_exact(&[count, n - count], &[proportion, 1.0 - proportion], Alternative::TwoSided).unwrap().p
    }

    #[test]
    fn limits_by_hand() {
        // 0 and 2 of 2 are as likely at 1/2, where P is 1/4 + 1/4; beyond it nothing but 0 of 2 counts, at most 1/4.
        assert!((interval(0, 2, 0.6).1 - 0.5).abs() < 1e-15);
        // (1 - p)² = 0.1.
        assert!((interval(0, 2, 0.9).1 - (1.0 - 0.1_f64.sqrt())).abs() < 1e-15);
        assert_eq!(interval(2, 2, 0.9).1, 1.0);
    }

    #[test]
    fn limits_from_elsewhere() {
        // mpmath with 40 digits: every P at or beside every jump, the outermost proportion that is not rejected.
        let known = [
            (0, 10, 0.95, 0.0, 0.290_865_430_465_559_6),
            (1, 10, 0.95, 0.005_116_196_891_823_701, 0.446_488_669_328_562_3),
            (1, 12, 0.8, 0.018_423_470_126_248_325, 0.295_512_159_949_808_8),
            (0, 18, 0.9, 0.0, 0.162_715_144_422_198_06),
            (1, 30, 0.95, 0.001_708_315_644_465_734_2, 0.177_230_735_843_737_52),
            (15, 57, 0.9, 0.175_416_172_802_481_73, 0.377_100_216_189_050_6),
            (8, 100, 0.95, 0.037_554_449_806_957_62, 0.153_438_250_336_401_02),
            (81, 263, 0.95, 0.254_464_168_481_812_2, 0.366_762_976_367_376_87),
            (3, 20, 0.999, 0.009_987_580_998_389_594, 0.529_827_200_583_357_2),
        ];
        for (count, n, level, low, high) in known {
            let (found_low, found_high) = interval(count, n, level);
            assert!((found_low - low).abs() <= 1e-12 * low, "{count} of {n}: {found_low}");
            assert!((found_high - high).abs() <= 1e-12 * high, "{count} of {n}: {found_high}");
        }
    }

    #[test]
    fn no_proportion_outside_is_kept_and_the_ends_are() {
        for n in 1..=24 {
            for count in 0..=n {
                for level in [0.5, 0.8, 0.95, 0.99] {
                    let (low, high) = interval(count, n, level);
                    for i in 0..=400 {
                        let proportion = f64::from(i) / 400.0;
                        let outside = proportion < low - 1e-6 || proportion > high + 1e-6;
                        let kept = p(count, n, proportion) >= 1.0 - level;
                        assert!(
                            !(outside && kept),
                            "{count} of {n} at {level}: {proportion} is not in {low} to {high}"
                        );
                    }
                    // Just within an end the test does not reject.
                    for end in [low * (1.0 + 1e-9), high * (1.0 - 1e-9)] {
                        assert!(p(count, n, end) >= 1.0 - level - 1e-6, "{count} of {n} at {level}: {end}");
                    }
                    let mirrored = interval(n - count, n, level);
                    assert!((1.0 - mirrored.1 - low).abs() < 1e-12 && (1.0 - mirrored.0 - high).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn coverage_is_never_below_the_level() {
        for n in [1, 2, 5, 13, 30] {
            for level in [0.8, 0.95] {
                let intervals: Vec<(f64, f64)> = (0..=n).map(|count| interval(count, n, level)).collect();
                assert!(intervals.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
                for i in 1..500 {
                    let proportion = f64::from(i) / 500.0;
                    let covering =
                        (0..=n).zip(&intervals).filter(|(_, (low, high))| (*low..=*high).contains(&proportion));
                    let coverage: f64 =
                        covering.map(|(count, _)| binomial_ln_pmf(count as f64, n as f64, proportion).exp()).sum();
                    assert!(coverage >= level - 1e-9, "{coverage} of {n} at {proportion}");
                }
            }
        }
    }

    #[test]
    fn a_higher_level_has_a_wider_interval_at_any_size() {
        for (count, n) in
            [(0, 1), (3, 7), (81, 263), (3, 1_000_000), (500_000, 1_000_000), (7, 1 << 53), (1 << 52, 1 << 53)]
        {
            let mut last = (count as f64 / n as f64, count as f64 / n as f64);
            for level in [1e-9, 0.1, 0.5, 0.9, 0.95, 0.999, 1.0 - 1e-12] {
                let (low, high) = interval(count, n, level);
                let wider = low <= last.0 * (1.0 + 1e-14) && last.1 <= high * (1.0 + 1e-14);
                assert!(wider, "{count} of {n} at {level}: {low} to {high} after {last:?}");
                last = (low, high);
            }
        }
        assert!(proportion_sterne(1, u64::MAX, 0.95).is_err() && proportion_sterne(1, 2, 1.0).is_err());
    }
}
