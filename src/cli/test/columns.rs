//! Two columns of a file: a value and the group that it belongs to.

use std::path::Path;

use retrocohort::analysis::calculation::Data;
use retrocohort::loaders;
use retrocohort::study::PrintedRow;
use retrocohort::summary::ContingencyTable;
use retrocohort::{Error, ErrorCode, Result};

use super::input::{Input, is_missing, number, value_counts};

/// How a column of values is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Levels without an order.
    Nominal,
    /// Numbers, or levels whose order is given.
    Ordered,
    /// Numbers.
    Numbers,
}

/// Columns of a file, as text.
pub struct Columns {
    file: String,
    value: String,
    by: String,
    /// Line, value and group.
    rows: Vec<(usize, String, String)>,
}

impl Columns {
    /// Reads the columns `value` and `by` of the only table in a file.
    pub fn read(path: &str, value: &str, by: &str) -> Result<Columns> {
        let study = loaders::load(Path::new(path))?;
        let [table] = study.tables.as_slice() else {
            return Err(Error::new(ErrorCode::Format, "the file holds more than one table")
                .file(path)
                .found(format!("{} tables", study.tables.len()))
                .hint("save the sheet that is meant as CSV"));
        };
        let Some((header, rows)) = table.rows.split_first() else {
            return Err(Error::new(ErrorCode::Table, "the file holds no row").file(path));
        };
        let (value_at, by_at) = (column(header, value, path)?, column(header, by, path)?);
        let cell = |row: &PrintedRow, at: usize| row.cells.get(at).map_or("", |cell| cell.trim()).to_string();
        let rows = rows.iter().map(|row| (row.line, cell(row, value_at), cell(row, by_at))).collect();
        Ok(Columns { file: path.to_string(), value: value.to_string(), by: by.to_string(), rows })
    }

    /// The values as numbers by group, or the levels by group. `levels` and `groups` give an order, and leave out what
    /// they do not name.
    pub fn input(&self, scale: Scale, levels: &[String], groups: &[String]) -> Result<Input> {
        let groups = self.named(groups, &self.by, |(_, _, group)| group)?;
        let numeric =
            levels.is_empty() && self.rows.iter().all(|(_, value, _)| is_missing(value) || number(value).is_some());
        let (data, levels, missing) = match scale {
            Scale::Numbers => self.numbers(&groups)?,
            Scale::Ordered if numeric => self.numbers(&groups)?,
            Scale::Ordered if levels.is_empty() => {
                // A number among them says that the column is of numbers, and which cell is none.
                let any = self.rows.iter().any(|(_, value, _)| number(value).is_some());
                return Err(if any {
                    self.numbers(&groups).err().unwrap_or_else(|| self.no_order())
                } else {
                    self.no_order()
                });
            }
            Scale::Ordered | Scale::Nominal => {
                let levels = self.named(levels, &self.value, |(_, value, _)| value)?;
                let (table, missing) = self.counts(&levels, &groups)?;
                let data = if scale == Scale::Ordered { Data::Ordered(table) } else { Data::Counts(table) };
                (data, levels, missing)
            }
        };
        let notes = self.notes(&levels, &groups);
        Ok(Input { data, levels, missing, notes, groups, file: Some(self.file_name()) })
    }

    fn numbers(&self, groups: &[String]) -> Result<(Data, Vec<String>, Vec<u64>)> {
        let mut values = vec![Vec::new(); groups.len()];
        let mut missing = vec![0; groups.len()];
        for (line, value, group) in &self.rows {
            let Some(at) = groups.iter().position(|name| name == group) else { continue };
            if is_missing(value) {
                missing[at] += 1;
                continue;
            }
            values[at].push(number(value).ok_or_else(|| self.no_number(*line, value))?);
        }
        Ok((Data::Values(value_counts(&values)?), Vec::new(), missing))
    }

    fn counts(&self, levels: &[String], groups: &[String]) -> Result<(ContingencyTable, Vec<u64>)> {
        let mut counts = vec![vec![0_u64; groups.len()]; levels.len()];
        let mut missing = vec![0; groups.len()];
        for (_, value, group) in &self.rows {
            let Some(at) = groups.iter().position(|name| name == group) else { continue };
            if is_missing(value) {
                missing[at] += 1;
            } else if let Some(level) = levels.iter().position(|name| name == value) {
                counts[level][at] += 1;
            }
        }
        let table = ContingencyTable::new(counts).map_err(|error| self.fault(error.to_string()).column(&self.value))?;
        Ok((table, missing))
    }

