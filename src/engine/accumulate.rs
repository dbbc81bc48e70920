//! What is kept of a variable while its rows go by.

use crate::cohort::{MISSING_LEVEL, Variable};
use crate::error::{Error, ErrorCode, Result};
use crate::study::VariableKind;
use crate::summary::radix_sort::{counts, key, sort};
use crate::summary::{ContingencyTable, NotATable, ValueCounts, VariableData};

/// Group of a patient whose group is missing.
pub(super) const NO_GROUP: u32 = u32::MAX;
/// Values that are kept unsorted; beyond them they are counted, so that memory grows with distinct values only.
const MOST_KEYS: usize = 1 << 22;

/// What is kept of a variable.
pub(super) enum Accumulator {
    /// Numbers: keys not yet counted by group, what is counted already, missing per group.
    Numbers { keys: Vec<Vec<u64>>, counted: Option<ValueCounts>, missing: Vec<u64> },
    /// Levels: patients by level and group, missing per group.
    Levels { table: Vec<Vec<u64>>, missing: Vec<u64> },
}

/// Cells of a variable.
pub(super) enum Cells {
    /// Numbers; a missing one is not a number.
    Numbers(Vec<f64>),
    /// Positions of levels.
    Levels(Vec<u32>),
}

impl Accumulator {
    pub(super) fn new(variable: &Variable, groups: usize) -> Accumulator {
        if variable.role.kind() == Some(VariableKind::Continuous) {
            Accumulator::Numbers { keys: vec![Vec::new(); groups], counted: None, missing: vec![0; groups] }
        } else {
            Accumulator::Levels { table: vec![vec![0; groups]; variable.levels.len()], missing: vec![0; groups] }
        }
    }

    /// Adds cells whose groups are given; a patient without a group is left out.
    ///
    /// # Errors
    /// More observations than can be counted.
    pub(super) fn add(&mut self, cells: &Cells, groups: &[u32]) -> Result<()> {
        match (self, cells) {
            (Accumulator::Numbers { keys, counted, missing }, Cells::Numbers(values)) => {
                for (value, group) in values.iter().zip(groups) {
                    let group = *group as usize;
                    if value.is_nan() {
                        if let Some(missing) = missing.get_mut(group) {
                            *missing += 1;
                        }
                    } else if let Some(keys) = keys.get_mut(group) {
                        keys.push(key(*value));
                    }
                }
                if keys.iter().map(Vec::len).sum::<usize>() > MOST_KEYS {
                    *counted = Some(count(keys, counted.take())?);
                }
            }
            (Accumulator::Levels { table, missing }, Cells::Levels(levels)) => {
                for (level, group) in levels.iter().zip(groups) {
                    let counts =
                        if *level == MISSING_LEVEL { Some(&mut *missing) } else { table.get_mut(*level as usize) };
                    if let Some(count) = counts.and_then(|counts| counts.get_mut(*group as usize)) {
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
            Accumulator::Numbers { mut keys, counted, missing } => {
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

/// Counts keys, and adds them to what is counted already. The keys are gone afterwards.
fn count(keys: &mut [Vec<u64>], before: Option<ValueCounts>) -> Result<ValueCounts> {
    keys.iter_mut().for_each(sort);
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
