//! Logistic models of a binary outcome as papers print them: every covariate alone, all together, and how well they
//! predict.

mod design;
mod fitting;
mod pooling;
mod prediction;
mod sums;

pub use design::{Covariate, Data, MISSING_LEVEL, Outcome, Values};
pub use pooling::{Round, pool};
pub use sums::{COEFFICIENTS, Coefficients, SUMS, Sums, Term, Terms};

use crate::results::comparison::{FlowStep, Input, Warning};
use crate::results::model::{
    CoefficientRecord, CovariateResult, FitRecord, Model, Patients, RowOfCovariate, SCHEMA, SeparationRecord,
};
use design::Design;
use fitting::Fitted;

/// How estimates are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Maximum likelihood; Firth's penalised likelihood where no maximum exists.
    Auto,
    /// Maximum likelihood.
    MaximumLikelihood,
    /// Firth's penalised likelihood.
    Firth,
}

impl Method {
    /// Identifiers, as in `--method`.
    pub const ALL: [(&'static str, Method); 3] =
        [("auto", Method::Auto), ("ml", Method::MaximumLikelihood), ("firth", Method::Firth)];

    fn id(self) -> &'static str {
        Method::ALL.iter().find(|(_, method)| *method == self).map_or("auto", |(id, _)| id)
    }
}

/// Intervals of maximum-likelihood estimates. Those of Firth's estimates are always profile likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// Values that a likelihood-ratio test does not reject.
    Profile,
    /// Estimate and standard error.
    Wald,
}

