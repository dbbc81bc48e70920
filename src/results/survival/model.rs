//! Results of Cox models, and of an exposure that begins during follow-up.

use serde::Serialize;

use crate::results::comparison::TestRecord;

/// Cox models of the same covariates, one at a time and together.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoxTable {
    /// `efron`, `breslow` or `exact`.
    pub ties: &'static str,
    /// The cause whose hazard is modelled, where causes compete.
    pub cause: Option<String>,
    /// Variable of the strata, each with its own baseline hazard.
    pub strata: Option<String>,
    /// Patients in whom no covariate is missing.
    pub n: u64,
    /// Their events.
    pub events: u64,
    /// Patients left out because a covariate is missing.
    pub missing: u64,
    /// The covariates.
    pub terms: Vec<CoxTerm>,
    /// The model of all covariates together.
    pub multivariable: ModelFit,
}

/// How a model fits.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ModelFit {
    /// Partial log-likelihood.
    pub log_likelihood: Option<f64>,
    /// Partial log-likelihood with all coefficients 0.
    pub null_log_likelihood: Option<f64>,
    /// Likelihood-ratio test.
    pub likelihood_ratio: Option<ChiSquare>,
    /// Wald's test.
    pub wald: Option<ChiSquare>,
    /// Score test.
    pub score: Option<ChiSquare>,
    /// Harrell's concordance.
    pub concordance: Option<f64>,
    /// Test of proportional hazards of all covariates together.
    pub proportional_hazards: Option<ChiSquare>,
    /// Why there is none.
    pub proportional_hazards_error: Option<String>,
    /// What a reader must know.
    pub warnings: Vec<String>,
    /// Why there is no model.
    pub error: Option<String>,
}

/// A chi-square test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ChiSquare {
    /// Statistic.
    pub chi_square: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// P value.
    pub p: f64,
    /// Its base-10 logarithm.
    pub log10_p: f64,
}

/// A covariate of Cox models.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoxTerm {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit.
    pub unit: Option<String>,
    /// Patients of whom it is missing.
    pub missing: u64,
    /// Patients of the univariable model.
    pub n: u64,
    /// Their events.
    pub events: u64,
    /// Why there is no univariable model.
    pub univariable_error: Option<String>,
    /// Univariable test of all levels (Wald).
    pub univariable: Option<ChiSquare>,
    /// The same, given the other covariates.
    pub multivariable: Option<ChiSquare>,
    /// Test of proportional hazards in the multivariable model.
    pub proportional_hazards: Option<ChiSquare>,
    /// One for a measurement, one a level otherwise.
    pub rows: Vec<CoxRow>,
}

/// A hazard ratio, per unit of a measurement or of a level against the reference.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoxRow {
    /// Level; `None` for a measurement.
    pub level: Option<String>,
    /// Whether it is the reference.
    pub reference: bool,
    /// Patients of the univariable model with the level.
    pub n: u64,
    /// Their events.
    pub events: u64,
    /// One covariate at a time.
    pub univariable: Option<HazardRatio>,
    /// All covariates together.
    pub multivariable: Option<HazardRatio>,
}

/// A hazard ratio.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HazardRatio {
    /// Its logarithm, the coefficient.
    pub coefficient: Option<f64>,
    /// Standard error of the coefficient.
    pub standard_error: Option<f64>,
    /// Wald's statistic.
    pub z: Option<f64>,
    /// P value.
    pub p: Option<f64>,
    /// Its base-10 logarithm.
    pub log10_p: Option<f64>,
    /// The hazard ratio.
    pub hazard_ratio: Option<f64>,
    /// Lower limit.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
    /// Why there is none.
    pub error: Option<String>,
}

/// An exposure that begins during follow-up, analysed as it should be and as it should not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exposure {
    /// Name of the time of exposure for readers.
    pub label: String,
    /// Patients of this analysis.
    pub n: u64,
    /// Their events.
    pub events: u64,
    /// Patients left out because their group says exposed and the time of exposure is missing.
    pub time_unknown: u64,
    /// Patients left out because they were followed for no time.
    pub no_follow_up: u64,
    /// Patients exposed from the start.
    pub from_start: u64,
    /// Patients exposed later, during follow-up.
    pub later: u64,
    /// Patients whose exposure is dated at or after the end of their follow-up: never exposed while followed.
    pub after_end: u64,
    /// Time that those exposed later were followed before their exposure.
    pub immortal_time: f64,
    /// All time of follow-up.
    pub total_time: f64,
    /// The naive split: ever against never exposed, from time 0.
    pub naive: HazardRatio,
    /// The exposure as a covariate that changes with time.
    pub time_varying: HazardRatio,
    /// The same, adjusted for the covariates of the model, where there are any.
    pub adjusted: Option<HazardRatio>,
    /// Patients of the adjusted model.
    pub adjusted_n: Option<u64>,
    /// Mantel and Byar's test of no effect.
    pub mantel_byar: TestRecord,
    /// Events of the exposed and those expected without an effect, by Mantel and Byar.
    pub observed_expected: Option<(f64, f64)>,
    /// Naive hazard ratio over that of the time-varying exposure.
    pub ratio_of_ratios: Option<f64>,
    /// The landmark analysis, where a landmark was given.
    pub landmark: Option<LandmarkExposure>,
}

/// Those followed beyond a landmark, by their exposure at the landmark.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LandmarkExposure {
    /// The landmark.
    pub time: f64,
    /// Patients followed beyond it.
    pub n: u64,
    /// Of them, exposed by then.
    pub exposed: u64,
    /// Of the others, exposed later; they count as not exposed.
    pub exposed_later: u64,
    /// Patients left out because the event happened up to the landmark.
    pub excluded_events: u64,
    /// Patients left out because they were censored up to the landmark.
    pub excluded_censored: u64,
    /// Exposed against not exposed at the landmark.
    pub hazard_ratio: HazardRatio,
}
