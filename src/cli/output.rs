//! Where a report goes: written beside its place, then renamed into it, whole or not at all.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use retrocohort::{Error, ErrorCode, Result};

use super::console;
use super::interrupt::{Temporary, hold};
use super::manifest::{MANIFEST, Manifest, Origin};

/// A folder that may be made, or replaced.
#[derive(Debug)]
pub struct ReportFolder {
    /// As the user named it.
    shown: PathBuf,
    /// Where it is, links resolved.
    target: PathBuf,
}

impl ReportFolder {
    /// Looks whether a report may be written at `path`, and writes nothing.
    ///
    /// It may where nothing is, in an empty folder, and in place of an earlier report that holds nothing else.
    pub fn new(path: &Path) -> Result<Self> {
        let folder = ReportFolder { shown: path.to_path_buf(), target: resolve(path)? };
        if folder.target.is_dir() {
            folder.may_be_replaced()?;
        } else if folder.target.exists() {
            return Err(folder.refused("is a file, where a folder is to be written"));
        }
        Ok(folder)
    }

    /// Writes the files (names relative to the folder, with `/`) and a manifest of them.
    ///
    /// On any error, and on Ctrl-C at any moment, what was there before is there afterwards and nothing else.
    pub fn write(&self, files: &[(String, Vec<u8>)]) -> Result<()> {
        self.write_with(files, &Manifest::new(files, None))
    }

    /// The same for files that can be made again: the manifest says from what.
    pub fn write_from(&self, files: &[(String, Vec<u8>)], origin: Origin) -> Result<()> {
        self.write_with(files, &Manifest::new(files, Some(origin)))
    }

    fn write_with(&self, files: &[(String, Vec<u8>)], manifest: &Manifest) -> Result<()> {
        let parent = self.target.parent().ok_or_else(|| self.refused("is no place for a report"))?;
        // Dropped in reverse order: first the stage, then the parents that it stood in, if they are empty again.
        let _parents = self.make_parents(parent)?;
        let stage = Temporary::inside(parent).map_err(|error| self.unwritable(parent, &error))?;
        let new = stage.path().join("new");
        fs::create_dir(&new).map_err(|error| self.unwritable(&self.shown, &error))?;
        for (name, bytes) in files {
            self.write_file(&new, name, bytes)?;
        }
        self.write_file(&new, MANIFEST, &manifest.bytes()?)?;
        self.swap(&new, stage)
    }

    /// Prints an answer, and where the report that holds it can be read: the file that most people open first.
    pub fn announce(&self, answer: &str, files: &[(String, Vec<u8>)]) -> Result<()> {
        let entry = ["report.html", "report.md", "results.json"];
        let entry = entry.iter().find(|name| files.iter().any(|(file, _)| file == *name)).copied();
        let place = self.shown(entry.unwrap_or_default());
        console::print(format!("{answer}\nReport: {}\n", place.display()).as_bytes())
    }

    /// Prints the paths of the files.
    pub fn list(&self, files: &[(String, Vec<u8>)]) -> Result<()> {
        let names: String = files.iter().map(|(name, _)| format!("{}\n", self.shown(name).display())).collect();
        console::print(names.as_bytes())
    }

    /// Path of a file in the folder, as the user would write it.
    pub fn shown(&self, name: &str) -> PathBuf {
        self.shown.join(name)
    }

    fn make_parents(&self, parent: &Path) -> Result<Vec<Temporary>> {
        let mut missing: Vec<&Path> = parent.ancestors().take_while(|path| !path.exists()).collect();
        missing.retain(|path| !path.as_os_str().is_empty());
        let mut made = Vec::new();
        for path in missing.into_iter().rev() {
            made.extend(Temporary::parent(path).map_err(|error| self.unwritable(path, &error))?);
        }
        // Innermost first, since a folder can only go when those in it have gone.
        made.reverse();
        Ok(made)
    }

    fn write_file(&self, new: &Path, name: &str, bytes: &[u8]) -> Result<()> {
        let relative = Path::new(name);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Error::new(ErrorCode::Internal, format!("a report cannot hold a file named “{name}”")));
        }
        let path = new.join(relative);
        let _held = hold();
        let written = match path.parent() {
            Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes)),
            None => fs::write(&path, bytes),
        };
        written.map_err(|error| self.unwritable(&self.shown.join(relative), &error))
    }

    /// Puts the new folder where the old one is. Only the old one, now in the stage, is removed with it.
    fn swap(&self, new: &Path, stage: Temporary) -> Result<()> {
        let old = stage.path().join("old");
        let held = hold();
        let replaced = match fs::rename(&self.target, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => {
                drop(held);
                return Err(self.unwritable(&self.shown, &error));
            }
        };
        let Err(error) = fs::rename(new, &self.target) else {
            drop(held);
            return Ok(());
        };
        let restored = !replaced || fs::rename(&old, &self.target).is_ok();
        drop(held);
        let failed = self.unwritable(&self.shown, &error);
        if restored {
            return Err(failed);
        }
        let kept = stage.keep().join("old");
        Err(failed.hint(format!("the earlier report could not be put back and is kept in {}", kept.display())))
    }

    /// An existing folder goes only when it is empty or nothing but an earlier report.
    fn may_be_replaced(&self) -> Result<()> {
        let unreadable = |error: io::Error| Error::io(&self.shown, &error);
        if is_current(&self.target) {
            return Err(self.refused("is the folder you are in, or holds it, and would be replaced"));
        }
        if fs::read_dir(&self.target).map_err(unreadable)?.next().is_none() {
            return Ok(());
        }
        let Some(manifest) = Manifest::read(&self.target) else {
            return Err(self.refused("is not empty and not an earlier report, and is left as it is"));
        };
        let mut present = Vec::new();
        list_files(&self.target, "", &mut present).map_err(unreadable)?;
        match present
            .into_iter()
            .find(|name| name != MANIFEST && !manifest.files.iter().any(|known| known.file == *name))
        {
            Some(name) => {
                Err(self.refused("holds a file that is not part of the report and would be lost").found(name))
            }
            None => Ok(()),
        }
    }

    fn refused(&self, why: &str) -> Error {
        Error::new(ErrorCode::Io, format!("the output folder {why}"))
            .file(self.shown.display().to_string())
            .hint("name a new or empty folder with --out")
    }

    fn unwritable(&self, path: &Path, error: &io::Error) -> Error {
        Error::new(ErrorCode::Io, format!("the report cannot be written: {error}"))
            .file(path.display().to_string())
            .hint("nothing was changed; name a folder that can be written with --out")
    }
}

