//! Probability of superiority.

use super::{EffectEstimate, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::student_t_quantile;
use crate::analysis::methods::placements;
use crate::summary::ContingencyTable;

/// Probability that an observation of group 2 is higher than one of group 1, plus half that of a tie, of ordered levels
/// (rows, ascending) in two groups (columns); also the area under the ROC curve. The interval is Brunner and Munzel's:
/// Student's t on Satterthwaite's degrees of freedom with the variance of the placements, cut off at 0 and 1; 1/2 is in
/// it exactly when their test does not reject. O(levels).
///
/// # Errors
/// Not two groups of at least two observations, all observations in the same level, groups that do not overlap (their
/// variance cannot be estimated), or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::probability_of_superiority, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 0], vec![1, 1], vec![0, 1]])?;
/// assert_eq!(probability_of_superiority(&table, 0.95)?.estimate, 0.875);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn probability_of_superiority(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let placements = placements(table)?;
    let variance = placements.variance_of_superiority();
    if variance == 0.0 {
        return Err(NotComputable::because("the groups do not overlap, so the variance cannot be estimated"));
    }
    let half_width = -student_t_quantile(tail(level)?, placements.df()) * variance.sqrt();
    EffectEstimate {
        measure: "probability_of_superiority",
        estimate: placements.superiority,
        ci_low: (placements.superiority - half_width).max(0.0),
        ci_high: (placements.superiority + half_width).min(1.0),
        level,
        method: "Brunner-Munzel interval (Student's t)",
    }
    .checked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Alternative, methods::brunner_munzel};

    #[test]
    fn limit_and_test_agree() {
        let table = ContingencyTable::new(vec![vec![5, 1], vec![3, 3], vec![2, 4], vec![0, 3]]).unwrap();
        let p = brunner_munzel(&table, Alternative::TwoSided).unwrap().p;
        let effect = probability_of_superiority(&table, 1.0 - p).unwrap();
        assert!((effect.ci_low - 0.5).abs() < 1e-12, "{effect:?}");
    }
}
