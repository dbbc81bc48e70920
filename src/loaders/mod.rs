//! Input formats: each file turns one format into printed tables, as text and nothing more.

mod delimited;
mod encoding;
mod excel;
mod html;
mod literature;
mod markdown;
#[cfg(feature = "patients")]
pub mod patients;
mod study_folder;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorCode, Result};
use crate::study::{InputFile, Inputs, PrintedTable, Study};

pub use literature::parse_literature;
pub use study_folder::parse_study;

/// An input format.
pub struct Format {
    /// Identifier.
    pub id: &'static str,
    /// One line for `retrocohort list formats`.
    pub summary: &'static str,
    /// File name extensions, lower case.
    pub extensions: &'static [&'static str],
    /// Turns the bytes of a file into its tables.
    pub read: fn(&Source<'_>) -> Result<Vec<PrintedTable>>,
}

/// A file in memory.
pub struct Source<'a> {
    /// Name as the user gave it.
    pub name: &'a str,
    /// Content.
    pub bytes: &'a [u8],
}

/// All formats. A new one is one file and one line here.
pub static FORMATS: &[&Format] = &[&delimited::FORMAT, &excel::FORMAT, &markdown::FORMAT, &html::FORMAT];

/// Largest file that is taken for a printed table, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Loads a study: a folder with `study.toml`, that file, a folder of tables, or one table.
///
/// # Errors
/// A path that does not exist or is no local file, a file in no known format, an empty file, a wrong `study.toml`.
pub fn load(path: &Path) -> Result<Study> {
    let shown = path.display().to_string();
    if shown.contains("://") {
        return Err(Error::new(ErrorCode::Usage, "only local files are read")
            .found(shown)
            .hint("save the table to a file and name that file"));
    }
    let metadata = std::fs::metadata(path).map_err(|error| missing(path, &error))?;
    if metadata.is_dir() {
        let specification = path.join("study.toml");
        return if specification.is_file() { load_specification(&specification) } else { load_folder(path) };
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        return load_specification(path);
    }
    let (mut tables, input) = load_tables(path, &shown)?;
    // Errors of reading name the file as the user did; results must not depend on where it lies.
    tables.iter_mut().for_each(|table| table.file.clone_from(&input.file));
    let inputs = Inputs { entry: input.file.clone(), files: vec![input] };
    Ok(Study { id: identifier(path), tables, inputs, ..Study::default() })
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    digits(&Sha256::digest(bytes))
}

/// SHA-256 of a file of any size in hexadecimal digits, read a piece at a time.
///
/// # Errors
/// A file that cannot be read.
pub fn sha256_of_file(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(|error| Error::io(path, &error))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut piece).map_err(|error| Error::io(path, &error))?;
        if read == 0 {
            return Ok(digits(&hash.finalize()));
        }
        hash.update(&piece[..read]);
    }
}

fn digits(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The table of delimited text in memory.
///
/// # Errors
/// Bytes that are no delimited text.
pub fn read_csv(name: &str, bytes: &[u8]) -> Result<Vec<PrintedTable>> {
    (delimited::FORMAT.read)(&Source { name, bytes })
}

/// The tables of one file, which errors call `name`; and the file as an input, without its folder where `name` has one.
fn load_tables(path: &Path, name: &str) -> Result<(Vec<PrintedTable>, InputFile)> {
    let bytes = read_file(path)?;
    let source = Source { name, bytes: &bytes };
    let format = format_of(path, &bytes)?;
    let tables: Vec<PrintedTable> =
        (format.read)(&source)?.into_iter().filter(|table| !table.rows.is_empty()).collect();
    if tables.is_empty() {
        return Err(Error::new(ErrorCode::Table, "the file holds no table")
            .file(name)
            .expected("rows of cells: a label, one cell per group and a P value")
            .hint("a table needs a header row and at least one row of values"));
    }
    let file = path.file_name().map_or_else(|| name.to_string(), |name| name.to_string_lossy().into_owned());
    Ok((tables, InputFile { file, sha256: sha256(&bytes) }))
}

/// The format that a file's name tells; pasted text is looked at.
fn format_of(path: &Path, bytes: &[u8]) -> Result<&'static Format> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    if extension == "txt" || extension.is_empty() {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
        return Ok(if text.contains("<table") || text.contains("<tr") {
            &html::FORMAT
        } else if text.lines().any(|line| line.trim_start().starts_with('|')) {
            &markdown::FORMAT
        } else {
            &delimited::FORMAT
        });
    }
    let known = FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()));
    known.copied().ok_or_else(|| {
        let extensions: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
        Error::new(ErrorCode::Format, "the file is in no format that holds a printed table")
            .file(path.display().to_string())
            .found(format!(".{extension}"))
            .expected(format!("study.toml, or one of .{}", extensions.join(", .")))
            .hint("save the table as CSV")
    })
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(path).map_err(|error| missing(path, &error))?.len();
    if size > MOST_BYTES {
        return Err(Error::new(ErrorCode::Format, "the file is too large for a printed table")
            .file(path.display().to_string())
            .found(format!("{} MiB", size >> 20))
            .expected(format!("at most {} MiB", MOST_BYTES >> 20)));
    }
    std::fs::read(path).map_err(|error| Error::io(path, &error))
}

