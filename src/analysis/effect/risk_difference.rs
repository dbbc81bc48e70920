//! Risk difference.

use super::wilson::wilson;
use super::{EffectEstimate, proportions};
use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Proportion in the second group minus that in the first, with Newcombe's hybrid score interval (Newcombe 1998, method 10).
///
/// # Errors
/// Not two by two, or a group without patients.
///
/// ```
/// use retrocohort::{analysis::effect::risk_difference, summary::ContingencyTable};
/// // Newcombe 1998, table II: 56/70 - 48/80 = 0.2, method 10: 0.0524 to 0.3339
/// let table = ContingencyTable::new(vec![vec![48, 56], vec![32, 14]]).unwrap();
/// let effect = risk_difference(&table, 0.95).unwrap();
/// assert!((effect.ci_low - 0.0524).abs() < 5e-5 && (effect.ci_high - 0.3339).abs() < 5e-5);
/// ```
pub fn risk_difference(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let ((x1, n1), (x2, n2)) = proportions(table)?;
    let (p1, low1, high1) = wilson(x1 as u64, n1 as u64, level)?;
    let (p2, low2, high2) = wilson(x2 as u64, n2 as u64, level)?;
    let estimate = p2 - p1;
    Ok(EffectEstimate {
        measure: "risk_difference",
        estimate,
        ci_low: estimate - ((p2 - low2).powi(2) + (high1 - p1).powi(2)).sqrt(),
        ci_high: estimate + ((high2 - p2).powi(2) + (p1 - low1).powi(2)).sqrt(),
        level,
        method: "Newcombe hybrid score",
    })
}
