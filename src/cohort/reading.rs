//! The cells of a variable as its dictionary reads them: numbers, or levels.

use std::ops::Range;

use polars::prelude::{Column as Series, DataType, PlHashMap as HashMap};

use super::cells::{self, Cell, Storage};
use super::dictionary::Variable;
use super::marks;
use super::missing::mark;
use super::number::number;
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{Code, InMemory, PatientRows, fault};
use crate::study::VariableKind;

/// The level of a cell whose level is missing.
pub const MISSING_LEVEL: u32 = u32::MAX;

/// What the dictionary says is missing, ready to be looked up.
struct Missing<'a> {
    numbers: Vec<f64>,
    texts: Vec<&'a str>,
}

impl<'a> Missing<'a> {
    fn of(variable: &'a Variable) -> Missing<'a> {
        // A file may hold a code in single precision, where 0.1 is 0.10000000149.
        let numbers = variable.missing.iter().flat_map(|code| match code {
            Code::Number(number) => vec![*number, f64::from(*number as f32)],
            Code::Text(_) => Vec::new(),
        });
        let texts = variable.missing.iter().filter_map(|code| match code {
            Code::Text(text) => Some(text.as_str()),
            Code::Number(_) => None,
        });
        Missing { numbers: numbers.collect(), texts: texts.collect() }
    }

    fn text(&self, cell: &str) -> bool {
        cell.is_empty() || self.texts.contains(&cell)
    }
}

/// The numbers of a column; a missing one is not a number. `first` is the position of the first cell in the rows.
///
/// # Errors
/// An infinite number, or text that is neither a number nor declared as missing, with its row.
pub fn numbers(column: &Series, variable: &Variable, rows: &PatientRows, first: usize) -> Result<Vec<f64>> {
    let missing = Missing::of(variable);
    let value_of = |cell: Cell<'_>, i: usize| number_of(cell, &missing, variable, rows, first + i);
    let of_texts = Storage::of(column.dtype()) == Storage::Text;
    let few = if of_texts { cells::few_cells(column) } else { Ok(None) };
    let mut values = match few.map_err(|error| fault(&error, rows))? {
        Some(few) => looked_up(&few.cells, &few.codes, value_of)?,
        None => each(column, rows, value_of)?,
    };
    without_missing(&mut values, &missing);
    Ok(values)
}

/// As [`numbers`], of some patients of a column in memory.
///
/// # Errors
/// As [`numbers`].
pub fn numbers_in_memory(
    column: &InMemory,
    patients: Range<usize>,
    variable: &Variable,
    rows: &PatientRows,
) -> Result<Vec<f64>> {
    let missing = Missing::of(variable);
    let mut values = match column {
        InMemory::Few { cells, codes } => {
            let value_of = |cell: Cell<'_>, i| number_of(cell, &missing, variable, rows, patients.start + i);
            looked_up(&cells_of(cells), codes.get(patients.clone()).unwrap_or_default(), value_of)?
        }
        InMemory::Numbers { values, .. } => values.get(patients).unwrap_or_default().to_vec(),
    };
    without_missing(&mut values, &missing);
    Ok(values)
}

/// The number of a cell.
fn number_of(
    cell: Cell<'_>,
    missing: &Missing<'_>,
    variable: &Variable,
    rows: &PatientRows,
    index: usize,
) -> Result<f64> {
    match cell {
        Cell::Null => Ok(f64::NAN),
        Cell::Number(value) => finite(value, variable, rows, index),
        Cell::Text(text) if missing.text(text) => Ok(f64::NAN),
        Cell::Text(text) => match number(text, rows.text && rows.decimal_comma) {
            Some(value) => Ok(value),
            None if mark(text) => Ok(f64::NAN),
            None => Err(no_number(text, variable, rows, index)),
        },
    }
}

/// Takes the numbers that are codes for missing values out.
fn without_missing(values: &mut [f64], missing: &Missing<'_>) {
    if !missing.numbers.is_empty() {
        values.iter_mut().filter(|value| missing.numbers.contains(value)).for_each(|value| *value = f64::NAN);
    }
}

/// What every cell of a column is, read one by one.
fn each<T>(column: &Series, rows: &PatientRows, read: impl Fn(Cell<'_>, usize) -> Result<T>) -> Result<Vec<T>> {
    let mut found = Vec::with_capacity(column.len());
    let mut cast = None;
    let visited = cells::visit(column, &mut cast, |i, cell| -> Result<()> {
        found.push(read(cell, i)?);
        Ok(())
    });
    visited.map_err(|error| fault(&error, rows))??;
    Ok(found)
}

/// What every cell is where there are few different ones: each that occurs is read once, at its first place.
fn looked_up<T: Copy>(
    cells: &[Option<Cell<'_>>],
    codes: &[u8],
    read: impl Fn(Cell<'_>, usize) -> Result<T>,
) -> Result<Vec<T>> {
    let mut known: Vec<Option<T>> = Vec::with_capacity(cells.len());
    for (code, cell) in cells.iter().enumerate() {
        let found = cells::position(codes, code).map(|first| read(cell.unwrap_or(Cell::Null), first));
        known.push(found.transpose()?);
    }
    let mut found = Vec::with_capacity(codes.len());
    found.extend(codes.iter().filter_map(|code| known.get(usize::from(*code)).copied().flatten()));
    Ok(found)
}

/// The texts of a column, trimmed; what is missing is `None`.
///
/// # Errors
/// A type that cannot be cast.
pub(super) fn texts(column: &Series, variable: &Variable, rows: &PatientRows) -> Result<Vec<Option<String>>> {
    let missing = Missing::of(variable);
    let mut texts = Vec::with_capacity(column.len());
    let mut cast = None;
    let read = cells::visit(column, &mut cast, |_, cell| -> Result<()> {
        texts.push(match cell {
            Cell::Null => None,
            Cell::Text(text) => Some(text).filter(|text| !missing.text(text)).map(str::to_string),
            Cell::Number(number) => Some(number.to_string()),
        });
        Ok(())
    });
    read.map_err(|error| fault(&error, rows))??;
    Ok(texts)
}

/// What names a patient or a pair in every row, as text; `None` where it is missing. Whole numbers of any size are told
/// apart; numbers that would be codes for missing values elsewhere are names here.
///
/// # Errors
/// A type that cannot be cast.
pub fn identifiers(column: &Series, variable: &Variable, rows: &PatientRows) -> Result<Vec<Option<String>>> {
    // As a floating-point number a long one would be rounded to its neighbour.
    let whole = column.dtype().is_integer().then(|| column.cast(&DataType::String)).transpose();
    let whole = whole.map_err(|error| fault(&error, rows))?;
    let names = texts(whole.as_ref().unwrap_or(column), variable, rows)?;
    Ok(names.into_iter().map(|name| name.filter(|name| !mark(name))).collect())
}

/// A number that is not infinite; one that is not a number is missing.
fn finite(value: f64, variable: &Variable, rows: &PatientRows, index: usize) -> Result<f64> {
    if value.is_infinite() {
        return Err(place(Error::new(ErrorCode::Cell, "a number is infinite"), variable, rows, index)
            .found(value.to_string())
            .hint("a division by zero before the file was written may have made it; correct it or leave it empty"));
    }
    Ok(value)
}

fn place(error: Error, variable: &Variable, rows: &PatientRows, index: usize) -> Error {
    rows.located(error, index).column(variable.name.clone())
}

fn no_number(text: &str, variable: &Variable, rows: &PatientRows, index: usize) -> Error {
    let shown: String = text.chars().take(60).collect();
    place(Error::new(ErrorCode::Cell, "text stands in a column of numbers"), variable, rows, index)
        .found(format!("“{shown}”"))
        .expected(if rows.decimal_comma { "a number with a decimal comma" } else { "a number" })
        .hint(
            marks::hint(text, rows.text && rows.decimal_comma)
                .unwrap_or_else(|| "correct the cell, or declare it as missing in study.toml".into()),
        )
}

/// The levels of a column as positions in the dictionary, [`MISSING_LEVEL`] where missing. `first` is the position of
/// the first cell in the rows.
///
/// # Errors
/// A cell that is no level of the dictionary and not declared as missing, with its row.
pub fn levels(column: &Series, variable: &Variable, rows: &PatientRows, first: usize) -> Result<Vec<u32>> {
    let level_of = level_of(variable, rows);
    match cells::few_cells(column).map_err(|error| fault(&error, rows))? {
        Some(few) => looked_up(&few.cells, &few.codes, |cell, i| level_of(cell, first + i)),
        None => each(column, rows, |cell, i| level_of(cell, first + i)),
    }
}

/// As [`levels`], of some patients of a column in memory.
///
/// # Errors
/// As [`levels`].
pub fn levels_in_memory(
    column: &InMemory,
    patients: Range<usize>,
    variable: &Variable,
    rows: &PatientRows,
) -> Result<Vec<u32>> {
    let level_of = level_of(variable, rows);
    match column {
        InMemory::Few { cells, codes } => {
            let codes = codes.get(patients.clone()).unwrap_or_default();
            looked_up(&cells_of(cells), codes, |cell, i| level_of(cell, patients.start + i))
        }
        InMemory::Numbers { values, .. } => {
            let values = values.get(patients.clone()).unwrap_or_default().iter().enumerate();
            values.map(|(i, value)| level_of(Cell::Number(*value), patients.start + i)).collect()
        }
    }
}

/// What tells the level of a cell at a position.
fn level_of<'a>(variable: &'a Variable, rows: &'a PatientRows) -> impl Fn(Cell<'_>, usize) -> Result<u32> + 'a {
    let missing = Missing::of(variable);
    let comma = rows.text && rows.decimal_comma;
    let codes = || variable.levels.iter().zip(0_u32..).flat_map(|(level, i)| level.codes.iter().map(move |c| (c, i)));
    let of_numbers: Vec<(f64, u32)> = codes()
        .filter_map(|(code, i)| if let Code::Number(number) = code { Some((*number, i)) } else { None })
        .collect();
    let of_texts: HashMap<&str, u32> = codes()
        .filter_map(|(code, i)| if let Code::Text(text) = code { Some((text.as_str(), i)) } else { None })
        .collect();
    move |cell, index| {
        let by_number = |value: f64| {
            if value.is_nan() || missing.numbers.contains(&value) {
                return Some(MISSING_LEVEL);
            }
            of_numbers.iter().find(|(number, _)| *number == value).map(|(_, level)| *level)
        };
        let level = match cell {
            Cell::Null => Some(MISSING_LEVEL),
            Cell::Number(value) => by_number(value),
            Cell::Text(text) => {
                let number = || if of_numbers.is_empty() { None } else { number(text, comma).and_then(by_number) };
                let level = if missing.text(text) { Some(MISSING_LEVEL) } else { of_texts.get(text).copied() };
                level.or_else(number).or_else(|| mark(text).then_some(MISSING_LEVEL))
            }
        };
        level.ok_or_else(|| no_level(cell, variable, rows, index))
    }
}

/// The cells of a variable in memory, if they stayed there as its dictionary reads them.
pub fn in_memory<'a>(rows: &'a PatientRows, variable: &Variable) -> Option<&'a InMemory> {
    let found = rows.in_memory.get(&variable.name)?;
    let InMemory::Numbers { words: true, .. } = found else { return Some(found) };
    // A text that writes a number may be declared as missing; and a level may be any word.
    let comma = rows.text && rows.decimal_comma;
    let declared =
        variable.missing.iter().any(|code| matches!(code, Code::Text(text) if number(text, comma).is_some()));
    (variable.role.kind() == Some(VariableKind::Continuous) && !declared).then_some(found)
}

fn cells_of(cells: &[Option<Code>]) -> Vec<Option<Cell<'_>>> {
    let cells = cells.iter().map(|cell| match cell.as_ref()? {
        Code::Number(number) => Some(Cell::Number(*number)),
        Code::Text(text) => Some(Cell::Text(text)),
    });
    cells.collect()
}

fn no_level(cell: Cell<'_>, variable: &Variable, rows: &PatientRows, index: usize) -> Error {
    let shown = match cell {
        Cell::Null => String::new(),
        Cell::Number(value) => value.to_string(),
        Cell::Text(text) => text.chars().take(60).collect(),
    };
    let known: Vec<&str> = variable.levels.iter().map(|level| level.label.as_str()).take(12).collect();
    place(Error::new(ErrorCode::Cell, "a cell is no level of its variable"), variable, rows, index)
        .found(format!("“{shown}”"))
        .expected(format!("one of {}", known.join(", ")))
        .hint("declare the level, or declare the cell as missing, in study.toml")
}
