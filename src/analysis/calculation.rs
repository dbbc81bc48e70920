//! One test as a calculator: the answer, and beside it what other tests and other conventions make of the same data.

use super::convention::{Answer, Conventional, Question, compare_counts, compare_means, compare_ranks, compare_values};
use super::effect::{self, EffectEstimate};
use super::{Alternative, Compute, METHODS, Method, NotComputable, TestResult};
use crate::study::Convention;
use crate::summary::{ContingencyTable, Moments, ValueCounts};

/// Summaries of the observations of one variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Counts of levels without an order (rows) by groups (columns).
    Counts(ContingencyTable),
    /// Counts of levels in ascending order (rows) by groups (columns).
    Ordered(ContingencyTable),
    /// Moments, one per group.
    Means(Vec<Moments>),
    /// Values, one column a group.
    Values(ValueCounts),
}

impl Data {
    /// Runs a method. `None` when it does not compute from such summaries, whatever the numbers.
    pub fn run(&self, method: &Method, alternative: Alternative) -> Option<Result<TestResult, NotComputable>> {
        if method.two_by_two_only && !self.is_two_by_two() {
            return None;
        }
        match (method.compute, self) {
            (Compute::Counts(test), Data::Counts(table) | Data::Ordered(table))
            | (Compute::Ordered(test), Data::Ordered(table)) => Some(test(table, alternative)),
            (Compute::Ordered(test), Data::Values(values)) if !SCORES_OF_LEVELS.contains(&method.id) => {
                Some(match values.contingency_table() {
                    Ok(table) => test(&table, alternative),
                    Err(error) => Err(NotComputable::because(error.to_string())),
                })
            }
            (Compute::Means(test), Data::Means(groups)) => Some(test(groups, alternative)),
            (Compute::Means(test), Data::Values(values)) => Some(test(&moments(values), alternative)),
            _ => None,
        }
    }

    /// Every test of the registry that these summaries admit, two-sided, in its order.
    pub fn every_test(&self) -> Vec<Answer> {
        let run = |method: &&'static Method| Some((method.id, self.run(method, Alternative::TwoSided)?));
        METHODS.iter().filter_map(run).map(|(method, result)| Answer { method, result }).collect()
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
                values.contingency_table().ok().map(|table| compare_ranks(convention, &table))
            }
            _ => None,
        }
    }

    /// Effect sizes with their intervals: group 2 against group 1. None for other than two groups.
    pub fn effects(&self, level: f64) -> Vec<EffectEstimate> {
        let estimates = match self {
            Data::Counts(table) | Data::Ordered(table) if self.is_two_by_two() => vec![
                effect::odds_ratio(table, level),
                effect::risk_ratio(table, level),
                effect::risk_difference(table, level),
            ],
            Data::Means(groups) => of_means(groups, level),
            Data::Values(values) => of_means(&moments(values), level),
            Data::Counts(_) | Data::Ordered(_) => Vec::new(),
        };
        estimates.into_iter().filter_map(Result::ok).collect()
    }

    fn is_two_by_two(&self) -> bool {
        match self {
            Data::Counts(table) | Data::Ordered(table) => (table.rows(), table.columns()) == (2, 2),
            Data::Means(_) | Data::Values(_) => false,
        }
    }
}

/// Tests whose scores are the numbers of the levels, which would ignore the distances between values.
const SCORES_OF_LEVELS: [&str; 2] = ["cochran_armitage", "linear_by_linear"];

fn moments(values: &ValueCounts) -> Vec<Moments> {
    (0..values.groups()).map(|group| values.moments(group)).collect()
}

fn of_means(groups: &[Moments], level: f64) -> Vec<Result<EffectEstimate, NotComputable>> {
    match groups {
        [a, b] => {
            vec![effect::mean_difference(a, b, level), effect::standardized_mean_difference(a, b, level)]
        }
        _ => Vec::new(),
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
    /// The other tests of the registry that the data admit, two-sided.
    pub alternatives: Vec<Answer>,
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
    let alternatives = data.every_test().into_iter().filter(|answer| answer.method != method.id).collect();
    let conventions = question(method).map_or_else(Vec::new, |question| {
        Convention::ALL.into_iter().filter_map(|convention| data.under(convention, question)).collect()
    });
    Ok(Calculation { method, result, effects: data.effects(level), alternatives, conventions })
}
