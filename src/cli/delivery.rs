//! A report made by a subcommand, and how it reaches the user.

use std::path::{Path, PathBuf};

use retrocohort::Result;
use retrocohort::report::{self, Format, Rendered, Report};

use super::console;
use super::manifest::Origin;
use super::output::ReportFolder;
use super::rendering;

/// Where a report goes.
pub enum Place {
    /// To standard output.
    StandardOutput,
    /// Into a folder.
    Folder(ReportFolder),
}

/// Whether `--out` names standard output.
pub fn is_standard_output(out: Option<&Path>) -> bool {
    out == Some(Path::new("-"))
}

impl Place {
    /// The place that `--out` names, else the folder of this name in `reports/`; looks whether a report may be written
    /// there, and writes nothing.
    ///
    /// # Errors
    /// A folder that may not be replaced.
    pub fn new(out: Option<&Path>, name: &str) -> Result<Place> {
        if is_standard_output(out) {
            return Ok(Place::StandardOutput);
        }
        let path = out.map_or_else(|| Path::new("reports").join(name), PathBuf::from);
        Ok(Place::Folder(ReportFolder::new(&path)?))
    }
}

/// A report, rendered.
pub struct Made {
    /// Its files.
    pub files: Vec<Rendered>,
    origin: Origin,
    /// What it says on a terminal.
    answer: String,
}

impl Made {
    /// Renders a report that was made from `origin`.
    ///
    /// # Errors
    /// An internal fault of rendering.
    pub fn new(report: &Report<'_>, formats: &[&Format], origin: Origin) -> Result<Made> {
        let files = rendering::files(report, formats)?;
        Ok(Made { files, origin, answer: report::terminal(report, console::width(), console::output_is_coloured()) })
    }

    /// Writes the files to their place. In a folder there is a manifest with them, and unless `quiet` the answer is
    /// printed.
    ///
    /// # Errors
    /// A place that cannot be written.
    pub fn deliver(self, place: &Place, quiet: bool) -> Result<()> {
        let Place::Folder(folder) = place else {
            return self.files.iter().try_for_each(|(_, bytes)| console::print(bytes));
        };
        folder.write_from(&self.files, self.origin)?;
        if quiet { Ok(()) } else { folder.announce(&self.answer, &self.files) }
    }
}
