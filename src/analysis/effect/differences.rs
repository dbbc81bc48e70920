//! Order statistics of all differences between two groups, never listed as a whole.

use super::order_statistic::{key, value};
use crate::analysis::NotComputable;
use crate::summary::ValueCounts;

/// All differences of a value of group 2 less one of group 1.
pub(super) struct Differences {
    /// Values of group 1 in their order.
    first: Vec<f64>,
    /// How many observations of group 1 are not below each of them; 0 at the end.
    not_below: Vec<u32>,
    /// Values of group 2 in their order.
    second: Vec<f64>,
    /// How often they occur.
    occurring: Vec<u32>,
}

/// What lies at or below a limit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Below {
    /// Differences, each as often as it occurs.
    occurring: u128,
    /// Pairs of distinct values.
    distinct: u128,
}

/// The place of an order statistic: above `low`, not above `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bracket {
    low: f64,
    below_low: Below,
    high: f64,
    below_high: Below,
}

/// Values for which one quantile stands.
const THINNING: usize = 16;
/// How far around a rank is looked, one after the other, in units of what is expected.
const REACHES: [f64; 3] = [0.25, 2.0, 16.0];
/// Pairs of distinct values that are always listed.
const FEW: u128 = 4096;
/// Pairs of which limits are taken.
const SAMPLE: u128 = 2048;

impl Differences {
    /// # Errors
    /// Not two groups with values, or differences that are no finite numbers.
    pub(super) fn new(values: &ValueCounts) -> Result<Differences, NotComputable> {
        if values.groups() != 2 {
            return Err(NotComputable::because("the shift is between two groups"));
        }
        let [distinct1, distinct2] = [0, 1].map(|group| values.distinct(group));
        let mut first = Vec::with_capacity(distinct1);
        let mut not_below = Vec::with_capacity(distinct1 + 1);
        let (mut second, mut occurring) = (Vec::with_capacity(distinct2), Vec::with_capacity(distinct2));
        // All observations together fit in 32 bits.
        let mut left = values.n(0) as u32;
        not_below.push(left);
        for (value, counts) in values.rows() {
            let &[of_first, of_second] = counts else { continue };
            if of_first > 0 {
                first.push(value);
                left -= of_first;
                not_below.push(left);
            }
            if of_second > 0 {
                second.push(value);
                occurring.push(of_second);
            }
        }
        let differences = Differences { first, not_below, second, occurring };
        let (low, high) = differences.ends().ok_or_else(|| NotComputable::because("one of the groups is empty"))?;
        if !(low.is_finite() && high.is_finite()) {
            return Err(NotComputable::because("the numbers are too large or too small to compute with"));
        }
        Ok(differences)
    }

    /// Number of differences.
    pub(super) fn total(&self) -> u128 {
        let [n1, n2] = self.sizes();
        u128::from(n1) * u128::from(n2)
    }

    /// Observations of either group.
    fn sizes(&self) -> [u64; 2] {
        let n1 = self.not_below.first().copied().map_or(0, u64::from);
        [n1, self.occurring.iter().map(|count| u64::from(*count)).sum()]
    }

    /// Values of group 2, and how often they occur.
    fn second(&self) -> impl Iterator<Item = (f64, u32)> {
        self.second.iter().copied().zip(self.occurring.iter().copied())
    }

    /// Smallest and largest difference.
    fn ends(&self) -> Option<(f64, f64)> {
        let (x_low, x_high) = (self.first.first()?, self.first.last()?);
        let (y_low, y_high) = (self.second.first()?, self.second.last()?);
        Some((y_low - x_high, y_high - x_low))
    }

