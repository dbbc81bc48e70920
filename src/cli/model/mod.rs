//! `retrocohort model`: patient rows in, logistic models of an outcome out.

mod reading;
mod shared;

use std::path::{Path, PathBuf};

use retrocohort::model::{self, Coefficients, Interval, Method, Options, Round};
use retrocohort::report::document::{Sections, TableKind};
use retrocohort::report::style::STYLES;
use retrocohort::report::{Format, Rendered, Report};
use retrocohort::results::comparison::{FlowStep, Input, Warning};
use retrocohort::{Error, ErrorCode, Result};

use serde::{Deserialize, Serialize};

use super::delivery::Made;
use super::manifest::{FileHash, Origin};
use super::options::{between_0_and_1, one_of};
use super::rows::{recorded, restored};
use reading::Spec;

/// Arguments of `model`.
#[derive(clap::Args, Serialize, Deserialize)]
#[command(after_help = EXAMPLES, mut_arg("out", |out| out.help(OUT)))]
pub struct Arguments {
    #[command(flatten)]
    rows: super::rows::RowArguments,
    /// Variable of the outcome, of two levels
    #[arg(long, value_name = "VARIABLE", required_unless_present_any = ["at", "pool"])]
    outcome: Option<String>,
    /// Level of the outcome that is the event [default: 1 of 0 and 1, yes of no and yes, dead of alive and dead]
    #[arg(long, value_name = "LEVEL")]
    event: Option<String>,
    /// Covariates in the order of the table, separated by commas
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',', required_unless_present_any = ["at", "pool"])]
    covariates: Vec<String>,
    /// Levels with which others are compared: sex=male,rhythm=shockable [default: the first of the covariate]
    #[arg(long, value_name = "NAME=LEVEL,…", value_delimiter = ',')]
    reference: Vec<String>,
    /// Steps of measurements for which odds ratios are given: age=10,lactate=0.5 [default: 1]
    #[arg(long, value_name = "NAME=STEP,…", value_delimiter = ',')]
    per: Vec<String>,
    /// Covariates to take as measurements although they have few values, such as scores
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    continuous: Vec<String>,
    /// Covariates to take by levels although they are numbers
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    categorical: Vec<String>,
    /// Estimates: auto (maximum likelihood, and Firth's penalised likelihood where covariates separate the
    /// outcomes), ml, firth
    #[arg(long, value_name = "METHOD", default_value = "auto")]
    method: String,
    /// Intervals and P of maximum-likelihood estimates: profile (likelihood) or wald
    #[arg(long, value_name = "INTERVAL", default_value = "profile")]
    interval: String,
    /// Patients of the univariable models: complete (those of the multivariable model) or available (all whose own
    /// covariate is known)
    #[arg(long, value_name = "PATIENTS", default_value = "complete")]
    univariable_n: String,
    /// Bootstrap resamples that correct the performance for optimism, 0 for none [default: 200 below 20,000 complete
    /// cases, none above]
    #[arg(long, value_name = "N")]
    bootstrap: Option<u64>,
    /// Seed of the resamples
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Confidence level of intervals
    #[arg(long, value_name = "LEVEL", default_value_t = 0.95)]
    conf: f64,
    /// Write sums over the patients to this file instead of a report, for a model that several hospitals fit together
    /// without sharing patients; "-" is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["method", "interval", "univariable_n", "bootstrap", "seed",
        "conf", "style", "title", "out", "format", "pool"])]
    #[serde(skip)]
    sums: Option<PathBuf>,
    /// Coefficients at which to sum, as --pool has written them; they name outcome and covariates too [default: the first
    /// round]
    #[arg(long, value_name = "FILE", requires = "sums", conflicts_with_all = ["outcome", "event", "covariates",
        "reference", "per", "continuous", "categorical"])]
    #[serde(skip)]
    at: Option<PathBuf>,
    /// Name of the hospital in its sums [default: name of the data]
    #[arg(long, value_name = "NAME", requires = "sums")]
    #[serde(skip)]
    site: Option<String>,
    /// Write no sums from which a number of patients between 1 and N - 1 could be read
    #[arg(long, value_name = "N", requires = "sums")]
    #[serde(skip)]
    mask: Option<u64>,
    /// Take the next step of a model that several hospitals fit together: DATA are the sums of all of them, of all rounds
    #[arg(long, conflicts_with_all = ["outcome", "event", "covariates", "reference", "per", "continuous", "categorical",
        "method", "interval", "univariable_n", "bootstrap", "seed", "dictionary", "input_format", "sheet", "delimiter",
        "encoding", "decimal_comma"])]
    pool: bool,
    /// File of the coefficients that --pool hands to the hospitals [default: coefficients.json]
    #[arg(long, value_name = "FILE", requires = "pool")]
    #[serde(skip)]
    next: Option<PathBuf>,
    /// House style of numbers: plain, jama, nejm, lancet, ama, spss
    #[arg(long, value_name = "STYLE", default_value = "plain")]
    style: String,
    #[command(flatten)]
    #[serde(flatten)]
    report: super::rows::ReportArguments,
}

