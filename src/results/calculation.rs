//! Results of `test`: the JSON schema `retrocohort.test/1`, field by field.

use serde::Serialize;

use super::comparison::{EffectRecord, GroupSummary, TestRecord};

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.test/1";

/// One test, and what stands beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calculation {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Method id.
    pub method: &'static str,
    /// Name for readers.
    pub name: &'static str,
    /// Null hypothesis.
    pub null_hypothesis: &'static str,
    /// Alternative hypothesis.
    pub alternative_hypothesis: &'static str,
    /// `two-sided`, `less` or `greater`.
    pub alternative: &'static str,
    /// The convention asked for, if one was.
    pub convention: Option<&'static str>,
    /// Why this method, where a convention or the data chose it.
    pub because: Option<String>,
    /// What was read.
    pub input: Input,
    /// The test asked for.
    pub result: TestRecord,
    /// How random tables were drawn, where P was estimated from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monte_carlo: Option<MonteCarlo>,
    /// P as the program of the convention prints it, if one was asked for.
    pub printed: Option<String>,
    /// Effect sizes.
    pub effects: Vec<EffectRecord>,
    /// The same data under the other tests on the same subject that they admit, two-sided.
    pub alternatives: Vec<TestRecord>,
    /// The same data under tests on other subjects (scatter, distribution), two-sided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_subjects: Vec<TestRecord>,
    /// The same data under every convention, two-sided.
    pub conventions: Vec<ConventionRecord>,
    /// Reference of the method.
    pub citation: Citation,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Input {
    /// `counts`, `ordered`, `pairs`, `strata`, `proportions`, `means`, `values`, `mean` or `sample`.
    pub kind: &'static str,
    /// File name, for columns of a file.
    pub file: Option<String>,
    /// One per group.
    pub groups: Vec<GroupSummary>,
    /// Names of the levels, for counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Counts of levels (rows) by groups (columns), for counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<Vec<u64>>,
    /// One such table a stratum, for counts in strata.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<Vec<Vec<u64>>>,
    /// Proportions supposed of the levels, for counts of categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<f64>,
    /// What is supposed of one sample, where it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supposed: Option<String>,
}

/// How random tables were drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MonteCarlo {
    /// Seed of the generator.
    pub seed: u64,
    /// Number of tables.
    pub replicates: u64,
}

/// The same data under one convention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConventionRecord {
    /// Convention id.
    pub convention: &'static str,
    /// The program whose defaults it holds.
    pub program: &'static str,
    /// The test whose P a reader takes from its output.
    pub test: TestRecord,
    /// P as the program prints it.
    pub printed: String,
    /// What it prints beside it.
    pub beside: Vec<TestRecord>,
    /// Why this test.
    pub because: String,
    /// How it is known that the program does this.
    pub source: &'static str,
}

/// A reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// Key in the bibliography.
    pub key: &'static str,
    /// In full.
    pub text: String,
}
