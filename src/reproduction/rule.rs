//! The paper's own rule: which coherent choice of tests explains its printed P values, against chance.
//!
//! A single row that matches one of many tests is weak evidence. A rule has to name the test for every row before the
//! printed P is looked at; the rule whose predictions come true most often, weighed against how often they would come
//! true by luck, is taken for the paper's.

use super::chance::{self, Background};
use super::decimal::Interval;
use super::notation::PrintedP;
use crate::results::reproduction::{Candidate, RuleAlternative, RuleResult};

/// Families of rows for which a paper chooses its test separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Two-by-two tables.
    TwoByTwo,
    /// Tables of more levels or more groups.
    ManyLevels,
    /// Means of two groups.
    TwoMeans,
    /// Means of more groups.
    ManyMeans,
}

/// What a rule may look at in a row: everything but the printed P.
pub struct RowEvidence<'a> {
    /// Tests of the row.
    pub candidates: &'a [Candidate],
    /// The printed P, for scoring only.
    pub printed: &'a PrintedP,
    /// Smallest observed count, for counts.
    pub min_observed: Option<u64>,
    /// Share of cells whose expected count is below 5, for counts.
    pub share_expected_below_5: Option<f64>,
    /// Patients in all groups together.
    pub total: Option<u64>,
    /// P of the F test of equal variances at the printed values, for means of two groups.
    pub p_equal_variances: Option<f64>,
}

/// A coherent choice of test.
pub struct Rule {
    /// Identifier; that of the method where the rule is a single method.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Family of rows.
    pub family: Family,
    /// Test for a row: method id, and whether missing values are a level.
    choose: fn(&RowEvidence<'_>) -> Choice,
    /// Prior odds against the plainest rule, as a natural logarithm: how much rarer such a rule is.
    prior: f64,
}

/// A method, on the plain data or with the missing values as a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Choice {
    method: &'static str,
    missing_as_level: bool,
}

const fn plain(method: &'static str) -> Choice {
    Choice { method, missing_as_level: false }
}

/// Smallest expected count of a row; infinite for data without one.
fn min_expected(row: &RowEvidence<'_>) -> f64 {
    row.candidates.iter().find_map(|candidate| candidate.min_expected).unwrap_or(f64::INFINITY)
}

/// Chance with which a row departs from the paper's own rule: a slip, another program, a typing error.
const DEPARTURE: f64 = 0.15;

macro_rules! rules {
    ($($id:literal, $name:literal, $family:ident, $prior:expr, $choose:expr;)*) => {
        &[$(Rule { id: $id, name: $name, family: Family::$family, prior: $prior, choose: $choose }),*]
    };
}

