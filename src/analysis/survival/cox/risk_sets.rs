//! Who is at risk when an event happens, and what that event adds to the partial likelihood.

use super::{Spells, Ties, exact};

/// Rows sorted for one walk backwards through time, stratum by stratum.
pub(super) struct RiskSets {
    width: usize,
    strata: Vec<Stratum>,
}

/// Rows of one stratum, latest end first.
pub(super) struct Stratum {
    pub(super) time: Vec<f64>,
    pub(super) event: Vec<bool>,
    /// Standardised covariates, row by row.
    pub(super) values: Vec<f64>,
    /// Entries and the rows they belong to, latest first, where rows enter late.
    entries: Option<Vec<(f64, usize)>>,
}

/// What the events of one time in one stratum add.
pub(super) struct Step<'a> {
    pub(super) time: f64,
    pub(super) events: usize,
    pub(super) log_likelihood: f64,
    pub(super) score: &'a [f64],
    /// Lower triangle, in rows of full width.
    pub(super) information: &'a [f64],
}

/// Weighted sums over a set of rows: weights, weighted covariates, weighted products (lower triangle).
struct Sums {
    weight: f64,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    fn zero(width: usize) -> Sums {
        Sums { weight: 0.0, first: vec![0.0; width], second: vec![0.0; width * width] }
    }

    fn clear(&mut self) {
        self.weight = 0.0;
        self.first.fill(0.0);
        self.second.fill(0.0);
    }

    #[inline]
    fn add(&mut self, weight: f64, row: &[f64]) {
        self.weight += weight;
        let lines = self.second.chunks_exact_mut(row.len());
        for ((first, line), value) in self.first.iter_mut().zip(lines).zip(row) {
            let weighted = weight * value;
            *first += weighted;
            // The whole line, upper triangle included: that costs less than a loop of changing length.
            line.iter_mut().zip(row).for_each(|(cell, other)| *cell += weighted * other);
        }
    }
}

impl RiskSets {
    pub(super) fn new(spells: &Spells, values: &[f64], width: usize) -> RiskSets {
        let stratum = |row: usize| spells.stratum.as_ref().and_then(|s| s.get(row)).copied().unwrap_or(0);
        let time = |row: usize| spells.time.get(row).copied().unwrap_or(f64::NAN);
        let mut order: Vec<usize> = (0..spells.time.len()).collect();
        order.sort_by(|&a, &b| stratum(a).cmp(&stratum(b)).then(time(b).total_cmp(&time(a))));
        let mut strata = Vec::new();
        for rows in order.chunk_by(|&a, &b| stratum(a) == stratum(b)) {
            let mut sorted = Vec::with_capacity(rows.len() * width);
            for &row in rows {
                sorted.extend_from_slice(values.get(row * width..(row + 1) * width).unwrap_or(&[]));
            }
            let entries = spells.entry.as_ref().map(|entry| {
                let at = |(place, &row): (usize, &usize)| (entry.get(row).copied().unwrap_or(f64::NAN), place);
                let mut entries: Vec<(f64, usize)> = rows.iter().enumerate().map(at).collect();
                entries.sort_by(|a, b| b.0.total_cmp(&a.0));
                entries
            });
            let event = rows.iter().map(|&row| spells.event.get(row) == Some(&true)).collect();
            let time = rows.iter().map(|&row| time(row)).collect();
            strata.push(Stratum { time, event, values: sorted, entries });
        }
        RiskSets { width, strata }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn strata(&self) -> &[Stratum] {
        &self.strata
    }

    pub(super) fn rows(&self) -> u64 {
        self.strata.iter().map(|stratum| stratum.time.len() as u64).sum()
    }

    pub(super) fn events(&self) -> u64 {
        self.strata.iter().flat_map(|stratum| &stratum.event).filter(|event| **event).count() as u64
    }

    /// Work of one evaluation of the exact likelihood.
    pub(super) fn enumeration(&self) -> f64 {
        let mut work = 0.0;
        for stratum in &self.strata {
            let (mut place, rows) = (0, || stratum.time.iter().zip(&stratum.event));
            for together in rows().collect::<Vec<_>>().chunk_by(|a, b| a.0 == b.0) {
                place += together.len();
                let deaths = together.iter().filter(|row| *row.1).count();
                work += if deaths > 1 { place as f64 * deaths as f64 } else { 0.0 };
            }
        }
        work * (self.width * self.width) as f64
    }

    /// Visits the times at which events happened, latest first within every stratum.
    pub(super) fn walk(&self, beta: &[f64], ties: Ties, visit: &mut dyn FnMut(Step)) {
        for stratum in &self.strata {
            stratum.walk(beta, self.width, ties, visit);
        }
    }
}

impl Stratum {
    fn row(&self, place: usize, width: usize) -> &[f64] {
        self.values.get(place * width..(place + 1) * width).unwrap_or(&[])
    }

    /// Whether rows enter late.
    pub(super) fn enters_late(&self) -> bool {
        self.entries.is_some()
    }

