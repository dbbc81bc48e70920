//! Numbers: samples for the cells of parts, drawn again until the cells of wholes agree too.

use super::Limit;
use super::column::{Cell, Drawn, PrintedValue, Variable};
use super::sample::{self, Grid};
use crate::analysis::random::SplitMix64;
use crate::reproduction::comparison::Value;
use crate::summary::{QuantileType, ValueCounts};

/// Draws for the sake of the cells of wholes, in values.
const MOST_VALUES: usize = 400_000;
const MOST_DRAWS: usize = 200;

/// Decimals of the data, and one cell a patient.
pub(super) fn draw(
    variable: &Variable,
    values: &[PrintedValue],
    patients: usize,
    quantiles: QuantileType,
    random: &mut SplitMix64,
    drawn: &mut Drawn,
) -> (u32, Vec<Cell>) {
    let decimals = decimals(variable, values);
    let mut values = values.to_vec();
    let mut limits: Vec<&Limit> = variable.limits.iter().collect();
    let signs = values.iter().any(|printed| below_zero(&printed.value));
    let problem = |decimals: u32, positive: bool| Problem { decimals, positive, patients, quantiles };
    // The cells that have no printed parts must each have a sample of their own. What stands in the way is given up in
    // turn: the decimals, that no value is below zero, the ranges of the text, the cell.
    loop {
        let parts: Vec<&PrintedValue> = values.iter().filter(|printed| is_part(printed, &values)).collect();
        let choices = decimals.iter().map(|decimals| problem(*decimals, !signs)).collect::<Vec<_>>();
        if let Some(found) = choices.iter().find(|problem| problem.sample(&parts, &limits, random).is_some()) {
            return (found.decimals, found.best(&values, &limits, random, drawn));
        }
        let Some(last) = choices.last() else { return (0, vec![Cell::Blank; patients]) };
        let alone = |limits: &[&Limit], problem: &Problem, random: &mut SplitMix64| {
            parts.iter().find(|part| problem.sample(&[**part], limits, random).is_none()).map(|part| part.at.clone())
        };
        let Some(stuck) = alone(&limits, last, random) else { return (last.decimals, vec![Cell::Blank; patients]) };
        let free = problem(last.decimals, false);
        if alone(&[], last, random).is_none() && !limits.is_empty() {
            for limit in limits.drain(..) {
                let reason = format!("“{}” of {} ({}) is not within it", stuck.cell, stuck.table, stuck.group);
                drawn.left_out.push(super::LeftOut { at: limit.at.clone(), reason });
            }
        } else if !signs && alone(&[], &free, random).is_none() {
            let found = free.best(&values, &[], random, drawn);
            return (free.decimals, found);
        } else {
            let reason = match decimals.as_slice() {
                [0] => "no whole numbers were found that print it",
                _ => "no values were found that print it",
            };
            let gone = values.iter().position(|printed| printed.at == stuck).map(|index| values.remove(index));
            drawn.left_out.extend(gone.map(|printed| printed.left_out(reason)));
        }
        if values.is_empty() {
            return (last.decimals, vec![Cell::Blank; patients]);
        }
    }
}

/// Whether no other cell is about a part of this one's patients.
fn is_part(printed: &PrintedValue, values: &[PrintedValue]) -> bool {
    !values.iter().any(|other| other.patients.len() < printed.patients.len() && printed.covers(other))
}

/// Whether a printed location is below zero.
fn below_zero(value: &Value) -> bool {
    match *value {
        Value::MeanSd { mean, .. } | Value::MeanSe { mean, .. } => mean.digits < 0,
        Value::MedianIqr { median, .. } => median.digits < 0,
        Value::MedianQuartiles { q1, .. } => q1.digits < 0,
        Value::MedianRange { min, .. } => min.digits < 0,
        Value::Missing | Value::Counts(_) | Value::Number(_) => false,
    }
}

/// Decimals that the data may have, the likeliest first. Medians, quartiles and extremes print those of the data; a mean
/// with one decimal and a wide spread is one of whole numbers.
fn decimals(variable: &Variable, values: &[PrintedValue]) -> Vec<u32> {
    if variable.integer == Some(true) {
        return vec![0];
    }
    let (mut order, mut means, mut narrow) = (None::<u32>, None::<u32>, false);
    for printed in values {
        let places: &[u32] = match &printed.value {
            Value::MeanSd { mean, sd } => {
                narrow |= sd.value() < 2.0;
                means = means.max(Some(mean.decimals));
                &[]
            }
            Value::MeanSe { mean, .. } => {
                means = means.max(Some(mean.decimals));
                &[]
            }
            Value::MedianIqr { median, width } => &[median.decimals, width.decimals],
            Value::MedianQuartiles { median, q1, q3 } => &[median.decimals, q1.decimals, q3.decimals],
            Value::MedianRange { median, min, max } => &[median.decimals, min.decimals, max.decimals],
            Value::Missing | Value::Counts(_) | Value::Number(_) => &[],
        };
        order = order.max(places.iter().copied().max());
    }
    let means = means.map(|places| if places <= 1 && !narrow { 0 } else { places });
    let least = u32::from(variable.integer == Some(false));
    let first = order.max(means).unwrap_or(0).max(least).min(12);
    (first..=first + 2).collect()
}

