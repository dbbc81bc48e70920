//! Every P value that a printed row can give: one per test that the data admit, with its range over the printed digits.

use super::agreement;
use super::comparison::Comparison;
use super::decimal::{Interval, Rounding};
use super::notation::PrintedP;
use super::range;
use super::row_data::{self, Data, PrintedMean, RowData};
use crate::analysis::{Alternative, Compute, CountTest, Exactness, METHODS, MeanTest, Method, TestResult};
use crate::results::reproduction::{Candidate, NotComputed};
use crate::summary::{ContingencyTable, Moments};

/// All tests of one row.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Tests that can be computed, in the order of the registry, two-sided before one-sided.
    pub computed: Vec<Candidate>,
    /// Tests of the same data that cannot be computed, and why.
    pub not_computable: Vec<NotComputed>,
    /// Why there is nothing to compute at all.
    pub reason: Option<String>,
}

/// Recomputes every P of a row.
pub fn candidates(comparison: &Comparison, printed: Option<&PrintedP>, alpha: f64, rounding: Rounding) -> Candidates {
    let readings = match row_data::read(comparison, rounding) {
        Ok(readings) => readings,
        Err(reason) => return Candidates { reason: Some(reason), ..Candidates::default() },
    };
    let mut all = Candidates::default();
    for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
        for method in METHODS {
            if alternative != Alternative::TwoSided && !method.one_sided {
                continue;
            }
            for reading in &readings {
                match candidate(method, alternative, reading) {
                    Some(Ok((result, range))) => {
                        all.computed.push(describe(method, alternative, reading, &result, range, printed, alpha));
                    }
                    Some(Err(reason)) if reading.variant.is_none() && alternative == Alternative::TwoSided => {
                        all.not_computable.push(NotComputed { method: method.id, reason });
                    }
                    Some(Err(_)) | None => {}
                }
            }
        }
    }
    if all.computed.is_empty() {
        let first = all.not_computable.first().map(|refused| refused.reason.clone());
        all.reason = Some(first.unwrap_or_else(|| "no test takes data of this shape".into()));
    }
    all
}

/// One test of one reading: `None` when the method is not for data of this shape.
fn candidate(
    method: &Method,
    alternative: Alternative,
    reading: &RowData,
) -> Option<Result<(TestResult, Interval), String>> {
    match (&method.compute, &reading.data) {
        (Compute::Counts(compute) | Compute::Ordered(compute), Data::Counts { printed, others }) => {
            admits(method, printed).then(|| over_tables(*compute, alternative, printed, others))
        }
        (Compute::Means(compute), Data::Means(groups)) => over_boxes(method, *compute, alternative, groups),
        _ => None,
    }
}

/// Tests of counts that papers print. The more tests are tried, the more often one matches by luck.
const TESTS_OF_COUNTS: [&str; 12] = [
    "pearson_chi2",
    "yates_chi2",
    "lr_chi2",
    "n1_chi2",
    "fisher",
    "fisher_central",
    "mid_p_central",
    "mid_p_minlike",
    "freeman_halton",
    "wald_z",
    "student_t_on_indicator",
    "welch_t_on_indicator",
];

/// Tests of ordered levels that papers print.
const TESTS_OF_ORDERED_LEVELS: [&str; 5] =
    ["cochran_armitage", "linear_by_linear", "rank_sum", "rank_sum_continuity", "kruskal_wallis"];

/// Whether papers print a method for a table of this shape, and it says something that no other of them says already.
fn admits(method: &Method, table: &ContingencyTable) -> bool {
    let two_by_two = table.rows() == 2 && table.columns() == 2;
    if TESTS_OF_ORDERED_LEVELS.contains(&method.id) || method.id == "freeman_halton" {
        // On two by two these are Fisher's and Pearson's tests under other names.
        return !two_by_two;
    }
    TESTS_OF_COUNTS.contains(&method.id) && (two_by_two || !method.two_by_two_only)
}

/// P at the printed counts, and its range over all counts that the printed percentages allow.
fn over_tables(
    compute: CountTest,
    alternative: Alternative,
    printed: &ContingencyTable,
    others: &[ContingencyTable],
) -> Result<(TestResult, Interval), String> {
    let result = compute(printed, alternative).map_err(|error| error.reason)?;
    let mut range = Interval::point(result.p);
    for table in others {
        if let Ok(other) = compute(table, alternative) {
            range = Interval { low: range.low.min(other.p), high: range.high.max(other.p) };
        }
    }
    Ok((result, range))
}

/// P at the printed means and SDs, and its certified range.
fn over_boxes(
    method: &Method,
    compute: MeanTest,
    alternative: Alternative,
    groups: &[PrintedMean],
) -> Option<Result<(TestResult, Interval), String>> {
    if method.id == "anova" && groups.len() == 2 {
        // Student's test under another name.
        return None;
    }
    let boxes: Vec<_> = groups.iter().map(|group| group.range).collect();
    let range = range::over_means(method.id, alternative, &boxes)?;
    let moments: Vec<Moments> =
        groups.iter().map(|group| Moments::from_summary(group.range.n, group.mean, group.sd)).collect();
    Some(compute(&moments, alternative).map(|result| (result, range)).map_err(|error| error.reason))
}

/// Name of a test with its side.
fn sided(method: &Method, alternative: Alternative) -> &'static str {
    let (two_sided, less, greater) = match method.id {
        "student_t" => ("student_t", "student_t_less", "student_t_greater"),
        "welch_t" => ("welch_t", "welch_t_less", "welch_t_greater"),
        "fisher" => ("fisher", "fisher_less", "fisher_greater"),
        "pearson_chi2" => ("pearson_chi2", "pearson_chi2_less", "pearson_chi2_greater"),
        id => (id, id, id),
    };
    match alternative {
        Alternative::TwoSided => two_sided,
        Alternative::Less => less,
        Alternative::Greater => greater,
    }
}

fn describe(
    method: &Method,
    alternative: Alternative,
    reading: &RowData,
    result: &TestResult,
    range: Interval,
    printed: Option<&PrintedP>,
    alpha: f64,
) -> Candidate {
    Candidate {
        method: sided(method, alternative),
        variant: reading.variant.clone(),
        p: result.p,
        log10_p: (result.p < f64::MIN_POSITIVE).then_some(result.log10_p),
        monte_carlo: match result.exactness {
            Exactness::MonteCarlo { ci_low, ci_high, .. } => Some((ci_low, ci_high)),
            Exactness::Exact | Exactness::Asymptotic => None,
        },
        p_low: range.low,
        p_high: range.high,
        statistic: result.statistic,
        df: result.df,
        min_expected: result.min_expected,
        matches: printed.is_some_and(|printed| agreement::prints(printed, result.p, alpha)),
        matches_within_rounding: printed.is_some_and(|printed| agreement::meets(printed, range, alpha)),
    }
}