    /// When the rows enter, in no order; nothing where all enter at the start.
    pub(super) fn entry_times(&self) -> impl Iterator<Item = f64> + '_ {
        self.entries.iter().flatten().map(|(entry, _)| *entry)
    }

    /// Linear predictors of the rows.
    pub(super) fn linear_predictors(&self, beta: &[f64]) -> Vec<f64> {
        let rows = self.values.chunks_exact(beta.len());
        rows.map(|row| row.iter().zip(beta).map(|(value, slope)| value * slope).sum()).collect()
    }

    fn walk(&self, beta: &[f64], width: usize, ties: Ties, visit: &mut dyn FnMut(Step)) {
        let eta = self.linear_predictors(beta);
        // A common factor of the weights cancels; with the largest at 1 none overflows.
        let highest = eta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let eta: Vec<f64> = eta.into_iter().map(|eta| eta - highest).collect();
        let weights: Vec<f64> = eta.iter().map(|eta| eta.exp()).collect();
        let (mut at_risk, mut events) = (Sums::zero(width), Sums::zero(width));
        let (mut mean, mut score) = (vec![0.0; width], vec![0.0; width]);
        let mut information = vec![0.0; width * width];
        let mut entries = self.entries.iter().flatten().peekable();
        let mut left: Vec<bool> = if self.entries.is_some() { vec![false; self.time.len()] } else { Vec::new() };
        let mut place = 0;
        while let Some(&time) = self.time.get(place) {
            let (mut log_likelihood, mut deaths, first) = (0.0, 0_usize, place);
            score.fill(0.0);
            while self.time.get(place) == Some(&time) {
                let (weight, row) = (weights.get(place).copied().unwrap_or(f64::NAN), self.row(place, width));
                at_risk.add(weight, row);
                if self.event.get(place) == Some(&true) {
                    deaths += 1;
                    log_likelihood += eta.get(place).copied().unwrap_or(f64::NAN);
                    score.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
                }
                place += 1;
            }
            while let Some(&&(_, row)) = entries.peek().filter(|(entry, _)| *entry >= time) {
                at_risk.add(-weights.get(row).copied().unwrap_or(f64::NAN), self.row(row, width));
                if let Some(left) = left.get_mut(row) {
                    *left = true;
                }
                entries.next();
            }
            if deaths == 0 {
                continue;
            }
            information.fill(0.0);
            if ties == Ties::Exact && deaths > 1 {
                let members = (0..place).filter(|&row| left.get(row) != Some(&true));
                let rows = members.map(|row| (weights.get(row).copied().unwrap_or(f64::NAN), self.row(row, width)));
                log_likelihood -= exact::denominator(rows, deaths, width, &mut score, &mut information);
            } else if ties == Ties::Efron && deaths > 1 {
                events.clear();
                for row in (first..place).filter(|&row| self.event.get(row) == Some(&true)) {
                    events.add(weights.get(row).copied().unwrap_or(f64::NAN), self.row(row, width));
                }
                // Of events that share a time, each leaves the risk set by its share before the next.
                for before in 0..deaths {
                    let share = before as f64 / deaths as f64;
                    log_likelihood -= take(&at_risk, Some((&events, share)), &mut mean, &mut score, &mut information);
                }
            } else {
                for _ in 0..deaths {
                    log_likelihood -= take(&at_risk, None, &mut mean, &mut score, &mut information);
                }
            }
            visit(Step { time, events: deaths, log_likelihood, score: &score, information: &information });
        }
    }
}

/// Takes the mean covariates of a risk set, less a share of those with the event, from the score and adds their covariance
/// to the information (lower triangle); the logarithm of the sum of weights.
fn take(
    at_risk: &Sums,
    events: Option<(&Sums, f64)>,
    mean: &mut [f64],
    score: &mut [f64],
    information: &mut [f64],
) -> f64 {
    let width = score.len();
    let weight = at_risk.weight - events.map_or(0.0, |(own, share)| share * own.weight);
    let inverse = 1.0 / weight;
    mean.iter_mut().zip(&at_risk.first).for_each(|(mean, all)| *mean = all * inverse);
    if let Some((own, share)) = events {
        mean.iter_mut().zip(&own.first).for_each(|(mean, own)| *mean -= share * own * inverse);
    }
    let lines = at_risk.second.chunks_exact(width).zip(information.chunks_exact_mut(width));
    for (j, ((all, line), own_mean)) in lines.zip(mean.iter()).enumerate() {
        for ((cell, all), other) in line.iter_mut().zip(all).zip(mean.iter()).take(j + 1) {
            *cell += all * inverse - own_mean * other;
        }
    }
    if let Some((own, share)) = events {
        let lines = own.second.chunks_exact(width).zip(information.chunks_exact_mut(width));
        for (j, (own, line)) in lines.enumerate() {
            line.iter_mut().zip(own).take(j + 1).for_each(|(cell, own)| *cell -= share * inverse * own);
        }
    }
    score.iter_mut().zip(mean.iter()).for_each(|(score, mean)| *score -= mean);
    weight.ln()
}
