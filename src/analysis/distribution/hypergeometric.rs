//! Hypergeometric distribution: the number of marked among those drawn without replacement.

use super::quantile::discrete_quantile;
use super::special::{Tails, ln_binomial_pmf};

/// A hypergeometric distribution. Counts are exact up to a population of 2⁵³.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hypergeometric {
    population: f64,
    marked: f64,
    drawn: f64,
}

impl Hypergeometric {
    /// `drawn` of a `population`, of whom `marked` are marked. `None` when more are marked or drawn than there are, or
    /// the population passes 2⁵³.
    pub fn new(population: u64, marked: u64, drawn: u64) -> Option<Hypergeometric> {
        let fits = marked <= population && drawn <= population && population <= 1 << 53;
        fits.then_some(Hypergeometric { population: population as f64, marked: marked as f64, drawn: drawn as f64 })
    }

    /// Smallest possible value.
    pub fn min(&self) -> f64 {
        (self.marked + self.drawn - self.population).max(0.0)
    }

    /// Largest possible value.
    pub fn max(&self) -> f64 {
        self.marked.min(self.drawn)
    }

    /// Most likely value.
    pub fn mode(&self) -> f64 {
        let guess = ((self.marked + 1.0) * ((self.drawn + 1.0) / (self.population + 2.0))).floor();
        guess.clamp(self.min(), self.max())
    }

    /// ln P(X = k) for a whole `k`; minus infinity where it is impossible.
    ///
    /// ```
    /// use retrocohort::analysis::distribution::Hypergeometric;
    /// let tea = Hypergeometric::new(8, 4, 4).map(|tea| tea.ln_pmf(3.0).exp());
    /// assert!((tea.unwrap_or(f64::NAN) - 16.0 / 70.0).abs() < 1e-15);
    /// ```
    pub fn ln_pmf(&self, k: f64) -> f64 {
        if k < self.min() || k > self.max() {
            return f64::NEG_INFINITY;
        }
        if self.min() == self.max() {
            return 0.0;
        }
        // Any chance gives the same quotient of binomials; the proportion drawn keeps every part small.
        let p = self.drawn / self.population;
        let q = (self.population - self.drawn) / self.population;
        ln_binomial_pmf(k, self.marked, p, q) + ln_binomial_pmf(self.drawn - k, self.population - self.marked, p, q)
            - ln_binomial_pmf(self.drawn, self.population, p, q)
    }

    /// P(X = k + 1) / P(X = k).
    fn ratio_up(&self, k: f64) -> f64 {
        let rest = self.population - self.marked - self.drawn + k + 1.0;
        ((self.marked - k) / (k + 1.0)) * ((self.drawn - k) / rest)
    }

    /// Sum of P(X = j) over j >= k, as a multiple of P(X = k). Terms grow up to the mode and fall beyond it.
    fn sum_up(&self, k: f64) -> f64 {
        let (mut sum, mut term, mut j) = (1.0, 1.0, k);
        while j < self.max() {
            let ratio = self.ratio_up(j);
            term *= ratio;
            sum += term;
            j += 1.0;
            if ratio < 1.0 && term < 1e-18 * sum * (1.0 - ratio) {
                break;
            }
        }
        sum
    }

    /// Sum of P(X = j) over j <= k, as a multiple of P(X = k).
    fn sum_down(&self, k: f64) -> f64 {
        let (mut sum, mut term, mut j) = (1.0, 1.0, k);
        while j > self.min() {
            j -= 1.0;
            let ratio = self.ratio_up(j).recip();
            term *= ratio;
            sum += term;
            if ratio < 1.0 && term < 1e-18 * sum * (1.0 - ratio) {
                break;
            }
        }
        sum
    }

    /// ln P(X >= k).
    pub fn ln_upper(&self, k: f64) -> f64 {
        if k <= self.min() {
            0.0
        } else if k > self.max() {
            f64::NEG_INFINITY
        } else if k > self.mode() {
            (self.ln_pmf(k) + self.sum_up(k).ln()).min(0.0)
        } else {
            (-(self.ln_pmf(k - 1.0) + self.sum_down(k - 1.0).ln()).exp().min(1.0)).ln_1p()
        }
    }

