//! Text from bytes: UTF-8, UTF-16 and Windows-1252, as spreadsheets write them.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Source;
use crate::error::{Error, ErrorCode, Result};

/// The text of a file. A byte order mark decides; without one UTF-8 where valid, UTF-16 where every other byte is zero,
/// else Windows-1252.
pub(super) fn text(source: &Source<'_>) -> Result<String> {
    let bytes = source.bytes;
    let fault = |message: &str| Error::new(ErrorCode::Format, message).file(source.name);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(fault("the file is empty").expected("a table as text"));
    }
    let kinds: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a zip archive or an Office document"),
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"\xD0\xCF\x11\xE0", "an old Office document"),
        (b"\x1F\x8B", "a gzip archive"),
    ];
    if let Some((_, name)) = kinds.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(fault("the file is no text")
            .found(*name)
            .hint("save the table as CSV or .xlsx, with that extension"));
    }
    let encoding: &'static Encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.contains(&0) => {
            let zeros = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
            let half = bytes.len() / 4;
            if zeros(1) > half && zeros(1) > 4 * zeros(0) {
                UTF_16LE
            } else if zeros(0) > half && zeros(0) > 4 * zeros(1) {
                UTF_16BE
            } else {
                return Err(fault("the file is no text").found("zero bytes").hint("save the table as CSV or .xlsx"));
            }
        }
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    let (text, _, _) = encoding.decode(bytes);
    Ok(text.into_owned())
}
