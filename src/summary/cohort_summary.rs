//! Everything that a comparison of groups needs to know of a cohort: one summary a variable, no patient.

use super::{ContingencyTable, ValueCounts};
use crate::study::VariableKind;

/// The groups that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupingSummary {
    /// Variable that tells the groups.
    pub variable: String,
    /// Name for readers.
    pub label: String,
    /// Names of the groups, in the order of the columns of every summary.
    pub levels: Vec<String>,
    /// Patients per group.
    pub sizes: Vec<u64>,
    /// Patients whose group is missing; they are in no summary.
    pub missing: u64,
}

/// What is known of one variable.
#[derive(Debug, Clone, PartialEq)]
pub struct VariableSummary {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit of measurement.
    pub unit: Option<String>,
    /// Kind.
    pub kind: VariableKind,
    /// Its values.
    pub data: VariableData,
    /// What the reader of the file had to decide or drop, in sentences.
    pub notes: Vec<String>,
}

impl VariableSummary {
    /// The variable with its missing values as a last level; `None` for numbers, and where none is missing.
    pub fn with_missing_level(&self) -> Option<VariableSummary> {
        let VariableData::Levels { names, table, missing } = &self.data else { return None };
        if missing.iter().all(|n| *n == 0) {
            return None;
        }
        let rows = table.to_rows().into_iter().chain([missing.clone()]).collect();
        let data = VariableData::Levels {
            names: names.iter().cloned().chain(["Missing".to_string()]).collect(),
            table: ContingencyTable::new(rows).ok()?,
            missing: vec![0; missing.len()],
        };
        // Whether a value is known has no place in an order of levels.
        Some(VariableSummary { kind: VariableKind::Nominal, data, ..self.clone() })
    }
}

/// Values of a variable by group.
#[derive(Debug, Clone, PartialEq)]
pub enum VariableData {
    /// Numbers.
    Values(ValueCounts),
    /// Levels, in their order.
    Levels {
        /// Names of the levels: the rows of the table.
        names: Vec<String>,
        /// Patients by level and group.
        table: ContingencyTable,
        /// Patients per group whose level is missing.
        missing: Vec<u64>,
    },
}

impl VariableData {
    /// Patients of a group whose value is known.
    pub fn n(&self, group: usize) -> u64 {
        match self {
            VariableData::Values(values) => values.n(group),
            VariableData::Levels { table, .. } => (0..table.rows()).map(|level| table.get(level, group)).sum(),
        }
    }

    /// Patients of a group whose value is missing.
    pub fn missing(&self, group: usize) -> u64 {
        match self {
            VariableData::Values(values) => values.missing(group),
            VariableData::Levels { missing, .. } => missing.get(group).copied().unwrap_or(0),
        }
    }
}

/// A cohort as counts: the groups and one summary a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortSummary {
    /// The groups.
    pub grouping: GroupingSummary,
    /// The variables, in the order of the data.
    pub variables: Vec<VariableSummary>,
}
