//! `retrocohort compare`: patient rows in, the comparison of groups out.

use std::path::{Path, PathBuf};

use retrocohort::analysis::select::{self, POLICIES, Policy};
use retrocohort::comparison::{self, Adjustment, Options};
use retrocohort::engine::{self, Grouping};
use retrocohort::report::document::{self, Sections, TableKind};
use retrocohort::report::style::{self, STYLES, Style};
use retrocohort::report::{self, Format};
use retrocohort::results::comparison::Warning;
use retrocohort::summary::QuantileType;
use retrocohort::{Error, ErrorCode, Result, loaders};

use super::console;
use super::output::ReportFolder;
use super::summaries::{self, Pooled};

/// Arguments of `compare`.
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
    /// Variables to compare, separated by commas [default: all that can be]
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    only: Vec<String>,
    /// Variables to leave out, separated by commas
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    except: Vec<String>,
    /// Rule that chooses the test of each variable: modern, normality-first, gtsummary, tableone, spss, or a study whose
    /// stated methods are followed (a bundled one by name, or a folder with a study.toml)
    #[arg(long, value_name = "POLICY", default_value = "modern")]
    policy: String,
    /// What the table is for: outcome (effects and P), descriptive (no P), rct (standardised differences, no P)
    #[arg(long, value_name = "KIND", default_value = "outcome")]
    table: String,
    /// House style of numbers: plain, jama, nejm, lancet, ama, spss
    #[arg(long, value_name = "STYLE", default_value = "plain")]
    style: String,
    /// Rule of quartiles after Hyndman and Fan: 2 (SAS), 6 (SPSS) or 7 (R) [default: that of the policy]
    #[arg(long, value_name = "TYPE")]
    quantiles: Option<u8>,
    /// Add P values adjusted for the number of variables: bonferroni, holm, hochberg, bh, by
    #[arg(long, value_name = "METHOD")]
    adjust: Option<String>,
    /// Add standardised mean differences
    #[arg(long)]
    smd: bool,
    /// Leave out the column of all patients
    #[arg(long)]
    no_overall: bool,
    /// Compute every test that the data admit
    #[arg(long)]
    all_tests: bool,
    /// Take missing values of a categorical variable as a level of its own, in the test too
    #[arg(long)]
    missing_as_level: bool,
    /// Confidence level of intervals
    #[arg(long, value_name = "LEVEL", default_value_t = 0.95)]
    conf: f64,
    /// Level of significance that decides whether a conclusion changes
    #[arg(long, value_name = "ALPHA", default_value_t = 0.05)]
    alpha: f64,
    /// Title of the report [default: name of the data]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Folder of the report [default: reports/<data>/]; "-" writes one format to standard output
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Formats, separated by commas; see `retrocohort list formats` [default: all]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<String>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  retrocohort compare registry.csv --by died --levels survivor=0,non-survivor=1
  retrocohort compare 'site-*.parquet' --by arm --table rct --style jama
  retrocohort compare site-a.summary site-b.summary --by died
  retrocohort compare ecmo.sav --by outcome --policy spss --out - --format json | jq .variables";

/// Adjustments by the names that people type.
const ADJUSTMENTS: [(&str, Adjustment); 5] = [
    ("bonferroni", Adjustment::Bonferroni),
    ("holm", Adjustment::Holm),
    ("hochberg", Adjustment::Hochberg),
    ("bh", Adjustment::BenjaminiHochberg),
    ("by", Adjustment::BenjaminiYekutieli),
];

/// What the options ask for, checked before anything is read.
struct Plan {
    formats: Vec<&'static Format>,
    sections: Sections,
    policy: &'static Policy,
    quantiles: QuantileType,
    adjustment: Option<Adjustment>,
    levels: Vec<(String, String)>,
    folder: Option<ReportFolder>,
}

/// Runs `compare`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let plan = plan(arguments)?;
    let Pooled { cohort, input, warnings } = match summaries::are_summaries(&arguments.rows.data)? {
        true if !plan.levels.is_empty() => {
            return Err(Error::new(ErrorCode::Usage, "the groups of summaries are named already")
                .found("--levels")
                .hint("name them where the summaries are made: retrocohort summarise --levels …"));
        }
        true => summaries::pooled(&arguments.rows.data, &arguments.by, &arguments.only, &arguments.except)?,
        false => from_rows(arguments, &plan)?,
    };
    let options = Options {
        title: arguments.title.clone().unwrap_or_else(|| arguments.rows.name()),
        input,
        policy: plan.policy,
        level: arguments.conf,
        alpha: arguments.alpha,
        quantiles: plan.quantiles,
        adjustment: plan.adjustment,
        all_tests: arguments.all_tests,
        missing_as_level: arguments.missing_as_level,
        warnings,
        ..Options::default()
    };
    let results = comparison::compare(&cohort, &options);
    let files = report::render_comparison(&results, &plan.sections, &plan.formats)?;
    match plan.folder {
        None => {
            for (_, bytes) in &files {
                console::print(bytes)?;
            }
        }
        Some(folder) => {
            folder.write(&files)?;
            if !arguments.quiet {
                let document = document::comparison(&results, &plan.sections);
                let answer = report::terminal_comparison(&document, console::width(), console::output_is_coloured());
                let entry = ["report.html", "report.md", "results.json"];
                let entry = entry.iter().find(|name| files.iter().any(|(file, _)| file == *name)).copied();
                let place = folder.shown(entry.unwrap_or_default());
                console::print(format!("{answer}\nReport: {}\n", place.display()).as_bytes())?;
            }
        }
    }
    Ok(0)
}

