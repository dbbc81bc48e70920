//! Formats of patient rows: each file turns one format into rows that polars reads when they are asked for.
//!
//! Nothing is typed here beyond what a file itself declares. Cells of text formats stay text: what they mean is decided
//! by `cohort`, where it can be looked at. Only local files are read; nothing is ever fetched.

mod arrow;
mod compression;
mod dates;
mod declared_rows;
mod delimited;
mod dialect;
mod fault;
mod header;
mod in_memory;
mod json_lines;
mod labels;
mod measured;
mod parquet;
mod patched;
mod records;
mod sas;
mod sas_dates;
mod sheet;
mod spss;
mod stata;
mod stata_dates;
mod stata_file;
mod stata_texts;
mod system_file;
mod text_file;
mod watch;
mod workbook;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{LazyFrame, UnionArgs, concat_lf_diagonal};

pub use declared_rows::DeclaredRows;
pub(crate) use fault::{fault, gave_up, polars_fault};
pub use in_memory::InMemory;
pub use text_file::TextFile;
pub use watch::{Progress, Watch};

use crate::error::{Error, ErrorCode, Result};

/// A format of patient rows.
pub struct RowFormat {
    /// Identifier.
    pub id: &'static str,
    /// One line for `retrocohort list formats`.
    pub summary: &'static str,
    /// File name extensions, lower case.
    pub extensions: &'static [&'static str],
    /// Whether gzip or Zstandard may be around the file.
    pub compressed: bool,
    /// Opens one file.
    pub open: fn(&Path, &ReadOptions) -> Result<PatientRows>,
}

/// All formats of patient rows. A new one is one file and one line here.
pub static ROW_FORMATS: &[&RowFormat] = &[
    &delimited::FORMAT,
    &parquet::FORMAT,
    &arrow::FORMAT,
    &json_lines::FORMAT,
    &workbook::FORMAT,
    &spss::FORMAT,
    &stata::FORMAT,
    &sas::FORMAT,
];

/// What the user says about a file, where the file does not say it or is not believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Identifier of the format, when the extension does not tell.
    pub format: Option<String>,
    /// Sheet of a workbook, by name or by number from 1; needed when several hold rows.
    pub sheet: Option<String>,
    /// Delimiter of text; detected when not given.
    pub delimiter: Option<char>,
    /// Encoding of text by its WHATWG label (`utf-8`, `windows-1252`, `gb18030`); detected when not given.
    pub encoding: Option<String>,
    /// Whether numbers are written with a decimal comma; detected when not given.
    pub decimal_comma: Option<bool>,
}

/// A value as a file declares it: the code of a level, or of a missing value.
#[derive(Debug, Clone, PartialEq)]
pub enum Code {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Code {
    /// Order of codes: numbers first, by size, then texts.
    pub fn order(a: &Code, b: &Code) -> std::cmp::Ordering {
        match (a, b) {
            (Code::Number(a), Code::Number(b)) => a.total_cmp(b),
            (Code::Text(a), Code::Text(b)) => a.cmp(b),
            (Code::Number(_), Code::Text(_)) => std::cmp::Ordering::Less,
            (Code::Text(_), Code::Number(_)) => std::cmp::Ordering::Greater,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Code::Number(number) => write!(f, "{number}"),
            Code::Text(text) => f.write_str(text),
        }
    }
}

/// What a file says about one of its columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Variable label.
    pub label: Option<String>,
    /// Labels of values, in the order of the file or of the codes.
    pub value_labels: Vec<(Code, String)>,
    /// Labels of the codes that the file declares missing.
    pub missing_labels: Vec<(Code, String)>,
    /// Level of measurement as SPSS calls it: `nominal`, `ordinal` or `scale`.
    pub measure: Option<String>,
    /// Column of the frame that holds the reason where this column is missing by a code of the user.
    pub missing_reasons: Option<String>,
}

/// One of several files that are read as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// File as the user named it.
    pub file: String,
    /// Number of patients in it.
    pub rows: u64,
    /// As [`PatientRows::first_row`].
    pub first_row: u64,
    /// As [`PatientRows::lines`].
    pub lines: Option<Arc<[u64]>>,
}

/// Patient rows, read lazily, and what their files say about them.
#[derive(Clone)]
pub struct PatientRows {
    /// Where the rows come from. Every column of `columns` is in it, under the same name.
    pub source: Source,
    /// What is known about the columns, in the order of the file.
    pub columns: Vec<Column>,
    /// The files as the user named them.
    pub files: Vec<String>,
    /// Identifier of the format.
    pub format: &'static str,
    /// Whether every cell is text whose meaning has still to be found.
    pub text: bool,
    /// Whether numbers in text have a decimal comma.
    pub decimal_comma: bool,
    /// Row of the file in which the first patient stands, counted from 1.
    pub first_row: u64,
    /// Row of the file of every patient, where patients do not stand in consecutive rows.
    pub lines: Option<Arc<[u64]>>,
    /// Where the rows of each of several files end and stand; empty for one file.
    pub parts: Vec<Part>,
    /// Number of rows that the file declares, when it does.
    pub declared_rows: DeclaredRows,
    /// Whether some columns can be read without reading the others.
    pub columnar: bool,
    /// What was detected or left out on the way, for the reader of a report.
    pub notes: Vec<String>,
    /// Columns that stayed in memory when they were looked at, by name.
    pub in_memory: BTreeMap<String, InMemory>,
    /// Who is told how far the work on the rows is.
    pub watch: Watch,
}

