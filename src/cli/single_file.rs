//! Single files, written whole or not at all.

use std::io;
use std::path::Path;

use retrocohort::{Error, ErrorCode, Result};

/// Writes a file beside its place and renames it. Missing folders are made.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: io::Error| {
        Error::new(ErrorCode::Io, format!("the file cannot be written: {error}")).file(path.display().to_string())
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    // A file in a folder of its own has the usual permissions; the folder goes with its guard.
    let stage = tempfile::Builder::new().prefix(".retrocohort-").tempdir_in(folder).map_err(failed)?;
    let beside = stage.path().join("new");
    std::fs::write(&beside, bytes).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

/// Refuses to replace a file that does not begin as the program's own do.
pub fn may_be_replaced(path: &Path, beginning: &str) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let found = std::fs::read(path).map_err(|error| Error::io(path, &error))?;
    if found.starts_with(beginning.as_bytes()) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Usage, "the file exists already and was not written by this command")
        .file(path.display().to_string())
        .hint("name another with --out, or move it away"))
}
