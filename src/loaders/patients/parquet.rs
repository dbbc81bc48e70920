//! Apache Parquet.

use std::path::Path;
use std::sync::Arc;

use polars::io::HiveOptions;
use polars::prelude::{LazyFrame, ScanArgsParquet, ScanSources};

use super::{PatientRows, ReadOptions, RowFormat, file, polars_fault};
use crate::error::{Error, ErrorCode, Result};

/// Registry entry.
pub(super) static FORMAT: RowFormat =
    RowFormat { id: "parquet", summary: "Apache Parquet", extensions: &["parquet", "pq"], compressed: false, open };

/// Opens the file and reads its footer; columns are decoded when they are asked for.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    whole(path)?;
    let sources = ScanSources::Files(Arc::from([file(path)?]));
    // Folder names that hold values belong to other files than these.
    let arguments = ScanArgsParquet { hive_options: HiveOptions::new_disabled(), ..ScanArgsParquet::default() };
    let scan = LazyFrame::scan_parquet_sources(sources, arguments);
    let mut frame = scan.map_err(|error| polars_fault(&error, path))?;
    let schema = frame.collect_schema().map_err(|error| polars_fault(&error, path))?;
    let names = schema.iter_names().map(|name| name.to_string()).collect();
    Ok(PatientRows { columnar: true, ..PatientRows::plain(frame, names, FORMAT.id, path) })
}

/// A Parquet file begins and ends with the same four bytes; a truncated one lacks the last.
fn whole(path: &Path) -> Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    let io = |error: std::io::Error| Error::io(path, &error);
    let mut bytes = file(path)?;
    let size = bytes.metadata().map_err(io)?.len();
    let fault = |message: &str| Error::new(ErrorCode::Format, message).file(path.display().to_string());
    if size < 12 {
        return Err(fault("the file is too short for Parquet").found(format!("{size} bytes")));
    }
    let mut mark = [0; 4];
    bytes.read_exact(&mut mark).map_err(io)?;
    if &mark != b"PAR1" {
        return Err(fault("the file is no Parquet").expected("PAR1 in its first four bytes"));
    }
    bytes.seek(SeekFrom::End(-4)).map_err(io)?;
    bytes.read_exact(&mut mark).map_err(io)?;
    if &mark != b"PAR1" {
        return Err(fault("the Parquet file is truncated")
            .found(format!("{size} bytes without a footer"))
            .expected("PAR1 in its last four bytes")
            .hint("copy or write the file again"));
    }
    Ok(())
}