/// How a column is drawn.
struct Problem {
    decimals: u32,
    /// Whether no value is below zero.
    positive: bool,
    patients: usize,
    quantiles: QuantileType,
}

impl Problem {
    fn grid(&self, printed: &PrintedValue, limits: &[&Limit]) -> Grid {
        let mut grid = Grid { decimals: self.decimals, low: self.positive.then_some(0), high: None };
        // A limit holds for every patient of its group, so for all patients of a cell that meets it.
        for limit in limits {
            if printed.patients.iter().any(|patient| limit.patients.binary_search(patient).is_ok()) {
                let (low, high) = (grid.units(limit.low).round() as i64, grid.units(limit.high).round() as i64);
                grid.low = grid.low.max(Some(low));
                grid.high = Some(grid.high.map_or(high, |known| known.min(high)));
            }
        }
        grid
    }

    /// A sample for every one of some cells without common patients.
    fn sample(&self, parts: &[&PrintedValue], limits: &[&Limit], random: &mut SplitMix64) -> Option<Vec<Cell>> {
        let mut cells = vec![Cell::Blank; self.patients];
        for part in parts {
            let grid = self.grid(part, limits);
            let values = sample::draw(&part.value, part.n_used, &grid, self.quantiles, random)?;
            let mut patients = part.patients.clone();
            random.shuffle(&mut patients);
            for (patient, value) in patients.into_iter().zip(values) {
                if let Some(cell) = cells.get_mut(patient) {
                    *cell = Cell::Units(value);
                }
            }
        }
        Some(cells)
    }

    /// The draw that prints most cells of wholes; what it does not print is left out.
    fn best(
        &self,
        values: &[PrintedValue],
        limits: &[&Limit],
        random: &mut SplitMix64,
        drawn: &mut Drawn,
    ) -> Vec<Cell> {
        let (parts, wholes): (Vec<&PrintedValue>, Vec<&PrintedValue>) =
            values.iter().partition(|printed| is_part(printed, values));
        let draws = if wholes.is_empty() { 1 } else { (MOST_VALUES / self.patients.max(1)).clamp(5, MOST_DRAWS) };
        let mut best: Option<(usize, Vec<Cell>)> = None;
        for _ in 0..draws {
            let Some(cells) = self.sample(&parts, limits, random) else { continue };
            let printed = wholes.iter().filter(|whole| self.prints(whole, &cells)).count();
            if best.as_ref().is_none_or(|(most, _)| printed > *most) {
                best = Some((printed, cells));
            }
            if printed == wholes.len() {
                break;
            }
        }
        let Some((_, cells)) = best else {
            drawn.left_out.extend(values.iter().map(|printed| printed.left_out("no values were found that print it")));
            return vec![Cell::Blank; self.patients];
        };
        drawn.kept.extend(parts.iter().map(|part| part.at.clone()));
        for whole in wholes {
            if self.prints(whole, &cells) {
                drawn.kept.push(whole.at.clone());
            } else {
                drawn.left_out.push(whole.left_out(self.contradiction(whole, &cells)));
            }
        }
        cells
    }

    fn numbers(&self, printed: &PrintedValue, cells: &[Cell]) -> Vec<f64> {
        let grid = Grid { decimals: self.decimals, low: None, high: None };
        let of = |patient: &usize| match cells.get(*patient) {
            Some(Cell::Units(units)) => Some(grid.number(*units)),
            _ => None,
        };
        printed.patients.iter().filter_map(of).collect()
    }

    fn prints(&self, printed: &PrintedValue, cells: &[Cell]) -> bool {
        let numbers = self.numbers(printed, cells);
        numbers.len() as u64 == printed.n_used && sample::prints(&printed.value, &numbers, self.quantiles)
    }

    /// What the parts of a cell give in its place.
    fn contradiction(&self, whole: &PrintedValue, cells: &[Cell]) -> String {
        let numbers = self.numbers(whole, cells);
        if numbers.len() as u64 != whole.n_used {
            return format!("its parts are printed for {} of {} patients", numbers.len(), whole.n_used);
        }
        let Ok(counts) = ValueCounts::from_groups(&[numbers]) else { return "its parts are no numbers".into() };
        let quantile = |p| counts.quantile(0, p, self.quantiles).unwrap_or(f64::NAN);
        let places = self.decimals as usize + 1;
        let given = match whole.value {
            Value::MeanSd { .. } | Value::MeanSe { .. } => {
                let moments = counts.moments(0);
                let sd = moments.sd().map_or("not defined".into(), |sd| format!("{sd:.places$}"));
                format!("mean {:.places$}, SD {sd}", moments.mean)
            }
            _ => format!(
                "median {:.places$}, quartiles {:.places$} and {:.places$}",
                quantile(0.5),
                quantile(0.25),
                quantile(0.75)
            ),
        };
        format!("no rows were found that print it beside its parts, which were drawn with {given}")
    }
}
