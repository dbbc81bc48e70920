//! Mantel-Haenszel's common odds ratio.

use super::{EffectEstimate, normal_limit};
use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Common odds ratio of column 2 against column 1 over strata, row 1 having the property: Σ b c / N over Σ a d / N, with
/// the interval from the variance of Robins, Breslow and Greenland. Empty strata add nothing.
///
/// # Errors
/// A table that is not 2x2, no stratum with b c or none with a d, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::odds_ratio_mantel_haenszel, summary::ContingencyTable};
/// let strata = [
///     ContingencyTable::new(vec![vec![3, 8], vec![9, 4]])?,
///     ContingencyTable::new(vec![vec![2, 6], vec![8, 9]])?,
/// ];
/// let effect = odds_ratio_mantel_haenszel(&strata, 0.95)?;
/// assert!((effect.estimate - (72.0 / 24.0 + 48.0 / 25.0) / (12.0 / 24.0 + 18.0 / 25.0)).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn odds_ratio_mantel_haenszel(strata: &[ContingencyTable], level: f64) -> Result<EffectEstimate, NotComputable> {
    let z = normal_limit(level)?;
    let (mut r, mut s, mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for table in strata {
        if (table.rows(), table.columns()) != (2, 2) {
            return Err(NotComputable::because("the effect needs 2x2 tables"));
        }
        if table.total() == 0 {
            continue;
        }
        let [a, b, c, d] = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, j)| table.get(i, j) as f64);
        let size = table.total() as f64;
        let (up, down) = (b * (c / size), a * (d / size));
        let (p, q) = ((b + c) / size, (a + d) / size);
        r += up;
        s += down;
        pr += p * up;
        mixed += p * down + q * up;
        qs += q * down;
    }
    if r == 0.0 || s == 0.0 {
        return Err(NotComputable::because("no stratum bounds the common odds ratio on one side"));
    }
    let variance = pr / (2.0 * r * r) + mixed / (2.0 * r * s) + qs / (2.0 * s * s);
    let half_width = z * variance.sqrt();
    EffectEstimate {
        measure: "odds_ratio",
        estimate: r / s,
        ci_low: r / s * (-half_width).exp(),
        ci_high: r / s * half_width.exp(),
        level,
        method: "Mantel and Haenszel's estimate, interval of Robins, Breslow and Greenland",
    }
    .checked()
}
