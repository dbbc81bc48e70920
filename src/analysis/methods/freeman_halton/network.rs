//! Exact P by passing partial tables through the network.

use super::layers::{Node, layers};
use super::margins::{MOST_ROWS, Problem, State};

/// Most ways to fill columns that are held at a time.
const MOST_EDGES: usize = 8_000_000;
/// Most partial tables that are held at a time.
const MOST_PASTS: usize = 10_000_000;
/// Most steps of any kind: about two seconds.
const MOST_STEPS: u64 = 1_200_000_000;
/// Observed tables less likely than this (as a logarithm) could underflow.
const LEAST_LN_PROBABILITY: f64 = -500.0;
/// Partial tables closer in value than this are joined; well inside the tolerance of ties.
const SAME: f64 = 1e-10;

/// Partial tables of the same value that lead to a node: the value of their columns, and how many they are.
#[derive(Clone, Copy)]
struct Past {
    value: f64,
    ways: f64,
}

/// Pasts of one node that, along one edge, may be completed both above and below the limit.
struct Open {
    source: usize,
    from: usize,
    to: usize,
    value: f64,
    ways: f64,
}

/// ln P of the exact test, or `None` when it would take too much time or memory.
pub(super) fn exact_ln_p(problem: &Problem) -> Option<f64> {
    let ln_observed = problem.ln_observed_probability();
    if problem.rows.len() > MOST_ROWS || !problem.is_listed() || ln_observed < LEAST_LN_PROBABILITY {
        return None;
    }
    let layers = layers(problem, MOST_EDGES)?;
    let mut steps = 0;
    let mut sum = 0.0;
    let mut pasts = vec![vec![Past { value: 0.0, ways: 1.0 }]];
    for (stage, pair) in layers.windows(2).enumerate() {
        let [here, next] = pair else { continue };
        for (node, pasts) in here.iter().zip(&mut pasts) {
            sum += settle(problem, node, stage, pasts);
        }
        if stage + 2 == layers.len() {
            sum += last_columns(problem, here, next, stage + 1, &pasts, &mut steps)?;
        } else {
            pasts = forward(here, next, &pasts, &mut steps)?;
        }
    }
    // The observed table is among those counted: less than itself, or no number at all, is a fault of the arithmetic.
    (sum.is_finite() && sum > 1.0 - 1e-6).then(|| (ln_observed + sum.ln()).min(0.0))
}

/// Joins equal pasts of a node, counts those whose every completion is within the limit (their share is returned, as a
/// multiple of the observed table's probability), and drops those that have no such completion.
fn settle(problem: &Problem, node: &Node, stage: usize, pasts: &mut Vec<Past>) -> f64 {
    join(pasts);
    let all = pasts.partition_point(|past| past.value + node.longest <= problem.limit);
    let some = pasts.partition_point(|past| past.value + node.shortest <= problem.limit);
    pasts.truncate(some);
    if all == 0 {
        return 0.0;
    }
    let ln_total = problem.ln_total(&node.state, stage) - problem.observed;
    pasts.drain(..all).map(|past| past.ways * (past.value + ln_total).exp()).sum()
}

/// Sorts pasts by value and joins equal ones.
fn join(pasts: &mut Vec<Past>) {
    pasts.sort_unstable_by(|a, b| a.value.total_cmp(&b.value));
    pasts.dedup_by(|later, kept| {
        let same = later.value - kept.value < SAME;
        if same {
            kept.ways += later.ways;
        }
        same
    });
}

