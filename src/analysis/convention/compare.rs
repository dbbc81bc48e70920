//! The same data under a convention: which test it takes, and what that gives.

use std::borrow::Cow;

use super::{CountRule, Location, PStyle, Printed, Rules, rules};
use crate::analysis::{Alternative, Compute, NotComputable, TestResult, method};
use crate::study::Convention;
use crate::summary::{ContingencyTable, Moments, ValueCounts};

/// What is asked of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether means differ.
    Means,
    /// Whether one group tends to higher values.
    Ranks,
    /// Whether levels are independent of groups.
    Counts,
}

/// One test and what it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Method id.
    pub method: &'static str,
    /// The result, or why there is none.
    pub result: Result<TestResult, NotComputable>,
}

impl Answer {
    /// P, where there is one.
    pub fn p(&self) -> Option<f64> {
        self.result.as_ref().ok().map(|result| result.p)
    }
}

/// What a convention makes of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Conventional {
    /// The convention.
    pub convention: Convention,
    /// What was asked.
    pub question: Question,
    /// The test whose P a reader takes from the program's output.
    pub chosen: Answer,
    /// What the program prints beside it without being asked.
    pub beside: Vec<Answer>,
    /// Why this test, on what evidence.
    pub because: String,
    /// How it is known that the program does this.
    pub source: &'static str,
    /// How the program prints P.
    pub p_style: PStyle,
}

impl Conventional {
    /// P of the chosen test as the program prints it; the reason where there is none.
    pub fn printed(&self) -> String {
        match &self.chosen.result {
            Ok(result) => self.p_style.print(result.p, self.question),
            Err(error) => error.to_string(),
        }
    }
}

/// Summaries of the data that a method may compute from.
#[derive(Clone, Copy)]
struct Data<'a> {
    moments: Option<&'a [Moments]>,
    table: Option<&'a ContingencyTable>,
}

/// Counts of levels (rows) by groups (columns) under a convention, two-sided: null hypothesis that levels are
/// independent of groups. Levels and groups that hold nobody are left out.
///
/// ```
/// use retrocohort::{analysis::convention::compare_counts, study::Convention, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![7, 12], vec![1, 4]])?;
/// let tests = [Convention::Modern, Convention::R, Convention::Spss].map(|c| compare_counts(c, &table).chosen.method);
/// assert_eq!(tests, ["fisher", "yates_chi2", "pearson_chi2"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_counts(convention: Convention, table: &ContingencyTable) -> Conventional {
    let rules = rules(convention);
    let kept = table.without_empty().unwrap_or(Cow::Borrowed(table));
    let two_by_two = (kept.rows(), kept.columns()) == (2, 2);
    let fact = if two_by_two { rules.two_by_two } else { rules.larger_table };
    let size = format!("a {}x{} table", kept.rows(), kept.columns());
    let (printed, because) = match fact.rule {
        CountRule::Always(printed) => (printed, format!("{size}, whatever the counts")),
        CountRule::SmallestExpected { below, small, otherwise } => {
            let least = kept.min_expected();
            let because = format!("{size}, smallest expected count {}", shown(least));
            if least < below {
                (small, format!("{because}, below {below}"))
            } else {
                (otherwise, format!("{because}, not below {below}"))
            }
        }
    };
    follow(rules, Question::Counts, printed, because, fact.source, Data { moments: None, table: Some(&kept) })
}

/// Numbers by groups under a convention, two-sided, by the test that it takes unless told otherwise: means, or ranks
/// where it compares ranks (gtsummary).
///
/// ```
/// use retrocohort::{analysis::convention::compare_values, study::Convention, summary::ValueCounts};
/// let values = ValueCounts::from_groups(&[vec![1.0, 2.5, 3.0], vec![2.0, 4.0, 6.5]])?;
/// let tests = [Convention::Modern, Convention::Scipy].map(|c| compare_values(c, &values).chosen.method);
/// assert_eq!(tests, ["welch_t", "student_t"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_values(convention: Convention, values: &ValueCounts) -> Conventional {
    let rules = rules(convention);
    let fact = if values.groups() > 2 { rules.more_groups } else { rules.two_groups };
    match fact.rule {
        Location::Means(_) => {
            let moments: Vec<Moments> = (0..values.groups()).map(|group| values.moments(group)).collect();
            compare_means(convention, &moments)
        }
        Location::Ranks => match values.contingency_table() {
            Ok(table) => compare_ranks(convention, table),
            Err(error) => {
                let printed = if values.groups() > 2 { rules.more_ranks.rule } else { rules.ranks.rule.approximate };
                Conventional {
                    convention,
                    question: Question::Ranks,
                    chosen: Answer { method: printed.primary, result: Err(NotComputable::because(error.to_string())) },
                    beside: Vec::new(),
                    because: "no value at all".into(),
                    source: fact.source,
                    p_style: rules.p_style.rule,
                }
            }
        },
    }
}

