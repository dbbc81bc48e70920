//! Where the inputs of a report are: its manifest names files, never places.

use std::path::{Path, PathBuf};

use retrocohort::study::Study;
use retrocohort::{Error, ErrorCode, Result, loaders};

use super::{CHANGED, MISSING, State};
use crate::cli::demo;
use crate::cli::manifest::Origin;

/// The inputs, found.
pub struct Found {
    /// Every recorded input, as it is now.
    pub states: Vec<State>,
    /// The study that is there now.
    pub study: Result<Study>,
    /// Where, in words.
    pub place: String,
}

/// Folders above the report in which inputs are looked for.
const MOST_ANCESTORS: usize = 8;

/// Finds the inputs: where the user says; else the first place where all are as recorded; else the bundled study, if that
/// is what was read; else the first place where any of them is.
///
/// # Errors
/// No place has any of them.
pub fn find(report: &Path, origin: &Origin, named: Option<&Path>) -> Result<Found> {
    if let Some(path) = named {
        let path = if path.is_dir() { path.join(&origin.entry) } else { path.to_path_buf() };
        if !path.exists() {
            return Err(Error::new(ErrorCode::Io, "there is no such input")
                .file(path.display().to_string())
                .expected(format!("{} of the study “{}”", origin.entry, origin.study)));
        }
        return Ok(found(&path, origin));
    }
    let places: Vec<PathBuf> = places(report, origin);
    let unchanged = |path: &&PathBuf| states(path, origin).iter().all(|state| state.fault.is_none());
    if let Some(path) = places.iter().find(unchanged) {
        return Ok(found(path, origin));
    }
    let bundled = demo::study()?;
    if Origin::new(&origin.command, origin.options.clone(), &bundled).inputs == origin.inputs {
        let states = bundled.inputs.files.iter().map(|input| State { file: input.file.clone(), fault: None }).collect();
        return Ok(Found { states, study: Ok(bundled), place: "the bundled study".to_string() });
    }
    places.first().map(|path| found(path, origin)).ok_or_else(|| {
        Error::new(ErrorCode::Io, "the inputs of the report are not found")
            .file(report.display().to_string())
            .expected(format!("{} of the study “{}”", origin.entry, origin.study))
            .hint("name them with --input PATH")
    })
}

/// Where the entry of the study is, nearest to the report first.
fn places(report: &Path, origin: &Origin) -> Vec<PathBuf> {
    let report = report.canonicalize().unwrap_or_else(|_| report.to_path_buf());
    let current = std::env::current_dir().ok();
    let above = report.ancestors().take(MOST_ANCESTORS).map(Path::to_path_buf).chain(current);
    let mut all = Vec::new();
    for folder in above {
        for place in [folder.join("data").join(&origin.study), folder.join(&origin.study), folder.join("data"), folder]
        {
            // A folder without a study.toml is a study by its own name only, or any folder would be one.
            let whole = origin.entry == "." && place.file_name().is_none_or(|name| *name != *origin.study);
            let path = place.join(&origin.entry);
            let there = origin.inputs.first().is_some_and(|input| place.join(&input.file).is_file());
            if there && path.exists() && !whole && !place.starts_with(&report) && !all.contains(&path) {
                all.push(path);
            }
        }
    }
    all
}

fn found(path: &Path, origin: &Origin) -> Found {
    // The study's short name comes from its place; that of the report is the recorded one.
    let study = loaders::load(path).map(|study| Study { id: origin.study.clone(), ..study });
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let place = folder.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into());
    Found { states: states(path, origin), study, place }
}

/// Every recorded input against what is there.
fn states(path: &Path, origin: &Origin) -> Vec<State> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let state = |(i, input): (usize, &crate::cli::manifest::FileHash)| {
        // The entry may have another name when the user names it.
        let file = if i == 0 && path.is_file() { path.to_path_buf() } else { folder.join(&input.file) };
        let fault = match std::fs::read(file) {
            Err(_) => Some(MISSING),
            Ok(bytes) if loaders::sha256(&bytes) != input.sha256 => Some(CHANGED),
            Ok(_) => None,
        };
        State { file: input.file.clone(), fault }
    };
    origin.inputs.iter().enumerate().map(state).collect()
}
