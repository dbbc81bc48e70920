//! Lengths that a binary file declares, held against its size before a reader sets memory aside for them.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use super::{file, labels};
use crate::error::{Error, Result};

/// A file read in the order of its records.
pub(super) struct Measured<'a> {
    bytes: BufReader<File>,
    path: &'a Path,
    /// Position of the next byte.
    pub at: u64,
    /// Number of bytes in the file.
    pub size: u64,
    /// Whether the highest byte of a number comes first.
    pub big: bool,
}

impl<'a> Measured<'a> {
    /// Opens a file at its first byte.
    pub fn open(path: &'a Path) -> Result<Measured<'a>> {
        let file = file(path)?;
        let size = file.metadata().map_err(|error| Error::io(path, &error))?.len();
        Ok(Measured { bytes: BufReader::new(file), path, at: 0, size, big: false })
    }

    /// The next bytes.
    ///
    /// # Errors
    /// The file ends before.
    pub fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut taken = [0; N];
        self.bytes.read_exact(&mut taken).map_err(|_| self.fault("it ends within a record"))?;
        self.at += N as u64;
        Ok(taken)
    }

    /// The next bytes, as many as are said.
    ///
    /// # Errors
    /// The file ends before.
    pub fn bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        self.room(length, 1)?;
        let mut taken = vec![0; length as usize];
        self.bytes.read_exact(&mut taken).map_err(|_| self.fault("it ends within a record"))?;
        self.at += length;
        Ok(taken)
    }

    /// The next number of two bytes.
    pub fn u16(&mut self) -> Result<u64> {
        let bytes = self.take()?;
        Ok(u64::from(if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) }))
    }

    /// The next number of four bytes.
    pub fn u32(&mut self) -> Result<u64> {
        let bytes = self.take()?;
        Ok(u64::from(if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }))
    }

    /// The next number of eight bytes.
    pub fn u64(&mut self) -> Result<u64> {
        let bytes = self.take()?;
        Ok(if self.big { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) })
    }

    /// Refuses a number of records that the rest of the file cannot hold.
    pub fn room(&self, count: u64, bytes_each: u64) -> Result<()> {
        match count.checked_mul(bytes_each) {
            Some(length) if length <= self.size.saturating_sub(self.at) => Ok(()),
            _ => Err(self.fault("it declares a record that is longer than the file")),
        }
    }

    /// Passes over records.
    pub fn skip(&mut self, count: u64, bytes_each: u64) -> Result<()> {
        self.room(count, bytes_each)?;
        self.seek(self.at + count * bytes_each)
    }

    /// Goes to a position.
    pub fn seek(&mut self, at: u64) -> Result<()> {
        if at > self.size {
            return Err(self.fault("it points behind its own end"));
        }
        let forth = at as i64 - self.at as i64;
        self.bytes.seek_relative(forth).map_err(|error| Error::io(self.path, &error))?;
        self.at = at;
        Ok(())
    }

    /// What is wrong with the file.
    pub fn fault(&self, message: &str) -> Error {
        labels::broken(message, self.path)
    }
}
