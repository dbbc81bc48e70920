//! JSON lines: one object a patient.

use std::path::Path;
use std::sync::Arc;

use polars::prelude::{DataType, LazyFileListReader, LazyJsonLineReader, ScanSources};

use super::{PatientRows, ReadOptions, RowFormat, compression, polars_fault};
use crate::error::{Error, ErrorCode, Result};

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "jsonl",
    summary: "JSON lines, one object a patient; gzip or Zstandard around it",
    extensions: &["jsonl", "ndjson", "jsonlines"],
    compressed: true,
    open,
};

fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    let sources = ScanSources::Files(Arc::from([compression::plain(path)?]));
    // Types are taken from all rows: a field may begin late, or be whole in all rows but the last.
    let scan = LazyJsonLineReader::new_with_sources(sources).with_infer_schema_length(None).finish();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_begin_late_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        let text = "{\"age\": 50}\n".repeat(20_000) + "{\"age\": 60.5, \"late\": \"yes\"}\n";
        std::fs::write(&path, text).unwrap();
        let rows = open(&path, &ReadOptions::default()).unwrap();
        let frame = rows.source.query().clone().collect().unwrap();
        assert_eq!(frame.column("age").unwrap().f64().unwrap().get(20_000), Some(60.5));
        assert_eq!(frame.column("late").unwrap().null_count(), 20_000);
    }
}