    /// Counts what does not exceed each of some limits. As computed, a difference grows with one value and falls with the
    /// other, so one walk through both groups does; a processor has time for two walks side by side.
    fn below(&self, limits: [f64; 2]) -> [Below; 2] {
        let mut rest = [self.first.as_slice(); 2];
        let mut below = [Below::default(); 2];
        for (y, count) in self.second() {
            for ((rest, below), limit) in rest.iter_mut().zip(&mut below).zip(limits) {
                let passed = above(rest, y, limit);
                *rest = rest.get(passed..).unwrap_or_default();
                let left = self.not_below.get(self.first.len() - rest.len()).copied().unwrap_or(0);
                below.occurring += u128::from(u64::from(left) * u64::from(count));
                below.distinct += rest.len() as u128;
            }
        }
        below
    }

    /// Every so many differences of a bracket, sorted, and how often each occurs.
    fn sample(&self, place: &Bracket, every: u128) -> Vec<(f64, u128)> {
        let (mut from, mut to) = (0, 0);
        let (mut seen, mut next) = (0, 0);
        let mut sample = Vec::new();
        for (y, count) in self.second() {
            // The differences fall with x: those not above `high` begin at `from`, those not above `low` at `to`.
            from += above(self.first.get(from..).unwrap_or_default(), y, place.high);
            to += above(self.first.get(to..).unwrap_or_default(), y, place.low);
            let after = seen + to.saturating_sub(from) as u128;
            while next < after {
                let i = from + (next - seen) as usize;
                if let (Some(x), [left, rest, ..]) = (self.first.get(i), self.not_below.get(i..).unwrap_or_default()) {
                    sample.push((y - x, u128::from(left - rest) * u128::from(count)));
                }
                next += every;
            }
            seen = after;
        }
        sample.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        sample
    }

    /// The differences of some ranks, counted from 1; a rank beyond the last is the last.
    ///
    /// The same of fewer values tells nearly where they are; within so narrow a place differences are spread evenly as a
    /// rule, and where they are not, some of them, taken at equal steps, narrow it down until the rest can be listed. Where they do not help, the bracket is halved over the ordered bits of a
    /// double. O(n log n) in the distinct values.
    pub(super) fn order_statistics(&self, ranks: &[u128]) -> Vec<f64> {
        let Some((low, high)) = self.ends() else { return vec![f64::NAN; ranks.len()] };
        let all = Below { occurring: self.total(), distinct: self.first.len() as u128 * self.second.len() as u128 };
        // Below the smallest difference is nothing.
        let whole = Bracket { low: low.next_down(), below_low: Below::default(), high, below_high: all };
        let mut places = vec![whole; ranks.len()];
        let few = FEW + (self.first.len() + self.second.len()) as u128 / 16;
        if all.distinct > few {
            let rough = self.thinned();
            for reach in REACHES {
                if places.iter().any(|place| !place.closed(few)) {
                    self.narrow(&mut places, ranks, &rough.around(ranks, all.occurring, reach));
                }
            }
        }
        while let Some(widest) =
            (0..ranks.len()).filter(|i| !places[*i].closed(few)).max_by_key(|i| places[*i].distinct())
        {
            let before = places[widest];
            let halved = |places: &[Bracket]| places[widest].distinct() <= before.distinct() / 2;
            self.narrow(&mut places, ranks, &before.interpolated(ranks[widest]));
            if !halved(&places) {
                let place = places[widest];
                self.narrow(&mut places, ranks, &self.limits(&place, ranks[widest]));
            }
            if !halved(&places) {
                let halved = value(key(places[widest].low).midpoint(key(places[widest].high)));
                self.narrow(&mut places, ranks, &[halved]);
            }
        }
        let mut listed: Option<(Bracket, Vec<(f64, u128)>)> = None;
        let found = ranks.iter().zip(&places).map(|(rank, place)| {
            if place.single() {
                // Minus zero is zero.
                return place.high + 0.0;
            }
            // Neighbouring ranks are in the same bracket.
            let known = listed.take().filter(|(of, _)| of == place);
            let (_, differences) = listed.insert(known.unwrap_or_else(|| (*place, self.sample(place, 1))));
            weighted(differences, rank - place.below_low.occurring).unwrap_or(place.high) + 0.0
        });
        found.collect()
    }

