//! What is kept of a variable while its rows go by.

use super::columns::Column;
use crate::cohort::{MISSING_LEVEL, Variable};
use crate::error::{Error, ErrorCode, Result};
use crate::study::VariableKind;
use crate::summary::radix_sort::{counts, key, sort};
use crate::summary::{ContingencyTable, NotATable, ValueCounts, VariableData};

/// Values that are kept unsorted at first; beyond them they are counted, so that memory grows with distinct values only.
const MOST_KEYS: usize = 1 << 22;
/// Where most values are distinct, counting saves nothing: so many times as many are kept before it is tried again.
const PATIENCE: usize = 8;

/// What is kept of a variable.
pub(super) enum Accumulator {
    /// Numbers: keys not yet counted by group and how many may be kept, what is counted already, missing per group.
    Numbers { keys: Vec<Vec<u64>>, most_keys: usize, counted: Option<ValueCounts>, missing: Vec<u64> },
    /// Levels: patients by level and group, missing per group.
    Levels { table: Vec<Vec<u64>>, missing: Vec<u64> },
}

impl Accumulator {
    /// For groups of these sizes.
    pub(super) fn new(variable: &Variable, sizes: &[u64]) -> Accumulator {
        let groups = sizes.len();
        if variable.role.kind() == Some(VariableKind::Continuous) {
            let keys = sizes.iter().map(|size| Vec::with_capacity(MOST_KEYS.min(*size as usize))).collect();
            Accumulator::Numbers { keys, most_keys: MOST_KEYS, counted: None, missing: vec![0; groups] }
        } else {
            Accumulator::Levels { table: vec![vec![0; groups]; variable.levels.len()], missing: vec![0; groups] }
        }
    }

    /// Adds cells whose groups are given; a patient without a group is left out.
    ///
    /// # Errors
    /// More observations than can be counted.
    pub(super) fn add(&mut self, cells: &Column, groups: &[u16]) -> Result<()> {
        match (self, cells) {
            (Accumulator::Numbers { keys, most_keys, counted, missing }, Column::Numbers(values)) => {
                for (value, group) in values.iter().zip(groups) {
                    let group = usize::from(*group);
                    if value.is_nan() {
                        if let Some(missing) = missing.get_mut(group) {
                            *missing += 1;
                        }
                    } else if let Some(keys) = keys.get_mut(group) {
                        keys.push(key(*value));
                    }
                }
                let kept = keys.iter().map(Vec::len).sum::<usize>();
                if kept > *most_keys {
                    keys.iter_mut().for_each(sort);
                    if 2 * distinct(keys) > kept {
                        *most_keys = kept.saturating_mul(PATIENCE);
                    } else {
                        *counted = Some(count(keys, counted.take())?);
                    }
                }
            }
            (Accumulator::Levels { table, missing }, Column::Levels(levels)) => {
                for (level, group) in levels.iter().zip(groups) {
                    let counts =
                        if *level == MISSING_LEVEL { Some(&mut *missing) } else { table.get_mut(*level as usize) };
                    if let Some(count) = counts.and_then(|counts| counts.get_mut(usize::from(*group))) {
                        *count += 1;
                    }
                }
            }
            _ => return Err(Error::new(ErrorCode::Internal, "cells of one kind were given to a summary of another")),
        }
        Ok(())
    }

    /// The summary of the variable.
    ///
    /// # Errors
    /// A variable with levels none of which is declared.
    pub(super) fn finish(self, variable: &Variable) -> Result<VariableData> {
        match self {
            Accumulator::Numbers { mut keys, counted, missing, .. } => {
                keys.iter_mut().for_each(sort);
                let counts = count(&mut keys, counted)?;
                Ok(VariableData::Values(counts.with_missing(missing).map_err(internal)?))
            }
            Accumulator::Levels { table, missing } => {
                let names = variable.levels.iter().map(|level| level.label.clone()).collect();
                let table = ContingencyTable::new(table).map_err(|error| match error {
                    NotATable::Empty => {
                        Error::new(ErrorCode::Study, "the variable has no levels").variable(variable.name.clone())
                    }
                    other => internal(other),
                })?;
                Ok(VariableData::Levels { names, table, missing })
            }
        }
    }
}

/// Different keys of sorted ones, counted by group.
fn distinct(keys: &[Vec<u64>]) -> usize {
    keys.iter().map(|keys| keys.chunk_by(|a, b| a == b).count()).sum()
}

/// Counts sorted keys, and adds them to what is counted already. The keys are gone afterwards.
fn count(keys: &mut [Vec<u64>], before: Option<ValueCounts>) -> Result<ValueCounts> {
    let counted = counts(keys).map_err(internal)?;
    keys.iter_mut().for_each(|keys| *keys = Vec::new());
    match before {
        Some(before) => before.merge(&counted).map_err(internal),
        None => Ok(counted),
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::Internal, format!("values cannot be counted: {error}"))
}
