//! Summaries by polars: columns that are in memory side by side, the others a few at a time from the file.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use rayon::prelude::*;

use super::accumulate::Accumulator;
use super::columns::{Column, first_fault, numeric, read};
use super::group;
use super::group_of::GroupOf;
use super::{Engine, Grouping};
use crate::cohort::{
    Dictionary, Variable, columns_at_once, each_batch, in_memory, levels_in_memory, numbers_in_memory,
};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{InMemory, PatientRows, Progress};
use crate::study::VariableKind;
use crate::summary::{CohortSummary, GroupingSummary, VariableData, VariableSummary};

/// Reads with polars, counts with every core. Memory: two bytes a patient, eight for a number that is not counted yet,
/// and the summaries of the variables that are counted at the same time.
#[derive(Debug, Clone, Copy, Default)]
pub struct PolarsEngine;

impl Engine for PolarsEngine {
    fn each<T: Send>(
        &self,
        rows: &PatientRows,
        dictionary: &Dictionary,
        grouping: &Grouping,
        work: impl Fn(&GroupingSummary, VariableSummary) -> T + Sync,
    ) -> Result<(GroupingSummary, Vec<T>)> {
        let by = group::variable(dictionary, grouping)?;
        let tellers: Vec<&Variable> = by.iter().collect();
        let groups = GroupOf::read(rows, &tellers, dictionary.rows)?;
        let missing = groups.missing.first().copied().unwrap_or(0);
        let grouping = named_groups(by.as_ref(), groups.sizes.clone(), missing);
        let work = |variable: &Variable, data| work(&grouping, described(variable, data));
        let found = each_variable(rows, dictionary, &tellers, &groups, &work)?;
        Ok((grouping, found))
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
        let count = by.as_ref().map_or(1, |by| by.levels.len());
        let tellers: Vec<&Variable> = std::iter::once(&strata).chain(by.as_ref()).collect();
        let groups = GroupOf::read(rows, &tellers, dictionary.rows)?;
        let parts = |variable: &Variable, data: VariableData| -> Result<Vec<VariableSummary>> {
            let stratum = |i: usize| Ok(described(variable, part(&data, i * count, count)?));
            (0..strata.levels.len()).map(stratum).collect()
        };
        let mut of_strata: Vec<Vec<VariableSummary>> = strata.levels.iter().map(|_| Vec::new()).collect();
        for parts in each_variable(rows, dictionary, &tellers, &groups, &parts)? {
            of_strata.iter_mut().zip(parts?).for_each(|(variables, part)| variables.push(part));
        }
        let summaries = strata.levels.iter().zip(of_strata).enumerate().map(|(i, (level, variables))| {
            let sizes = groups.sizes.iter().skip(i * count).take(count).copied().collect();
            // Without groups only who has no stratum is missing, and that one is in none.
            let missing = by.as_ref().and_then(|_| groups.missing.get(i).copied()).unwrap_or(0);
            (level.label.clone(), CohortSummary { grouping: named_groups(by.as_ref(), sizes, missing), variables })
        });
        Ok(summaries.collect())
    }
}

/// How long nobody looks whether there is room for more columns.
const BREATH: Duration = Duration::from_millis(1);

/// Counts every analysed variable that does not tell the groups, and works on what was counted. The results are in the
/// order of the dictionary.
fn each_variable<T: Send>(
    rows: &PatientRows,
    dictionary: &Dictionary,
    by: &[&Variable],
    groups: &GroupOf,
    work: &(impl Fn(&Variable, VariableData) -> T + Sync),
) -> Result<Vec<T>> {
    let tells = |variable: &Variable| by.iter().any(|by| by.name == variable.name);
    let variables: Vec<(usize, &Variable)> =
        dictionary.analysed().filter(|variable| !tells(variable)).enumerate().collect();
    let (of, done) = (variables.len() as u64, AtomicU64::new(0));
    let work = &|variable: &Variable, data| {
        let result = work(variable, data);
        let variables = done.fetch_add(1, Ordering::Relaxed) + 1;
        rows.watch.tell(Progress::Worked { variables, of });
        result
    };
    let (mut here, elsewhere): (Vec<_>, Vec<_>) =
        variables.into_iter().partition(|(_, variable)| in_memory(rows, variable).is_some());
    // The costly ones first: a processor that comes to one at the end would let the others wait.
    here.sort_by_cached_key(|(_, variable)| Reverse(in_memory(rows, variable).map_or(0, variety)));
    let mut found: Vec<(usize, Result<T>)> = here
        .into_iter()
        .par_bridge()
        .filter_map(|(place, variable)| {
            let column = in_memory(rows, variable)?;
            Some((place, from_memory(column, variable, rows, groups).map(|data| work(variable, data))))
        })
        .collect();
    found.extend(each_from_file(&elsewhere, rows, groups, columns_at_once(rows, dictionary.rows), work));
    found.sort_by_key(|(place, _)| *place);
    let (mut results, mut faults) = (Vec::with_capacity(found.len()), Vec::new());
    found.into_iter().for_each(|(_, result)| match result {
        Ok(result) => results.push(result),
        Err(fault) => faults.push(fault),
    });
    first_fault(faults).map_or(Ok(results), Err)
}

