//! The decision record: which test was chosen, on what evidence, and what others would have said.

use crate::analysis::select::Choice;
use crate::results::comparison::{AlternativeTest, Decision, TestRecord};

/// The record of a choice, given the results of all tests that were computed.
///
/// The conclusion changes when the chosen test and another of the same question lie on different sides of `alpha`; a
/// chosen test without a result concludes nothing.
pub fn decision(choice: &Choice, tests: &[TestRecord], alpha: f64) -> Decision {
    let primary = tests.iter().find(|test| test.primary).and_then(|test| test.p);
    let alternatives: Vec<AlternativeTest> = tests
        .iter()
        .filter(|test| !test.primary)
        .filter_map(|test| test.p.map(|p| AlternativeTest { method: test.method, p }))
        .collect();
    let changes = |p: f64| primary.is_some_and(|primary| (primary < alpha) != (p < alpha));
    Decision {
        rule: choice.rule.clone(),
        because: choice.because.clone(),
        conclusion_changes: alternatives.iter().any(|test| changes(test.p)),
        alternatives,
    }
}
