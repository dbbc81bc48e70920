//! What the chi-square tests share.

use crate::analysis::distribution::{chi_square_tails, normal_sf};
use crate::analysis::{Alternative, Exactness, NotComputable, TestResult, not_computable};
use crate::summary::ContingencyTable;

/// The table without empty levels and groups, if two of each are left.
pub(super) fn informative(table: &ContingencyTable) -> Result<ContingencyTable, NotComputable> {
    if table.total() == 0 {
        return not_computable("the table counts nobody");
    }
    let columns = table.column_totals();
    if columns.iter().filter(|total| **total > 0).count() < 2 {
        return not_computable("only one group has patients");
    }
    if table.row_totals().iter().filter(|total| **total > 0).count() < 2 {
        return not_computable("all patients are in one level");
    }
    Ok(table.without_empty())
}

/// The four counts of a two-by-two table whose margins are all above zero.
pub(super) fn two_by_two(table: &ContingencyTable) -> Result<[u64; 4], NotComputable> {
    if table.two_by_two().is_none() {
        return not_computable("the test is for two levels and two groups");
    }
    match informative(table)?.two_by_two() {
        Some(counts) => Ok(counts),
        None => not_computable("all patients are in one level or one group"),
    }
}

/// A result with the upper tail of the chi-square distribution as P.
pub(super) fn result(method: &'static str, statistic: f64, df: f64, table: &ContingencyTable) -> TestResult {
    let ln_p = chi_square_tails(statistic, df).ln_upper;
    TestResult::from_ln(method, Alternative::TwoSided, ln_p, Exactness::Asymptotic)
        .statistic(statistic)
        .df(df)
        .min_expected(table)
}

/// Refuses a one-sided alternative where a test has none.
pub(super) fn two_sided_only(alternative: Alternative) -> Result<(), NotComputable> {
    if alternative == Alternative::TwoSided { Ok(()) } else { not_computable("the test has no one-sided form") }
}

/// One tail of a standard normal statistic, `Less` being its lower tail.
pub(super) fn one_sided(method: &'static str, z: f64, alternative: Alternative) -> TestResult {
    let p = match alternative {
        Alternative::Less => normal_sf(-z),
        _ => normal_sf(z),
    };
    TestResult::from_ln(method, alternative, p.ln(), Exactness::Asymptotic).statistic(z)
}

/// Degrees of freedom of a table.
pub(super) fn degrees_of_freedom(table: &ContingencyTable) -> f64 {
    ((table.rows() - 1) * (table.columns() - 1)) as f64
}

/// Pearson's statistic of a table without empty margins.
pub(super) fn pearson_statistic(table: &ContingencyTable) -> f64 {
    if let Some([a, b, c, d]) = table.two_by_two() {
        let [a, b, c, d] = [a, b, c, d].map(|count| count as f64);
        let total = a + b + c + d;
        return total * (determinant(table) / ((a + b) * (c + d))) * (determinant(table) / ((a + c) * (b + d)));
    }
    let cells = (0..table.rows()).flat_map(|i| (0..table.columns()).map(move |j| (i, j)));
    cells
        .map(|(i, j)| {
            let expected = table.expected(i, j);
            (table.get(i, j) as f64 - expected).powi(2) / expected
        })
        .sum()
}

/// `ad - bc`, exact before it is rounded once.
pub(super) fn determinant(table: &ContingencyTable) -> f64 {
    table
        .two_by_two()
        .map_or(0.0, |[a, b, c, d]| (i128::from(a) * i128::from(d) - i128::from(b) * i128::from(c)) as f64)
}
