//! Risk difference with Newcombe's interval.

use super::{EffectEstimate, normal_limit, two_proportions, wilson};
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

/// Risk difference, column 2 less column 1, row 1 having the property, with Wald's interval: the variance of either
/// group estimated from it alone.
///
/// # Errors
/// Not a 2x2 table, an empty group, proportions of 0 and 1 only (no variance), or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::risk_difference_wald, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?;
/// assert!((risk_difference_wald(&table, 0.95)?.ci_low - 0.029169416110856966).abs() < 1e-13);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn risk_difference_wald(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let groups = two_proportions(table)?.map(|(with, size)| (with as f64, size as f64));
    if groups.iter().all(|(with, size)| *with == 0.0 || with == size) {
        return Err(NotComputable::because("the property does not vary within the groups"));
    }
    normal_interval(groups, level, "Wald's interval")
}

/// Risk difference, column 2 less column 1, row 1 having the property, after one more with and one without the property
/// in either group, with Wald's interval of these (Agresti and Caffo). The limits are not cut at -1 and 1.
///
/// # Errors
/// Not a 2x2 table, an empty group, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::risk_difference_agresti_caffo, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?;
/// assert!((risk_difference_agresti_caffo(&table, 0.95)?.ci_low - 0.011611670142613911).abs() < 1e-13);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn risk_difference_agresti_caffo(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let groups = two_proportions(table)?.map(|(with, size)| (with as f64 + 1.0, size as f64 + 2.0));
    normal_interval(groups, level, "Agresti and Caffo's interval")
}

fn normal_interval(groups: [(f64, f64); 2], level: f64, method: &'static str) -> Result<EffectEstimate, NotComputable> {
    let z = normal_limit(level)?;
    let [(with1, size1), (with2, size2)] = groups;
    let difference = with2 / size2 - with1 / size1;
    let variance = |with: f64, size: f64| (with / size) * ((size - with) / size) / size;
    let half_width = z * (variance(with1, size1) + variance(with2, size2)).sqrt();
    EffectEstimate {
        measure: "risk_difference",
        estimate: difference,
        ci_low: difference - half_width,
        ci_high: difference + half_width,
        level,
        method,
    }
    .checked()
}
