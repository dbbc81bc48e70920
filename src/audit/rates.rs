//! Rates of outcomes: overall, by stratum and by year, with intervals and the trend over years.

use super::disclosure::Mask;
use super::reading::{Reading, Value};
use super::template::{Item, Kind, Outcome, Stratum, Template};
use crate::analysis::effect::{proportion_clopper_pearson, wilson};
use crate::analysis::methods::cochran_armitage;
use crate::analysis::{Alternative, NotComputable};
use crate::results::audit::{OutcomeResult, Rate, StratumResult, Trend};
use crate::summary::ContingencyTable;

/// What patients are split by: names of the groups, and the group of each patient.
pub(super) struct Groups {
    pub names: Vec<String>,
    /// `None` where it is not known.
    pub of: Vec<Option<usize>>,
}

impl Groups {
    /// The groups of a stratum, none when its item is absent.
    pub fn stratum(item: &Item, stratum: &Stratum, reading: &Reading) -> Option<Groups> {
        if reading.values.is_empty() {
            return None;
        }
        let (names, of) = match stratum.cut {
            Some(cut) => {
                let unit = item.unit.as_deref().unwrap_or_default();
                let names = vec![format!("up to {cut} {unit}"), format!("over {cut} {unit}")];
                let side = |value: &Value| match value {
                    Value::Number(number) => Some(usize::from(*number > cut)),
                    _ => None,
                };
                (names, reading.values.iter().map(side).collect())
            }
            None => {
                let choice = |value: &Value| match value {
                    Value::Choice(position) => Some(*position),
                    _ => None,
                };
                let names = item.values().into_iter().map(|(value, _)| value).collect();
                (names, reading.values.iter().map(choice).collect())
            }
        };
        Some(Groups { names: names.into_iter().map(|name: String| name.trim().to_string()).collect(), of })
    }

    /// Years from the first to the last; `None` when no year is known.
    pub fn years(reading: &Reading) -> Option<(i64, Groups)> {
        let year = |value: &Value| match value {
            Value::Number(year) => Some(*year as i64),
            _ => None,
        };
        let years: Vec<Option<i64>> = reading.values.iter().map(year).collect();
        let known = || years.iter().flatten().copied();
        let (first, last) = (known().min()?, known().max()?);
        let of = years.iter().map(|year| year.map(|year| (year - first) as usize)).collect();
        Some((first, Groups { names: (first..=last).map(|year| year.to_string()).collect(), of }))
    }
}

/// Everything that rates are computed from.
pub(super) struct Rates<'a> {
    pub template: &'a Template,
    pub readings: &'a [Reading],
    pub level: f64,
    pub mask: Mask,
}

