//! Odds ratio.

use super::{EffectEstimate, multiplier, proportions};
use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Odds of the first level in the second group over those in the first, with Woolf's logit interval (Woolf 1955).
///
/// With a zero cell 1/2 is added to every cell (Haldane-Anscombe), and the method says so.
///
/// # Errors
/// Not two by two, or a group without patients.
///
/// ```
/// use retrocohort::{analysis::effect::odds_ratio, summary::ContingencyTable};
/// // 2/8 v 8/16: odds 8/8 over 2/6 = 3; ln 3 ± 1.959964 sqrt(1/2 + 1/6 + 1/8 + 1/8)
/// let table = ContingencyTable::new(vec![vec![2, 8], vec![6, 8]]).unwrap();
/// let effect = odds_ratio(&table, 0.95).unwrap();
/// assert!((effect.estimate - 3.0).abs() < 1e-14 && (effect.ci_low - 0.4593649162131173).abs() < 1e-12);
/// ```
pub fn odds_ratio(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let ((x1, n1), (x2, n2)) = proportions(table)?;
    let cells = [x1, n1 - x1, x2, n2 - x2];
    let zero = cells.contains(&0.0);
    let [a, c, b, d] = if zero { cells.map(|count| count + 0.5) } else { cells };
    let ln = (b / d * (c / a)).ln();
    let half = multiplier(level) * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
    Ok(EffectEstimate {
        measure: "odds_ratio",
        estimate: ln.exp(),
        ci_low: (ln - half).exp(),
        ci_high: (ln + half).exp(),
        level,
        method: if zero { "Woolf logit with 1/2 added to each cell (Haldane-Anscombe)" } else { "Woolf logit" },
    })
}
