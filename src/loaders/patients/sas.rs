//! SAS data sets and transport files.

use std::path::Path;

use polars::prelude::DataFrame;
use polars_readstat_rs::{
    Compression, ReadStatFormat, Sas7bdatReader, SasMetadata, ScanOptions, XptMetadata, read_xpt_metadata,
    readstat_scan,
};

use super::measured::Measured;
use super::{PatientRows, ReadOptions, RowFormat, labels, polars_fault, sas_dates};
use crate::error::{Error, ErrorCode, Result};

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
/// Most bytes in a row of a data set.
const LONGEST_ROW: u64 = 64 << 20;
/// Most bytes that the rows of a data set may unfold to.
const MOST_BYTES: u64 = 8 << 30;
/// First bytes of a transport file.
const TRANSPORT: &[u8] = b"HEADER RECORD*******LIB";

/// Reads the file. Labels of values are kept by SAS in another file, a catalogue, and are not read.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    labels::checked(path, &[DATA_SET, TRANSPORT], "SAS data set or transport file")?;
    if labels::checked(path, &[TRANSPORT], "").is_ok() { transport(path) } else { data_set(path) }
}

fn data_set(path: &Path) -> Result<PatientRows> {
    pages(path)?;
    let reader = Sas7bdatReader::open(path).map_err(|error| labels::broken(error, path))?;
    plausible(reader.metadata(), path)?;
    let mut frame = reader
        .read()
        .preserve_order(true)
        .informative_nulls(Some(labels::reasons()))
        .finish()
        .map_err(|error| labels::broken(error, path))?;
    let metadata = reader.metadata();
    correct_dates(&mut frame, &metadata.metadata_df, path)?;
    labels::rows(frame, &metadata.metadata_df, |_, _| false, metadata.row_count as u64, FORMAT.id, path)
}

fn transport(path: &Path) -> Result<PatientRows> {
    let metadata = read_xpt_metadata(path).map_err(|error| labels::broken(error, path))?;
    whole(&metadata, path)?;
    let options = ScanOptions {
        preserve_order: Some(true),
        informative_nulls: Some(labels::reasons()),
        ..ScanOptions::default()
    };
    let scan = readstat_scan(path, Some(options), Some(ReadStatFormat::SasXpt));
    let mut frame = scan.and_then(|scan| scan.collect()).map_err(|error| polars_fault(&error, path))?;
    correct_dates(&mut frame, &metadata.metadata_df, path)?;
    unknown_letters(&frame, path)?;
    // The file does not say how many rows it has; its length says how many at most.
    let rows = frame.height() as u64;
    let mut opened = labels::rows(frame, &metadata.metadata_df, |_, _| false, rows, FORMAT.id, path)?;
    opened.notes.push("a transport file does not say how many rows it has: whether it is whole cannot be told".into());
    Ok(opened)
}

/// Gives dates the types that their display formats say.
fn correct_dates(frame: &mut DataFrame, described: &DataFrame, path: &Path) -> Result<()> {
    let names = labels::texts(described, "name");
    for (name, format) in names.into_iter().zip(labels::texts(described, "format")) {
        let (Some(name), Some(format)) = (name, format) else { continue };
        if frame.column(&name).is_ok() {
            sas_dates::correct(frame, &name, &format).map_err(|error| polars_fault(&error, path))?;
        }
    }
    Ok(())
}

/// Refuses a data set that is shorter than the pages that its header declares: a truncated one.
fn pages(path: &Path) -> Result<()> {
    let mut file = Measured::open(path)?;
    file.skip(1, 35)?;
    let wide = file.take::<1>()? == *b"3";
    file.skip(1, 1)?;
    file.big = file.take::<1>()? != [1];
    file.skip(1, if wide { 162 } else { 158 })?;
    let (header, length, count) = (file.u32()?, file.u32()?, file.u32()?);
    let declared = length.saturating_mul(count).saturating_add(header);
    if declared > file.size || length == 0 {
        return Err(Error::new(ErrorCode::Format, "the file ends before its last page")
            .file(path.display().to_string())
            .found(format!("{} bytes", file.size))
            .expected(format!("{declared} bytes"))
            .hint("the file is truncated; copy it again"));
    }
    Ok(())
}

/// Refuses a data set that declares more or longer rows than it can hold. A row that is compressed takes a pointer of
/// twelve bytes at least.
fn plausible(metadata: &SasMetadata, path: &Path) -> Result<()> {
    let file = Measured::open(path)?;
    let (rows, length) = (metadata.row_count as u64, metadata.row_length as u64);
    let least = if matches!(metadata.compression, Compression::None) { length } else { 12 };
    if length > LONGEST_ROW || rows.saturating_mul(length) > MOST_BYTES {
        return Err(file.fault(&format!("it declares {rows} rows of {length} bytes")));
    }
    file.room(rows, least)
}

/// Refuses a transport file that is cut off, or holds several data sets: rows of the second would follow those of the
/// first.
fn whole(metadata: &XptMetadata, path: &Path) -> Result<()> {
    let mut file = Measured::open(path)?;
    let length = metadata.row_length as u64;
    if file.size % 80 != 0 {
        return Err(file.fault("it ends within a record of 80 bytes"));
    }
    file.seek(metadata.data_offset)?;
    let mut last = Vec::new();
    while file.at + 80 <= file.size {
        let (at, record) = (file.at, file.take::<80>()?);
        if record.starts_with(b"HEADER RECORD*******MEMB") {
            return Err(Error::new(ErrorCode::Format, "the transport file holds several data sets")
                .file(path.display().to_string())
                .expected("one data set a file")
                .hint("write each data set to a file of its own"));
        }
        // What stands behind the last whole row is blank.
        let rest = (file.size - metadata.data_offset) % length.max(1);
        let from = (file.size - rest).saturating_sub(at).min(80) as usize;
        last.extend_from_slice(record.get(from..).unwrap_or_default());
    }
    if last.iter().any(|byte| *byte != b' ') {
        return Err(file.fault("it ends within a row"));
    }
    Ok(())
}

/// Refuses texts that are not UTF-8: different names would become the same one with its letters replaced.
fn unknown_letters(frame: &DataFrame, path: &Path) -> Result<()> {
    for column in frame.columns() {
        let Ok(texts) = column.str() else { continue };
        let row = texts.iter().position(|text| text.is_some_and(|text| text.contains('\u{FFFD}')));
        if let Some(row) = row {
            return Err(Error::new(ErrorCode::Format, "texts of a transport file are read as UTF-8 only")
                .file(path.display().to_string())
                .column(column.name().to_string())
                .row(row + 1)
                .found("bytes of another encoding")
                .hint("save the data set as .sas7bdat, which says its encoding, or as CSV"));
        }
    }
    Ok(())
}
