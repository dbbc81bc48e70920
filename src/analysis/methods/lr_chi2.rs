//! Likelihood-ratio chi-square test.

use super::chi_square::{degrees_of_freedom, informative, result, two_sided_only};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "lr_chi2",
    name: "likelihood-ratio chi-square test",
    null: "levels are distributed alike in all groups",
    alternative: "some group differs in the distribution of levels",
    citation: "wilks1938",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(lr_chi2),
};

/// Likelihood-ratio test of independence, `G² = 2 Σ O ln(O / E)`; an observed zero adds nothing.
///
/// # Errors
/// Fewer than two levels or groups with patients.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::lr_chi2}, summary::ContingencyTable};
/// // R 4.2.2: 2 * sum(O * log(O / E)), pchisq
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((lr_chi2(&table, Alternative::TwoSided).unwrap().p - 0.14797595938502583).abs() < 1e-14);
/// ```
pub fn lr_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    let kept = informative(table)?;
    let cells = (0..kept.rows()).flat_map(|i| (0..kept.columns()).map(move |j| (i, j)));
    let terms = cells.map(|(i, j)| {
        let (observed, expected) = (kept.get(i, j) as f64, kept.expected(i, j));
        // O ln(O/E) - (O - E) is never negative, and the differences sum to zero: no cancellation between cells.
        if observed == 0.0 { expected } else { observed * (observed / expected).ln() - (observed - expected) }
    });
    let statistic = 2.0 * terms.sum::<f64>().max(0.0);
    Ok(result(METHOD.id, statistic, degrees_of_freedom(&kept), &kept))
}
