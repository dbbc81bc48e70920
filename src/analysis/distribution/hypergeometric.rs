//! Hypergeometric distribution of the first cell of a two-by-two table with fixed margins.

use super::stirling::ln_binomial;

/// First cell of a table with row total `row`, column total `column` and grand total `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hypergeometric {
    row: u64,
    column: u64,
    total: u64,
}

/// Share of a sum below which further terms cannot change it.
const NEGLIGIBLE: f64 = 1e-18;

impl Hypergeometric {
    /// Margins; `row` and `column` are at most `total`.
    pub fn new(row: u64, column: u64, total: u64) -> Self {
        Hypergeometric { row: row.min(total), column: column.min(total), total }
    }

    /// Smallest and largest value.
    pub fn support(&self) -> (u64, u64) {
        ((self.row + self.column).saturating_sub(self.total), self.row.min(self.column))
    }

    /// The most probable value.
    pub fn mode(&self) -> u64 {
        let (low, high) = self.support();
        let peak = (self.row as u128 + 1) * (self.column as u128 + 1) / (self.total as u128 + 2);
        (peak as u64).clamp(low, high)
    }

    /// Logarithm of the probability of `x` (Loader 2000). Relative accuracy about 1e-13 for margins up to 1e8.
    pub fn ln_pmf(&self, x: u64) -> f64 {
        let (low, high) = self.support();
        if x < low || x > high {
            return f64::NEG_INFINITY;
        }
        if low == high {
            return 0.0;
        }
        let (row, column, total) = (self.row as f64, self.column as f64, self.total as f64);
        let (p, q) = (column / total, (total - column) / total);
        let rest = total - row;
        ln_binomial(x as f64, row, p, q) + ln_binomial(column - x as f64, rest, p, q) - ln_binomial(column, total, p, q)
    }

    /// Probability of `x + 1` over that of `x`.
    fn ratio_up(&self, x: u64) -> f64 {
        let x = x as f64;
        let (row, column, total) = (self.row as f64, self.column as f64, self.total as f64);
        (row - x) * (column - x) / ((x + 1.0) * (total - row - column + x + 1.0))
    }

    /// Logarithm of the probability of at most `x`: the terms summed away from `x`.
    pub fn ln_lower(&self, x: u64) -> f64 {
        let (low, high) = self.support();
        if x < low {
            return f64::NEG_INFINITY;
        }
        if x >= high {
            return 0.0;
        }
        if x > self.mode() {
            return (-self.ln_upper(x + 1).exp()).ln_1p();
        }
        let (mut term, mut sum, mut k) = (1.0, 1.0, x);
        while k > low {
            term /= self.ratio_up(k - 1);
            k -= 1;
            sum += term;
            if term < NEGLIGIBLE * sum {
                break;
            }
        }
        (self.ln_pmf(x) + f64::ln(sum)).min(0.0)
    }

    /// Logarithm of the probability of at least `x`.
    pub fn ln_upper(&self, x: u64) -> f64 {
        let (low, high) = self.support();
        if x > high {
            return f64::NEG_INFINITY;
        }
        if x <= low {
            return 0.0;
        }
        if x < self.mode() {
            return (-self.ln_lower(x - 1).exp()).ln_1p();
        }
        let (mut term, mut sum, mut k) = (1.0, 1.0, x);
        while k < high {
            term *= self.ratio_up(k);
            k += 1;
            sum += term;
            if term < NEGLIGIBLE * sum {
                break;
            }
        }
        (self.ln_pmf(x) + f64::ln(sum)).min(0.0)
    }

    /// Values at most as probable as `x`, relative tolerance 1e-7: all up to the first number and all from the second.
    ///
    /// Either part may be empty (`None`). Complexity: `O(log(total))`.
    pub fn at_most_as_probable(&self, x: u64) -> (Option<u64>, Option<u64>) {
        let (low, high) = self.support();
        let limit = self.ln_pmf(x) + 1e-7f64.ln_1p();
        let rare = |k: u64| self.ln_pmf(k) <= limit;
        let mode = self.mode();
        let lower = rare(low).then(|| {
            let (mut inside, mut outside) = (low, mode + 1);
            while outside - inside > 1 {
                let middle = inside + (outside - inside) / 2;
                if rare(middle) { inside = middle } else { outside = middle }
            }
            inside
        });
        let upper = rare(high).then(|| {
            if rare(mode) {
                return mode;
            }
            let (mut outside, mut inside) = (mode, high);
            while inside - outside > 1 {
                let middle = outside + (inside - outside) / 2;
                if rare(middle) { inside = middle } else { outside = middle }
            }
            inside
        });
        (lower, upper)
    }
}
