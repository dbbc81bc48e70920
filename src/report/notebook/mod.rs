//! Notebooks that re-derive a study's numbers in another language, from the same printed figures, and assert agreement.
//!
//! No statistic is computed here: figures and numbers come from the results, the formulas stand in the notebook.

mod cell;
mod data;
mod python;
mod r;
mod study;

use cell::Cell;
use data::Syntax;
use study::StudyRows;

use super::render::Rendered;
use crate::error::Result;
use crate::results::reproduction::Reproduction;

/// A language of notebooks.
pub struct Language {
    /// Identifier, as in `--language`.
    pub id: &'static str,
    /// What is written.
    pub summary: &'static str,
    /// What the program is held against.
    oracle: &'static str,
    /// What the notebook needs.
    needs: &'static str,
    /// Extension of the script.
    extension: &'static str,
    /// What stands between the study's name and `.ipynb`.
    suffix: &'static str,
    /// `metadata` of the notebook.
    metadata: fn() -> serde_json::Value,
    /// How data are written.
    syntax: Syntax,
    /// Tolerance, and the functions in which data are written.
    setup: &'static str,
    /// Tests of counts.
    counts: &'static str,
    /// Exact tests.
    exact: &'static str,
    /// Tests of ordered levels.
    ordered: &'static str,
    /// Tests of means and medians, and the list of all tests.
    means: &'static str,
    /// Effect sizes and the list of them.
    effects: &'static str,
    /// The comparison.
    check: &'static str,
    /// What stands around a name in the lists.
    entry: (&'static str, &'static str),
}

/// All languages. A new one is one file and one line here.
pub static LANGUAGES: &[&Language] = &[&python::LANGUAGE, &r::LANGUAGE];

/// Writes the study's numbers as a notebook (nbformat 4.5, without outputs) and a script of the same cells.
///
/// # Errors
/// An internal fault of rendering.
pub fn render(results: &Reproduction, languages: &[&Language]) -> Result<Vec<Rendered>> {
    let mut files = Vec::new();
    for language in languages {
        let cells = language.cells(&language.rows(results));
        let id = &results.study.id;
        files.push((format!("{id}{}.ipynb", language.suffix), cell::notebook(&cells, (language.metadata)())?));
        files.push((format!("{id}.{}", language.extension), cell::script(&cells)));
    }
    Ok(files)
}

impl Language {
    /// Numbers of the results that the notebook does not re-derive, as "Table 2, Age (years), method".
    pub fn left_out(&self, results: &Reproduction) -> Vec<String> {
        self.rows(results).left_out
    }

    fn rows(&self, results: &Reproduction) -> StudyRows {
        let (before, after) = self.entry;
        let knows = |id: &str| {
            let entry = format!("{before}{id}{after}");
            self.means.contains(&entry) || self.effects.contains(&entry)
        };
        StudyRows::new(results, &knows)
    }

    fn cells(&self, study: &StudyRows) -> Vec<Cell> {
        let text = |text: &str| Cell::Text(text.to_string());
        let code = |text: &str| Cell::Code(text.to_string());
        vec![
            Cell::Text(self.introduction(study)),
            code(self.setup),
            text("## The tables as printed\n\nLabel, printed P, the program's verdict, figures group by group."),
            Cell::Code(self.syntax.tables(study)),
            text("## Tests of counts"),
            code(self.counts),
            text("## Exact tests"),
            code(self.exact),
            text("## Tests of ordered levels"),
            code(self.ordered),
            text("## Tests of means and medians"),
            code(self.means),
            text("## Effect sizes\n\nEstimate, lower and upper 95 % limit; the second group against the first."),
            code(self.effects),
            text("## What the program reports"),
            Cell::Code(self.syntax.reported(study)),
            text("## Every number compared"),
            code(self.check),
        ]
    }

    fn introduction(&self, study: &StudyRows) -> String {
        let mut parts = vec![format!("# {}", study.title)];
        parts.extend(study.citation.clone());
        parts.extend(study.source.clone());
        parts.push(format!(
            "Every P value and effect size that retrocohort {} reports on this study, computed again with {} from the \
             figures\nas they are printed. The last cell stops with an error at the first number that differs. {}",
            study.version, self.oracle, self.needs
        ));
        if !study.left_out.is_empty() {
            parts.push(format!("Not computed again: {}.", study.left_out.join("; ")));
        }
        parts.join("\n\n")
    }
}
