//! Risk ratio.

use super::{EffectEstimate, multiplier, proportions};
use crate::analysis::{NotComputable, not_computable};
use crate::summary::ContingencyTable;

/// Proportion in the second group over that in the first, with Katz's log interval (Katz et al. 1978).
///
/// # Errors
/// Not two by two, a group without patients, or nobody with the property in a group.
///
/// ```
/// use retrocohort::{analysis::effect::risk_ratio, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![2, 8], vec![6, 8]]).unwrap();
/// assert!((risk_ratio(&table, 0.95).unwrap().estimate - 2.0).abs() < 1e-14);
/// ```
pub fn risk_ratio(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let ((x1, n1), (x2, n2)) = proportions(table)?;
    if x1 == 0.0 || x2 == 0.0 {
        return not_computable("nobody in a group has the property");
    }
    let ln = (x2 / n2 / (x1 / n1)).ln();
    let half = multiplier(level) * (1.0 / x1 - 1.0 / n1 + 1.0 / x2 - 1.0 / n2).max(0.0).sqrt();
    Ok(EffectEstimate {
        measure: "risk_ratio",
        estimate: ln.exp(),
        ci_low: (ln - half).exp(),
        ci_high: (ln + half).exp(),
        level,
        method: "Katz log",
    })
}
