//! Columns of a file: values, and the groups, pairs and strata that they belong to.

use std::path::Path;

use retrocohort::analysis::calculation::Data;
use retrocohort::loaders;
use retrocohort::study::PrintedRow;
use retrocohort::summary::{ContingencyTable, NotATable};
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

/// Names of the columns that are read.
pub struct Names {
    /// Values.
    pub value: String,
    /// Groups.
    pub by: Option<String>,
    /// Second members of pairs.
    pub with: Option<String>,
    /// Strata.
    pub stratum: Option<String>,
}

/// Columns of a file, as text.
pub struct Columns {
    file: String,
    names: Names,
    rows: Vec<Row>,
}

/// A row of the file; a column that is not read is empty.
struct Row {
    line: usize,
    value: String,
    group: String,
    second: String,
    stratum: String,
}

impl Columns {
    /// Reads the named columns of the only table in a file.
    pub fn read(path: &str, names: Names) -> Result<Columns> {
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
        let find = |name: &Option<String>| name.as_deref().map(|name| column(header, name, path)).transpose();
        let value = column(header, &names.value, path)?;
        let (by, with, stratum) = (find(&names.by)?, find(&names.with)?, find(&names.stratum)?);
        let row = |row: &PrintedRow| {
            let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.trim()).to_string();
            let optional = |at: Option<usize>| at.map(cell).unwrap_or_default();
            Row {
                line: row.line,
                value: cell(value),
                group: optional(by),
                second: optional(with),
                stratum: optional(stratum),
            }
        };
        Ok(Columns { file: path.to_string(), rows: rows.iter().map(row).collect(), names })
    }

    /// The values as numbers by group, or the levels by group. `levels` and `groups` give an order, and leave out what
    /// they do not name.
    pub fn input(&self, scale: Scale, levels: &[String], groups: &[String]) -> Result<Input> {
        let groups = self.groups(groups)?;
        let numeric =
            levels.is_empty() && self.rows.iter().all(|row| is_missing(&row.value) || number(&row.value).is_some());
        let (data, levels, missing) = match scale {
            Scale::Numbers => self.numbers(&groups)?,
            Scale::Ordered if numeric => self.numbers(&groups)?,
            Scale::Ordered if levels.is_empty() => {
                // A number among them says that the column is of numbers, and which cell is none.
                let any = self.rows.iter().any(|row| number(&row.value).is_some());
                let fault = if any { self.numbers(&groups).err() } else { None };
                return Err(fault.unwrap_or_else(|| self.no_order()));
            }
            Scale::Ordered | Scale::Nominal => {
                let levels = self.named(levels, &self.names.value, |row| &row.value)?;
                let (table, missing) = self.counts(&levels, &groups, None)?;
                let data = if scale == Scale::Ordered { Data::Ordered(table) } else { Data::Counts(table) };
                (data, levels, missing)
            }
        };
        let notes = self.notes(&levels, &groups);
        Ok(Input { data, levels, missing, notes, groups, file: Some(self.file_name()) })
    }

    /// Levels by group, one table a stratum.
    pub fn strata(&self, levels: &[String], groups: &[String]) -> Result<Input> {
        let Some(name) = &self.names.stratum else {
            return Err(self.fault("the column of the strata must be named").expected("--stratum COLUMN"));
        };
        let groups = self.groups(groups)?;
        let levels = self.named(levels, &self.names.value, |row| &row.value)?;
        let strata = self.named(&[], name, |row| &row.stratum)?;
        let mut missing = vec![0; groups.len()];
        let mut tables = Vec::new();
        for stratum in &strata {
            let (table, absent) = self.counts(&levels, &groups, Some(stratum))?;
            missing.iter_mut().zip(absent).for_each(|(sum, count)| *sum += count);
            tables.push(table);
        }
        let mut notes = self.notes(&levels, &groups);
        notes.push(format!("strata: {}", strata.join(", ")));
        Ok(Input { data: Data::Strata(tables), levels, missing, notes, groups, file: Some(self.file_name()) })
    }

    /// Levels of the first members of pairs by levels of the second.
    pub fn pairs(&self, levels: &[String]) -> Result<Input> {
        let Some(with) = &self.names.with else {
            return Err(self.fault("the column of the second members must be named").expected("--with COLUMN"));
        };
        let mut found = self.named(&[], &self.names.value, |row| &row.value)?;
        found.extend(self.named(&[], with, |row| &row.second)?);
        in_order(&mut found);
        let levels = if levels.is_empty() { found } else { levels.to_vec() };
        let mut counts = vec![vec![0_u64; levels.len()]; levels.len()];
        let mut unused = 0;
        for row in &self.rows {
            let at = |cell: &str| levels.iter().position(|name| name == cell);
            match (at(&row.value), at(&row.second)) {
                (Some(first), Some(second)) => counts[first][second] += 1,
                _ => unused += 1,
            }
        }
        let table = ContingencyTable::new(counts).map_err(|error| self.fault(error.to_string()))?;
        let labels = |name: &str| levels.iter().map(|level| format!("{name}: {level}")).collect::<Vec<String>>();
        let notes = (unused > 0).then(|| format!("pairs with a member left out: {unused}"));
        Ok(Input {
            groups: labels(with),
            levels: labels(&self.names.value),
            file: Some(self.file_name()),
            notes: notes.into_iter().collect(),
            ..Input::typed(Data::Pairs(table))
        })
    }

    /// How often each level occurs, and how many are missing.
    pub fn categories(&self, levels: &[String]) -> Result<(Vec<String>, Vec<u64>, u64)> {
        if let Some(by) = &self.names.by {
            return Err(self.fault("the test compares no groups").column(by).hint("leave out --by"));
        }
        let levels = self.named(levels, &self.names.value, |row| &row.value)?;
        let count = |level: &String| self.rows.iter().filter(|row| row.value == *level).count() as u64;
        let counts = levels.iter().map(count).collect();
        let missing = self.rows.iter().filter(|row| is_missing(&row.value)).count() as u64;
        Ok((levels, counts, missing))
    }

    /// One sample: all values, or those of the one group that is named; or both members of pairs.
    pub fn sample(&self, groups: &[String]) -> Result<Vec<Vec<Option<f64>>>> {
        if let (Some(by), false) = (&self.names.by, groups.len() == 1) {
            return Err(self
                .fault("the test is of one sample, not of groups")
                .column(by)
                .hint("leave out --by, or name one group with --groups"));
        }
        let rows: Vec<&Row> = self.rows.iter().filter(|row| groups.is_empty() || groups.contains(&row.group)).collect();
        let read = |cell: &dyn Fn(&Row) -> String, name: &str| {
            let value = |row: &&Row| {
                let text = cell(row);
                if is_missing(&text) {
                    return Ok(None);
                }
                number(&text).map(Some).ok_or_else(|| self.no_number(row.line, name, &text))
            };
            rows.iter().map(value).collect::<Result<Vec<_>>>()
        };
        let mut columns = vec![read(&|row: &Row| row.value.clone(), &self.names.value)?];
        if let Some(with) = &self.names.with {
            columns.push(read(&|row: &Row| row.second.clone(), with)?);
        }
        Ok(columns)
    }

    /// Name of the file without its folder.
    pub fn file_name(&self) -> String {
        Path::new(&self.file).file_name().map_or(self.file.clone(), |name| name.to_string_lossy().into_owned())
    }

    /// The groups that are compared.
    fn groups(&self, wanted: &[String]) -> Result<Vec<String>> {
        match &self.names.by {
            Some(by) => self.named(wanted, by, |row| &row.group),
            None => Err(self.fault("the column of the groups must be named").expected("--by COLUMN")),
        }
    }

    fn numbers(&self, groups: &[String]) -> Result<(Data, Vec<String>, Vec<u64>)> {
        let mut values = vec![Vec::new(); groups.len()];
        let mut missing = vec![0; groups.len()];
        for row in &self.rows {
            let Some(at) = groups.iter().position(|name| *name == row.group) else { continue };
            if is_missing(&row.value) {
                missing[at] += 1;
                continue;
            }
            let value = number(&row.value).ok_or_else(|| self.no_number(row.line, &self.names.value, &row.value))?;
            values[at].push(value);
        }
        Ok((Data::Values(value_counts(&values)?), Vec::new(), missing))
    }

    fn counts(
        &self,
        levels: &[String],
        groups: &[String],
        stratum: Option<&String>,
    ) -> Result<(ContingencyTable, Vec<u64>)> {
        let mut counts = vec![vec![0_u64; groups.len()]; levels.len()];
        let mut missing = vec![0; groups.len()];
        for row in self.rows.iter().filter(|row| stratum.is_none_or(|stratum| row.stratum == *stratum)) {
            let Some(at) = groups.iter().position(|name| *name == row.group) else { continue };
            if is_missing(&row.value) {
                missing[at] += 1;
            } else if let Some(level) = levels.iter().position(|name| *name == row.value) {
                counts[level][at] += 1;
            }
        }
        let fault = |error: NotATable| self.fault(error.to_string()).column(&self.names.value);
        Ok((ContingencyTable::new(counts).map_err(fault)?, missing))
    }

    /// The names that occur in a column, by number or by letter; or those that are asked for, which must occur.
    fn named(&self, wanted: &[String], column: &str, cell: fn(&Row) -> &String) -> Result<Vec<String>> {
        let mut found: Vec<String> = self.rows.iter().map(cell).filter(|name| !is_missing(name)).cloned().collect();
        in_order(&mut found);
        if found.is_empty() {
            return Err(self.fault("the column holds nothing").column(column).expected("a value in at least one row"));
        }
        if let Some(unknown) = wanted.iter().find(|name| !found.contains(name)) {
            let fault = self.fault("the column holds no such value").column(column);
            return Err(fault.found(unknown).expected(shortened(&found)));
        }
        if let Some(twice) = wanted.iter().enumerate().find(|(at, name)| wanted[..*at].contains(name)) {
            return Err(self.fault("a value is named twice").column(column).found(twice.1));
        }
        Ok(if wanted.is_empty() { found } else { wanted.to_vec() })
    }

    /// What is left out, and how often.
    fn notes(&self, levels: &[String], groups: &[String]) -> Vec<String> {
        let count = |left_out: &dyn Fn(&Row) -> bool| self.rows.iter().filter(|row| left_out(row)).count();
        let grouped = |row: &Row| groups.contains(&row.group);
        let unnamed =
            |row: &Row| grouped(row) && !levels.is_empty() && !is_missing(&row.value) && !levels.contains(&row.value);
        let by = self.names.by.as_deref().unwrap_or_default();
        let all = [
            (count(&|row| is_missing(&row.group)), format!("rows left out for want of a value of “{by}”")),
            (count(&|row| !is_missing(&row.group) && !grouped(row)), "rows of other groups left out".to_string()),
            (count(&unnamed), "rows of other levels left out".to_string()),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).map(|(count, text)| format!("{text}: {count}")).collect()
    }

    fn fault(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorCode::Cell, message).file(&self.file)
    }

    fn no_number(&self, line: usize, column: &str, value: &str) -> Error {
        let comma = value.replace(',', ".").parse::<f64>().is_ok();
        let hint = if comma {
            "write decimals with a point"
        } else {
            "leave the cell empty, or write NA, where a value is missing; levels are for tests of counts"
        };
        self.fault("the value is no number").row(line).column(column).found(value).expected("a number").hint(hint)
    }

    fn no_order(&self) -> Error {
        let first = self.rows.iter().map(|row| &row.value).find(|value| !is_missing(value));
        self.fault("the test needs an order of the levels")
            .column(&self.names.value)
            .found(first.cloned().unwrap_or_default())
            .expected("numbers, or levels in their order")
            .hint("give the order as --levels mild,moderate,severe")
    }
}

/// Each name once, by number where all are numbers, else by letter.
fn in_order(names: &mut Vec<String>) {
    names.sort();
    names.dedup();
    if names.iter().all(|name| number(name).is_some()) {
        names.sort_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(std::cmp::Ordering::Equal));
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
