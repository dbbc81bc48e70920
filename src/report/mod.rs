//! Reports: a document composed from results, its renderers and its charts. No statistic is computed here.

pub mod figure;
pub mod notebook;
pub mod page;
pub mod render;
pub mod wording;

pub use render::{FORMATS, Format, Rendered, terminal};

use crate::error::{Error, ErrorCode, Result};
use crate::results::reproduction::Reproduction;

/// Renders results in the given formats, as files with paths inside the report folder.
///
/// # Errors
/// An internal fault of rendering.
pub fn render(results: &Reproduction, formats: &[&Format]) -> Result<Vec<Rendered>> {
    let pictured = formats.iter().any(|format| ["html", "md", "svg", "png"].contains(&format.id));
    let pictures = if pictured { figure::draw(results)? } else { Vec::new() };
    let mut files = Vec::new();
    for format in formats {
        files.extend((format.render)(results, &pictures)?);
    }
    Ok(files)
}

/// An internal fault of rendering.
fn fault(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::Internal, format!("the report cannot be rendered: {error}"))
}
