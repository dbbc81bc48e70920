//! `retrocohort summarise`: counts that can leave a hospital, for rows that cannot.

use std::path::PathBuf;

use retrocohort::cohort::{self, Cohort};
use retrocohort::engine::{self, Grouping};
use retrocohort::summary::SummaryFile;
use retrocohort::{Error, ErrorCode, Result};

use super::{console, single_file};

/// Arguments of `summarise`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    rows: super::rows::RowArguments,
    /// Variable that tells the groups
    #[arg(long, value_name = "VARIABLE")]
    by: String,
    /// Groups in their order as name=value pairs: survivor=0,non-survivor=1 [default: the levels of the variable]
    #[arg(long, value_name = "NAME=VALUE,…", value_delimiter = ',')]
    levels: Vec<String>,
    /// Variables to give, separated by commas [default: all that can be compared]
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    only: Vec<String>,
    /// Variables to keep back, separated by commas
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    except: Vec<String>,
    /// Keep back every variable in which some count lies between 1 and N - 1 (distinct values of numbers included)
    #[arg(long, value_name = "N")]
    mask: Option<u64>,
    /// File of the summary [default: <data>.summary]; "-" writes it to standard output
    #[arg(long, short, value_name = "FILE.summary")]
    out: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
The file holds no row, but it holds every distinct value of a numeric variable with its count: look at what it reveals
before it leaves the house, and leave out with --except or --mask what may not be known.

Examples:
  retrocohort summarise registry.csv --by died -o site-a.summary
  retrocohort summarise registry.csv --by died --except birth_weight --mask 5
  retrocohort compare site-a.summary site-b.summary --by died";

/// Runs `summarise`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let levels = super::rows::groups(&arguments.levels)?;
    let to_stdout = arguments.out.as_ref().is_some_and(|out| out.as_os_str() == "-");
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.summary", arguments.rows.name())));
    if !to_stdout {
        if out.extension().is_none_or(|extension| extension != "summary") {
            return Err(Error::new(ErrorCode::Usage, "compare knows a summary by its name")
                .found(out.display().to_string())
                .expected("a name that ends with .summary"));
        }
        single_file::may_be_replaced(&out, "{\"schema\":\"retrocohort.summary/")?;
    }
    let rows = arguments.rows.open()?;
    let Cohort { rows, mut dictionary, .. } = cohort::cohort(&rows, &arguments.rows.declarations()?)?;
    super::rows::choose(&mut dictionary, &arguments.only, &arguments.except, &[&arguments.by])?;
    let grouping = Grouping { by: Some(arguments.by.clone()), levels };
    let cohort = engine::summarise(&rows, &dictionary, &grouping)?;
    let file = SummaryFile::new(cohort, dictionary.rows, arguments.mask)?;
    let text = file.to_json();
    if to_stdout {
        console::print(text.as_bytes())?;
    } else {
        single_file::write(&out, text.as_bytes())?;
    }
    if !arguments.quiet {
        let name = if to_stdout { "The summary".to_string() } else { out.display().to_string() };
        console::note(&format!("{name} reveals:"));
        for sentence in &file.reveals {
            console::note(&format!("  {sentence}"));
        }
        for gone in &file.withheld {
            console::note(&format!("  kept back: {}: {}", gone.name, gone.reason));
        }
    }
    Ok(0)
}
