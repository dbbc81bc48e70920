//! What a hospital gives so that several can fit one model without sharing patients: sums over its patients at given
//! coefficients, and nothing else.

use serde::{Deserialize, Serialize};

use super::design::{Column, Data, Design, Values};
use super::fitting::covariates;
use crate::analysis::NotComputable;
use crate::analysis::regression::LogisticSums;
use crate::results::model::Outcome;

/// Schema of a file of sums.
pub const SUMS: &str = "retrocohort.sums/1";
/// Schema of a file of coefficients.
pub const COEFFICIENTS: &str = "retrocohort.coefficients/1";

/// A model that is fitted together: outcome and covariates, the same in every hospital.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The outcome.
    pub outcome: Outcome,
    /// The covariates in their order.
    pub covariates: Vec<Term>,
}

/// A covariate of a model that is fitted together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit of measurement.
    pub unit: Option<String>,
    /// Units of one step, for a measurement.
    pub per: Option<f64>,
    /// Levels, the reference first; none for a measurement.
    pub levels: Vec<String>,
}

/// The coefficients at which hospitals sum next, or the estimates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coefficients {
    /// [`COEFFICIENTS`].
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// The model.
    pub terms: Terms,
    /// Round in which sums at these coefficients are taken, counted from 0.
    pub round: u64,
    /// Whether these are the estimates, so that no further round is needed.
    pub converged: bool,
    /// Coefficients, intercept first.
    pub coefficients: Vec<f64>,
}

/// Sums over the patients of one hospital.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sums {
    /// [`SUMS`].
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Name of the hospital or of its data.
    pub site: String,
    /// The model.
    pub terms: Terms,
    /// Round, counted from 0.
    pub round: u64,
    /// Coefficients at which was summed, intercept first; all 0 in round 0.
    pub at: Vec<f64>,
    /// Patients.
    pub patients: u64,
    /// Those whose outcome is not known.
    pub outcome_missing: u64,
    /// Complete cases.
    pub n: u64,
    /// Complete cases with the event.
    pub events: u64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Its derivative.
    pub score: Vec<f64>,
    /// Lower triangle of the information, row by row.
    pub information: Vec<f64>,
    /// What the file reveals, in sentences.
    pub reveals: Vec<String>,
}

impl Terms {
    /// The model of some data.
    ///
    /// # Errors
    /// A covariate without levels.
    pub fn of(data: &Data) -> Result<Terms, NotComputable> {
        let term = |covariate: &super::Covariate| {
            let (per, levels) = match &covariate.values {
                Values::Numbers { per, .. } => (Some(*per), Vec::new()),
                Values::Levels { names, reference, .. } => {
                    let first = reference.unwrap_or(0);
                    let others = names.iter().enumerate().filter(|(i, _)| *i != first).map(|(_, name)| name);
                    (None, names.get(first).into_iter().chain(others).cloned().collect::<Vec<String>>())
                }
            };
            if per.is_none() && levels.len() < 2 {
                let text = format!("{} has one level only in these data; declare its levels", covariate.label);
                return Err(NotComputable::because(text));
            }
            let (name, label, unit) = (covariate.name.clone(), covariate.label.clone(), covariate.unit.clone());
            Ok(Term { name, label, unit, per, levels })
        };
        let covariates = data.covariates.iter().map(term).collect::<Result<_, _>>()?;
        Ok(Terms { outcome: data.outcome.record(), covariates })
    }

    /// Names of the coefficients besides the intercept, with covariate and level of each.
    pub(super) fn columns(&self) -> Vec<(usize, Option<usize>, String)> {
        let mut all = Vec::new();
        for (index, term) in self.covariates.iter().enumerate() {
            if term.per.is_some() {
                all.push((index, None, term.label.clone()));
            }
            for (level, name) in term.levels.iter().enumerate().skip(1) {
                all.push((index, Some(level), format!("{}: {name}", term.label)));
            }
        }
        all
    }

