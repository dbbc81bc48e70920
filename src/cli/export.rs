//! `retrocohort export`: notebooks that compute a study's numbers again in another language.

use std::path::{Path, PathBuf};

use retrocohort::report::Rendered;
use retrocohort::report::notebook::{self, LANGUAGES, Language};
use retrocohort::reproduction;
use retrocohort::study::Study;
use retrocohort::{Result, loaders};

use serde_json::{Map, Value};

use super::manifest::{Origin, texts_of};
use super::options::one_of;
use super::output::ReportFolder;
use super::reproduce::ReadingArguments;

/// Arguments of `export`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A folder with a study.toml, that file, or one table (.csv, .tsv, .xlsx, .md, .html)
    study: PathBuf,
    /// Languages, separated by commas: python, r [default: both]
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',')]
    language: Vec<String>,
    /// Folder of the notebooks [default: notebooks-export/<study>/]; one that is there is replaced whole
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArguments,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Each language gives a notebook (.ipynb) and a plain script of the same cells.

Examples:
  retrocohort export my-study
  retrocohort export table2.csv --language r --out check && Rscript check/table2.R";

/// Runs `export`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let languages: Vec<&str> = languages(&arguments.language)?.iter().map(|language| language.id).collect();
    arguments.reading.options()?;
    let options = arguments.reading.recorded(&[("languages", &languages)]);
    let study = loaders::load(&arguments.study)?;
    let default = || Path::new("notebooks-export").join(&study.id);
    let folder = ReportFolder::new(&arguments.out.clone().unwrap_or_else(default))?;
    let files = again(&options, &study)?;
    folder.write_from(&files, Origin::new("export", options, &study))?;
    if !arguments.quiet {
        folder.list(&files)?;
    }
    Ok(0)
}

/// Makes the files with the options that a manifest records.
pub fn again(options: &Map<String, Value>, study: &Study) -> Result<Vec<Rendered>> {
    let languages = languages(&texts_of(options, "languages"))?;
    notebook::render(&reproduction::reproduce(study, &super::reproduce::restored(options)?)?, &languages)
}

/// The languages named, in the order of the list; all, when none is.
fn languages<T: AsRef<str>>(names: &[T]) -> Result<Vec<&'static Language>> {
    if names.is_empty() {
        return Ok(LANGUAGES.to_vec());
    }
    let find = |name: &T| {
        let asked = name.as_ref().trim().to_lowercase();
        let known = LANGUAGES.iter().map(|language| (language.id, language.id));
        one_of("language", &asked, known).map_err(|error| error.found(name.as_ref()))
    };
    let asked: Vec<&str> = names.iter().map(find).collect::<Result<_>>()?;
    Ok(LANGUAGES.iter().copied().filter(|language| asked.contains(&language.id)).collect())
}