/// Reads variables that are not in memory, so many at once, and works on each while the next are read.
fn each_from_file<T: Send>(
    variables: &[(usize, &Variable)],
    rows: &PatientRows,
    groups: &GroupOf,
    at_once: usize,
    work: &(impl Fn(&Variable, VariableData) -> T + Sync),
) -> Vec<(usize, Result<T>)> {
    // Where the memory holds one alone, it is done before the next is read.
    let most_waiting = if at_once > 1 { at_once } else { 0 };
    let waiting = &AtomicUsize::new(0);
    let (sender, results) = channel();
    rayon::scope(|scope| {
        for part in variables.chunks(at_once) {
            while waiting.load(Ordering::Acquire) > most_waiting {
                // Who would wait works on what is waiting.
                if rayon::yield_now() != Some(rayon::Yield::Executed) {
                    std::thread::sleep(BREATH);
                }
            }
            let read = match from_file(part, rows, groups) {
                Ok(read) => read,
                Err(fault) => {
                    // The receiver outlives every sender.
                    let _ = sender.send((usize::MAX, Err(fault)));
                    continue;
                }
            };
            waiting.fetch_add(read.len(), Ordering::Release);
            for (place, variable, accumulator) in read {
                let sender = sender.clone();
                scope.spawn(move |_| {
                    let result = accumulator.finish(variable).map(|data| work(variable, data));
                    let _ = sender.send((place, result));
                    waiting.fetch_sub(1, Ordering::Release);
                });
            }
        }
    });
    drop(sender);
    results.into_iter().collect()
}

/// Different ones among some cells: what a variable costs grows with them.
fn variety(column: &InMemory) -> usize {
    const SAMPLE: usize = 1024;
    let InMemory::Numbers { values, .. } = column else { return 0 };
    let mut sample: Vec<u64> =
        values.iter().step_by(values.len().div_ceil(SAMPLE).max(1)).map(|x| x.to_bits()).collect();
    sample.sort_unstable();
    sample.dedup();
    sample.len()
}

/// Patients whose cells are read together.
const SLICE: usize = 1 << 16;

fn from_memory(column: &InMemory, variable: &Variable, rows: &PatientRows, groups: &GroupOf) -> Result<VariableData> {
    let mut accumulator = Accumulator::new(variable, &groups.sizes);
    for (i, groups) in groups.groups.chunks(SLICE).enumerate() {
        let patients = i * SLICE..i * SLICE + groups.len();
        let cells = if numeric(variable) {
            Column::Numbers(numbers_in_memory(column, patients, variable, rows)?)
        } else {
            Column::Levels(levels_in_memory(column, patients, variable, rows)?)
        };
        accumulator.add(&cells, groups)?;
    }
    accumulator.finish(variable)
}

/// A variable with its place, and what was read of it.
type Read<'a> = (usize, &'a Variable, Accumulator);

/// Reads some columns from the file in one pass.
fn from_file<'a>(variables: &[(usize, &'a Variable)], rows: &PatientRows, groups: &GroupOf) -> Result<Vec<Read<'a>>> {
    let mut accumulators: Vec<Accumulator> =
        variables.iter().map(|(_, variable)| Accumulator::new(variable, &groups.sizes)).collect();
    let columns: Vec<String> = variables.iter().map(|(_, variable)| variable.name.clone()).collect();
    each_batch(rows, &columns, |batch, first| {
        let groups = groups.groups.get(first..first + batch.height()).unwrap_or_default();
        let faults: Vec<Option<Error>> = accumulators
            .par_iter_mut()
            .zip(batch.columns().par_iter())
            .zip(variables.par_iter())
            .map(|((accumulator, column), (_, variable))| {
                read(column, variable, rows, first).and_then(|cells| accumulator.add(&cells, groups)).err()
            })
            .collect();
        first_fault(faults.into_iter().flatten()).map_or(Ok(()), Err)
    })?;
    let read = variables.iter().zip(accumulators);
    Ok(read.map(|((place, variable), accumulator)| (*place, *variable, accumulator)).collect())
}

/// The groups as the dictionary names them.
fn named_groups(by: Option<&Variable>, sizes: Vec<u64>, missing: u64) -> GroupingSummary {
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
            let values = values.select(&(first..first + groups).collect::<Vec<_>>());
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