    /// The complete cases of some data as numbers; a level that nobody here has is a column of zeros.
    fn design(&self, data: &Data) -> Result<(Design, usize), NotComputable> {
        let rows = data.complete(&(0..data.covariates.len()).collect::<Vec<_>>());
        let mut columns = Vec::new();
        for (index, level, name) in self.columns() {
            let (Some(term), Some(covariate)) = (self.covariates.get(index), data.covariates.get(index)) else {
                return Err(NotComputable::because("the data have other covariates than the model"));
            };
            let values: Vec<f64> = match (&covariate.values, level) {
                (Values::Numbers { values, .. }, None) => {
                    let per = term.per.unwrap_or(1.0);
                    rows.iter().filter_map(|row| values.get(*row)).map(|value| value / per).collect()
                }
                (Values::Levels { names, values, .. }, Some(level)) => {
                    let there = data.counts(index, &rows);
                    let foreign = names.iter().zip(there).find(|(name, (n, _))| *n > 0 && !term.levels.contains(name));
                    if let Some((name, _)) = foreign {
                        let text = format!("{} has the level {name} here, which the model does not have", term.label);
                        return Err(NotComputable::because(text));
                    }
                    let wanted = term.levels.get(level);
                    let own = names.iter().position(|name| Some(name) == wanted);
                    let is = |row: &usize| own.is_some() && values.get(*row).map(|level| *level as usize) == own;
                    rows.iter().map(|row| f64::from(u8::from(is(row)))).collect()
                }
                _ => return Err(NotComputable::because(format!("{} is of another kind here", term.label))),
            };
            columns.push(Column { covariate: index, level, name, values });
        }
        let outcome = rows.iter().map(|row| data.outcome.values.get(*row).copied().flatten() == Some(true)).collect();
        Ok((Design { outcome, columns }, rows.len()))
    }
}

impl Sums {
    /// Sums over the complete cases of one hospital: at 0 in the first round, then at the coefficients of the round.
    ///
    /// # Errors
    /// Nobody complete; a level that the model does not have; with `mask`, a number of patients from 1 to below it that
    /// could be read from the sums.
    pub fn new(
        data: &Data,
        terms: &Terms,
        site: &str,
        at: Option<&Coefficients>,
        mask: Option<u64>,
    ) -> Result<Sums, NotComputable> {
        let (design, n) = terms.design(data)?;
        if n == 0 {
            return Err(NotComputable::because("no patient has a known outcome and all covariates"));
        }
        let columns = covariates(&design.columns, |_| true)?;
        let zero = vec![0.0; design.columns.len() + 1];
        let cells = cells(terms, &design);
        if let Some(mask) = mask
            && let Some((name, count)) = cells.iter().find(|(_, count)| (1..mask).contains(count))
        {
            let text = format!("{count} patients are {name}, fewer than {mask}, and could be told apart in the sums");
            return Err(NotComputable::because(text));
        }
        let beta = at.map_or(zero, |at| at.coefficients.clone());
        let sums = LogisticSums::at(&beta, &design.outcome, &columns)?;
        let patients = data.outcome.values.len() as u64;
        Ok(Sums {
            schema: SUMS.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            site: site.into(),
            terms: terms.clone(),
            round: at.map_or(0, |at| at.round),
            at: beta,
            patients,
            outcome_missing: patients - data.complete(&[]).len() as u64,
            n: sums.n,
            events: sums.events,
            log_likelihood: sums.log_likelihood,
            score: sums.score,
            information: sums.information,
            reveals: reveals(&cells),
        })
    }

    /// As the numerics take them.
    pub(super) fn sums(&self) -> LogisticSums {
        LogisticSums {
            n: self.n,
            events: self.events,
            log_likelihood: self.log_likelihood,
            score: self.score.clone(),
            information: self.information.clone(),
        }
    }

