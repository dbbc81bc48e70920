//! `retrocohort verify`: recomputes a report from its recorded inputs and says what differs.

mod inputs;
mod same;

use std::path::{Path, PathBuf};

use retrocohort::results::difference::{self, Differences};
use retrocohort::{Error, ErrorCode, Result};
use serde::Serialize;
use serde_json::Value;

use super::console;
use super::diff;
use super::manifest::{MANIFEST, Manifest, Origin};
use super::output::list_files;
use super::{export, figures, reproduce};
use inputs::Place;

/// Arguments of `verify`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Folder of a report, of figures or of notebooks, with its manifest.json
    report: PathBuf,
    /// Where the inputs are: the study's folder, its study.toml or the table [default: looked for as data/<study>,
    /// <study> and beside the report, in the folders above the report and in the current one]
    #[arg(long, value_name = "PATH")]
    input: Option<PathBuf>,
    /// Write the result as JSON
    #[arg(long)]
    json: bool,
    /// Print nothing but errors; the exit code tells
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Exit codes: 0 nothing differs, 1 something differs, 2 the folder is no report or its inputs are not found.

Examples:
  retrocohort verify reports/my-study
  retrocohort verify review --input table2.csv --json";

/// What was found.
#[derive(Serialize)]
struct Verification {
    schema: &'static str,
    /// Version that wrote the report.
    version: String,
    /// Version that recomputed it.
    recomputed_by: &'static str,
    inputs: Vec<State>,
    files: Vec<State>,
    /// Numbers of results.json that were held against each other.
    numbers: usize,
    /// `a` is the report, `b` what was recomputed.
    differences: Vec<difference::Difference>,
    /// Why nothing could be recomputed.
    not_recomputed: Option<String>,
}

/// A file, and what is the matter with it.
#[derive(Serialize)]
struct State {
    file: String,
    /// Absent when it is as recorded and as recomputed.
    fault: Option<&'static str>,
}

const CHANGED: &str = "changed since the report was written";
const MISSING: &str = "missing";
const FOREIGN: &str = "not part of the report";
const OTHER: &str = "not what the inputs give";

/// Runs `verify`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let folder = arguments.report.as_path();
    let manifest = Manifest::read(folder).ok_or_else(|| no_report(folder, "has no readable manifest.json"))?;
    let origin = manifest.origin.clone().ok_or_else(|| no_report(folder, "does not record what it was made from"))?;
    let found = inputs::find(folder, &origin, arguments.input.as_deref())?;
    let mut verification = Verification {
        schema: "retrocohort.verification/1",
        version: manifest.version.clone(),
        recomputed_by: env!("CARGO_PKG_VERSION"),
        inputs: found.states,
        files: recorded_files(folder, &manifest)?,
        numbers: 0,
        differences: Vec::new(),
        not_recomputed: None,
    };
    let inputs_changed = verification.inputs.iter().any(|input| input.fault.is_some());
    match again(&origin, &found.place) {
        Ok(files) => compare(&mut verification, folder, &files, inputs_changed)?,
        // That the inputs are others is the finding; that they cannot be read follows from it.
        Err(error) if inputs_changed => verification.not_recomputed = Some(error.message),
        Err(error) => return Err(error),
    }
    let differs = verification.count() > 0;
    if arguments.json {
        let json = serde_json::to_vec_pretty(&verification)
            .map_err(|error| Error::new(ErrorCode::Internal, format!("the result cannot be written: {error}")))?;
        console::print(&[json.as_slice(), b"\n"].concat())?;
    } else if !arguments.quiet {
        console::print(verification.text(folder, &found.place.shown()).as_bytes())?;
    }
    Ok(u8::from(differs))
}

fn no_report(folder: &Path, why: &str) -> Error {
    Error::new(ErrorCode::Io, format!("the folder {why}"))
        .file(folder.display().to_string())
        .expected("a folder that retrocohort reproduce, compare, survival, model, audit, figures or export has written")
}

/// Makes the files of a report again, with the options that it records.
fn again(origin: &Origin, place: &Place) -> Result<Vec<(String, Vec<u8>)>> {
    match origin.command.as_str() {
        "reproduce" => reproduce::again(&origin.options, &place.study(origin)?),
        "figures" => figures::again(&origin.options, &place.study(origin)?),
        #[cfg(feature = "patients")]
        command @ ("compare" | "audit" | "survival" | "model") => {
            let Place::Path(path) = place else {
                return Err(no_report(Path::new("bundled study"), "holds no patient rows"));
            };
            match command {
                "compare" => super::compare::again(origin, path),
                "audit" => super::audit::again(origin, path),
                "survival" => super::survival::again(origin, path),
                _ => super::model::again(origin, path),
            }
        }
        "export" => export::again(&origin.options, &place.study(origin)?),
        other => Err(Error::new(ErrorCode::Usage, "this version cannot recompute what the report records")
            .found(other)
            .expected("compare, survival, model, audit, reproduce, figures or export")),
    }
}

