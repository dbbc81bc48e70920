//! The records of an SPSS system file, measured before they are read.

use std::path::Path;

use super::dates::Meaning;
use super::measured::Measured;
use crate::error::{Error, ErrorCode, Result};

/// Most bytes of memory that the cells of a compressed file may take.
const MOST_BYTES: u64 = 8 << 30;
/// Most bytes of a block before compression; programs write blocks of 4 MiB.
const MOST_BLOCK: u64 = 64 << 20;

/// What the records of a file say about its size.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Size {
    /// Rows that the file declares; none where it was written without knowing.
    pub rows: Option<u64>,
    /// Unit of the variable by whose values the rows are weighted.
    pub weight: Option<u64>,
    /// Variables of numbers with a display format of dates or times.
    pub dates: Vec<Format>,
}

/// The display format of a variable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Format {
    /// First unit of the variable in a row.
    pub unit: u64,
    /// Position in the file of the byte that holds the kind.
    pub at: u64,
    /// What the numbers mean.
    pub meaning: Meaning,
}

/// What the numbers of a display format mean, by its number: dates, dates with a time, and times.
fn meaning(kind: u8) -> Option<Meaning> {
    match kind {
        20 | 23 | 24 | 28 | 29 | 30 | 38 | 39 => Some(Meaning::Day),
        22 | 41 => Some(Meaning::Moment),
        21 | 25 | 40 => Some(Meaning::Length),
        _ => None,
    }
}

/// Walks through the dictionary of the file and, where it is compressed by zlib, through its list of blocks.
///
/// # Errors
/// A record that is longer than the file, an unknown record, more rows than the data can hold, a list of blocks that
/// does not fit the file, more cells than a file may unfold to.
pub(super) fn measure(path: &Path) -> Result<Size> {
    let mut file = Measured::open(path)?;
    file.skip(1, 64)?;
    let layout: [u8; 4] = file.take()?;
    file.big = matches!(u32::from_be_bytes(layout), 2 | 3);
    let units = file.u32()? as u32 as i32;
    let compression = file.u32()?;
    let weight = file.u32()? as u32 as i32;
    let rows = file.u32()? as u32 as i32;
    file.room(u64::try_from(units).unwrap_or(0), 1)?;
    file.skip(1, 92)?;
    let (width, dates) = dictionary(&mut file)?;
    let room = match compression {
        0 => (file.size - file.at) / 8,
        1 => file.size - file.at,
        2 => blocks(&mut file)?,
        _ => return Err(file.fault("it is compressed in an unknown way")),
    };
    let most = room / width.max(1);
    let size = Size {
        dates,
        rows: u64::try_from(rows).ok(),
        weight: u64::try_from(weight).ok().filter(|weight| *weight > 0).map(|weight| weight - 1),
    };
    match size.rows {
        Some(rows) if rows > most => {
            Err(file.fault(&format!("it declares {rows} rows and has room for {most} at most")))
        }
        Some(rows) if compression > 0 && rows.saturating_mul(width).saturating_mul(8) > MOST_BYTES => {
            Err(Error::new(ErrorCode::Format, "the compressed file unfolds to more than can be held in memory")
                .file(path.display().to_string())
                .found(format!("{} MiB", rows.saturating_mul(width) >> 17))
                .expected(format!("at most {} MiB", MOST_BYTES >> 20))
                .hint("save it as CSV or Parquet, which are read in pieces"))
        }
        _ => Ok(size),
    }
}

/// Passes over the records up to the data: the number of units of eight bytes in a row, and the dates.
fn dictionary(file: &mut Measured) -> Result<(u64, Vec<Format>)> {
    let (mut width, mut dates) = (0, Vec::new());
    loop {
        match file.u32()? {
            2 => {
                let (texts, labelled, missing) = (file.u32()?, file.u32()?, file.u32()? as u32 as i32);
                let at = file.at + if file.big { 1 } else { 2 };
                let kind = (file.u32()? >> 16) as u8;
                let date = meaning(kind).filter(|_| texts == 0);
                dates.extend(date.map(|meaning| Format { unit: width, at, meaning }));
                file.skip(1, 12)?;
                if labelled != 0 {
                    let length = file.u32()?;
                    file.skip(length.div_ceil(4), 4)?;
                }
                file.skip(u64::from(missing.unsigned_abs()), 8)?;
                width += 1;
            }
            3 => {
                let labels = file.u32()?;
                file.room(labels, 16)?;
                for _ in 0..labels {
                    file.skip(1, 8)?;
                    let [length] = file.take()?;
                    file.skip(1, (u64::from(length) + 8) / 8 * 8 - 1)?;
                }
            }
            4 => {
                let variables = file.u32()?;
                file.skip(variables, 4)?;
            }
            6 => {
                let lines = file.u32()?;
                file.skip(lines, 80)?;
            }
            7 => {
                let (kind, size, count) = (file.u32()?, file.u32()?, file.u32()?);
                file.room(count, size)?;
                let end = file.at + size * count;
                if kind == 21 {
                    long_labels(file, end)?;
                }
                file.seek(end)?;
            }
            999 => {
                file.skip(1, 4)?;
                return Ok((width, dates));
            }
            other => return Err(file.fault(&format!("it holds a record of the unknown kind {other}"))),
        }
    }
}

/// Labels of the values of texts longer than eight bytes.
fn long_labels(file: &mut Measured, end: u64) -> Result<()> {
    while file.at < end {
        let name = file.u32()?;
        file.skip(name, 1)?;
        file.skip(1, 4)?;
        let labels = file.u32()?;
        file.room(labels, 8)?;
        for _ in 0..2 * labels {
            let length = file.u32()?;
            file.skip(length, 1)?;
        }
    }
    Ok(())
}

/// Number of bytes in the blocks before compression by zlib, which shrinks by no more than 1032.
fn blocks(file: &mut Measured) -> Result<u64> {
    let start = file.at;
    let [own, at, length] = [file.u64()?, file.u64()?, file.u64()?];
    let fault = |file: &Measured| Err(file.fault("its list of blocks is damaged"));
    if own != start || at.checked_add(length) != Some(file.size) || at < start + 24 {
        return fault(file);
    }
    file.seek(at)?;
    file.skip(1, 20)?;
    let count = file.u32()?;
    if count * 24 + 24 != length {
        return fault(file);
    }
    let (mut total, mut next) = (0, start + 24);
    for _ in 0..count {
        file.skip(1, 8)?;
        let (from, unfolded, folded) = (file.u64()?, file.u32()?, file.u32()?);
        let fits = from == next && from + folded <= at;
        if !fits || unfolded > MOST_BLOCK || unfolded > folded.saturating_mul(1040) {
            return fault(file);
        }
        next = from + folded;
        total += unfolded;
    }
    Ok(total)
}
