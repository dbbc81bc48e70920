//! Output formats, one file each.

mod bibtex;
mod csv;
mod docx;
mod html;
mod json;
mod latex;
mod layout;
mod markdown;
mod pdf;
mod pictures;
mod terminal;
mod xlsx;

use super::Report;
use crate::error::Result;

pub(in crate::report) use pdf::printable;
pub use terminal::{terminal, terminal_description};

/// A file of a report: its path inside the report folder, and its bytes.
pub type Rendered = (String, Vec<u8>);

/// An output format.
pub struct Format {
    /// Identifier, as in `--format`.
    pub id: &'static str,
    /// What it writes.
    pub summary: &'static str,
    /// Can be written to standard output.
    pub single: bool,
    /// Renders the results.
    pub render: fn(&Report<'_>) -> Result<Vec<Rendered>>,
}

/// All formats. A new one is one file and one line here.
pub static FORMATS: &[&Format] = &[
    &html::FORMAT,
    &markdown::FORMAT,
    &docx::FORMAT,
    &pdf::FORMAT,
    &latex::FORMAT,
    &xlsx::FORMAT,
    &json::FORMAT,
    &csv::FORMAT,
    &bibtex::FORMAT,
    &pictures::SVG,
    &pictures::PDF,
    &pictures::PNG,
];
