//! Rank-biserial correlation.

use super::{EffectEstimate, cliffs_delta, normal_limit};
use crate::analysis::NotComputable;
use crate::analysis::methods::two_ordered_groups;
use crate::summary::ContingencyTable;

/// Rank-biserial correlation of ordered levels (rows, ascending) in two groups (columns): the share of pairs in which
/// group 2 is higher less that in which it is lower; 1 when every observation of group 2 is above all of group 1. It is
/// Cliff's delta under another name, with another interval: normal on Fisher's z scale, with standard error
/// √((n1 + n2 + 1) / (3 n1 n2)), that of the null hypothesis. At ±1 the interval shrinks to the estimate. O(levels).
///
/// # Errors
/// Not two groups with observations, all observations in the same level, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::rank_biserial, summary::ContingencyTable};
/// // 1, 2 against 2, 3: three of four pairs are higher, one is tied.
/// let table = ContingencyTable::new(vec![vec![1, 0], vec![1, 1], vec![0, 1]])?;
/// assert_eq!(rank_biserial(&table, 0.95)?.estimate, 0.75);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_biserial(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let groups = two_ordered_groups(table)?;
    let z = normal_limit(level)?;
    let (n1, n2) = (groups.n1 as f64, groups.n2 as f64);
    let estimate = -(groups.excess as f64) / (n1 * n2) + 0.0;
    let half_width = z * ((n1 + n2 + 1.0) / n1 / n2 / 3.0).sqrt();
    let centre = estimate.atanh();
    EffectEstimate {
        measure: "rank_biserial",
        estimate,
        ci_low: (centre - half_width).tanh(),
        ci_high: (centre + half_width).tanh(),
        level,
        method: "normal interval on Fisher's z scale",
    }
    .checked()
}

/// As [`rank_biserial`], with the interval of [`cliffs_delta`], whose variance is estimated from the observations: where
/// many are tied, that of the null hypothesis is far too large. O(levels).
///
/// # Errors
/// As [`cliffs_delta`].
///
/// ```
/// use retrocohort::{analysis::effect::{rank_biserial, rank_biserial_of_ties}, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![70, 16], vec![2, 5]])?;
/// assert!(rank_biserial(&table, 0.95)?.ci_low < 0.0 && rank_biserial_of_ties(&table, 0.95)?.ci_low > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_biserial_of_ties(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    Ok(EffectEstimate { measure: "rank_biserial", ..cliffs_delta(table, level)? })
}
