//! Summaries of several hospitals as the data of `compare`.

use std::path::Path;

use retrocohort::results::comparison::{Input, Warning};
use retrocohort::summary::{CohortSummary, SummaryFile};
use retrocohort::{Error, ErrorCode, Result, loaders};

use super::rows::short;

/// What the summaries together say.
pub struct Pooled {
    /// The counts of all of them.
    pub cohort: CohortSummary,
    /// What was read.
    pub input: Input,
    /// The files, in the order in which they were read.
    pub files: Vec<String>,
    /// What the readers of the rows noted, and what is kept back.
    pub warnings: Vec<Warning>,
}

/// Whether the data are summaries and not rows.
///
/// # Errors
/// Some are and some are not.
pub fn are_summaries(data: &[String]) -> Result<bool> {
    let is = |name: &&String| Path::new(name).extension().is_some_and(|extension| extension == "summary");
    let rows = data.iter().find(|name| !is(name));
    match (data.iter().any(|name| is(&name)), rows) {
        (true, Some(rows)) => Err(Error::new(ErrorCode::Usage, "summaries and rows cannot be compared together")
            .found(rows)
            .hint("make a summary of the rows first: retrocohort summarise")),
        (found, _) => Ok(found),
    }
}

/// Reads summaries and counts them together, by the grouping that they were made with and with the variables asked for.
///
/// # Errors
/// A file that cannot be read or is no summary, summaries that do not fit together, another grouping variable, a
/// variable that is not there.
pub fn pooled(data: &[String], by: &str, only: &[String], except: &[String]) -> Result<Pooled> {
    let files = super::rows::spread(data)?;
    let (mut whole, mut texts): (Option<SummaryFile>, _) = (None, String::new());
    for (i, name) in files.iter().enumerate() {
        if files.iter().take(i).any(|other| other == name) {
            return Err(Error::new(ErrorCode::Usage, "the summary is named twice; its patients would count twice")
                .file(name.clone()));
        }
        let path = Path::new(name);
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, &error))?;
        texts.push_str(&text);
        let file = SummaryFile::from_json(&text).map_err(|error| error.file(name.clone()))?;
        whole = Some(match whole {
            None => file,
            Some(before) => before.merge(&file).map_err(|error| error.file(name.clone()))?,
        });
    }
    let Some(whole) = whole else { return Err(Error::new(ErrorCode::Usage, "no summary is named")) };
    let mut cohort = whole.cohort;
    if cohort.grouping.variable != by {
        return Err(Error::new(ErrorCode::Usage, "the summaries were made by another grouping variable")
            .found(by)
            .expected(cohort.grouping.variable));
    }
    let known = |name: &String| cohort.variables.iter().any(|variable| variable.name == *name);
    if let Some(name) = only.iter().chain(except).find(|name| !known(name)) {
        let gone = whole.withheld.iter().find(|gone| gone.name == *name);
        let error = Error::new(ErrorCode::Usage, "the summaries have no such variable").variable(name);
        return Err(match gone {
            Some(gone) => error.hint(format!("it is kept back: {}", gone.reason)),
            None => error,
        });
    }
    cohort.variables.retain(|v| (only.is_empty() || only.contains(&v.name)) && !except.contains(&v.name));
    let warning = |variable: Option<String>, message: String| Warning { code: "data", variable, message };
    let kept_back = |gone: &retrocohort::summary::Withheld| {
        warning(Some(gone.name.clone()), format!("kept back by a hospital: {}", gone.reason))
    };
    Ok(Pooled {
        cohort,
        input: Input {
            name: files.iter().map(|name| short(name)).collect::<Vec<_>>().join(", "),
            format: "summary".into(),
            sha256: loaders::sha256(texts.as_bytes()),
            rows: whole.rows,
        },
        warnings: whole.withheld.iter().map(kept_back).collect(),
        files,
    })
}