    /// Narrows every bracket by what lies below some limits.
    fn narrow(&self, places: &mut [Bracket], ranks: &[u128], limits: &[f64]) {
        let held: Vec<f64> =
            limits.iter().copied().filter(|limit| places.iter().any(|place| place.holds(*limit))).collect();
        for pair in held.chunks(2) {
            let (Some(first), Some(last)) = (pair.first(), pair.last()) else { continue };
            let limits = [*first, *last];
            for (limit, below) in limits.into_iter().zip(self.below(limits)) {
                for (place, rank) in places.iter_mut().zip(ranks) {
                    place.split(limit, below, *rank);
                }
            }
        }
    }

    /// Two differences between which a rank of the bracket most likely is.
    fn limits(&self, place: &Bracket, rank: u128) -> [f64; 2] {
        const MARGIN: f64 = 0.03;
        let sample = self.sample(place, (place.distinct() / SAMPLE).max(1));
        let total: u128 = sample.iter().map(|(_, count)| count).sum();
        let within = place.below_high.occurring - place.below_low.occurring;
        let share = (rank - place.below_low.occurring) as f64 / within as f64;
        let at = |share: f64| {
            let rank = (share.clamp(0.0, 1.0) * total as f64) as u128;
            weighted(&sample, rank.clamp(1, total.max(1))).unwrap_or(place.high)
        };
        let (low, high) = (at(share - MARGIN), at(share + MARGIN));
        // Of many equal differences one is taken as a whole.
        [if low == high { low.next_down() } else { low }, high]
    }

    /// Differences of these fewer values around every rank among `total` ones.
    fn around(&self, ranks: &[u128], total: u128, reach: f64) -> Vec<f64> {
        let least = self.first.len().min(self.second.len()) as f64;
        let own = self.total();
        // Of m quantiles each: a share is off by at most 2 / m, and by some m^(-3/2) where both groups are smooth.
        let reach = reach * least.powf(-1.5) * own as f64;
        let around = |rank: &u128| {
            let middle = (*rank as f64 - 0.5) / total as f64 * own as f64;
            [middle - reach, middle + reach].map(|place| (place.max(0.0) as u128 + 1).min(own))
        };
        let mut places: Vec<u128> = ranks.iter().flat_map(around).collect();
        places.sort_unstable();
        places.dedup();
        self.order_statistics(&places)
    }

    /// Quantiles in place of values, one for every so many; each group keeps its first and last value nearly.
    fn thinned(&self) -> Differences {
        let size = |distinct: usize| (distinct / THINNING).max(THINNING);
        let (m1, m2) = (size(self.first.len()), size(self.second.len()));
        let [n1, n2] = self.sizes();
        let first = self.first.iter().zip(self.not_below.windows(2));
        let first = quantiles(first.map(|(x, left)| (*x, left.iter().copied().fold(0, u32::abs_diff))), n1, m1);
        let second = quantiles(self.second(), n2, m2);
        let not_below = (0..=first.len() as u32).rev().collect();
        Differences { occurring: vec![1; second.len()], not_below, first, second }
    }
}

/// How many of the differences between a value and increasing ones exceed a limit: the first of them. Several are compared
/// at a time, for a processor cannot guess where they end.
fn above(values: &[f64], y: f64, limit: f64) -> usize {
    const LANES: usize = 8;
    let (blocks, rest) = values.as_chunks::<LANES>();
    let mut passed = 0;
    for block in blocks {
        let here = block.iter().filter(|x| y - **x > limit).count();
        passed += here;
        if here < LANES {
            return passed;
        }
    }
    passed + rest.iter().take_while(|x| y - **x > limit).count()
}

