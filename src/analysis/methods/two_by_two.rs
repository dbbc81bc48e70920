//! The four cells of a 2x2 table and what the tests on them share.

use crate::analysis::distribution::Hypergeometric;
use crate::analysis::{Alternative, Exactness, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Largest total for which exact tail sums stay within some tens of milliseconds.
const LARGEST_EXACT_TOTAL: u64 = 1_000_000_000_000;

/// A 2x2 table [[a, b], [c, d]] without empty margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) struct Cells {
    pub a: u64,
    pub b: u64,
    pub c: u64,
    pub d: u64,
}

/// The cells of a 2x2 table. A larger table counts as 2x2 when no more than two levels and groups hold anybody.
pub(in crate::analysis) fn two_by_two(table: &ContingencyTable) -> Result<Cells, NotComputable> {
    if table.rows() < 2 || table.columns() < 2 {
        return Err(NotComputable::because("the test needs a 2x2 table"));
    }
    let kept = super::at_least_two_by_two(table)?;
    if (kept.rows(), kept.columns()) != (2, 2) {
        return Err(NotComputable::because("the test needs a 2x2 table"));
    }
    Ok(Cells { a: kept.get(0, 0), b: kept.get(0, 1), c: kept.get(1, 0), d: kept.get(1, 1) })
}

impl Cells {
    pub fn row_totals(&self) -> [u64; 2] {
        [self.a + self.b, self.c + self.d]
    }

    pub fn column_totals(&self) -> [u64; 2] {
        [self.a + self.c, self.b + self.d]
    }

    pub fn total(&self) -> u64 {
        self.a + self.b + self.c + self.d
    }

    /// a d - b c, the difference taken in whole numbers.
    pub fn determinant(&self) -> f64 {
        let ad = u128::from(self.a) * u128::from(self.d);
        let bc = u128::from(self.b) * u128::from(self.c);
        if ad >= bc { (ad - bc) as f64 } else { -((bc - ad) as f64) }
    }

    pub fn min_expected(&self) -> f64 {
        let smaller = |totals: [u64; 2]| totals[0].min(totals[1]) as f64;
        smaller(self.row_totals()) * smaller(self.column_totals()) / self.total() as f64
    }

    /// Pearson's statistic with min(`correction`, |O - E|) taken off every |O - E|.
    pub fn chi_square(&self, correction: f64) -> f64 {
        let total = self.total() as f64;
        let difference = (self.determinant().abs() / total - correction).max(0.0);
        let [r1, r2] = self.row_totals().map(|count| count as f64);
        let [c1, c2] = self.column_totals().map(|count| count as f64);
        // The sum of 1 / E over the four cells is N³ / (r1 r2 c1 c2).
        difference * difference * (total / r1) * (total / r2) * (total / c1 / c2)
    }

    /// Distribution of `a` given the margins.
    pub fn hypergeometric(&self) -> Result<Hypergeometric, NotComputable> {
        let total = self.total();
        if total > LARGEST_EXACT_TOTAL {
            return Err(NotComputable::because("the counts are too large for an exact test"));
        }
        Hypergeometric::new(total, self.a + self.b, self.a + self.c)
            .ok_or_else(|| NotComputable::because("the counts are too large for an exact test"))
    }

    /// An exact result from the logarithm of its P value.
    pub fn exact(
        &self,
        method: &'static str,
        ln_p: f64,
        alternative: Alternative,
    ) -> Result<TestResult, NotComputable> {
        let ln_p = ln_p.min(0.0);
        TestResult {
            alternative,
            exactness: Exactness::Exact,
            min_expected: Some(self.min_expected()),
            ..TestResult::new(method, ln_p.exp(), ln_p)
        }
        .checked()
    }
}
