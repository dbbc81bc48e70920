//! Which group every patient is in.

use crate::cohort::{MISSING_LEVEL, Variable, each_batch, in_memory, levels, levels_in_memory};
use crate::error::Result;
use crate::loaders::patients::PatientRows;

/// Group of a patient whose group is missing.
pub(super) const NO_GROUP: u16 = u16::MAX;

/// The patients by the combinations of levels of some variables, the last running fastest. Few variables tell groups,
/// and each has few levels: their combinations are numbered in sixteen bits.
pub(super) struct GroupOf {
    /// Of every patient, in the order of the rows.
    pub groups: Vec<u16>,
    /// Patients of every group.
    pub sizes: Vec<u64>,
    /// Patients without a level of the last variable, by the levels of the others.
    pub missing: Vec<u64>,
}

impl GroupOf {
    /// Reads the variables. Without one all patients are one group.
    ///
    /// # Errors
    /// A cell that is no level; a file that cannot be read to its end.
    pub(super) fn read(rows: &PatientRows, by: &[&Variable], patients: u64) -> Result<GroupOf> {
        let levels_of = |by: &[&Variable]| by.iter().map(|by| by.levels.len()).product::<usize>();
        let outer = by.split_last().map_or(1, |(_, others)| levels_of(others));
        let mut found = GroupOf {
            groups: Vec::with_capacity(patients as usize),
            sizes: vec![0; levels_of(by)],
            missing: vec![0; outer],
        };
        if let Some(columns) = by.iter().map(|by| in_memory(rows, by)).collect::<Option<Vec<_>>>() {
            if columns.is_empty() {
                found.groups.resize(patients as usize, 0);
                found.sizes = vec![patients];
                return Ok(found);
            }
            let told = columns
                .iter()
                .zip(by)
                .map(|(column, by)| levels_in_memory(column, 0..patients as usize, by, rows))
                .collect::<Result<Vec<_>>>()?;
            found.add(&told, by);
            return Ok(found);
        }
        let names: Vec<String> = by.iter().map(|by| by.name.clone()).collect();
        each_batch(rows, &names, |batch, first| {
            let columns = batch.columns().iter().zip(by);
            let told = columns.map(|(column, by)| levels(column, by, rows, first)).collect::<Result<Vec<_>>>()?;
            found.add(&told, by);
            Ok(())
        })?;
        Ok(found)
    }

    /// Adds patients whose levels are given, variable by variable.
    fn add(&mut self, told: &[Vec<u32>], by: &[&Variable]) {
        for i in 0..told.first().map_or(0, Vec::len) {
            let group = combination(i, told, by);
            if let Some(size) = group.and_then(|group| self.sizes.get_mut(group)) {
                *size += 1;
            } else if let Some((_, others)) = told.split_last() {
                // The last variable is missing, or another: then this patient is nowhere.
                let outer = combination(i, others, by);
                outer.and_then(|outer| self.missing.get_mut(outer)).into_iter().for_each(|n| *n += 1);
            }
            self.groups.push(group.and_then(|group| u16::try_from(group).ok()).unwrap_or(NO_GROUP));
        }
    }
}

/// The combination of levels of a patient; `None` when one of them is missing.
fn combination(i: usize, told: &[Vec<u32>], by: &[&Variable]) -> Option<usize> {
    let mut group = 0;
    for (levels, by) in told.iter().zip(by) {
        let level = levels.get(i).filter(|level| **level != MISSING_LEVEL)?;
        group = group * by.levels.len() + *level as usize;
    }
    Some(group)
}
