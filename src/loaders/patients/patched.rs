//! A file of which a reader sees some bytes changed.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use polars_readstat_rs::{ReadSeek, ReadSource};

/// A local file and what is put in place of some of its bytes; lengths stay as they are.
pub(super) struct Patched {
    pub path: PathBuf,
    /// Positions and the bytes there, by position.
    pub patches: Vec<(u64, Vec<u8>)>,
}

struct Reading {
    file: BufReader<File>,
    at: u64,
    patches: Vec<(u64, Vec<u8>)>,
}

impl ReadSource for Patched {
    fn open_reader(&self) -> std::io::Result<Box<dyn ReadSeek>> {
        let file = BufReader::with_capacity(1 << 18, File::open(&self.path)?);
        Ok(Box::new(Reading { file, at: 0, patches: self.patches.clone() }))
    }
}

impl Read for Reading {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        // Readers of labels take a short read for the end of the file.
        let mut length = 0;
        while let Some(rest) = into.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match self.file.read(rest)? {
                0 => break,
                read => length += read,
            }
        }
        let (start, end) = (self.at, self.at + length as u64);
        for (at, bytes) in &self.patches {
            for (byte, position) in bytes.iter().zip(*at..).filter(|(_, position)| (start..end).contains(position)) {
                if let Some(place) = into.get_mut((position - start) as usize) {
                    *place = *byte;
                }
            }
        }
        self.at = end;
        Ok(length)
    }
}

impl Seek for Reading {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Current(by) => {
                self.file.seek_relative(by)?;
                self.at.saturating_add_signed(by)
            }
            other => self.file.seek(other)?,
        };
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_changed_wherever_a_read_begins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"0123456789").unwrap();
        let source = Patched { path, patches: vec![(2, b"ab".to_vec()), (7, b"c".to_vec())] };
        let mut reader = source.open_reader().unwrap();
        let mut part = [0; 3];
        reader.read_exact(&mut part).unwrap();
        assert_eq!(&part, b"01a");
        let mut rest = String::new();
        reader.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "b456c89");
        reader.seek(SeekFrom::Start(6)).unwrap();
        reader.seek(SeekFrom::Current(1)).unwrap();
        reader.read_exact(&mut part).unwrap();
        assert_eq!(&part, b"c89");
    }
}
