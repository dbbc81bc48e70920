//! Brunner and Munzel's test of ordered levels as a permutation test.

use super::brunner_munzel::placements;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Brunner-Munzel permutation test.
pub static BRUNNER_MUNZEL_PERMUTATION: Method = Method {
    id: "brunner_munzel_permutation",
    name: "Brunner-Munzel permutation test",
    null: "both groups have the same distribution",
    alternative: "one group tends to higher levels",
    citation: "neubert2007",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(brunner_munzel_permutation),
};

/// Divisions of the levels beyond which the list is too long: some seconds.
const MOST_DIVISIONS: f64 = 2e6;
/// Statistics that differ by less are equal but for rounding.
const EQUAL: f64 = 1e-10;

/// Brunner and Munzel's statistic W of ordered levels (rows, ascending) in two groups (columns) with its permutation
/// distribution (Neubert and Brunner): every division of the observations into groups of these sizes is equally
/// likely. Two-sided by |W|. `Less` is group 1 tending to lower levels, W being positive. Groups that do not overlap
/// have an infinite W, and so an answer here. Exact if the distributions are equal, asymptotically valid if only the
/// probability of superiority is 1/2. All divisions of the levels are listed.
///
/// # Errors
/// Not two groups of at least two observations, all observations in the same level, or more than two million divisions
/// of the levels.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::brunner_munzel_permutation};
/// use retrocohort::summary::ContingencyTable;
/// // Separated groups of 3 and 4: one of the 35 divisions on either side.
/// let table = ContingencyTable::new(vec![vec![3, 0], vec![0, 4]])?;
/// let result = brunner_munzel_permutation(&table, Alternative::Less)?;
/// assert!((result.p - 1.0 / 35.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn brunner_munzel_permutation(
    table: &ContingencyTable,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    let observed = statistic(table)?;
    let kept = table.without_empty().ok_or_else(|| NotComputable::because("the table holds no observation"))?;
    let levels = kept.row_totals();
    let n1 = kept.column_totals().first().copied().unwrap_or(0);
    if levels.iter().map(|size| (*size as f64 + 1.0).ln()).sum::<f64>() > MOST_DIVISIONS.ln() {
        return Err(NotComputable::because("too many divisions of the levels to list"));
    }
    let extreme = |w: f64| match alternative {
        Alternative::TwoSided => w.abs() >= observed.abs() * (1.0 - EQUAL) - EQUAL,
        Alternative::Less => w >= observed - EQUAL * (1.0 + observed.abs()) || w == observed,
        Alternative::Greater => w <= observed + EQUAL * (1.0 + observed.abs()) || w == observed,
    };
    // An odometer over the counts of group 1, the last level turning fastest.
    let mut counts = vec![0_u64; levels.len()];
    let (mut all, mut counted) = (0.0, 0.0);
    loop {
        if counts.iter().sum::<u64>() == n1 {
            let ways: f64 = counts.iter().zip(&levels).map(|(count, size)| ways(*size, *count)).product();
            let rows = counts.iter().zip(&levels).map(|(count, size)| vec![*count, size - count]).collect();
            let division = ContingencyTable::new(rows).map_err(|error| NotComputable::because(error.to_string()))?;
            all += ways;
            counted += if extreme(statistic(&division)?) { ways } else { 0.0 };
        }
        let turned = counts.iter_mut().zip(&levels).rev().find_map(|(count, size)| {
            if *count < *size {
                *count += 1;
                return Some(());
            }
            *count = 0;
            None
        });
        if turned.is_none() {
            break;
        }
    }
    let p: f64 = counted / all;
    TestResult {
        alternative,
        statistic: observed.is_finite().then_some(observed),
        exactness: Exactness::Exact,
        ..TestResult::new(BRUNNER_MUNZEL_PERMUTATION.id, p, p.ln())
    }
    .checked()
}

/// W; infinite where the groups do not overlap.
fn statistic(table: &ContingencyTable) -> Result<f64, NotComputable> {
    let placements = placements(table)?;
    let (excess, variance) = (placements.superiority - 0.5, placements.variance_of_superiority());
    Ok(if variance > 0.0 { excess / variance.sqrt() } else { excess * f64::INFINITY })
}

/// Number of ways to choose `k` of `n`.
fn ways(n: u64, k: u64) -> f64 {
    (0..k.min(n - k)).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::super::brunner_munzel::shoulder_pain;
    use super::*;

    #[test]
    fn pain_scores_of_the_original_paper() {
        // R brunnermunzel 2.0, brunnermunzel.permutation.test of the shoulder pain data: P = 0.008038.
        let result = brunner_munzel_permutation(&shoulder_pain(), Alternative::TwoSided).unwrap();
        assert!((result.p - 0.008_038).abs() < 5e-7, "{}", result.p);
    }

    #[test]
    fn too_many_divisions_are_refused() {
        let rows = (0..40).map(|i| vec![i % 2, 1 - i % 2]).collect();
        assert!(brunner_munzel_permutation(&ContingencyTable::new(rows).unwrap(), Alternative::TwoSided).is_err());
    }
}
