//! Wald z test of two proportions.

use super::chi_square::{two_by_two, two_sided_only};
use crate::analysis::distribution::normal_two_sided;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult, not_computable};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "wald_z",
    name: "Wald z test of two proportions",
    null: "both groups have one proportion",
    alternative: "the proportions differ",
    citation: "agresti2013",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(wald_z),
};

/// Difference of two proportions over its unpooled standard error, `sqrt(p₁q₁/n₁ + p₂q₂/n₂)`, referred to the normal
/// distribution. With the pooled error it would be Pearson's test.
///
/// # Errors
/// Not two by two, a margin of zero, or proportions of 0 and 1, where the standard error vanishes.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::wald_z}, summary::ContingencyTable};
/// // z = 0.5 / sqrt(2 * 0.75 * 0.25 / 4); R 4.2.2: 2 * pnorm(-z) = 0.1024704
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((wald_z(&table, Alternative::TwoSided).unwrap().p - 0.1024704).abs() < 5e-8);
/// ```
pub fn wald_z(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    let [a, b, c, d] = two_by_two(table)?.map(|count| count as f64);
    let (n1, n2) = (a + c, b + d);
    let variance = a / n1 * (c / n1) / n1 + b / n2 * (d / n2) / n2;
    if variance == 0.0 {
        return not_computable("proportions of 0 and 1 have no unpooled standard error");
    }
    let z = (a / n1 - b / n2) / variance.sqrt();
    let ln_p = normal_two_sided(z).ln();
    Ok(TestResult::from_ln(METHOD.id, alternative, ln_p, Exactness::Asymptotic).statistic(z).min_expected(table))
}
