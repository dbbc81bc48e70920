//! Reports: a document composed from results, its renderers and its charts. No statistic is computed here.

pub mod document;
pub mod figure;
pub mod notebook;
pub mod page;
pub mod references;
pub mod render;
pub mod style;
pub mod wording;

pub use render::{FORMATS, Format, Rendered, terminal, terminal_description};

use crate::error::{Error, ErrorCode, Result};
use crate::results::audit::Audit;
use crate::results::comparison::Comparison;
use crate::results::literature::LiteratureResult;
use crate::results::model::Model;
use crate::results::reproduction::Reproduction;
use crate::results::survival::Survival;
use document::{Document, Sections};
use figure::{Picture, font};
use std::collections::BTreeSet;

/// What a report is about.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// Published tables, recomputed.
    Reproduction(&'a Reproduction),
    /// Groups of patients, compared.
    Comparison(&'a Comparison),
    /// A registry, audited.
    Audit(&'a Audit),
    /// Times to events, analysed.
    Survival(&'a Survival),
    /// Models of an outcome.
    Model(&'a Model),
}

impl<'a> Source<'a> {
    /// The outcome beside published series, where the results hold it.
    pub fn literature(self) -> Option<&'a LiteratureResult> {
        match self {
            Source::Reproduction(results) => results.literature.as_ref(),
            Source::Audit(results) => results.literature.as_ref(),
            Source::Comparison(_) | Source::Survival(_) | Source::Model(_) => None,
        }
    }
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

impl<'a> Report<'a> {
    /// A reproduction, composed and, for formats that show charts, drawn.
    ///
    /// # Errors
    /// An internal fault of drawing.
    pub fn reproduction(results: &'a Reproduction, formats: &[&Format]) -> Result<Self> {
        Report::new(Source::Reproduction(results), None, document::reproduction(results), formats)
    }

    /// The same of a comparison.
    ///
    /// # Errors
    /// An internal fault of drawing.
    pub fn comparison(results: &'a Comparison, sections: &Sections, formats: &[&Format]) -> Result<Self> {
        let document = document::comparison(results, sections);
        Report::new(Source::Comparison(results), Some(sections), document, formats)
    }

    /// The same of an audit.
    ///
    /// # Errors
    /// An internal fault of drawing.
    pub fn audit(results: &'a Audit, formats: &[&Format]) -> Result<Self> {
        Report::new(Source::Audit(results), None, document::audit(results), formats)
    }

    /// The same of a survival analysis.
    ///
    /// # Errors
    /// An internal fault of drawing.
    pub fn survival(results: &'a Survival, formats: &[&Format]) -> Result<Self> {
        Report::new(Source::Survival(results), None, document::survival(results), formats)
    }

    /// The same of models.
    ///
    /// # Errors
    /// An internal fault of drawing.
    pub fn model(results: &'a Model, sections: &Sections, formats: &[&Format]) -> Result<Self> {
        let document = document::model(results, sections.style);
        Report::new(Source::Model(results), Some(sections), document, formats)
    }

    fn new(source: Source<'a>, sections: Option<&Sections>, document: Document, formats: &[&Format]) -> Result<Self> {
        let pictured = formats.iter().any(|format| !["json", "csv", "bib"].contains(&format.id));
        let pictures = if pictured { figure::draw(source, sections)? } else { Vec::new() };
        Ok(Report { source, document, pictures })
    }

    /// Letters that no embedded font has, of the texts that these formats draw themselves: they show empty boxes, where
    /// pages, Word documents and SVG pictures take the letters from the reader's fonts.
    ///
    /// # Errors
    /// An internal fault of rendering.
    pub fn lacking(&self, formats: &[&Format]) -> Result<BTreeSet<char>> {
        let has = |ids: &[&str]| formats.iter().any(|format| ids.contains(&format.id));
        let mut letters = BTreeSet::new();
        if has(&["docx", "pdf", "figures-pdf", "png"]) {
            letters.extend(self.pictures.iter().flat_map(|picture| font::lacking(&picture.svg)));
        }
        if has(&["pdf"]) {
            letters.extend(font::lacking(&render::printable(&serde_json::to_string(&self.document).map_err(fault)?)));
        }
        Ok(letters)
    }

    /// Renders the formats one after the other, as files with paths inside the report folder.
    ///
    /// # Errors
    /// An internal fault of rendering.
    pub fn files(&self, formats: &[&Format]) -> Result<Vec<Rendered>> {
        let mut files = Vec::new();
        for format in formats {
            files.extend((format.render)(self)?);
        }
        Ok(files)
    }
}

/// An internal fault of rendering.
fn fault(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::Internal, format!("the report cannot be rendered: {error}"))
}
