//! Results of one printed comparison.

use serde::Serialize;

use super::reproduction::Repair;

/// One printed comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowResult {
    /// Table id.
    pub table: String,
    /// Line of the table's file.
    pub line: usize,
    /// Section heading above it.
    pub section: Option<String>,
    /// Row label as printed.
    pub variable: String,
    /// Label without unit and notation hints.
    pub name: String,
    /// Unit from the label.
    pub unit: Option<String>,
    /// Level, for a level row with its own P.
    pub level: Option<String>,
    /// Names of the levels compared.
    pub levels: Vec<String>,
    /// `count`, `counts`, `mean_sd`, `mean_se`, `median_iqr`, `median_q1q3`, `median_range` or `unknown`.
    pub kind: &'static str,
    /// Why this kind.
    pub kind_evidence: Vec<String>,
    /// Another kind that fits nearly as well.
    pub kind_alternative: Option<&'static str>,
    /// One per group.
    pub groups: Vec<RowGroup>,
    /// P as printed.
    pub p_printed: Option<String>,
    /// Values that the printed P stands for.
    pub p_printed_range: Option<(f64, f64)>,
    /// P by the paper's rule (the first plausible P for medians); what charts draw beside the printed one.
    pub p_recomputed: Option<Recomputed>,
    /// What the tests are given, the plain reading first; empty where the printed figures give nothing to compute from.
    pub inputs: Vec<TestInput>,
    /// Every test that the row admits.
    pub candidates: Vec<Candidate>,
    /// Tests that the row does not admit, and why.
    pub not_computable: Vec<NotComputed>,
    /// Verdict.
    pub verdict: Verdict,
    /// Methods whose P prints as printed.
    pub matched: Vec<&'static str>,
    /// Probability that some test outside the rule matches a wrong P in this row.
    pub chance: Option<f64>,
    /// Small changes that make the row agree with itself.
    pub repairs: Vec<Repair>,
    /// Effect sizes.
    pub effects: Vec<Effect>,
    /// Anything a reader of the row must know.
    pub notes: Vec<String>,
}

/// One group in a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowGroup {
    /// Label.
    pub label: String,
    /// Group size.
    pub n: Option<u64>,
    /// Cell as printed; several levels are joined with "; ".
    pub cell: String,
    /// Patients used.
    pub n_used: Option<u64>,
    /// What a chart of groups draws: an estimate and an interval.
    pub interval: Option<GroupInterval>,
}

/// An estimate of one group with an interval, for charts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupInterval {
    /// `proportion`, `mean` or `median`.
    pub measure: &'static str,
    /// Point.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What the interval is: "Wilson 95 % CI", "mean ± SD", "quartiles".
    pub method: &'static str,
}

/// One reading of a row as figures for tests, at the printed values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestInput {
    /// What is special about this reading, as in [`Candidate::variant`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Figures from which P values and effect sizes are computed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figures {
    /// One row per level, one column per group.
    Counts(Vec<Vec<u64>>),
    /// One per group.
    Means(Vec<MeanInput>),
    /// One per group; they determine no P.
    Medians(Vec<MedianInput>),
}

/// Mean and standard deviation of one group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanInput {
    /// Patients.
    pub n: u64,
    /// Mean as printed.
    pub mean: f64,
    /// Standard deviation as printed, or the printed standard error times the root of `n`.
    pub sd: f64,
    /// Standard error, where that is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
}

/// Median of one group with what is printed beside it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MedianInput {
    /// Patients.
    pub n: u64,
    /// Median as printed.
    pub median: f64,
    /// What is printed beside it.
    #[serde(flatten)]
    pub spread: MedianSpread,
}

/// Spread about a median.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MedianSpread {
    /// Width of the interquartile range.
    Iqr(f64),
    /// First and third quartile.
    Quartiles(f64, f64),
    /// Smallest and largest value.
    Range(f64, f64),
}

/// P by the paper's rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recomputed {
    /// Method.
    pub method: &'static str,
    /// At the printed values.
    pub p: f64,
    /// Smallest P that the printed digits allow.
    pub p_low: f64,
    /// Largest P that the printed digits allow.
    pub p_high: f64,
    /// False when it rests on a shape that was assumed (medians).
    pub determined: bool,
}

/// One test of one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Method id.
    pub method: &'static str,
    /// What data it was given, when not the plain row: "with a Missing level", "n = 14 v 16".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// P at the printed values.
    pub p: f64,
    /// Base-10 logarithm of P, where P is too small for a double.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log10_p: Option<f64>,
    /// Limits of a 99 % interval for `p`, where `p` is the share among random tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monte_carlo: Option<(f64, f64)>,
    /// Smallest P that the printed digits allow.
    pub p_low: f64,
    /// Largest P that the printed digits allow.
    pub p_high: f64,
    /// Test statistic at the printed values.
    pub statistic: Option<f64>,
    /// Degrees of freedom.
    pub df: Option<f64>,
    /// Smallest expected count, for counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_expected: Option<f64>,
    /// `p` prints as printed.
    pub matches: bool,
    /// The printed P lies within `p_low..p_high`.
    pub matches_within_rounding: bool,
}

/// A test that cannot be computed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NotComputed {
    /// Method id.
    pub method: &'static str,
    /// Why.
    pub reason: String,
}

/// Verdict on a printed P.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The paper's rule gives P that prints as printed.
    Reproduced,
    /// The printed P lies in the rule's range over the rounding of the inputs.
    ReproducedWithinRounding,
    /// Only a test outside the rule gives it.
    OtherTest,
    /// One stated small change makes cell, percentage, total and P agree.
    Repairable,
    /// No test gives it at the printed values.
    NotReproduced,
    /// The summaries do not determine P.
    NotCheckable,
    /// No data at all could print these numbers.
    Contradicted,
    /// No P is printed.
    NoP,
}

/// An effect size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// `odds_ratio`, `risk_ratio`, `risk_difference`, `mean_difference`, `standardized_mean_difference`.
    pub measure: &'static str,
    /// Which way: "Non-survivors v Survivors".
    pub contrast: String,
    /// Estimate.
    pub estimate: Option<f64>,
    /// Lower limit.
    pub ci_low: Option<f64>,
    /// Upper limit.
    pub ci_high: Option<f64>,
    /// Confidence level.
    pub level: f64,
    /// Named formula.
    pub method: &'static str,
}
