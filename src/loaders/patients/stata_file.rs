//! The records of a Stata data file, measured before they are read.

use std::path::Path;

use super::measured::Measured;
use crate::error::Result;

/// The table of display formats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Formats {
    /// Position of the first.
    pub at: u64,
    /// Bytes of each.
    pub each: u64,
    /// Number of variables.
    pub count: u64,
    /// Version of the format.
    pub release: u64,
}

/// Walks through the texts and value labels of a file; says where its display formats stand.
///
/// # Errors
/// A record that is longer than the file, a mark that is not where it must be: a truncated or damaged file.
pub(super) fn measure(path: &Path) -> Result<Option<Formats>> {
    let mut file = Measured::open(path)?;
    let [first] = file.take()?;
    if first == b'<' { marked(&mut file) } else { unmarked(&mut file, u64::from(first)) }
}

/// Versions from 13 on: every part stands between marks, and a map says where.
fn marked(file: &mut Measured) -> Result<Option<Formats>> {
    file.skip(1, 27)?;
    let release = file.take::<3>()?;
    file.skip(1, 21)?;
    file.big = &file.take::<3>()? == b"MSF";
    file.skip(1, 15)?;
    let release = std::str::from_utf8(&release).ok().and_then(|text| text.parse().ok()).unwrap_or(0_u64);
    let long = release != 117;
    let variables = if release == 119 { file.u32()? } else { file.u16()? };
    file.skip(1, 7)?;
    file.skip(1, if long { 8 } else { 4 })?;
    file.skip(1, 11)?;
    let label = if long { file.u16()? } else { file.take::<1>().map(|[length]| u64::from(length))? };
    file.skip(label, 1)?;
    file.skip(1, 19)?;
    let [time] = file.take()?;
    file.skip(u64::from(time), 1)?;
    file.skip(1, 26)?;
    // Type, name, place in the order, format, name of the value labels and label of a variable.
    file.room(variables, if long { 642 } else { 200 })?;
    let mut map = [0; 14];
    for place in &mut map {
        *place = file.u64()?;
    }
    let [_, _, _, _, _, formats, .., texts, labels, _, _] = map;
    let formats =
        Formats { at: formats.saturating_add(9), each: if long { 57 } else { 49 }, count: variables, release };
    file.seek(texts)?;
    mark(file, b"<strls>")?;
    while &file.take::<3>()? == b"GSO" {
        file.skip(1, if long { 13 } else { 9 })?;
        let length = file.u32()?;
        file.skip(length, 1)?;
    }
    file.seek(labels)?;
    mark(file, b"<value_labels>")?;
    while &file.take::<5>()? == b"<lbl>" {
        let length = file.u32()?;
        file.skip(1, if long { 132 } else { 36 })?;
        file.skip(length, 1)?;
        mark(file, b"</lbl>")?;
    }
    Ok(Some(formats))
}

fn mark<const N: usize>(file: &mut Measured, mark: &[u8; N]) -> Result<()> {
    if &file.take::<N>()? == mark {
        return Ok(());
    }
    Err(file.fault(&format!("it lacks the mark {} where it should be", String::from_utf8_lossy(mark))))
}

/// Versions before 13: parts of fixed lengths follow each other.
fn unmarked(file: &mut Measured, release: u64) -> Result<Option<Formats>> {
    if release < 105 {
        return Ok(None);
    }
    let [order] = file.take()?;
    file.big = order == 1;
    file.skip(1, 2)?;
    let (variables, rows) = (file.u16()?, file.u32()?);
    file.skip(1, if release < 108 { 32 + 18 } else { 81 + 18 })?;
    let mut width = 0;
    for _ in 0..variables {
        let [kind] = file.take()?;
        width += bytes_of(kind, release);
    }
    let name = if release < 110 { 9 } else { 33 };
    let format = if release < 114 { 12 } else { 49 };
    let label = if release < 108 { 32 } else { 81 };
    file.skip(variables, name)?;
    file.skip(variables + 1, 2)?;
    let formats = Formats { at: file.at, each: format, count: variables, release };
    file.skip(variables, format + name + label)?;
    loop {
        let [kind] = file.take()?;
        let length = if release < 110 { file.u16()? } else { file.u32()? };
        if kind == 0 && length == 0 {
            break;
        }
        file.skip(length, 1)?;
    }
    file.skip(rows, width)?;
    while file.at < file.size {
        let length = file.u32()?;
        file.skip(1, 36)?;
        file.skip(length, 1)?;
    }
    Ok(Some(formats))
}

/// Bytes of a value of a type before version 13.
fn bytes_of(kind: u8, release: u64) -> u64 {
    match (release >= 111, kind) {
        (true, 0xFB) | (false, b'b') => 1,
        (true, 0xFC) | (false, b'i') => 2,
        (true, 0xFD | 0xFE) | (false, b'l' | b'f') => 4,
        (true, 0xFF) | (false, b'd') => 8,
        (true, text) => u64::from(text),
        (false, text) => u64::from(text.saturating_sub(0x7F)),
    }
}
