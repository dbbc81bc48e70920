//! Kruskal-Wallis test.

use super::chi_square::{informative, two_sided_only};
use crate::analysis::distribution::chi_square_tails;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "kruskal_wallis",
    name: "Kruskal-Wallis test",
    null: "all groups come from one distribution",
    alternative: "values of some group tend to be larger",
    citation: "kruskal1952",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(kruskal_wallis),
};

/// Kruskal-Wallis test on ordered levels (or distinct values) in rows, corrected for ties; chi-square with `k - 1`
/// degrees of freedom over the groups with patients.
///
/// # Errors
/// Fewer than two levels or groups with patients.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::kruskal_wallis}, summary::ContingencyTable};
/// // Two groups: the square of the rank-sum z, 16/4.8.
/// let table = ContingencyTable::new(vec![vec![2, 0], vec![1, 1], vec![0, 2]]).unwrap();
/// let statistic = kruskal_wallis(&table, Alternative::TwoSided).unwrap().statistic.unwrap();
/// assert!((statistic - 16.0 / 4.8).abs() < 1e-13);
/// ```
pub fn kruskal_wallis(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    let kept = informative(table)?;
    let total = kept.total() as f64;
    let center = (total + 1.0) / 2.0;
    let mut sums = vec![0.0; kept.columns()];
    let (mut before, mut ties) = (0.0, 0.0);
    for (row, n) in kept.counts().iter().zip(kept.row_totals()) {
        let n = n as f64;
        let rank = before + (n + 1.0) / 2.0 - center;
        for (sum, count) in sums.iter_mut().zip(row) {
            *sum += rank * *count as f64;
        }
        before += n;
        ties += n * n * n - n;
    }
    let between: f64 = sums.iter().zip(kept.column_totals()).map(|(sum, n)| sum * sum / n as f64).sum();
    let h = 12.0 / (total * (total + 1.0)) * between / (1.0 - ties / (total * total * total - total));
    let df = kept.columns() as f64 - 1.0;
    let ln_p = chi_square_tails(h, df).ln_upper;
    Ok(TestResult::from_ln(METHOD.id, alternative, ln_p, Exactness::Asymptotic).statistic(h).df(df))
}
