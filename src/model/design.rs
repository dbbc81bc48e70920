//! Patients and covariates of a model: complete cases, levels against a reference, steps of measurements.

use crate::analysis::NotComputable;
use crate::results::model;

/// The level of a patient whose level is missing.
pub const MISSING_LEVEL: u32 = u32::MAX;

/// What is modelled, one value a patient, all in the same order.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The outcome.
    pub outcome: Outcome,
    /// The covariates, each as long as the outcome.
    pub covariates: Vec<Covariate>,
}

/// A binary outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Level that is the event.
    pub event: String,
    /// The other level.
    pub other: String,
    /// Whether each patient had the event; `None` where it is not known.
    pub values: Vec<Option<bool>>,
}

impl Outcome {
    /// Without the patients.
    pub(super) fn record(&self) -> model::Outcome {
        model::Outcome {
            name: self.name.clone(),
            label: self.label.clone(),
            event: self.event.clone(),
            other: self.other.clone(),
        }
    }
}

/// A covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit of measurement.
    pub unit: Option<String>,
    /// One value a patient.
    pub values: Values,
}

/// Values of a covariate.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// A measurement.
    Numbers {
        /// A missing one is not a number.
        values: Vec<f64>,
        /// Units of one step of the odds ratio: 10 for "per 10 years". Not 0.
        per: f64,
    },
    /// Levels.
    Levels {
        /// Names of the levels.
        names: Vec<String>,
        /// Level with which the others are compared; the first that occurs when none is named.
        reference: Option<usize>,
        /// Positions of levels, [`MISSING_LEVEL`] where missing.
        values: Vec<u32>,
    },
}

impl Values {
    fn known(&self, row: usize) -> bool {
        match self {
            Values::Numbers { values, .. } => values.get(row).is_some_and(|value| !value.is_nan()),
            Values::Levels { values, .. } => values.get(row).is_some_and(|level| *level != MISSING_LEVEL),
        }
    }
}

/// A model in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Design {
    /// Who had the event.
    pub(super) outcome: Vec<bool>,
    /// Columns besides the intercept.
    pub(super) columns: Vec<Column>,
}

/// A column of a design.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// Position of its covariate.
    pub(super) covariate: usize,
    /// Level that it indicates; none for a measurement.
    pub(super) level: Option<usize>,
    /// "Age", "Rhythm: asystole".
    pub(super) name: String,
    /// One value a patient, in steps.
    pub(super) values: Vec<f64>,
}

impl Data {
    /// Patients whose outcome and whose values of some covariates are known.
    pub(super) fn complete(&self, covariates: &[usize]) -> Vec<usize> {
        let known = |row: &usize| {
            self.outcome.values.get(*row).is_some_and(Option::is_some)
                && covariates.iter().all(|i| self.covariates.get(*i).is_some_and(|one| one.values.known(*row)))
        };
        (0..self.outcome.values.len()).filter(known).collect()
    }

    fn event(&self, row: usize) -> bool {
        self.outcome.values.get(row).copied().flatten().unwrap_or(false)
    }

    /// How many of some patients had the event.
    pub(super) fn events(&self, rows: &[usize]) -> u64 {
        rows.iter().filter(|row| self.event(**row)).count() as u64
    }

    /// Patients and events by level; nothing for a measurement.
    pub(super) fn counts(&self, covariate: usize, rows: &[usize]) -> Vec<(u64, u64)> {
        let Some(Values::Levels { names, values, .. }) = self.covariates.get(covariate).map(|one| &one.values) else {
            return Vec::new();
        };
        let mut counts = vec![(0, 0); names.len()];
        for row in rows {
            let level = values.get(*row).copied().unwrap_or(MISSING_LEVEL);
            if let Some((n, events)) = counts.get_mut(level as usize) {
                *n += 1;
                *events += u64::from(self.event(*row));
            }
        }
        counts
    }

    /// Reference of every covariate (0 for a measurement): the named one, or the first level that occurs.
    pub(super) fn references(&self, rows: &[usize]) -> Vec<usize> {
        let of = |(index, covariate): (usize, &Covariate)| match &covariate.values {
            Values::Levels { reference: Some(reference), .. } => *reference,
            Values::Levels { reference: None, .. } => {
                self.counts(index, rows).iter().position(|(n, _)| *n > 0).unwrap_or(0)
            }
            Values::Numbers { .. } => 0,
        };
        self.covariates.iter().enumerate().map(of).collect()
    }

    /// The model of some covariates in some patients, who are complete in them. A level that nobody has gets no column.
    ///
    /// # Errors
    /// A covariate with one level only; nobody with the reference level; all patients with the same number.
    pub(super) fn design(
        &self,
        rows: &[usize],
        covariates: &[usize],
        references: &[usize],
    ) -> Result<Design, NotComputable> {
        let mut columns = Vec::new();
        for &index in covariates {
            let Some(covariate) = self.covariates.get(index) else { continue };
            let label = &covariate.label;
            match &covariate.values {
                Values::Numbers { values, per } => {
                    let steps: Vec<f64> = rows.iter().filter_map(|row| values.get(*row)).map(|v| v / per).collect();
                    if let Some(first) = steps.first().filter(|first| steps.iter().all(|step| step == *first)) {
                        let value = first * per;
                        let text = format!("all {} patients have the same {label}, {value}", rows.len());
                        return Err(NotComputable::because(text));
                    }
                    columns.push(Column { covariate: index, level: None, name: label.clone(), values: steps });
                }
                Values::Levels { names, values, .. } => {
                    let counts = self.counts(index, rows);
                    let reference = references.get(index).copied().unwrap_or(0);
                    let present: Vec<usize> = (0..counts.len()).filter(|i| counts[*i].0 > 0).collect();
                    let name = |i: usize| names.get(i).map(String::as_str).unwrap_or_default();
                    if let [only] = present.as_slice() {
                        let text = format!("all {} patients have the same {label}, {}", rows.len(), name(*only));
                        return Err(NotComputable::because(text));
                    }
                    if !present.contains(&reference) && !present.is_empty() {
                        let text = format!("no patient has the reference level {} of {label}", name(reference));
                        return Err(NotComputable::because(text));
                    }
                    for level in present.into_iter().filter(|level| *level != reference) {
                        let is = |row: &usize| values.get(*row).is_some_and(|own| *own as usize == level);
                        let values = rows.iter().map(|row| f64::from(u8::from(is(row)))).collect();
                        let name = format!("{label}: {}", name(level));
                        columns.push(Column { covariate: index, level: Some(level), name, values });
                    }
                }
            }
        }
        Ok(Design { outcome: rows.iter().map(|row| self.event(*row)).collect(), columns })
    }
}
