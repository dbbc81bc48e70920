//! `retrocohort audit`: what a registry holds of what a guidance asks for.

use std::path::{Path, PathBuf};

use retrocohort::audit::{Options, TEMPLATES, Template, audit};
use retrocohort::report::{self, document};
use retrocohort::study::PublishedSeries;
use retrocohort::{Error, ErrorCode, Result, loaders};

use super::console;
use super::output::ReportFolder;

/// Arguments of `audit`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
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
    /// Title of the report [default: name of the data and title of the template]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Folder of the report [default: reports/<data>-<template>/]; "-" writes one format to standard output
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Formats, separated by commas; see `retrocohort list formats` [default: all]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<String>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  retrocohort audit registry.csv --template nice-ecpr
  retrocohort audit registry.csv --template nice-ecpr --literature published.toml
  retrocohort audit registry.sav --template nice-htg762 --columns bleeding=major_bleed --mask 5
  retrocohort audit registry.csv --template ours.toml --out - --format json | jq .questions";

/// Runs `audit`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let to_stdout = arguments.out.as_deref() == Some(Path::new("-"));
    let formats = super::formats::chosen(&arguments.format, to_stdout)?;
    let (template, text) = template(&arguments.template)?;
    let columns = arguments.columns.iter().map(|pair| column(pair)).collect::<Result<_>>()?;
    let literature = arguments.series()?;
    let default = || Path::new("reports").join(format!("{}-{}", arguments.rows.name(), template.id));
    let folder = match to_stdout {
        true => None,
        false => Some(ReportFolder::new(&arguments.out.clone().unwrap_or_else(default))?),
    };
    let rows = arguments.rows.open()?;
    let cohort = retrocohort::cohort::cohort(&rows, &arguments.rows.declarations()?)?;
    let options = Options {
        title: arguments.title.clone().unwrap_or_else(|| format!("{}: {}", arguments.rows.name(), template.title)),
        input: super::rows::input(&arguments.rows.files(&rows.files)?, &rows, cohort.dictionary.rows),
        template_sha256: loaders::sha256(text.as_bytes()),
        level: arguments.conf,
        mask: arguments.mask,
        columns,
        literature,
    };
    let results = audit(&cohort.rows, &cohort.dictionary, &template, &options)?;
    let files = report::render_audit(&results, &formats)?;
    let Some(folder) = folder else {
        for (_, bytes) in &files {
            console::print(bytes)?;
        }
        return Ok(0);
    };
    folder.write(&files)?;
    if !arguments.quiet {
        let document = document::audit(&results);
        let answer = report::terminal_comparison(&document, console::width(), console::output_is_coloured());
        folder.announce(&answer, &files)?;
    }
    Ok(0)
}

impl Arguments {
    /// The published series, and whether they are pooled.
    fn series(&self) -> Result<(Vec<PublishedSeries>, bool)> {
        let Some(path) = &self.literature else { return Ok((Vec::new(), false)) };
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, &error))?;
        let (series, pool) = loaders::parse_literature(&text, &path.display().to_string())?;
        Ok((series, pool || self.pool))
    }
}

/// A template by its name or from a file, with its text.
fn template(name: &str) -> Result<(Template, String)> {
    if let Some((id, text)) = TEMPLATES.iter().find(|(id, _)| *id == name) {
        return Ok((Template::read(text, id)?, text.to_string()));
    }
    let path = Path::new(name);
    if !path.exists() {
        let known: Vec<&str> = TEMPLATES.iter().map(|(id, _)| *id).collect();
        return Err(Error::new(ErrorCode::Usage, "there is no such template")
            .found(name)
            .expected(format!("{}, or a file", known.join(", "))));
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
