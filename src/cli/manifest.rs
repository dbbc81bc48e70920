//! `manifest.json`: what a report was made from, by what, and what it holds.

use std::path::Path;

use retrocohort::loaders::sha256;
use retrocohort::study::{Inputs, Study};
use retrocohort::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Name of the file. By it a report folder is known.
pub const MANIFEST: &str = "manifest.json";

/// Schema of the manifest, without its number.
const SCHEMA: &str = "retrocohort.report/";

/// What a report folder says of itself. No time stamps, no places in the file system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    schema: String,
    /// Version of the program.
    pub version: String,
    /// How it was made; absent for files that are no result.
    #[serde(flatten, default)]
    pub origin: Option<Origin>,
    /// Every other file of the folder.
    pub files: Vec<FileHash>,
}

/// What a report was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Subcommand.
    pub command: String,
    /// Options that change what is written.
    pub options: Map<String, Value>,
    /// Short name of the study.
    pub study: String,
    /// What was named: a file of the inputs, or "." for their folder.
    pub entry: String,
    /// Files that were read, as named inside the study's folder.
    pub inputs: Vec<FileHash>,
}

/// A file and its content's SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// Name, with `/`.
    pub file: String,
    /// Hexadecimal digits.
    pub sha256: String,
}

impl Origin {
    /// The origin of what a subcommand makes of a study.
    pub fn new(command: &str, options: Map<String, Value>, study: &Study) -> Self {
        let Inputs { entry, files } = study.inputs.clone();
        let inputs = files.into_iter().map(|input| FileHash { file: input.file, sha256: input.sha256 }).collect();
        Origin { command: command.to_string(), options, study: study.id.clone(), entry, inputs }
    }
}

impl Manifest {
    /// The manifest of files that are to be written.
    pub fn new(files: &[(String, Vec<u8>)], origin: Option<Origin>) -> Self {
        let mut files: Vec<FileHash> =
            files.iter().map(|(name, bytes)| FileHash { file: name.clone(), sha256: sha256(bytes) }).collect();
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Manifest { schema: format!("{SCHEMA}1"), version: env!("CARGO_PKG_VERSION").to_owned(), origin, files }
    }

    /// As it is written.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::new(ErrorCode::Internal, format!("the manifest cannot be written: {error}")))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The manifest of a folder; `None` where there is none that can be read.
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = std::fs::read(folder.join(MANIFEST)).ok()?;
        let mut value: Value = serde_json::from_slice(&bytes).ok()?;
        // The first reports named their files only.
        for file in value.get_mut("files")?.as_array_mut()? {
            if let Some(name) = file.as_str() {
                *file = json!({ "file": name, "sha256": "" });
            }
        }
        let manifest: Manifest = serde_json::from_value(value).ok()?;
        manifest.schema.starts_with(SCHEMA).then_some(manifest)
    }
}

/// A text among the options of a manifest.
pub fn text_of<'a>(options: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    options.get(name).and_then(Value::as_str)
}

/// A list of texts among the options of a manifest.
pub fn texts_of<'a>(options: &'a Map<String, Value>, name: &str) -> Vec<&'a str> {
    options.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
