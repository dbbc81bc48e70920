//! Difference of proportions in pairs.

use super::{EffectEstimate, normal_limit};
use crate::analysis::NotComputable;
use crate::analysis::methods::pairs_of_two_levels;
use crate::summary::ContingencyTable;

/// Difference of proportions in pairs from a 2x2 table of pairs [[a, b], [c, d]]: rows are the level of the first member,
/// columns that of the second, the second level being the property. (b - c) / n, second member less first, with the
/// adjusted Wald interval of Bonett and Price (2012): one more pair of either kind that differs, and n + 2 pairs; cut
/// at -1 and 1.
///
/// # Errors
/// Not a 2x2 table, no pair at all, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::paired_risk_difference, summary::ContingencyTable};
/// // By hand: (2 - 8) / 23 ± 1.95996 √((10 / 23 - 36 / 529) / 23).
/// let table = ContingencyTable::new(vec![vec![1, 1], vec![7, 12]])?;
/// let effect = paired_risk_difference(&table, 0.95)?;
/// assert!((effect.ci_low + 0.508359).abs() < 1e-6 && (effect.ci_high + 0.013380).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn paired_risk_difference(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (b, c) = pairs_of_two_levels(table)?;
    let n = table.total();
    if n == 0 {
        return Err(NotComputable::because("there is no pair"));
    }
    let (b, c, n) = (b as f64, c as f64, n as f64);
    let (up, down) = ((b + 1.0) / (n + 2.0), (c + 1.0) / (n + 2.0));
    let centre = up - down;
    let half_width = normal_limit(level)? * ((up + down - centre * centre) / (n + 2.0)).sqrt();
    EffectEstimate {
        measure: "paired_risk_difference",
        estimate: (b - c) / n,
        ci_low: (centre - half_width).max(-1.0),
        ci_high: (centre + half_width).min(1.0),
        level,
        method: "adjusted Wald interval of pairs (Bonett and Price)",
    }
    .checked()
}
