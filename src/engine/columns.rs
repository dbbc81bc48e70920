//! Columns of variables, one value a patient, for methods that need rows and not counts.

use polars::prelude::Column as Series;
use rayon::prelude::*;

use crate::cohort::{Variable, each_batch, levels, numbers};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::PatientRows;
use crate::study::VariableKind;

/// A column in memory, in the order of the patients.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers; a missing one is not a number.
    Numbers(Vec<f64>),
    /// Positions of levels in the dictionary; [`MISSING_LEVEL`](crate::cohort::MISSING_LEVEL) where missing.
    Levels(Vec<u32>),
}

/// Reads the columns of some variables, in one pass. Memory: eight bytes a number, four a level.
///
/// # Errors
/// A variable that is not analysed; a cell that the dictionary cannot read (the first wrong row is named); a file that
/// cannot be read to its end.
pub fn columns(rows: &PatientRows, variables: &[&Variable]) -> Result<Vec<Column>> {
    let mut found: Vec<Column> = Vec::with_capacity(variables.len());
    for variable in variables {
        found.push(match variable.role.kind() {
            Some(VariableKind::Continuous) => Column::Numbers(Vec::new()),
            Some(_) => Column::Levels(Vec::new()),
            None => {
                return Err(Error::new(ErrorCode::Usage, "the variable is no measurement and has no levels")
                    .variable(&variable.name)
                    .found(format!("{}: {}", variable.role.word(), variable.because)));
            }
        });
    }
    let names: Vec<String> = variables.iter().map(|variable| variable.name.clone()).collect();
    each_batch(rows, &names, |batch, first| {
        let faults: Vec<Option<Error>> = found
            .par_iter_mut()
            .zip(batch.columns().par_iter())
            .zip(variables.par_iter())
            .map(|((found, column), variable)| match (found, read(column, variable, rows, first)) {
                (Column::Numbers(all), Ok(Column::Numbers(more))) => {
                    all.extend(more);
                    None
                }
                (Column::Levels(all), Ok(Column::Levels(more))) => {
                    all.extend(more);
                    None
                }
                (_, Ok(_)) => Some(Error::new(ErrorCode::Internal, "a column of one kind was read as another")),
                (_, Err(fault)) => Some(fault),
            })
            .collect();
        first_fault(faults.into_iter().flatten()).map_or(Ok(()), Err)
    })?;
    Ok(found)
}

/// The cells of a column as its dictionary reads them. `first` is the position of the first cell in the rows.
///
/// # Errors
/// A cell that the dictionary cannot read, with its row.
pub(super) fn read(column: &Series, variable: &Variable, rows: &PatientRows, first: usize) -> Result<Column> {
    if numeric(variable) {
        numbers(column, variable, rows, first).map(Column::Numbers)
    } else {
        levels(column, variable, rows, first).map(Column::Levels)
    }
}

/// Whether the cells of a variable are numbers and not levels.
pub(super) fn numeric(variable: &Variable) -> bool {
    variable.role.kind() == Some(VariableKind::Continuous)
}

/// The error of the first row that is wrong, whatever was read first.
pub(super) fn first_fault(faults: impl IntoIterator<Item = Error>) -> Option<Error> {
    faults.into_iter().min_by_key(|fault| fault.place.row)
}
