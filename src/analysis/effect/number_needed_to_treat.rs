//! Number needed to treat.

use super::{EffectEstimate, risk_difference};
use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Number needed to treat, 1 / |risk difference|, with the inverted limits of Newcombe's interval of the difference.
///
/// # Errors
/// As [`risk_difference`]; an interval of the difference that includes 0, because the inverted one would then pass
/// through infinity.
///
/// ```
/// use retrocohort::{analysis::effect::number_needed_to_treat, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![40, 20], vec![60, 80]])?;
/// assert!((number_needed_to_treat(&table, 0.95)?.estimate - 5.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn number_needed_to_treat(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let difference = risk_difference(table, level)?;
    if difference.ci_low <= 0.0 && difference.ci_high >= 0.0 {
        return Err(NotComputable::because("the interval of the risk difference includes 0"));
    }
    let (near, far) = (difference.ci_low.abs(), difference.ci_high.abs());
    EffectEstimate {
        measure: "number_needed_to_treat",
        estimate: difference.estimate.abs().recip(),
        ci_low: near.max(far).recip(),
        ci_high: near.min(far).recip(),
        level,
        method: "inverted limits of Newcombe's hybrid score interval",
    }
    .checked()
}
