//! Where patient rows come from, as options say it.

use std::path::{Path, PathBuf};

use retrocohort::cohort::{self, Declarations, Dictionary, Role, Variable};
use retrocohort::loaders::patients::{self, PatientRows, ReadOptions};
use retrocohort::report::Format;
use retrocohort::results::comparison::{FlowStep, Input};
use retrocohort::{Error, ErrorCode, Result, loaders};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::delivery::{Place, is_standard_output};
use super::manifest::{FileHash, Origin};

/// The option of a manifest that says that the inputs hold a dictionary.
const DICTIONARY: &str = "dictionary";

/// Options as a manifest records them.
///
/// # Errors
/// An internal fault.
pub fn recorded(arguments: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(arguments) {
        Ok(Value::Object(options)) => Ok(options),
        Ok(_) => Ok(Map::new()),
        Err(error) => Err(Error::new(ErrorCode::Internal, format!("the options cannot be recorded: {error}"))),
    }
}

/// The options that a manifest records.
///
/// # Errors
/// Options that this version does not know.
pub fn restored<T: DeserializeOwned>(origin: &Origin) -> Result<T> {
    serde_json::from_value(Value::Object(origin.options.clone()))
        .map_err(|error| Error::new(ErrorCode::Format, format!("the recorded options cannot be read: {error}")))
}

/// Arguments that name patient rows.
#[derive(clap::Args, Serialize, Deserialize)]
pub struct RowArguments {
    /// One file, several of the same columns, or patterns: .csv, .tsv, .parquet, .arrow, .jsonl, .xlsx, .ods, .sav, .dta,
    /// .sas7bdat, .xpt; text also compressed (.gz, .zst)
    #[arg(required = true, value_name = "DATA")]
    #[serde(skip)]
    pub data: Vec<String>,
    /// Dictionary to use: what it declares takes the place of what would be inferred; see `retrocohort describe
    /// --write-dictionary`
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub dictionary: Option<PathBuf>,
    /// Format of the data, when the extension does not tell; see `retrocohort list formats`
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<String>,
    /// Sheet of a workbook, by name or number
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// Delimiter of text [default: detected]
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<char>,
    /// Encoding of text: utf-8, windows-1252, gb18030, … [default: detected]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Whether numbers in text have a decimal comma [default: detected]
    #[arg(long, value_name = "true|false")]
    decimal_comma: Option<bool>,
}

/// Arguments that say what becomes of a report of patient rows.
#[derive(clap::Args, Serialize, Deserialize)]
pub struct ReportArguments {
    /// Title of the report [default: name of the data]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Folder of the report [default: reports/<data>/]; "-" writes one format to standard output
    #[arg(long, short, value_name = "DIR")]
    #[serde(skip)]
    out: Option<PathBuf>,
    /// Formats, separated by commas; see `retrocohort list formats` [default: all]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<String>,
    /// Print nothing but errors
    #[arg(long, short)]
    #[serde(skip)]
    pub quiet: bool,
}

impl ReportArguments {
    /// The title, or another where none is given.
    pub fn title_or(&self, default: impl FnOnce() -> String) -> String {
        self.title.clone().unwrap_or_else(default)
    }

    /// The formats.
    ///
    /// # Errors
    /// A name of none, and more than one file for standard output.
    pub fn formats(&self) -> Result<Vec<&'static Format>> {
        super::formats::chosen(&self.format, is_standard_output(self.out.as_deref()))
    }

    /// Where the report goes, by default the folder of this name in `reports/`.
    ///
    /// # Errors
    /// A folder that may not be replaced.
    pub fn place(&self, name: &str) -> Result<Place> {
        Place::new(self.out.as_deref(), name)
    }
}

impl RowArguments {
    /// Opens the rows.
    pub fn open(&self) -> Result<PatientRows> {
        let options = ReadOptions {
            format: self.input_format.clone(),
            sheet: self.sheet.clone(),
            delimiter: self.delimiter,
            encoding: self.encoding.clone(),
            decimal_comma: self.decimal_comma,
        };
        let mut rows = patients::open(&self.data, &options)?;
        super::progress::show(&mut rows);
        Ok(rows)
    }

    /// What the dictionary file declares; nothing without one.
    pub fn declarations(&self) -> Result<Declarations> {
        let Some(path) = &self.dictionary else { return Ok(Declarations::default()) };
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, &error))?;
        cohort::declarations(&text, &path.display().to_string())
    }

    /// Takes the data, and the dictionary where the report had one, from where the inputs of a report are now. Inputs
    /// recorded after these, such as a template, are given back.
    pub fn place(&mut self, origin: &Origin, place: &Path, after: usize) -> Vec<PathBuf> {
        let folder = if place.is_dir() { Some(place) } else { place.parent() }.unwrap_or(Path::new(""));
        let mut paths = origin.inputs.iter().map(|input| folder.join(&input.file)).collect::<Vec<_>>();
        if let (false, Some(first)) = (place.is_dir(), paths.first_mut()) {
            *first = place.to_path_buf();
        }
        let rest = paths.split_off(paths.len().saturating_sub(after));
        if origin.options.get(DICTIONARY).is_some() {
            self.dictionary = paths.pop();
        }
        self.data = paths.iter().map(|path| path.display().to_string()).collect();
        rest
    }

    /// From what a report of these rows was made: the options of its subcommand but for places, and the files.
    pub fn origin(&self, command: &str, mut options: Map<String, Value>, inputs: Vec<FileHash>) -> Origin {
        if self.dictionary.is_some() {
            options.insert(DICTIONARY.into(), true.into());
        }
        let entry = match inputs.as_slice() {
            [one] => one.file.clone(),
            _ => ".".into(),
        };
        Origin { command: command.into(), options, study: self.name(), entry, inputs }
    }

    /// Files and the dictionary, by name and hash, in the order of reading.
    pub fn files(&self, data: &[String]) -> Result<Vec<FileHash>> {
        let dictionary = self.dictionary.iter().map(|path| path.display().to_string());
        let hashed =
            |name: String| Ok(FileHash { sha256: loaders::sha256_of_file(Path::new(&name))?, file: short(&name) });
        data.iter().cloned().chain(dictionary).map(hashed).collect()
    }

    /// The first option that says how rows are read, where summaries take none.
    pub fn reading_option(&self) -> Option<&'static str> {
        let given = [
            (self.dictionary.is_some(), "--dictionary"),
            (self.input_format.is_some(), "--input-format"),
            (self.sheet.is_some(), "--sheet"),
            (self.delimiter.is_some(), "--delimiter"),
            (self.encoding.is_some(), "--encoding"),
            (self.decimal_comma.is_some(), "--decimal-comma"),
        ];
        given.into_iter().find(|(given, _)| *given).map(|(_, name)| name)
    }

    /// Name of the data: the first file without folder and extensions.
    pub fn name(&self) -> String {
        let first = self.data.first().map(String::as_str).unwrap_or_default();
        let file = short(first);
        let stem = file.split('.').next().unwrap_or_default().trim_matches(|c: char| "*?[]-_".contains(c));
        if stem.is_empty() { "data".into() } else { stem.to_string() }
    }
}

