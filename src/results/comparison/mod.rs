//! Results of `compare`: the JSON schema `retrocohort.comparison/1`, field by field.

mod variable;

pub use variable::{
    AlternativeTest, Decimals, Decision, Description, Discordant, EffectRecord, GroupSummary, LargestGap, LevelCount,
    NormalityRecord, Pairs, Shape, TestError, TestRecord, VariableResult,
};

use serde::Serialize;

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.comparison/1";

/// Everything that `compare` found out about one cohort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Title for readers.
    pub title: String,
    /// What was read.
    pub input: Input,
    /// The groups.
    pub grouping: Grouping,
    /// Id of the policy by which tests were chosen.
    pub policy: &'static str,
    /// Confidence level of every interval.
    pub level: f64,
    /// Level of significance that decides whether a conclusion changes.
    pub alpha: f64,
    /// Rule that quantiles follow: "type 7" after Hyndman and Fan.
    pub quantiles: &'static str,
    /// Adjustment for multiple tests, when one was asked for.
    pub adjustment: Option<&'static str>,
    /// Patients left after each criterion, the first step being all rows read.
    pub flow: Vec<FlowStep>,
    /// One per variable, in the order of the data.
    pub variables: Vec<VariableResult>,
    /// The same within every level of another variable, when that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<Stratum>,
    /// Binary variables across those levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub across_strata: Vec<AcrossStrata>,
    /// What a reader must know of the data.
    pub warnings: Vec<Warning>,
}

/// The groups within one level of another variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stratum {
    /// The other variable, by its name for readers.
    pub variable: String,
    /// Its level.
    pub level: String,
    /// The groups within it.
    pub groups: Vec<GroupLevel>,
    /// One per variable.
    pub variables: Vec<VariableResult>,
}

/// A binary variable compared across the strata.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AcrossStrata {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Level that the odds are of.
    pub of: String,
    /// Test of no association in any stratum against a common one.
    pub test: TestRecord,
    /// Common odds ratio.
    pub odds_ratio: Option<EffectRecord>,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Input {
    /// File name without its folder.
    pub name: String,
    /// Format.
    pub format: String,
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub sha256: String,
    /// Rows read.
    pub rows: u64,
}

/// A step of the flow of patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowStep {
    /// The criterion in words.
    pub criterion: String,
    /// Patients that it took out.
    pub excluded: u64,
    /// Patients that it left.
    pub left: u64,
}

/// The groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grouping {
    /// Variable.
    pub variable: String,
    /// Name for readers.
    pub label: String,
    /// Groups in their order.
    pub levels: Vec<GroupLevel>,
    /// Patients whose group is missing.
    pub missing: u64,
    /// Variable that names the pairs, where groups are compared within pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paired_by: Option<String>,
    /// Pairs with a member in either group, where groups are compared within pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<u64>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupLevel {
    /// Name.
    pub label: String,
    /// Patients.
    pub n: u64,
}

/// What a reader must know of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Short name.
    pub code: &'static str,
    /// Variable.
    pub variable: Option<String>,
    /// One or two sentences.
    pub message: String,
}
