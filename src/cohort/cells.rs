//! The cells of a column, whatever type the column has.

use polars::prelude::{Column as Series, DataType, PolarsResult};

/// How a column stores its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// Text.
    Text,
    /// Numbers of any type, durations and times of day in days.
    Numbers,
    /// Dates, with or without a time of day.
    Dates,
    /// Something that is no cell: bytes, lists, objects.
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

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(text)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Cell::Number(number)
    }
}

impl Storage {
    /// Storage of a type of polars.
    pub fn of(kind: &DataType) -> Storage {
        match kind {
            DataType::String | DataType::Boolean | DataType::Categorical(..) | DataType::Enum(..) => Storage::Text,
            DataType::Date | DataType::Datetime(..) => Storage::Dates,
            DataType::Null => Storage::Text,
            kind if kind.is_numeric() || length_of_time(kind) => Storage::Numbers,
            _ => Storage::Other,
        }
    }
}

/// Whether a type is a length of time, or a time of day, which is one from midnight on.
pub fn length_of_time(kind: &DataType) -> bool {
    matches!(kind, DataType::Duration(_) | DataType::Time)
}

/// The different cells of a column of which there are few, and which of them each cell is.
pub struct FewCells<T> {
    /// The different cells in the order in which they first occur; `None` for nulls.
    pub cells: Vec<Option<T>>,
    /// For every cell which it is, by position.
    pub codes: Vec<u8>,
}

/// Most different cells that are few.
const FEW: usize = 16;

impl<T> FewCells<T> {
    /// How often each of the different cells occurs.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.cells.len()];
        for code in &self.codes {
            if let Some(count) = counts.get_mut(usize::from(*code)) {
                *count += 1;
            }
        }
        counts
    }

    /// Position of the first cell that is the one with this number.
    pub fn first(&self, code: usize) -> usize {
        position(&self.codes, code).unwrap_or(0)
    }

    /// From what stands for the cells, and the cell at a position; `None` when there are many.
    fn of<K: PartialEq + Copy + Default>(
        keys: impl Iterator<Item = K>,
        length: usize,
        hash: impl Fn(K) -> u64,
        cell: impl Fn(usize) -> Option<T>,
    ) -> Option<FewCells<T>> {
        // A table with open addresses: comparing a key with each of the others would cost a wrong guess for most cells.
        const SLOTS: usize = 256;
        const FREE: u8 = u8::MAX;
        let mut slots = [(K::default(), FREE); SLOTS];
        let mut few = FewCells { cells: Vec::new(), codes: Vec::with_capacity(length) };
        for key in keys {
            let mut at = (hash(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize;
            let code = loop {
                match slots.get_mut(at % SLOTS) {
                    Some((known, code)) if *code != FREE && *known == key => break *code,
                    Some(slot) if slot.1 == FREE => {
                        if few.cells.len() == FEW {
                            return None;
                        }
                        *slot = (key, few.cells.len() as u8);
                        few.cells.push(cell(few.codes.len()));
                        break slot.1;
                    }
                    _ => at += 1,
                }
            };
            few.codes.push(code);
        }
        Some(few)
    }
}

/// Where a number first stands among others.
pub fn position(codes: &[u8], code: usize) -> Option<usize> {
    codes.iter().position(|other| usize::from(*other) == code)
}

/// The cells of a column of text that holds few different, short ones, trimmed, or of truth values; `None` for any
/// other.
///
/// Texts of up to twelve bytes are stored as one number each, and comparing numbers is much cheaper than looking texts
/// up.
pub fn few_texts(column: &Series) -> Option<FewCells<&str>> {
    const LONGEST: u32 = 12;
    // No text has the view of all ones: its length would pass any file.
    const NULL: u128 = u128::MAX;
    if let Ok(truths) = column.as_materialized_series().bool() {
        let word = |i| truths.get(i).map(|truth| if truth { "true" } else { "false" });
        return FewCells::of(truths.iter(), truths.len(), |truth| truth.map_or(2, u64::from), word);
    }
    let text = column.as_materialized_series().str().ok()?;
    let short = |view: u32| view <= LONGEST;
    if !text.downcast_iter().all(|chunk| chunk.views().iter().all(|view| short(view.length))) {
        return None;
    }
    let keys = text.downcast_iter().zip(text.iter_validities()).flat_map(|(chunk, validity)| {
        chunk.views().iter().enumerate().map(move |(i, view)| match validity {
            Some(valid) if !valid.get_bit(i) => NULL,
            _ => view.as_u128(),
        })
    });
    FewCells::of(keys, text.len(), |view| view as u64 ^ (view >> 64) as u64, |i| text.get(i).map(str::trim))
}

/// The cells of a column of numbers that holds few different ones; `None` for any other.
///
/// # Errors
/// A type that polars cannot cast.
pub fn few_numbers(column: &Series) -> PolarsResult<Option<FewCells<f64>>> {
    // What most programs write as a truth value or a level need not be made eight times as large first.
    if let Ok(numbers) = column.as_materialized_series().i8() {
        let number = |i| numbers.get(i).map(f64::from);
        return Ok(FewCells::of(
            numbers.iter(),
            numbers.len(),
            |key| key.map_or(256, |key| u64::from(key as u8)),
            number,
        ));
    }
    let mut cast = None;
    let column =
        if *column.dtype() == DataType::Float64 { column } else { cast.insert(cast_to(column, &DataType::Float64)?) };
    let numbers = column.as_materialized_series().f64()?;
    let keys = numbers.iter().map(|cell| cell.map(f64::to_bits));
    Ok(FewCells::of(keys, numbers.len(), |bits| bits.unwrap_or(1), |i| numbers.get(i)))
}

/// The cells of a column that holds few different texts or numbers; `None` for any other.
///
/// # Errors
/// A type that polars cannot cast.
pub fn few_cells(column: &Series) -> PolarsResult<Option<FewCells<Cell<'_>>>> {
    if let Some(few) = few_texts(column) {
        let texts = few.cells.into_iter().map(|cell| cell.map(Cell::Text)).collect();
        return Ok(Some(FewCells { cells: texts, codes: few.codes }));
    }
    if Storage::of(column.dtype()) != Storage::Numbers {
        return Ok(None);
    }
    let numbers = |few: FewCells<f64>| FewCells {
        cells: few.cells.into_iter().map(|cell| cell.map(Cell::Number)).collect(),
        codes: few.codes,
    };
    Ok(few_numbers(column)?.map(numbers))
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
                if let Err(fault) = visit(position, cell.map_or(Cell::Null, |text| Cell::Text(trimmed(text)))) {
                    return Ok(Err(fault));
                }
                position += 1;
            }
        }
    }
    Ok(Ok(()))
}

/// Text without white space around it. Most has none, which its first and last byte tell.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// The column as numbers or text. Lengths of time are days.
fn cast_to(column: &Series, target: &DataType) -> PolarsResult<Series> {
    use polars::prelude::TimeUnit;
    let day = match column.dtype() {
        DataType::Duration(TimeUnit::Microseconds) => Some(86_400e6),
        DataType::Duration(TimeUnit::Milliseconds) => Some(86_400e3),
        DataType::Duration(TimeUnit::Nanoseconds) | DataType::Time => Some(86_400e9),
        _ => None,
    };
    if let Some(day) = day {
        return Ok(&column.cast(&DataType::Int64)?.cast(&DataType::Float64)? / day);
    }
    column.cast(target)
}