/// What was read, for the record: the hash is that of the file, or of the list of the files' hashes. `files` are those of
/// [`RowArguments::files`], so that large data are hashed once.
pub fn input(files: &[FileHash], rows: &PatientRows, count: u64) -> Input {
    let data = &files[..rows.files.len().min(files.len())];
    let names: Vec<&str> = data.iter().map(|file| file.file.as_str()).collect();
    let sha256 = match data {
        [one] => one.sha256.clone(),
        several => loaders::sha256(several.iter().map(|file| file.sha256.as_str()).collect::<String>().as_bytes()),
    };
    Input { name: names.join(", "), format: rows.format.to_string(), sha256, rows: count }
}

/// File names, patterns among them spread out; the files of one pattern in their order.
///
/// # Errors
/// A pattern that cannot be read, a name of no file.
pub fn spread(names: &[String]) -> Result<Vec<String>> {
    let mut files: Vec<String> = Vec::new();
    for name in names {
        let fault = |error: glob::PatternError| {
            Error::new(ErrorCode::Usage, format!("the pattern cannot be read: {error}")).file(name.clone())
        };
        let mut found: Vec<String> = match Path::new(name).exists() {
            true => vec![name.clone()],
            false => glob::glob(name).map_err(fault)?.flatten().map(|path| path.display().to_string()).collect(),
        };
        if found.is_empty() {
            return Err(Error::new(ErrorCode::Io, "there is no such file").file(name.clone()));
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

/// Groups as `name=value` pairs; a name alone is its own value.
///
/// # Errors
/// A pair without name or value.
pub fn groups(pairs: &[String]) -> Result<Vec<(String, String)>> {
    let pair = |text: &String| {
        let (name, value) = text.split_once('=').unwrap_or((text, text));
        let (name, value) = (name.trim().to_string(), value.trim().to_string());
        if name.is_empty() || value.is_empty() {
            return Err(Error::new(ErrorCode::Usage, "a group has no name or no value")
                .found(text)
                .expected("--levels survivor=0,non-survivor=1"));
        }
        Ok((name, value))
    };
    pairs.iter().map(pair).collect()
}

/// A file's name without its folder.
pub fn short(name: &str) -> String {
    Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A step of the flow of patients in words.
pub fn flow_step(step: &cohort::Step) -> FlowStep {
    let verb = if step.include { "included if" } else { "excluded if" };
    let unknown = match step.unknown {
        0 => String::new(),
        n => format!(" ({n} not known, {})", if step.include { "left out" } else { "kept" }),
    };
    let condition = if step.label == step.condition { String::new() } else { format!("{}: ", step.label) };
    FlowStep {
        criterion: format!("{condition}{verb} {}{unknown}", step.condition),
        excluded: step.before - step.after,
        left: step.after,
    }
}

/// The variable of a name.
///
/// # Errors
/// There is none.
pub fn variable<'a>(dictionary: &'a Dictionary, name: &str) -> Result<&'a Variable> {
    dictionary.variable(name).ok_or_else(|| {
        let known: Vec<&str> = dictionary.variables.iter().map(|variable| variable.name.as_str()).collect();
        Error::new(ErrorCode::Usage, "there is no such variable")
            .variable(name)
            .expected(format!("one of {}", known.join(", ")))
    })
}

/// Leaves in a dictionary only the variables that are asked for; those in `kept` stay whatever the options say.
pub fn choose(dictionary: &mut Dictionary, only: &[String], except: &[String], kept: &[&String]) -> Result<()> {
    for name in only.iter().chain(except).chain(kept.iter().copied()) {
        variable(dictionary, name)?;
    }
    for variable in &mut dictionary.variables {
        let named = |names: &[String]| names.contains(&variable.name);
        let wanted = (only.is_empty() || named(only)) && !named(except);
        if !wanted && !kept.contains(&&variable.name) {
            variable.role = Role::Excluded;
        } else if named(only) && variable.role.kind().is_none() {
            return Err(Error::new(ErrorCode::Usage, "the variable cannot be compared")
                .variable(&variable.name)
                .found(format!("{}: {}", variable.role.word(), variable.because))
                .hint("declare its kind in a dictionary if it is a measurement or has levels"));
        }
    }
    Ok(())
}
