//! Brunner and Munzel's test of ordered levels.

use super::rank_sum::two_ordered_groups;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Brunner-Munzel test.
pub static BRUNNER_MUNZEL: Method = Method {
    id: "brunner_munzel",
    name: "Brunner-Munzel test",
    null: "an observation of either group is as likely to be in a higher level as in a lower one, spreads may differ",
    alternative: "one group tends to higher levels",
    citation: "brunner2000",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(brunner_munzel),
};

/// Brunner-Munzel test with the normal approximation.
pub static BRUNNER_MUNZEL_NORMAL: Method = Method {
    id: "brunner_munzel_normal",
    name: "Brunner-Munzel test, normal approximation",
    null: "an observation of either group is as likely to be in a higher level as in a lower one, spreads may differ",
    alternative: "one group tends to higher levels",
    citation: "brunner2000",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(brunner_munzel_normal),
};

/// Placements of two groups of ordered observations: of every observation, how many of the other group are below it,
/// ties by half.
pub(in crate::analysis) struct Placements {
    /// Sizes of the groups.
    pub n: [f64; 2],
    /// Probability that an observation of group 2 is higher than one of group 1, plus half that of a tie.
    pub superiority: f64,
    /// Variances of the placements in either group.
    pub variance: [f64; 2],
}

impl Placements {
    /// Variance of the estimated probability of superiority.
    pub fn variance_of_superiority(&self) -> f64 {
        let [n1, n2] = self.n;
        self.variance[0] / n1 / (n2 * n2) + self.variance[1] / n2 / (n1 * n1)
    }

    /// Degrees of freedom by Satterthwaite's rule.
    pub fn df(&self) -> f64 {
        let [a, b] = [self.n[0] * self.variance[0], self.n[1] * self.variance[1]];
        let total = a + b;
        ((a / total).powi(2) / (self.n[0] - 1.0) + (b / total).powi(2) / (self.n[1] - 1.0)).recip()
    }
}

/// The placements of a table of two groups.
pub(in crate::analysis) fn placements(table: &ContingencyTable) -> Result<Placements, NotComputable> {
    let groups = two_ordered_groups(table)?;
    if groups.n1 < 2 || groups.n2 < 2 {
        return Err(NotComputable::because("one of the groups has a single value"));
    }
    let (n1, n2) = (groups.n1 as f64, groups.n2 as f64);
    let pairs = n1 * n2;
    // Differences from the means are taken from whole numbers, so that large groups lose no digits.
    let superiority = 0.5 - 0.5 * (groups.excess as f64 / pairs);
    let means = [(1.0 - superiority) * n2, superiority * n1];
    let (mut below, mut squares) = ([0_u64; 2], [0.0; 2]);
    for row in groups.table.iter_rows() {
        let &[count1, count2] = row else { continue };
        let (count1, count2) = (u64::from(count1), u64::from(count2));
        let placement1 = below[1] as f64 + 0.5 * count2 as f64 - means[0];
        let placement2 = below[0] as f64 + 0.5 * count1 as f64 - means[1];
        squares[0] += count1 as f64 * placement1 * placement1;
        squares[1] += count2 as f64 * placement2 * placement2;
        below[0] += count1;
        below[1] += count2;
    }
    let variance = [squares[0] / (n1 - 1.0), squares[1] / (n2 - 1.0)];
    Ok(Placements { n: [n1, n2], superiority, variance })
}

/// Brunner and Munzel's test of ordered levels (rows, ascending) in two groups (columns): null hypothesis
/// P(X < Y) + P(X = Y) / 2 = 1/2, whatever the spreads. W = (p̂ - 1/2) / SE(p̂) from the placements, positive when group
/// 2 is higher, with Student's t distribution on Satterthwaite's degrees of freedom. `Less` is group 1 tending to lower
/// levels. Empty levels change nothing. O(levels).
///
/// # Errors
/// Not two groups of at least two observations, all observations in the same level, or groups that do not overlap or
/// have no variation, of which the variance cannot be estimated.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::brunner_munzel};
/// use retrocohort::summary::ContingencyTable;
/// // 1, 2 against 2, 3: p̂ = 7/8; the placements have variances 1/8 and 1/8, so W = (3/8) / √(1/32).
/// let table = ContingencyTable::new(vec![vec![1, 0], vec![1, 1], vec![0, 1]])?;
/// let result = brunner_munzel(&table, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(0.0) - 0.375 * 32_f64.sqrt()).abs() < 1e-14);
/// assert_eq!(result.df, Some(2.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn brunner_munzel(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let (w, df) = statistic(table)?;
    let found = TestResult::from_student_t(BRUNNER_MUNZEL.id, w, df, reversed(alternative));
    TestResult { alternative, ..found }.checked()
}

/// As [`brunner_munzel`], with the normal distribution instead of Student's t.
///
/// # Errors
/// As [`brunner_munzel`].
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::{brunner_munzel, brunner_munzel_normal}};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![2, 2], vec![1, 4]])?;
/// let normal = brunner_munzel_normal(&table, Alternative::TwoSided)?;
/// assert!(normal.p < brunner_munzel(&table, Alternative::TwoSided)?.p);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn brunner_munzel_normal(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let (w, _) = statistic(table)?;
    let found = TestResult::from_normal(BRUNNER_MUNZEL_NORMAL.id, w, reversed(alternative));
    TestResult { alternative, ..found }.checked()
}

/// W is positive when group 2 is higher, which is `Less`.
fn reversed(alternative: Alternative) -> Alternative {
    match alternative {
        Alternative::TwoSided => Alternative::TwoSided,
        Alternative::Less => Alternative::Greater,
        Alternative::Greater => Alternative::Less,
    }
}

fn statistic(table: &ContingencyTable) -> Result<(f64, f64), NotComputable> {
    let placements = placements(table)?;
    let variance = placements.variance_of_superiority();
    if variance == 0.0 {
        return Err(NotComputable::because("the groups do not overlap, so the variance cannot be estimated"));
    }
    Ok(((placements.superiority - 0.5) / variance.sqrt(), placements.df()))
}

/// Shoulder pain on day 3 (Brunner and Munzel 2000), scores 1 to 5.
#[cfg(test)]
pub(super) fn shoulder_pain() -> ContingencyTable {
    let group1 = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1];
    let group2 = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4];
    let count = |group: &[u64], level| group.iter().filter(|value| **value == level).count() as u64;
    ContingencyTable::new((1..=5).map(|level| vec![count(&group1, level), count(&group2, level)]).collect()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pain_scores_of_the_original_paper() {
        // Brunner and Munzel (2000): W = 3.1375, df = 17.683, p̂ = 0.789, P = 0.005786.
        let table = shoulder_pain();
        let result = brunner_munzel(&table, Alternative::TwoSided).unwrap();
        assert!((result.statistic.unwrap() - 3.1375).abs() < 5e-5);
        assert!((result.df.unwrap() - 17.683).abs() < 5e-4);
        assert!((result.p - 0.005786).abs() < 5e-7);
        assert!((placements(&table).unwrap().superiority - 0.788_961).abs() < 1e-6);
        let less = brunner_munzel(&table, Alternative::Less).unwrap();
        assert!((less.p - 0.5 * result.p).abs() < 1e-15);
    }

    #[test]
    fn groups_that_do_not_overlap_have_no_variance() {
        let table = ContingencyTable::new(vec![vec![4, 0], vec![0, 5]]).unwrap();
        assert!(brunner_munzel(&table, Alternative::TwoSided).is_err());
    }
}