    /// Whether everything is as long as it has to be and a number.
    pub(super) fn is_whole(&self) -> bool {
        let width = self.terms.columns().len() + 1;
        let numbers = self.at.iter().chain(&self.score).chain(&self.information).chain([&self.log_likelihood]);
        self.schema == SUMS
            && (self.at.len(), self.score.len(), self.information.len()) == (width, width, width * (width + 1) / 2)
            && self.events <= self.n
            && numbers.into_iter().all(|value| value.is_finite())
    }
}

/// Patients and events of each column of levels, from sums at 0: there every weight is a quarter, every residual a half.
pub(super) fn level_counts(at_zero: &LogisticSums, column: usize) -> (u64, u64) {
    let position = column + 1;
    let diagonal = at_zero.information.get(position * (position + 1) / 2 + position).copied().unwrap_or(0.0);
    let n = (4.0 * diagonal).round();
    let events = (at_zero.score.get(position).copied().unwrap_or(0.0) + n / 2.0).round();
    (n as u64, events as u64)
}

/// Every number of patients that the sums tell, directly or by subtraction: with each level, the reference too, by outcome,
/// and with two levels of different covariates.
fn cells(terms: &Terms, design: &Design) -> Vec<(String, u64)> {
    let events = design.outcome.iter().filter(|event| **event).count() as u64;
    let mut all = vec![
        ("with the event".to_string(), events),
        ("without the event".to_string(), design.outcome.len() as u64 - events),
    ];
    // Who has which level, covariate by covariate.
    let mut having: Vec<(usize, String, Vec<bool>)> = Vec::new();
    for (index, term) in terms.covariates.iter().enumerate() {
        let own: Vec<&Column> =
            design.columns.iter().filter(|column| column.covariate == index && column.level.is_some()).collect();
        let Some(reference) = term.levels.first() else { continue };
        let none = |row: usize| own.iter().all(|column| column.values.get(row) == Some(&0.0));
        let name = format!("{}: {reference}", term.label);
        having.push((index, name, (0..design.outcome.len()).map(none).collect()));
        having.extend(
            own.iter().map(|one| (index, one.name.clone(), one.values.iter().map(|value| *value == 1.0).collect())),
        );
    }
    let both = |a: &[bool], b: &[bool]| a.iter().zip(b).filter(|(a, b)| **a && **b).count() as u64;
    for (place, (covariate, name, own)) in having.iter().enumerate() {
        let n = own.iter().filter(|has| **has).count() as u64;
        let with_event = both(own, &design.outcome);
        all.push((name.clone(), n));
        all.push((format!("{name} with the event"), with_event));
        all.push((format!("{name} without the event"), n - with_event));
        for (_, other, theirs) in having.iter().skip(place + 1).filter(|(other, _, _)| other != covariate) {
            all.push((format!("{name} and {other}"), both(own, theirs)));
        }
    }
    all
}

/// What the sums reveal, in sentences.
fn reveals(cells: &[(String, u64)]) -> Vec<String> {
    let mut all = vec![
        "how many patients there are, how many are complete and how many of these have the event".to_string(),
        "of every measurement its mean and standard deviation, and its mean with and without the event".to_string(),
        "of every level how many patients have it, with and without the event".to_string(),
        "of every two covariates their covariance; of two levels how many patients have both".to_string(),
        "each further round adds sums weighted by the fitted probabilities; many rounds on few patients tell more than one"
            .to_string(),
    ];
    let single: Vec<&str> = cells.iter().filter(|(_, count)| *count == 1).map(|(name, _)| name.as_str()).collect();
    if !single.is_empty() {
        all.push(format!(
            "WARNING: exactly one patient is {}: much of that patient’s other values can be read from the file",
            single.join("; ")
        ));
    }
    let few: Vec<String> = cells
        .iter()
        .filter(|(_, count)| (2..5).contains(count))
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    if !few.is_empty() {
        all.push(format!("small numbers of patients: {}", few.join("; ")));
    }
    all
}
