//! McNemar's test of paired proportions, and Bowker's of symmetry for more levels.

use super::two_sided_or;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// McNemar's test.
pub static MCNEMAR: Method = Method {
    id: "mcnemar",
    name: "McNemar's test",
    null: "both members of a pair have the levels with the same probabilities (symmetry)",
    alternative: "the probabilities differ between the members",
    citation: "mcnemar1947",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Pairs(mcnemar),
};

/// McNemar's test with continuity correction.
pub static MCNEMAR_CONTINUITY: Method = Method {
    id: "mcnemar_continuity",
    name: "McNemar's test with continuity correction",
    null: "both members of a pair have the property with the same probability",
    alternative: "the probabilities differ between the members",
    citation: "edwards1948",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Pairs(mcnemar_continuity),
};

/// McNemar's test without continuity correction: null hypothesis of symmetry. Rows are the level of the first member of
/// a pair, columns that of the second; χ² = (b - c)² / (b + c) with one degree of freedom. A larger square table is
/// tested for symmetry by Bowker's sum over all pairs of levels, one degree of freedom for each.
///
/// # Errors
/// Not a square table, a one-sided alternative, or a pair of levels between which nobody changes.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::mcnemar};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![101, 121], vec![59, 33]])?;
/// let chi2 = mcnemar(&table, Alternative::TwoSided)?.statistic.unwrap_or(f64::NAN);
/// assert!((chi2 - 62.0 * 62.0 / 180.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mcnemar(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let mut statistic = 0.0;
    let mut df = 0.0;
    for (b, c) in discordant(table)? {
        statistic += contribution(b, c, 0.0)?;
        df += 1.0;
    }
    TestResult::from_chi_square(MCNEMAR.id, statistic, df).checked()
}

/// McNemar's test of a 2x2 table with continuity correction, χ² = (|b - c| - 1)² / (b + c), and 0 where b = c: null
/// hypothesis of equal probabilities.
///
/// # Errors
/// Not a 2x2 table, a one-sided alternative, or nobody who changes.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::mcnemar_continuity};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![2, 15], vec![10, 3]])?;
/// let chi2 = mcnemar_continuity(&table, Alternative::TwoSided)?.statistic.unwrap_or(f64::NAN);
/// assert!((chi2 - 0.64).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mcnemar_continuity(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let (b, c) = changes(table)?;
    TestResult::from_chi_square(MCNEMAR_CONTINUITY.id, contribution(b, c, 1.0)?, 1.0).checked()
}

fn contribution(b: u64, c: u64, correction: f64) -> Result<f64, NotComputable> {
    if b == 0 && c == 0 {
        return Err(NotComputable::because("no pair changes between two of the levels"));
    }
    let difference = (b.abs_diff(c) as f64 - correction).max(0.0);
    Ok(difference * (difference / (b as f64 + c as f64)))
}

/// Those who change from the first to the second level and back, of a 2x2 table of pairs.
pub(in crate::analysis) fn changes(table: &ContingencyTable) -> Result<(u64, u64), NotComputable> {
    match discordant(table)?.as_slice() {
        [pair] => Ok(*pair),
        _ => Err(NotComputable::because("the test needs a 2x2 table of pairs")),
    }
}

/// Counts on either side of the diagonal.
fn discordant(table: &ContingencyTable) -> Result<Vec<(u64, u64)>, NotComputable> {
    let size = table.rows();
    if size != table.columns() || size < 2 {
        return Err(NotComputable::because("a table of pairs has as many columns as rows, at least two"));
    }
    Ok((0..size).flat_map(|i| (i + 1..size).map(move |j| (table.get(i, j), table.get(j, i)))).collect())
}
