//! Reports: a document composed from results, its renderers and its charts. No statistic is computed here.

pub mod document;
pub mod figure;
pub mod notebook;
pub mod page;
pub mod render;
pub mod style;
pub mod wording;

pub use render::{FORMATS, Format, Rendered, terminal, terminal_comparison, terminal_description};

use crate::error::{Error, ErrorCode, Result};
use crate::results::audit::Audit;
use crate::results::comparison::Comparison;
use crate::results::model::Model;
use crate::results::reproduction::Reproduction;
use document::{Document, Sections};
use figure::Picture;

/// What a report is about.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// Published tables, recomputed.
    Reproduction(&'a Reproduction),
    /// Groups of patients, compared.
    Comparison(&'a Comparison),
    /// A registry, audited.
    Audit(&'a Audit),
    /// Models of an outcome.
    Model(&'a Model),
}

/// Results, with everything that the formats render.
pub struct Report<'a> {
    /// The results.
    pub source: Source<'a>,
    /// The report as blocks.
    pub document: Document,
    /// The charts, drawn.
    pub pictures: Vec<Picture>,
}

/// Renders a reproduction in the given formats, as files with paths inside the report folder.
///
/// # Errors
/// An internal fault of rendering.
pub fn render(results: &Reproduction, formats: &[&Format]) -> Result<Vec<Rendered>> {
    let document = document::reproduction(results);
    write(Source::Reproduction(results), None, document, formats)
}

/// Renders a comparison in the given formats, as files with paths inside the report folder.
///
/// # Errors
/// An internal fault of rendering.
pub fn render_comparison(results: &Comparison, sections: &Sections, formats: &[&Format]) -> Result<Vec<Rendered>> {
    let document = document::comparison(results, sections);
    write(Source::Comparison(results), Some(sections), document, formats)
}

/// Renders an audit in the given formats, as files with paths inside the report folder.
///
/// # Errors
/// An internal fault of rendering.
pub fn render_audit(results: &Audit, formats: &[&Format]) -> Result<Vec<Rendered>> {
    write(Source::Audit(results), None, document::audit(results), formats)
}

/// Renders models in the given formats, as files with paths inside the report folder.
///
/// # Errors
/// An internal fault of rendering.
pub fn render_model(results: &Model, sections: &Sections, formats: &[&Format]) -> Result<Vec<Rendered>> {
    write(Source::Model(results), Some(sections), document::model(results, sections.style), formats)
}

fn write(
    source: Source<'_>,
    sections: Option<&Sections>,
    document: Document,
    formats: &[&Format],
) -> Result<Vec<Rendered>> {
    let pictured = formats.iter().any(|format| !["json", "csv"].contains(&format.id));
    let pictures = if pictured { figure::draw(source, sections)? } else { Vec::new() };
    let report = Report { source, document, pictures };
    let mut files = Vec::new();
    for format in formats {
        files.extend((format.render)(&report)?);
    }
    Ok(files)
}

/// An internal fault of rendering.
fn fault(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::Internal, format!("the report cannot be rendered: {error}"))
}
