//! Results of `survival`: the JSON schema `retrocohort.survival/1`, field by field.

mod model;

pub use model::{ChiSquare, CoxRow, CoxTable, CoxTerm, Exposure, HazardRatio, LandmarkExposure, ModelFit};

use serde::Serialize;

use super::comparison::{Decision, FlowStep, GroupLevel, Grouping, Input, TestRecord, Warning};

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.survival/1";

/// Everything that `survival` found out about one cohort.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Survival {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Title for readers.
    pub title: String,
    /// What was read.
    pub input: Input,
    /// Patients left after each criterion.
    pub flow: Vec<FlowStep>,
    /// Who was followed, for how long, and how it ended.
    pub follow_up: FollowUpRecord,
    /// Scale of the pointwise intervals: `log-log`, `log` or `plain`.
    pub interval: &'static str,
    /// Confidence level of every interval.
    pub level: f64,
    /// Level of significance that decides whether a conclusion changes.
    pub alpha: f64,
    /// The groups, when they were asked for.
    pub grouping: Option<Grouping>,
    /// Variable within whose levels groups are compared.
    pub within: Option<Within>,
    /// Kaplan-Meier curves, one a group, that of all patients last; empty where causes of events compete.
    pub curves: Vec<Curve>,
    /// Cumulative incidence, cause by cause and within it one a group, that of all patients last; empty where there is a
    /// single cause.
    pub incidence: Vec<Incidence>,
    /// Tests that compare the groups; the one asked for is `primary`.
    pub tests: Vec<CurveTest>,
    /// Which test answers, and what the others say.
    pub decision: Option<Decision>,
    /// Hazard ratios of the groups, against the first.
    pub group_model: Option<CoxTable>,
    /// Cox models of the covariates.
    pub model: Option<CoxTable>,
    /// An exposure that begins during follow-up.
    pub exposure: Option<Exposure>,
    /// What a reader must know of the data.
    pub warnings: Vec<Warning>,
}

impl Survival {
    /// Name of a group for readers: with that of the variable where it says nothing by itself, such as `1` or `yes`.
    pub fn group_name(&self, group: &str) -> String {
        let plain = ["yes", "no", "true", "false"].contains(&group.to_lowercase().as_str());
        match &self.grouping {
            Some(grouping) if plain || group.parse::<f64>().is_ok() => format!("{}: {group}", grouping.label),
            _ => group.to_string(),
        }
    }
}

/// Who was followed, for how long, and how it ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FollowUpRecord {
    /// Name of the time for readers.
    pub time: String,
    /// Its unit.
    pub unit: Option<String>,
    /// The event of interest.
    pub event: String,
    /// Events that compete with it.
    pub competing: Vec<String>,
    /// Patients in the data.
    pub patients: u64,
    /// Patients left out because time or outcome is missing.
    pub missing: u64,
    /// Patients left out because their stratum is missing.
    pub stratum_missing: u64,
    /// Patients of the analysis.
    pub n: u64,
    /// Of them, events of each cause, that of interest first.
    pub events: Vec<u64>,
    /// Of them, censored.
    pub censored: u64,
    /// Of them, with a time of 0.
    pub at_time_zero: u64,
    /// Longest follow-up.
    pub longest: f64,
    /// Median follow-up by the reverse Kaplan-Meier estimate (Schemper and Smith 1996).
    pub median_follow_up: Quantile,
    /// Start of the analysis after time 0.
    pub landmark: Option<Landmark>,
}

/// An analysis of those alone who were followed beyond a time.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Landmark {
    /// The time.
    pub time: f64,
    /// Patients left out because an event happened up to then.
    pub excluded_events: u64,
    /// Patients left out because they were censored up to then.
    pub excluded_censored: u64,
}

/// Strata.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Within {
    /// Variable.
    pub variable: String,
    /// Name for readers.
    pub label: String,
    /// Strata with their patients.
    pub levels: Vec<GroupLevel>,
}

