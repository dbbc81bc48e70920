//! SPSS system files, compressed or not.

use std::path::Path;

use polars_readstat_rs::SpssReader;

use super::{Code, PatientRows, ReadOptions, RowFormat, file, labels};
use crate::error::{Error, Result};

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "spss",
    summary: "SPSS system file, with variable labels, value labels and missing codes",
    extensions: &["sav", "zsav"],
    compressed: false,
    open,
};

/// Reads the file. Values that the user declared missing are missing, and their reason is kept.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    labels::checked(path, &[b"$FL2", b"$FL3"], "SPSS system file")?;
    let reader = SpssReader::open(path).map_err(|error| labels::broken(error, path))?;
    plausible(&reader, path)?;
    index(&reader, path)?;
    let frame = reader
        .read()
        .sequential()
        .value_labels_as_strings(false)
        .informative_nulls(Some(labels::reasons()))
        .finish()
        .map_err(|error| labels::broken(error, path))?;
    let metadata = reader.metadata();
    let missing = |name: &str, code: &Code| {
        let Some(variable) = metadata.variables.iter().find(|variable| variable.name == name) else { return false };
        let between = match (variable.missing_range, variable.missing_doubles.as_slice()) {
            (true, [a, b, ..]) => Some((a.min(*b), a.max(*b))),
            _ => None,
        };
        match code {
            Code::Number(value) => {
                variable.missing_doubles.contains(value)
                    || between.is_some_and(|(low, high)| (low..=high).contains(value))
            }
            Code::Text(text) => variable.missing_strings.iter().any(|missing| missing.trim_end() == text),
        }
    };
    // A file that was written without knowing its length declares none.
    let rows = u64::try_from(reader.header().row_count).unwrap_or(frame.height() as u64);
    labels::rows(frame, &metadata.metadata_df, missing, rows, FORMAT.id, path)
}

/// Refuses a file that declares more rows than its bytes can hold: a row takes at least one byte for every eight of its
/// width, and zlib shrinks by no more than 1032.
fn plausible(reader: &SpssReader, path: &Path) -> Result<()> {
    let size = file(path)?.metadata().map_err(|error| Error::io(path, &error))?.len();
    let width: usize = reader.metadata().variables.iter().map(|variable| variable.width.max(1)).sum();
    let most = size.saturating_mul(if reader.compression() == 2 { 1032 } else { 1 }) / (width as u64).max(1);
    let declared = reader.metadata().row_count.max(u64::try_from(reader.header().row_count).unwrap_or(0));
    if declared > most {
        return Err(labels::broken(format!("it declares {declared} rows and has room for {most} at most"), path));
    }
    Ok(())
}

/// Refuses a file compressed by zlib whose list of blocks does not end where the file ends.
fn index(reader: &SpssReader, path: &Path) -> Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    let (Some(start), 2) = (reader.metadata().data_offset, reader.compression()) else { return Ok(()) };
    let io = |error: std::io::Error| Error::io(path, &error);
    let mut bytes = file(path)?;
    let size = bytes.metadata().map_err(io)?.len();
    let mut header = [[0; 8]; 3];
    bytes.seek(SeekFrom::Start(start)).map_err(io)?;
    for number in &mut header {
        bytes.read_exact(number).map_err(io)?;
    }
    let big = format!("{:?}", reader.endian()) == "Big";
    let number = |bytes: [u8; 8]| if big { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) };
    let [_, at, length] = header.map(number);
    let mut blocks = [0; 4];
    bytes.seek(SeekFrom::Start(at.saturating_add(20).min(size))).map_err(io)?;
    let whole = at.checked_add(length) == Some(size) && bytes.read_exact(&mut blocks).is_ok();
    let blocks = u64::from(if big { u32::from_be_bytes(blocks) } else { u32::from_le_bytes(blocks) });
    if whole && blocks * 24 + 24 == length {
        return Ok(());
    }
    Err(labels::broken("its list of blocks is damaged", path))
}