impl Interval {
    /// Identifiers, as in `--interval`.
    pub const ALL: [(&'static str, Interval); 2] = [("profile", Interval::Profile), ("wald", Interval::Wald)];

    fn id(self) -> &'static str {
        Interval::ALL.iter().find(|(_, interval)| *interval == self).map_or("profile", |(id, _)| id)
    }
}

/// How to fit.
#[derive(Debug, Clone)]
pub struct Options {
    /// Title for readers.
    pub title: String,
    /// What was read.
    pub input: Input,
    /// Patients left after each criterion.
    pub flow: Vec<FlowStep>,
    /// How estimates are found.
    pub method: Method,
    /// Intervals of maximum-likelihood estimates.
    pub interval: Interval,
    /// Whether a univariable model takes everybody whose own covariate is known, and not the complete cases only.
    pub available: bool,
    /// Confidence level, between 0 and 1.
    pub level: f64,
    /// Bootstrap resamples for the correction of optimism; none for [`Options::RESAMPLES`] in samples below
    /// [`Options::LARGE`] and none above.
    pub resamples: Option<u64>,
    /// Seed of the resamples.
    pub seed: u64,
    /// Warnings from the reading of the data.
    pub warnings: Vec<Warning>,
}

impl Options {
    /// Resamples unless told otherwise.
    pub const RESAMPLES: u64 = 200;
    /// From so many complete cases on there is no resampling unless it is asked for: there is hardly any optimism.
    pub const LARGE: usize = 20_000;
}

/// Fits the models. What cannot be computed is a record that says why.
///
/// Time: a few passes over the patients for each coefficient, each of patients x coefficients².
pub fn model(data: &Data, options: &Options) -> Model {
    let all: Vec<usize> = (0..data.covariates.len()).collect();
    let rows = data.complete(&all);
    let references = data.references(&rows);
    let design = data.design(&rows, &all, &references);
    let joint = fitting::fit(design.as_ref(), &rows, data, options);
    let mut warnings = options.warnings.clone();
    let mut covariates = Vec::new();
    for index in 0..data.covariates.len() {
        let own_rows = if options.available { data.complete(&[index]) } else { rows.clone() };
        let own = data.design(&own_rows, &[index], &references);
        let alone = fitting::fit(own.as_ref(), &own_rows, data, options);
        covariates.push(result(data, index, references.get(index).copied(), &own_rows, (&alone, &joint)));
        if let Some(separation) = &alone.record.separation {
            let message = separated(separation, alone.record.method, "univariable", WAY_OUT);
            warnings.push(Warning { code: "separation", variable: None, message });
        }
    }
    warnings.extend(of_all(data, &rows, &joint.record));
    warnings.extend(too_small_steps(&covariates));
    let prediction = match (&design, &joint.beta) {
        (Ok(design), Some(beta)) => prediction::prediction(design, beta, options).ok(),
        _ => None,
    };
    Model {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        title: options.title.clone(),
        input: options.input.clone(),
        outcome: data.outcome.record(),
        method: options.method.id(),
        interval: options.interval.id(),
        univariable_n: if options.available { "available" } else { "complete" },
        level: options.level,
        flow: options.flow.clone(),
        patients: patients(data, &rows),
        covariates,
        multivariable: joint.record,
        prediction,
        rounds: None,
        warnings,
    }
}

fn patients(data: &Data, rows: &[usize]) -> Patients {
    let known = data.complete(&[]).len() as u64;
    let all = data.outcome.values.len() as u64;
    Patients {
        all,
        outcome_missing: all - known,
        covariate_missing: known - rows.len() as u64,
        used: rows.len() as u64,
        events: data.events(rows),
    }
}

fn result(
    data: &Data,
    index: usize,
    reference: Option<usize>,
    rows: &[usize],
    (alone, joint): (&Fitted, &Fitted),
) -> CovariateResult {
    let covariate = &data.covariates[index];
    let of = |fitted: &Fitted, level: Option<usize>| -> Option<CoefficientRecord> {
        fitted
            .coefficients
            .iter()
            .find(|one| (one.covariate, one.level) == (index, level))
            .map(|one| one.record.clone())
    };
    let row = |level: Option<usize>, name: Option<String>, n: u64, events: u64| RowOfCovariate {
        is_reference: level.is_some() && level == reference,
        level: name,
        n,
        events,
        univariable: of(alone, level),
        multivariable: of(joint, level),
    };
    let table = match &covariate.values {
        Values::Numbers { .. } => vec![row(None, None, rows.len() as u64, data.events(rows))],
        Values::Levels { names, .. } => {
            let counts = data.counts(index, rows);
            let named = names.iter().zip(counts).enumerate();
            let mut all: Vec<RowOfCovariate> =
                named.map(|(i, (name, (n, events)))| row(Some(i), Some(name.clone()), n, events)).collect();
            // The reference leads, as papers print it.
            all.sort_by_key(|row| !row.is_reference);
            all
        }
    };
    let known = data.complete(&[]).len();
    CovariateResult {
        name: covariate.name.clone(),
        label: covariate.label.clone(),
        unit: covariate.unit.clone(),
        per: match &covariate.values {
            Values::Numbers { per, .. } => Some(*per),
            Values::Levels { .. } => None,
        },
        reference: match &covariate.values {
            Values::Levels { names, .. } => reference.and_then(|reference| names.get(reference).cloned()),
            Values::Numbers { .. } => None,
        },
        missing: Some((known - data.complete(&[index]).len()) as u64),
        univariable_test: alone.tests.iter().find(|(of, _)| *of == index).map(|(_, test)| *test),
        multivariable_test: joint.tests.iter().find(|(of, _)| *of == index).map(|(_, test)| *test),
        univariable: Some(alone.record.clone()),
        rows: table,
    }
}

/// What a reader must know of the multivariable model.
fn of_all(data: &Data, rows: &[usize], fit: &FitRecord) -> Vec<Warning> {
    let mut all = Vec::new();
    let mut warn = |code: &'static str, message: String| all.push(Warning { code, variable: None, message });
    for (index, covariate) in data.covariates.iter().enumerate() {
        let Values::Levels { names, .. } = &covariate.values else { continue };
        let counts = data.counts(index, rows);
        let gone = names.iter().zip(counts).filter(|(_, (n, _))| *n == 0).map(|(name, _)| name.as_str());
        let gone: Vec<&str> = gone.collect();
        if !gone.is_empty() && !rows.is_empty() {
            let levels = if gone.len() == 1 { "level" } else { "levels" };
            let message =
                format!("no patient of the model has the {levels} {} of {}", gone.join(", "), covariate.label);
            warn("empty_level", message);
        }
    }
    all.extend(of_fit(fit, WAY_OUT));
    all
}

/// Measurements whose step is too small for an odds ratio of two decimals to show anything.
fn too_small_steps(covariates: &[CovariateResult]) -> Vec<Warning> {
    let unseen = |covariate: &&CovariateResult| {
        covariate.per.is_some()
            && covariate
                .rows
                .iter()
                .filter_map(|row| row.multivariable.as_ref()?.estimate)
                .any(|one| [one.ci_low, one.ci_high].iter().all(|limit| (limit - 1.0).abs() < 0.005))
    };
    let warning = |covariate: &CovariateResult| Warning {
        code: "step",
        variable: Some(covariate.label.clone()),
        message: format!(
            "the odds ratio of so small a step prints as 1.00; give a larger one, such as --per {}=100",
            covariate.name
        ),
    };
    covariates.iter().filter(unseen).map(warning).collect()
}

/// What estimates an odds ratio that has no maximum-likelihood estimate, for those who have the rows.
const WAY_OUT: &str = " (--method firth estimates them)";

/// What a reader must know of a fit.
fn of_fit(fit: &FitRecord, way_out: &str) -> Vec<Warning> {
    let mut all = Vec::new();
    let mut warn = |code: &'static str, message: String| all.push(Warning { code, variable: None, message });
    if let Some(error) = &fit.error {
        warn("no_model", format!("there is no model of all covariates together: {error}"));
    }
    if let Some(separation) = &fit.separation {
        warn("separation", separated(separation, fit.method, "multivariable", way_out));
    }
    if let Some(few) = fit.events_per_coefficient.filter(|few| *few < 10.0 && fit.error.is_none()) {
        let events = fit.events.min(fit.n - fit.events);
        warn(
            "few_events",
            format!(
                "{events} patients with the rarer outcome for {} coefficient{}, {few:.1} each: below 10, odds ratios may be biased away from 1 and intervals wrong (Peduzzi et al. 1996); a model that is to predict needs a calculation of its sample size (Riley et al. 2019)",
                fit.coefficients,
                if fit.coefficients == 1 { "" } else { "s" }
            ),
        );
    }
    all
}

/// A separation in words.
fn separated(separation: &SeparationRecord, method: &str, model: &str, way_out: &str) -> String {
    let along = separation.along.join(", ");
    let (verb, whom) = match separation.kind {
        "complete" => ("separate", "all"),
        _ => ("separate", "some"),
    };
    let verb = if separation.along.len() == 1 { format!("{verb}s") } else { verb.to_string() };
    let then = if method == "firth" {
        "Firth’s penalised likelihood is used for this model".to_string()
    } else {
        format!("the odds ratios along them are not estimable{way_out}")
    };
    format!(
        "in the {model} model {along} {verb} {whom} of those with the event from those without, and no maximum-likelihood estimate exists; {then}"
    )
}

impl Design {
    /// Columns of the model, besides the intercept.
    fn width(&self) -> usize {
        self.columns.len()
    }
}
