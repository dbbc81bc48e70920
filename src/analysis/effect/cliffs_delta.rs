//! Cliff's delta.

use super::{EffectEstimate, normal_limit};
use crate::analysis::NotComputable;
use crate::analysis::methods::placements;
use crate::summary::ContingencyTable;

/// Cliff's delta of ordered levels (rows, ascending) in two groups (columns): the share of pairs in which group 2 is
/// higher less that in which it is lower. The interval is Cliff's (1993) asymmetrical one, with the consistent estimate
/// of the variance. When all pairs point one way, the variance is estimated to be 0 and the limit towards 0 is
/// (n - z²) / (n + z²), n the size of the smaller group. O(levels).
///
/// # Errors
/// Not two groups of at least two observations, all observations in the same level, or a level that is not between 0
/// and 1.
///
/// ```
/// use retrocohort::{analysis::effect::cliffs_delta, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 0], vec![1, 1], vec![0, 1]])?;
/// assert_eq!(cliffs_delta(&table, 0.95)?.estimate, 0.75);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cliffs_delta(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let placements = placements(table)?;
    let z = normal_limit(level)?;
    let [n1, n2] = placements.n;
    let delta = 2.0 * placements.superiority - 1.0;
    let (ci_low, ci_high) = if delta.abs() == 1.0 {
        let n = n1.min(n2);
        let limit = (n - z * z) / (n + z * z);
        if delta > 0.0 { (limit, 1.0) } else { (-1.0, -limit) }
    } else {
        // An observation's share of the other group that it exceeds less that which exceeds it is twice its placement
        // over the other group's size, less 1.
        let [by_first, by_second] =
            [4.0 * placements.variance[0] / (n2 * n2), 4.0 * placements.variance[1] / (n1 * n1)];
        let variance = by_first / n1 + by_second / n2;
        let square = delta * delta;
        let half_width = z * variance.sqrt() * ((1.0 - square) * (1.0 - square) + z * z * variance).sqrt();
        let (centre, scale) = (delta - delta * square, 1.0 - square + z * z * variance);
        (((centre - half_width) / scale).max(-1.0), ((centre + half_width) / scale).min(1.0))
    };
    EffectEstimate {
        measure: "cliffs_delta",
        estimate: delta,
        ci_low,
        ci_high,
        level,
        method: "Cliff's asymmetrical interval, consistent variance",
    }
    .checked()
}
