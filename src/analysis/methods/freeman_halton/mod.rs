//! Fisher-Freeman-Halton exact test of a table of any size.

mod layers;
mod margins;
mod network;
mod random_tables;

use super::fisher::TIE_TOLERANCE;
use super::{at_least_two_by_two, fisher, two_sided_or};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult, effect};
use crate::summary::ContingencyTable;

/// Random tables drawn where the exact sum would take too long.
const REPLICATES: u64 = 100_000;
/// Seed of the random tables: fixed, so that the same table always gives the same P.
const SEED: u64 = 20_240_229;
/// Most observations for which random tables are drawn in reasonable time.
const LARGEST_TOTAL: u64 = 100_000_000;

/// Fisher-Freeman-Halton exact test.
pub static FREEMAN_HALTON: Method = Method {
    id: "freeman_halton",
    name: "Fisher-Freeman-Halton exact test",
    null: "level and group are independent, margins fixed",
    alternative: "level and group are associated: all tables no more likely than the one observed",
    citation: "freeman1951",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(freeman_halton),
};

/// Fisher-Freeman-Halton exact test: null hypothesis of independence. P sums all tables with the observed margins that
/// are no more likely than the one observed, with a relative tolerance of 1e-7. Empty levels and groups are left out.
///
/// Exact by a network of margins (Mehta and Patel) as long as it stays within a fixed amount of work, which every
/// small table does; beyond, the P value is estimated from 100,000 random tables with a fixed seed, and the result
/// says so with a 99 % confidence interval.
///
/// # Errors
/// Fewer than two levels or groups with observations, or more than 10⁸ observations in more than two of either.
///
/// ```
/// use retrocohort::analysis::{Alternative, Exactness, methods::freeman_halton};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1, 0, 1], vec![0, 2, 1, 0], vec![0, 0, 4, 2]])?;
/// let result = freeman_halton(&table, Alternative::TwoSided)?;
/// assert_eq!(result.exactness, Exactness::Exact);
/// assert!((result.p - 0.018588554302840003).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn freeman_halton(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let kept = at_least_two_by_two(table)?;
    if (kept.rows(), kept.columns()) == (2, 2) {
        return Ok(TestResult { method: FREEMAN_HALTON.id, ..fisher(&kept, alternative)? });
    }
    if kept.total() > LARGEST_TOTAL {
        return Err(NotComputable::because("the counts are too large for an exact test"));
    }
    // Few rows and many columns: the rows' margins are the state of the network, the columns its stages.
    let kept = if kept.rows() > kept.columns() { kept.transpose() } else { kept.into_owned() };
    let problem = margins::Problem::new(&kept, TIE_TOLERANCE);
    let (p, ln_p, exactness) = match network::exact_ln_p(&problem) {
        Some(ln_p) => (ln_p.exp(), ln_p, Exactness::Exact),
        None => monte_carlo(&problem)?,
    };
    TestResult { exactness, ..TestResult::new(FREEMAN_HALTON.id, p, ln_p) }
        .with_min_expected(kept.min_expected())
        .checked()
}

