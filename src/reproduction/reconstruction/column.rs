//! One variable: the printed cells about it, and the column of values that prints them again.

use super::groups::Population;
use super::{CellAt, LeftOut, Limit, counts, numbers};
use crate::analysis::random::SplitMix64;
use crate::reproduction::comparison::{Comparison, GroupValues, ReadTable, Value};
use crate::reproduction::decimal::Decimal;
use crate::reproduction::row_data::is_missing_level;
use crate::summary::QuantileType;

/// A column of the synthetic rows.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntheticColumn {
    /// Header: the label as first printed, a number behind it where two would be equal.
    pub name: String,
    /// Unit, where the label prints one.
    pub unit: Option<String>,
    /// What the cells are.
    pub kind: ColumnKind,
    /// One cell a patient.
    pub cells: Vec<Cell>,
}

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// Groups, in the order of the printed columns.
    Grouping(Vec<String>),
    /// Levels, in printed order; `no` and `yes` where one count per group is printed.
    Levels(Vec<String>),
    /// Numbers with so many decimals.
    Numbers {
        /// Decimals.
        decimals: u32,
    },
}

/// A cell of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Missing.
    Blank,
    /// Position of the level.
    Level(usize),
    /// A number in units of the last decimal.
    Units(i64),
}

impl SyntheticColumn {
    /// The cell of a patient as text; empty where it is missing, and where the level is one of missing values.
    pub fn text(&self, patient: usize) -> String {
        match (self.cells.get(patient), &self.kind) {
            (Some(Cell::Level(level)), ColumnKind::Grouping(levels)) => levels.get(*level).cloned().unwrap_or_default(),
            // Who is counted under “Missing” has no level.
            (Some(Cell::Level(level)), ColumnKind::Levels(levels)) => {
                levels.get(*level).filter(|name| !is_missing_level(name)).cloned().unwrap_or_default()
            }
            (Some(Cell::Units(units)), ColumnKind::Numbers { decimals }) => {
                Decimal { digits: (*units).into(), decimals: *decimals, negative: *units < 0 }.to_string()
            }
            _ => String::new(),
        }
    }
}

/// A printed cell and the patients that it is about.
#[derive(Debug, Clone)]
pub(super) struct PrintedValue {
    pub(super) at: CellAt,
    /// Sorted.
    pub(super) patients: Vec<usize>,
    pub(super) value: Value,
    pub(super) n_used: u64,
}

impl PrintedValue {
    /// Whether all patients of another cell are among those of this one.
    pub(super) fn covers(&self, other: &PrintedValue) -> bool {
        other.patients.iter().all(|patient| self.patients.binary_search(patient).is_ok())
    }

    pub(super) fn meets(&self, other: &PrintedValue) -> bool {
        other.patients.iter().any(|patient| self.patients.binary_search(patient).is_ok())
    }

    pub(super) fn left_out(&self, reason: impl Into<String>) -> LeftOut {
        LeftOut { at: self.at.clone(), reason: reason.into() }
    }
}

/// A row of a table with the patients of its cells.
pub(super) struct PrintedRow {
    name: String,
    unit: Option<String>,
    /// Names of the levels; `None` for numbers.
    levels: Option<Vec<String>>,
    values: Vec<PrintedValue>,
}

impl PrintedRow {
    /// The cells of a row that say something about patients whose number is known; what is unreadable is left out.
    pub(super) fn new(
        table: &ReadTable,
        comparison: &Comparison,
        population: &Population,
        left_out: &mut Vec<LeftOut>,
    ) -> PrintedRow {
        let unit = comparison.unit.as_ref().map_or_else(String::new, |unit| format!(" ({unit})"));
        let name = match &comparison.level {
            Some(level) => format!("{}: {level}", comparison.name.trim()),
            None => format!("{}{unit}", comparison.name.trim()),
        };
        let mut values = Vec::new();
        let groups = table.groups.iter().zip(&comparison.groups).map(|(column, group)| {
            let patients = population.of_column(column);
            (column.label.clone(), patients, group)
        });
        let overall = table.overall.as_ref().zip(comparison.overall.as_ref());
        let overall = overall.map(|(column, group)| (column.label.clone(), population.overall(table), group));
        for (label, patients, group) in groups.chain(overall) {
            let at = place(table, comparison, label, group);
            match usable(group, patients) {
                Ok(Some((patients, n_used))) => {
                    values.push(PrintedValue { at, patients, value: group.value.clone(), n_used });
                }
                Ok(None) => {}
                Err(reason) => left_out.push(LeftOut { at, reason }),
            }
        }
        left_out.extend(values.iter().filter_map(|printed| percentages(printed, &comparison.groups)));
        let counts = values.iter().find_map(|printed| printed.value.counts());
        let levels = counts.map(|counts| match counts.len() {
            1 => vec!["no".to_string(), "yes".to_string()],
            _ => (0..counts.len())
                .map(|i| comparison.levels.get(i).cloned().unwrap_or_else(|| format!("level {}", i + 1)))
                .collect(),
        });
        PrintedRow { name, unit: comparison.unit.clone(), levels, values }
    }
}

fn place(table: &ReadTable, comparison: &Comparison, group: String, values: &GroupValues) -> CellAt {
    let cells: Vec<&str> = values.cells.iter().map(|cell| cell.text.as_str()).collect();
    CellAt {
        table: table.id.clone(),
        line: comparison.line,
        variable: match &comparison.level {
            Some(level) => format!("{}: {level}", comparison.label),
            None => comparison.label.clone(),
        },
        group,
        cell: cells.join("; "),
        column: String::new(),
    }
}