    /// ln P(X <= k).
    pub fn ln_lower(&self, k: f64) -> f64 {
        if k >= self.max() {
            0.0
        } else if k < self.min() {
            f64::NEG_INFINITY
        } else if k < self.mode() {
            (self.ln_pmf(k) + self.sum_down(k).ln()).min(0.0)
        } else {
            (-(self.ln_pmf(k + 1.0) + self.sum_up(k + 1.0).ln()).exp().min(1.0)).ln_1p()
        }
    }

    /// P(X <= k) as `lower` and P(X > k) as `upper`. The number of steps grows with the standard deviation.
    pub fn tails(&self, k: f64) -> Tails {
        let k = k.floor();
        let (ln_lower, ln_upper) = (self.ln_lower(k), self.ln_upper(k + 1.0));
        Tails { lower: ln_lower.exp(), upper: ln_upper.exp(), ln_lower, ln_upper }
    }

    /// The smallest k with P(X <= k) >= `p`, within the rounding error of P; NaN unless `p` is a probability.
    pub fn quantile(&self, p: f64) -> f64 {
        if !(0.0..=1.0).contains(&p) {
            return f64::NAN;
        }
        discrete_quantile(p, self.min(), self.max(), |k| self.tails(k))
    }

    /// ln of the sum of P(X = j) over all j no more likely than `k`, a relative `tolerance` counting as equal; with it
    /// the logarithm of the part that is exactly as likely as `k` within the tolerance.
    pub fn ln_no_more_likely(&self, k: f64, tolerance: f64) -> (f64, f64) {
        let ln_k = self.ln_pmf(k);
        let limit = ln_k + tolerance.ln_1p();
        let mode = self.mode();
        if self.ln_pmf(mode) <= limit {
            return (0.0, ln_k + self.count_equal(ln_k, tolerance).ln());
        }
        // Below the mode the probability rises, above it falls: the last value on either side is found by bisection.
        let below = last_at_most(self.min(), mode, |j| self.ln_pmf(j) <= limit);
        let above = last_at_most(-self.max(), -mode, |j| self.ln_pmf(-j) <= limit).map(|j| -j);
        let tail =
            |edge: Option<f64>, sum: &dyn Fn(f64) -> f64| edge.map_or(0.0, |j| (self.ln_pmf(j) - ln_k).exp() * sum(j));
        let sum = tail(below, &|j| self.sum_down(j)) + tail(above, &|j| self.sum_up(j));
        ((ln_k + sum.ln()).min(0.0), ln_k + self.count_equal(ln_k, tolerance).ln())
    }

    /// How many values are as likely as the one whose probability has the logarithm `ln_k`: at most two on either
    /// side of the mode, because the probability is strictly monotone there.
    fn count_equal(&self, ln_k: f64, tolerance: f64) -> f64 {
        let mode = self.mode();
        let low = ln_k - 2.0 * tolerance.ln_1p();
        let high = ln_k + tolerance.ln_1p();
        let mut count = 0.0;
        let below = last_at_most(self.min(), mode, |j| self.ln_pmf(j) <= high);
        let above = last_at_most(-self.max(), -mode - 1.0, |j| self.ln_pmf(-j) <= high).map(|j| -j);
        for (edge, step) in [(below, -1.0), (above, 1.0)] {
            let Some(mut j) = edge else { continue };
            while self.ln_pmf(j) >= low {
                count += 1.0;
                j += step;
            }
        }
        count
    }
}

/// Largest whole number in `low..=high` for which `holds`, which is true up to some point and false beyond.
fn last_at_most(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> Option<f64> {
    if high < low || !holds(low) {
        return None;
    }
    let (mut good, mut bad) = (low, high + 1.0);
    while bad - good > 1.0 {
        let middle = ((good + bad) * 0.5).floor();
        if holds(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}
