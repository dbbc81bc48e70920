//! Results of `reproduce`: the JSON schema `retrocohort.reproduction/1`, field by field.

use serde::Serialize;
use serde_json::{Map, Value};

use super::literature::LiteratureResult;
pub use super::row::*;

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.reproduction/1";

/// Everything that `reproduce` found out about one study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reproduction {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// What the study is.
    pub study: StudyResult,
    /// The paper's own rules, inferred and stated.
    pub rule: Rules,
    /// Counts of rows per verdict and of findings per severity.
    pub summary: Summary,
    /// The tables as printed, cell by cell.
    pub tables: Vec<TableResult>,
    /// One per printed comparison, in printed order.
    pub rows: Vec<RowResult>,
    /// One per statement of the running text that prints a P, recomputed like a row.
    pub statements: Vec<RowResult>,
    /// What cannot be right, worst first.
    pub findings: Vec<Finding>,
    /// Cells that could not be read.
    pub refused: Vec<Refused>,
    /// The study's outcome beside published series, where the study declares any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub literature: Option<LiteratureResult>,
}

/// What the study is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StudyResult {
    /// Short name.
    pub id: String,
    /// Title of the paper.
    pub title: Option<String>,
    /// Citation.
    pub citation: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Origin and licence of the tables.
    pub source: Option<String>,
    /// Groups.
    pub groups: Vec<StudyGroup>,
    /// Level of significance used for `significance_flips` and in figures.
    pub alpha: f64,
}

/// A declared group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyGroup {
    /// Identifier.
    pub id: String,
    /// Label.
    pub label: String,
    /// Size.
    pub n: Option<u64>,
}

/// The paper's rules.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Rules {
    /// For two-by-two rows (for rows of several levels when there is no two-by-two row).
    pub categorical: Option<RuleResult>,
    /// For rows of several levels or groups, when there are two-by-two rows as well.
    pub multilevel: Option<RuleResult>,
    /// For means.
    pub continuous: Option<RuleResult>,
    /// What the paper says it did.
    pub stated: Option<StatedRule>,
}

/// One rule and how well it explains the printed P values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleResult {
    /// Identifier: a method, or a rule that chooses between methods.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Rows whose printed P it gives, rounding of the inputs allowed.
    pub explained: usize,
    /// Of these, rows given at the printed values exactly.
    pub exactly: usize,
    /// Rows with a printed P to which it applies.
    pub of: usize,
    /// Probability that a rule without any connection to the paper explains at least as many.
    pub chance: f64,
    /// Base-10 logarithm of `chance`, for chances too small to print.
    pub log10_chance: f64,
    /// Rules that explain exactly as many rows and so cannot be told from it.
    pub indistinguishable: Vec<String>,
    /// The other rules, best first.
    pub alternatives: Vec<RuleAlternative>,
}

/// A rule that lost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleAlternative {
    /// Identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Rows explained.
    pub explained: usize,
    /// Rows to which it applies.
    pub of: usize,
}

/// What the paper says it did, and whether the printed P agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatedRule {
    /// The paper's words.
    pub text: Option<String>,
    /// Software named.
    pub software: Option<String>,
    /// Method ids stated for counts.
    pub categorical: Vec<String>,
    /// Method ids stated for means.
    pub continuous: Vec<String>,
    /// Method ids stated for medians.
    pub rank: Vec<String>,
    /// Two-by-two rows explained by the best stated method for counts, and rows to which it applies.
    pub categorical_explained: Option<(usize, usize)>,
    /// Rows of means explained by the best stated method for means, and rows to which it applies.
    pub continuous_explained: Option<(usize, usize)>,
}

/// Counts per verdict and severity.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Comparisons.
    pub rows: usize,
    /// Of these, with a printed P.
    pub p_printed: usize,
    /// Of these, with a P that the printed summaries determine.
    pub recomputable: usize,
    /// Verdicts.
    pub reproduced: usize,
    /// Verdicts.
    pub reproduced_within_rounding: usize,
    /// Verdicts.
    pub other_test: usize,
    /// Verdicts.
    pub repairable: usize,
    /// Verdicts.
    pub not_reproduced: usize,
    /// Verdicts.
    pub not_checkable: usize,
    /// Verdicts.
    pub contradicted: usize,
    /// Verdicts.
    pub no_p: usize,
    /// Findings.
    pub errors: usize,
    /// Findings.
    pub warnings: usize,
    /// Findings.
    pub notes: usize,
}

/// Something that cannot be right, or that a reader should know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Id of the check.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// Table id.
    pub table: Option<String>,
    /// Row label as printed.
    pub variable: Option<String>,
    /// Group label.
    pub group: Option<String>,
    /// One or two neutral sentences with the numbers in them.
    pub message: String,
    /// The numbers behind the message.
    pub evidence: Map<String, Value>,
    /// One small change that explains it.
    pub repair: Option<Repair>,
    /// Cells concerned.
    pub places: Vec<CellPlace>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Arithmetically impossible.
    Error,
    /// Hardly possible, or contradicts another statement of the paper.
    Warning,
    /// Worth knowing.
    Note,
}

/// A cell of a printed table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct CellPlace {
    /// Table id.
    pub table: String,
    /// Line of the table's file.
    pub line: usize,
    /// Index of the column.
    pub column: usize,
}

/// One small change and what it makes agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Repair {
    /// Kind: `digit`, `denominator`, `count`, `percent`, `se_for_sd`, `swap`, `header_n`, `p_digits`, `cell`.
    pub kind: &'static str,
    /// The change in words: "read 62.5 % for 52.5 %".
    pub change: String,
    /// What then agrees.
    pub explains: Vec<String>,
    /// The cell concerned.
    pub place: Option<CellPlace>,
}

/// A table as printed, with what each cell is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableResult {
    /// Table id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Caption.
    pub caption: Option<String>,
    /// File.
    pub file: String,
    /// Headers as printed.
    pub columns: Vec<TableColumn>,
    /// Body rows as printed.
    pub rows: Vec<TableRow>,
    /// Footnotes.
    pub footnotes: Vec<String>,
}

/// A column of a printed table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableColumn {
    /// Header as printed.
    pub header: String,
    /// `label`, `level`, `group`, `overall`, `p`, `statistic` or `other`.
    pub role: &'static str,
}

/// A body row of a printed table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableRow {
    /// Line of the file.
    pub line: usize,
    /// Columns of white space before the label.
    pub indent: usize,
    /// Cells as printed.
    pub cells: Vec<String>,
    /// Index into `rows` of the comparison that starts here.
    pub row: Option<usize>,
}

/// A cell that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    /// File.
    pub file: String,
    /// Line.
    pub line: usize,
    /// Column header.
    pub column: String,
    /// Row label.
    pub variable: String,
    /// Text as printed.
    pub found: String,
    /// What would have been read.
    pub expected: String,
    /// The cell.
    pub place: CellPlace,
}