/// The files of the folder against the hashes of the manifest.
fn recorded_files(folder: &Path, manifest: &Manifest) -> Result<Vec<State>> {
    let mut states = Vec::new();
    for known in &manifest.files {
        let fault = match std::fs::read(folder.join(&known.file)) {
            Err(_) => Some(MISSING),
            Ok(bytes) if retrocohort::loaders::sha256(&bytes) != known.sha256 => Some(CHANGED),
            Ok(_) => None,
        };
        states.push(State { file: known.file.clone(), fault });
    }
    let mut present = Vec::new();
    list_files(folder, "", &mut present).map_err(|error| Error::io(folder, &error))?;
    let foreign =
        present.into_iter().filter(|name| name != MANIFEST && !manifest.files.iter().any(|known| known.file == *name));
    states.extend(foreign.map(|file| State { file, fault: Some(FOREIGN) }));
    Ok(states)
}

/// Holds what was recomputed against the folder: results number by number, all else file by file.
fn compare(
    verification: &mut Verification,
    folder: &Path,
    files: &[(String, Vec<u8>)],
    inputs_changed: bool,
) -> Result<()> {
    let stored = |name: &str| std::fs::read(folder.join(name)).ok();
    let parsed = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let results = files.iter().find(|(name, _)| name == "results.json");
    let now = results.and_then(|(_, bytes)| parsed(bytes));
    if let (Some(report), Some(now)) = (stored("results.json").as_deref().and_then(parsed), now) {
        let Differences { all, numbers } = difference::differences(&report, &now, difference::TOLERANCE);
        (verification.differences, verification.numbers) = (all, numbers);
    }
    // Other results make other figures and pages: those are named only where the results agree.
    let others = verification.differences.is_empty() && !inputs_changed;
    for (name, bytes) in files {
        match verification.files.iter_mut().find(|state| state.file == *name) {
            None => verification.files.push(State { file: name.clone(), fault: Some(MISSING) }),
            Some(state) if state.fault == Some(FOREIGN) => state.fault = None,
            Some(_) => {}
        }
        let unlike = others && stored(name).is_some_and(|report| !same::files(name, &report, bytes));
        let state = verification.files.iter_mut().find(|state| state.file == *name);
        if let Some(state) = state.filter(|state| state.fault.is_none() && unlike) {
            state.fault = Some(OTHER);
        }
    }
    Ok(())
}

impl Verification {
    fn count(&self) -> usize {
        let faulty = self.inputs.iter().chain(&self.files).filter(|state| state.fault.is_some()).count();
        faulty + self.differences.len()
    }

    /// The answer for people.
    fn text(&self, folder: &Path, place: &str) -> String {
        let mut lines = Vec::new();
        let mut named = |kind: &str, states: &[State]| {
            for state in states {
                lines.extend(state.fault.map(|fault| format!("{kind} {}: {fault}", state.file)));
            }
        };
        named("input", &self.inputs);
        named("file", &self.files);
        if !self.differences.is_empty() {
            lines.push("results.json, the report against what was recomputed:".to_string());
            lines.extend(self.differences.iter().map(|difference| format!("  {}", diff::line(difference))));
        }
        lines.extend(self.not_recomputed.iter().map(|reason| format!("nothing was recomputed: {reason}")));
        if self.version != self.recomputed_by {
            lines.push(format!("written by version {}, recomputed by {}", self.version, self.recomputed_by));
        }
        let shown = folder.display();
        lines.push(match self.count() {
            0 => format!(
                "{shown} holds: {} ({place}) and {} as recorded, {} recomputed and equal.",
                plural(self.inputs.len(), "input"),
                plural(self.files.len(), "file"),
                plural(self.numbers, "number of results.json")
            ),
            1 => format!("{shown}: 1 difference."),
            count => format!("{shown}: {count} differences."),
        });
        lines.join("\n") + "\n"
    }
}

/// "1 file", "2 files", "2 numbers of results.json".
fn plural(count: usize, what: &str) -> String {
    let (noun, rest) = what.split_once(' ').map_or((what, String::new()), |(noun, rest)| (noun, format!(" {rest}")));
    format!("{count} {noun}{}{rest}", if count == 1 { "" } else { "s" })
}
