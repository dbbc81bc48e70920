//! Odds ratio of matched pairs.

use super::{EffectEstimate, proportion_mid_p};
use crate::analysis::NotComputable;
use crate::analysis::methods::pairs_of_two_levels;
use crate::summary::ContingencyTable;

/// Conditional maximum-likelihood odds ratio of matched pairs from a 2x2 table of pairs [[a, b], [c, d]]: rows are the
/// level of the first member, columns that of the second, the second level being the property. b / c is the odds of the
/// property in the second member against the first, with the mid-P interval of b of b + c changes (the dual of the
/// mid-P McNemar test).
///
/// With b or c zero the estimate and a limit are 0, or infinite.
///
/// # Errors
/// Not a 2x2 table, no pair that differs, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::matched_odds_ratio, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![794, 150], vec![86, 570]])?;
/// assert!((matched_odds_ratio(&table, 0.95)?.estimate - 150.0 / 86.0).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn matched_odds_ratio(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (b, c) = pairs_of_two_levels(table)?;
    let changes = b.checked_add(c).ok_or_else(|| NotComputable::because("the counts are too large"))?;
    if changes == 0 {
        return Err(NotComputable::because("no pair differs"));
    }
    let share = proportion_mid_p(b, changes, level)?;
    let odds = |p: f64| if p >= 1.0 { f64::INFINITY } else { p / (1.0 - p) };
    EffectEstimate {
        measure: "matched_odds_ratio",
        estimate: if c == 0 { f64::INFINITY } else { b as f64 / c as f64 },
        ci_low: odds(share.ci_low),
        ci_high: odds(share.ci_high),
        level,
        method: "ratio of the two kinds of discordant pairs, mid-P exact interval",
    }
    .checked_ratio()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_duals_of_the_test() {
        use crate::analysis::{Alternative, methods::mcnemar_mid_p};
        for (b, c) in [(1, 7), (12, 5), (40, 61)] {
            let table = ContingencyTable::new(vec![vec![3, b], vec![c, 9]]).unwrap();
            let p = mcnemar_mid_p(&table, Alternative::TwoSided).unwrap().p;
            let interval = matched_odds_ratio(&table, 1.0 - p).unwrap();
            assert!((interval.ci_low - 1.0).abs().min((interval.ci_high - 1.0).abs()) < 1e-9, "{interval:?}");
        }
    }

    #[test]
    fn an_empty_cell_leaves_a_limit_open() {
        let of = |b, c| matched_odds_ratio(&ContingencyTable::new(vec![vec![1, b], vec![c, 1]]).unwrap(), 0.95);
        let above = of(4, 0).unwrap();
        assert_eq!((above.estimate, above.ci_high), (f64::INFINITY, f64::INFINITY));
        assert_eq!((of(0, 4).unwrap().estimate, of(0, 4).unwrap().ci_low), (0.0, 0.0));
        assert!(of(0, 0).is_err());
    }
}
