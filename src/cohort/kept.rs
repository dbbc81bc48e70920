//! Cells that stay in memory after a column was looked at, so that its file need not be read again.

use polars::prelude::{Column as Series, DataType};

use super::cells::{FewCells, Storage};
use super::missing::mark;
use super::number::number;
use crate::loaders::patients::InMemory;

/// Bytes that all kept columns of a file may take together.
pub(super) const MOST_KEPT: usize = 1 << 29;

/// What is kept of a column.
#[derive(Debug, Clone, Default)]
pub(super) enum Kept {
    /// Nothing yet.
    #[default]
    Empty,
    /// Its cells so far.
    Cells(InMemory),
    /// Given up: too large, or nothing that is read again.
    Nothing,
}

impl Kept {
    /// Keeps cells as they are, if they take little room.
    pub(super) fn as_read(&mut self, column: &Series) {
        let small = Storage::of(column.dtype()) == Storage::Numbers || *column.dtype() == DataType::Boolean;
        *self = match std::mem::take(self) {
            _ if !small => Kept::Nothing,
            Kept::Empty => Kept::Cells(InMemory::AsRead(column.clone())),
            Kept::Cells(InMemory::AsRead(mut before)) => match before.append(column) {
                Ok(_) => Kept::Cells(InMemory::AsRead(before)),
                Err(_) => Kept::Nothing,
            },
            _ => Kept::Nothing,
        };
    }

    /// Keeps texts of which there are few in a batch.
    pub(super) fn few(&mut self, few: &FewCells<&str>, comma: bool) {
        if let Kept::Empty = self {
            *self = Kept::Cells(InMemory::Few { texts: Vec::new(), codes: Vec::new() });
        }
        let enough = match self {
            Kept::Cells(InMemory::Few { texts, codes }) => {
                let known: Vec<usize> = few.cells.iter().map(|cell| place(texts, *cell)).collect();
                let code = |code: &u8| known.get(usize::from(*code)).copied().unwrap_or(0) as u8;
                codes.extend(few.codes.iter().map(code));
                texts.len() <= usize::from(u8::MAX)
            }
            Kept::Cells(InMemory::Numbers(values)) => {
                let numbers: Option<Vec<f64>> = few.cells.iter().map(|cell| number_of(*cell, comma)).collect();
                let value = |code: &u8| numbers.as_ref()?.get(usize::from(*code)).copied();
                values.extend(few.codes.iter().filter_map(value));
                numbers.is_some()
            }
            _ => false,
        };
        if !enough {
            *self = Kept::Nothing;
        }
    }

    /// Where numbers of a batch of many different texts go; `None` when texts are no longer kept.
    pub(super) fn numbers(&mut self, comma: bool) -> Option<&mut Vec<f64>> {
        if let Kept::Empty = self {
            *self = Kept::Cells(InMemory::Numbers(Vec::new()));
        }
        if let Kept::Cells(InMemory::Few { texts, codes }) = self {
            let numbers: Option<Vec<f64>> = texts.iter().map(|text| number_of(text.as_deref(), comma)).collect();
            let all = |numbers: Vec<f64>| {
                codes.iter().filter_map(|code| numbers.get(usize::from(*code)).copied()).collect::<Vec<f64>>()
            };
            *self = numbers.map_or(Kept::Nothing, |numbers| Kept::Cells(InMemory::Numbers(all(numbers))));
        }
        if let Kept::Cells(InMemory::Numbers(values)) = self { Some(values) } else { None }
    }

    /// Lets everything go.
    pub(super) fn give_up(&mut self) {
        *self = Kept::Nothing;
    }

    /// Bytes that it takes.
    pub(super) fn size(&self) -> usize {
        match self {
            Kept::Cells(InMemory::AsRead(column)) => column.as_materialized_series().estimated_size(),
            Kept::Cells(InMemory::Few { codes, .. }) => codes.len(),
            Kept::Cells(InMemory::Numbers(values)) => 8 * values.len(),
            Kept::Empty | Kept::Nothing => 0,
        }
    }

    /// The cells in memory; `None` when they were given up.
    pub(super) fn cells(self) -> Option<InMemory> {
        if let Kept::Cells(cells) = self { Some(cells) } else { None }
    }
}

/// The place of a text among known ones, the last when it was not known; an empty one is none.
fn place(texts: &mut Vec<Option<String>>, cell: Option<&str>) -> usize {
    let cell = cell.filter(|text| !text.is_empty());
    texts.iter().position(|known| known.as_deref() == cell).unwrap_or_else(|| {
        texts.push(cell.map(str::to_string));
        texts.len() - 1
    })
}

/// The number that a text writes, not a number for one that means a missing value; `None` for any other.
fn number_of(text: Option<&str>, comma: bool) -> Option<f64> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Some(f64::NAN) };
    number(text, comma).or_else(|| mark(text).then_some(f64::NAN))
}