/// P from random tables, the observed one counted among them, and its interval.
fn monte_carlo(problem: &margins::Problem) -> Result<(f64, f64, Exactness), NotComputable> {
    let hits = random_tables::count_no_more_likely(problem, SEED, REPLICATES);
    let (_, ci_low, ci_high) = effect::wilson(hits, REPLICATES, 0.99)?;
    let p = (hits + 1) as f64 / (REPLICATES + 1) as f64;
    Ok((p, p.ln(), Exactness::MonteCarlo { seed: SEED, replicates: REPLICATES, ci_low, ci_high }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// P by listing every table with the observed margins, in whole-number steps; an independent computation.
    fn by_listing(table: &ContingencyTable) -> f64 {
        fn list(
            rows: &[u64],
            columns: &[u64],
            i: usize,
            left: u64,
            j: usize,
            cells: &mut Vec<u64>,
            found: &mut Vec<f64>,
        ) {
            if i == rows.len() {
                if columns.iter().all(|&c| c == 0) {
                    let ln_factorial = |k: u64| (1..=k).map(|x| (x as f64).ln()).sum::<f64>();
                    found.push(-cells.iter().map(|&x| ln_factorial(x)).sum::<f64>());
                }
                return;
            }
            if j == columns.len() {
                if left == 0 {
                    list(rows, columns, i + 1, rows.get(i + 1).copied().unwrap_or(0), 0, cells, found);
                }
                return;
            }
            for x in 0..=left.min(columns[j]) {
                let mut rest = columns.to_vec();
                rest[j] -= x;
                cells.push(x);
                list(rows, &rest, i, left - x, j + 1, cells, found);
                cells.pop();
            }
        }
        let rows = table.row_totals();
        let mut found = Vec::new();
        list(&rows, &table.column_totals(), 0, rows[0], 0, &mut Vec::new(), &mut found);
        let ln_factorial = |k: u64| (1..=k).map(|x| (x as f64).ln()).sum::<f64>();
        let observed = -table.iter_rows().flatten().map(|&x| ln_factorial(u64::from(x))).sum::<f64>();
        let top = found.iter().copied().fold(f64::MIN, f64::max);
        let all: f64 = found.iter().map(|v| (v - top).exp()).sum();
        let no_more: f64 = found.iter().filter(|v| **v <= observed + 1e-7).map(|v| (v - top).exp()).sum();
        no_more / all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn equals_the_list_of_all_tables(
            (rows, columns) in (2..5_usize, 2..5_usize),
            cells in prop::collection::vec(0..4_u64, 25),
        ) {
            let rows: Vec<Vec<u64>> = cells.chunks(columns).take(rows).map(<[u64]>::to_vec).collect();
            let table = ContingencyTable::new(rows).unwrap();
            prop_assume!(at_least_two_by_two(&table).is_ok() && table.total() <= 16);
            let result = freeman_halton(&table, Alternative::TwoSided).unwrap();
            let listed = by_listing(&table);
            prop_assert!((result.p - listed).abs() < 1e-12 * listed.max(1e-3), "{} {}", result.p, listed);
        }
    }

    /// Thousands of patients in columns of very different sizes. HealthInsurance of the R package AER, ethnicity by health
    /// in the Midwest, and two like it; exact whole-number arithmetic, and R 4.2.2 fisher.test(workspace = 2e8) for the last.
    #[test]
    fn large_uneven_tables() {
        let cases: [(&[&[u64]], f64); 4] = [
            (&[&[17, 174], &[97, 1691], &[2, 42]], 0.137_855_448_338_606),
            (&[&[12, 9000], &[3, 700], &[4, 400]], 0.001_621_792_449_174),
            (&[&[300, 20], &[5000, 250], &[40, 4], &[9, 2]], 0.052_249_468_433_300),
            (&[&[5, 900, 40], &[6, 1200, 60], &[6, 700, 45]], 0.419_050_531_867_858),
        ];
        for (rows, p) in cases {
            let table = ContingencyTable::new(rows.iter().map(|row| row.to_vec()).collect()).unwrap();
            let result = freeman_halton(&table, Alternative::TwoSided).unwrap();
            assert_eq!(result.exactness, Exactness::Exact, "{rows:?}");
            assert!((result.p / p - 1.0).abs() < 1e-10, "{rows:?}: {} {p}", result.p);
        }
    }

    #[test]
    fn random_tables_agree_with_the_exact_sum() {
        let table = ContingencyTable::new(vec![vec![3, 1, 4], vec![6, 2, 1], vec![2, 7, 2]]).unwrap();
        let problem = margins::Problem::new(&table, TIE_TOLERANCE);
        let exact = network::exact_ln_p(&problem).unwrap().exp();
        let (_, _, exactness) = monte_carlo(&problem).unwrap();
        let Exactness::MonteCarlo { ci_low, ci_high, .. } = exactness else { panic!("labelled {exactness:?}") };
        assert!(ci_low < exact && exact < ci_high, "{ci_low} {exact} {ci_high}");
        assert!(ci_high - ci_low < 0.01);
    }

    #[test]
    fn a_table_beyond_the_budget_is_labelled() {
        let rows = (0..10).map(|i| (0..10).map(|j| 5 + (i * j) % 7).collect()).collect();
        let result = freeman_halton(&ContingencyTable::new(rows).unwrap(), Alternative::TwoSided).unwrap();
        assert!(matches!(result.exactness, Exactness::MonteCarlo { .. }));
    }
}
