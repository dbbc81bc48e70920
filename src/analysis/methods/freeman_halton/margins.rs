//! Margins of a table, the value of the observed one, and logarithms of factorials.

use crate::analysis::distribution::ln_factorial;
use crate::summary::ContingencyTable;

/// Most rows of a network's state; more go to random tables.
pub(super) const MOST_ROWS: usize = 8;

/// Row margins still to be filled, in descending order, padded with zeros.
pub(super) type State = [u32; MOST_ROWS];

/// Totals up to this are looked up.
const LARGEST_LISTED: u64 = 1 << 20;

/// What the exact test needs of a table. The value of a table is Σ -ln xᵢⱼ!, its probability up to a constant.
pub(super) struct Problem {
    /// Row margins, descending.
    pub rows: Vec<u32>,
    /// Column margins, ascending.
    pub columns: Vec<u32>,
    /// Value of the observed table.
    pub observed: f64,
    /// Largest value that counts as no more likely.
    pub limit: f64,
    /// ln k! for every k up to the total, if the total is moderate.
    listed: Vec<f64>,
}

impl Problem {
    pub fn new(table: &ContingencyTable, tolerance: f64) -> Problem {
        // The total is at most 10⁸ here, so every margin fits.
        let narrow = |totals: Vec<u64>| totals.into_iter().map(|total| total as u32).collect::<Vec<u32>>();
        let (mut rows, mut columns) = (narrow(table.row_totals()), narrow(table.column_totals()));
        rows.sort_unstable_by(|a, b| b.cmp(a));
        columns.sort_unstable();
        let listed = if table.total() <= LARGEST_LISTED {
            (0..=table.total()).map(|k| ln_factorial(k as f64)).collect()
        } else {
            Vec::new()
        };
        let mut problem = Problem { rows, columns, observed: 0.0, limit: 0.0, listed };
        problem.observed = -table.iter_rows().flatten().map(|&x| problem.ln_factorial(x)).sum::<f64>();
        problem.limit = problem.observed + tolerance.ln_1p();
        problem
    }

    /// Whether the total is moderate enough for the network.
    pub fn is_listed(&self) -> bool {
        !self.listed.is_empty()
    }

    /// ln k!.
    pub fn ln_factorial(&self, k: u32) -> f64 {
        self.listed.get(k as usize).copied().unwrap_or_else(|| ln_factorial(f64::from(k)))
    }

    /// ln C(n, k) for k <= n.
    pub fn ln_choose(&self, n: u32, k: u32) -> f64 {
        self.ln_factorial(n) - self.ln_factorial(k) - self.ln_factorial(n - k)
    }

    /// ln Σ Π 1 / xᵢⱼ! over all tables with these row margins and the columns from `stage` on.
    pub fn ln_total(&self, state: &State, stage: usize) -> f64 {
        let columns = self.columns.iter().skip(stage);
        let total: u32 = columns.clone().sum();
        self.ln_factorial(total)
            - state.iter().map(|&row| self.ln_factorial(row)).sum::<f64>()
            - columns.map(|&column| self.ln_factorial(column)).sum::<f64>()
    }

    /// ln of the probability of the observed table.
    pub fn ln_observed_probability(&self) -> f64 {
        self.observed - self.ln_total(&self.state(), 0)
    }

    /// The row margins as a state.
    pub fn state(&self) -> State {
        let mut state = [0; MOST_ROWS];
        for (place, row) in state.iter_mut().zip(&self.rows) {
            *place = *row;
        }
        state
    }
}

/// Calls `visit` with every way to take `column` from the rows of `state`.
pub(super) fn for_each_column(state: &State, rows: usize, column: u32, visit: &mut impl FnMut(&State)) {
    fn fill(
        state: &State,
        rows: usize,
        at: usize,
        left: u32,
        room: u32,
        taken: &mut State,
        visit: &mut impl FnMut(&State),
    ) {
        // `room` is what the rows from `at` on can hold together.
        let Some(&here) = state.get(at) else { return };
        if at + 1 >= rows {
            if left <= here {
                if let Some(place) = taken.get_mut(at) {
                    *place = left;
                }
                visit(taken);
            }
            return;
        }
        let rest = room - here;
        for x in left.saturating_sub(rest)..=left.min(here) {
            if let Some(place) = taken.get_mut(at) {
                *place = x;
            }
            fill(state, rows, at + 1, left - x, rest, taken, visit);
        }
    }
    let room = state.iter().sum();
    if column <= room {
        fill(state, rows, 0, column, room, &mut [0; MOST_ROWS], visit);
    }
}

/// `state` without `taken`, in descending order.
pub(super) fn remaining(state: &State, taken: &State) -> State {
    let mut rest = *state;
    for (row, taken) in rest.iter_mut().zip(taken) {
        *row -= taken;
    }
    rest.sort_unstable_by(|a, b| b.cmp(a));
    rest
}
