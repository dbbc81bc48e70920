//! Cells that stay in memory after a column was looked at, so that its file need not be read again.

use super::cells::{Cell, FewCells};
use super::missing::mark;
use super::number::number;
use crate::loaders::patients::{Code, InMemory};

/// Bytes that all kept columns of a file may take together.
pub(super) const MOST_KEPT: usize = 1 << 28;

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
    /// Keeps cells of which there are few in a batch.
    pub(super) fn few<'a>(&mut self, few: &FewCells<impl Copy + Into<Cell<'a>>>, comma: bool) {
        if let Kept::Empty = self {
            *self = Kept::Cells(InMemory::Few { cells: Vec::new(), codes: Vec::new() });
        }
        let here = few.cells.iter().map(|cell| owned(cell.map_or(Cell::Null, Into::into)));
        let enough = match self {
            Kept::Cells(InMemory::Few { cells, codes }) => {
                let known: Vec<usize> = here.map(|cell| place(cells, cell)).collect();
                let code = |code: &u8| known.get(usize::from(*code)).copied().unwrap_or(0) as u8;
                codes.extend(few.codes.iter().map(code));
                cells.len() <= usize::from(u8::MAX)
            }
            Kept::Cells(InMemory::Numbers { values, .. }) => {
                let numbers: Option<Vec<f64>> = here.map(|cell| number_of(cell.as_ref(), comma)).collect();
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

    /// Where the numbers of a batch of many different cells go, `words` when they are texts; `None` when the column is
    /// no longer kept.
    pub(super) fn numbers(&mut self, words: bool, comma: bool) -> Option<&mut Vec<f64>> {
        if let Kept::Empty = self {
            *self = Kept::Cells(InMemory::Numbers { values: Vec::new(), words });
        }
        if let Kept::Cells(InMemory::Few { cells, codes }) = self {
            let numbers: Option<Vec<f64>> = cells.iter().map(|cell| number_of(cell.as_ref(), comma)).collect();
            let all = |numbers: Vec<f64>| {
                codes.iter().filter_map(|code| numbers.get(usize::from(*code)).copied()).collect::<Vec<f64>>()
            };
            let numbers = numbers.map(|numbers| Kept::Cells(InMemory::Numbers { values: all(numbers), words }));
            *self = numbers.unwrap_or(Kept::Nothing);
        }
        if let Kept::Cells(InMemory::Numbers { values, .. }) = self { Some(values) } else { None }
    }

    /// Lets everything go.
    pub(super) fn give_up(&mut self) {
        *self = Kept::Nothing;
    }

    /// Bytes that it takes.
    pub(super) fn size(&self) -> usize {
        match self {
            Kept::Cells(InMemory::Few { codes, .. }) => codes.len(),
            Kept::Cells(InMemory::Numbers { values, .. }) => 8 * values.len(),
            Kept::Empty | Kept::Nothing => 0,
        }
    }

    /// The cells in memory; `None` when they were given up.
    pub(super) fn cells(self) -> Option<InMemory> {
        if let Kept::Cells(cells) = self { Some(cells) } else { None }
    }
}

/// A cell that outlives its batch; none for an empty one and for what is not a number.
fn owned(cell: Cell<'_>) -> Option<Code> {
    match cell {
        Cell::Null | Cell::Text("") => None,
        Cell::Number(number) => Some(Code::Number(number)).filter(|_| !number.is_nan()),
        Cell::Text(text) => Some(Code::Text(text.to_string())),
    }
}

/// The place of a cell among known ones, the last when it was not known.
fn place(cells: &mut Vec<Option<Code>>, cell: Option<Code>) -> usize {
    cells.iter().position(|known| *known == cell).unwrap_or_else(|| {
        cells.push(cell);
        cells.len() - 1
    })
}

/// The number that a cell is or writes, not a number for one that is missing; `None` for any other.
fn number_of(cell: Option<&Code>, comma: bool) -> Option<f64> {
    match cell {
        None => Some(f64::NAN),
        Some(Code::Number(number)) => Some(*number),
        Some(Code::Text(text)) => number(text, comma).or_else(|| mark(text).then_some(f64::NAN)),
    }
}
