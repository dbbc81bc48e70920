//! JSON lines: one object a patient.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use polars::prelude::{DataType, LazyFileListReader, LazyJsonLineReader, ScanSources};

use super::{PatientRows, ReadOptions, RowFormat, compression, file, polars_fault};
use crate::error::{Error, ErrorCode, Result};

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "jsonl",
    summary: "JSON lines, one object a patient; gzip or Zstandard around it",
    extensions: &["jsonl", "ndjson", "jsonlines"],
    compressed: true,
    open,
};

/// Rows from which the types of the fields are taken; a later value of another type is an error, not a missing value.
const SAMPLE: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();

fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    let sources = if compression::is_compressed(path)? {
        ScanSources::Buffers(Arc::from([compression::bytes(path)?.into()]))
    } else {
        ScanSources::Files(Arc::from([file(path)?]))
    };
    let scan = LazyJsonLineReader::new_with_sources(sources).with_infer_schema_length(Some(SAMPLE)).finish();
    let mut frame = scan.map_err(|error| polars_fault(&error, path))?;
    let schema = frame.collect_schema().map_err(|error| polars_fault(&error, path))?;
    if let Some((name, _)) = schema.iter().find(|(_, kind)| matches!(kind, DataType::List(_))) {
        return Err(Error::new(ErrorCode::Format, "a field holds a list or an object")
            .file(path.display().to_string())
            .column(name.to_string())
            .expected("one number, text or truth value a field"));
    }
    let names = schema.iter_names().map(|name| name.to_string()).collect();
    Ok(PatientRows::plain(frame, names, FORMAT.id, path))
}
