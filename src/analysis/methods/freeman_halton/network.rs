//! The network algorithm: rows are added one by one, and paths that agree in what is left of the columns are one node.

use std::collections::{BTreeMap, HashMap};

use super::{LogFactorials, TOLERANCE, weight};
use crate::summary::ContingencyTable;

/// Steps after which the exact sum is given up.
const MOST_STEPS: u64 = 12_000_000;
/// Weights of paths closer than this are one path.
const SAME: f64 = 1e-11;

/// Columns that are left, in ascending order: what follows does not depend on which is which.
type State = Vec<u64>;

struct Network<'a> {
    rows: Vec<u64>,
    factorials: &'a LogFactorials,
    bounds: HashMap<(usize, State), (f64, f64)>,
    steps: u64,
}

/// Exact P, or `None` when the steps do not suffice.
pub(super) fn p_value(table: &ContingencyTable, factorials: &LogFactorials) -> Option<f64> {
    let mut rows = table.row_totals();
    rows.sort_unstable_by(|a, b| b.cmp(a));
    let columns = sorted(table.column_totals());
    let observed = weight(table, factorials) + TOLERANCE;
    let mut network = Network { rows, factorials, bounds: HashMap::new(), steps: 0 };
    let count = network.rows.len();
    // ln Σ Π 1/x! over all tables.
    let all = network.ln_total(0, &columns);
    let mut included = 0.0;
    let mut nodes: BTreeMap<State, Vec<(f64, f64)>> = BTreeMap::from([(columns, vec![(0.0, 1.0)])]);
    for row in 0..count.saturating_sub(2) {
        let mut next: BTreeMap<State, Vec<(f64, f64)>> = BTreeMap::new();
        for (state, paths) in &nodes {
            network.affordable(network.rows[row], state)?;
            for taken in compositions(network.rows[row], state) {
                let step = -factorials.sum(&taken);
                let child = sorted(state.iter().zip(&taken).map(|(c, x)| c - x).collect());
                let (most, least) = network.bounds(row + 1, &child)?;
                let completions = network.ln_total(row + 1, &child);
                network.count(paths.len() as u64 + 1)?;
                for (path, multiplicity) in paths {
                    let reached = path + step;
                    if reached + most <= observed {
                        included += multiplicity * (reached + completions - all).exp();
                    } else if reached + least <= observed {
                        next.entry(child.clone()).or_default().push((reached, *multiplicity));
                    }
                }
            }
        }
        next.values_mut().for_each(merge_paths);
        nodes = next;
    }
    for (state, paths) in &nodes {
        included += network.last_two_rows(count.saturating_sub(2), state, paths, observed, all)?;
    }
    Some(included.min(1.0))
}

impl Network<'_> {
    fn count(&mut self, steps: u64) -> Option<()> {
        self.steps += steps;
        (self.steps <= MOST_STEPS).then_some(())
    }

    /// Gives up before a row is enumerated that could take more steps than are left.
    fn affordable(&self, total: u64, state: &State) -> Option<()> {
        // The largest column, which is the last, takes what the others leave.
        let others = state.iter().rev().skip(1);
        let most = others.fold(1u64, |product, column| product.saturating_mul(total.min(*column) + 1));
        (self.steps.saturating_add(most) <= MOST_STEPS).then_some(())
    }

    /// Logarithm of the sum of `Π 1/x!` over all ways to fill the remaining rows: `n! / (Π r! Π c!)`.
    fn ln_total(&self, row: usize, state: &State) -> f64 {
        let n: u64 = state.iter().sum();
        self.factorials.of(n) - self.factorials.sum(&self.rows[row..]) - self.factorials.sum(state)
    }

    /// Largest and smallest weight of the remaining rows: longest and shortest path.
    fn bounds(&mut self, row: usize, state: &State) -> Option<(f64, f64)> {
        if row + 1 == self.rows.len() {
            let only = -self.factorials.sum(state);
            return Some((only, only));
        }
        if let Some(known) = self.bounds.get(&(row, state.clone())) {
            return Some(*known);
        }
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        self.affordable(self.rows[row], state)?;
        for taken in compositions(self.rows[row], state) {
            self.count(1)?;
            let step = -self.factorials.sum(&taken);
            let child = sorted(state.iter().zip(&taken).map(|(c, x)| c - x).collect());
            let (far, near) = self.bounds(row + 1, &child)?;
            most = most.max(step + far);
            least = least.min(step + near);
        }
        self.bounds.insert((row, state.clone()), (most, least));
        Some((most, least))
    }

    /// Share of the tables that end in these paths and are at most as probable as the observed one. The ways to fill the
    /// last two rows are sorted once per node, so that each path needs only a search.
    fn last_two_rows(
        &mut self,
        row: usize,
        state: &State,
        paths: &[(f64, f64)],
        observed: f64,
        all: f64,
    ) -> Option<f64> {
        self.affordable(self.rows[row], state)?;
        let ways = if row + 2 == self.rows.len() { compositions(self.rows[row], state) } else { vec![state.clone()] };
        self.count(ways.len() as u64 + paths.len() as u64)?;
        let mut weights: Vec<f64> = ways
            .iter()
            .map(|taken| {
                let left = state.iter().zip(taken).map(|(c, x)| c - x);
                -self.factorials.sum(taken) - left.map(|x| self.factorials.of(x)).sum::<f64>()
            })
            .collect();
        weights.sort_by(f64::total_cmp);
        let largest = weights.last().copied()?;
        let mut sums = Vec::with_capacity(weights.len() + 1);
        sums.push(0.0);
        for weight in &weights {
            sums.push(sums[sums.len() - 1] + (weight - largest).exp());
        }
        Some(
            paths
                .iter()
                .map(|(path, multiplicity)| {
                    let counted = weights.partition_point(|weight| path + weight <= observed);
                    multiplicity * sums[counted] * (path + largest - all).exp()
                })
                .sum(),
        )
    }
}

fn sorted(mut numbers: Vec<u64>) -> State {
    numbers.sort_unstable();
    numbers
}

/// Paths of the same weight become one with the sum of their multiplicities.
fn merge_paths(paths: &mut Vec<(f64, f64)>) {
    paths.sort_by(|a, b| a.0.total_cmp(&b.0));
    paths.dedup_by(|next, kept| {
        let same = next.0 - kept.0 <= SAME * (1.0 + kept.0.abs());
        if same {
            kept.1 += next.1;
        }
        same
    });
}

/// All ways to take `total` from the columns.
pub(super) fn compositions(total: u64, columns: &[u64]) -> Vec<Vec<u64>> {
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
