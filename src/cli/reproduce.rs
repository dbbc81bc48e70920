//! `retrocohort reproduce`: published tables in, a report out.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use retrocohort::report::{self, Format, Report};
use retrocohort::reproduction::{self, Options};
use retrocohort::results::reproduction::Reproduction;
use retrocohort::study::{KindDeclaration, Study};
use retrocohort::{Result, loaders};

use serde_json::{Map, Value, json};

use super::console;
use super::manifest::{Origin, text_of, texts_of};
use super::output::ReportFolder;
use super::rendering;

/// Arguments of `reproduce`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A folder with a study.toml, that file, or one table (.csv, .tsv, .xlsx, .md, .html)
    study: PathBuf,
    #[command(flatten)]
    report: ReportArguments,
}

/// Where the report goes and what is in it.
#[derive(clap::Args)]
pub struct ReportArguments {
    /// Folder of the report [default: reports/<study>/]; "-" writes one format to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Formats, separated by commas; see `retrocohort list formats` [default: all]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<String>,
    /// Kind of rows whose notation is ambiguous: count, counts, mean_sd, mean_se, median_iqr, median_q1q3, median_range
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Pool the published series that study.toml names, with random effects
    #[arg(long)]
    pool: bool,
    /// End with exit code 1 when findings of this severity (or worse) exist
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Severities that can fail a run.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Only what is arithmetically impossible
    Error,
    /// Warnings too
    Warning,
}

const EXAMPLES: &str = "\
Examples:
  retrocohort reproduce data/anzhen
  retrocohort reproduce table2.csv --out review
  retrocohort reproduce table2.csv --out - --format json | jq .summary";

/// Runs `reproduce`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let report = &arguments.report;
    let plan = report.plan()?;
    let study = loaders::load(&arguments.study)?;
    report.write(&study, &plan)
}

/// Makes the files of a report with the options that its manifest records.
pub fn again(options: &Map<String, Value>, study: &Study) -> Result<Vec<(String, Vec<u8>)>> {
    let names: Vec<String> = texts_of(options, "formats").into_iter().map(String::from).collect();
    let formats = super::formats::chosen(&names, false)?;
    render(&reproduction::reproduce(study, &recorded(options)?)?, &formats)
}

/// What a manifest records of the user's decisions.
pub fn recorded(options: &Map<String, Value>) -> Result<Options> {
    let kind = text_of(options, "kind").map(str::parse::<KindDeclaration>).transpose()?;
    Ok(Options { kind, pool: options.get("pool").and_then(Value::as_bool).unwrap_or(false) })
}

fn render(results: &Reproduction, formats: &[&Format]) -> Result<Vec<(String, Vec<u8>)>> {
    rendering::files(&Report::reproduction(results, formats)?, formats)
}

/// What the options ask for, checked before anything is computed.
pub struct Plan {
    formats: Vec<&'static Format>,
    options: Options,
    recorded: Map<String, Value>,
    to_stdout: bool,
}

impl ReportArguments {
    /// Checks the options.
    pub fn plan(&self) -> Result<Plan> {
        let kind = self.kind.as_deref().map(str::parse::<KindDeclaration>).transpose()?;
        let to_stdout = self.out.as_deref() == Some(Path::new("-"));
        let formats = super::formats::chosen(&self.format, to_stdout)?;
        let ids: Vec<&str> = formats.iter().map(|format| format.id).collect();
        let recorded =
            json!({ "formats": ids, "kind": self.kind, "pool": self.pool }).as_object().cloned().unwrap_or_default();
        Ok(Plan { formats, options: Options { kind, pool: self.pool }, recorded, to_stdout })
    }

    /// Reproduces a study and writes what was asked for.
    pub fn write(&self, study: &Study, plan: &Plan) -> Result<u8> {
        let folder = if plan.to_stdout {
            None
        } else {
            let default = || Path::new("reports").join(&study.id);
            Some(ReportFolder::new(&self.out.clone().unwrap_or_else(default))?)
        };
        let results = reproduction::reproduce(study, &plan.options)?;
        let files = render(&results, &plan.formats)?;
        match folder {
            None => {
                for (_, bytes) in &files {
                    console::print(bytes)?;
                }
            }
            Some(folder) => {
                folder.write_from(&files, Origin::new("reproduce", plan.recorded.clone(), study))?;
                if !self.quiet {
                    let answer = report::terminal(&results, console::width(), console::output_is_coloured());
                    folder.announce(&answer, &files)?;
                }
            }
        }
        Ok(self.code(&results))
    }

    /// Exit code for the findings.
    fn code(&self, results: &Reproduction) -> u8 {
        let failed = match self.fail_on {
            Some(FailOn::Error) => results.summary.errors > 0,
            Some(FailOn::Warning) => results.summary.errors + results.summary.warnings > 0,
            None => false,
        };
        u8::from(failed)
    }
}
