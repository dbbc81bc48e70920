//! `retrocohort diff`: what differs between two results.

use std::path::{Path, PathBuf};

use retrocohort::results::difference::{self, Difference, Differences};
use retrocohort::{Error, ErrorCode, Result};
use serde_json::{Value, json};

use super::console;

/// Arguments of `diff`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Results: a results.json, or the folder of a report that holds one
    a: PathBuf,
    /// The results to hold against them
    b: PathBuf,
    /// Relative difference up to which two numbers are one
    #[arg(long, value_name = "NUMBER", default_value_t = difference::TOLERANCE)]
    tolerance: f64,
    /// Write the differences as JSON
    #[arg(long)]
    json: bool,
    /// Print nothing but errors; the exit code tells
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Rows, tests and findings are matched by what they are, not by their place.
Exit codes: 0 nothing differs, 1 something differs, 2 a file is no result.

Examples:
  retrocohort diff reports/first reports/second
  retrocohort diff a/results.json b/results.json --json | jq .count";

/// Runs `diff`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    if !(arguments.tolerance >= 0.0 && arguments.tolerance < 1.0) {
        return Err(Error::new(ErrorCode::Usage, "this is no relative difference")
            .found(arguments.tolerance.to_string())
            .expected("--tolerance from 0 up to, not including, 1"));
    }
    let (a, b) = (results(&arguments.a)?, results(&arguments.b)?);
    let schema = |value: &Value| value["schema"].as_str().unwrap_or_default().to_string();
    if schema(&a) != schema(&b) {
        return Err(Error::new(
            ErrorCode::Format,
            "the results are of two kinds and cannot be held against each other",
        )
        .file(arguments.b.display().to_string())
        .found(schema(&b))
        .expected(schema(&a)));
    }
    let Differences { all, numbers } = difference::differences(&a, &b, arguments.tolerance);
    if arguments.json {
        let answer = json!({
            "schema": "retrocohort.diff/1",
            "compared": schema(&a),
            "versions": [a["version"], b["version"]],
            "tolerance": arguments.tolerance,
            "numbers": numbers,
            "count": all.len(),
            "differences": all,
        });
        console::print(format!("{answer:#}\n").as_bytes())?;
    } else if !arguments.quiet {
        console::print(text(&a, &b, &all, numbers).as_bytes())?;
    }
    Ok(u8::from(!all.is_empty()))
}

/// Reads results.
fn results(path: &Path) -> Result<Value> {
    let file = if path.is_dir() { path.join("results.json") } else { path.to_path_buf() };
    let shown = file.display().to_string();
    let wrong = |message: &str| {
        Error::new(ErrorCode::Format, message).file(shown.clone()).expected("a results.json of retrocohort")
    };
    let bytes = std::fs::read(&file).map_err(|error| {
        Error::io(&file, &error).hint("results.json is in every report that was written with --format json")
    })?;
    let value: Value =
        serde_json::from_slice(&bytes).map_err(|error| wrong("the file is no JSON").found(error.to_string()))?;
    match value["schema"].as_str() {
        Some(schema) if schema.starts_with("retrocohort.") => Ok(value),
        Some(schema) => Err(wrong("the file holds no results").found(schema)),
        None => Err(wrong("the file holds no results")),
    }
}

fn text(a: &Value, b: &Value, all: &[Difference], numbers: usize) -> String {
    let mut lines: Vec<String> = all.iter().map(line).collect();
    let version = |value: &Value| value["version"].as_str().unwrap_or("?").to_string();
    if version(a) != version(b) {
        lines.push(format!("written by versions {} and {}", version(a), version(b)));
    }
    lines.push(match all.len() {
        0 => format!("No difference in {numbers} numbers."),
        1 => "1 difference.".to_string(),
        count => format!("{count} differences."),
    });
    lines.join("\n") + "\n"
}

/// One difference in one line: where, and what on either side.
pub fn line(difference: &Difference) -> String {
    let place = difference.path.join(" › ");
    match (&difference.a, &difference.b) {
        (Some(a), Some(b)) => format!("{place}: {} → {}", shown(a), shown(b)),
        (Some(a), None) => format!("{place}: only in the first, {}", shown(a)),
        (None, Some(b)) => format!("{place}: only in the second, {}", shown(b)),
        (None, None) => place,
    }
}

/// A value, cut where it is long.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 120 { text } else { format!("{}…", text.chars().take(119).collect::<String>()) }
}
