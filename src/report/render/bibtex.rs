//! `references.bib`: the program and the works that a report rests on, for reference managers.

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::{Report, references};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "bib", summary: "references.bib, what the report rests on (BibTeX)", single: true, render };

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    Ok(vec![("references.bib".into(), references::bibtex(&report.document.references).into_bytes())])
}