/// Where rows come from.
#[derive(Clone)]
pub enum Source {
    /// Rows that polars reads.
    Query(LazyFrame),
    /// A large text file, cut into cells by itself, and the same as polars would read it together with other files.
    Text(TextFile, LazyFrame),
}

impl Source {
    /// The rows as polars reads them.
    pub fn query(&self) -> &LazyFrame {
        match self {
            Source::Query(query) | Source::Text(_, query) => query,
        }
    }
}

impl fmt::Debug for PatientRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatientRows")
            .field("files", &self.files)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

impl PatientRows {
    /// Row of its file in which a patient stands, counted from 1; `index` counts patients from 0.
    pub fn row(&self, index: usize) -> usize {
        self.place(index).1
    }

    /// File and row of a patient; all files where it is not known how many rows each has.
    fn place(&self, index: usize) -> (String, usize) {
        let row = |lines: &Option<Arc<[u64]>>, first_row: u64, index: u64| {
            let line = lines.as_ref().and_then(|lines| lines.get(index as usize).copied());
            line.unwrap_or(first_row + index) as usize
        };
        let mut rest = index as u64;
        for part in &self.parts {
            if rest < part.rows {
                return (part.file.clone(), row(&part.lines, part.first_row, rest));
            }
            rest -= part.rows;
        }
        let of_text = if let Source::Text(file, _) = &self.source { file.line(index) } else { None };
        (self.files.join(", "), of_text.unwrap_or_else(|| row(&self.lines, self.first_row, index as u64)))
    }

    /// An error with the file and row of a patient.
    pub(crate) fn located(&self, error: Error, index: usize) -> Error {
        let (file, row) = self.place(index);
        error.file(file).row(row)
    }

    /// Rows of a format that has nothing further to declare.
    fn plain(frame: LazyFrame, names: Vec<String>, format: &'static str, path: &Path) -> PatientRows {
        let columns = names.into_iter().map(|name| Column { name, ..Column::default() }).collect();
        PatientRows {
            source: Source::Query(frame),
            columns,
            files: vec![path.display().to_string()],
            format,
            text: false,
            decimal_comma: false,
            first_row: 1,
            lines: None,
            parts: Vec::new(),
            declared_rows: DeclaredRows::Unknown,
            columnar: false,
            notes: Vec::new(),
            in_memory: BTreeMap::new(),
            watch: Watch::default(),
        }
    }
}

/// Opens patient rows: one file, several files of the same columns, or patterns such as `site-*.csv`.
///
/// # Errors
/// A name that is no local file, a pattern that no file matches, a file in no known format or not in the format that it
/// claims, no column, columns of the same name, several files with different columns.
pub fn open(names: &[String], options: &ReadOptions) -> Result<PatientRows> {
    let mut files = Vec::new();
    for name in names {
        files.extend(expand(name)?);
    }
    let mut parts = Vec::new();
    for path in &files {
        let format = format_of(path, options)?;
        if !format.compressed && compression::is_compressed(path)? {
            return Err(Error::new(ErrorCode::Format, "a file of this format cannot be read compressed")
                .file(path.display().to_string())
                .hint("unpack it first"));
        }
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (format.open)(path, options)));
        let rows = read.unwrap_or_else(|panic| Err(gave_up(panic.as_ref(), &path.display().to_string())))?;
        distinct_names(rows.columns.iter().map(|column| column.name.as_str()), path)?;
        parts.push(rows);
    }
    together(parts)
}

/// The files of a name: the file itself, or what a pattern matches, sorted.
fn expand(name: &str) -> Result<Vec<PathBuf>> {
    if name.contains("://") {
        return Err(Error::new(ErrorCode::Usage, "only local files are read")
            .found(name)
            .hint("patient data are never fetched from an address; save them to a file and name that file"));
    }
    let path = Path::new(name);
    let pattern = name.contains(['*', '?', '[']);
    if path.is_dir() {
        return Err(Error::new(ErrorCode::Usage, "the path is a folder").file(name).expected("a file of patient rows"));
    }
    if path.exists() || !pattern {
        std::fs::metadata(path).map_err(|error| super::missing(path, &error))?;
        return Ok(vec![path.to_path_buf()]);
    }
    let fault = |message: String| Error::new(ErrorCode::Usage, message).found(name);
    let matches = glob::glob(name).map_err(|error| fault(format!("the pattern cannot be read: {}", error.msg)))?;
    let mut paths: Vec<PathBuf> = matches.filter_map(|path| path.ok()).filter(|path| path.is_file()).collect();
    paths.sort();
    if paths.is_empty() {
        return Err(fault("no file matches the pattern".into()));
    }
    Ok(paths)
}

