//! `retrocohort cite`: how to cite the program, and the works that a report rests on.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use retrocohort::analysis::bibliography;
use retrocohort::report::references;
use retrocohort::{Error, ErrorCode, Result};

use super::console;

/// Arguments of `cite`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Folder of a report, whose works are cited too
    report: Option<PathBuf>,
    /// Form of the citation
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Form::Text)]
    format: Form,
}

impl Arguments {
    /// The citation of the program alone.
    pub fn of_program(format: Form) -> Arguments {
        Arguments { report: None, format }
    }
}

/// Forms of a citation.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Lines for readers
    Text,
    /// Entries of BibTeX
    Bibtex,
    /// A citation file (CFF 1.2.0)
    Cff,
}

const EXAMPLES: &str = "\
Examples:
  retrocohort cite
  retrocohort cite reports/my-study --format bibtex > references.bib
  retrocohort cite --format cff > CITATION.cff";

/// The file of a report that names its works.
const REFERENCES: &str = "references.bib";

/// Runs `cite`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let keys = match &arguments.report {
        None => Vec::new(),
        Some(folder) => works(folder)?,
    };
    let text = match arguments.format {
        Form::Bibtex => references::bibtex(&keys),
        Form::Cff => references::software_cff(&keys),
        Form::Text => {
            let mut lines = vec![references::software_text()];
            lines.extend(keys.iter().filter_map(|key| bibliography::reference(key)));
            lines.join("\n") + "\n"
        }
    };
    console::print(text.as_bytes())?;
    Ok(0)
}

/// Keys of the works that a report names.
fn works(folder: &Path) -> Result<Vec<&'static str>> {
    let path = folder.join(REFERENCES);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Error::io(&path, &error)
            .expected("the folder of a report with a references.bib")
            .hint("reproduce, compare and audit write it with their other formats, or with --format bib")
    })?;
    let keys: Vec<&'static str> = text
        .lines()
        .filter_map(|line| line.strip_prefix('@')?.split_once('{'))
        .flat_map(|(_, key)| bibliography::mentioned(key))
        .collect();
    if keys.is_empty() {
        return Err(Error::new(ErrorCode::Format, "the file names no work of the bibliography")
            .file(path.display().to_string())
            .expected("the references.bib of a report"));
    }
    Ok(keys)
}