impl Rates<'_> {
    /// The reading of an item.
    pub fn reading(&self, id: &str) -> Option<(&Item, &Reading)> {
        self.template.items.iter().zip(self.readings).find(|(item, _)| item.id == id)
    }

    /// An outcome. `years` are the patients by year.
    ///
    /// # Errors
    /// Only what the confidence level does: everything else is a reason in the result.
    pub fn outcome(
        &self,
        outcome: &Outcome,
        years: Option<&Groups>,
        year_item: &str,
    ) -> Result<OutcomeResult, NotComputable> {
        let mut result = OutcomeResult {
            item: outcome.item.clone(),
            label: outcome.label.clone(),
            domain: outcome.domain.name(),
            reference: outcome.reference.clone(),
            overall: None,
            reason: None,
            strata: Vec::new(),
            years: StratumResult { item: year_item.into(), label: "Year".into(), ..StratumResult::default() },
            trend: Trend { method: "cochran_armitage", ..Trend::default() },
        };
        let Some((item, reading)) = self.reading(&outcome.item) else { return Ok(result) };
        let values = item.values();
        let all = Groups { names: vec!["all".into()], of: vec![Some(0); reading.values.len()] };
        let counts = table(reading, &all, values.len());
        let whole: u64 = counts.iter().flatten().sum();
        result.reason = if reading.values.is_empty() {
            Some("the item is absent".into())
        } else if whole == 0 {
            Some("no usable value".into())
        } else if self.mask.withholds(counts.iter().flatten()) {
            Some("withheld: a small cell".into())
        } else {
            None
        };
        if let Some(reason) = &result.reason {
            result.years.reason = Some(reason.clone());
            result.trend.reason = Some(reason.clone());
            return Ok(result);
        }
        let wanted: Vec<bool> = values.iter().map(|(value, _)| outcome.is.contains(value)).collect();
        result.overall = self.groups(&counts, &all.names, &wanted)?.into_iter().next();
        for stratum in &self.template.strata {
            let Some((by, split)) = self.reading(&stratum.item) else { continue };
            let empty = StratumResult { item: by.id.clone(), label: by.label.clone(), ..StratumResult::default() };
            result.strata.push(match Groups::stratum(by, stratum, split) {
                Some(groups) => self.split(reading, &groups, &wanted, empty)?,
                None => StratumResult { reason: Some("the item is absent".into()), ..empty },
            });
        }
        match years {
            None => {
                result.years.reason = Some("no year is known".into());
                result.trend.reason = Some("no year is known".into());
            }
            Some(years) => {
                result.years = self.split(reading, years, &wanted, result.years)?;
                result.trend = if result.years.withheld {
                    Trend { reason: Some("withheld: a small cell".into()), ..result.trend }
                } else {
                    trend(&table(reading, years, wanted.len()), &wanted, result.trend)
                };
            }
        }
        Ok(result)
    }

    /// An outcome by group.
    fn split(
        &self,
        reading: &Reading,
        groups: &Groups,
        wanted: &[bool],
        empty: StratumResult,
    ) -> Result<StratumResult, NotComputable> {
        let counts = table(reading, groups, wanted.len());
        if self.mask.withholds(counts.iter().flatten()) {
            return Ok(StratumResult { withheld: true, reason: Some("withheld: a small cell".into()), ..empty });
        }
        let unknown = counts.last().map(|row| row.iter().sum());
        let found = self.groups(&counts, &groups.names, wanted)?;
        let reason = found.is_empty().then(|| "of no patient both are known".to_string());
        Ok(StratumResult { groups: found, unknown, reason, ..empty })
    }

    /// Rates of the groups that have patients.
    fn groups(&self, counts: &[Vec<u64>], names: &[String], wanted: &[bool]) -> Result<Vec<Rate>, NotComputable> {
        let mut rates = Vec::new();
        for (name, row) in names.iter().zip(counts) {
            let (count, n) = with(row, wanted);
            if n == 0 {
                continue;
            }
            let (proportion, low, high) = wilson(count, n, self.level)?;
            let exact = proportion_clopper_pearson(count, n, self.level)?;
            rates.push(Rate {
                group: name.clone(),
                count,
                n,
                proportion,
                exact: [exact.ci_low, exact.ci_high],
                wilson: [low, high],
            });
        }
        Ok(rates)
    }
}

/// Patients by group (the last row: not known) and value.
fn table(reading: &Reading, groups: &Groups, values: usize) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0; values]; groups.names.len() + 1];
    for (value, group) in reading.values.iter().zip(&groups.of) {
        let Value::Choice(position) = value else { continue };
        let row = counts.get_mut(group.unwrap_or(groups.names.len()));
        if let Some(cell) = row.and_then(|row| row.get_mut(*position)) {
            *cell += 1;
        }
    }
    counts
}

/// Patients with the outcome, and all.
fn with(row: &[u64], wanted: &[bool]) -> (u64, u64) {
    let count = row.iter().zip(wanted).filter(|(_, wanted)| **wanted).map(|(count, _)| count).sum();
    (count, row.iter().sum())
}

/// Cochran-Armitage test of the rate over years, each year its own score.
fn trend(counts: &[Vec<u64>], wanted: &[bool], empty: Trend) -> Trend {
    let years = counts.split_last().map(|(_, years)| years).unwrap_or_default();
    let rows = years.iter().map(|row| {
        let (count, n) = with(row, wanted);
        vec![n - count, count]
    });
    let table = ContingencyTable::new(rows.collect()).map_err(|_| NotComputable::because("there are no years"));
    match table.and_then(|table| cochran_armitage(&table, Alternative::TwoSided)) {
        Ok(test) => Trend { statistic: test.statistic, p: Some(test.p), log10_p: Some(test.log10_p), ..empty },
        Err(error) => Trend { reason: Some(error.reason), ..empty },
    }
}

/// Patients by value of a choice.
pub(super) fn distribution(item: &Item, reading: &Reading) -> Vec<u64> {
    let all = Groups { names: vec![String::new()], of: vec![Some(0); reading.values.len()] };
    match item.kind {
        Kind::Choice | Kind::YesNo => table(reading, &all, item.values().len()).into_iter().next().unwrap_or_default(),
        Kind::Number | Kind::Year => Vec::new(),
    }
}
