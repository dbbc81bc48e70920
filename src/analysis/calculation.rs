//! One test as a calculator: the answer, and beside it what other tests and other conventions make of the same data.

use super::convention::{Answer, Conventional, Question, compare_counts, compare_means, compare_ranks, compare_values};
use super::effect::{self, EffectEstimate};
use super::{Alternative, Compute, Exactness, METHODS, Method, NotComputable, SampleHypothesis, TestResult};
use crate::study::Convention;
use crate::summary::{ContingencyTable, Moments, ValueCounts};

/// Summaries of the observations of one variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Counts of levels without an order (rows) by groups (columns).
    Counts(ContingencyTable),
    /// Counts of levels in ascending order (rows) by groups (columns).
    Ordered(ContingencyTable),
    /// Counts of pairs: level of the first member (rows) by level of the second (columns).
    Pairs(ContingencyTable),
    /// Counts of levels by groups, one table a stratum.
    Strata(Vec<ContingencyTable>),
    /// Counts of categories and their proportions under the null hypothesis.
    Proportions {
        /// Counts.
        counts: Vec<u64>,
        /// Proportions, which add up to 1.
        expected: Vec<f64>,
    },
    /// Moments, one per group.
    Means(Vec<Moments>),
    /// Values, one column a group.
    Values(ValueCounts),
    /// Moments of one sample, and the mean that it is compared with.
    OneMean {
        /// Moments.
        moments: Moments,
        /// Mean under the null hypothesis.
        mean: f64,
    },
    /// Values of one sample.
    Sample {
        /// Values, a single group.
        values: ValueCounts,
        /// What is supposed of them; nothing for what each test supposes by itself (a centre of 0, or any normal
        /// distribution).
        supposed: Option<SampleHypothesis>,
        /// Whether the values are differences within pairs.
        pairs: bool,
    },
}

impl Data {
    /// Runs a method. `None` when it does not compute from such summaries, whatever the numbers.
    pub fn run(&self, method: &Method, alternative: Alternative) -> Option<Result<TestResult, NotComputable>> {
        if method.two_by_two_only && !self.is_two_by_two() {
            return None;
        }
        self.compute(method, alternative).map(|result| result.and_then(above_zero))
    }

    fn compute(&self, method: &Method, alternative: Alternative) -> Option<Result<TestResult, NotComputable>> {
        match (method.compute, self) {
            (Compute::Counts(test), Data::Counts(table) | Data::Ordered(table))
            | (Compute::Ordered(test), Data::Ordered(table))
            | (Compute::Pairs(test), Data::Pairs(table)) => Some(test(table, alternative)),
            (Compute::Strata(test), Data::Strata(tables)) => Some(test(tables, alternative)),
            (Compute::Proportions(test), Data::Proportions { counts, expected }) => {
                Some(test(counts, expected, alternative))
            }
            (Compute::Ordered(test), Data::Values(values)) if !SCORES_OF_LEVELS.contains(&method.id) => {
                Some(match values.contingency_table() {
                    Ok(table) => test(table, alternative),
                    Err(error) => Err(NotComputable::because(error.to_string())),
                })
            }
            (Compute::Means(test), Data::Means(groups)) => Some(test(groups, alternative)),
            (Compute::Means(test), Data::Values(values)) => Some(test(&moments(values), alternative)),
            (Compute::Values(test), Data::Values(values)) => Some(test(values, alternative)),
            (Compute::Mean(test), Data::OneMean { moments, mean }) => Some(test(moments, *mean, alternative)),
            (Compute::Mean(test), Data::Sample { values, supposed: Some(SampleHypothesis::Centre(mean)), .. }) => {
                Some(test(&values.moments(0), *mean, alternative))
            }
            (Compute::Sample(test), Data::Sample { values, supposed: Some(hypothesis), .. }) => {
                Some(test(values, hypothesis, alternative))
            }
            (Compute::Mean(_) | Compute::Sample(_), Data::Sample { supposed: None, .. }) => {
                self.supposing(method).compute(method, alternative)
            }
            _ => None,
        }
    }

    /// The same data, with what a method supposes of one sample unless told otherwise: any normal distribution, or a
    /// centre of 0, whichever it takes.
    #[must_use]
    pub fn supposing(&self, method: &Method) -> Data {
        let Data::Sample { values, supposed: None, pairs } = self else { return self.clone() };
        let centre = SampleHypothesis::Centre(0.0);
        let supposed = match method.compute {
            Compute::Sample(test) => {
                let takes = |hypothesis| test(values, &hypothesis, Alternative::TwoSided).is_ok();
                if !takes(SampleHypothesis::AnyNormal) && takes(centre) { centre } else { SampleHypothesis::AnyNormal }
            }
            _ => centre,
        };
        Data::Sample { values: values.clone(), supposed: Some(supposed), pairs: *pairs }
    }

