//! Risk difference with Newcombe's interval.

use super::{EffectEstimate, two_proportions, wilson};
use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Risk difference, column 2 less column 1, row 1 having the property, with Newcombe's hybrid score interval (his
/// method 10) from Wilson's intervals of either proportion.
///
/// # Errors
/// Not a 2x2 table, an empty group, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::risk_difference, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?; // 7 of 34 against 1 of 34
/// let effect = risk_difference(&table, 0.95)?;
/// assert!((effect.ci_low - 0.018921443885772937).abs() < 1e-10);
/// assert!((effect.ci_high - 0.3403686870327074).abs() < 1e-10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn risk_difference(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let [(with1, size1), (with2, size2)] = two_proportions(table)?;
    let (p1, low1, high1) = wilson(with1, size1, level)?;
    let (p2, low2, high2) = wilson(with2, size2, level)?;
    let difference = p2 - p1;
    EffectEstimate {
        measure: "risk_difference",
        estimate: difference,
        ci_low: difference - (p2 - low2).hypot(high1 - p1),
        ci_high: difference + (high2 - p2).hypot(p1 - low1),
        level,
        method: "Newcombe's hybrid score interval",
    }
    .checked()
}
