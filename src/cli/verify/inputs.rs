//! Where the inputs of a report are: its manifest names files, never places.

use std::ffi::OsStr;
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
    /// Where.
    pub place: Place,
}

/// Where inputs are.
pub enum Place {
    /// A file, or a folder of files.
    Path(PathBuf),
    /// In the program.
    Bundled,
}

impl Place {
    /// The study that is there now, under the short name that the report records and not that of the place.
    pub fn study(&self, origin: &Origin) -> Result<Study> {
        match self {
            Place::Path(path) => loaders::load(path).map(|study| Study { id: origin.study.clone(), ..study }),
            Place::Bundled => demo::study(),
        }
    }

    /// In words.
    pub fn shown(&self) -> String {
        match self {
            Place::Path(path) => folder_of(path)
                .file_name()
                .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned()),
            Place::Bundled => "the bundled study".to_string(),
        }
    }
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
        return Ok(Found { states, place: Place::Bundled });
    }
    // Files of these names in a folder of another name are another study's.
    places.iter().find(|path| is_named(path, origin)).map(|path| found(path, origin)).ok_or_else(|| {
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
        let data = folder.join("data");
        let named = folders_named(&data, &origin.study).into_iter().chain(folders_named(&folder, &origin.study));
        for place in named.chain([data.clone(), folder.clone()]) {
            let path = place.join(&origin.entry);
            let there = origin.inputs.first().is_some_and(|input| place.join(&input.file).is_file());
            if there && path.exists() && !place.starts_with(&report) && !all.contains(&path) {
                all.push(path);
            }
        }
    }
    all
}

/// Folders whose name gives a study this short name.
fn folders_named(parent: &Path, study: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut all: Vec<PathBuf> =
        entries.filter(|path| path.is_dir() && name_of(path.file_name()) == plain(study)).collect();
    all.sort();
    all
}

/// Whether a place has the name from which the study's short name was made.
fn is_named(path: &Path, origin: &Origin) -> bool {
    let parent = path.parent().and_then(Path::file_name);
    // Several files of patient rows are known by the first.
    let first = origin.inputs.first().and_then(|input| Path::new(&input.file).file_stem());
    let names = [path.file_stem(), path.file_name(), parent, first];
    names.into_iter().any(|name| name_of(name) == plain(&origin.study))
}

fn name_of(name: Option<&OsStr>) -> String {
    name.map(|name| plain(&name.to_string_lossy())).unwrap_or_default()
}

/// What short names keep of a name.
fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn found(path: &Path, origin: &Origin) -> Found {
    Found { states: states(path, origin), place: Place::Path(path.to_path_buf()) }
}

/// The folder in which inputs have their names.
fn folder_of(path: &Path) -> &Path {
    if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) }
}

/// Every recorded input against what is there.
fn states(path: &Path, origin: &Origin) -> Vec<State> {
    let folder = folder_of(path);
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
