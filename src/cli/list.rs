//! `retrocohort list`: what the program knows.

use clap::ValueEnum;
use retrocohort::Result;
use retrocohort::analysis::METHODS;
use retrocohort::loaders;
use retrocohort::report::{FORMATS, figure::FIGURES};
use retrocohort::reproduction::checks::CHECKS;

use super::{console, conventions};

/// Arguments of `list`.
#[derive(clap::Args)]
pub struct Arguments {
    /// What to list
    #[arg(value_enum)]
    what: What,
}

/// Lists of the program.
#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Statistical tests
    Methods,
    /// Programs whose defaults can be followed
    Conventions,
    /// The same as the page docs/conventions.md
    #[value(hide = true)]
    ConventionsPage,
    /// Input and output formats
    Formats,
    /// Charts of a report
    Figures,
    /// Consistency checks
    Checks,
}

/// Runs `list`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let rows: Vec<(String, String)> = match arguments.what {
        What::Methods => METHODS.iter().map(|m| (m.id.into(), format!("{}; null: {}", m.name, m.null))).collect(),
        What::Conventions => conventions::rows(),
        What::ConventionsPage => {
            console::print(conventions::page()?.as_bytes())?;
            return Ok(0);
        }
        What::Checks => CHECKS.iter().map(|check| (check.id.into(), check.summary.into())).collect(),
        What::Figures => FIGURES.iter().map(|figure| (figure.id.into(), figure.title.into())).collect(),
        What::Formats => {
            let read = loaders::FORMATS
                .iter()
                .map(|f| (f.id.into(), format!("read: {} (.{})", f.summary, f.extensions.join(", ."))));
            #[cfg(feature = "patients")]
            let read = read.chain(
                loaders::patients::ROW_FORMATS
                    .iter()
                    .map(|f| (f.id.into(), format!("patient rows: {} (.{})", f.summary, f.extensions.join(", .")))),
            );
            let written = FORMATS.iter().map(|f| (f.id.into(), format!("written: {}", f.summary)));
            read.chain(written).collect()
        }
    };
    let width = rows.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    let text: String = rows.iter().map(|(id, summary)| format!("{id:width$}  {summary}\n")).collect();
    console::print(text.as_bytes())?;
    Ok(0)
}
