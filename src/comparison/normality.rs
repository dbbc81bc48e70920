//! Tests of normality, one per group, of a continuous variable.

use crate::analysis::methods::{
    KsDistances, ks_distances_of_group, ks_spss_of_distances, lilliefors_of_distances, shapiro_wilk_of_group,
};
use crate::analysis::{NotComputable, SampleHypothesis, TestResult};
use crate::results::comparison::{NormalityRecord, TestError};
use crate::summary::{VariableData, VariableSummary};

/// In every group the test that papers print, its correction, and the most powerful one; none for levels.
pub fn tests(variable: &VariableSummary, labels: &[String]) -> Vec<NormalityRecord> {
    let VariableData::Values(values) = &variable.data else { return Vec::new() };
    let mut records = Vec::new();
    for (group, label) in labels.iter().enumerate() {
        // Two tests ask for the same distances.
        let distances = ks_distances_of_group(values, group, &SampleHypothesis::AnyNormal);
        let of_distances = |test: fn(&KsDistances) -> Result<TestResult, NotComputable>| {
            distances.as_ref().map_err(Clone::clone).and_then(test)
        };
        records.push(record("ks_spss", label, of_distances(ks_spss_of_distances)));
        records.push(record("lilliefors", label, of_distances(lilliefors_of_distances)));
        records.push(record("shapiro_wilk", label, shapiro_wilk_of_group(values, group)));
    }
    records
}

fn record(method: &'static str, group: &str, result: Result<TestResult, NotComputable>) -> NormalityRecord {
    NormalityRecord {
        group: group.to_string(),
        method,
        statistic: result.as_ref().ok().and_then(|result| result.statistic),
        p: result.as_ref().ok().map(|result| result.p),
        error: result.err().map(|refused| TestError { reason: refused.reason }),
    }
}
