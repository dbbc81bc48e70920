//! gzip and Zstandard around text.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::file;
use crate::error::{Error, ErrorCode, Result};

/// Most bytes that a compressed file may unfold to. A file that passes it is a mistake or a bomb.
const MOST_BYTES: u64 = 64 << 30;
/// Bytes that are looked at before a file is unfolded.
const START: u64 = 1 << 20;

/// Whether the file is compressed, by its first bytes.
pub(super) fn is_compressed(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    file(path)?.take(4).read_to_end(&mut start).map_err(|error| Error::io(path, &error))?;
    Ok(gzip(&start) || zstandard(&start))
}

fn gzip(start: &[u8]) -> bool {
    start.starts_with(b"\x1F\x8B")
}

fn zstandard(start: &[u8]) -> bool {
    start.starts_with(b"\x28\xB5\x2F\xFD")
}

/// The file itself, or what is in it when it is compressed: unfolded a piece at a time into a file without a name, which
/// is gone when it is closed, so that memory does not grow with it.
///
/// # Errors
/// A file that cannot be read, a damaged archive, one whose first megabyte holds no line, one that unfolds to more than
/// 64 GiB or than the folder for temporary files can hold.
pub(super) fn plain(path: &Path) -> Result<File> {
    if is_compressed(path)? { unfolded(path, MOST_BYTES) } else { file(path) }
}

fn unfolded(path: &Path, most: u64) -> Result<File> {
    let raw = file(path)?;
    let mut start = Vec::new();
    (&raw).take(4).read_to_end(&mut start).map_err(|error| Error::io(path, &error))?;
    let gzip = gzip(&start);
    let all = std::io::Cursor::new(start).chain(std::io::BufReader::new(raw));
    let mut decoder: Box<dyn Read> = if gzip {
        Box::new(flate2::read::MultiGzDecoder::new(all))
    } else {
        Box::new(zstd::stream::read::Decoder::with_buffer(all).map_err(|error| Error::io(path, &error))?)
    };
    let fault = |message: String| Error::new(ErrorCode::Format, message).file(path.display().to_string());
    let damaged =
        |error: std::io::Error| fault(format!("the compressed file is damaged: {error}")).hint("copy the file again");
    let too_long = || {
        fault(format!("the compressed file unfolds to more than {} MiB", most >> 20))
            .hint("unpack it and check what it holds")
    };
    let mut first = Vec::new();
    decoder.by_ref().take(START).read_to_end(&mut first).map_err(damaged)?;
    if first.len() as u64 == START && !first.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return Err(
            fault("the compressed file holds no lines of text".into()).hint("unpack it and check what it holds")
        );
    }
    if first.len() as u64 > most {
        return Err(too_long());
    }
    let full = |error: std::io::Error| {
        Error::new(ErrorCode::Io, format!("the compressed file cannot be unpacked: {error}"))
            .file(path.display().to_string())
            .hint("set TMPDIR to a folder with room for its rows, or unpack it yourself")
    };
    let mut unfolded = tempfile::tempfile().map_err(full)?;
    unfolded.write_all(&first).map_err(full)?;
    let mut total = first.len() as u64;
    let mut piece = vec![0; 1 << 18];
    loop {
        let read = decoder.read(&mut piece).map_err(damaged)?;
        if read == 0 {
            break;
        }
        total += read as u64;
        if total > most {
            return Err(too_long());
        }
        unfolded.write_all(piece.get(..read).unwrap_or_default()).map_err(full)?;
    }
    unfolded.rewind().map_err(full)?;
    Ok(unfolded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(path: &Path) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        plain(path)?.read_to_end(&mut bytes).map_err(|error| Error::io(path, &error))?;
        Ok(bytes)
    }

    fn gzipped(content: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(content).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn archives_are_unfolded_and_bombs_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let text = vec![b'a'; 100_000];
        let gzip = gzipped(&text);
        let zstandard = zstd::encode_all(&text[..], 3).unwrap();
        for (name, content) in [("a.gz", &gzip), ("a.zst", &zstandard), ("a", &text)] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            assert_eq!(bytes(&path).unwrap(), text, "{name}");
        }
        assert!(unfolded(&folder.path().join("a.gz"), 99_999).is_err());
        std::fs::write(folder.path().join("cut.gz"), &gzip[..gzip.len() / 2]).unwrap();
        assert!(bytes(&folder.path().join("cut.gz")).unwrap_err().message.contains("damaged"));
        std::fs::write(folder.path().join("zeros.gz"), gzipped(&vec![0; 2 << 20])).unwrap();
        assert!(bytes(&folder.path().join("zeros.gz")).unwrap_err().message.contains("no lines"));
    }
}