    /// Every test of the registry that these summaries admit, two-sided, in its order.
    pub fn every_test(&self) -> Vec<Answer> {
        let run = |method: &&'static Method| Some((method.id, self.run(method, Alternative::TwoSided)?));
        let all = METHODS.iter().filter_map(run).map(|(method, result)| Answer { method, result });
        match self {
            // One test under two names; and a test of another hypothesis is no alternative.
            Data::Sample { pairs, .. } => {
                let other = if *pairs { "one_sample_t" } else { "paired_t" };
                all.filter(|answer| answer.result.is_ok() && answer.method != other).collect()
            }
            Data::OneMean { .. } => all.filter(|answer| answer.method != "paired_t").collect(),
            // Tests of one proportion are none of several.
            Data::Proportions { counts, .. } if counts.len() > 2 => {
                all.filter(|answer| answer.result.is_ok()).collect()
            }
            _ => all.collect(),
        }
    }

    /// What a convention makes of these summaries, two-sided, when the question is put; `None` when they do not answer
    /// it. Values compared by their means are compared by the test that the convention takes unless told otherwise.
    pub fn under(&self, convention: Convention, question: Question) -> Option<Conventional> {
        match (self, question) {
            (Data::Counts(table) | Data::Ordered(table), Question::Counts) => Some(compare_counts(convention, table)),
            (Data::Ordered(table), Question::Ranks) => Some(compare_ranks(convention, table)),
            (Data::Means(groups), Question::Means) => Some(compare_means(convention, groups)),
            (Data::Values(values), Question::Means) => Some(compare_values(convention, values)),
            (Data::Values(values), Question::Ranks) => {
                values.contingency_table().ok().map(|table| compare_ranks(convention, table))
            }
            _ => None,
        }
    }

    /// Effect sizes that belong to a test, with their intervals, group 2 against group 1; those that cannot be computed
    /// are left out.
    pub fn effects(&self, method: &Method, level: f64) -> Vec<EffectEstimate> {
        let estimates = match self {
            Data::Counts(table) | Data::Ordered(table) if self.is_two_by_two() => vec![
                effect::odds_ratio(table, level),
                effect::odds_ratio_conditional(table, level),
                effect::risk_ratio(table, level),
                effect::risk_difference(table, level),
            ],
            Data::Counts(table) => vec![effect::cramers_v(table, level)],
            Data::Ordered(table) => of_ranks(table, level),
            Data::Strata(tables) => vec![effect::odds_ratio_mantel_haenszel(tables, level)],
            Data::Proportions { counts, .. } => of_proportion(counts, level),
            Data::Means(groups) => of_means(groups, subject(method), level),
            Data::Values(values) if matches!(method.compute, Compute::Ordered(_)) => of_values(values, level),
            Data::Values(values) => of_means(&moments(values), subject(method), level),
            Data::OneMean { moments, .. } => vec![effect::mean(moments, level)],
            Data::Sample { values, .. } if subject(method) == Subject::Location => {
                vec![effect::mean(&values.moments(0), level), effect::pseudomedian(values, level)]
            }
            Data::Sample { .. } | Data::Pairs(_) => Vec::new(),
        };
        estimates.into_iter().filter_map(Result::ok).collect()
    }

    fn is_two_by_two(&self) -> bool {
        match self {
            Data::Counts(table) | Data::Ordered(table) | Data::Pairs(table) => {
                (table.rows(), table.columns()) == (2, 2)
            }
            Data::Strata(tables) => tables.iter().all(|table| (table.rows(), table.columns()) == (2, 2)),
            _ => false,
        }
    }
}

/// A P that is 0 by its logarithm too is the end of an approximation and no probability of anything, unless it is exact.
fn above_zero(result: TestResult) -> Result<TestResult, NotComputable> {
    if result.log10_p > f64::NEG_INFINITY {
        return Ok(result);
    }
    Err(NotComputable::because(match result.exactness {
        Exactness::Exact => "what was observed is impossible under the null hypothesis",
        _ => "the approximation ends at a P of 0",
    }))
}

/// Tests whose scores are the numbers of the levels, which would ignore the distances between values.
const SCORES_OF_LEVELS: [&str; 2] = ["cochran_armitage", "linear_by_linear"];

fn moments(values: &ValueCounts) -> Vec<Moments> {
    (0..values.groups()).map(|group| values.moments(group)).collect()
}

type Estimates = Vec<Result<EffectEstimate, NotComputable>>;

