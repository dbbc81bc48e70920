//! gzip and Zstandard around text.

use std::io::Read;
use std::path::Path;

use super::file;
use crate::error::{Error, ErrorCode, Result};

/// Most bytes that a compressed file may unfold to. A file that passes it is a mistake or a bomb.
const MOST_BYTES: u64 = 8 << 30;

/// Whether the file is compressed, by its first bytes.
pub(super) fn is_compressed(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    file(path)?.take(4).read_to_end(&mut start).map_err(|error| Error::io(path, &error))?;
    Ok(start.starts_with(b"\x1F\x8B") || start.starts_with(b"\x28\xB5\x2F\xFD"))
}

/// The bytes of a file, unfolded when they are compressed.
///
/// # Errors
/// A file that cannot be read, a damaged archive, one that unfolds to more than 8 GiB.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    unfolded(path, MOST_BYTES)
}

fn unfolded(path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut raw = file(path)?;
    let fault = |message: String| Error::new(ErrorCode::Format, message).file(path.display().to_string());
    let mut content = Vec::new();
    let mut start = Vec::new();
    raw.by_ref().take(4).read_to_end(&mut start).map_err(|error| Error::io(path, &error))?;
    let all = std::io::Cursor::new(start.clone()).chain(raw);
    let read = if start.starts_with(b"\x1F\x8B") {
        flate2::read::MultiGzDecoder::new(all).take(most + 1).read_to_end(&mut content)
    } else if start.starts_with(b"\x28\xB5\x2F\xFD") {
        zstd::stream::read::Decoder::new(all).and_then(|decoder| decoder.take(most + 1).read_to_end(&mut content))
    } else {
        let mut all = all;
        return all.read_to_end(&mut content).map(|_| content).map_err(|error| Error::io(path, &error));
    };
    read.map_err(|error| fault(format!("the compressed file is damaged: {error}")).hint("copy the file again"))?;
    if content.len() as u64 > most {
        return Err(fault(format!("the compressed file unfolds to more than {} MiB", most >> 20))
            .hint("unpack it and check what it holds"));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn archives_are_unfolded_and_bombs_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let text = vec![b'a'; 100_000];
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&text).unwrap();
        let gzip = gzip.finish().unwrap();
        let zstandard = zstd::encode_all(&text[..], 3).unwrap();
        for (name, content) in [("a.gz", &gzip), ("a.zst", &zstandard), ("a", &text)] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            assert_eq!(bytes(&path).unwrap(), text, "{name}");
        }
        assert!(unfolded(&folder.path().join("a.gz"), 99_999).is_err());
        std::fs::write(folder.path().join("cut.gz"), &gzip[..gzip.len() / 2]).unwrap();
        assert!(bytes(&folder.path().join("cut.gz")).unwrap_err().message.contains("damaged"));
    }
}
