//! Results of `describe`: the JSON schema `retrocohort.description/1`, field by field.

use serde::Serialize;

use super::comparison::{Decimals, FlowStep, GroupSummary, Input};

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.description/1";

/// The columns of patient rows and what is in them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// What was read.
    pub input: Input,
    /// Patients left after each criterion.
    pub flow: Vec<FlowStep>,
    /// One per column, in the order of the rows, derived variables last.
    pub variables: Vec<DescribedVariable>,
    /// What was found in the file as a whole.
    pub notes: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedVariable {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit.
    pub unit: Option<String>,
    /// `continuous`, `ordinal`, `nominal`, `binary`, or why it is left out: `identifier`, `date`, `text`, `empty`,
    /// `excluded`.
    pub kind: &'static str,
    /// Why this kind was chosen.
    pub because: String,
    /// Cells that are read as missing, beside empty ones.
    pub missing_codes: Vec<String>,
    /// Numbers of it, for all patients together; absent where it is left out or cannot be read.
    pub summary: Option<GroupSummary>,
    /// Decimals with which the numbers are printed.
    pub decimals: Decimals,
    /// Why it cannot be read.
    pub error: Option<String>,
    /// What was found and decided.
    pub notes: Vec<String>,
}