/// A folder of tables without a specification: all its files must be tables, or text that says where they come from.
fn load_folder(folder: &Path) -> Result<Study> {
    let entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, &error))?;
    let mut files: Vec<PathBuf> =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| path.is_file()).collect();
    files.sort();
    let extension = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let about = |path: &Path| {
        path.file_stem().is_some_and(|stem| {
            ["source", "readme", "licence", "license"].contains(&stem.to_string_lossy().to_lowercase().as_str())
        })
    };
    let hidden = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    files.retain(|path| !about(path) && !hidden(path));
    let is_table = |path: &PathBuf| FORMATS.iter().any(|format| format.extensions.contains(&extension(path).as_str()));
    if files.is_empty() || !files.iter().all(is_table) {
        let other = files.iter().find(|path| !is_table(path));
        let found = other
            .map_or("no file".to_string(), |path| path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        return Err(Error::new(ErrorCode::Format, "the folder is no study")
            .file(folder.display().to_string())
            .found(found)
            .expected("a study.toml, or nothing but tables")
            .hint("write a study.toml (see docs/study-folder.md) or name one table file"));
    }
    let mut study = Study { id: identifier(folder), ..Study::default() };
    study.inputs.entry = ".".into();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (tables, input) = load_tables(&file, &name)?;
        study.tables.extend(tables);
        study.inputs.files.push(input);
    }
    Ok(study)
}

/// A study by its `study.toml`.
fn load_specification(path: &Path) -> Result<Study> {
    let bytes = read_file(path)?;
    let entry = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut files = vec![InputFile { file: entry.clone(), sha256: sha256(&bytes) }];
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::new(ErrorCode::Study, "study.toml is not UTF-8 text").file(path.display().to_string()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = folder.canonicalize().ok().as_deref().map_or_else(|| identifier(path), identifier);
    let mut read = |file: &str| {
        let (tables, input) = load_tables(&folder.join(file), file)?;
        let input = InputFile { file: file.to_string(), ..input };
        if !files.contains(&input) {
            files.push(input);
        }
        Ok(tables)
    };
    let study = parse_study(&text, &path.display().to_string(), &name, &mut read)?;
    Ok(Study { inputs: Inputs { entry, files }, ..study })
}

/// A short name for folders and files.
fn identifier(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let name = name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { "study".to_string() } else { name }
}

/// The id and label of a table that only its file names.
fn table_name(name: &str) -> (String, String) {
    let path = Path::new(name);
    let label = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_else(|| name.to_string());
    (identifier(path), label)
}

/// A missing file, with names close to it.
fn missing(path: &Path, error: &std::io::Error) -> Error {
    let mut fault = Error::io(path, error);
    if error.kind() == std::io::ErrorKind::NotFound {
        fault.message = "there is no such file or folder".into();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let wanted = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let near = |name: &str| {
            let name = name.to_lowercase();
            name.chars().take(3).eq(wanted.chars().take(3)) || name.contains(&wanted) || wanted.contains(&name)
        };
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| near(name)).collect();
        names.sort();
        names.truncate(5);
        if !names.is_empty() {
            fault = fault.hint(format!("there is: {}", names.join(", ")));
        }
    }
    fault
}