    /// The names that occur in a column, by number or by letter; or those that are asked for, which must occur.
    fn named(
        &self,
        wanted: &[String],
        column: &str,
        cell: fn(&(usize, String, String)) -> &String,
    ) -> Result<Vec<String>> {
        let mut found: Vec<String> = self.rows.iter().map(cell).filter(|name| !is_missing(name)).cloned().collect();
        found.sort();
        found.dedup();
        if found.iter().all(|name| number(name).is_some()) {
            found.sort_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(std::cmp::Ordering::Equal));
        }
        if found.is_empty() {
            return Err(self.fault("the column holds nothing").column(column).expected("a value in at least one row"));
        }
        if let Some(unknown) = wanted.iter().find(|name| !found.contains(name)) {
            return Err(self
                .fault("the column holds no such value")
                .column(column)
                .found(unknown)
                .expected(shortened(&found)));
        }
        Ok(if wanted.is_empty() { found } else { wanted.to_vec() })
    }

    /// What is left out, and how often.
    fn notes(&self, levels: &[String], groups: &[String]) -> Vec<String> {
        let count = |left_out: &dyn Fn(&str, &str) -> bool| {
            self.rows.iter().filter(|(_, value, group)| left_out(value, group)).count()
        };
        let grouped = |group: &str| groups.iter().any(|name| name == group);
        let ungrouped = count(&|_, group| is_missing(group));
        let of_others = count(&|_, group| !is_missing(group) && !grouped(group));
        let unnamed = count(&|value, group| {
            grouped(group) && !levels.is_empty() && !is_missing(value) && !levels.iter().any(|name| name == value)
        });
        let all = [
            (ungrouped, format!("rows left out for want of a value of “{}”", self.by)),
            (of_others, "rows of other groups left out".to_string()),
            (unnamed, "rows of other levels left out".to_string()),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).map(|(count, text)| format!("{text}: {count}")).collect()
    }

    fn file_name(&self) -> String {
        Path::new(&self.file).file_name().map_or(self.file.clone(), |name| name.to_string_lossy().into_owned())
    }

    fn fault(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorCode::Cell, message).file(&self.file)
    }

    fn no_number(&self, line: usize, value: &str) -> Error {
        let comma = value.replace(',', ".").parse::<f64>().is_ok();
        let hint = if comma {
            "write decimals with a point"
        } else {
            "leave the cell empty, or write NA, where a value is missing; levels are for tests of counts"
        };
        self.fault("the value is no number").row(line).column(&self.value).found(value).expected("a number").hint(hint)
    }

    fn no_order(&self) -> Error {
        self.fault("the test needs an order of the levels")
            .column(&self.value)
            .found(
                self.rows
                    .iter()
                    .map(|(_, value, _)| value)
                    .find(|value| !is_missing(value))
                    .cloned()
                    .unwrap_or_default(),
            )
            .expected("numbers, or levels in their order")
            .hint("give the order as --levels mild,moderate,severe")
    }
}

/// Position of a column by its header.
fn column(header: &PrintedRow, name: &str, file: &str) -> Result<usize> {
    let names: Vec<&str> = header.cells.iter().map(|cell| cell.trim()).collect();
    let matching = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        names.iter().enumerate().filter(|(_, cell)| same(cell)).map(|(at, _)| at).collect()
    };
    let exactly = matching(&|cell| cell == name);
    let found = if exactly.is_empty() { matching(&|cell| cell.eq_ignore_ascii_case(name)) } else { exactly };
    let fault = |message: &str| Error::new(ErrorCode::Table, message).file(file).row(header.line).column(name);
    match found.as_slice() {
        [at] => Ok(*at),
        [] => Err(fault("there is no such column").expected(shortened(&names))),
        several => Err(fault("several columns have this name").found(format!("{} columns", several.len()))),
    }
}

/// At most a dozen names.
fn shortened<T: AsRef<str>>(names: &[T]) -> String {
    let mut text = names.iter().take(12).map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    if names.len() > 12 {
        text.push_str(&format!(" and {} more", names.len() - 12));
    }
    format!("one of: {text}")
}