/// Patients and number of known values of a cell; `None` where nothing is printed, or why it says nothing.
fn usable(group: &GroupValues, patients: Result<Vec<usize>, String>) -> Result<Option<(Vec<usize>, u64)>, String> {
    match group.value {
        Value::Missing => return Ok(None),
        Value::Number(_) => return Err("nothing says what the number is".into()),
        _ => {}
    }
    let patients = patients?;
    let n_used = group.n_used.unwrap_or(patients.len() as u64);
    if n_used > patients.len() as u64 {
        return Err(format!("it counts {n_used} patients in a group of {}", patients.len()));
    }
    Ok(Some((patients, n_used)))
}

/// Percentages that are not those of their counts: of the known patients, of the group, or of the level in all groups.
fn percentages(printed: &PrintedValue, groups: &[GroupValues]) -> Option<LeftOut> {
    let of = |n: u64, count: u64| 100.0 * count as f64 / n as f64;
    let in_row = |index: usize| {
        let count = |group: &GroupValues| group.value.counts().and_then(|counts| Some(counts.get(index)?.count));
        groups.iter().filter_map(count).fold(0, u64::saturating_add)
    };
    let wrong = printed.value.counts()?.iter().enumerate().find_map(|(index, level)| {
        let percent = level.percent.filter(|_| printed.n_used > 0)?;
        let sizes = [printed.n_used, printed.patients.len() as u64, in_row(index)];
        let near = sizes.iter().any(|n| (of(*n, level.count) - percent.value()).abs() <= 2.0 * percent.half_unit());
        (!near).then_some((level.count, percent))
    });
    let (count, percent) = wrong?;
    let n = printed.n_used;
    Some(printed.left_out(format!("the count is kept; {count} of {n} are {:.1} %, not {percent} %", of(n, count))))
}

/// The rows of all tables about one variable.
pub(super) struct Variable {
    pub(super) key: String,
    pub(super) name: String,
    unit: Option<String>,
    levels: Option<Vec<String>>,
    /// Whether values are declared to be whole numbers, or not to be.
    pub(super) integer: Option<bool>,
    pub(super) values: Vec<PrintedValue>,
    /// Ranges that the text prints.
    pub(super) limits: Vec<Limit>,
}

/// What became of a variable.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) column: Option<SyntheticColumn>,
    pub(super) kept: Vec<CellAt>,
    pub(super) left_out: Vec<LeftOut>,
}

impl Variable {
    pub(super) fn new(key: String, row: PrintedRow, integer: Option<bool>) -> Variable {
        let PrintedRow { name, unit, levels, values } = row;
        Variable { key, name, unit, levels, integer, values, limits: Vec::new() }
    }

    /// Whether a row can be about this variable: of another table, with numbers in the same unit, or the same levels.
    pub(super) fn accepts(&self, row: &PrintedRow) -> bool {
        let within = |table: &str| self.values.iter().any(|printed| printed.at.table == table);
        if row.values.iter().any(|printed| within(&printed.at.table)) {
            return false;
        }
        let lower = |levels: &[String]| levels.iter().map(|level| level.to_lowercase()).collect::<Vec<_>>();
        match (&self.levels, &row.levels) {
            (None, None) => self.unit.is_none() || row.unit.is_none() || self.unit == row.unit,
            (Some(a), Some(b)) => lower(a) == lower(b),
            _ => false,
        }
    }

    pub(super) fn add(&mut self, row: PrintedRow) {
        self.unit = self.unit.take().or(row.unit);
        self.values.extend(row.values);
    }

    /// Draws the column.
    pub(super) fn draw(&mut self, population: &Population, seed: u64, quantiles: QuantileType) -> Drawn {
        let mut random = SplitMix64::named(seed, &self.name);
        let mut drawn = Drawn::default();
        self.values.iter_mut().for_each(|printed| printed.at.column = self.name.clone());
        let values = self.comparable(&mut drawn);
        if values.is_empty() {
            return drawn;
        }
        let (kind, cells) = match &self.levels {
            Some(levels) => {
                let cells = counts::draw(&values, levels.len(), population.patients, &mut random, &mut drawn);
                (ColumnKind::Levels(levels.clone()), cells)
            }
            None => {
                let (decimals, cells) =
                    numbers::draw(self, &values, population.patients, quantiles, &mut random, &mut drawn);
                (ColumnKind::Numbers { decimals }, cells)
            }
        };
        if cells.iter().any(|cell| *cell != Cell::Blank) {
            let (name, unit) = (self.name.clone(), self.unit.clone());
            drawn.column = Some(SyntheticColumn { name, unit, kind, cells });
        }
        drawn
    }

    /// The cells of which any two are about one group, nested groups or groups without common patients; parts first.
    fn comparable(&self, drawn: &mut Drawn) -> Vec<PrintedValue> {
        let mut values: Vec<PrintedValue> = Vec::new();
        for printed in &self.values {
            let same = values.iter().find(|other| other.patients == printed.patients);
            let crossing =
                values.iter().find(|other| other.meets(printed) && !other.covers(printed) && !printed.covers(other));
            match (same, crossing) {
                (Some(other), _) if other.value == printed.value && other.n_used == printed.n_used => {
                    drawn.kept.push(printed.at.clone());
                }
                (Some(other), _) => {
                    let reason = format!("{} prints “{}” for the same group", other.at.table, other.at.cell);
                    drawn.left_out.push(printed.left_out(reason));
                }
                (None, Some(other)) => {
                    let reason = format!("its group crosses “{}” of {}", other.at.group, other.at.table);
                    drawn.left_out.push(printed.left_out(reason));
                }
                (None, None) => values.push(printed.clone()),
            }
        }
        values.sort_by_key(|printed| printed.patients.len());
        values
    }
}
