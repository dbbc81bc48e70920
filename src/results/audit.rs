//! Results of `audit`: the JSON schema `retrocohort.audit/1`, field by field.
//!
//! Where small cells are masked, numbers that were withheld are absent and `withheld` is true.

use serde::Serialize;

use super::comparison::{Input, Warning};
use super::literature::LiteratureResult;

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.audit/1";

/// What a registry holds of what a template asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Title for readers.
    pub title: String,
    /// The template.
    pub template: TemplateRecord,
    /// What was read.
    pub input: Input,
    /// Whom the audit is about.
    pub population: Population,
    /// Confidence level of every interval.
    pub level: f64,
    /// Counts of patients from 1 to below this number are withheld.
    pub mask: Option<u64>,
    /// The items of the template, in its order.
    pub items: Vec<ItemResult>,
    /// The outcomes of the template, in its order.
    pub outcomes: Vec<OutcomeResult>,
    /// Patients by year.
    pub years: Years,
    /// Survival from time and status.
    pub survival: Survival,
    /// What the template asks, and what is missing for an answer.
    pub questions: Vec<QuestionResult>,
    /// The leading outcome beside published series, where they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub literature: Option<LiteratureResult>,
    /// What a reader must know of the data.
    pub warnings: Vec<Warning>,
}

/// The template that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateRecord {
    /// Identifier.
    pub id: String,
    /// What is audited.
    pub title: String,
    /// The document that asks for the items.
    pub source: String,
    /// SHA-256 of its text, in hexadecimal digits.
    pub sha256: String,
}

/// Whom the audit is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Population {
    /// In words.
    pub description: String,
    /// Patients.
    pub patients: u64,
    /// Patients of the data who are left out because they are others; absent where withheld.
    pub others: Option<u64>,
    /// Patients left out because it is not known; absent where withheld.
    pub unknown: Option<u64>,
}

/// Whether an item is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Known of enough patients for the template's questions.
    Recorded,
    /// Known of too few patients.
    Incomplete,
    /// No column holds it.
    Absent,
}

impl Status {
    /// Word for readers.
    pub fn word(self) -> &'static str {
        match self {
            Status::Recorded => "recorded",
            Status::Incomplete => "incomplete",
            Status::Absent => "absent",
        }
    }
}

/// An item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemResult {
    /// Identifier.
    pub id: String,
    /// Name for readers.
    pub label: String,
    /// Part of the review.
    pub domain: &'static str,
    /// How it is recorded.
    pub kind: &'static str,
    /// Unit of the numbers below.
    pub unit: Option<String>,
    /// Where the source asks for it.
    pub reference: String,
    /// Whether it is there.
    pub status: Status,
    /// The column that holds it.
    pub column: Option<String>,
    /// Patients of whom it is known.
    pub known: u64,
    /// Patients whose cell is empty or marked as missing.
    pub missing: u64,
    /// Patients whose cell is no value of the item: an unknown word, or a number that cannot be.
    pub unusable: u64,
    /// Known, in per cent of all patients.
    pub percent: Option<f64>,
    /// Patients by value, for a choice; empty where withheld.
    pub values: Vec<ValueCount>,
    /// Median and quartiles (type 7), for a number.
    pub quartiles: Option<[f64; 3]>,
    /// Whether numbers of it were withheld.
    pub withheld: bool,
    /// How the column was recognised, and what could not be used.
    pub notes: Vec<String>,
}

/// Patients of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueCount {
    /// Value.
    pub value: String,
    /// Patients.
    pub count: u64,
}

/// An outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutcomeResult {
    /// Item.
    pub item: String,
    /// Name for readers.
    pub label: String,
    /// Part of the review.
    pub domain: &'static str,
    /// Where the source asks for it.
    pub reference: String,
    /// All patients of whom it is known.
    pub overall: Option<Rate>,
    /// Why there is no rate.
    pub reason: Option<String>,
    /// By stratum, those of the template in their order.
    pub strata: Vec<StratumResult>,
    /// By year.
    pub years: StratumResult,
    /// Trend of the rate over the years.
    pub trend: Trend,
}

/// A rate with its intervals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rate {
    /// Group of patients.
    pub group: String,
    /// Patients with the outcome.
    pub count: u64,
    /// Patients of whom it is known.
    pub n: u64,
    /// Share.
    pub proportion: f64,
    /// Clopper and Pearson's exact interval.
    pub exact: [f64; 2],
    /// Wilson's score interval.
    pub wilson: [f64; 2],
}

/// An outcome in the groups of a stratum.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StratumResult {
    /// Item that makes the groups.
    pub item: String,
    /// Name for readers.
    pub label: String,
    /// The groups; one without patients is left out.
    pub groups: Vec<Rate>,
    /// Patients whose outcome is known but not their group.
    pub unknown: Option<u64>,
    /// Whether it was withheld for a small cell.
    pub withheld: bool,
    /// Why there are no groups.
    pub reason: Option<String>,
}

/// A trend over years.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Trend {
    /// Method id.
    pub method: &'static str,
    /// Statistic.
    pub statistic: Option<f64>,
    /// P value, two-sided.
    pub p: Option<f64>,
    /// Its base-10 logarithm.
    pub log10_p: Option<f64>,
    /// Why there is no result.
    pub reason: Option<String>,
}

/// Patients by year.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Years {
    /// Patients of every year from the first to the last; a year without patients has 0.
    pub counts: Vec<YearCount>,
    /// Outcome that leads the report and is charted by year, by its position in the outcomes.
    pub shown: Option<usize>,
    /// Whether numbers were withheld.
    pub withheld: bool,
    /// Why there are none.
    pub reason: Option<String>,
}

/// Patients of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct YearCount {
    /// Year.
    pub year: i64,
    /// Patients.
    pub count: u64,
}

/// Kaplan-Meier estimate of survival.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Survival {
    /// Unit of the times.
    pub unit: String,
    /// Patients whose time and status are known.
    pub n: Option<u64>,
    /// Deaths.
    pub deaths: Option<u64>,
    /// Patients whose time or status is not known.
    pub missing: Option<u64>,
    /// Survival at the template's times, with log-log intervals.
    pub horizons: Vec<Horizon>,
    /// The curve: one step a distinct time of death or last contact.
    pub steps: Vec<Step>,
    /// Median survival with its limits, where the curve falls so far.
    pub median: [Option<f64>; 3],
    /// Whether it was withheld because small cells are masked.
    pub withheld: bool,
    /// Why there is none.
    pub reason: Option<String>,
}

/// Survival at a time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Horizon {
    /// Time.
    pub time: f64,
    /// Patients followed up to just before it.
    pub at_risk: u64,
    /// Survival; absent where nobody was followed so long.
    pub survival: Option<f64>,
    /// Lower limit.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
}

/// A step of the curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Time.
    pub time: f64,
    /// Patients followed up to just before it.
    pub at_risk: u64,
    /// Deaths.
    pub deaths: u64,
    /// Patients last seen alive.
    pub censored: u64,
    /// Survival just after it.
    pub survival: f64,
    /// Lower limit.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
}

/// A question of the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionResult {
    /// The question.
    pub text: String,
    /// Where the source asks it.
    pub reference: String,
    /// Whether everything is recorded that an answer needs.
    pub answerable: bool,
    /// What is missing, in words.
    pub missing: Vec<String>,
}
