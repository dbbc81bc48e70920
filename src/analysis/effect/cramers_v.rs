//! Cramér's V.

use super::{EffectEstimate, tail};
use crate::analysis::distribution::noncentral_chi_square_noncentrality;
use crate::analysis::methods::pearson_chi2;
use crate::analysis::{Alternative, NotComputable};
use crate::summary::ContingencyTable;

/// Cramér's V = √(χ² / (N (k - 1))), k the smaller number of levels or groups, with the interval from the noncentrality
/// of the chi-square distribution: the noncentralities for which χ² is at the tails, in place of χ². For a 2x2 table V is
/// |φ|. Empty levels and groups are left out. Where χ² is so small that even no association rarely gives less, both
/// limits are 0.
///
/// # Errors
/// Fewer than two levels or groups with observations, χ² above 10⁸, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::cramers_v, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1198, 557], vec![1493, 1278]])?;
/// let effect = cramers_v(&table, 0.95)?;
/// assert!((effect.estimate - 0.14273176020608103).abs() < 1e-14);
/// assert!((effect.ci_low - 0.113598381).abs() < 1e-7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cramers_v(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let tail = tail(level)?;
    let result = pearson_chi2(table, Alternative::TwoSided)?;
    let (statistic, df) = (result.statistic.unwrap_or(f64::NAN), result.df.unwrap_or(f64::NAN));
    let kept = table.without_empty().ok_or_else(|| NotComputable::because("the table holds no observation"))?;
    let scale = kept.total() as f64 * (kept.rows().min(kept.columns()) - 1) as f64;
    let v = |value: f64| (value / scale).sqrt().min(1.0);
    EffectEstimate {
        measure: "cramers_v",
        estimate: v(statistic),
        ci_low: v(noncentral_chi_square_noncentrality(statistic, df, tail)),
        ci_high: v(noncentral_chi_square_noncentrality(statistic, df, 1.0 - tail)),
        level,
        method: "interval from the noncentral chi-square distribution",
    }
    .checked()
}
