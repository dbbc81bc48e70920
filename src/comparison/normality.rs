//! Tests of normality, one per group, of a continuous variable.

use crate::analysis::{Alternative, Compute, SampleHypothesis, method};
use crate::results::comparison::{NormalityRecord, TestError};
use crate::summary::{ValueCounts, VariableData, VariableSummary};

/// The tests whose answers stand side by side: the one that papers print, its correction, and the most powerful one.
const TESTS: [&str; 3] = ["ks_spss", "lilliefors", "shapiro_wilk"];

/// All tests in all groups; none for levels.
pub fn tests(variable: &VariableSummary, labels: &[String]) -> Vec<NormalityRecord> {
    let VariableData::Values(values) = &variable.data else { return Vec::new() };
    let mut records = Vec::new();
    for (group, label) in labels.iter().enumerate() {
        let Ok(sample) = values.select(&[group]) else { continue };
        records.extend(TESTS.iter().filter_map(|id| record(&sample, id, label)));
    }
    records
}

fn record(sample: &ValueCounts, id: &str, label: &str) -> Option<NormalityRecord> {
    let method = method(id)?;
    let Compute::Sample(test) = method.compute else { return None };
    let result = test(sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided);
    Some(NormalityRecord {
        group: label.to_string(),
        method: method.id,
        statistic: result.as_ref().ok().and_then(|result| result.statistic),
        p: result.as_ref().ok().map(|result| result.p),
        error: result.err().map(|refused| TestError { reason: refused.reason }),
    })
}