/// The place that a path means: absolute, a link followed (renaming would replace the link itself).
fn resolve(path: &Path) -> Result<PathBuf> {
    let unusable = |error: io::Error| {
        Error::new(ErrorCode::Io, format!("the output folder cannot be used: {error}"))
            .file(path.display().to_string())
            .hint("name a new or empty folder with --out")
    };
    match fs::symlink_metadata(path) {
        Ok(_) => fs::canonicalize(path).map_err(unusable),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // The longest part that exists is resolved; `..` in the rest cannot be.
            let absolute = std::path::absolute(path).map_err(unusable)?;
            let there = absolute.ancestors().find(|part| part.exists()).unwrap_or(&absolute);
            let rest = absolute.strip_prefix(there).unwrap_or(Path::new(""));
            if !rest.components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(unusable(error));
            }
            if !there.is_dir() {
                return Err(unusable(io::ErrorKind::NotADirectory.into()));
            }
            Ok(fs::canonicalize(there).map_err(unusable)?.join(rest))
        }
        Err(error) => Err(unusable(error)),
    }
}

fn is_current(target: &Path) -> bool {
    let current = std::env::current_dir().and_then(fs::canonicalize);
    current.is_ok_and(|current| current.starts_with(target))
}

/// Every file below a folder, sorted, with `/`.
pub fn list_files(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list_files(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(name);
        }
    }
    files.sort();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        vec![("report.md".to_owned(), text.into()), ("figures/forest.svg".to_owned(), text.into())]
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names = Vec::new();
        list_files(folder, "", &mut names).unwrap();
        names
    }

    fn write(path: &Path, text: &str) -> Result<()> {
        ReportFolder::new(path)?.write(&files(text))
    }

    #[test]
    fn a_report_is_made_with_its_parents_and_replaced_whole() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("reports/study");
        write(&target, "first").unwrap();
        assert_eq!(names(root.path()).len(), 3);
        ReportFolder::new(&target).unwrap().write(&[("only.md".to_owned(), b"second".to_vec())]).unwrap();
        assert_eq!(names(&target), ["manifest.json", "only.md"]);
        assert_eq!(names(root.path()).len(), 2, "no stage is left beside the report");
    }

    #[test]
    fn an_empty_folder_is_used_and_anything_else_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("folder");
        fs::create_dir(&target).unwrap();
        write(&target, "first").unwrap();

        fs::write(target.join("notes.txt"), "mine").unwrap();
        let error = write(&target, "second").unwrap_err();
        assert_eq!((error.exit_code(), error.found.as_deref()), (2, Some("notes.txt")));
        assert_eq!(fs::read(target.join("report.md")).unwrap(), b"first");

        let foreign = root.path().join("foreign");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("results.json"), "{}").unwrap();
        assert!(write(&foreign, "x").unwrap_err().message.contains("not an earlier report"));
        assert!(write(&foreign.join("results.json"), "x").unwrap_err().message.contains("is a file"));
        assert!(write(&foreign.join("results.json/below"), "x").is_err());
        assert_eq!(names(&foreign), ["results.json"]);
    }

    #[test]
    fn an_error_while_writing_leaves_the_old_report_and_no_parents() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("a/b/study");
        let clash = vec![("x".to_owned(), b"1".to_vec()), ("x/y".to_owned(), b"2".to_vec())];
        assert!(ReportFolder::new(&target).unwrap().write(&clash).is_err());
        assert!(fs::read_dir(root.path()).unwrap().next().is_none(), "nothing is left, parents included");

        write(&target, "first").unwrap();
        assert!(ReportFolder::new(&target).unwrap().write(&clash).is_err());
        assert_eq!(fs::read(target.join("report.md")).unwrap(), b"first");
        assert_eq!(names(root.path()).len(), 3);
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_refused() {
        let root = tempfile::tempdir().unwrap();
        for name in ["../out", "/out", ""] {
            let folder = ReportFolder::new(&root.path().join("study")).unwrap();
            let written = folder.write(&[(name.to_owned(), Vec::new())]);
            assert!(written.is_err(), "{name:?} was written");
        }
        assert!(fs::read_dir(root.path()).unwrap().next().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_stays_a_link() {
        let root = tempfile::tempdir().unwrap();
        let (folder, link) = (root.path().join("folder"), root.path().join("link"));
        fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        write(&link, "first").unwrap();
        write(&link, "second").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(folder.join("report.md")).unwrap(), b"second");

        let dangling = root.path().join("dangling");
        std::os::unix::fs::symlink(root.path().join("gone"), &dangling).unwrap();
        assert!(write(&dangling, "x").is_err());
    }
}
