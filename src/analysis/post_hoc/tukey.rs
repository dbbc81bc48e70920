//! Tukey's honestly significant difference.

use super::{PairComparison, pairs};
use crate::analysis::NotComputable;
use crate::analysis::methods::sums_of_squares;
use crate::summary::Moments;

/// All pairs of means by Tukey's honestly significant difference (`tukey1949`), with Kramer's standard error for groups
/// of unequal size (`kramer1956`): null hypothesis for each pair that the means are equal, alternative that they differ;
/// values are normal with the same variance in all groups. The standard error of a difference is
/// √(s² (1/nᵢ + 1/nⱼ)) with s² the mean square within groups; `adjusted_p` refers √2 |t| to the studentized range of all
/// groups, exactly for groups of equal size and conservatively else, and `ci` is its dual. `p` is Student's t with s².
/// O(pairs).
///
/// # Errors
/// Fewer than two groups, an empty group, no more values than groups, no variation within the groups, or a level that
/// is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::post_hoc::tukey_hsd, summary::Moments};
/// let groups = [[4.0, 5.0, 6.0], [6.0, 7.0, 8.0], [5.0, 6.0, 7.0]].map(|values| Moments::from_values(&values));
/// let pairs = tukey_hsd(&groups, 0.95)?;
/// assert_eq!((pairs[0].groups, pairs[0].difference), ((0, 1), 2.0));
/// assert!((pairs[0].adjusted_p - 0.10886702003119).abs() < 1e-9); // R 4.2.2 TukeyHSD
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn tukey_hsd(groups: &[Moments], level: f64) -> Result<Vec<PairComparison>, NotComputable> {
    let parts = sums_of_squares(groups)?;
    let sd = (parts.within / parts.df_within).sqrt();
    let compare = |(i, j): (usize, usize)| {
        let (a, b) = groups.get(i).zip(groups.get(j)).ok_or_else(|| NotComputable::because("no such group"))?;
        let standard_error = sd * ((a.n as f64).recip() + (b.n as f64).recip()).sqrt();
        let k = groups.len() as u64;
        PairComparison::by_studentized_range((i, j), k, b.mean - a.mean, standard_error, parts.df_within, level)
    };
    pairs(groups.len()).map(compare).collect()
}
