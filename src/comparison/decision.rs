//! The decision record: which test was chosen, on what evidence, and what others would have said.

use crate::analysis::select::Choice;
use crate::results::comparison::{AlternativeTest, Decision, TestRecord};

/// Tests of another question than any chosen one: whether spreads are equal, or whole distributions.
const OTHER_QUESTIONS: [&str; 9] = [
    "f_test_of_variances",
    "levene",
    "brown_forsythe",
    "bartlett",
    "fligner_killeen",
    "ks_two_sample_exact",
    "ks_two_sample_untied",
    "ks_two_sample",
    "ks_two_sample_effective",
];

/// The record of a choice, given the results of all tests that were computed.
///
/// The conclusion changes when the chosen test and another of the same question lie on different sides of `alpha`; a
/// chosen test without a result concludes nothing. Tests of spread and of whole distributions are no alternatives to a
/// test of means or ranks: what they say is in the list of tests alone.
pub fn decision(choice: &Choice, tests: &[TestRecord], alpha: f64) -> Decision {
    let primary = tests.iter().find(|test| test.primary).and_then(|test| test.p);
    let alternatives: Vec<AlternativeTest> = tests
        .iter()
        .filter(|test| !test.primary && !OTHER_QUESTIONS.contains(&test.method))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::NotComputable;
    use crate::comparison::testing::test_record;

    #[test]
    fn a_test_of_spread_changes_no_conclusion_on_means() {
        let record = |id, p, primary| TestRecord {
            p: Some(p),
            ..test_record(id, &Err(NotComputable::because("P stands beside")), primary)
        };
        let tests = [record("welch_t", 0.7, true), record("levene", 0.01, false), record("rank_sum", 0.6, false)];
        let found = decision(&Choice::default(), &tests, 0.05);
        assert!(!found.conclusion_changes && found.alternatives.len() == 1, "{found:?}");
        let tests = [record("welch_t", 0.7, true), record("rank_sum", 0.01, false)];
        assert!(decision(&Choice::default(), &tests, 0.05).conclusion_changes);
    }
}
