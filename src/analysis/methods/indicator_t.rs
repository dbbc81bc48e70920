//! t tests on the 0/1 indicator of a property, as some papers do for counts.

use super::chi_square::two_by_two;
use super::{student_t, welch_t};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::{ContingencyTable, Moments};

/// Registry entry.
pub(super) static STUDENT: Method = Method {
    id: "student_t_on_indicator",
    name: "Student's t test on the 0/1 indicator",
    null: "both groups have one proportion",
    alternative: "the proportions differ",
    citation: "student1908",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(student_t_on_indicator),
};

/// Registry entry.
pub(super) static WELCH: Method = Method {
    id: "welch_t_on_indicator",
    name: "Welch's t test on the 0/1 indicator",
    null: "both groups have one proportion",
    alternative: "the proportions differ",
    citation: "welch1947",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(welch_t_on_indicator),
};

/// Student's t test on the indicator of the first level. Not a test to choose; here to recognise where it was used.
///
/// # Errors
/// Not two by two, a margin of zero, or no variance.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::student_t_on_indicator}, summary::ContingencyTable};
/// // R 4.2.2: t.test(c(1,1,1,0), c(1,0,0,0), var.equal = TRUE)$p.value: t = sqrt(2), df = 6
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// let result = student_t_on_indicator(&table, Alternative::TwoSided).unwrap();
/// assert!((result.statistic.unwrap() - 2f64.sqrt()).abs() < 1e-14 && (result.p - 0.2070312).abs() < 5e-8);
/// ```
pub fn student_t_on_indicator(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    on_indicator(&STUDENT, student_t, table, alternative)
}

/// Welch's t test on the indicator of the first level.
///
/// # Errors
/// As for [`student_t_on_indicator`], and groups of one patient.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::welch_t_on_indicator}, summary::ContingencyTable};
/// // Equal sizes and variances: as Student's, df = 6.
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]]).unwrap();
/// assert!((welch_t_on_indicator(&table, Alternative::TwoSided).unwrap().df.unwrap() - 6.0).abs() < 1e-12);
/// ```
pub fn welch_t_on_indicator(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    on_indicator(&WELCH, welch_t, table, alternative)
}

fn on_indicator(
    method: &Method,
    test: fn(&[Moments], Alternative) -> Result<TestResult, NotComputable>,
    table: &ContingencyTable,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    let [a, b, c, d] = two_by_two(table)?;
    let indicator = |with: u64, without: u64| {
        let n = (with + without) as f64;
        Moments { n: with + without, mean: with as f64 / n, m2: with as f64 * (without as f64 / n) }
    };
    let result = test(&[indicator(a, c), indicator(b, d)], alternative)?;
    Ok(TestResult { method: method.id, ..result }.min_expected(table))
}
