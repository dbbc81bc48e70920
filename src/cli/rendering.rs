//! The files of a report, on all processors: the bytes are those of one after the other.

use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use retrocohort::report::{Format, Rendered, Report};
use retrocohort::{Error, ErrorCode, Result};

use super::console;

/// Formats that show charts as pixels, which take most of the time.
const PIXELS: [&str; 2] = ["docx", "png"];

/// Letters that a warning names.
const MOST_NAMED: usize = 20;

/// Renders the formats of a report, and warns of letters that they cannot show.
///
/// # Errors
/// That of the first format, in their order, that cannot be rendered.
pub fn files(report: &Report<'_>, formats: &[&Format]) -> Result<Vec<Rendered>> {
    let pictures = match formats.iter().any(|format| PIXELS.contains(&format.id)) {
        true => report.pictures.as_slice(),
        false => &[],
    };
    let rendered: Vec<OnceLock<Result<Vec<Rendered>>>> = formats.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            match (pictures.get(task), task.checked_sub(pictures.len())) {
                // Kept in the picture; a fault comes up again where a format asks for it.
                (Some(picture), _) => drop(picture.png()),
                (None, Some(place)) => match (formats.get(place), rendered.get(place)) {
                    (Some(format), Some(slot)) => {
                        slot.get_or_init(|| (format.render)(report));
                    }
                    _ => break,
                },
                (None, None) => break,
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(pictures.len() + formats.len());
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
    let missing = || Err(Error::new(ErrorCode::Internal, "a format was not rendered"));
    let files: Result<Vec<Vec<Rendered>>> =
        rendered.into_iter().map(|slot| slot.into_inner().unwrap_or_else(missing)).collect();
    let files = files?.into_iter().flatten().collect();
    let lacking = report.lacking(formats)?;
    if !lacking.is_empty() {
        let letters: String = lacking.iter().take(MOST_NAMED).flat_map(|letter| [' ', *letter]).collect();
        let more = if lacking.len() > MOST_NAMED { " …" } else { "" };
        console::note(&format!(
            "warning: no embedded font has these letters, and PNG and PDF show a box for each:{letters}{more}\n  \
             hint: use the page, the Word document and the SVG pictures, which take them from the reader's fonts"
        ));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use retrocohort::report::FORMATS;
    use retrocohort::reproduction::{Options, reproduce};

    #[test]
    fn all_processors_write_what_one_writes() {
        let study = crate::cli::demo::study().expect("the study");
        let results = reproduce(&study, &Options::default()).expect("its results");
        let (one, all) = (Report::reproduction(&results, FORMATS), Report::reproduction(&results, FORMATS));
        let one = one.expect("a report").files(FORMATS).expect("files");
        assert!(files(&all.expect("a report"), FORMATS).expect("files") == one);
    }
}