/// The pasts of the next layer.
fn forward(here: &[Node], next: &[Node], pasts: &[Vec<Past>], steps: &mut u64) -> Option<Vec<Vec<Past>>> {
    let mut result: Vec<Vec<Past>> = next.iter().map(|_| Vec::new()).collect();
    let mut joined_at: Vec<usize> = vec![256; next.len()];
    let mut held = 0;
    for (node, pasts) in here.iter().zip(pasts) {
        for edge in &node.edges {
            let target = edge.target as usize;
            let (Some(list), Some(bound)) = (result.get_mut(target), joined_at.get_mut(target)) else { continue };
            list.extend(pasts.iter().map(|past| Past { value: past.value + edge.value, ways: past.ways * edge.ways }));
            held += pasts.len();
            *steps += 4 * pasts.len() as u64;
            if list.len() > *bound {
                let before = list.len();
                *steps += 8 * before as u64;
                join(list);
                held -= before - list.len();
                *bound = 2 * list.len().max(128);
            }
        }
        if held > MOST_PASTS || *steps > MOST_STEPS {
            return None;
        }
    }
    Some(result)
}

/// The third last column and the two that follow it: what of each past lies within the limit.
fn last_columns(
    problem: &Problem,
    here: &[Node],
    next: &[Node],
    stage: usize,
    pasts: &[Vec<Past>],
    steps: &mut u64,
) -> Option<f64> {
    let mut sum = 0.0;
    let mut open: Vec<Vec<Open>> = next.iter().map(|_| Vec::new()).collect();
    let totals: Vec<f64> = next.iter().map(|node| problem.ln_total(&node.state, stage)).collect();
    for (source, (node, pasts)) in here.iter().zip(pasts).enumerate() {
        let Some(largest) = pasts.last().map(|past| past.value) else { continue };
        let mut cumulated = Vec::with_capacity(pasts.len() + 1);
        let mut so_far = 0.0;
        for past in pasts {
            cumulated.push(so_far);
            so_far += past.ways * (past.value - largest).exp();
        }
        cumulated.push(so_far);
        for edge in &node.edges {
            let index = edge.target as usize;
            let (Some(target), Some(total), Some(list)) = (next.get(index), totals.get(index), open.get_mut(index))
            else {
                continue;
            };
            let from = pasts.partition_point(|past| past.value + edge.value + target.longest <= problem.limit);
            let to = pasts.partition_point(|past| past.value + edge.value + target.shortest <= problem.limit);
            if from > 0 {
                let share = (largest + edge.value + total - problem.observed).exp();
                sum += edge.ways * share * cumulated.get(from).copied().unwrap_or(0.0);
            }
            if from < to {
                list.push(Open { source, from, to, value: edge.value, ways: edge.ways });
            }
        }
        *steps += node.edges.len() as u64;
        if *steps > MOST_STEPS {
            return None;
        }
    }
    let mut columns = problem.columns.iter().rev().copied();
    let (last, column) = (columns.next().unwrap_or(1), columns.next().unwrap_or(1));
    let mut chances = Chances { ln_odds: f64::from(column).ln() - f64::from(last).ln(), lists: Vec::new() };
    for (node, open) in next.iter().zip(&open) {
        if open.is_empty() {
            continue;
        }
        sum += two_columns(problem, &node.state, column, open, pasts, &mut chances, steps);
        if *steps > MOST_STEPS {
            return None;
        }
    }
    Some(sum)
}

