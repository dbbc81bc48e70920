//! Columns of variables, one value a patient, for methods that need rows and not counts.

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
    let mut found = Vec::with_capacity(variables.len());
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
            .map(|((found, column), variable)| match found {
                Column::Numbers(all) => numbers(column, variable, rows, first).map(|more| all.extend(more)).err(),
                Column::Levels(all) => levels(column, variable, rows, first).map(|more| all.extend(more)).err(),
            })
            .collect();
        // The first row that is wrong, whatever the batches are.
        match faults.into_iter().flatten().min_by_key(|fault| fault.place.row) {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    })?;
    Ok(found)
}
