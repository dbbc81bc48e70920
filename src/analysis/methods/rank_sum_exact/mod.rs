//! Rank-sum test (Wilcoxon, Mann and Whitney) from the exact distribution, ties included.

mod null_distribution;
mod shift;
mod spectral;
mod tilt;

use super::rank_sum::two_ordered_groups;
use crate::analysis::distribution::normal_quantile;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;
use null_distribution::RankSumNull;
use std::f64::consts::LN_2;

/// Exact rank-sum test, two-sided by distance from the mean.
pub static RANK_SUM_EXACT: Method = Method {
    id: "rank_sum_exact",
    name: "exact Wilcoxon rank-sum test",
    null: "both groups have the same distribution",
    alternative: "one group tends to higher levels",
    citation: "streitberg1986",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(rank_sum_exact),
};

/// Exact rank-sum test, two-sided by doubling.
pub static RANK_SUM_EXACT_DOUBLED: Method = Method {
    id: "rank_sum_exact_doubled",
    name: "exact Wilcoxon rank-sum test, smaller tail doubled",
    null: "both groups have the same distribution",
    alternative: "one group tends to higher levels",
    citation: "streitberg1986",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(rank_sum_exact_doubled),
};

/// Exact rank-sum test with mid-P.
pub static RANK_SUM_MID_P: Method = Method {
    id: "rank_sum_mid_p",
    name: "exact Wilcoxon rank-sum test, mid-P",
    null: "both groups have the same distribution",
    alternative: "one group tends to higher levels",
    citation: "lancaster1961",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(rank_sum_mid_p),
};

/// Exact rank-sum test of ordered levels (rows, ascending; distinct values are such levels) in two groups (columns):
/// null hypothesis that every division of the observations into groups of these sizes is equally likely. Ties count by
/// mid-ranks. `Less` is group 1 tending to lower levels. The two-sided P is the probability of a rank sum at least as
/// far from its mean as that observed, on either side (as in SAS and coin). The statistic is Mann and Whitney's U of
/// group 1: pairs in which its member is the higher, plus half the ties. Empty levels change nothing.
///
/// By the shift algorithm (Streitberg and Röhmel) or, for larger samples, by Fourier inversion of the exponentially
/// tilted distribution; the relative error is about 1e-12 in either case, however small P is. 100 v 100 takes about 10
/// ms, 500 v 500 about 0.1 s, ties or not.
///
/// # Errors
/// Not two groups with observations, all observations in the same level, or samples so large that the exact
/// distribution would take minutes.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::rank_sum_exact};
/// use retrocohort::summary::ContingencyTable;
/// // 1, 2, 2, 3 against 2, 3, 4, 4, 5: 11 of the 126 divisions are as far from the mean.
/// let table = ContingencyTable::new(vec![vec![1, 0], vec![2, 1], vec![1, 1], vec![0, 2], vec![0, 1]])?;
/// let result = rank_sum_exact(&table, Alternative::TwoSided)?;
/// assert!((result.p - 11.0 / 126.0).abs() < 1e-14);
/// assert_eq!(result.statistic, Some(2.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_sum_exact(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    exact(table, alternative, RANK_SUM_EXACT.id, Rule::Distance)
}

/// As [`rank_sum_exact`], with the smaller of the two one-sided P doubled for two sides (as in R), at most 1.
///
/// # Errors
/// As [`rank_sum_exact`].
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::rank_sum_exact_doubled};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![1, 0], vec![2, 1], vec![1, 1], vec![0, 2], vec![0, 1]])?;
/// assert!((rank_sum_exact_doubled(&table, Alternative::TwoSided)?.p - 14.0 / 126.0).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_sum_exact_doubled(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    exact(table, alternative, RANK_SUM_EXACT_DOUBLED.id, Rule::Doubling)
}

/// As [`rank_sum_exact`], counting rank sums that are exactly as extreme as that observed by half (mid-P).
///
/// # Errors
/// As [`rank_sum_exact`].
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::rank_sum_mid_p};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![1, 0], vec![2, 1], vec![1, 1], vec![0, 2], vec![0, 1]])?;
/// assert!((rank_sum_mid_p(&table, Alternative::Less)?.p - 4.0 / 126.0).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_sum_mid_p(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    exact(table, alternative, RANK_SUM_MID_P.id, Rule::MidP)
}