/// Σ over the open pasts of one node of the completions within the limit.
fn two_columns(
    problem: &Problem,
    state: &State,
    column: u32,
    open: &[Open],
    pasts: &[Vec<Past>],
    chances: &mut Chances,
    steps: &mut u64,
) -> f64 {
    let rows = problem.rows.len();
    for &row in state.iter().take(rows) {
        chances.prepare(problem, row);
    }
    let (lists, base) = chances.of(problem, state, rows);
    let base = base - f64::from(column) * chances.ln_odds;
    // A completion has the value base + ln(product of chances); a past therefore allows products up to `product`.
    let queries = open.iter().flat_map(|open| {
        let pasts = pasts.get(open.source).and_then(|pasts| pasts.get(open.from..open.to)).unwrap_or(&[]);
        pasts.iter().map(|past| {
            let ln_product = problem.limit - past.value - open.value - base;
            (ln_product.exp(), past.ways * open.ways * (problem.limit - problem.observed - ln_product).exp())
        })
    });
    let count: usize = open.iter().map(|open| open.to - open.from).sum();
    let mut sum = 0.0;
    if count <= 3 {
        for (product, ways) in queries {
            let mut within = 0.0;
            for_each_product(&lists, state, column, &mut |chance| {
                *steps += 1;
                if chance <= product {
                    within += chance;
                }
            });
            sum += ways * within;
        }
        return sum;
    }
    let mut products = Vec::new();
    for_each_product(&lists, state, column, &mut |chance| products.push(chance));
    products.sort_unstable_by(f64::total_cmp);
    let mut cumulated = Vec::with_capacity(products.len() + 1);
    let mut so_far = 0.0;
    for product in &products {
        cumulated.push(so_far);
        so_far += product;
    }
    cumulated.push(so_far);
    *steps += 10 * (products.len() as u64) + 10 * count as u64;
    for (product, ways) in queries {
        let within = products.partition_point(|chance| *chance <= product);
        sum += ways * cumulated.get(within).copied().unwrap_or(0.0);
    }
    sum
}

/// For a row margin R, C(R, x) odds^x for every x as a multiple of the largest, and the logarithm of that. With the odds of
/// the column against the last one the largest are those of likely tables: C(1907, 180) is less than 10^-308 of
/// C(1907, 953), and would be nothing. Over a whole column the odds are one factor.
struct Chances {
    ln_odds: f64,
    lists: Vec<Option<(Vec<f64>, f64)>>,
}

impl Chances {
    fn prepare(&mut self, problem: &Problem, row: u32) {
        let index = row as usize;
        if self.lists.len() <= index {
            self.lists.resize(index + 1, None);
        }
        if let Some(list @ None) = self.lists.get_mut(index) {
            let logarithm = |x| problem.ln_choose(row, x) + f64::from(x) * self.ln_odds;
            let top = (0..=row).map(logarithm).fold(f64::NEG_INFINITY, f64::max);
            *list = Some(((0..=row).map(|x| (logarithm(x) - top).exp()).collect(), top));
        }
    }

    /// The lists of the rows of a state, and the value of a completion whose chances are all 1.
    fn of(&self, problem: &Problem, state: &State, rows: usize) -> (Vec<&[f64]>, f64) {
        let mut base = 0.0;
        let lists = state
            .iter()
            .take(rows)
            .filter_map(|&row| {
                let (list, top) = self.lists.get(row as usize)?.as_ref()?;
                base += top - problem.ln_factorial(row);
                Some(list.as_slice())
            })
            .collect();
        (lists, base)
    }
}

/// Calls `visit` with the product of chances of every way to take `column` from the rows; the rest is the last column.
fn for_each_product(lists: &[&[f64]], state: &State, column: u32, visit: &mut impl FnMut(f64)) {
    fn fill(lists: &[&[f64]], left: usize, room: usize, product: f64, visit: &mut impl FnMut(f64)) {
        let Some((list, others)) = lists.split_first() else { return };
        let here = list.len() - 1;
        let rest = room - here;
        let (low, high) = (left.saturating_sub(rest), left.min(here));
        match others {
            [] => {
                if let Some(chance) = list.get(left) {
                    visit(product * chance);
                }
            }
            [last] => {
                // The innermost loop over two rows: one goes up while the other goes down.
                let (Some(up), Some(down)) = (list.get(low..=high), last.get(left - high..=left - low)) else { return };
                for (a, b) in up.iter().zip(down.iter().rev()) {
                    visit(product * a * b);
                }
            }
            _ => {
                for x in low..=high {
                    let Some(chance) = list.get(x) else { return };
                    fill(others, left - x, rest, product * chance, visit);
                }
            }
        }
    }
    let room = state.iter().map(|&row| row as usize).sum();
    fill(lists, column as usize, room, 1.0, visit);
}
