//! Wilcoxon-Mann-Whitney rank-sum test.

use super::chi_square::{informative, two_sided_only};
use crate::analysis::distribution::normal_two_sided;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult, not_computable};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static PLAIN: Method = Method {
    id: "rank_sum",
    name: "Wilcoxon rank-sum test",
    null: "both groups come from one distribution",
    alternative: "values of one group tend to be larger",
    citation: "mann1947",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(rank_sum),
};

/// Registry entry.
pub(super) static CONTINUITY: Method = Method {
    id: "rank_sum_continuity",
    name: "Wilcoxon rank-sum test, continuity-corrected",
    null: "both groups come from one distribution",
    alternative: "values of one group tend to be larger",
    citation: "mann1947",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(rank_sum_continuity),
};

/// Rank-sum test of two groups on ordered levels (or distinct values) in rows: normal approximation with the variance
/// corrected for ties, no continuity correction.
///
/// # Errors
/// Not two groups, or fewer than two levels or groups with patients.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::rank_sum}, summary::ContingencyTable};
/// // 1 1 2 v 2 3 3: U = 0.5, variance 9/12 (7 - 18/30) = 4.8, z = -4/sqrt(4.8); R 4.2.2: 2 * pnorm(z) = 0.0678892
/// let table = ContingencyTable::new(vec![vec![2, 0], vec![1, 1], vec![0, 2]]).unwrap();
/// assert!((rank_sum(&table, Alternative::TwoSided).unwrap().p - 0.0678892).abs() < 5e-8);
/// ```
pub fn rank_sum(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    asymptotic(&PLAIN, table, alternative, 0.0)
}

/// [`rank_sum`] with the deviation of U reduced by 1/2, as R and SAS do.
///
/// # Errors
/// As for [`rank_sum`].
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::rank_sum_continuity}, summary::ContingencyTable};
/// // R 4.2.2: wilcox.test(c(1, 1, 2), c(2, 3, 3), exact = FALSE)$p.value = 0.110148924185947
/// let table = ContingencyTable::new(vec![vec![2, 0], vec![1, 1], vec![0, 2]]).unwrap();
/// assert!((rank_sum_continuity(&table, Alternative::TwoSided).unwrap().p - 0.110148924185947).abs() < 1e-13);
/// ```
pub fn rank_sum_continuity(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    asymptotic(&CONTINUITY, table, alternative, 0.5)
}

fn asymptotic(
    method: &Method,
    table: &ContingencyTable,
    alternative: Alternative,
    correction: f64,
) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    informative(table)?;
    if table.columns() != 2 {
        return not_computable("the test is for two groups");
    }
    let (mut below, mut u) = (0.0, 0.0);
    for row in table.counts() {
        let (x, y) = (row[0] as f64, row[1] as f64);
        u += x * (below + y / 2.0);
        below += y;
    }
    let sizes = table.column_totals();
    let (n1, n2) = (sizes[0] as f64, sizes[1] as f64);
    let total = n1 + n2;
    let ties: f64 = table.row_totals().iter().map(|t| (*t as f64).powi(3) - *t as f64).sum();
    let variance = n1 * n2 / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    let deviation = u - n1 * n2 / 2.0;
    let z = (deviation.abs() - correction).max(0.0).copysign(deviation) / variance.sqrt();
    Ok(TestResult::from_ln(method.id, alternative, normal_two_sided(z).ln(), Exactness::Asymptotic).statistic(z))
}
