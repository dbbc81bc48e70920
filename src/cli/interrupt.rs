//! What must not survive Ctrl-C or a termination signal: temporary folders, and a file or a swap that is half done.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use retrocohort::{Error, ErrorCode, Result};

/// Folders to be removed when the program is interrupted, in the order in which they were made.
static TEMPORARY: Mutex<Vec<Folder>> = Mutex::new(Vec::new());

#[derive(Debug, Clone, PartialEq, Eq)]
enum Folder {
    /// Removed with all that is in it.
    Whole(PathBuf),
    /// Removed only when nothing is in it.
    Empty(PathBuf),
}

impl Folder {
    fn remove(&self) {
        // Best effort: there is nobody left to tell, and what cannot be removed is hidden beside the report.
        let _ = match self {
            Folder::Whole(path) => fs::remove_dir_all(path),
            Folder::Empty(path) => fs::remove_dir(path),
        };
    }
}

/// Makes SIGINT, SIGTERM and SIGHUP (Ctrl-C and closing the window elsewhere) remove everything temporary and end the
/// program with exit code 130, at any moment except while [`hold`] is held.
pub fn install() -> Result<()> {
    ctrlc::set_handler(|| {
        let temporary = hold();
        temporary.0.iter().rev().for_each(Folder::remove);
        eprintln_quietly("interrupted");
        std::process::exit(130)
    })
    .map_err(|error| Error::new(ErrorCode::Internal, format!("cannot listen for Ctrl-C: {error}")))
}

fn eprintln_quietly(text: &str) {
    use io::Write;
    let _ = writeln!(io::stderr(), "{text}");
}

/// While it lives, an interruption waits.
pub struct Hold(MutexGuard<'static, Vec<Folder>>);

/// Makes interruptions wait until the returned value is dropped. Held for one write or one swap, never for a computation.
pub fn hold() -> Hold {
    Hold(TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A folder that disappears when this value is dropped or the program is interrupted.
pub struct Temporary(Folder);

impl Temporary {
    /// A new folder with a random hidden name inside `parent`; removed with all that is in it.
    pub fn inside(parent: &Path) -> io::Result<Self> {
        let mut held = hold();
        let folder = tempfile::Builder::new().prefix(".retrocohort-").tempdir_in(parent)?.keep();
        held.0.push(Folder::Whole(folder.clone()));
        Ok(Temporary(Folder::Whole(folder)))
    }

    /// Makes the folder `path`, whose parent exists; removed only if nothing has come to stand in it.
    /// `None` when it is there already.
    pub fn parent(path: &Path) -> io::Result<Option<Self>> {
        let mut held = hold();
        match fs::create_dir(path) {
            Ok(()) => {
                held.0.push(Folder::Empty(path.to_path_buf()));
                Ok(Some(Temporary(Folder::Empty(path.to_path_buf()))))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        match &self.0 {
            Folder::Whole(path) | Folder::Empty(path) => path,
        }
    }

    /// Leaves the folder where it is, for good.
    pub fn keep(self) -> PathBuf {
        hold().0.retain(|folder| *folder != self.0);
        let path = self.path().to_path_buf();
        std::mem::forget(self);
        path
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let mut held = hold();
        self.0.remove();
        held.0.retain(|folder| *folder != self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_folder_goes_with_its_contents_and_a_parent_only_when_empty() {
        let root = tempfile::tempdir().unwrap();
        let inside = Temporary::inside(root.path()).unwrap();
        fs::write(inside.path().join("half"), "…").unwrap();
        let path = inside.path().to_path_buf();
        drop(inside);
        assert!(!path.exists());

        let parent = Temporary::parent(&root.path().join("reports")).unwrap().unwrap();
        assert!(Temporary::parent(parent.path()).unwrap().is_none());
        fs::write(parent.path().join("whole"), "…").unwrap();
        let path = parent.path().to_path_buf();
        drop(parent);
        assert!(path.join("whole").exists());
    }

    #[test]
    fn a_kept_folder_stays() {
        let root = tempfile::tempdir().unwrap();
        let path = Temporary::inside(root.path()).unwrap().keep();
        assert!(path.is_dir());
    }
}
