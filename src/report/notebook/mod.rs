//! Notebooks that re-derive a study's numbers in another language, from the same printed figures, and assert agreement.
//!
//! No statistic is computed here: figures and numbers come from the results, the formulas stand in the notebook.

mod cell;
mod data;
mod findings;
mod literature;
mod python;
mod r;
mod study;

use cell::Cell;
use data::Syntax;
use study::{StudyRows, one_line};

use super::render::Rendered;
use crate::error::Result;
use crate::results::reproduction::Reproduction;

/// A language of notebooks.
pub struct Language {
    /// Identifier, as in `--language`.
    pub id: &'static str,
    /// What is written.
    pub summary: &'static str,
    /// What the program is held against, and what the notebook needs.
    oracle: &'static str,
    /// Extension of the script.
    extension: &'static str,
    /// `metadata` of the notebook.
    metadata: fn() -> serde_json::Value,
    /// How data are written.
    syntax: Syntax,
    /// Tolerance, and the functions in which data are written.
    setup: &'static str,
    /// The methods: title and code of every cell.
    methods: &'static [(&'static str, &'static str)],
    /// The comparison of a row.
    check: &'static str,
    /// The count of what was compared.
    count: &'static str,
    /// What stands around a name in the lists of methods.
    entry: (&'static str, &'static str),
}

/// All languages. A new one is one file and one line here.
pub static LANGUAGES: &[&Language] = &[&python::LANGUAGE, &r::LANGUAGE];

/// Writes the study's numbers as notebooks (nbformat 4.5, without outputs) and scripts of the same cells.
///
/// # Errors
/// An internal fault of rendering.
pub fn render(results: &Reproduction, languages: &[&Language]) -> Result<Vec<Rendered>> {
    let mut files = Vec::new();
    for language in languages {
        let cells = language.cells(results);
        let name = &results.study.id;
        files.push((format!("{name}-{}.ipynb", language.id), cell::notebook(&cells, (language.metadata)())?));
        files.push((format!("{name}.{}", language.extension), cell::script(&cells)));
    }
    Ok(files)
}

impl Language {
    /// Numbers of the results that the notebook names as not computed again, as "Table 2, Age (years): method".
    pub fn left_out(&self, results: &Reproduction) -> Vec<String> {
        self.rows(results).left_out
    }

    fn rows(&self, results: &Reproduction) -> StudyRows {
        let (before, after) = self.entry;
        let knows = |id: &str| {
            let entry = format!("{before}{id}{after}");
            self.methods.iter().any(|(_, code)| code.contains(&entry))
        };
        StudyRows::new(results, &knows)
    }

    fn cells(&self, results: &Reproduction) -> Vec<Cell> {
        let rows = self.rows(results);
        let text = |text: &str| Cell::Text(text.to_string());
        let code = |text: &str| Cell::Code(text.to_string());
        let mut cells = vec![Cell::Text(self.introduction(results, &rows)), code(self.setup)];
        for (title, functions) in self.methods {
            cells.extend([Cell::Text(format!("## {title}")), code(functions)]);
        }
        cells.extend([text(CHECK), code(self.check)]);
        for section in &rows.sections {
            cells.push(Cell::Text(format!("## {}\n\n{}", study::markdown(&section.title), section.text)));
            cells.push(Cell::Code(self.syntax.section(section)));
        }
        if !rows.left_out.is_empty() {
            let list: Vec<String> = rows.left_out.iter().map(|what| format!("- {}", study::markdown(what))).collect();
            cells.push(Cell::Text(format!("## Not computed again\n\n{}", list.join("\n"))));
        }
        cells.extend([text("## Count"), code(self.count)]);
        cells
    }

    fn introduction(&self, results: &Reproduction, rows: &StudyRows) -> String {
        let study = &results.study;
        let mut parts = vec![format!("# {}", one_line(study.title.as_deref().unwrap_or(&study.id)))];
        parts.extend([&study.citation, &study.source].into_iter().flatten().map(|text| one_line(text)));
        let count: usize = rows
            .sections
            .iter()
            .flat_map(|section| &section.rows)
            .flat_map(|row| &row.numbers)
            .map(|(_, n)| n.len())
            .sum();
        parts.push(format!(
            "retrocohort {} reports {count} numbers on this study that are computed again here from the figures as they\n\
             are printed: every P value with its statistic and degrees of freedom, effect sizes and proportions with\n\
             their 95 % limits, and the arithmetic of findings. It takes {}. The first number that differs by more than\n\
             the tolerance stops the run.",
            results.version, self.oracle
        ));
        parts.push(
            "Not computed again are the ranges of P over the rounding of printed figures, the chances of matches, and\n\
             what follows from P by comparison: rules and verdicts."
                .to_string(),
        );
        parts.join("\n\n")
    }
}

/// What stands above the comparison.
const CHECK: &str = "\
## The comparison

`check` takes a row's label, the printed P, the program's verdict, the figures, and the program's numbers by the names
of their methods. It computes each number from the figures and stops at one that differs. Printed are label, printed P,
the P computed here of the method that the paper's rule names (or the first), verdict, and how many numbers agree.";
