//! Tests that compare the groups: the one asked for, and beside it what the others say.

use super::Options;
use super::curves::causes_as_censoring;
use super::people::Tables;
use crate::analysis::NotComputable;
use crate::analysis::survival::{RankTest, RankWeights, gray_test, stratified_rank_test};
use crate::engine::TimeToEvent;
use crate::results::comparison::{AlternativeTest, Decision, TestError, TestRecord};
use crate::results::survival::{CurveTest, ObservedExpected};
use crate::summary::RiskTable;

/// Ids of the weighted tests, as options name them.
pub(super) const WEIGHTS: [(&str, RankWeights); 4] = [
    ("log_rank", RankWeights::LogRank),
    ("gehan", RankWeights::GehanBreslow),
    ("tarone_ware", RankWeights::TaroneWare),
    ("peto", RankWeights::PetoPeto),
];

/// All tests, and the decision. Where causes compete Gray's test of every cause answers, and the rank tests, which then
/// compare the hazards of the cause of interest, stand beside it.
pub(super) fn tests(data: &TimeToEvent, tables: &Tables, options: &Options) -> (Vec<CurveTest>, Option<Decision>) {
    let competing = data.causes.len() > 1;
    let labels: Vec<String> = data.groups.iter().flat_map(|groups| groups.levels.clone()).collect();
    let mut all = Vec::new();
    if competing {
        for (name, cause) in data.causes.iter().zip(1_usize..) {
            let found = gray_test(&tables.strata, cause, 0.0);
            let test = found.map(|test| (test.chi_square, test.df, test.p, test.log10_p));
            all.push(CurveTest {
                cause: Some(name.clone()),
                test: record("gray", "Gray’s test", test, cause == 1),
                groups: Vec::new(),
            });
        }
    }
    for (id, weights) in WEIGHTS {
        let found = of_cause(&tables.strata).and_then(|strata| stratified_rank_test(&strata, weights));
        let numbers = found.as_ref().map(|test| (test.chi_square, test.df, test.p, test.log10_p));
        let primary = !competing && weights == options.test;
        all.push(CurveTest {
            cause: data.causes.first().filter(|_| competing).cloned(),
            test: record(id, weights.name(), numbers.map_err(|error| (*error).clone()), primary),
            groups: found.map(|test| observed_expected(&test, &labels)).unwrap_or_default(),
        });
    }
    let decision = decision(&all, competing, data, options);
    (all, Some(decision))
}

/// The strata with the cause of interest alone.
fn of_cause(strata: &[RiskTable]) -> Result<Vec<RiskTable>, NotComputable> {
    let one = |table: &RiskTable| {
        let groups: Vec<usize> = (0..table.groups()).collect();
        causes_as_censoring(table, &groups, 1).map_err(NotComputable::because)
    };
    strata.iter().map(one).collect()
}

/// A test with chi-square, degrees of freedom, P and its logarithm.
pub(super) fn record(
    method: &'static str,
    name: &'static str,
    found: Result<(f64, f64, f64, f64), NotComputable>,
    primary: bool,
) -> TestRecord {
    let (numbers, error) = match found {
        Ok(numbers) => (Some(numbers), None),
        Err(error) => (None, Some(TestError { reason: error.reason })),
    };
    TestRecord {
        method,
        name,
        statistic: numbers.map(|numbers| numbers.0),
        df: numbers.map(|numbers| numbers.1),
        df2: None,
        p: numbers.map(|numbers| numbers.2),
        log10_p: numbers.map(|numbers| numbers.3),
        exactness: numbers.map(|_| "asymptotic"),
        p_interval: None,
        min_expected: None,
        primary,
        error,
    }
}

fn observed_expected(test: &RankTest, labels: &[String]) -> Vec<ObservedExpected> {
    let groups = test.groups.iter().zip(labels);
    groups
        .map(|(group, label)| ObservedExpected {
            group: label.clone(),
            n: group.n,
            observed: group.observed,
            expected: group.expected,
        })
        .collect()
}

fn decision(all: &[CurveTest], competing: bool, data: &TimeToEvent, options: &Options) -> Decision {
    let primary = all.iter().find(|test| test.test.primary);
    let strata = data.strata.as_ref().map(|strata| format!(", stratified by {}", strata.label)).unwrap_or_default();
    let (rule, because) = if competing {
        let others = data.causes.iter().skip(1).cloned().collect::<Vec<_>>().join("; ");
        (
            format!("Gray’s test of the cumulative incidence{strata}"),
            format!("other events compete with the one of interest ({others})"),
        )
    } else {
        let asked = options.test.name();
        let because = match options.test {
            RankWeights::LogRank => "every event counts alike; most powerful when the ratio of hazards is constant",
            RankWeights::PetoPeto => "early events count more, by the survival of all groups together",
            _ => "early events count more, by the number at risk",
        };
        (format!("{asked}{strata}"), because.to_string())
    };
    let others = all.iter().filter(|test| !test.test.primary && (!competing || test.test.method != "gray"));
    let alternatives: Vec<AlternativeTest> =
        others.filter_map(|test| Some(AlternativeTest { method: test.test.method, p: test.test.p? })).collect();
    let below = |p: f64| p < options.alpha;
    let changes = primary
        .and_then(|test| test.test.p)
        .is_some_and(|p| alternatives.iter().any(|other| below(other.p) != below(p)));
    Decision { rule, because, alternatives, conclusion_changes: changes }
}
