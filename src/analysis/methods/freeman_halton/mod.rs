//! Fisher-Freeman-Halton exact test.

mod layers;
mod margins;
mod monte_carlo;
mod network;

use super::chi_square::{informative, two_sided_only};
use super::fisher::fisher;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Registry entry.
pub(super) static METHOD: Method = Method {
    id: "freeman_halton",
    name: "Fisher-Freeman-Halton exact test",
    null: "levels are distributed alike in all groups",
    alternative: "some group differs in the distribution of levels",
    citation: "freeman1951",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Counts(freeman_halton),
};

/// Tolerance on the logarithm of "as probable as the observed table", as in R.
const TOLERANCE: f64 = 1e-7;

/// Most patients whose margins fit the states of the network; no exact sum ends in time beyond.
const LARGEST_EXACT: u64 = 100_000_000;

/// Fisher's exact test of any number of levels and groups: the sum over all tables with the same margins that are at
/// most as probable as the observed one.
///
/// Exact by a network algorithm (Mehta & Patel 1983) within a fixed number of steps; beyond it the share among random
/// tables (Patefield 1981) with its 99 % interval in [`Exactness::MonteCarlo`].
///
/// # Errors
/// Fewer than two levels or groups with patients.
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::freeman_halton}, summary::ContingencyTable};
/// // R 4.2.2: fisher.test(rbind(c(3, 1, 0, 1), c(0, 2, 1, 0), c(0, 0, 4, 2)))$p.value = 0.01858855
/// let table = ContingencyTable::new(vec![vec![3, 1, 0, 1], vec![0, 2, 1, 0], vec![0, 0, 4, 2]]).unwrap();
/// assert!((freeman_halton(&table, Alternative::TwoSided).unwrap().p - 0.018588554302840003).abs() < 1e-12);
/// ```
pub fn freeman_halton(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_only(alternative)?;
    let kept = informative(table)?;
    if kept.two_by_two().is_some() {
        return Ok(TestResult { method: METHOD.id, ..fisher(&kept, alternative)? });
    }
    // The state of the network is what is left of the rows: fewer rows, fewer states.
    let oriented = if kept.rows() > kept.columns() { kept.transpose() } else { kept };
    let exact = (oriented.total() <= LARGEST_EXACT)
        .then(|| network::exact_ln_p(&margins::Problem::new(&oriented, TOLERANCE)))
        .flatten();
    let result = match exact {
        Some(ln_p) => TestResult::from_ln(METHOD.id, alternative, ln_p, Exactness::Exact),
        None => {
            let factorials = LogFactorials::new(oriented.total());
            let estimate = monte_carlo::p_value(&oriented, &factorials);
            TestResult::from_ln(METHOD.id, alternative, estimate.p.ln(), estimate.exactness)
        }
    };
    Ok(result.min_expected(table))
}

/// Logarithms of factorials, tabulated.
struct LogFactorials {
    table: Vec<f64>,
}

impl LogFactorials {
    /// Largest factorial that is tabulated.
    const MOST: u64 = 100_000;

    fn new(largest: u64) -> Self {
        let mut table = vec![0.0; 1];
        // Kahan summation: the last entries are sums of many logarithms.
        let (mut sum, mut lost) = (0.0f64, 0.0f64);
        for k in 1..=largest.min(Self::MOST) {
            let term = (k as f64).ln() - lost;
            let next = sum + term;
            lost = (next - sum) - term;
            sum = next;
            table.push(sum);
        }
        LogFactorials { table }
    }

