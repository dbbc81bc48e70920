//! The network: which row margins can be left after each column, and how large or small the value of the rest can be.

use super::margins::{MOST_ROWS, Problem, State, for_each_column, remaining};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A way to fill one column.
pub(super) struct Edge {
    /// Index of the node that it leads to, in the next layer.
    pub target: u32,
    /// What the column adds to the value.
    pub value: f64,
    /// How many ways lead there with this value.
    pub ways: f64,
}

/// Row margins left before a column.
pub(super) struct Node {
    /// The margins.
    pub state: State,
    /// Smallest value of a completion (shortest path).
    pub shortest: f64,
    /// Largest value of a completion (longest path).
    pub longest: f64,
    /// Ways to fill the column; none in the last layer.
    pub edges: Vec<Edge>,
}

/// Multiplicative hash of a state: fast, and the same in every run.
#[derive(Default)]
struct StateHasher(u64);

impl Hasher for StateHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0_u8; 8];
            for (place, byte) in word.iter_mut().zip(chunk) {
                *place = *byte;
            }
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 29;
    }
}

/// The layers of the network, from all margins to those before the last two columns, or `None` when there are more
/// than `most_edges` ways to fill columns.
pub(super) fn layers(problem: &Problem, most_edges: usize) -> Option<Vec<Vec<Node>>> {
    let rows = problem.rows.len();
    let mut layers = vec![vec![node(problem.state())]];
    let mut edges_so_far = 0;
    for &column in problem.columns.iter().take(problem.columns.len().saturating_sub(2)) {
        let mut indices: HashMap<State, u32, BuildHasherDefault<StateHasher>> = HashMap::default();
        let mut next: Vec<Node> = Vec::new();
        for node_here in layers.last_mut()? {
            let state = node_here.state;
            // How many ways there are is bounded before any is made.
            if ways_at_most(&state, column) > (most_edges - edges_so_far) as f64 {
                return None;
            }
            let edges = &mut node_here.edges;
            for_each_column(&state, rows, column, &mut |taken| {
                let value = -taken.iter().map(|&x| problem.ln_factorial(x)).sum::<f64>();
                let rest = remaining(&state, taken);
                let target = *indices.entry(rest).or_insert_with(|| {
                    next.push(node(rest));
                    (next.len() - 1) as u32
                });
                edges.push(Edge { target, value, ways: 1.0 });
            });
            if state.windows(2).any(|pair| pair.first() == pair.last() && pair.first() != Some(&0)) {
                merge(edges);
            }
            edges_so_far += edges.len();
        }
        layers.push(next);
    }
    bounds(problem, &mut layers);
    Some(layers)
}

fn node(state: State) -> Node {
    Node { state, shortest: 0.0, longest: 0.0, edges: Vec::new() }
}

/// Upper bound of the number of ways to take `column` from the rows.
fn ways_at_most(state: &State, column: u32) -> f64 {
    // All rows but the largest are free, up to the margins of the rows or up to the column.
    let free = state.iter().skip(1).filter(|row| **row > 0);
    let by_rows: f64 = free.clone().map(|&row| f64::from(row.min(column)) + 1.0).product();
    let by_column: f64 = free.zip(1_u32..).map(|(_, i)| f64::from(column + i) / f64::from(i)).product();
    by_rows.min(by_column)
}

/// Joins ways that lead to the same node with the same value: rows with equal margins make many.
fn merge(edges: &mut Vec<Edge>) {
    edges.sort_unstable_by(|a, b| a.target.cmp(&b.target).then(a.value.total_cmp(&b.value)));
    edges.dedup_by(|later, kept| {
        let same = later.target == kept.target && later.value - kept.value < 1e-10;
        if same {
            kept.ways += later.ways;
        }
        same
    });
}

/// Fills in the longest and shortest paths, from the last layer backwards.
fn bounds(problem: &Problem, layers: &mut [Vec<Node>]) {
    let Some((last, earlier)) = layers.split_last_mut() else { return };
    let column = problem.columns.iter().rev().nth(1).copied().unwrap_or(0);
    for node in last.iter_mut() {
        let constant: f64 = node.state.iter().map(|&row| problem.ln_factorial(row)).sum();
        node.longest = most_even(problem, &node.state, column) - constant;
        node.shortest = most_uneven(problem, &node.state, column) - constant;
    }
    let mut next: &[Node] = last;
    for layer in earlier.iter_mut().rev() {
        for node in layer.iter_mut() {
            node.longest = f64::NEG_INFINITY;
            node.shortest = f64::INFINITY;
            for edge in &node.edges {
                let Some(target) = next.get(edge.target as usize) else { continue };
                node.longest = node.longest.max(edge.value + target.longest);
                node.shortest = node.shortest.min(edge.value + target.shortest);
            }
        }
        next = layer;
    }
}

/// Largest Σ ln C(Rᵢ, xᵢ) with Σ xᵢ = `column`. The sum is concave, so exchanging single units reaches the maximum.
fn most_even(problem: &Problem, state: &State, column: u32) -> f64 {
    let total: u32 = state.iter().sum();
    let mut taken = [0_u32; MOST_ROWS];
    let mut left = column;
    for (x, &row) in taken.iter_mut().zip(state) {
        *x = (u64::from(row) * u64::from(column) / u64::from(total.max(1))) as u32;
        left -= *x;
    }
    // What one more of row i multiplies the product by, and what one less divides it by.
    let gain = |x: u32, row: u32| if x < row { f64::from(row - x) / f64::from(x + 1) } else { 0.0 };
    let cost = |x: u32, row: u32| if x > 0 { f64::from(row - x + 1) / f64::from(x) } else { f64::INFINITY };
    loop {
        let best =
            (0..MOST_ROWS).map(|i| (gain(taken[i], state[i]), i)).fold((0.0, 0), |a, b| if b.0 > a.0 { b } else { a });
        if left > 0 {
            taken[best.1] += 1;
            left -= 1;
            continue;
        }
        let worst = (0..MOST_ROWS)
            .map(|i| (cost(taken[i], state[i]), i))
            .fold((f64::INFINITY, 0), |a, b| if b.0 < a.0 { b } else { a });
        if best.0 <= worst.0 * (1.0 + 1e-12) || best.1 == worst.1 {
            break;
        }
        taken[best.1] += 1;
        taken[worst.1] -= 1;
    }
    taken.iter().zip(state).map(|(&x, &row)| problem.ln_choose(row, x)).sum()
}

/// Smallest Σ ln C(Rᵢ, xᵢ) with Σ xᵢ = `column`. The sum is concave, so the minimum takes every row in full or not at
/// all, but for one row.
fn most_uneven(problem: &Problem, state: &State, column: u32) -> f64 {
    fn descend(problem: &Problem, rows: &[u32], left: u32, open: Option<u32>, smallest: &mut f64) {
        match rows.split_first() {
            None => match open {
                Some(row) if left <= row => *smallest = smallest.min(problem.ln_choose(row, left)),
                None if left == 0 => *smallest = smallest.min(0.0),
                _ => {}
            },
            Some((&row, rest)) => {
                descend(problem, rest, left, open, smallest);
                if row > 0 && row <= left {
                    descend(problem, rest, left - row, open, smallest);
                }
                if open.is_none() && row > 0 {
                    descend(problem, rest, left, Some(row), smallest);
                }
            }
        }
    }
    let rows = state.iter().position(|&row| row == 0).unwrap_or(MOST_ROWS);
    let mut smallest = f64::INFINITY;
    descend(problem, state.get(..rows).unwrap_or(state), column, None, &mut smallest);
    smallest
}
