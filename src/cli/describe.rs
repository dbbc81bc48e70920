//! `retrocohort describe`: what is in patient rows, before anything is compared.

use std::path::PathBuf;

use retrocohort::cohort::{self, Cohort, Role, study_toml};
use retrocohort::comparison;
use retrocohort::engine::{self, Grouping};
use retrocohort::report::terminal_description;
use retrocohort::results::description::{DescribedVariable, Description, SCHEMA};
use retrocohort::summary::{CohortSummary, QuantileType};
use retrocohort::{Error, ErrorCode, Result};

use super::{console, single_file};

/// Arguments of `describe`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    rows: super::rows::RowArguments,
    /// Write the dictionary as TOML, to be edited and used again; "-" writes it to standard output and nothing else
    #[arg(long, value_name = "FILE")]
    write_dictionary: Option<PathBuf>,
    /// Print JSON
    #[arg(long, conflicts_with = "write_dictionary")]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  retrocohort describe registry.csv
  retrocohort describe registry.sav --write-dictionary study.toml
  retrocohort describe registry.sav --dictionary study.toml --json | jq .variables";

/// Runs `describe`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let declared = arguments.rows.declarations()?;
    let rows = arguments.rows.open()?;
    let mut cohort = cohort::cohort(&rows, &declared)?;
    if let Some(path) = &arguments.write_dictionary {
        let text = study_toml(&cohort.dictionary, &declared);
        if path.as_os_str() == "-" {
            console::print(text.as_bytes())?;
            return Ok(0);
        }
        if path.exists() {
            return Err(Error::new(ErrorCode::Usage, "the file exists already")
                .file(path.display().to_string())
                .hint("name another, or move it away: it may hold what you declared"));
        }
        single_file::write(path, text.as_bytes())?;
    }
    let (summary, faults) = readable(&mut cohort)?;
    let count = rows.declared_rows.get()?.unwrap_or(cohort.dictionary.rows);
    let input = super::rows::input(&arguments.rows.files(&rows.files)?, &rows, count);
    let results = Description {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        input,
        flow: cohort.flow.iter().map(super::rows::flow_step).collect(),
        variables: cohort.dictionary.variables.iter().map(|variable| described(variable, &summary, &faults)).collect(),
        notes: cohort.dictionary.notes.clone(),
    };
    if arguments.json {
        let mut text = serde_json::to_string_pretty(&results)
            .map_err(|error| Error::new(ErrorCode::Internal, format!("JSON cannot be written: {error}")))?;
        text.push('\n');
        console::print(text.as_bytes())?;
    } else {
        let text = terminal_description(&results, console::width(), console::output_is_coloured());
        console::print(text.as_bytes())?;
    }
    Ok(0)
}

/// The summaries of all columns that can be read, and the errors of those that cannot: one bad cell keeps nobody from
/// looking at the other columns.
fn readable(cohort: &mut Cohort) -> Result<(CohortSummary, Vec<(String, Error)>)> {
    let mut faults = Vec::new();
    let mut dictionary = cohort.dictionary.clone();
    loop {
        let error = match engine::summarise(&cohort.rows, &dictionary, &Grouping::default()) {
            Ok(summary) => return Ok((summary, faults)),
            Err(error) => error,
        };
        let column = error.place.column.clone().filter(|_| error.code == ErrorCode::Cell);
        let Some(variable) = dictionary.variables.iter_mut().find(|v| Some(&v.name) == column.as_ref()) else {
            return Err(error);
        };
        if variable.role == Role::Excluded {
            return Err(error);
        }
        variable.role = Role::Excluded;
        faults.push((variable.name.clone(), error));
    }
}

fn described(variable: &cohort::Variable, summary: &CohortSummary, faults: &[(String, Error)]) -> DescribedVariable {
    let found = summary.variables.iter().find(|found| found.name == variable.name);
    let numbers = found.map(|found| comparison::describe_all(found, QuantileType::Type7));
    let fault = faults.iter().find(|(name, _)| *name == variable.name).map(|(_, error)| error);
    let sentence = |error: &Error| {
        let row = error.place.row.map_or_else(String::new, |row| format!(" in row {row}"));
        let found = error.found.as_ref().map_or_else(String::new, |found| format!(": {found}"));
        format!("{}{row}{found}", error.message)
    };
    DescribedVariable {
        name: variable.name.clone(),
        label: variable.label.clone(),
        unit: variable.unit.clone(),
        kind: variable.role.word(),
        because: variable.because.clone(),
        missing_codes: variable.missing.iter().map(ToString::to_string).collect(),
        decimals: numbers.as_ref().map(|(_, decimals)| *decimals).unwrap_or_default(),
        summary: numbers.map(|(summary, _)| summary),
        error: fault.map(sentence),
        notes: variable.notes.iter().cloned().chain(found.and_then(comparison::far_off)).collect(),
    }
}