    fn of(&self, k: u64) -> f64 {
        match self.table.get(k as usize) {
            Some(value) => *value,
            // Stirling's series; its error is far below a unit in the last place here.
            None => {
                let x = k as f64;
                (x + 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + 1.0 / (12.0 * x)
            }
        }
    }

    /// Sum over numbers.
    fn sum(&self, numbers: &[u64]) -> f64 {
        numbers.iter().map(|k| self.of(*k)).sum()
    }
}

/// Weight of a table, `-Σ ln x!`: its log probability up to a constant of the margins.
fn weight(table: &ContingencyTable, factorials: &LogFactorials) -> f64 {
    -table.counts().iter().map(|row| factorials.sum(row)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All ways to take `total` from the columns.
    fn compositions(total: u64, columns: &[u64]) -> Vec<Vec<u64>> {
        let mut room: Vec<u64> = columns.to_vec();
        for i in (0..room.len().saturating_sub(1)).rev() {
            room[i] = room[i].saturating_add(room[i + 1]);
        }
        let mut all = Vec::new();
        fill(total, columns, &room, &mut Vec::with_capacity(columns.len()), &mut all);
        all
    }

    /// `room[i]` is what column i and those after it can hold.
    fn fill(total: u64, columns: &[u64], room: &[u64], prefix: &mut Vec<u64>, all: &mut Vec<Vec<u64>>) {
        let i = prefix.len();
        if i + 1 == columns.len() {
            if total <= columns[i] {
                prefix.push(total);
                all.push(prefix.clone());
                prefix.pop();
            }
            return;
        }
        let least = total.saturating_sub(room[i + 1]);
        for take in least..=total.min(columns[i]) {
            prefix.push(take);
            fill(total - take, columns, room, prefix, all);
            prefix.pop();
        }
    }

    fn brute_force(table: &ContingencyTable) -> f64 {
        fn rows(margins: &[u64], columns: &[u64], prefix: &mut Vec<Vec<u64>>, all: &mut Vec<Vec<Vec<u64>>>) {
            let Some((first, rest)) = margins.split_first() else {
                all.push(prefix.clone());
                return;
            };
            for row in compositions(*first, columns) {
                let left: Vec<u64> = columns.iter().zip(&row).map(|(c, x)| c - x).collect();
                prefix.push(row);
                rows(rest, &left, prefix, all);
                prefix.pop();
            }
        }
        let factorials = LogFactorials::new(table.total());
        let mut all = Vec::new();
        rows(&table.row_totals(), &table.column_totals(), &mut Vec::new(), &mut all);
        all.retain(|t| t.iter().flatten().sum::<u64>() == table.total());
        let weights: Vec<f64> =
            all.into_iter().map(|t| weight(&ContingencyTable::new(t).unwrap(), &factorials)).collect();
        let observed = weight(table, &factorials);
        let sum = |limit: f64| weights.iter().filter(|w| **w <= limit).map(|w| (w - observed).exp()).sum::<f64>();
        sum(observed + TOLERANCE) / sum(f64::INFINITY)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn equals_the_sum_over_all_tables(
            counts in prop::collection::vec(prop::collection::vec(0u64..5, 3), 2..4)
        ) {
            let table = ContingencyTable::new(counts).unwrap();
            if let Ok(result) = freeman_halton(&table, Alternative::TwoSided) {
                let truth = brute_force(&table.without_empty());
                prop_assert!((result.p - truth).abs() <= 1e-11 * truth, "{} {truth}", result.p);
                let turned = freeman_halton(&table.transpose(), Alternative::TwoSided).unwrap();
                prop_assert!((result.p - turned.p).abs() <= 1e-11 * result.p);
            }
        }

        #[test]
        fn equals_fisher_on_two_by_two(counts in prop::collection::vec(0u64..40, 4)) {
            let table = ContingencyTable::new(vec![counts[..2].to_vec(), counts[2..].to_vec()]).unwrap();
            let (all, two) = (freeman_halton(&table, Alternative::TwoSided), fisher(&table, Alternative::TwoSided));
            match (all, two) {
                (Ok(all), Ok(two)) => prop_assert!((all.p - two.p).abs() <= 1e-10 * two.p, "{} {}", all.p, two.p),
                (all, two) => prop_assert!(all.is_err() && two.is_err()),
            }
        }
    }

    #[test]
    fn random_tables_come_near_the_exact_answer() {
        let table = ContingencyTable::new(vec![vec![8, 12], vec![0, 2], vec![0, 2], vec![5, 1]]).unwrap();
        let factorials = LogFactorials::new(table.total());
        let exact = freeman_halton(&table, Alternative::TwoSided).unwrap().p;
        let estimate = monte_carlo::p_value(&table, &factorials);
        let Exactness::MonteCarlo { ci_low, ci_high, .. } = estimate.exactness else { panic!("not labelled") };
        assert!(ci_low <= exact && exact <= ci_high, "{exact} {ci_low} {ci_high}");
    }

    #[test]
    fn too_large_for_enumeration_is_labelled() {
        let table =
            ContingencyTable::new((0..8).map(|i| (0..7).map(|j| 300 + 13 * i * j).collect()).collect()).unwrap();
        let result = freeman_halton(&table, Alternative::TwoSided).unwrap();
        assert!(matches!(result.exactness, Exactness::MonteCarlo { .. }) && result.p > 0.0);
    }
}
