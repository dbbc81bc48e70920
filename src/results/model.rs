//! Results of `model`: the JSON schema `retrocohort.model/1`, field by field.

use serde::{Deserialize, Serialize};

use super::comparison::{FlowStep, Input, Warning};

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.model/1";

/// Logistic models of one outcome: every covariate alone, and all together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Title for readers.
    pub title: String,
    /// What was read.
    pub input: Input,
    /// The outcome.
    pub outcome: Outcome,
    /// Method that was asked for: `auto`, `ml` or `firth`.
    pub method: &'static str,
    /// Intervals of maximum-likelihood estimates that were asked for: `profile` or `wald`.
    pub interval: &'static str,
    /// Patients of the univariable models: `complete` or `available`.
    pub univariable_n: &'static str,
    /// Confidence level of every interval.
    pub level: f64,
    /// Patients left after each criterion.
    pub flow: Vec<FlowStep>,
    /// Who is in the multivariable model.
    pub patients: Patients,
    /// The covariates in the order in which they were named.
    pub covariates: Vec<CovariateResult>,
    /// All covariates together.
    pub multivariable: FitRecord,
    /// How well the multivariable model predicts; absent where there is no model.
    pub prediction: Option<Prediction>,
    /// Rounds of sums that were exchanged, when hospitals were fitted together without their rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<u64>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
}

/// The outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Level that is the event.
    pub event: String,
    /// The other level.
    pub other: String,
}

/// Who is in the multivariable model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Patients {
    /// Patients of the cohort.
    pub all: u64,
    /// Those whose outcome is not known.
    pub outcome_missing: u64,
    /// Those with a known outcome and a missing covariate.
    pub covariate_missing: u64,
    /// Complete cases: those who are in the model.
    pub used: u64,
    /// Complete cases with the event.
    pub events: u64,
}

/// A covariate in both models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CovariateResult {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit of measurement.
    pub unit: Option<String>,
    /// Units of one step of the odds ratio; absent for a covariate of levels.
    pub per: Option<f64>,
    /// Level with which the others are compared; absent for a measurement.
    pub reference: Option<String>,
    /// Patients with a known outcome whose value is missing; absent where only sums are known.
    pub missing: Option<u64>,
    /// The model of this covariate alone; absent where only all together were fitted.
    pub univariable: Option<FitRecord>,
    /// Likelihood-ratio test of the whole covariate, alone.
    pub univariable_test: Option<TestOfCovariate>,
    /// The same, given the other covariates.
    pub multivariable_test: Option<TestOfCovariate>,
    /// One row for a measurement, one a level otherwise.
    pub rows: Vec<RowOfCovariate>,
}

/// Likelihood-ratio test of all coefficients of a covariate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TestOfCovariate {
    /// Statistic; of the penalised likelihood under Firth's method.
    pub chi_square: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// P value.
    pub p: f64,
    /// Its base-10 logarithm.
    pub log10_p: f64,
}

/// A measurement, or a level of a covariate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowOfCovariate {
    /// Level; absent for a measurement.
    pub level: Option<String>,
    /// Whether it is the level with which the others are compared.
    pub is_reference: bool,
    /// Patients of the univariable model.
    pub n: u64,
    /// Those of them with the event.
    pub events: u64,
    /// Alone.
    pub univariable: Option<CoefficientRecord>,
    /// Given the other covariates.
    pub multivariable: Option<CoefficientRecord>,
}

/// One coefficient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoefficientRecord {
    /// What it belongs to: "age", "rhythm: asystole".
    pub name: String,
    /// The estimate; absent with a reason in `error`.
    pub estimate: Option<EstimateRecord>,
    /// Likelihood-ratio test of the coefficient against 0; of the penalised likelihood under Firth's method.
    pub likelihood_ratio: Option<TestOfCovariate>,
    /// Why there is no estimate.
    pub error: Option<String>,
}

/// An estimate, per step of the covariate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EstimateRecord {
    /// Coefficient: logarithm of the odds ratio.
    pub log_odds: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Odds ratio.
    pub odds_ratio: f64,
    /// Lower limit of the odds ratio.
    pub ci_low: f64,
    /// Upper limit of the odds ratio.
    pub ci_high: f64,
    /// `wald`, `profile_likelihood` or `penalised_profile_likelihood`.
    pub interval: &'static str,
    /// Wald's statistic.
    pub z: f64,
    /// P value of Wald's test.
    pub p_wald: f64,
    /// Its base-10 logarithm.
    pub log10_p_wald: f64,
}

