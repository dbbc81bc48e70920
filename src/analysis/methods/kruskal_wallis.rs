//! Kruskal-Wallis test of ordered levels.

use super::rank_sum::rank_cubes;
use super::{at_least_two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Kruskal-Wallis test.
pub static KRUSKAL_WALLIS: Method = Method {
    id: "kruskal_wallis",
    name: "Kruskal-Wallis test",
    null: "no group tends to higher levels than another",
    alternative: "at least one group tends to higher levels than another",
    citation: "kruskal1952",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Ordered(kruskal_wallis),
};

/// Kruskal-Wallis test of ordered levels (rows, ascending) in any number of groups, chi-square approximation with tie
/// correction: null hypothesis that no group tends to higher levels. Empty levels and groups are left out.
///
/// # Errors
/// Fewer than two groups with observations, or all observations in the same level.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::{kruskal_wallis, rank_sum}};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![2, 2], vec![1, 4]])?;
/// let two_groups = rank_sum(&table, Alternative::TwoSided)?;
/// assert!((kruskal_wallis(&table, Alternative::TwoSided)?.p - two_groups.p).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn kruskal_wallis(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let kept = at_least_two_by_two(table)?;
    let (groups, n) = (kept.column_totals(), kept.total() as f64);
    // Twice the distance of every group's rank sum from its mean.
    let mut distances = vec![0.0; groups.len()];
    let mut below = 0.0;
    for (row, size) in kept.iter_rows().zip(kept.iter_row_totals()) {
        let size = size as f64;
        let deviation = 2.0 * below + size - n;
        for (distance, count) in distances.iter_mut().zip(row) {
            *distance += f64::from(*count) * deviation;
        }
        below += size;
    }
    let between: f64 =
        distances.iter().zip(&groups).map(|(distance, size)| 0.25 * distance * (distance / *size as f64)).sum();
    let statistic = (n - 1.0) * between / (rank_cubes(kept.iter_row_totals()) / 12.0);
    TestResult::from_chi_square(KRUSKAL_WALLIS.id, statistic, groups.len() as f64 - 1.0)
        .with_min_expected(kept.min_expected())
        .checked()
}
