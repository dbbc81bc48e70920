//! Groups compared within the levels of another variable, and across them.

use super::effects;
use super::testing::{Prepared, test_record};
use super::{Options, compare};
use crate::analysis::{Alternative, Compute, method};
use crate::results::comparison::{AcrossStrata, Comparison, GroupLevel, Stratum};
use crate::summary::{CohortSummary, ContingencyTable};

/// Adds to a comparison what is found within every level of a variable (`within`, its name for readers), and the test
/// of Cochran, Mantel and Haenszel of every binary variable across the levels, with their common odds ratio.
///
/// Patients whose level is missing are in no stratum. Every stratum has the groups of the whole cohort in their order.
pub fn add_strata(whole: &mut Comparison, within: &str, strata: &[(String, CohortSummary)], options: &Options) {
    let groups = |cohort: &CohortSummary| {
        let levels = cohort.grouping.levels.iter().zip(&cohort.grouping.sizes);
        levels.map(|(label, n)| GroupLevel { label: label.clone(), n: *n }).collect()
    };
    whole.strata = strata
        .iter()
        .map(|(level, cohort)| Stratum {
            variable: within.to_string(),
            level: level.clone(),
            groups: groups(cohort),
            variables: compare(cohort, options).variables,
        })
        .collect();
    let Some((_, first)) = strata.first() else { return };
    whole.across_strata = (0..first.variables.len()).filter_map(|index| across(index, strata, options)).collect();
}

/// One binary variable across the strata; `None` for any other.
fn across(index: usize, strata: &[(String, CohortSummary)], options: &Options) -> Option<AcrossStrata> {
    let variables: Vec<_> = strata.iter().filter_map(|(_, cohort)| cohort.variables.get(index)).collect();
    let first = variables.first()?;
    let tables: Option<Vec<(String, ContingencyTable)>> =
        variables.iter().map(|variable| effects::two_by_two(&Prepared::new(variable), 1)).collect();
    let tables = tables?;
    let [reference, other] = strata.first()?.1.grouping.levels.as_slice() else { return None };
    let level = tables.first().map(|(level, _)| level.clone())?;
    let tables: Vec<ContingencyTable> = tables.into_iter().map(|(_, table)| table).collect();
    let method = method("cochran_mantel_haenszel")?;
    let Compute::Strata(test) = method.compute else { return None };
    let odds = crate::analysis::effect::odds_ratio_mantel_haenszel(&tables, options.level);
    Some(AcrossStrata {
        name: first.name.clone(),
        label: first.label.clone(),
        of: level.clone(),
        test: test_record(method.id, &test(&tables, Alternative::TwoSided), true),
        odds_ratio: odds
            .ok()
            .map(|estimate| effects::effect_record(&estimate, format!("{other} v {reference}"), Some(level), true)),
    })
}