/// The counts of patient rows.
fn from_rows(arguments: &Arguments, plan: &Plan) -> Result<Pooled> {
    let rows = arguments.rows.open()?;
    let mut dictionary = arguments.rows.dictionary(&rows)?;
    super::rows::choose(&mut dictionary, &arguments.only, &arguments.except, &[&arguments.by])?;
    let grouping = Grouping { by: Some(arguments.by.clone()), levels: plan.levels.clone() };
    let cohort = engine::summarise(&rows, &dictionary, &grouping)?;
    let warning = |note: &String| Warning { code: "data", variable: None, message: note.clone() };
    let warnings = rows.notes.iter().chain(&dictionary.notes).map(warning).collect();
    Ok(Pooled { cohort, input: arguments.rows.input(&rows, dictionary.rows)?, warnings })
}

fn plan(arguments: &Arguments) -> Result<Plan> {
    let unknown = |what: &str, found: &str, known: String| {
        Error::new(ErrorCode::Usage, format!("there is no such {what}")).found(found).expected(known)
    };
    let between = |name: &str, value: f64| {
        let fine = value > 0.0 && value < 1.0;
        let fault = || Error::new(ErrorCode::Usage, format!("{name} is not between 0 and 1")).found(value.to_string());
        fine.then_some(()).ok_or_else(fault)
    };
    between("the confidence level", arguments.conf)?;
    between("the level of significance", arguments.alpha)?;
    let to_stdout = arguments.out.as_deref() == Some(Path::new("-"));
    let formats = super::formats::chosen(&arguments.format, to_stdout)?;
    let policy = policy(&arguments.policy)?;
    let kind = TableKind::ALL.iter().find(|(id, _)| *id == arguments.table).map(|(_, kind)| *kind);
    let kind = kind.ok_or_else(|| unknown("kind of table", &arguments.table, "outcome, descriptive or rct".into()))?;
    let style: &'static Style = style::style(&arguments.style).ok_or_else(|| {
        let known: Vec<&str> = STYLES.iter().map(|style| style.id).collect();
        unknown("style", &arguments.style, known.join(", "))
    })?;
    let quantiles = match arguments.quantiles {
        None => policy.quantiles,
        Some(2) => QuantileType::Type2,
        Some(6) => QuantileType::Type6,
        Some(7) => QuantileType::Type7,
        Some(other) => return Err(unknown("rule of quartiles", &other.to_string(), "2, 6 or 7".into())),
    };
    let adjustment = arguments.adjust.as_deref().map(|id| {
        let known = ADJUSTMENTS.iter().map(|(short, _)| *short).collect::<Vec<_>>().join(", ");
        let found = ADJUSTMENTS.iter().find(|(short, adjustment)| *short == id || adjustment.id() == id);
        found.map(|(_, adjustment)| *adjustment).ok_or_else(|| unknown("adjustment", id, known))
    });
    let folder = match to_stdout {
        true => None,
        false => {
            let default = || Path::new("reports").join(arguments.rows.name());
            Some(ReportFolder::new(&arguments.out.clone().unwrap_or_else(default))?)
        }
    };
    Ok(Plan {
        formats,
        sections: Sections { kind, style, smd: arguments.smd, overall: !arguments.no_overall },
        policy,
        quantiles,
        adjustment: adjustment.transpose()?,
        levels: super::rows::groups(&arguments.levels)?,
        folder,
    })
}

/// The policy of a name, or the one that the paper of a study says it followed.
fn policy(name: &str) -> Result<&'static Policy> {
    if let Some(policy) = select::policy(&name.replace('-', "_")) {
        return Ok(policy);
    }
    let unknown = || {
        let known: Vec<&str> = POLICIES.iter().map(|policy| policy.id).collect();
        Error::new(ErrorCode::Usage, "there is no such policy")
            .found(name)
            .expected(format!("{}, or a folder with a study.toml whose [methods] say what was done", known.join(", ")))
    };
    let path = Path::new(name);
    let study = match super::demo::named(name) {
        Some(study) => study?,
        None if path.exists() => loaders::load(path)?,
        None => return Err(unknown()),
    };
    select::stated(&study.methods).ok_or_else(|| {
        Error::new(ErrorCode::Usage, "the methods that the study states are no policy of this program")
            .found(study.methods.text.clone().unwrap_or_else(|| "no methods".into()))
            .expected("[methods] with continuous and rank tests (normality first), or one of the policies by name")
    })
}
