//! One model of several hospitals: sums out, coefficients in, a round at a time.

use std::path::{Path, PathBuf};

use retrocohort::analysis::NotComputable;
use retrocohort::model::{COEFFICIENTS, Coefficients, Round, SUMS, Sums, Terms, pool};
use retrocohort::results::comparison::Input;
use retrocohort::{Error, ErrorCode, Result, loaders};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reading::{self, Spec};
use super::{Arguments, Plan, options};
use crate::cli::manifest::FileHash;
use crate::cli::{console, rows, single_file};

/// How a file of ours begins.
fn beginning(schema: &str) -> String {
    let name = schema.split('/').next().unwrap_or_default();
    format!("{{\n  \"schema\": \"{name}/")
}

fn write<T: Serialize>(path: &Path, schema: &str, value: &T) -> Result<()> {
    let fault = |error| Error::new(ErrorCode::Internal, format!("the file cannot be made: {error}"));
    let mut text = serde_json::to_vec_pretty(value).map_err(fault)?;
    text.push(b'\n');
    if path.as_os_str() == "-" {
        return console::print(&text);
    }
    single_file::may_be_replaced(path, &beginning(schema))?;
    single_file::write(path, &text)
}

fn read<T: DeserializeOwned>(path: &Path, schema: &str, made_by: &str) -> Result<T> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, &error))?;
    if !text.starts_with(&beginning(schema)) {
        return Err(Error::new(ErrorCode::Format, "the file is none of this kind")
            .file(path.display().to_string())
            .expected(format!("a file that {made_by} has written")));
    }
    serde_json::from_str(&text).map_err(|error| {
        Error::new(ErrorCode::Format, format!("the file cannot be read: {error}"))
            .file(path.display().to_string())
            .row(error.line())
    })
}

fn refused(error: NotComputable) -> Error {
    Error::new(ErrorCode::Table, error.reason)
}

/// Writes the sums of one hospital, and says what they reveal.
pub fn sums(arguments: &Arguments, plan: &Plan, out: &Path) -> Result<u8> {
    let at = arguments.at.as_ref().map(|path| read::<Coefficients>(path, COEFFICIENTS, "model --pool")).transpose()?;
    let spec = match &at {
        Some(at) => Spec::of(&at.terms),
        None => Spec::asked(arguments, plan)?,
    };
    if let Some(at) = &at {
        if at.converged {
            return Err(Error::new(ErrorCode::Usage, "these are the estimates; no further round is needed"));
        }
        if !at.coefficients.iter().all(|value| value.is_finite()) {
            return Err(Error::new(ErrorCode::Format, "a coefficient is no finite number"));
        }
    }
    let read = reading::read(&arguments.rows, &spec)?;
    let terms = match &at {
        Some(at) => at.terms.clone(),
        None => Terms::of(&read.data).map_err(refused)?,
    };
    let site = arguments.site.clone().unwrap_or_else(|| arguments.rows.name());
    let file = Sums::new(&read.data, &terms, &site, at.as_ref(), arguments.mask).map_err(refused)?;
    write(out, SUMS, &file)?;
    if !arguments.report.quiet {
        console::note(&format!("{} (round {}, {} patients) reveals:", out.display(), file.round, file.n));
        for sentence in &file.reveals {
            console::note(&format!("  {sentence}"));
        }
    }
    Ok(0)
}

/// Sums of all hospitals, read.
pub struct Pooled {
    files: Vec<Sums>,
    /// What was read, for the record.
    pub input: Input,
    /// The files.
    pub hashes: Vec<FileHash>,
}

/// Reads sums, patterns among the names spread out.
pub fn pooled(names: &[String]) -> Result<Pooled> {
    let paths: Vec<PathBuf> = rows::spread(names)?.into_iter().map(PathBuf::from).collect();
    let mut files = Vec::new();
    for path in &paths {
        files.push(read::<Sums>(path, SUMS, "model --sums")?);
    }
    let hash = |path: &PathBuf| {
        let file = rows::short(&path.display().to_string());
        Ok(FileHash { sha256: loaders::sha256_of_file(path)?, file })
    };
    let hashes: Vec<FileHash> = paths.iter().map(hash).collect::<Result<_>>()?;
    let patients = files.iter().filter(|file| file.round == 0).map(|file| file.patients).sum();
    let joined: String = hashes.iter().map(|file| file.sha256.as_str()).collect();
    Ok(Pooled {
        files,
        input: Input {
            name: hashes.iter().map(|file| file.file.as_str()).collect::<Vec<_>>().join(", "),
            format: "sums".into(),
            sha256: loaders::sha256(joined.as_bytes()),
            rows: patients,
        },
        hashes,
    })
}

/// The next round of what was read, or the model.
pub fn round(pooled: &Pooled, arguments: &Arguments, plan: &Plan) -> Result<Round> {
    let read = options(arguments, plan, pooled.input.clone(), Vec::new(), Vec::new());
    pool(&pooled.files, &read).map_err(refused)
}

/// Writes coefficients for the hospitals.
pub fn hand_out(arguments: &Arguments, coefficients: &Coefficients) -> Result<()> {
    let path = arguments.next.clone().unwrap_or_else(|| PathBuf::from("coefficients.json"));
    write(&path, COEFFICIENTS, coefficients)?;
    if !arguments.report.quiet {
        let text = match coefficients.converged {
            true => format!("converged; {} holds the estimates", path.display()),
            false => format!(
                "not converged yet: give {} to every hospital for round {} (model DATA --at {} --sums FILE), and pool all sums of all rounds",
                path.display(),
                coefficients.round,
                path.display()
            ),
        };
        console::note(&text);
    }
    Ok(())
}
