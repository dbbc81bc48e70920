//! `retrocohort reproduce`: published tables in, a report out.

use std::path::PathBuf;

use clap::ValueEnum;
use retrocohort::report::{Format, Rendered, Report};
use retrocohort::reproduction::{self, Options};
use retrocohort::results::reproduction::Reproduction;
use retrocohort::study::{KindDeclaration, Study};
use retrocohort::{Result, loaders};

use serde_json::{Map, Value};

use super::delivery::{Made, Place, is_standard_output};
use super::manifest::{Origin, text_of, texts_of};
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
    #[command(flatten)]
    reading: ReadingArguments,
    /// End with exit code 1 when findings of this severity (or worse) exist
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// How a study is reproduced.
#[derive(clap::Args)]
pub struct ReadingArguments {
    /// Kind of rows whose notation is ambiguous: count, counts, mean_sd, mean_se, median_iqr, median_q1q3, median_range
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Pool the published series that study.toml names, with random effects
    #[arg(long)]
    pool: bool,
}

impl ReadingArguments {
    /// Checked.
    ///
    /// # Errors
    /// A kind that is none.
    pub fn options(&self) -> Result<Options> {
        Ok(Options { kind: self.kind.as_deref().map(str::parse::<KindDeclaration>).transpose()?, pool: self.pool })
    }

    /// As a manifest records them, behind lists of names that decide what is written.
    pub fn recorded(&self, lists: &[(&str, &[&str])]) -> Map<String, Value> {
        let lists = lists.iter().map(|(list, names)| (*list, Value::from(*names)));
        let own = [("kind", self.kind.clone().into()), ("pool", self.pool.into())];
        lists.chain(own).map(|(name, value)| (name.to_string(), value)).collect()
    }
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
pub fn again(options: &Map<String, Value>, study: &Study) -> Result<Vec<Rendered>> {
    let names: Vec<String> = texts_of(options, "formats").into_iter().map(String::from).collect();
    let formats = super::formats::chosen(&names, false)?;
    let results = reproduction::reproduce(study, &restored(options)?)?;
    rendering::files(&Report::reproduction(&results, &formats)?, &formats)
}

/// What a manifest records of how a study was reproduced.
pub fn restored(options: &Map<String, Value>) -> Result<Options> {
    let kind = text_of(options, "kind").map(str::parse::<KindDeclaration>).transpose()?;
    Ok(Options { kind, pool: options.get("pool").and_then(Value::as_bool).unwrap_or(false) })
}

/// What the options ask for, checked before anything is computed.
pub struct Plan {
    formats: Vec<&'static Format>,
    options: Options,
}

impl ReportArguments {
    /// Checks the options.
    pub fn plan(&self) -> Result<Plan> {
        let options = self.reading.options()?;
        let formats = super::formats::chosen(&self.format, is_standard_output(self.out.as_deref()))?;
        Ok(Plan { formats, options })
    }

    /// Reproduces a study and writes what was asked for.
    pub fn write(&self, study: &Study, plan: &Plan) -> Result<u8> {
        let place = Place::new(self.out.as_deref(), &study.id)?;
        let results = reproduction::reproduce(study, &plan.options)?;
        let report = Report::reproduction(&results, &plan.formats)?;
        let ids: Vec<&str> = plan.formats.iter().map(|format| format.id).collect();
        let origin = Origin::new("reproduce", self.reading.recorded(&[("formats", &ids)]), study);
        Made::new(&report, &plan.formats, origin)?.deliver(&place, self.quiet)?;
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
