//! A report as blocks of text, tables and figures: what every format renders.

mod audit;
mod comparison;
mod flow;
pub mod literature;
mod model;
mod model_methods;
mod reproduction;
mod survival;
mod table_one;
mod warnings;

pub use audit::audit;
pub(in crate::report) use comparison::capitalised;
pub use comparison::{Sections, TableKind, comparison};
use flow::flow;
pub use model::model;
pub use reproduction::reproduction;
pub use survival::survival;
pub use table_one::BOLD;
use warnings::warnings;

use serde::Serialize;

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// What kind of report it is, in a few words above the title.
    pub kicker: String,
    /// Title.
    pub title: String,
    /// What made it, at the foot.
    pub footer: String,
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
    /// Works that the methods come from, by their keys in the bibliography, in the order of their numbers.
    pub references: Vec<&'static str>,
}

/// A piece of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The answer in one sentence.
    Lead(String),
    /// A heading of a section.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// Points.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// The place of the figures, all of them in their order.
    Figures,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Name within the report, as in a file name: "table-1".
    pub id: String,
    /// Title: "Table 1. Survivors and non-survivors".
    pub title: String,
    /// The columns; the first names the rows.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Footnotes: mark (empty for a general note) and text.
    pub footnotes: Vec<(String, String)>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Heading.
    pub heading: String,
    /// Second line of the heading: "n = 8".
    pub under: Option<String>,
    /// Whether its cells are numbers.
    pub numeric: bool,
}

impl Column {
    /// A column of text.
    pub fn text(heading: &str) -> Column {
        Column { heading: heading.into(), under: None, numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(heading: &str) -> Column {
        Column { heading: heading.into(), under: None, numeric: true }
    }
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Row {
    /// Depth of its label.
    pub indent: usize,
    /// As many cells as columns.
    pub cells: Vec<Cell>,
    /// What a reader may ask about the row: paragraphs shown on demand, or left to another table.
    pub details: Vec<String>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// The number that it shows, where it is a single one.
    pub value: Option<f64>,
    /// Decimals with which the number is shown.
    pub decimals: Option<usize>,
    /// Marks of footnotes.
    pub marks: Vec<String>,
    /// Whether it stands out.
    pub strong: bool,
}

impl Cell {
    /// Text alone.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A number and its text.
    pub fn number(text: impl Into<String>, value: f64) -> Cell {
        Cell { text: text.into(), value: Some(value), ..Cell::default() }
    }
}
