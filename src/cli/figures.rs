//! `retrocohort figures`: the charts alone, drawn again.

use std::path::{Path, PathBuf};

use retrocohort::report::figure::FIGURES;
use retrocohort::report::{FORMATS, Format, Rendered, Report};
use retrocohort::reproduction;
use retrocohort::study::Study;
use retrocohort::{Error, ErrorCode, Result, loaders};
use serde_json::{Map, Value};

use super::manifest::{Origin, texts_of};
use super::options::{one_of, unknown};
use super::output::ReportFolder;
use super::rendering;
use super::reproduce::ReadingArguments;

/// Arguments of `figures`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A folder with a study.toml, that file, or one table (.csv, .tsv, .xlsx, .md, .html)
    study: PathBuf,
    /// Figures, separated by commas [default: all]; `retrocohort list figures` names them, "forest" is that of the effect
    /// sizes
    #[arg(long, value_name = "FIGURES", value_delimiter = ',')]
    only: Vec<String>,
    /// Folder of the figures [default: figures/<study>/]; one that is there is replaced whole
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Formats, separated by commas: svg, pdf, png [default: all]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<String>,
    #[command(flatten)]
    reading: ReadingArguments,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  retrocohort figures my-study
  retrocohort figures table2.csv --only forest --format svg --out redrawn";

/// Formats of pictures.
const PICTURES: [&str; 3] = ["svg", "figures-pdf", "png"];

/// Runs `figures`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let options = options(arguments)?;
    let study = loaders::load(&arguments.study)?;
    let default = || Path::new("figures").join(&study.id);
    let folder = ReportFolder::new(&arguments.out.clone().unwrap_or_else(default))?;
    let files = again(&options, &study)?;
    folder.write_from(&files, Origin::new("figures", options, &study))?;
    if !arguments.quiet {
        folder.list(&files)?;
    }
    Ok(0)
}

/// The options, checked, as the manifest records them.
fn options(arguments: &Arguments) -> Result<Map<String, Value>> {
    let only: Vec<&str> = arguments.only.iter().map(|name| figure(name)).collect::<Result<_>>()?;
    let formats: Vec<&str> = if arguments.format.is_empty() {
        PICTURES.to_vec()
    } else {
        arguments.format.iter().map(|name| format(name).map(|format| format.id)).collect::<Result<_>>()?
    };
    arguments.reading.options()?;
    Ok(arguments.reading.recorded(&[("only", &only), ("formats", &formats)]))
}

/// Draws the figures that the options name.
pub fn again(options: &Map<String, Value>, study: &Study) -> Result<Vec<Rendered>> {
    let only: Vec<&str> = texts_of(options, "only").into_iter().map(figure).collect::<Result<_>>()?;
    let formats: Vec<&Format> = texts_of(options, "formats").into_iter().map(format).collect::<Result<_>>()?;
    let results = reproduction::reproduce(study, &super::reproduce::restored(options)?)?;
    let drawn: Vec<Rendered> = rendering::files(&Report::reproduction(&results, &formats)?, &formats)?
        .into_iter()
        .map(|(name, bytes)| (name.strip_prefix("figures/").unwrap_or(&name).to_string(), bytes))
        .collect();
    let of = |id: &str, name: &str| name.split('.').next() == Some(id);
    if let Some(absent) = only.iter().find(|id| !drawn.iter().any(|(name, _)| of(id, name))) {
        return Err(Error::new(ErrorCode::Usage, "the study has nothing for this figure")
            .found(*absent)
            .expected("rows of counts or of means and two groups, as the figure needs"));
    }
    if drawn.is_empty() {
        return Err(Error::new(ErrorCode::Table, "the study has nothing for any figure"));
    }
    Ok(drawn.into_iter().filter(|(name, _)| only.is_empty() || only.iter().any(|id| of(id, name))).collect())
}

/// The id of a figure by its name.
fn figure(name: &str) -> Result<&'static str> {
    let asked = name.trim().to_lowercase().replace('-', "_");
    // The chart of effect sizes is known by this name in the field.
    let asked = if asked == "forest" { "effects" } else { asked.as_str() };
    one_of("figure", asked, FIGURES.iter().map(|figure| (figure.id, figure.id))).map_err(|error| error.found(name))
}

fn format(name: &str) -> Result<&'static Format> {
    let asked = name.trim().to_lowercase();
    // Where figures alone are meant, there is no report to mistake it for.
    let asked = if asked == "pdf" { "figures-pdf".to_string() } else { asked };
    FORMATS
        .iter()
        .copied()
        .find(|format| PICTURES.contains(&format.id) && format.id == asked)
        .ok_or_else(|| unknown("format of pictures", name, "svg, pdf, png"))
}
