//! Summaries by polars: one pass over the columns that are used, a batch at a time.

use rayon::prelude::*;

use super::accumulate::{Accumulator, Cells, NO_GROUP};
use super::group;
use super::{Engine, Grouping};
use crate::cohort::{Dictionary, MISSING_LEVEL, Variable, columns_at_once, each_batch, levels, numbers};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::PatientRows;
use crate::study::VariableKind;
use crate::summary::{CohortSummary, GroupingSummary, ValueCounts, VariableData, VariableSummary};

/// Reads with polars' streaming engine, counts with every core. Memory: eight bytes for a number that is not counted
/// yet, and the summaries.
#[derive(Debug, Clone, Copy, Default)]
pub struct PolarsEngine;

impl Engine for PolarsEngine {
    fn summarise(&self, rows: &PatientRows, dictionary: &Dictionary, grouping: &Grouping) -> Result<CohortSummary> {
        let by = group::variable(dictionary, grouping)?;
        let groups = by.as_ref().map_or(1, |by| by.levels.len());
        let counted = count(rows, dictionary, &[by.as_ref()], groups)?;
        Ok(counted.whole(by.as_ref()))
    }

    fn summarise_within(
        &self,
        rows: &PatientRows,
        dictionary: &Dictionary,
        grouping: &Grouping,
        within: &str,
    ) -> Result<Vec<(String, CohortSummary)>> {
        let by = group::variable(dictionary, grouping)?;
        let strata = group::variable(dictionary, &Grouping::by(within))?
            .ok_or_else(|| Error::new(ErrorCode::Internal, "strata without a variable"))?;
        let groups = by.as_ref().map_or(1, |by| by.levels.len());
        let counted = count(rows, dictionary, &[Some(&strata), by.as_ref()], strata.levels.len() * groups)?;
        let summaries =
            strata.levels.iter().enumerate().map(|(stratum, level)| {
                Ok((level.label.clone(), counted.summary(by.as_ref(), stratum * groups, groups)?))
            });
        summaries.collect()
    }
}

/// All patients, counted by the combinations of some variables.
struct Counted<'a> {
    variables: Vec<&'a Variable>,
    data: Vec<VariableData>,
    sizes: Vec<u64>,
    /// Patients without a level of the last of the variables that tell the groups, by the levels of the others.
    missing: Vec<u64>,
}

/// Counts all analysed variables that do not tell the groups. The combinations of `by` are numbered with the last
/// variable running fastest.
fn count<'a>(
    rows: &PatientRows,
    dictionary: &'a Dictionary,
    by: &[Option<&Variable>],
    groups: usize,
) -> Result<Counted<'a>> {
    let by: Vec<&Variable> = by.iter().copied().flatten().collect();
    let variables: Vec<&Variable> =
        dictionary.analysed().filter(|variable| by.iter().all(|by| by.name != variable.name)).collect();
    let mut data = Vec::with_capacity(variables.len());
    let mut sizes = vec![0_u64; groups];
    let outer = by.split_last().map_or(1, |(_, others)| others.iter().map(|by| by.levels.len()).product());
    let mut missing = vec![0_u64; outer];
    let mut parts: Vec<&[&Variable]> = variables.chunks(columns_at_once(rows)).collect();
    if parts.is_empty() {
        // Patients are counted all the same.
        parts.push(&[]);
    }
    for (part, variables) in parts.into_iter().enumerate() {
        let mut accumulators: Vec<Accumulator> =
            variables.iter().map(|variable| Accumulator::new(variable, groups)).collect();
        let columns: Vec<String> = by.iter().chain(variables).map(|variable| variable.name.clone()).collect();
        each_batch(rows, &columns, |batch, first| {
            let (tellers, others) = batch.columns().split_at(by.len());
            let told: Vec<Vec<u32>> =
                tellers.iter().zip(&by).map(|(column, by)| levels(column, by, rows, first)).collect::<Result<_>>()?;
            let group_of: Vec<u32> = (0..batch.height()).map(|i| combination(i, &told, &by)).collect();
            if part == 0 {
                count_patients(&group_of, &told, &by, &mut sizes, &mut missing);
            }
            let faults: Vec<Option<Error>> = accumulators
                .par_iter_mut()
                .zip(others.par_iter())
                .zip(variables.par_iter())
                .map(|((accumulator, column), variable)| {
                    let cells = if variable.role.kind() == Some(VariableKind::Continuous) {
                        numbers(column, variable, rows, first).map(Cells::Numbers)
                    } else {
                        levels(column, variable, rows, first).map(Cells::Levels)
                    };
                    cells.and_then(|cells| accumulator.add(&cells, &group_of)).err()
                })
                .collect();
            // The first row that is wrong, whatever the batches are.
            match faults.into_iter().flatten().min_by_key(|fault| fault.place.row) {
                Some(fault) => Err(fault),
                None => Ok(()),
            }
        })?;
        let finished: Result<Vec<VariableData>> = accumulators
            .into_par_iter()
            .zip(variables.par_iter())
            .map(|(accumulator, variable)| accumulator.finish(variable))
            .collect();
        data.extend(finished?);
    }
    Ok(Counted { variables, data, sizes, missing })
}

