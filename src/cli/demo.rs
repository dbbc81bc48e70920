//! `retrocohort demo`: the bundled Anzhen study, for a machine that has only the program.

use std::path::PathBuf;

use retrocohort::study::{InputFile, Inputs, PrintedTable, Study};
use retrocohort::{Error, ErrorCode, Result, loaders};

use super::console;
use super::options;
use super::output::ReportFolder;
use super::reproduce::ReportArguments;

/// Arguments of `demo`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Name of the study
    #[arg(default_value = "anzhen")]
    name: String,
    /// Write the study's folder here instead of reproducing it
    #[arg(long, value_name = "DIR")]
    extract: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
}

/// Files of the bundled study.
static ANZHEN: [(&str, &str); 6] = [
    ("study.toml", include_str!("../../data/anzhen/study.toml")),
    ("SOURCE.md", include_str!("../../data/anzhen/SOURCE.md")),
    ("table1.csv", include_str!("../../data/anzhen/table1.csv")),
    ("table2.csv", include_str!("../../data/anzhen/table2.csv")),
    ("table3.csv", include_str!("../../data/anzhen/table3.csv")),
    ("table4.csv", include_str!("../../data/anzhen/table4.csv")),
];

/// Runs `demo`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    options::one_of("demo", &arguments.name, [("anzhen", ())])?;
    if let Some(folder) = &arguments.extract {
        let folder = ReportFolder::new(folder)?;
        let files: Vec<(String, Vec<u8>)> =
            ANZHEN.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect();
        folder.write(&files)?;
        console::note(&format!("Study: {}", folder.shown("study.toml").display()));
        return Ok(0);
    }
    let plan = arguments.report.plan()?;
    arguments.report.write(&study()?, &plan)
}

/// The bundled study of a name.
#[cfg(feature = "patients")]
pub fn named(name: &str) -> Option<Result<Study>> {
    (name == "anzhen").then(study)
}

/// The bundled study.
pub fn study() -> Result<Study> {
    let text = |name: &str| ANZHEN.iter().find(|(file, _)| *file == name).map(|(_, text)| *text);
    let mut read = |file: &str| -> Result<Vec<PrintedTable>> {
        let text = text(file).ok_or_else(|| Error::new(ErrorCode::Internal, "the demo lacks a table").file(file))?;
        loaders::read_csv(file, text.as_bytes())
    };
    let study = loaders::parse_study(text("study.toml").unwrap_or_default(), "study.toml", "anzhen", &mut read)?;
    let input =
        |(file, text): &(&str, &str)| InputFile { file: file.to_string(), sha256: loaders::sha256(text.as_bytes()) };
    let files = ANZHEN.iter().filter(|(file, _)| *file != "SOURCE.md").map(input).collect();
    Ok(Study { inputs: Inputs { entry: "study.toml".to_string(), files }, ..study })
}
