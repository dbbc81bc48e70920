//! The study specification: what `study.toml` holds, after it was read and checked.

use super::input::Inputs;
use super::literature::Literature;
use super::table::PrintedTable;

/// A published study: its tables as printed and what is declared about them.
///
/// A bare table file is a study with one table and nothing declared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Study {
    /// Short name for folders and files: lower-case letters, digits and hyphens.
    pub id: String,
    /// Title of the paper.
    pub title: Option<String>,
    /// Full citation.
    pub citation: Option<String>,
    /// DOI without a resolver prefix.
    pub doi: Option<String>,
    /// Where the tables come from and under which licence.
    pub source: Option<String>,
    /// Groups of patients and how they nest.
    pub groups: Vec<Group>,
    /// Period of recruitment, and how the text calls it.
    pub period: Option<Period>,
    /// What the paper says it did.
    pub methods: StatedMethods,
    /// What is declared about single variables.
    pub variables: Vec<VariableDeclaration>,
    /// What is declared about tables, in the order of `tables`.
    pub table_declarations: Vec<TableDeclaration>,
    /// Statements in the running text that the tables can be held against.
    pub statements: Vec<Statement>,
    /// Published series that the study is put beside.
    pub literature: Option<Literature>,
    /// The tables as printed.
    pub tables: Vec<PrintedTable>,
    /// The files that it was read from.
    pub inputs: Inputs,
}

/// A group of patients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Identifier used in `study.toml`.
    pub id: String,
    /// Name as the paper prints it.
    pub label: String,
    /// Number of patients.
    pub n: Option<u64>,
    /// Other names under which column headers print the same group.
    pub aliases: Vec<String>,
    /// Ways in which the group divides into disjoint parts that cover it: each a list of group ids.
    pub partitions: Vec<Vec<String>>,
}

/// Period over which patients were collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First month, as (year, month).
    pub from: (i32, u32),
    /// Last month, as (year, month), included.
    pub to: (i32, u32),
    /// Length as the text states it, for example "9-year".
    pub stated: Option<String>,
}

/// What the paper says about its statistics.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatedMethods {
    /// Program and version.
    pub software: Option<String>,
    /// The statistical paragraph, shortened.
    pub text: Option<String>,
    /// Method ids said to be used for counts (as in `retrocohort list methods`).
    pub categorical: Vec<String>,
    /// Method ids said to be used for means.
    pub continuous: Vec<String>,
    /// Method ids said to be used for medians.
    pub rank: Vec<String>,
    /// Level of significance, 0.05 unless declared.
    pub alpha: Option<f64>,
    /// Number of sides of the tests, 2 unless declared.
    pub sides: Option<u8>,
}

/// What is declared about one variable, under every name that the tables print for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariableDeclaration {
    /// Name that reports use.
    pub name: String,
    /// Row labels (with or without unit) that mean this variable.
    pub aliases: Vec<String>,
    /// Kind of summary, when inference is to be overruled.
    pub kind: Option<KindDeclaration>,
    /// Values are whole numbers in each patient (lets GRIM and its relatives apply).
    pub integer: Option<bool>,
    /// Unit, when the label does not print it.
    pub unit: Option<String>,
    /// Tables (ids) to which the declaration is limited; empty means all.
    pub tables: Vec<String>,
}

/// Kind of summary that a row prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KindDeclaration {
    /// One count per group of those with a property.
    Count,
    /// Counts of several levels per group.
    Counts,
    /// Mean and standard deviation.
    MeanSd,
    /// Mean and standard error of the mean.
    MeanSe,
    /// Median and interquartile range as one width.
    MedianIqr,
    /// Median and both quartiles.
    MedianQuartiles,
    /// Median and both extremes.
    MedianRange,
}

/// What is declared about one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDeclaration {
    /// Identifier, used in statements and results.
    pub id: String,
    /// Label as the paper prints it: "Table 2".
    pub label: String,
    /// Caption.
    pub caption: Option<String>,
    /// File in the study folder.
    pub file: String,
    /// Group ids of the group columns, left to right, when headers do not tell.
    pub columns: Vec<String>,
    /// Footnotes.
    pub footnotes: Vec<String>,
    /// Kind of rows whose notation is ambiguous.
    pub kind: Option<KindDeclaration>,
}

/// A statement of the running text about one variable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// The words, quoted or shortened.
    pub text: String,
    /// Variable, as declared or as a table prints it.
    pub variable: String,
    /// What the text gives per group: (group id, cell in the table notation).
    pub values: Vec<(String, String)>,
    /// Unit that the text prints.
    pub unit: Option<String>,
    /// What the figures are said to be.
    pub kind: Option<KindDeclaration>,
    /// Range over all patients that the text prints, as (group id, "14-115").
    pub ranges: Vec<(String, String)>,
    /// P value as the text prints it.
    pub p: Option<String>,
    /// Table (id) that the statement cites or belongs to.
    pub table: Option<String>,
}
