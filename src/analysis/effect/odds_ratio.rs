//! Odds ratio with Woolf's interval.

use super::{EffectEstimate, normal_limit, two_proportions};
use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Odds ratio of column 2 against column 1, row 1 having the property, with Woolf's logarithmic interval. With an
/// empty cell, 1/2 is added to all four (Haldane and Anscombe) and `method` says so.
///
/// # Errors
/// Not a 2x2 table, an empty group, an empty row (nothing to compare), or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::odds_ratio, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?; // 7 of 34 against 1 of 34
/// let effect = odds_ratio(&table, 0.95)?;
/// assert!((effect.ci_low - 0.9904902816539896).abs() < 1e-10);
/// assert!((effect.ci_high - 73.90030192115287).abs() < 1e-8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn odds_ratio(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let [(with1, size1), (with2, size2)] = two_proportions(table)?;
    let z = normal_limit(level)?;
    let counts = [with1, size1 - with1, with2, size2 - with2];
    if with1 + with2 == 0 || with1 + with2 == size1 + size2 {
        return Err(NotComputable::because("all or none of both groups have the property"));
    }
    let corrected = counts.contains(&0);
    let [a, c, b, d] = counts.map(|count| count as f64 + if corrected { 0.5 } else { 0.0 });
    let ln_ratio = (b / d).ln() - (a / c).ln();
    let half_width = z * (a.recip() + b.recip() + c.recip() + d.recip()).sqrt();
    EffectEstimate {
        measure: "odds_ratio",
        estimate: (b / d) / (a / c),
        ci_low: (ln_ratio - half_width).exp(),
        ci_high: (ln_ratio + half_width).exp(),
        level,
        method: if corrected {
            "Woolf's logarithmic interval, 1/2 added to every cell (Haldane-Anscombe)"
        } else {
            "Woolf's logarithmic interval"
        },
    }
    .checked()
}

/// Odds ratio of column 2 against column 1, row 1 having the property, with 1/2 added to every cell, whether one is
/// empty or not, and the logarithmic interval from these (Gart's adjusted logit interval).
///
/// # Errors
/// Not a 2x2 table, an empty group, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::odds_ratio_adjusted, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?;
/// let effect = odds_ratio_adjusted(&table, 0.95)?;
/// assert!((effect.ci_high - 37.748598505602445).abs() < 1e-8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn odds_ratio_adjusted(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let [(with1, size1), (with2, size2)] = two_proportions(table)?;
    let z = normal_limit(level)?;
    let [a, c, b, d] = [with1, size1 - with1, with2, size2 - with2].map(|count| count as f64 + 0.5);
    let ratio = (b / d) / (a / c);
    let half_width = z * (a.recip() + b.recip() + c.recip() + d.recip()).sqrt();
    EffectEstimate {
        measure: "odds_ratio",
        estimate: ratio,
        ci_low: ratio * (-half_width).exp(),
        ci_high: ratio * half_width.exp(),
        level,
        method: "logarithmic interval, 1/2 added to every cell",
    }
    .checked()
}
