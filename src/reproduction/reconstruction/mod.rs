//! Synthetic patient rows that print a study's tables again.
//!
//! The printed figures of a table do not determine its patients. [`reconstruct`] draws some that agree with them: counts
//! exactly, means, standard deviations, medians, quartiles and extremes to the printed digit, blanks where a row counts
//! fewer patients than its group has. Rows of several tables about one variable are one column, and groups nest as the
//! study declares. Nothing beyond the printed cells is meant: variables are drawn independently within their groups, so
//! that relations between variables are not those of the patients.

mod column;
mod counts;
mod groups;
mod median;
mod moments;
mod numbers;
mod sample;

pub use column::{Cell, ColumnKind, SyntheticColumn};

use super::comparison::ReadTable;
use super::identity;
use super::reading::{read_statement, read_table};
use crate::error::Result;
use crate::study::Study;
use crate::summary::QuantileType;
use column::PrintedRow;
use groups::Population;

/// How to reconstruct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Seed of the random numbers.
    pub seed: u64,
    /// Rule of quartiles; without one the rule of the software that the study names: type 6 for SPSS and Minitab,
    /// type 2 for SAS and Stata, else type 7.
    pub quantiles: Option<QuantileType>,
}

/// Synthetic patients.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconstruction {
    /// Number of patients.
    pub patients: usize,
    /// Columns that tell the groups, then the variables in printed order; each with one cell a patient.
    pub columns: Vec<SyntheticColumn>,
    /// Rule that the quartiles follow.
    pub quantiles: QuantileType,
    /// Printed cells that the rows print again.
    pub kept: Vec<CellAt>,
    /// What the rows do not print, in printed order, and why.
    pub left_out: Vec<LeftOut>,
}

/// A printed cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellAt {
    /// Table id.
    pub table: String,
    /// Line of the table's file.
    pub line: usize,
    /// Row label as printed.
    pub variable: String,
    /// Label of the group.
    pub group: String,
    /// Cell as printed; several levels are joined with "; ".
    pub cell: String,
    /// Column of the rows that holds the variable.
    pub column: String,
}

/// Something printed that the rows do not print again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it is printed.
    pub at: CellAt,
    /// Why it is left out, one phrase.
    pub reason: String,
}

/// Draws patients that agree with the printed tables of a study.
///
/// Where the cell of a whole contradicts those of its parts the parts stay; of two different cells about one group the
/// first one stays. The same study, seed and version give the same rows.
///
/// # Errors
/// A table or statement that cannot be read; a study in which no group has a size.
pub fn reconstruct(study: &Study, options: &Options) -> Result<Reconstruction> {
    let declared = |id: &str| study.table_declarations.iter().find(|declaration| declaration.id == id);
    let tables: Vec<ReadTable> =
        study.tables.iter().map(|table| read_table(study, table, declared(&table.id), None)).collect::<Result<_>>()?;
    let population = Population::new(study, &tables)?;
    let quantiles = options.quantiles.unwrap_or_else(|| software_rule(study));
    let mut left_out = Vec::new();
    let mut columns = population.columns();
    let mut kept = Vec::new();
    let limits = limits(study, &population)?;
    for mut variable in variables(study, &tables, &population, &mut left_out) {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        variable.name = unused(&variable.name, &names);
        variable.limits = limits.iter().filter(|limit| limit.key == variable.key).cloned().collect();
        let drawn = variable.draw(&population, options.seed, quantiles);
        kept.extend(drawn.kept);
        left_out.extend(drawn.left_out);
        columns.extend(drawn.column);
    }
    let order = |at: &CellAt| (study.tables.iter().position(|table| table.id == at.table), at.line);
    left_out.sort_by_key(|left| order(&left.at));
    kept.sort_by_key(order);
    Ok(Reconstruction { patients: population.patients, columns, quantiles, kept, left_out })
}

/// The rule of quartiles of the software that the study names.
fn software_rule(study: &Study) -> QuantileType {
    let software = study.methods.software.clone().unwrap_or_default().to_lowercase();
    if ["spss", "minitab"].iter().any(|name| software.contains(name)) {
        QuantileType::Type6
    } else if ["sas", "stata"].iter().any(|name| software.contains(name)) {
        QuantileType::Type2
    } else {
        QuantileType::Type7
    }
}

/// A range that the running text prints for a group.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub(super) key: String,
    pub(super) patients: Vec<usize>,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) at: CellAt,
}

fn limits(study: &Study, population: &Population) -> Result<Vec<Limit>> {
    let mut limits = Vec::new();
    for index in 0..study.statements.len() {
        let statement = read_statement(study, index)?;
        for (id, low, high) in &statement.ranges {
            let Some(patients) = population.of_id(id) else { continue };
            let label = study.groups.iter().find(|group| group.id == *id).map_or(id, |group| &group.label);
            let name = &statement.comparison.label;
            limits.push(Limit {
                key: identity::key(study, name).text,
                patients,
                low: low.value(),
                high: high.value(),
                at: CellAt {
                    table: "text".into(),
                    line: 0,
                    variable: name.clone(),
                    group: label.clone(),
                    cell: format!("range {low} to {high}"),
                    column: String::new(),
                },
            });
        }
    }
    Ok(limits)
}

/// The variables of all tables: rows about the same one together, in the order in which they are first printed.
fn variables(
    study: &Study,
    tables: &[ReadTable],
    population: &Population,
    left_out: &mut Vec<LeftOut>,
) -> Vec<column::Variable> {
    let mut variables: Vec<column::Variable> = Vec::new();
    for table in tables {
        for comparison in &table.comparisons {
            let mut key = identity::key(study, &comparison.name).text;
            let declared = study.variables.iter().find(|declared| {
                identity::key(study, &declared.name).text == key
                    && (declared.tables.is_empty() || declared.tables.contains(&table.id))
            });
            if let Some(level) = &comparison.level {
                key = format!("{key}: {}", level.to_lowercase());
            }
            let row = PrintedRow::new(table, comparison, population, left_out);
            let same = variables.iter_mut().find(|variable| variable.key == key && variable.accepts(&row));
            match same {
                Some(variable) => variable.add(row),
                None => variables.push(column::Variable::new(key, row, declared.and_then(|d| d.integer))),
            }
        }
    }
    variables
}

/// The name, with a number behind it where it is taken.
fn unused(name: &str, taken: &[&str]) -> String {
    let same = |candidate: &str| taken.iter().any(|other| other.eq_ignore_ascii_case(candidate));
    if !same(name) {
        return name.to_string();
    }
    (2..).map(|k| format!("{name} [{k}]")).find(|candidate| !same(candidate)).unwrap_or_default()
}
