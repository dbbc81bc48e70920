//! One variable: its description, tests, effects and the decision between tests.

use serde::Serialize;

use crate::study::VariableKind;

/// One variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariableResult {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit.
    pub unit: Option<String>,
    /// Kind.
    pub kind: VariableKind,
    /// How the table describes it.
    pub description: Description,
    /// Decimals with which it is printed.
    pub decimals: Decimals,
    /// One per group.
    pub groups: Vec<GroupSummary>,
    /// All groups together.
    pub overall: GroupSummary,
    /// Tests; the one that the policy chose is `primary`.
    pub tests: Vec<TestRecord>,
    /// Effect sizes; the table prints the primary one.
    pub effects: Vec<EffectRecord>,
    /// Standardized mean difference of the groups (the largest over pairs of groups).
    pub smd: Option<f64>,
    /// Largest distance between the distribution functions of two groups, for charts.
    #[serde(skip)]
    pub gap: Option<LargestGap>,
    /// P of the primary test after adjustment.
    pub p_adjusted: Option<f64>,
    /// Tests of normality, one per group, where the variable is continuous.
    pub normality: Vec<NormalityRecord>,
    /// Which test was chosen, and why.
    pub decision: Decision,
    /// The pairs that tests and effects are of, where groups are compared within pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Pairs>,
    /// Anything a reader of the row must know.
    pub notes: Vec<String>,
}

/// The pairs in one variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pairs {
    /// Pairs of which both values are known.
    pub n: u64,
    /// Pairs of which one value or both are missing.
    pub missing: u64,
    /// The pairs that differ, of a variable with two levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discordant: Option<Discordant>,
}

/// Pairs of which one member has the second of two levels and the other has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Discordant {
    /// The member in the first group alone has it.
    pub first_only: u64,
    /// The member in the second group alone has it.
    pub second_only: u64,
}

impl VariableResult {
    /// P of the test that the policy chose, where it could be computed.
    pub fn primary_p(&self) -> Option<f64> {
        self.tests.iter().find(|test| test.primary).and_then(|test| test.p)
    }
}

/// Decimals of the numbers of a continuous variable; the values of the data decide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Decimals {
    /// Of means, standard deviations and mean differences.
    pub mean: usize,
    /// Of medians and quartiles.
    pub median: usize,
}

/// How the table describes a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Description {
    /// Mean ± SD.
    MeanSd,
    /// Median and quartiles.
    Median,
    /// Counts and percentages of the levels.
    Counts,
}

/// One variable in one group.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GroupSummary {
    /// Group.
    pub label: String,
    /// Patients whose value is known.
    pub n_used: u64,
    /// Patients whose value is missing.
    pub n_missing: u64,
    /// Mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation (denominator n - 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Median.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<f64>,
    /// Lower quartile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q1: Option<f64>,
    /// Upper quartile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q3: Option<f64>,
    /// Smallest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Sample skewness (g1, the third standardized moment).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skewness: Option<f64>,
    /// Counts of the levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<LevelCount>,
    /// What charts draw beside these numbers.
    #[serde(skip)]
    pub shape: Shape,
}

/// The distribution of a continuous variable in one group, as far as a chart can show it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// Ends of the whiskers: the last values within 1.5 times the interquartile range of the quartiles (Tukey).
    pub whiskers: Option<(f64, f64)>,
    /// Values beyond the whiskers with their counts, the outermost first where there are too many to draw.
    pub outside: Vec<(f64, u64)>,
    /// All values with their counts, increasing, where they are few enough to draw.
    pub values: Vec<(f64, u64)>,
    /// Points (value, share of patients with at most this value) of the empirical distribution function, thinned where
    /// they are too many to see.
    pub cumulative: Vec<(f64, f64)>,
    /// Points (quantile of the standard normal distribution, value), one a patient, thinned where they are too many.
    pub normal: Vec<(f64, f64)>,
}

/// Where the empirical distribution functions of two groups lie furthest apart (Kolmogorov and Smirnov).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LargestGap {
    /// The two groups, from 0.
    pub groups: (usize, usize),
    /// The value at which they do.
    pub at: f64,
    /// Shares of the two groups with at most this value.
    pub shares: (f64, f64),
}

impl LargestGap {
    /// The distance D.
    pub fn distance(&self) -> f64 {
        (self.shares.0 - self.shares.1).abs()
    }
}

/// One level in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelCount {
    /// Level.
    pub level: String,
    /// Patients.
    pub count: u64,
    /// Share among the patients of the group whose level is known, in percent.
    pub percent: Option<f64>,
    /// Wilson's interval of it, in percent, for charts.
    #[serde(skip)]
    pub interval: Option<(f64, f64)>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestRecord {
    /// Method id.
    pub method: &'static str,
    /// Name for readers.
    pub name: &'static str,
    /// Statistic.
    pub statistic: Option<f64>,
    /// Degrees of freedom, of the numerator for F.
    pub df: Option<f64>,
    /// Degrees of freedom of the denominator.
    pub df2: Option<f64>,
    /// P value.
    pub p: Option<f64>,
    /// Its base-10 logarithm, finite also where P is too small for a double.
    pub log10_p: Option<f64>,
    /// `exact`, `asymptotic` or `monte_carlo`.
    pub exactness: Option<&'static str>,
    /// 99 % interval of P, of a Monte Carlo test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_interval: Option<(f64, f64)>,
    /// Smallest expected count, for counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_expected: Option<f64>,
    /// Chosen by the policy.
    pub primary: bool,
    /// Why there is no result.
    pub error: Option<TestError>,
}

/// Why a test has no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestError {
    /// The reason in words.
    pub reason: String,
}

/// One effect size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EffectRecord {
    /// Measure id.
    pub measure: &'static str,
    /// Which way: "non-survivors v survivors".
    pub contrast: String,
    /// Level that a proportion is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Estimate.
    pub estimate: f64,
    /// Lower limit.
    pub ci_low: f64,
    /// Upper limit.
    pub ci_high: f64,
    /// Confidence level.
    pub level: f64,
    /// Named formula.
    pub method: &'static str,
    /// Whether it answers the question of the chosen test, so that the table prints it.
    pub primary: bool,
}

/// A test of normality in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NormalityRecord {
    /// Group.
    pub group: String,
    /// Method id.
    pub method: &'static str,
    /// Statistic.
    pub statistic: Option<f64>,
    /// P value.
    pub p: Option<f64>,
    /// Why there is no result.
    pub error: Option<TestError>,
}

/// Which test was chosen, and why.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Decision {
    /// The rule in words.
    pub rule: String,
    /// The evidence on which it decided here.
    pub because: String,
    /// What other tests of the same question give.
    pub alternatives: Vec<AlternativeTest>,
    /// Whether one of them lies on the other side of `alpha`.
    pub conclusion_changes: bool,
}

/// A test that was not chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlternativeTest {
    /// Method id.
    pub method: &'static str,
    /// P value.
    pub p: f64,
}