/// A time with its confidence limits, each absent where the curve does not fall so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Quantile {
    /// Probability of an event by that time.
    pub probability: f64,
    /// The time.
    pub estimate: Option<f64>,
    /// Lower limit.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
}

/// Survival at a time that was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct AtTime {
    /// The time.
    pub time: f64,
    /// Patients followed up to just before it.
    pub at_risk: u64,
    /// Events up to and including it (from the cause, where causes compete).
    pub events: u64,
    /// Survival or incidence; absent after the longest follow-up.
    pub estimate: Option<f64>,
    /// Standard error.
    pub standard_error: Option<f64>,
    /// Lower limit.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
}

/// A step of a curve.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Step {
    /// The time.
    pub time: f64,
    /// Patients followed up to just before.
    pub at_risk: u64,
    /// Events at this time, from the cause.
    pub events: u64,
    /// Events from other causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competing: Option<u64>,
    /// Patients censored at this time.
    pub censored: u64,
    /// Survival or incidence up to and including this time.
    pub estimate: f64,
    /// Standard error; absent where survival is 0.
    pub standard_error: Option<f64>,
    /// Lower limit; absent where the scale of the interval has none.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
}

/// A Kaplan-Meier curve, 1 before its first step.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Curve {
    /// Group; `None` for all patients together.
    pub group: Option<String>,
    /// Patients.
    pub n: u64,
    /// Events.
    pub events: u64,
    /// Patients of the group whose time or outcome is missing.
    pub missing: u64,
    /// Quartiles of the survival time: probabilities 0.25, 0.5 and 0.75.
    pub quantiles: Vec<Quantile>,
    /// Mean survival time up to the horizon that all groups were followed to.
    pub restricted_mean: Option<RestrictedMean>,
    /// Survival at the times asked for.
    pub at: Vec<AtTime>,
    /// The step function.
    pub steps: Vec<Step>,
    /// Why there is no curve.
    pub error: Option<String>,
}

impl Curve {
    /// The median survival time.
    pub fn median(&self) -> Quantile {
        self.quantiles.iter().find(|quantile| quantile.probability == 0.5).copied().unwrap_or_default()
    }
}

/// Mean survival time restricted to a horizon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct RestrictedMean {
    /// The horizon.
    pub horizon: f64,
    /// The mean.
    pub estimate: f64,
    /// Standard error.
    pub standard_error: f64,
    /// Lower limit.
    pub ci_low: f64,
    /// Upper limit.
    pub ci_high: f64,
}

/// Cumulative incidence of a cause in a group, 0 before its first step.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Incidence {
    /// Cause.
    pub cause: String,
    /// Group; `None` for all patients together.
    pub group: Option<String>,
    /// Patients.
    pub n: u64,
    /// Events from the cause.
    pub events: u64,
    /// Patients of the group whose time or outcome is missing.
    pub missing: u64,
    /// Incidence at the times asked for.
    pub at: Vec<AtTime>,
    /// 1 - Kaplan-Meier at the same times, other causes taken for censoring: too high, shown to say by how much.
    pub one_minus_kaplan_meier: Vec<Option<f64>>,
    /// The step function.
    pub steps: Vec<Step>,
    /// Why there is no curve.
    pub error: Option<String>,
}

/// A test that compares groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveTest {
    /// The cause whose incidence or hazard is compared, where causes compete.
    pub cause: Option<String>,
    /// The test.
    #[serde(flatten)]
    pub test: TestRecord,
    /// Events observed and expected by group, weighted as the test weights them; empty for Gray's test.
    pub groups: Vec<ObservedExpected>,
}

/// Events of a group against those expected if the hazards were equal.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ObservedExpected {
    /// Group.
    pub group: String,
    /// Patients.
    pub n: u64,
    /// Weighted number of events.
    pub observed: f64,
    /// Weighted number expected.
    pub expected: f64,
}
