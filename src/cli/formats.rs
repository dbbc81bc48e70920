//! The formats of a report, as options name them.

use retrocohort::report::{FORMATS, Format};
use retrocohort::{Error, ErrorCode, Result};

use super::options;

/// The formats of these names, all when none is named; standard output takes a single one that is a single file.
pub fn chosen(names: &[String], to_stdout: bool) -> Result<Vec<&'static Format>> {
    let find = |id: &String| options::one_of("format", id.trim(), FORMATS.iter().map(|format| (format.id, *format)));
    let formats: Vec<&'static Format> =
        if names.is_empty() { FORMATS.to_vec() } else { names.iter().map(find).collect::<Result<_>>()? };
    if to_stdout && (formats.len() != 1 || !formats[0].single) {
        return Err(Error::new(ErrorCode::Usage, "one format at a time can be written to standard output")
            .expected("--format json, md, csv or html")
            .hint("add for example: --out - --format json"));
    }
    Ok(formats)
}
