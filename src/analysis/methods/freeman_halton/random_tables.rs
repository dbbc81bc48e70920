//! Random tables with given margins (Patefield's scheme: one cell after the other, each from its conditional
//! hypergeometric distribution).

use super::margins::Problem;
use crate::analysis::random::SplitMix64;

/// How many of `replicates` random tables are no more likely than the observed one.
pub(super) fn count_no_more_likely(problem: &Problem, seed: u64, replicates: u64) -> u64 {
    let mut random = SplitMix64::new(seed);
    (0..replicates).filter(|_| random_value(problem, &mut random) <= problem.limit).count() as u64
}

/// The value of one random table.
fn random_value(problem: &Problem, random: &mut SplitMix64) -> f64 {
    let mut columns = problem.columns.clone();
    let mut value = 0.0;
    for (i, &row) in problem.rows.iter().enumerate() {
        let last_row = i + 1 == problem.rows.len();
        let mut left = row;
        let mut population: u32 = columns.iter().sum();
        for column in &mut columns {
            // The last row takes what is left, and so does the last column: the draw is then certain.
            let x = if last_row { *column } else { hypergeometric(problem, population, *column, left, random) };
            population -= *column;
            *column -= x;
            left = left.saturating_sub(x);
            value -= problem.ln_factorial(x);
        }
    }
    value
}

/// Number of marked among `drawn` of `population`, by inversion from the mode outwards.
fn hypergeometric(problem: &Problem, population: u32, marked: u32, drawn: u32, random: &mut SplitMix64) -> u32 {
    let low = (marked + drawn).saturating_sub(population);
    let high = marked.min(drawn);
    if low >= high {
        return low;
    }
    let mode = ((f64::from(marked) + 1.0) * (f64::from(drawn) + 1.0) / (f64::from(population) + 2.0)) as u32;
    let mode = mode.clamp(low, high);
    let ln_mode = problem.ln_choose(marked, mode) + problem.ln_choose(population - marked, drawn - mode)
        - problem.ln_choose(population, drawn);
    let ratio = |k: u32| {
        let (k, rest) = (f64::from(k), f64::from(population) - f64::from(marked) - f64::from(drawn));
        ((f64::from(marked) - k) / (k + 1.0)) * ((f64::from(drawn) - k) / (rest + k + 1.0))
    };
    let (mut up, mut down) = (mode, mode);
    let (mut p_up, mut p_down) = (ln_mode.exp(), ln_mode.exp());
    let mut left = random.uniform() - p_up;
    while left > 0.0 && (up < high || down > low) {
        if up < high {
            p_up *= ratio(up);
            up += 1;
            left -= p_up;
            if left <= 0.0 {
                return up;
            }
        }
        if down > low {
            down -= 1;
            p_down /= ratio(down);
            left -= p_down;
            if left <= 0.0 {
                return down;
            }
        }
    }
    mode
}
