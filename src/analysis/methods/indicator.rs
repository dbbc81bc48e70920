//! t tests on the 0/1 indicators of a 2x2 table, as programs compute them when a yes/no variable is treated as numeric.

use super::{student_t, two_by_two, two_sided_or, welch_t};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::{ContingencyTable, Moments};

/// Student's t test on indicators.
pub static STUDENT_T_ON_INDICATOR: Method = Method {
    id: "student_t_on_indicator",
    name: "Student's t test on the 0/1 indicator",
    null: "the proportions of the two groups are equal",
    alternative: "the proportions differ",
    citation: "dagostino1988",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(student_t_on_indicator),
};

/// Welch's t test on indicators.
pub static WELCH_T_ON_INDICATOR: Method = Method {
    id: "welch_t_on_indicator",
    name: "Welch's t test on the 0/1 indicator",
    null: "the proportions of the two groups are equal",
    alternative: "the proportions differ",
    citation: "dagostino1988",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(welch_t_on_indicator),
};

/// Moments of the indicators of row 1, one set per column.
fn indicators(table: &ContingencyTable) -> Result<[Moments; 2], NotComputable> {
    let cells = two_by_two(table)?;
    let moments = |with: u64, without: u64| {
        let n = with + without;
        let (with, without, size) = (with as f64, without as f64, n as f64);
        Moments { n, mean: with / size, m2: with * (without / size) }
    };
    Ok([moments(cells.a, cells.c), moments(cells.b, cells.d)])
}

/// Student's t test on the indicators of row 1 (1 in row 1, 0 in row 2), groups in columns: null hypothesis of equal
/// proportions.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or no variation within the groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::{student_t, student_t_on_indicator}};
/// use retrocohort::summary::{ContingencyTable, Moments};
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let groups = [[1.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]].map(|values| Moments::from_values(&values));
/// let direct = student_t(&groups, Alternative::TwoSided)?;
/// assert!((student_t_on_indicator(&table, Alternative::TwoSided)?.p - direct.p).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn student_t_on_indicator(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let result = student_t(&indicators(table)?, alternative)?;
    Ok(TestResult { method: STUDENT_T_ON_INDICATOR.id, ..result }.with_min_expected(table.min_expected()))
}

/// Welch's t test on the indicators of row 1 (1 in row 1, 0 in row 2), groups in columns: null hypothesis of equal
/// proportions.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, a group of one, or no variation within the groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::{welch_t, welch_t_on_indicator}};
/// use retrocohort::summary::{ContingencyTable, Moments};
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let groups = [[1.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]].map(|values| Moments::from_values(&values));
/// let direct = welch_t(&groups, Alternative::TwoSided)?;
/// assert!((welch_t_on_indicator(&table, Alternative::TwoSided)?.p - direct.p).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn welch_t_on_indicator(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let result = welch_t(&indicators(table)?, alternative)?;
    Ok(TestResult { method: WELCH_T_ON_INDICATOR.id, ..result }.with_min_expected(table.min_expected()))
}