/// The extension that tells the format: `csv` in `rows.csv.gz`.
fn extension(path: &Path) -> String {
    let lower = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match lower(path).as_str() {
        "gz" | "zst" => path.file_stem().map(|stem| lower(Path::new(stem))).unwrap_or_default(),
        other => other.to_string(),
    }
}

fn format_of(path: &Path, options: &ReadOptions) -> Result<&'static RowFormat> {
    let known = |text: &str| ROW_FORMATS.iter().find(|f| f.id == text || f.extensions.contains(&text)).copied();
    let wanted = options.format.as_ref().map(|format| format.to_lowercase());
    let found = wanted.clone().unwrap_or_else(|| extension(path));
    known(&found).ok_or_else(|| {
        let extensions: Vec<&str> = ROW_FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
        let message = if wanted.is_some() { "there is no such format" } else { "the file is in no format of rows" };
        Error::new(ErrorCode::Format, message)
            .file(path.display().to_string())
            .found(if found.is_empty() { "no extension".into() } else { found })
            .expected(format!("one of {}", extensions.join(", ")))
    })
}

/// Names that occur once only and are not empty.
fn distinct_names<'a>(names: impl Iterator<Item = &'a str>, path: &Path) -> Result<()> {
    let fault = |message: &str| Error::new(ErrorCode::Format, message).file(path.display().to_string());
    let mut names: Vec<&str> = names.collect();
    if names.is_empty() {
        return Err(fault("the file has no column").expected("a header row and one row a patient"));
    }
    names.sort_unstable();
    match names.windows(2).find(|pair| pair.first() == pair.last()).and_then(<[&str]>::first) {
        Some(name) => Err(fault("two columns have the same name")
            .column(*name)
            .expected("every column name once")
            .hint("rename one of them in the file: which is meant cannot be guessed")),
        None => Ok(()),
    }
}

/// Several files as one: the same columns, in the order of the first file.
fn together(mut parts: Vec<PatientRows>) -> Result<PatientRows> {
    if parts.len() <= 1 {
        return parts.pop().ok_or_else(|| Error::new(ErrorCode::Usage, "no file is named"));
    }
    let mut whole = parts.remove(0);
    let mut frames = vec![whole.source.query().clone()];
    let part = |rows: &PatientRows| {
        let file = rows.files.first().cloned().unwrap_or_default();
        let part = |count| Part { file, rows: count, first_row: rows.first_row, lines: rows.lines.clone() };
        Ok(rows.declared_rows.get()?.map(part))
    };
    let counted = std::iter::once(&whole).chain(&parts).map(part).collect::<Result<Option<Vec<Part>>>>()?;
    whole.declared_rows =
        counted.as_ref().map_or(DeclaredRows::Unknown, |parts| parts.iter().map(|part| part.rows).sum::<u64>().into());
    whole.parts = counted.unwrap_or_default();
    let names = |rows: &PatientRows| rows.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let first = names(&whole);
    for part in parts {
        let these = names(&part);
        let differing = first.iter().find(|n| !these.contains(n)).or(these.iter().find(|n| !first.contains(n)));
        let file = part.files.first().cloned().unwrap_or_default();
        let fault = |message: &str| Error::new(ErrorCode::Format, message).file(file.clone());
        if let Some(column) = differing {
            return Err(fault("the files do not have the same columns")
                .column(column.clone())
                .hint("columns of the same meaning must have the same name in every file"));
        }
        if (part.text, part.decimal_comma) != (whole.text, whole.decimal_comma) {
            return Err(fault("the files do not write numbers in the same way")
                .hint("name the decimal mark, or use one format for all files"));
        }
        let labels = |rows: &PatientRows, name: &str| {
            rows.columns.iter().find(|column| column.name == name).map(|column| column.value_labels.clone())
        };
        if let Some(name) = first.iter().find(|name| labels(&whole, name) != labels(&part, name)) {
            return Err(fault("the files give the values of a column different labels").column(name.clone()));
        }
        whole.notes.extend(part.notes.into_iter().filter(|note| !whole.notes.contains(note)).collect::<Vec<_>>());
        whole.columnar &= part.columnar;
        whole.files.push(file);
        frames.push(part.source.query().clone());
    }
    let arguments = UnionArgs { to_supertypes: true, maintain_order: true, ..UnionArgs::default() };
    let joined = concat_lf_diagonal(&frames, arguments);
    whole.lines = None;
    let joined = joined.map_err(|error| polars_fault(&error, Path::new(&whole.files.join(", "))))?;
    whole.source = Source::Query(joined);
    let counted = if whole.parts.is_empty() { "; rows are counted through them" } else { "" };
    whole.notes.push(format!("{} files read as one{counted}", whole.files.len()));
    Ok(whole)
}

/// The name of a file without its folder, for notes that must not depend on where the file stands.
fn short(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A local file, opened.
fn file(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| super::missing(path, &error))
}
