//! Patient rows with a meaning: what every column is, which cells are missing, which patients are in.

mod batches;
mod calendar;
mod cells;
mod date;
mod days;
mod declaration;
mod dictionary;
mod expression;
mod identifier;
mod inference;
mod kept;
mod levels;
mod marks;
mod missing;
mod names;
mod number;
mod profile;
mod reading;
mod selection;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use polars::prelude::{DataType, PolarsError};
use rayon::prelude::*;

use batches::{SLICE, each_part};
pub use batches::{columns_at_once, each_batch};
pub use days::days;
pub use declaration::{Criterion, Declarations, Derived, VariableDeclaration, declarations, study_toml};
pub use dictionary::{Dictionary, Level, Role, Variable};
pub use marks::Marks;
pub use reading::{MISSING_LEVEL, identifiers, in_memory, levels, levels_in_memory, numbers, numbers_in_memory};
pub use selection::{Cohort, Step, cohort};

use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{InMemory, PatientRows, fault};
use kept::Kept;
use profile::Profile;

/// Infers what every column is. One pass over the rows in constant memory.
///
/// Nothing is dropped in silence: words and numbers that are read as missing, columns that are left out, and what could
/// be meant otherwise are in the notes of each variable.
///
/// # Errors
/// A file that cannot be read to its end; a file without rows.
pub fn dictionary(rows: &PatientRows) -> Result<Dictionary> {
    dictionary_with(rows, &[])
}

/// The same, with what the user declares about single variables.
///
/// # Errors
/// As [`dictionary`]; a declared variable that is not in the rows, or that cannot be what is declared.
pub fn dictionary_with(rows: &PatientRows, declared: &[VariableDeclaration]) -> Result<Dictionary> {
    looked_through(&marks::plain(rows, declared)?, declared, 0).map(|(dictionary, _)| dictionary)
}

/// The dictionary, and the columns that stay in memory because all of them together take no more than so many bytes.
fn looked_through(
    rows: &PatientRows,
    declared: &[VariableDeclaration],
    most_kept: usize,
) -> Result<(Dictionary, BTreeMap<String, InMemory>)> {
    if let Some(unknown) = declared.iter().find(|d| rows.columns.iter().all(|column| column.name != d.name)) {
        let names: Vec<&str> = rows.columns.iter().map(|column| column.name.as_str()).take(12).collect();
        return Err(Error::new(ErrorCode::Study, "a declared variable is not in the rows")
            .file(rows.files.join(", "))
            .variable(unknown.name.clone())
            .hint(format!("there is: {}", names.join(", "))));
    }
    let reasons = rows.columns.iter().filter_map(|column| column.missing_reasons.clone());
    let columns: Vec<String> = rows.columns.iter().map(|column| column.name.clone()).chain(reasons).collect();
    let at_once = columns_at_once(rows, if rows.columnar { SLICE as u64 } else { 0 });
    let parts: Vec<&[String]> = columns.chunks(at_once).collect();
    let mut profiles: Vec<Profile> = Vec::new();
    let mut kinds: Vec<DataType> = Vec::new();
    let mut seen = 0_usize;
    each_part(rows, &parts, |part, batch, first| {
        let begin = part * at_once.min(columns.len());
        if profiles.len() == begin {
            let comma = rows.text && rows.decimal_comma;
            kinds.extend(batch.columns().iter().map(|column| column.dtype().clone()));
            profiles.extend(batch.columns().iter().map(|column| Profile::new(column.dtype(), comma)));
        }
        seen = first + batch.height();
        let looked: std::result::Result<Vec<_>, PolarsError> = profiles
            .par_iter_mut()
            .skip(begin)
            .zip(batch.columns().par_iter())
            .map(|(profile, column)| profile.look(column))
            .collect();
        looked.map_err(|error| fault(&error, rows))?.into_iter().collect::<Result<()>>()?;
        let_go(&mut profiles, most_kept);
        Ok(())
    })?;
    if seen == 0 {
        return Err(Error::new(ErrorCode::Format, "the file holds no patient")
            .file(rows.files.join(", "))
            .expected("at least one row below the header"));
    }
    let kept: Vec<Kept> = profiles.iter_mut().map(|profile| std::mem::take(&mut profile.kept)).collect();
    let (profiles, of_reasons) = profiles.split_at(rows.columns.len());
    let mut of_reasons = of_reasons.iter();
    let marked = |name: &str| declared.iter().any(|declared| declared.name == name && !declared.marks.silent());
    // A file that writes fractions of other lengths does not use the same mark for thousands.
    let refuted =
        rows.columns.iter().zip(profiles).any(|(column, profile)| profile.ambiguity.refuted && !marked(&column.name));
    let variables = rows.columns.iter().zip(profiles).zip(&kinds).map(|((column, profile), kind)| {
        let declared = declared.iter().find(|declared| declared.name == column.name);
        if declared.is_some_and(|declared| !declared.marks.silent()) {
            marks::refuse(profile, rows, &column.name)?;
        }
        let mut variable = inference::infer(column, profile, rows, declared)?;
        if let Some(reasons) = column.missing_reasons.as_ref().and_then(|_| of_reasons.next()) {
            variable.notes.extend(inference::reasons(reasons, column));
        }
        if cells::length_of_time(kind) {
            inference::length_of_time(&mut variable, kind, declared);
        }
        if !refuted && !marked(&column.name) && variable.reads_numbers() {
            variable.notes.extend(profile.ambiguity.note(rows));
        }
        Ok(variable)
    });
    let variables: Vec<Variable> = variables.collect::<Result<_>>()?;
    let repeats = variables.iter().zip(profiles).filter(|(variable, _)| variable.role == Role::Identifier);
    let repeats = repeats.filter_map(|(variable, profile)| identifier::repeats(&variable.name, profile));
    let notes = rows.notes.iter().cloned().chain(repeats).collect();
    let names = rows.columns.iter().map(|column| &column.name);
    let kept = names.zip(kept).filter_map(|(name, kept)| Some((name.clone(), kept.cells()?)));
    Ok((Dictionary { variables, rows: seen as u64, notes }, kept.collect()))
}

/// Lets the largest columns go until the others have room.
fn let_go(profiles: &mut [Profile], room: usize) {
    let size = |profiles: &[Profile]| profiles.iter().map(|profile| profile.kept.size()).sum::<usize>();
    while size(profiles) > room {
        // Of equal ones the last.
        let Some(largest) = profiles.iter_mut().max_by_key(|profile| profile.kept.size()) else { return };
        largest.kept.give_up();
    }
}
