//! The files that a study was read from.

/// The files that a study was read from, by which a report can be recomputed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// What was named: a file below, or "." for the folder as a whole. Empty for a study that was read from memory.
    pub entry: String,
    /// Every file that was read, the entry first.
    pub files: Vec<InputFile>,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InputFile {
    /// Name inside the study's folder.
    pub file: String,
    /// SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}
