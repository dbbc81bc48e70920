//! SAS data sets and transport files.

use std::path::Path;

use polars_readstat_rs::{ReadStatFormat, Sas7bdatReader, ScanOptions, read_xpt_metadata, readstat_scan};

use super::{PatientRows, ReadOptions, RowFormat, labels, polars_fault};
use crate::error::Result;

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "sas",
    summary: "SAS data set or transport file, with variable labels and missing codes",
    extensions: &["sas7bdat", "xpt", "xport"],
    compressed: false,
    open,
};

/// First bytes of a data set, after twelve zeros.
const DATA_SET: &[u8] = b"\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60";
/// First bytes of a transport file.
const TRANSPORT: &[u8] = b"HEADER RECORD*******LIB";

/// Reads the file. Labels of values are kept by SAS in another file, a catalogue, and are not read.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    labels::checked(path, &[DATA_SET, TRANSPORT], "SAS data set or transport file")?;
    if labels::checked(path, &[TRANSPORT], "").is_ok() { transport(path) } else { data_set(path) }
}

fn data_set(path: &Path) -> Result<PatientRows> {
    let reader = Sas7bdatReader::open(path).map_err(|error| labels::broken(error, path))?;
    let frame = reader
        .read()
        .preserve_order(true)
        .informative_nulls(Some(labels::reasons()))
        .finish()
        .map_err(|error| labels::broken(error, path))?;
    let metadata = reader.metadata();
    labels::rows(frame, &metadata.metadata_df, |_, _| false, metadata.row_count as u64, FORMAT.id, path)
}

fn transport(path: &Path) -> Result<PatientRows> {
    let metadata = read_xpt_metadata(path).map_err(|error| labels::broken(error, path))?;
    let options = ScanOptions {
        preserve_order: Some(true),
        informative_nulls: Some(labels::reasons()),
        ..ScanOptions::default()
    };
    let scan = readstat_scan(path, Some(options), Some(ReadStatFormat::SasXpt));
    let frame = scan.and_then(|scan| scan.collect()).map_err(|error| polars_fault(&error, path))?;
    // The file does not say how many rows it has; its length says how many at most.
    let rows = frame.height() as u64;
    let mut whole = labels::rows(frame, &metadata.metadata_df, |_, _| false, rows, FORMAT.id, path)?;
    whole.notes.push("a transport file does not say how many rows it has: whether it is whole cannot be told".into());
    Ok(whole)
}