/// Adds the patients of a batch to the sizes of their groups.
fn count_patients(group_of: &[u32], told: &[Vec<u32>], by: &[&Variable], sizes: &mut [u64], missing: &mut [u64]) {
    for (i, group) in group_of.iter().enumerate() {
        if let Some(size) = sizes.get_mut(*group as usize) {
            *size += 1;
        } else if let Some((_, others)) = told.split_last() {
            // The last variable is missing, or another: then this patient is nowhere.
            let outer = combination(i, others, by) as usize;
            missing.get_mut(outer).into_iter().for_each(|n| *n += 1);
        }
    }
}

/// The combination of levels of a patient; [`NO_GROUP`] when one of them is missing.
fn combination(i: usize, told: &[Vec<u32>], by: &[&Variable]) -> u32 {
    let mut group = 0;
    for (levels, by) in told.iter().zip(by) {
        match levels.get(i) {
            Some(&level) if level != MISSING_LEVEL => group = group * by.levels.len() as u32 + level,
            _ => return NO_GROUP,
        }
    }
    group
}

impl Counted<'_> {
    /// The summary of all groups. Values are moved, not copied: they may be most of the memory.
    fn whole(self, by: Option<&Variable>) -> CohortSummary {
        let grouping = grouping(by, self.sizes, self.missing.first().copied().unwrap_or(0));
        let variables = self.variables.into_iter().zip(self.data).map(|(variable, data)| described(variable, data));
        CohortSummary { grouping, variables: variables.collect() }
    }

    /// The summary of `groups` groups from the group `first`.
    fn summary(&self, by: Option<&Variable>, first: usize, groups: usize) -> Result<CohortSummary> {
        let sizes = self.sizes.iter().skip(first).take(groups).copied().collect();
        let missing = self.missing.get(first / groups.max(1)).copied().unwrap_or(0);
        let variables = self.variables.iter().zip(&self.data);
        let variables = variables.map(|(variable, data)| Ok(described(variable, part(data, first, groups)?)));
        Ok(CohortSummary { grouping: grouping(by, sizes, missing), variables: variables.collect::<Result<_>>()? })
    }
}

/// The groups as the dictionary names them.
fn grouping(by: Option<&Variable>, sizes: Vec<u64>, missing: u64) -> GroupingSummary {
    GroupingSummary {
        variable: by.map(|by| by.name.clone()).unwrap_or_default(),
        label: by.map(|by| by.label.clone()).unwrap_or_default(),
        levels: by.map_or_else(|| vec!["All".into()], |by| by.levels.iter().map(|l| l.label.clone()).collect()),
        sizes,
        missing,
    }
}

/// What was counted of a variable, with what the dictionary says of it.
fn described(variable: &Variable, data: VariableData) -> VariableSummary {
    VariableSummary {
        name: variable.name.clone(),
        label: variable.label.clone(),
        unit: variable.unit.clone(),
        kind: variable.role.kind().unwrap_or(VariableKind::Nominal),
        data,
        notes: variable.notes.clone(),
    }
}

/// The columns of some groups alone.
fn part(data: &VariableData, first: usize, groups: usize) -> Result<VariableData> {
    let internal = |error: String| Error::new(ErrorCode::Internal, format!("a stratum cannot be counted: {error}"));
    match data {
        VariableData::Values(values) => {
            let counts = (first..first + groups).map(|group| values.counts(group).to_vec()).collect();
            let missing = (first..first + groups).map(|group| values.missing(group)).collect();
            let values = ValueCounts::new(values.values().to_vec(), counts);
            let values = values.and_then(|values| values.with_missing(missing));
            Ok(VariableData::Values(values.map_err(|error| internal(error.to_string()))?))
        }
        VariableData::Levels { names, table, missing } => {
            let table = table.select(&(first..first + groups).collect::<Vec<_>>());
            Ok(VariableData::Levels {
                names: names.clone(),
                table: table.map_err(|error| internal(error.to_string()))?,
                missing: missing.iter().skip(first).take(groups).copied().collect(),
            })
        }
    }
}
