//! Risk ratio with Katz's interval.

use super::{EffectEstimate, normal_limit, two_proportions};
use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Risk ratio of column 2 against column 1, row 1 having the property, with Katz's logarithmic interval.
///
/// # Errors
/// Not a 2x2 table, an empty group, a group in which nobody has the property, all of both groups having it, or a level
/// that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::risk_ratio, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?; // 7 of 34 against 1 of 34
/// let effect = risk_ratio(&table, 0.95)?;
/// assert!((effect.estimate - 7.0).abs() < 1e-13);
/// assert!((effect.ci_low - 0.9096055118420763).abs() < 1e-10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn risk_ratio(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let [(with1, size1), (with2, size2)] = two_proportions(table)?;
    let z = normal_limit(level)?;
    if with1 == 0 || with2 == 0 {
        return Err(NotComputable::because("nobody in one of the groups has the property"));
    }
    if with1 == size1 && with2 == size2 {
        return Err(NotComputable::because("all of both groups have the property"));
    }
    // 1 / with - 1 / size without the subtraction.
    let part = |with: u64, size: u64| (size - with) as f64 / size as f64 / with as f64;
    let ratio = (with2 as f64 / size2 as f64) / (with1 as f64 / size1 as f64);
    let half_width = z * (part(with1, size1) + part(with2, size2)).sqrt();
    EffectEstimate {
        measure: "risk_ratio",
        estimate: ratio,
        ci_low: ratio * (-half_width).exp(),
        ci_high: ratio * half_width.exp(),
        level,
        method: "Katz's logarithmic interval",
    }
    .checked()
}

/// Risk ratio of column 2 against column 1, row 1 having the property, with 1/2 added to the counts with the property
/// and to the sizes of the groups, and the logarithmic interval from these (Walter).
///
/// # Errors
/// Not a 2x2 table, an empty group, all of both groups having the property, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::risk_ratio_adjusted, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?;
/// let effect = risk_ratio_adjusted(&table, 0.95)?;
/// assert!((effect.ci_low - 0.9241353750243203).abs() < 1e-10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn risk_ratio_adjusted(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let [(with1, size1), (with2, size2)] = two_proportions(table)?;
    let z = normal_limit(level)?;
    if with1 == size1 && with2 == size2 {
        return Err(NotComputable::because("all of both groups have the property"));
    }
    let part = |with: u64, size: u64| (size - with) as f64 / (size as f64 + 0.5) / (with as f64 + 0.5);
    let risk = |with: u64, size: u64| (with as f64 + 0.5) / (size as f64 + 0.5);
    let ratio = risk(with2, size2) / risk(with1, size1);
    let half_width = z * (part(with1, size1) + part(with2, size2)).sqrt();
    EffectEstimate {
        measure: "risk_ratio",
        estimate: ratio,
        ci_low: ratio * (-half_width).exp(),
        ci_high: ratio * half_width.exp(),
        level,
        method: "logarithmic interval, 1/2 added to counts and sizes",
    }
    .checked()
}
