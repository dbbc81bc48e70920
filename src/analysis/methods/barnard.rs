//! Barnard's unconditional exact test of two proportions.

use super::two_by_two;
use super::unconditional::{Region, ln_sum};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Barnard's test with the pooled z statistic.
pub static BARNARD: Method = Method {
    id: "barnard",
    name: "Barnard's exact test",
    null: "the proportions of the two groups are equal, sizes of the groups fixed",
    alternative: "the proportions differ: all tables with a z at least as extreme",
    citation: "suissa1985",
    one_sided: true,
    two_by_two_only: true,
    compute: Compute::Counts(barnard),
};

/// Barnard's unconditional exact test of two proportions, row 1 having the property, groups in columns: tables are
/// ordered by the pooled z statistic (Suissa and Shuster), P is the largest over all common proportions. Null
/// hypothesis of equal proportions. `Less` is a smaller proportion in group 1.
///
/// Which tables are as extreme is decided in whole numbers. The maximum is found on a grid of eight points to the
/// standard deviation of the binomial weights and refined: relative error below 1e-9. Time grows with N^(3/2).
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or more than 50,000 observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::barnard};
/// use retrocohort::summary::ContingencyTable;
/// // Two groups of two, all with and all without: the region has two tables, P = 2 π² (1 - π)² at π = 1/2.
/// let table = ContingencyTable::new(vec![vec![2, 0], vec![0, 2]])?;
/// assert!((barnard(&table, Alternative::TwoSided)?.p - 0.125).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn barnard(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let cells = two_by_two(table)?;
    let [n1, n2] = cells.column_totals();
    let total = n1.saturating_add(n2);
    let [with, without] = cells.row_totals();
    // z² is (a n2 - b n1)² / (t (N - t)) up to a constant, with a + b = t.
    let signed = |a: u64, t: u64| i128::from(a) * i128::from(n2) - (i128::from(t) - i128::from(a)) * i128::from(n1);
    let observed = signed(cells.a, with);
    let region = Region::new(&cells, |t, split| {
        // The comparison of the squares in whole numbers: the total is at most 50,000 here.
        let spread = |t: u64| u128::from(t) * u128::from(total - t);
        let as_extreme = |a: f64| {
            let here = signed(a as u64, t);
            here.unsigned_abs().pow(2) * (u128::from(with) * u128::from(without))
                >= observed.unsigned_abs().pow(2) * spread(t)
        };
        if observed == 0 && alternative == Alternative::TwoSided {
            return 0.0;
        }
        let (min, max) = (split.min(), split.max());
        let sign = |a: f64| signed(a as u64, t).signum();
        let up_to =
            |holds: &dyn Fn(f64) -> bool| last_where(min, max, holds).map_or(f64::NEG_INFINITY, |a| split.ln_lower(a));
        let from =
            |holds: &dyn Fn(f64) -> bool| first_where(min, max, holds).map_or(f64::NEG_INFINITY, |a| split.ln_upper(a));
        let low = |a: f64| sign(a) < 0 && as_extreme(a);
        let high = |a: f64| sign(a) > 0 && as_extreme(a);
        match alternative {
            Alternative::TwoSided => ln_sum(up_to(&low), from(&high)),
            Alternative::Less if observed <= 0 => up_to(&|a| if observed == 0 { sign(a) <= 0 } else { low(a) }),
            Alternative::Less => up_to(&|a| {
                sign(a) <= 0 || !(as_extreme(a)) || equal(signed(a as u64, t), observed, spread(t), spread(with))
            }),
            Alternative::Greater if observed >= 0 => from(&|a| if observed == 0 { sign(a) >= 0 } else { high(a) }),
            Alternative::Greater => from(&|a| {
                sign(a) >= 0 || !(as_extreme(a)) || equal(signed(a as u64, t), observed, spread(t), spread(with))
            }),
        }
    })?;
    let (ln_p, _) = region.worst();
    let z = observed as f64 * (total as f64 / (n1 as f64 * n2 as f64 * with as f64 * without as f64)).sqrt();
    let exact = cells.exact(BARNARD.id, ln_p, alternative)?;
    TestResult { statistic: Some(z), ..exact }.checked()
}

/// Whether two z are equal: their squares are, over the same constant.
fn equal(here: i128, observed: i128, spread_here: u128, spread_observed: u128) -> bool {
    here.signum() == observed.signum()
        && here.unsigned_abs().pow(2) * spread_observed == observed.unsigned_abs().pow(2) * spread_here
}

/// Largest whole number in `min..=max` for which `holds`, true up to some point and false beyond.
pub(super) fn last_where(min: f64, max: f64, holds: &dyn Fn(f64) -> bool) -> Option<f64> {
    if !holds(min) {
        return None;
    }
    let (mut good, mut bad) = (min, max + 1.0);
    while bad - good > 1.0 {
        let middle = (0.5 * (good + bad)).floor();
        if holds(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// Smallest whole number in `min..=max` for which `holds`, false up to some point and true beyond.
pub(super) fn first_where(min: f64, max: f64, holds: &dyn Fn(f64) -> bool) -> Option<f64> {
    last_where(-max, -min, &|a| holds(-a)).map(|a| -a)
}