/// So many quantiles of `n` sorted values that occur so often, at the middle of equal shares; between two values, where
/// such a middle is, their mean.
fn quantiles(values: impl Iterator<Item = (f64, u32)>, n: u64, m: usize) -> Vec<f64> {
    let mut quantiles = Vec::with_capacity(m);
    let (mut seen, mut lower) = (0, None);
    for (value, count) in values {
        seen += u64::from(count);
        while quantiles.len() < m {
            let middle = (quantiles.len() as f64 + 0.5) / m as f64 * n as f64;
            let (below, above) = (middle.ceil() as u64, middle as u64 + 1);
            if lower.is_none() && seen >= below {
                lower = Some(value);
            }
            if seen < above {
                break;
            }
            quantiles.push(0.5 * lower.take().unwrap_or(value) + 0.5 * value);
        }
    }
    quantiles
}

/// The difference of a rank among sorted ones.
fn weighted(differences: &[(f64, u128)], rank: u128) -> Option<f64> {
    let mut below = 0;
    let found = differences.iter().find(|(_, count)| {
        below += count;
        below >= rank
    });
    found.map(|(difference, _)| *difference)
}

impl Bracket {
    /// Pairs of distinct values within.
    fn distinct(&self) -> u128 {
        self.below_high.distinct - self.below_low.distinct
    }

    /// Two numbers between which a rank is if the differences are spread evenly.
    fn interpolated(&self, rank: u128) -> [f64; 2] {
        const MARGIN: f64 = 0.04;
        let within = (self.below_high.occurring - self.below_low.occurring) as f64;
        let share = (rank - self.below_low.occurring) as f64 / within;
        [share - MARGIN, share + MARGIN].map(|share| self.low + (self.high - self.low) * share)
    }

    /// Whether only one number is left.
    fn single(&self) -> bool {
        key(self.high) - key(self.low) <= 1
    }

    /// Whether the differences within can be listed, or need not be.
    fn closed(&self, few: u128) -> bool {
        self.single() || self.distinct() <= few
    }

    /// Whether a limit is between the ends.
    fn holds(&self, limit: f64) -> bool {
        key(limit) > key(self.low) && key(limit) < key(self.high)
    }

    /// Takes the side of a limit on which the rank is.
    fn split(&mut self, limit: f64, below: Below, rank: u128) {
        match self.holds(limit) {
            true if below.occurring >= rank => (self.high, self.below_high) = (limit, below),
            true => (self.low, self.below_low) = (limit, below),
            false => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Order statistics of the differences, listed.
    fn plain(x: &[f64], y: &[f64], ranks: &[u128]) -> Vec<f64> {
        let mut all: Vec<f64> = y.iter().flat_map(|y| x.iter().map(move |x| y - x + 0.0)).collect();
        all.sort_unstable_by(f64::total_cmp);
        ranks.iter().map(|rank| all[*rank as usize - 1]).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_order_statistic_is_that_of_the_list(
            x in prop::collection::vec(0.0..1.0_f64, 1..400),
            y in prop::collection::vec(0.0..1.0_f64, 1..400),
            shape in 0..6_u32, at in prop::collection::vec(0.0..1.0_f64, 3),
        ) {
            // Even, ties, far tails, outliers, decimals whose differences are equal but for rounding, huge offset.
            let bent = |v: &f64| match shape {
                0 => *v,
                1 => (v * 20.0).floor(),
                2 => (1.0 - v).powi(-9),
                3 => if *v > 0.99 { 1e300 } else { *v },
                4 => (v * 1000.0).round() / 1000.0,
                _ => 1e15 + v,
            };
            let (x, y): (Vec<f64>, Vec<f64>) = (x.iter().map(bent).collect(), y.iter().map(bent).collect());
            let pairs = (x.len() * y.len()) as u128;
            let middle = (pairs / 2).max(1);
            let mut ranks: Vec<u128> = at.iter().map(|at| 1 + (at * pairs as f64) as u128).map(|r| r.min(pairs)).collect();
            ranks.extend([1, pairs, middle, (middle + 1).min(pairs)]);
            let differences = Differences::new(&ValueCounts::from_groups(&[x.clone(), y.clone()]).unwrap()).unwrap();
            prop_assert_eq!(differences.total(), pairs);
            prop_assert_eq!(differences.order_statistics(&ranks), plain(&x, &y, &ranks));
        }
    }
}