/// Means of groups under a convention, two-sided, from their moments. A convention that compares ranks unless told
/// otherwise takes what it does when told to compare means (gtsummary: `t.test()` and `aov()`).
pub fn compare_means(convention: Convention, groups: &[Moments]) -> Conventional {
    let rules = rules(convention);
    let (fact, instead) = if groups.len() > 2 {
        (rules.more_groups, Printed::only("anova"))
    } else {
        (rules.two_groups, Printed::only("welch_t"))
    };
    let (printed, because) = match fact.rule {
        Location::Means(printed) => (printed, format!("means of {} groups", groups.len())),
        Location::Ranks => {
            (instead, format!("means of {} groups, when asked for: the default compares ranks", groups.len()))
        }
    };
    follow(rules, Question::Means, printed, because, fact.source, Data { moments: Some(groups), table: None })
}

/// Ordered levels or distinct values (rows, ascending) by groups (columns) under a convention, two-sided, by ranks.
///
/// ```
/// use retrocohort::{analysis::convention::compare_ranks, study::Convention, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![2, 2], vec![0, 4]])?; // tied, so no exact test in R
/// assert_eq!(compare_ranks(Convention::R, &table).chosen.method, "rank_sum_continuity");
/// assert_eq!(compare_ranks(Convention::Tableone, &table).chosen.method, "kruskal_wallis");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_ranks(convention: Convention, table: &ContingencyTable) -> Conventional {
    let rules = rules(convention);
    let data = Data { moments: None, table: Some(table) };
    let kept = table.without_empty().unwrap_or(Cow::Borrowed(table));
    let sizes = kept.column_totals();
    let &[n1, n2] = sizes.as_slice() else {
        let because = format!("ranks of {} groups", sizes.len());
        return follow(rules, Question::Ranks, rules.more_ranks.rule, because, rules.more_ranks.source, data);
    };
    let fact = rules.ranks;
    let tied = kept.row_totals().iter().any(|size| *size > 1);
    let ties = if tied { "values are tied" } else { "no value is tied" };
    let evidence = format!("{n1} and {n2} values, {ties}");
    let Some(exact) = fact.rule.exact else {
        let because = format!("{evidence}; exact only when asked for");
        return follow(rules, Question::Ranks, fact.rule.approximate, because, fact.source, data);
    };
    let taken = exact.when.holds(n1, n2) && (exact.with_ties || !tied);
    let condition = if exact.with_ties { exact.when.to_string() } else { format!("{} and no ties", exact.when) };
    let word = if taken { "exact" } else { "not exact" };
    let place = if exact.primary { "" } else { " beside the approximation" };
    let because = format!("{evidence}; {word}{place}: the rule is {condition}");
    let approximate = fact.rule.approximate;
    let mut ids = vec![approximate.primary];
    ids.extend(approximate.beside);
    if taken {
        ids.insert(usize::from(!exact.primary), EXACT_RANKS);
    }
    answer(rules, Question::Ranks, &ids, because, fact.source, data)
}

/// The exact rank-sum test, ties included, two-sided by the distance from the mean.
const EXACT_RANKS: &str = "rank_sum_exact";

fn follow(
    rules: &Rules,
    question: Question,
    printed: Printed,
    because: String,
    source: &'static str,
    data: Data<'_>,
) -> Conventional {
    let mut ids = vec![printed.primary];
    ids.extend(printed.beside);
    answer(rules, question, &ids, because, source, data)
}

/// Computes the tests in order: the first is the one chosen.
fn answer(
    rules: &Rules,
    question: Question,
    ids: &[&'static str],
    because: String,
    source: &'static str,
    data: Data<'_>,
) -> Conventional {
    let mut answers = ids.iter().map(|id| Answer { method: id, result: compute(id, data) });
    let none = Answer { method: "none", result: Err(NotComputable::because("the convention names no test")) };
    Conventional {
        convention: rules.convention,
        question,
        chosen: answers.next().unwrap_or(none),
        beside: answers.collect(),
        because,
        source,
        p_style: rules.p_style.rule,
    }
}

fn compute(id: &str, data: Data<'_>) -> Result<TestResult, NotComputable> {
    let found = method(id).ok_or_else(|| NotComputable::because(format!("there is no method {id}")))?;
    match (found.compute, data) {
        (Compute::Counts(test) | Compute::Ordered(test), Data { table: Some(table), .. }) => {
            test(table, Alternative::TwoSided)
        }
        (Compute::Means(test), Data { moments: Some(groups), .. }) => test(groups, Alternative::TwoSided),
        _ => Err(NotComputable::because(format!("{id} does not compute from these summaries"))),
    }
}

/// Three decimals at most.
fn shown(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
