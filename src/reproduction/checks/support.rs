//! What the checks share: walking the rows, naming groups, building findings.

use serde_json::{Map, Value as Json};

use super::Context;
use crate::reproduction::comparison::{Comparison, GroupColumn, GroupValues, ReadTable, Value};
use crate::reproduction::decimal::{Decimal, Interval, Rounding};
use crate::reproduction::identity::{Key, key};
use crate::results::reproduction::{CellPlace, Finding, Repair, RowResult, Severity};
use crate::study::Study;

/// A row with its table and its results.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) table: &'a ReadTable,
    pub(super) comparison: &'a Comparison,
    pub(super) result: &'a RowResult,
}

/// One group's values somewhere in the paper.
#[derive(Clone)]
pub(super) struct Stated<'a> {
    pub(super) key: Key,
    pub(super) group: String,
    /// "Table 2, Age (years)" or "the text, Age".
    pub(super) source: String,
    /// A row of a table; `None` for the text.
    pub(super) row: Option<Row<'a>>,
    pub(super) comparison: &'a Comparison,
    pub(super) values: &'a GroupValues,
    pub(super) place: Option<CellPlace>,
}

impl<'a> Stated<'a> {
    /// The values of one column of a row; the group goes by the label of the column.
    pub(super) fn of_column(study: &Study, row: Row<'a>, column: &GroupColumn, values: &'a GroupValues) -> Self {
        Stated {
            key: key(study, &row.comparison.label),
            group: column.label.clone(),
            source: format!("{}, {}", row.table.label, row.comparison.label),
            row: Some(row),
            comparison: row.comparison,
            values,
            place: values.cells.first().map(|cell| place(row.table, cell.line, cell.column)),
        }
    }
}

impl<'a> Context<'a> {
    /// Every row of every table.
    pub(super) fn all_rows(&self) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let comparisons = self.tables.iter().flat_map(|table| table.comparisons.iter().map(move |row| (table, row)));
        comparisons.zip(self.rows).map(|((table, comparison), result)| Row { table, comparison, result })
    }

    /// Every value that is given for a declared group, in tables and text.
    pub(super) fn stated(&self) -> Vec<Stated<'a>> {
        let mut all = Vec::new();
        for row in self.all_rows() {
            let columns = row.table.groups.iter().zip(&row.comparison.groups);
            let overall = row.table.overall.iter().zip(&row.comparison.overall);
            for (column, values) in columns.chain(overall) {
                let Some(group) = column.id.clone() else { continue };
                all.push(Stated { group, ..Stated::of_column(self.study, row, column, values) });
            }
        }
        for statement in self.statements {
            for (group, values) in statement.group_ids.iter().zip(&statement.comparison.groups) {
                all.push(Stated {
                    key: key(self.study, &statement.comparison.label),
                    group: group.clone(),
                    source: format!("the text, {}", statement.comparison.label),
                    row: None,
                    comparison: &statement.comparison,
                    values,
                    place: None,
                });
            }
        }
        all
    }

    /// Label of a declared group.
    pub(super) fn label(&self, id: &str) -> String {
        self.study.groups.iter().find(|group| group.id == id).map_or(id.to_string(), |group| group.label.clone())
    }

    /// Every way in which a declared group divides into parts.
    pub(super) fn partitions(&self) -> impl Iterator<Item = (&'a str, &'a [String])> + use<'a> {
        let groups = self.study.groups.iter();
        groups.flat_map(|group| group.partitions.iter().map(move |parts| (group.id.as_str(), parts.as_slice())))
    }
}

pub(super) fn place(table: &ReadTable, line: usize, column: usize) -> CellPlace {
    CellPlace { table: table.id.clone(), line, column }
}

/// Places of all cells of a row's groups.
pub(super) fn places(row: Row<'_>) -> Vec<CellPlace> {
    row.comparison
        .groups
        .iter()
        .flat_map(|group| &group.cells)
        .map(|cell| place(row.table, cell.line, cell.column))
        .collect()
}

/// Place of a row's P.
pub(super) fn place_of_p(row: Row<'_>) -> Vec<CellPlace> {
    let column =
        row.table.columns.iter().position(|column| column.role == crate::reproduction::comparison::ColumnRole::P);
    column.map(|column| place(row.table, row.comparison.line, column)).into_iter().collect()
}

/// Name of a method, for messages.
pub(super) fn method_name(id: &str) -> &str {
    crate::analysis::method(id).map_or(id, |method| method.name)
}

/// A finding without place.
pub(super) fn finding(code: &'static str, severity: Severity, message: impl Into<String>) -> Finding {
    Finding {
        code,
        severity,
        table: None,
        variable: None,
        group: None,
        message: message.into(),
        evidence: Map::new(),
        repair: None,
        places: Vec::new(),
    }
}

/// A finding about a row.
pub(super) fn of_row(code: &'static str, severity: Severity, row: Row<'_>, message: impl Into<String>) -> Finding {
    finding(code, severity, message).table(&row.table.id).variable(&row.comparison.label)
}

impl Finding {
    pub(super) fn table(mut self, table: &str) -> Self {
        self.table = Some(table.to_string());
        self
    }

    pub(super) fn variable(mut self, variable: &str) -> Self {
        self.variable = Some(variable.to_string());
        self
    }

    pub(super) fn group(mut self, group: &str) -> Self {
        self.group = Some(group.to_string());
        self
    }

    pub(super) fn evidence(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.evidence.insert(name.to_string(), value.into());
        self
    }

    pub(super) fn repair(mut self, kind: &'static str, change: impl Into<String>, explains: Vec<String>) -> Self {
        self.repair = Some(Repair { kind, change: change.into(), explains, place: self.places.first().cloned() });
        self
    }

    pub(super) fn places(mut self, places: impl IntoIterator<Item = CellPlace>) -> Self {
        self.places.extend(places);
        self
    }
}

/// The median of a value with what it stands for.
pub(super) fn median(value: &Value) -> Option<Decimal> {
    match value {
        Value::MedianIqr { median, .. } | Value::MedianQuartiles { median, .. } | Value::MedianRange { median, .. } => {
            Some(*median)
        }
        _ => None,
    }
}

/// Everything that a printed number can stand for, rounded or cut off.
pub(super) fn generous(number: Decimal) -> Interval {
    let (near, cut) = (number.interval(Rounding::Nearest), number.interval(Rounding::Truncated));
    Interval { low: near.low.min(cut.low), high: near.high.max(cut.high) }
}
