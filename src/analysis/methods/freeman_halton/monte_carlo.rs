//! Random tables with given margins (Patefield 1981), for tables with too many neighbours to enumerate.

use super::{LogFactorials, TOLERANCE, weight};
use crate::analysis::Exactness;
use crate::summary::ContingencyTable;

/// Seed: fixed, so that the same table gives the same P.
const SEED: u64 = 20_150_083;
/// Random tables.
const REPLICATES: u64 = 20_000;
/// Multiplier of a 99 % interval.
const Z99: f64 = 2.575_829_303_548_901;

/// Estimate with its interval.
pub(super) struct Estimate {
    /// `(tables at most as probable + 1) / (tables + 1)`: never zero, never too small on average.
    pub(super) p: f64,
    pub(super) exactness: Exactness,
}

/// Share of random tables that are at most as probable as the observed one.
pub(super) fn p_value(table: &ContingencyTable, factorials: &LogFactorials) -> Estimate {
    let limit = weight(table, factorials) + TOLERANCE;
    let (rows, columns) = (table.row_totals(), table.column_totals());
    let mut random = SplitMix(SEED);
    let hits = (0..REPLICATES).filter(|_| random_weight(&rows, &columns, factorials, &mut random) <= limit).count();
    let n = REPLICATES as f64 + 1.0;
    let p = (hits as f64 + 1.0) / n;
    // Wilson interval of the share itself, so that no table at most as probable leaves zero inside.
    let (n, share) = (REPLICATES as f64, hits as f64 / REPLICATES as f64);
    let center = (share + Z99 * Z99 / (2.0 * n)) / (1.0 + Z99 * Z99 / n);
    let half = Z99 / (1.0 + Z99 * Z99 / n) * (share * (1.0 - share) / n + Z99 * Z99 / (4.0 * n * n)).sqrt();
    let exactness = Exactness::MonteCarlo {
        seed: SEED,
        replicates: REPLICATES,
        ci_low: (center - half).max(0.0),
        ci_high: (center + half).min(1.0),
    };
    Estimate { p, exactness }
}

/// Weight of one random table: cells drawn one by one from their hypergeometric distributions.
fn random_weight(rows: &[u64], columns: &[u64], factorials: &LogFactorials, random: &mut SplitMix) -> f64 {
    let mut left = columns.to_vec();
    let mut weight = 0.0;
    for row in &rows[..rows.len() - 1] {
        let mut to_place = *row;
        let mut available: u64 = left.iter().sum();
        for column in left.iter_mut() {
            let taken = hypergeometric(to_place, *column, available, factorials, random);
            available -= *column;
            *column -= taken;
            to_place -= taken;
            weight -= factorials.of(taken);
        }
    }
    weight - factorials.sum(&left)
}

/// A hypergeometric number by inversion, outward from the mode.
fn hypergeometric(row: u64, column: u64, total: u64, factorials: &LogFactorials, random: &mut SplitMix) -> u64 {
    let (low, high) = ((row + column).saturating_sub(total), row.min(column));
    if low == high {
        return low;
    }
    let mode = (((row as u128 + 1) * (column as u128 + 1) / (total as u128 + 2)) as u64).clamp(low, high);
    let choose = |n: u64, k: u64| factorials.of(n) - factorials.of(k) - factorials.of(n - k);
    let at_mode = (choose(column, mode) + choose(total - column, row - mode) - choose(total, row)).exp();
    let up = |x: u64| {
        let (x, row, column, total) = (x as f64, row as f64, column as f64, total as f64);
        (row - x) * (column - x) / ((x + 1.0) * (total - row - column + x + 1.0))
    };
    let mut u = random.uniform() - at_mode;
    let (mut above, mut below) = ((mode, at_mode), (mode, at_mode));
    while u > 0.0 {
        if above.0 == high && below.0 == low {
            // What is left of u is rounding.
            return mode;
        }
        if above.0 < high {
            above = (above.0 + 1, above.1 * up(above.0));
            u -= above.1;
            if u <= 0.0 {
                return above.0;
            }
        }
        if below.0 > low {
            below = (below.0 - 1, below.1 / up(below.0 - 1));
            u -= below.1;
            if u <= 0.0 {
                return below.0;
            }
        }
    }
    mode
}

/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers on every machine.
struct SplitMix(u64);

impl SplitMix {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