/// One fitted model.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FitRecord {
    /// `maximum_likelihood` or `firth`.
    pub method: &'static str,
    /// Patients.
    pub n: u64,
    /// Those with the event.
    pub events: u64,
    /// Coefficients besides the intercept.
    pub coefficients: usize,
    /// Patients with the rarer outcome a coefficient.
    pub events_per_coefficient: Option<f64>,
    /// The intercept.
    pub intercept: Option<CoefficientRecord>,
    /// Largest log-likelihood, penalised under Firth's method.
    pub log_likelihood: Option<f64>,
    /// The same without covariates.
    pub null_log_likelihood: Option<f64>,
    /// Likelihood-ratio test of all covariates.
    pub likelihood_ratio: Option<TestOfCovariate>,
    /// Wald's test of all covariates.
    pub wald: Option<TestOfCovariate>,
    /// Akaike's information criterion; of maximum likelihood only.
    pub aic: Option<f64>,
    /// Covariance of intercept and coefficients, in their order.
    pub covariance: Vec<Vec<f64>>,
    /// Iterations.
    pub iterations: usize,
    /// Why maximum likelihood has no estimate, where covariates separate the outcomes.
    pub separation: Option<SeparationRecord>,
    /// Why there is no model.
    pub error: Option<String>,
}

/// Covariates that separate those with the event from those without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeparationRecord {
    /// `complete` or `quasi_complete`.
    pub kind: &'static str,
    /// Coefficients without a finite estimate.
    pub along: Vec<String>,
}

/// How well the multivariable model predicts, in the patients to whom it was fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prediction {
    /// Area under the curve.
    pub auc: AreaRecord,
    /// Brier's score: mean squared difference between prediction and outcome.
    pub brier: f64,
    /// The same when everybody is predicted the observed proportion.
    pub brier_of_proportion: f64,
    /// Mean of the predictions.
    pub mean_predicted: f64,
    /// Proportion with the event.
    pub observed: f64,
    /// What resampling says of new patients; absent where it was not asked for.
    pub optimism: Option<Optimism>,
    /// Points of the curve; at most some hundred of them.
    pub roc: Vec<RocPointRecord>,
    /// Whether points between the others were left out.
    pub roc_thinned: bool,
    /// Groups of similar predictions.
    pub calibration: Vec<CalibrationGroupRecord>,
    /// Predictions by outcome, counted in equal intervals from 0 to 1.
    pub histogram: Histogram,
}

/// Area under the curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaRecord {
    /// Estimate.
    pub estimate: f64,
    /// DeLong's standard error.
    pub standard_error: f64,
    /// Lower limit.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
    /// Why there is no interval.
    pub error: Option<String>,
}

/// Performance expected in new patients of the same kind: apparent performance less its optimism in bootstrap samples.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Optimism {
    /// Resamples asked for.
    pub resamples: u64,
    /// Resamples in which the model could be fitted.
    pub used: u64,
    /// Seed of the generator.
    pub seed: u64,
    /// Corrected area under the curve.
    pub auc: f64,
    /// Corrected Brier's score.
    pub brier: f64,
    /// Calibration slope to be expected; absent where it could be computed in no resample.
    pub slope: Option<f64>,
    /// Calibration intercept (in the large) to be expected.
    pub intercept: Option<f64>,
}

/// A point of the receiver operating characteristic curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RocPointRecord {
    /// Predicted probability from which on a patient is called positive; absent at the first point, where nobody is.
    pub threshold: Option<f64>,
    /// Share of those with the event who are called positive.
    pub sensitivity: f64,
    /// Share of those without who are not.
    pub specificity: f64,
}

/// Patients of similar predictions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CalibrationGroupRecord {
    /// Patients.
    pub n: u64,
    /// Those with the event.
    pub events: u64,
    /// Mean prediction.
    pub predicted: f64,
    /// Proportion with the event.
    pub observed: f64,
    /// Lower limit of Wilson's interval of that proportion.
    pub ci_low: f64,
    /// Upper limit.
    pub ci_high: f64,
}

/// Counts of predictions in equal intervals from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Histogram {
    /// With the event.
    pub events: Vec<u64>,
    /// Without.
    pub others: Vec<u64>,
}