/// All rules, the plainest of each family first.
pub static RULES: &[Rule] = rules! {
    "pearson_chi2", "Pearson's chi-square test", TwoByTwo, 0.0, |_| plain("pearson_chi2");
    "fisher", "Fisher's exact test", TwoByTwo, 0.0, |_| plain("fisher");
    "pearson_or_fisher", "Pearson's chi-square test, Fisher's exact test where an expected count is below 5", TwoByTwo, 0.2,
        |row| plain(if min_expected(row) < 5.0 { "fisher" } else { "pearson_chi2" });
    "yates_chi2", "chi-square test with Yates's correction", TwoByTwo, 0.0, |_| plain("yates_chi2");
    "yates_or_fisher", "chi-square test with Yates's correction, Fisher's exact test where an expected count is below 5", TwoByTwo, 0.7,
        |row| plain(if min_expected(row) < 5.0 { "fisher" } else { "yates_chi2" });
    "pearson_yates_or_fisher",
        "Pearson's chi-square test, with Yates's correction where an expected count is below 5, Fisher's exact test where one is below 1 or fewer than 40 patients are compared",
        TwoByTwo, 0.7,
        |row| plain(match (min_expected(row), row.total) {
            (expected, Some(total)) if expected < 1.0 || total < 40 => "fisher",
            (expected, _) if expected < 1.0 => "fisher",
            (expected, _) if expected < 5.0 => "yates_chi2",
            _ => "pearson_chi2",
        });
    "pearson_or_yates", "Pearson's chi-square test, with Yates's correction where an expected count is below 5", TwoByTwo, 1.4,
        |row| plain(if min_expected(row) < 5.0 { "yates_chi2" } else { "pearson_chi2" });
    "pearson_or_fisher_by_observed", "Pearson's chi-square test, Fisher's exact test where an observed count is below 5", TwoByTwo, 1.4,
        |row| plain(if row.min_observed.is_some_and(|count| count < 5) { "fisher" } else { "pearson_chi2" });
    "student_t_on_indicator", "Student's t test on the 0/1 indicator", TwoByTwo, 1.4, |_| plain("student_t_on_indicator");
    "welch_t_on_indicator", "Welch's t test on the 0/1 indicator", TwoByTwo, 1.4, |_| plain("welch_t_on_indicator");
    "lr_chi2", "likelihood-ratio chi-square test", TwoByTwo, 1.4, |_| plain("lr_chi2");
    "n1_chi2", "N - 1 chi-square test", TwoByTwo, 1.4, |_| plain("n1_chi2");
    "fisher_central", "central Fisher's exact test", TwoByTwo, 1.4, |_| plain("fisher_central");
    "mid_p_minlike", "mid-P Fisher's exact test", TwoByTwo, 1.4, |_| plain("mid_p_minlike");
    "mid_p_central", "central mid-P Fisher's exact test", TwoByTwo, 1.4, |_| plain("mid_p_central");
    "wald_z", "Wald z test of two proportions", TwoByTwo, 1.4, |_| plain("wald_z");
    "pearson_chi2", "Pearson's chi-square test", ManyLevels, 0.0, |_| plain("pearson_chi2");
    "freeman_halton", "Fisher-Freeman-Halton exact test", ManyLevels, 0.0, |_| plain("freeman_halton");
    "pearson_or_fisher", "Pearson's chi-square test, Fisher-Freeman-Halton exact test where an expected count is below 5", ManyLevels, 0.2,
        |row| plain(if min_expected(row) < 5.0 { "freeman_halton" } else { "pearson_chi2" });
    "pearson_or_fisher_by_share",
        "Pearson's chi-square test, Fisher-Freeman-Halton exact test where a fifth of the expected counts are below 5", ManyLevels, 0.7,
        |row| {
            let sparse = min_expected(row) < 1.0 || row.share_expected_below_5.is_some_and(|share| share > 0.2);
            plain(if sparse { "freeman_halton" } else { "pearson_chi2" })
        };
    "pearson_chi2_with_missing", "Pearson's chi-square test with the missing values as a level", ManyLevels, 1.4,
        |_| Choice { method: "pearson_chi2", missing_as_level: true };
    "freeman_halton_with_missing", "Fisher-Freeman-Halton exact test with the missing values as a level", ManyLevels, 1.4,
        |_| Choice { method: "freeman_halton", missing_as_level: true };
    "lr_chi2", "likelihood-ratio chi-square test", ManyLevels, 1.4, |_| plain("lr_chi2");
    "cochran_armitage", "Cochran-Armitage test for trend", ManyLevels, 1.4, |_| plain("cochran_armitage");
    "linear_by_linear", "linear-by-linear association", ManyLevels, 1.4, |_| plain("linear_by_linear");
    "rank_sum", "Wilcoxon rank-sum test on the ordered levels", ManyLevels, 1.4, |_| plain("rank_sum");
    "rank_sum_continuity", "Wilcoxon rank-sum test on the ordered levels, continuity-corrected", ManyLevels, 1.4, |_| plain("rank_sum_continuity");
    "kruskal_wallis", "Kruskal-Wallis test on the ordered levels", ManyLevels, 1.4, |_| plain("kruskal_wallis");
    "student_t", "Student's t test", TwoMeans, 0.0, |_| plain("student_t");
    "welch_t", "Welch's t test", TwoMeans, 0.0, |_| plain("welch_t");
    "student_t_or_welch_t", "Student's t test, Welch's where the variances differ (F test, P < 0.05)", TwoMeans, 0.7,
        |row| plain(if row.p_equal_variances.is_some_and(|p| p < 0.05) { "welch_t" } else { "student_t" });
    "anova", "one-way analysis of variance", ManyMeans, 0.0, |_| plain("anova");
    "welch_anova", "Welch's analysis of variance", ManyMeans, 1.4, |_| plain("welch_anova");
};

