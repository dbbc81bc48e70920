//! Rank-sum test (Wilcoxon, Mann and Whitney) of ordered levels, normal approximation.

use std::borrow::Cow;

use super::at_least_two_by_two;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Rank-sum test without continuity correction.
pub static RANK_SUM: Method = Method {
    id: "rank_sum",
    name: "Wilcoxon rank-sum test",
    null: "an observation of either group is as likely to be in a higher level as in a lower one",
    alternative: "one group tends to higher levels",
    citation: "mann1947",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(rank_sum),
};

/// Rank-sum test with continuity correction.
pub static RANK_SUM_CONTINUITY: Method = Method {
    id: "rank_sum_continuity",
    name: "Wilcoxon rank-sum test, continuity-corrected",
    null: "an observation of either group is as likely to be in a higher level as in a lower one",
    alternative: "one group tends to higher levels",
    citation: "mann1947",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(rank_sum_continuity),
};

/// Rank-sum test of ordered levels (rows, ascending) in two groups, normal approximation with tie correction and
/// without continuity correction: null hypothesis that neither group tends to higher levels; `Less` is group 1 tending
/// to lower ones. The statistic is z. Empty levels change nothing. O(levels).
///
/// # Errors
/// Not two groups with observations, or all observations in the same level.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::rank_sum};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let z = rank_sum(&table, Alternative::TwoSided)?.statistic.unwrap_or(f64::NAN);
/// assert!((z * z - 1.75).abs() < 1e-14); // the N - 1 chi-square of the same table
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_sum(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    with_correction(table, alternative, RANK_SUM.id, 0.0)
}

/// As [`rank_sum`], with 1/2 taken off the distance of the rank sum from its mean (two-sided: never past zero;
/// one-sided: always towards the larger P).
///
/// # Errors
/// Not two groups with observations, or all observations in the same level.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::{rank_sum, rank_sum_continuity}};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let without = rank_sum(&table, Alternative::TwoSided)?;
/// assert!(rank_sum_continuity(&table, Alternative::TwoSided)?.p > without.p);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_sum_continuity(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    with_correction(table, alternative, RANK_SUM_CONTINUITY.id, 0.5)
}

/// Two groups of ordered observations.
pub(in crate::analysis) struct OrderedGroups<'a> {
    /// The table without empty levels.
    pub table: Cow<'a, ContingencyTable>,
    /// Size of group 1.
    pub n1: u64,
    /// Size of group 2.
    pub n2: u64,
    /// Pairs of one observation from each group in which group 1 is higher, less those in which it is lower.
    pub excess: i128,
}

impl OrderedGroups<'_> {
    /// Mann and Whitney's U of group 1: pairs in which it is higher, plus half the ties.
    pub fn u1(&self) -> f64 {
        0.5 * (i128::from(self.n1) * i128::from(self.n2) + self.excess) as f64
    }
}

/// The two groups of a table of at least two levels.
pub(in crate::analysis) fn two_ordered_groups(table: &ContingencyTable) -> Result<OrderedGroups<'_>, NotComputable> {
    let kept = at_least_two_by_two(table)?;
    if kept.columns() != 2 {
        return Err(NotComputable::because("the test compares two groups"));
    }
    let (mut n1, mut n2, mut excess) = (0_u64, 0_u64, 0_i128);
    for row in kept.iter_rows() {
        let &[count1, count2] = row else { continue };
        let (count1, count2) = (u64::from(count1), u64::from(count2));
        excess += i128::from(count1) * i128::from(n2) - i128::from(count2) * i128::from(n1);
        n1 += count1;
        n2 += count2;
    }
    Ok(OrderedGroups { table: kept, n1, n2, excess })
}

fn with_correction(
    table: &ContingencyTable,
    alternative: Alternative,
    method: &'static str,
    correction: f64,
) -> Result<TestResult, NotComputable> {
    let groups = two_ordered_groups(table)?;
    let (n1, n2, n) = (groups.n1 as f64, groups.n2 as f64, groups.table.total() as f64);
    let distance = 0.5 * groups.excess as f64;
    let variance = n1 / n * (n2 / (n - 1.0)) * (rank_cubes(groups.table.iter_row_totals()) / 12.0);
    let corrected = match alternative {
        Alternative::TwoSided => distance.signum() * (distance.abs() - correction).max(0.0),
        Alternative::Less => distance + correction,
        Alternative::Greater => distance - correction,
    };
    TestResult::from_normal(method, corrected / variance.sqrt(), alternative)
        .with_min_expected(groups.table.min_expected())
        .checked()
}

/// N³ - Σ t³ over the levels' sizes t: twelve times the sum of squared deviations of the mid-ranks.
pub(super) fn rank_cubes(levels: impl IntoIterator<Item = u64>) -> f64 {
    let (mut below, mut sum) = (0.0, 0.0);
    for size in levels {
        let size = size as f64;
        sum += 3.0 * below * size * (below + size);
        below += size;
    }
    sum
}