/// The smallest number of pairs that U, of groups of `n1` and `n2` without ties, does not exceed with probability of at
/// least `tail`, and the probability of fewer.
pub(in crate::analysis) fn critical_u(n1: u64, n2: u64, tail: f64) -> Result<(u64, f64), NotComputable> {
    let total = n1.checked_add(n2).filter(|total| *total <= 1 << 20);
    let total = total.ok_or_else(|| NotComputable::because("too many observations for the exact distribution"))?;
    let null = RankSumNull::new(&vec![1; total as usize], n1)?;
    let least = null.smallest(0, n1);
    let below = |u: u64| match u.checked_sub(1) {
        Some(u) => null.tails(least + u).map(|tails| tails.ln_lower.exp()),
        None => Ok(0.0),
    };
    // From the normal approximation, one step at a time: it is rarely off by more than two.
    let (pairs, n) = (n1 as f64 * n2 as f64, total as f64);
    let start = 0.5 * pairs + normal_quantile(tail) * (pairs * (n + 1.0) / 12.0).sqrt();
    let mut u = (start.max(0.0) as u64).min(n1 * n2);
    // A tail that is met but for rounding is met.
    let enough = tail * (1.0 - 1e-12);
    let mut fewer = below(u)?;
    while fewer >= enough {
        u -= 1;
        fewer = below(u)?;
    }
    loop {
        let next = below(u + 1)?;
        if next >= enough {
            return Ok((u, fewer));
        }
        (u, fewer) = (u + 1, next);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Distance,
    Doubling,
    MidP,
}

/// ln(exp(a) + exp(b)).
fn ln_sum(a: f64, b: f64) -> f64 {
    let (large, small) = (a.max(b), a.min(b));
    if small == f64::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}

/// ln(exp(a) - exp(b) / 2) for b <= a.
fn ln_less_half(a: f64, b: f64) -> f64 {
    a + (-0.5 * (b - a).exp()).ln_1p()
}

fn exact(
    table: &ContingencyTable,
    alternative: Alternative,
    method: &'static str,
    rule: Rule,
) -> Result<TestResult, NotComputable> {
    let groups = two_ordered_groups(table)?;
    let null = RankSumNull::new(&groups.table.row_totals(), groups.n1)?;
    let sum = null.score_sum(groups.table.iter_rows().map(|row| row.first().copied().unwrap_or(0)));
    let observed = null.tails(sum)?;
    let one_sided = |ln_tail: f64| {
        if rule == Rule::MidP { ln_less_half(ln_tail, observed.ln_equal) } else { ln_tail }
    };
    let ln_p = match (alternative, rule) {
        (Alternative::Less, _) => one_sided(observed.ln_lower),
        (Alternative::Greater, _) => one_sided(observed.ln_upper),
        (Alternative::TwoSided, Rule::Doubling) => observed.ln_lower.min(observed.ln_upper) + LN_2,
        (Alternative::TwoSided, _) => {
            // In whole numbers: the distance from the mean, times the number of observations.
            let (total, centre) =
                (i128::from(null.total()), i128::from(null.drawn()) * i128::from(null.sum_of_scores()));
            let distance = (i128::from(sum) * total - centre).abs();
            if distance == 0 {
                // Every rank sum is as far from the mean, and this one counts by half for mid-P.
                if rule == Rule::MidP { (-0.5 * observed.ln_equal.exp()).ln_1p() } else { 0.0 }
            } else if null.is_symmetrical() {
                one_sided(observed.ln_lower.min(observed.ln_upper)) + LN_2
            } else {
                let side = |edge: i128, attained: bool, upper: bool| -> Result<f64, NotComputable> {
                    let (least, most) = (null.smallest(0, null.drawn()), null.maximum());
                    let Ok(edge) = u64::try_from(edge) else { return Ok(f64::NEG_INFINITY) };
                    if edge < least || edge > most {
                        return Ok(f64::NEG_INFINITY);
                    }
                    let tails = if edge == sum { observed } else { null.tails(edge)? };
                    let tail = if upper { tails.ln_upper } else { tails.ln_lower };
                    Ok(if attained && rule == Rule::MidP { ln_less_half(tail, tails.ln_equal) } else { tail })
                };
                let (low, high) = (centre - distance, centre + distance);
                let below = side(low.div_euclid(total), low.rem_euclid(total) == 0, false)?;
                let above = side(-(-high).div_euclid(total), high.rem_euclid(total) == 0, true)?;
                ln_sum(below, above)
            }
        }
    };
    let ln_p = ln_p.min(0.0);
    TestResult {
        alternative,
        statistic: Some(groups.u1()),
        exactness: Exactness::Exact,
        ..TestResult::new(method, ln_p.exp(), ln_p)
    }
    .with_min_expected(groups.table.min_expected())
    .checked()
}