const OUT: &str = "Folder of the report [default: reports/<data>-model/]; \"-\" writes one format to standard output";

const EXAMPLES: &str = "\
Several hospitals: each writes sums (--sums), one of them or a third party pools them (--pool) and hands out coefficients,
until it says that they have converged; see docs/models.md for what the sums reveal.

Examples:
  retrocohort model registry.csv --outcome died --event 1 --covariates age,sex,lactate --per age=10
  retrocohort model registry.sav --outcome died --covariates age,rhythm --reference rhythm=shockable
  retrocohort model registry.csv --outcome died --covariates age,sex --out - --format json | jq .multivariable
  retrocohort model site-a.csv --outcome died --covariates age,sex --sums site-a-0.sums
  retrocohort model --pool site-*.sums --next coefficients-1.json
  retrocohort model site-a.csv --at coefficients-1.json --sums site-a-1.sums";

/// What the options ask for, checked before anything is read.
struct Plan {
    formats: Vec<&'static Format>,
    sections: Sections,
    method: Method,
    interval: Interval,
    available: bool,
    references: Vec<(String, String)>,
    steps: Vec<(String, f64)>,
}

/// Runs `model`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let plan = plan(arguments)?;
    if let Some(sums) = &arguments.sums {
        return shared::sums(arguments, &plan, sums);
    }
    let place = arguments.report.place(&format!("{}-model", arguments.rows.name()))?;
    let (made, coefficients) = make(arguments, &plan)?;
    if let Some(coefficients) = coefficients {
        shared::hand_out(arguments, &coefficients)?;
    }
    made.map_or(Ok(()), |made| made.deliver(&place, arguments.report.quiet)).map(|()| 0)
}

/// Makes the files of a report again from the data at a place, with the options that its manifest records.
pub fn again(origin: &Origin, place: &Path) -> Result<Vec<Rendered>> {
    let mut arguments: Arguments = restored(origin)?;
    arguments.rows.place(origin, place, 0);
    let (made, _) = make(&arguments, &plan(&arguments)?)?;
    let other = || Error::new(ErrorCode::Table, "the sums are no longer those of a model that has converged");
    Ok(made.ok_or_else(other)?.files)
}

/// Reads, fits and renders: the report, unless hospitals have to sum once more, and the coefficients for them, where they
/// fit together.
fn make(arguments: &Arguments, plan: &Plan) -> Result<(Option<Made>, Option<Coefficients>)> {
    let (results, inputs, estimates) = if arguments.pool {
        let pooled = shared::pooled(&arguments.rows.data)?;
        match shared::round(&pooled, arguments, plan)? {
            Round::Next(coefficients) => return Ok((None, Some(coefficients))),
            Round::Done(model, estimates) => (*model, pooled.hashes, Some(estimates)),
        }
    } else {
        let read = reading::read(&arguments.rows, &Spec::asked(arguments, plan)?)?;
        let options = options(arguments, plan, read.input, read.flow, read.warnings);
        (model::model(&read.data, &options), read.files, None)
    };
    let report = Report::model(&results, &plan.sections, &plan.formats)?;
    Ok((Some(Made::new(&report, &plan.formats, origin(arguments, inputs)?)?), estimates))
}

fn title(arguments: &Arguments) -> String {
    arguments.report.title_or(|| arguments.rows.name())
}

fn options(arguments: &Arguments, plan: &Plan, input: Input, flow: Vec<FlowStep>, warnings: Vec<Warning>) -> Options {
    Options {
        title: title(arguments),
        input,
        flow,
        method: plan.method,
        interval: plan.interval,
        available: plan.available,
        level: arguments.conf,
        resamples: arguments.bootstrap,
        seed: arguments.seed,
        warnings,
    }
}

/// From what the report was made: the options but for places, and the files.
fn origin(arguments: &Arguments, inputs: Vec<FileHash>) -> Result<Origin> {
    let mut options = recorded(arguments)?;
    // A title does not hang on the name of a file.
    options.insert("title".into(), title(arguments).into());
    Ok(arguments.rows.origin("model", options, inputs))
}

fn plan(arguments: &Arguments) -> Result<Plan> {
    between_0_and_1("the confidence level", arguments.conf)?;
    let style = one_of("style", &arguments.style, STYLES.iter().map(|style| (style.id, *style)))?;
    let patients = [("complete", false), ("available", true)];
    Ok(Plan {
        formats: arguments.report.formats()?,
        sections: Sections { kind: TableKind::Outcome, style, smd: false, overall: false },
        method: one_of("method", &arguments.method, Method::ALL)?,
        interval: one_of("interval", &arguments.interval, Interval::ALL)?,
        available: one_of("choice of patients", &arguments.univariable_n, patients)?,
        references: arguments
            .reference
            .iter()
            .map(|pair| reading::pair(pair, "--reference sex=male"))
            .collect::<Result<_>>()?,
        steps: arguments.per.iter().map(|pair| reading::step(pair)).collect::<Result<_>>()?,
    })
}
