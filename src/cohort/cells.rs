//! The cells of a column, whatever type the column has.

use polars::prelude::{Column as Series, DataType, PolarsResult};

/// How a column stores its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// Text.
    Text,
    /// Numbers of any type, durations in days.
    Numbers,
    /// Dates, with or without a time of day.
    Dates,
    /// Something that is no cell: bytes, lists, objects, times of day.
    Other,
}

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing there.
    Null,
    /// A number, possibly infinite or not a number.
    Number(f64),
    /// Text with no white space around it, possibly empty; `true` and `false` for truth values.
    Text(&'a str),
}

impl Storage {
    /// Storage of a type of polars.
    pub fn of(kind: &DataType) -> Storage {
        match kind {
            DataType::String | DataType::Boolean | DataType::Categorical(..) | DataType::Enum(..) => Storage::Text,
            DataType::Date | DataType::Datetime(..) => Storage::Dates,
            DataType::Null => Storage::Text,
            kind if kind.is_numeric() || matches!(kind, DataType::Duration(_)) => Storage::Numbers,
            _ => Storage::Other,
        }
    }
}

/// Different texts of a column of which there are few, and which of them each cell is.
pub struct FewTexts<'a> {
    /// The texts in the order in which they first occur, trimmed; `None` for nulls.
    pub texts: Vec<Option<&'a str>>,
    /// For every cell its text, by position.
    pub codes: Vec<u8>,
}

/// Most texts among which a cell is looked up by comparing it with each.
const FEW: usize = 16;

impl FewTexts<'_> {
    /// How often each text occurs.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.texts.len()];
        for code in &self.codes {
            if let Some(count) = counts.get_mut(usize::from(*code)) {
                *count += 1;
            }
        }
        counts
    }

    /// Position of the first cell that is a text.
    pub fn first(&self, code: usize) -> usize {
        self.codes.iter().position(|other| usize::from(*other) == code).unwrap_or(0)
    }
}

/// The cells of a column of text that holds few different, short ones; `None` for any other.
///
/// Texts of up to twelve bytes are stored as one number each, and comparing numbers is much cheaper than looking texts
/// up.
pub fn few_texts(column: &Series) -> Option<FewTexts<'_>> {
    const LONGEST: u32 = 12;
    let text = column.as_materialized_series().str().ok()?;
    let mut few = FewTexts { texts: Vec::new(), codes: Vec::with_capacity(text.len()) };
    // No text has the view of all ones: its length would pass any file.
    const NULL: u128 = u128::MAX;
    let mut seen: Vec<u128> = Vec::with_capacity(FEW);
    for (chunk, validity) in text.downcast_iter().zip(text.iter_validities()) {
        for (i, view) in chunk.views().iter().enumerate() {
            let null = validity.is_some_and(|valid| !valid.get_bit(i));
            let found = if null { NULL } else { view.as_u128() };
            let code = match seen.iter().position(|other| *other == found) {
                Some(code) => code,
                None if seen.len() == FEW || (!null && view.length > LONGEST) => return None,
                None => {
                    seen.push(found);
                    few.texts.push(if null { None } else { Some(chunk.value(i).trim()) });
                    seen.len() - 1
                }
            };
            few.codes.push(code as u8);
        }
    }
    Some(few)
}

/// Gives every cell of a column with its position from 0, until `visit` fails.
///
/// # Errors
/// What `visit` returns. A cell of [`Storage::Dates`] or [`Storage::Other`] is an empty text, or null.
pub fn visit<'a, E>(
    column: &'a Series,
    cast: &'a mut Option<Series>,
    mut visit: impl FnMut(usize, Cell<'a>) -> Result<(), E>,
) -> PolarsResult<Result<(), E>> {
    let storage = Storage::of(column.dtype());
    let target = match storage {
        Storage::Text => DataType::String,
        Storage::Numbers => DataType::Float64,
        Storage::Dates | Storage::Other => {
            for (i, null) in column.is_null().iter().enumerate() {
                let cell = if null == Some(true) { Cell::Null } else { Cell::Text("") };
                if let Err(fault) = visit(i, cell) {
                    return Ok(Err(fault));
                }
            }
            return Ok(Ok(()));
        }
    };
    let column = if *column.dtype() == target { column } else { cast.insert(cast_to(column, &target)?) };
    let series = column.as_materialized_series();
    let mut position = 0;
    if storage == Storage::Numbers {
        for chunk in series.f64()?.downcast_iter() {
            for cell in chunk.iter() {
                if let Err(fault) = visit(position, cell.map_or(Cell::Null, |number| Cell::Number(*number))) {
                    return Ok(Err(fault));
                }
                position += 1;
            }
        }
    } else {
        for chunk in series.str()?.downcast_iter() {
            for cell in chunk.iter() {
                if let Err(fault) = visit(position, cell.map_or(Cell::Null, |text| Cell::Text(text.trim()))) {
                    return Ok(Err(fault));
                }
                position += 1;
            }
        }
    }
    Ok(Ok(()))
}

/// The column as numbers or text. Durations are days.
fn cast_to(column: &Series, target: &DataType) -> PolarsResult<Series> {
    use polars::prelude::TimeUnit;
    if let DataType::Duration(unit) = column.dtype() {
        let day = match unit {
            TimeUnit::Nanoseconds => 86_400e9,
            TimeUnit::Microseconds => 86_400e6,
            TimeUnit::Milliseconds => 86_400e3,
        };
        return Ok(&column.cast(&DataType::Int64)?.cast(&DataType::Float64)? / day);
    }
    column.cast(target)
}
