//! Games-Howell comparisons.

use super::{PairComparison, pairs};
use crate::analysis::NotComputable;
use crate::analysis::methods::{filled_groups, welch_standard_error};
use crate::summary::Moments;

/// All pairs of means by Games and Howell (`games1976`): null hypothesis for each pair that the means are equal,
/// alternative that they differ; values are normal, the variances may differ. Standard error and degrees of freedom of
/// each pair are Welch's; `adjusted_p` refers √2 |t| to the studentized range of all groups on these degrees of freedom,
/// and `ci` is its dual. `p` is Welch's t. O(pairs).
///
/// # Errors
/// Fewer than two groups, a group of fewer than two values, two groups without variation, or a level that is not
/// between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::post_hoc::games_howell, summary::Moments};
/// let groups = [[4.0, 5.0, 6.5], [6.0, 7.0, 8.0], [5.0, 6.0, 9.0]].map(|values| Moments::from_values(&values));
/// let pairs = games_howell(&groups, 0.95)?;
/// assert!(pairs[0].adjusted_p > pairs[0].p);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn games_howell(groups: &[Moments], level: f64) -> Result<Vec<PairComparison>, NotComputable> {
    filled_groups(groups, 2)?;
    let compare = |(i, j): (usize, usize)| {
        let (a, b) = groups.get(i).zip(groups.get(j)).ok_or_else(|| NotComputable::because("no such group"))?;
        if a.m2 + b.m2 == 0.0 {
            let reason = format!("the values do not vary within groups {} and {}", i + 1, j + 1);
            return Err(NotComputable::because(reason));
        }
        let (standard_error, df) = welch_standard_error(*a, *b);
        PairComparison::by_studentized_range((i, j), groups.len() as u64, b.mean - a.mean, standard_error, df, level)
    };
    pairs(groups.len()).map(compare).collect()
}
