//! Cochran-Armitage test for trend.

use super::chi_square::{informative, result, two_sided_only};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult, not_computable};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "cochran_armitage",
    name: "Cochran-Armitage test for trend",
    null: "the proportion does not change with the level",
    alternative: "the proportion rises or falls with the level",
    citation: "armitage1955",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(cochran_armitage),
};

/// Test for a linear trend of proportions over ordered levels (two groups), or over ordered groups (two levels), with
/// equally spaced scores. Levels keep their scores when others are empty.
///
/// # Errors
/// Neither two levels nor two groups, or fewer than two of either with patients.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::cochran_armitage}, summary::ContingencyTable};
/// // R 4.2.2: prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82))$p.value = 0.004131897477641487
/// let table = ContingencyTable::new(vec![vec![83, 3], vec![90, 3], vec![129, 7], vec![70, 12]]).unwrap();
/// let p = cochran_armitage(&table, Alternative::TwoSided).unwrap().p;
/// assert!((p - 0.004131897477641487).abs() < 1e-13);
/// ```
pub fn cochran_armitage(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    informative(table)?;
    let oriented = match (table.columns(), table.rows()) {
        (2, _) => table.clone(),
        (_, 2) => table.transpose(),
        _ => return not_computable("the test is for two groups or two levels"),
    };
    let total = oriented.total() as f64;
    let proportion = oriented.column_totals()[0] as f64 / total;
    let rows = oriented.row_totals();
    let score = |i: usize| i as f64;
    let center = rows.iter().enumerate().map(|(i, n)| score(i) * *n as f64).sum::<f64>() / total;
    let (mut covariance, mut variance) = (0.0, 0.0);
    for (i, n) in rows.iter().enumerate() {
        let distance = score(i) - center;
        covariance += distance * (oriented.get(i, 0) as f64 - *n as f64 * proportion);
        variance += distance * distance * *n as f64;
    }
    let statistic = covariance * covariance / (proportion * (1.0 - proportion) * variance);
    Ok(result(METHOD.id, statistic, 1.0, table))
}
