//! `retrocohort audit`: what a registry holds of what a guidance asks for.

use std::path::{Path, PathBuf};

use retrocohort::audit::{Options, TEMPLATES, Template, audit};
use retrocohort::report::{Format, Rendered, Report};
use retrocohort::study::PublishedSeries;
use retrocohort::{Error, ErrorCode, Result, loaders};
use serde::{Deserialize, Serialize};

use super::delivery::Made;
use super::manifest::{FileHash, Origin};
use super::options;

/// Arguments of `audit`.
#[derive(clap::Args, Serialize, Deserialize)]
#[command(
    after_help = EXAMPLES,
    mut_arg("out", |out| out.help(OUT)),
    mut_arg("title", |title| title.help("Title of the report [default: name of the data and title of the template]"))
)]
pub struct Arguments {
    #[command(flatten)]
    rows: super::rows::RowArguments,
    /// What the registry has to hold: nice-htg762, nice-ecpr, or a file (docs/audit.md)
    #[arg(long, value_name = "TEMPLATE")]
    template: String,
    /// Columns of items that are not recognised by their names, as item=column pairs
    #[arg(long, value_name = "ITEM=COLUMN,…", value_delimiter = ',')]
    columns: Vec<String>,
    /// Withhold tables with cells of 1 to N - 1 patients, and whatever they could be derived from
    #[arg(long, value_name = "N")]
    mask: Option<u64>,
    /// Published series that the leading outcome is put beside: a file of [[literature]] entries (docs/audit.md)
    #[arg(long, value_name = "FILE")]
    literature: Option<PathBuf>,
    /// Pool these series, with random effects
    #[arg(long, requires = "literature")]
    pool: bool,
    /// Confidence level of intervals
    #[arg(long, value_name = "LEVEL", default_value_t = 0.95)]
    conf: f64,
    #[command(flatten)]
    #[serde(flatten)]
    report: super::rows::ReportArguments,
}

const OUT: &str =
    "Folder of the report [default: reports/<data>-<template>/]; \"-\" writes one format to standard output";

const EXAMPLES: &str = "\
Examples:
  retrocohort audit registry.csv --template nice-ecpr
  retrocohort audit registry.csv --template nice-ecpr --literature published.toml
  retrocohort audit registry.sav --template nice-htg762 --columns bleeding=major_bleed --mask 5
  retrocohort audit registry.csv --template ours.toml --out - --format json | jq .questions";

/// Runs `audit`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let plan = plan(arguments)?;
    let place = arguments.report.place(&format!("{}-{}", arguments.rows.name(), plan.template.id))?;
    make(arguments, &plan)?.deliver(&place, arguments.report.quiet).map(|()| 0)
}

/// Makes the files of a report again from the data at a place, with the options that its manifest records.
pub fn again(origin: &Origin, place: &Path) -> Result<Vec<Rendered>> {
    let mut arguments: Arguments = super::rows::restored(origin)?;
    let own = !built_in(&arguments.template);
    let mut further =
        arguments.rows.place(origin, place, usize::from(own) + usize::from(arguments.literature.is_some()));
    if arguments.literature.is_some() {
        arguments.literature = further.pop();
    }
    if let (true, Some(path)) = (own, further.pop()) {
        arguments.template = path.display().to_string();
    }
    Ok(make(&arguments, &plan(&arguments)?)?.files)
}

/// What the options ask for, checked before any row is read.
struct Plan {
    formats: Vec<&'static Format>,
    template: Template,
    /// The template as it was read.
    text: String,
    columns: Vec<(String, String)>,
}

fn plan(arguments: &Arguments) -> Result<Plan> {
    options::between_0_and_1("the confidence level", arguments.conf)?;
    let formats = arguments.report.formats()?;
    let (template, text) = template(&arguments.template)?;
    let columns = arguments.columns.iter().map(|pair| column(pair)).collect::<Result<_>>()?;
    Ok(Plan { formats, template, text, columns })
}

/// Reads, audits and renders.
fn make(arguments: &Arguments, plan: &Plan) -> Result<Made> {
    let rows = arguments.rows.open()?;
    let cohort = retrocohort::cohort::cohort(&rows, &arguments.rows.declarations()?)?;
    let files = arguments.rows.files(&rows.files)?;
    let options = Options {
        title: title(arguments, &plan.template),
        input: super::rows::input(&files, &rows, cohort.dictionary.rows),
        template_sha256: loaders::sha256(plan.text.as_bytes()),
        level: arguments.conf,
        mask: arguments.mask,
        columns: plan.columns.clone(),
        literature: series(arguments)?,
    };
    let results = audit(&cohort.rows, &cohort.dictionary, &plan.template, &options)?;
    let report = Report::audit(&results, &plan.formats)?;
    Made::new(&report, &plan.formats, origin(arguments, plan, files)?)
}

/// From what the report was made: the options but for places, and the files.
fn origin(arguments: &Arguments, plan: &Plan, mut inputs: Vec<FileHash>) -> Result<Origin> {
    let mut options = super::rows::recorded(arguments)?;
    // Neither a title nor a template hangs on the place of a file.
    options.insert("title".into(), title(arguments, &plan.template).into());
    if !built_in(&arguments.template) {
        let file = super::rows::short(&arguments.template);
        options.insert("template".into(), file.clone().into());
        inputs.push(FileHash { file, sha256: loaders::sha256(plan.text.as_bytes()) });
    }
    if let Some(path) = &arguments.literature {
        let file = super::rows::short(&path.display().to_string());
        options.insert("literature".into(), file.clone().into());
        inputs.push(FileHash { file, sha256: loaders::sha256_of_file(path)? });
    }
    Ok(arguments.rows.origin("audit", options, inputs))
}

/// The published series, and whether they are pooled.
fn series(arguments: &Arguments) -> Result<(Vec<PublishedSeries>, bool)> {
    let Some(path) = &arguments.literature else { return Ok((Vec::new(), false)) };
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, &error))?;
    let (series, pool) = loaders::parse_literature(&text, &path.display().to_string())?;
    Ok((series, pool || arguments.pool))
}

fn title(arguments: &Arguments, template: &Template) -> String {
    arguments.report.title_or(|| format!("{}: {}", arguments.rows.name(), template.title))
}

fn built_in(template: &str) -> bool {
    TEMPLATES.iter().any(|(id, _)| *id == template)
}

/// A template by its name or from a file, with its text.
fn template(name: &str) -> Result<(Template, String)> {
    if let Some((id, text)) = TEMPLATES.iter().find(|(id, _)| *id == name) {
        return Ok((Template::read(text, id)?, text.to_string()));
    }
    let path = Path::new(name);
    if !path.exists() {
        let known: Vec<&str> = TEMPLATES.iter().map(|(id, _)| *id).collect();
        return Err(options::unknown("template", name, format!("{}, or a file", known.join(", "))));
    }
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, &error))?;
    Ok((Template::read(&text, name)?, text))
}

fn column(pair: &str) -> Result<(String, String)> {
    let fault = || {
        Error::new(ErrorCode::Usage, "a column is named without its item")
            .found(pair)
            .expected("--columns bleeding=major_bleed")
    };
    let (item, column) = pair.split_once('=').ok_or_else(fault)?;
    Ok((item.trim().to_string(), column.trim().to_string()))
}
