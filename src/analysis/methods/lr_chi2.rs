//! Likelihood ratio chi-square test.

use super::{at_least_two_by_two, two_sided_or};
use crate::analysis::distribution::ln_less_excess;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Likelihood ratio chi-square test.
pub static LR_CHI2: Method = Method {
    id: "lr_chi2",
    name: "likelihood-ratio chi-square test",
    null: "level and group are independent",
    alternative: "level and group are associated",
    citation: "wilks1938",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(lr_chi2),
};

/// Likelihood ratio chi-square test, G² = 2 Σ O ln(O / E): null hypothesis of independence. Empty levels and groups
/// are left out.
///
/// # Errors
/// Fewer than two levels or groups with any observation.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::lr_chi2};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let result = lr_chi2(&table, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(f64::NAN) - 2.0929925750581915).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lr_chi2(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let table = at_least_two_by_two(table)?;
    let (rows, columns, total) = (table.row_totals(), table.column_totals(), table.total());
    let mut sum = 0.0;
    for (row, row_total) in table.iter_rows().zip(&rows) {
        for (count, column_total) in row.iter().zip(&columns) {
            let product = u128::from(*row_total) * u128::from(*column_total);
            let observed = u128::from(*count) * u128::from(total);
            if *count == 0 {
                sum += product as f64 / total as f64;
            } else {
                // Each cell as O ln(O / E) + E - O, which is never negative; over the table E - O sums to zero.
                let excess = if product >= observed { 1.0 } else { -1.0 } * (observed.abs_diff(product) as f64);
                let ratio = product as f64 / observed as f64;
                sum -= *count as f64 * ln_less_excess(ratio, excess / observed as f64);
            }
        }
    }
    let df = ((table.rows() - 1) * (table.columns() - 1)) as f64;
    TestResult::from_chi_square(LR_CHI2.id, 2.0 * sum, df).with_min_expected(table.min_expected()).checked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_far_above_what_is_expected_keep_their_digits() {
        let table = ContingencyTable::new(vec![vec![5, 0], vec![0, 4_000_000_000]]).unwrap();
        let statistic = lr_chi2(&table, Alternative::TwoSided).unwrap().statistic.unwrap();
        // 2 (N ln N - 5 ln 5 - n ln n) for a table without anything beside the diagonal, N = n + 5.
        let n = 4e9_f64;
        let by_hand = 2.0 * (5.0 * ((n + 5.0) / 5.0).ln() + n * (5.0 / n).ln_1p());
        assert!((statistic / by_hand - 1.0).abs() < 1e-14, "{statistic} {by_hand}");
    }
}
