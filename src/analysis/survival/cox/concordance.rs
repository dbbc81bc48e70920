//! Harrell's concordance of predicted hazard and survival.

use super::risk_sets::{RiskSets, Stratum};
use crate::analysis::NotComputable;
use nalgebra::DVector;

/// Pairs of persons in the same stratum of whom it is known who had the event first, and whether the model says so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// Pairs in which the higher predicted hazard had the earlier event.
    pub concordant: u64,
    /// Pairs in which the lower had.
    pub discordant: u64,
    /// Pairs of equal predicted hazard.
    pub tied: u64,
    /// Concordant pairs plus half of the tied ones, as a share of all (Harrell's C).
    pub c: f64,
}

/// Concordance of the linear predictor at `beta`. O(n log n).
pub(super) fn concordance(sets: &RiskSets, beta: &DVector<f64>) -> Result<Concordance, NotComputable> {
    let mut pairs = [0_u64; 3];
    for stratum in sets.strata() {
        if stratum.enters_late() {
            return Err(NotComputable::because("concordance is not defined here for persons who enter late"));
        }
        count(stratum, beta.as_slice(), &mut pairs);
    }
    let [concordant, discordant, tied] = pairs;
    let all = (concordant + discordant + tied) as f64;
    if all == 0.0 {
        return Err(NotComputable::because("of no two persons it is known who had the event first"));
    }
    Ok(Concordance { concordant, discordant, tied, c: (concordant as f64 + 0.5 * tied as f64) / all })
}

/// Counts the pairs of one stratum, from the latest time back: those already counted in outlived those who come.
fn count(stratum: &Stratum, beta: &[f64], pairs: &mut [u64; 3]) {
    let eta = stratum.linear_predictors(beta);
    let mut values = eta.clone();
    values.sort_unstable_by(f64::total_cmp);
    values.dedup();
    let rank = |eta: &f64| values.partition_point(|value| value < eta);
    let mut tree = Fenwick { sums: vec![0; values.len()], total: 0 };
    let rows: Vec<(f64, bool, usize)> = stratum
        .time
        .iter()
        .zip(&stratum.event)
        .zip(&eta)
        .map(|((time, event), eta)| (*time, *event, rank(eta)))
        .collect();
    for together in rows.chunk_by(|a, b| a.0 == b.0) {
        // Somebody censored at the time of an event outlived it.
        together.iter().filter(|row| !row.1).for_each(|row| tree.add(row.2));
        for row in together.iter().filter(|row| row.1) {
            let (below, up_to) = (tree.below(row.2), tree.below(row.2 + 1));
            pairs[0] += below;
            pairs[1] += tree.total - up_to;
            pairs[2] += up_to - below;
        }
        together.iter().filter(|row| row.1).for_each(|row| tree.add(row.2));
    }
}

/// Counts by rank, with cumulative sums in logarithmic time (Fenwick 1994).
struct Fenwick {
    sums: Vec<u64>,
    total: u64,
}

impl Fenwick {
    fn add(&mut self, rank: usize) {
        self.total += 1;
        let mut place = rank;
        while let Some(sum) = self.sums.get_mut(place) {
            *sum += 1;
            place |= place + 1;
        }
    }

    /// How many ranks below this one.
    fn below(&self, rank: usize) -> u64 {
        let (mut place, mut sum) = (rank, 0);
        while place > 0 {
            sum += self.sums.get(place - 1).copied().unwrap_or(0);
            place &= place - 1;
        }
        sum
    }
}