fn of_means(groups: &[Moments], subject: Subject, level: f64) -> Estimates {
    match (groups, subject) {
        ([a, b], Subject::Spread) => vec![effect::variance_ratio(a, b, level)],
        ([a, b], _) => vec![
            effect::mean_difference(a, b, level),
            effect::cohens_d(a, b, level),
            effect::hedges_g(a, b, level),
            effect::glass_delta(a, b, level),
        ],
        (_, Subject::Spread) => Vec::new(),
        _ => vec![
            effect::eta_squared(groups, level),
            effect::omega_squared(groups, level),
            effect::epsilon_squared(groups, level),
        ],
    }
}

fn of_values(values: &ValueCounts, level: f64) -> Estimates {
    let Ok(table) = values.contingency_table() else { return Vec::new() };
    [vec![effect::hodges_lehmann(values, level)], of_ranks(table, level)].concat()
}

fn of_ranks(table: &ContingencyTable, level: f64) -> Estimates {
    vec![effect::rank_biserial(table, level), effect::probability_of_superiority(table, level)]
}

/// Of two categories, the share of the first.
fn of_proportion(counts: &[u64], level: f64) -> Estimates {
    match counts {
        &[with, without] => {
            let n = with.saturating_add(without);
            let intervals = [effect::proportion_wilson, effect::proportion_clopper_pearson, effect::proportion_sterne];
            intervals.map(|interval| interval(with, n, level)).to_vec()
        }
        _ => Vec::new(),
    }
}

/// What a test is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// Where the values lie, or how levels are spread over groups.
    Location,
    /// How far the values scatter.
    Spread,
    /// Which distribution the values have.
    Distribution,
}

/// What a test is about; of counts there is one subject only.
fn subject(method: &Method) -> Subject {
    match method.id {
        "levene" | "brown_forsythe" | "bartlett" | "fligner_killeen" | "f_test_of_variances" => Subject::Spread,
        "lilliefors" | "shapiro_wilk" | "anderson_darling" => Subject::Distribution,
        id if id.starts_with("ks_") => Subject::Distribution,
        _ => Subject::Location,
    }
}

/// The question that a method answers, where conventions differ in how they answer it.
pub fn question(method: &Method) -> Option<Question> {
    match method.id {
        "student_t" | "welch_t" | "anova" | "welch_anova" => Some(Question::Means),
        "kruskal_wallis" => Some(Question::Ranks),
        id if id.starts_with("rank_sum") => Some(Question::Ranks),
        _ => matches!(method.compute, Compute::Counts(_)).then_some(Question::Counts),
    }
}

/// A test and what stands beside it.
#[derive(Debug, Clone)]
pub struct Calculation {
    /// The method.
    pub method: &'static Method,
    /// What it gives.
    pub result: TestResult,
    /// Effect sizes, group 2 against group 1.
    pub effects: Vec<EffectEstimate>,
    /// The other tests on the same subject (where the values lie, how far they scatter, how they are distributed) that
    /// the data admit, two-sided.
    pub alternatives: Vec<Answer>,
    /// Tests on other subjects that the data admit, two-sided.
    pub other_subjects: Vec<Answer>,
    /// What every convention makes of the data, two-sided.
    pub conventions: Vec<Conventional>,
}

/// Runs `method` on `data`, and everything that belongs beside its answer.
///
/// # Errors
/// The method does not compute from such summaries, or not from these.
///
/// ```
/// use retrocohort::analysis::calculation::{Data, calculate};
/// use retrocohort::analysis::{Alternative, method};
/// use retrocohort::summary::ContingencyTable;
/// let data = Data::Counts(ContingencyTable::new(vec![vec![7, 12], vec![1, 4]])?);
/// let fisher = method("fisher").ok_or("no such method")?;
/// let calculation = calculate(fisher, &data, Alternative::TwoSided, 0.95)?;
/// assert!((calculation.result.p - 0.6311).abs() < 1e-4);
/// assert!(calculation.alternatives.iter().any(|answer| answer.method == "pearson_chi2"));
/// assert_eq!(calculation.conventions.len(), 9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn calculate(
    method: &'static Method,
    data: &Data,
    alternative: Alternative,
    level: f64,
) -> Result<Calculation, NotComputable> {
    let result = data
        .run(method, alternative)
        .ok_or_else(|| NotComputable::because(format!("{} does not compute from such data", method.id)))??;
    let others = data.every_test().into_iter().filter(|answer| answer.method != method.id);
    let same = |answer: &Answer| super::method(answer.method).map(subject) == Some(subject(method));
    let (alternatives, other_subjects) = others.partition(same);
    let conventions = question(method).map_or_else(Vec::new, |question| {
        Convention::ALL.into_iter().filter_map(|convention| data.under(convention, question)).collect()
    });
    Ok(Calculation { method, result, effects: data.effects(method, level), alternatives, other_subjects, conventions })
}
