//! Texts of Stata files before version 14, which are in Windows-1252.
//!
//! The reader cuts a text off where its letters need more bytes in UTF-8 than in the file: `Münster` becomes `Münste`.

use std::path::Path;

use encoding_rs::WINDOWS_1252;
use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};
use polars_readstat_rs::StataMetadata;
use polars_readstat_rs::stata::VarType;

use super::measured::Measured;
use super::polars_fault;
use crate::error::Result;

/// Reads texts with letters beyond ASCII again. `O(bytes of the rows)`.
///
/// # Errors
/// A file that ends before its last row.
pub(super) fn correct(frame: &mut DataFrame, metadata: &StataMetadata, release: u64, path: &Path) -> Result<()> {
    let (Some(start), true) = (metadata.data_offset, release < 118) else { return Ok(()) };
    let mark = if release == 117 { "<data>".len() as u64 } else { 0 };
    let row: u64 = metadata.storage_widths.iter().map(|width| u64::from(*width)).sum();
    let mut offset = 0;
    for (variable, width) in metadata.variables.iter().zip(&metadata.storage_widths) {
        let width = u64::from(*width);
        if matches!(variable.var_type, VarType::Str(_)) {
            let mut file = Measured::open(path)?;
            file.seek(start + mark + offset)?;
            let mut texts: Vec<Option<String>> = Vec::new();
            let mut ascii = true;
            for index in 0..metadata.row_count {
                let mut bytes = file.bytes(width)?;
                if index + 1 < metadata.row_count {
                    file.skip(1, row - width)?;
                }
                bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
                ascii &= bytes.is_ascii();
                let text = WINDOWS_1252.decode_without_bom_handling(&bytes).0.trim_end_matches(' ').to_string();
                texts.push(Some(text).filter(|text| !text.is_empty()));
            }
            if !ascii {
                let column = Series::new(variable.name.as_str().into(), texts).into_column();
                frame.replace(&variable.name, column).map_err(|error| polars_fault(&error, path))?;
            }
        }
        offset += width;
    }
    Ok(())
}