impl Rule {
    /// The rule's own test of a row, if the row admits it.
    pub fn candidate<'a>(&self, row: &RowEvidence<'a>) -> Option<&'a Candidate> {
        let choice = (self.choose)(row);
        let of_method =
            |variant: bool| row.candidates.iter().find(|c| c.method == choice.method && c.variant.is_some() == variant);
        // A row without missing values is the same with and without them as a level.
        if choice.missing_as_level { of_method(true).or_else(|| of_method(false)) } else { of_method(false) }
    }
}

/// The rule chosen for a family, with the numbers behind the choice.
pub struct Chosen {
    /// The rule.
    pub rule: &'static Rule,
    /// As a result.
    pub result: RuleResult,
}

/// Score of one rule over the rows.
struct Score {
    rule: &'static Rule,
    explained: usize,
    exactly: usize,
    of: usize,
    chances: Vec<f64>,
    weight: f64,
}

/// Chooses the rule of a family, or `None` when no row has a P to be explained.
///
/// `preferred` holds rule ids that win ties, the most preferred first: what the paper states, or the rule already found
/// for its two-by-two rows. The weight of a rule is a log-likelihood ratio: a match counts by how improbable it would be
/// by luck, a miss by how improbable a departure is. Complexity: rules × rows².
pub fn choose(
    family: Family,
    rows: &[RowEvidence<'_>],
    background: &Background,
    preferred: &[String],
    alpha: f64,
) -> Option<Chosen> {
    let mut scores: Vec<Score> = RULES
        .iter()
        .filter(|rule| rule.family == family)
        .map(|rule| score(rule, rows, background, preferred, alpha))
        .filter(|score| score.of > 0)
        .collect();
    // A stable sort: among equals the plainest, which stands first, wins.
    scores.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let rules = scores.len() as f64;
    let credible = |score: &Score| {
        // So many rare rules are tried that one of them matches a row or two by luck.
        let usual = score.rule.prior < 0.5 || preferred.iter().any(|id| id == score.rule.id);
        let chance = chance::at_least(score.explained, &score.chances).0;
        score.explained > 0 && (usual || (score.explained >= 2 && chance * rules < 0.05))
    };
    let position = scores.iter().position(credible)?;
    let best = scores.remove(position);
    let (chance, log10_chance) = chance::at_least(best.explained, &best.chances);
    let same = |other: &&Score| other.explained == best.explained && other.exactly == best.exactly;
    let alternatives = |score: &Score| RuleAlternative {
        id: score.rule.id.into(),
        name: score.rule.name.into(),
        explained: score.explained,
        of: score.of,
    };
    let mut others: Vec<&Score> = scores.iter().collect();
    others.sort_by_key(|other| std::cmp::Reverse(other.explained));
    let result = RuleResult {
        id: best.rule.id.into(),
        name: best.rule.name.into(),
        explained: best.explained,
        exactly: best.exactly,
        of: best.of,
        chance,
        log10_chance,
        indistinguishable: scores.iter().filter(same).map(|other| other.rule.id.to_string()).collect(),
        alternatives: others.into_iter().map(alternatives).collect(),
    };
    Some(Chosen { rule: best.rule, result })
}

/// Rows explained by a rule and the weight of that evidence.
fn score(
    rule: &'static Rule,
    rows: &[RowEvidence<'_>],
    background: &Background,
    preferred: &[String],
    alpha: f64,
) -> Score {
    let preference = preferred.iter().position(|id| id == rule.id).map_or(0.0, |rank| 0.7 / (rank as f64 + 1.0));
    let mut score =
        Score { rule, explained: 0, exactly: 0, of: 0, chances: Vec::new(), weight: preference - rule.prior };
    for row in rows {
        let Some(candidate) = rule.candidate(row) else { continue };
        let range = Interval { low: candidate.p_low, high: candidate.p_high };
        let chance = background.of_a_match(row.printed, &[range], alpha).min(0.999);
        score.of += 1;
        score.chances.push(chance);
        if candidate.matches {
            score.exactly += 1;
            // Among rules whose ranges hold the printed P, the one that gives it at the printed values is likelier.
            score.weight += 0.3;
        }
        if candidate.matches || candidate.matches_within_rounding {
            score.explained += 1;
            score.weight += ((1.0 - DEPARTURE) / chance + DEPARTURE).ln();
        } else {
            score.weight += DEPARTURE.ln();
        }
    }
    score
}
