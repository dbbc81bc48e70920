//! `retrocohort compare`: patient rows in, the comparison of groups out.

use std::path::Path;

use retrocohort::analysis::select::Policy;
use retrocohort::cohort::{self, Cohort, Dictionary, Role};
use retrocohort::comparison::{self, Adjustment, Options};
use retrocohort::engine::{self, Grouping};
use retrocohort::loaders::patients::PatientRows;
use retrocohort::report::document::{Sections, TableKind};
use retrocohort::report::style::STYLES;
use retrocohort::report::{Format, Rendered, Report};
use retrocohort::results::comparison::{VariableResult, Warning};
use retrocohort::summary::{CohortSummary, GroupingSummary, PairedSummary, QuantileType};
use retrocohort::{Error, ErrorCode, Result, loaders};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::delivery::Made;
use super::manifest::{FileHash, Origin};
use super::options::{self, between_0_and_1, one_of};
use super::summaries::{self, Pooled};

/// Arguments of `compare`.
#[derive(clap::Args, Serialize, Deserialize)]
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
    /// Also compare within every level of this variable, and across them (Cochran-Mantel-Haenszel)
    #[arg(long, value_name = "VARIABLE")]
    within: Option<String>,
    /// Variable that names pairs of rows, one in each of two groups (before and after, case and control): compare within
    /// them
    #[arg(long, value_name = "VARIABLE")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pair: Option<String>,
    /// Variables to compare, separated by commas [default: all that can be]
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    only: Vec<String>,
    /// Variables to leave out, separated by commas
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    except: Vec<String>,
    /// Rule that chooses the test of each variable: modern, normality-first, a convention (spss, r, sas,
    /// scipy, gtsummary, tableone, tableone-py, stata), or a study whose
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
    #[command(flatten)]
    #[serde(flatten)]
    report: super::rows::ReportArguments,
}

const EXAMPLES: &str = "\
Examples:
  retrocohort compare registry.csv --by died --levels survivor=0,non-survivor=1
  retrocohort compare 'site-*.parquet' --by arm --table rct --style jama
  retrocohort compare visits.csv --by time --levels before=1,after=2 --pair patient_id
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
    policy: Policy,
    quantiles: QuantileType,
    adjustment: Option<Adjustment>,
    levels: Vec<(String, String)>,
}

/// Runs `compare`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let plan = plan(arguments)?;
    let place = arguments.report.place(&arguments.rows.name())?;
    make(arguments, &plan)?.deliver(&place, arguments.report.quiet).map(|()| 0)
}

/// Makes the files of a report again from the data at a place, with the options that its manifest records.
pub fn again(origin: &Origin, place: &Path) -> Result<Vec<Rendered>> {
    let mut arguments: Arguments = super::rows::restored(origin)?;
    arguments.rows.place(origin, place, 0);
    Ok(make(&arguments, &plan(&arguments)?)?.files)
}

fn title(arguments: &Arguments) -> String {
    arguments.report.title_or(|| arguments.rows.name())
}

/// What was compared, from rows or from summaries.
struct Data {
    grouping: GroupingSummary,
    variables: Vec<VariableResult>,
    /// Level of `--within` and the patients of that level.
    strata: Vec<(String, CohortSummary)>,
    /// Name of the variable of `--within` for readers.
    within: String,
    /// How, with what was read and what is to be said of it.
    options: Options,
    files: Vec<FileHash>,
}

/// Reads, compares and renders.
fn make(arguments: &Arguments, plan: &Plan) -> Result<Made> {
    let data = if summaries::are_summaries(&arguments.rows.data)? {
        from_summaries(arguments, plan)?
    } else {
        from_rows(arguments, plan)?
    };
    let mut results = comparison::of_variables(&data.grouping, data.variables, &data.options);
    comparison::add_strata(&mut results, &data.within, &data.strata, &data.options);
    let report = Report::comparison(&results, &plan.sections, &plan.formats)?;
    Made::new(&report, &plan.formats, origin(arguments, plan, data.files)?)
}

/// Summaries hold their groups and variables already: no option may ask for what is no longer in them.
fn from_summaries(arguments: &Arguments, plan: &Plan) -> Result<Data> {
    let given = [
        (!arguments.levels.is_empty(), "--levels"),
        (arguments.within.is_some(), "--within"),
        (arguments.pair.is_some(), "--pair"),
    ];
    let refused = given.into_iter().find(|(given, _)| *given).map(|(_, name)| name);
    if refused == Some("--pair") {
        return Err(Error::new(ErrorCode::Usage, "summaries do not hold which rows are pairs")
            .found("--pair")
            .expected("patient rows")
            .hint("compare the rows where they are"));
    }
    if let Some(option) = refused.or(arguments.rows.reading_option()) {
        return Err(Error::new(ErrorCode::Usage, "the option says how rows are read, and these are summaries")
            .found(option)
            .hint("give it where the summaries are made: retrocohort summarise"));
    }
    let Pooled { cohort, input, warnings, files } =
        summaries::pooled(&arguments.rows.data, &arguments.by, &arguments.only, &arguments.except)?;
    let files = arguments.rows.files(&files)?;
    let options = Options { input, warnings, ..options(arguments, plan) };
    let CohortSummary { grouping, variables } = cohort;
    let work = |variable| comparison::variable(variable, &grouping.levels, &options);
    let variables = variables.par_iter().map(work).collect();
    Ok(Data { grouping, variables, strata: Vec::new(), within: String::new(), options, files })
}

/// What the user asks for.
fn options(arguments: &Arguments, plan: &Plan) -> Options {
    Options {
        title: title(arguments),
        policy: plan.policy,
        level: arguments.conf,
        alpha: arguments.alpha,
        quantiles: plan.quantiles,
        adjustment: plan.adjustment,
        all_tests: arguments.all_tests,
        missing_as_level: arguments.missing_as_level,
        each: |variables, one| variables.par_iter().map(one).collect(),
        ..Options::default()
    }
}

fn from_rows(arguments: &Arguments, plan: &Plan) -> Result<Data> {
    let rows = arguments.rows.open()?;
    let Cohort { rows: patients, mut dictionary, flow } = cohort::cohort(&rows, &arguments.rows.declarations()?)?;
    let left_out: Vec<String> = dictionary
        .variables
        .iter()
        .filter(|variable| variable.role.kind().is_none() && variable.name != arguments.by)
        .filter(|variable| arguments.pair.as_ref() != Some(&variable.name))
        .map(|variable| format!("{} ({}: {})", variable.name, variable.role.word(), variable.because))
        .collect();
    let kept: Vec<&String> =
        [Some(&arguments.by), arguments.within.as_ref(), arguments.pair.as_ref()].into_iter().flatten().collect();
    super::rows::choose(&mut dictionary, &arguments.only, &arguments.except, &kept)?;
    let grouping = Grouping { by: Some(arguments.by.clone()), levels: plan.levels.clone() };
    let pairs = arguments.pair.as_ref().map(|pair| pairs(&patients, &mut dictionary, &grouping, pair)).transpose()?;
    let (mut strata, mut within) = (Vec::new(), String::new());
    if let Some(variable) = &arguments.within {
        strata = engine::summarise_within(&patients, &dictionary, &grouping, variable)?;
        within = dictionary.variable(variable).map_or(variable, |variable| &variable.label).clone();
    }
    let count = rows.declared_rows.get()?.or(flow.first().map(|step| step.before)).unwrap_or(dictionary.rows);
    let options = Options {
        flow: flow.iter().map(super::rows::flow_step).collect(),
        warnings: warnings(&dictionary, &left_out),
        pairs,
        ..options(arguments, plan)
    };
    let work = |grouping: &GroupingSummary, variable| comparison::variable(&variable, &grouping.levels, &options);
    // The files are read once more, as bytes, while the variables are compared.
    let (compared, files) =
        rayon::join(|| engine::each(&patients, &dictionary, &grouping, work), || arguments.rows.files(&rows.files));
    let ((grouping, variables), files) = (compared?, files?);
    let options = Options { input: super::rows::input(&files, &rows, count), ..options };
    Ok(Data { grouping, variables, strata, within, options, files })
}

/// The pairs; what names them is no variable to be compared, whatever it looked like.
fn pairs(rows: &PatientRows, dictionary: &mut Dictionary, grouping: &Grouping, pair: &str) -> Result<PairedSummary> {
    let found = engine::pairs(rows, dictionary, grouping, pair)?;
    let named = dictionary.variables.iter_mut().filter(|variable| variable.name == pair);
    named.for_each(|variable| variable.role = Role::Identifier);
    Ok(found)
}

/// From what the report was made: the options but for places, and the files.
fn origin(arguments: &Arguments, plan: &Plan, inputs: Vec<FileHash>) -> Result<Origin> {
    let mut options = super::rows::recorded(arguments)?;
    // A study's folder is a place; the policy that its methods amount to is none. Nor does a title hang on a file name.
    options.insert("policy".into(), plan.policy.id().into());
    options.insert("title".into(), title(arguments).into());
    Ok(arguments.rows.origin("compare", options, inputs))
}

fn plan(arguments: &Arguments) -> Result<Plan> {
    let beside_pair = [(arguments.within.is_some(), "--within"), (arguments.missing_as_level, "--missing-as-level")];
    if let (Some(_), Some((_, option))) = (&arguments.pair, beside_pair.iter().find(|(given, _)| *given)) {
        return Err(Error::new(ErrorCode::Usage, "pairs can be compared neither within strata nor by what is missing")
            .found(format!("--pair and {option}"))
            .expected("one of them"));
    }
    between_0_and_1("the confidence level", arguments.conf)?;
    between_0_and_1("the level of significance", arguments.alpha)?;
    let formats = arguments.report.formats()?;
    let policy = policy(&arguments.policy)?;
    let kind = one_of("kind of table", &arguments.table, TableKind::ALL)?;
    let style = one_of("style", &arguments.style, STYLES.iter().map(|style| (style.id, *style)))?;
    let quantiles = arguments.quantiles.map_or_else(|| Ok(policy.quantiles()), options::quantiles)?;
    let adjustment = arguments.adjust.as_deref().map(|id| {
        let long = ADJUSTMENTS.iter().find(|(_, adjustment)| adjustment.id() == id);
        long.map_or_else(|| one_of("adjustment", id, ADJUSTMENTS), |(_, adjustment)| Ok(*adjustment))
    });
    Ok(Plan {
        formats,
        sections: Sections { kind, style, smd: arguments.smd, overall: !arguments.no_overall },
        policy,
        quantiles,
        adjustment: adjustment.transpose()?,
        levels: super::rows::groups(&arguments.levels)?,
    })
}

/// What was decided or dropped while the rows were read.
fn warnings(dictionary: &Dictionary, left_out: &[String]) -> Vec<Warning> {
    let warning =
        |variable: Option<&String>, message: String| Warning { code: "data", variable: variable.cloned(), message };
    let of_file = dictionary.notes.iter().map(|note| warning(None, note.clone()));
    let of_variables = dictionary
        .analysed()
        .flat_map(|variable| variable.notes.iter().map(|note| warning(Some(&variable.label), note.clone())));
    let mut all: Vec<Warning> = of_file.chain(of_variables).collect();
    if !left_out.is_empty() {
        all.push(warning(None, format!("left out: {}", left_out.join("; "))));
    }
    all
}

/// The policy of a name, or the one that the paper of a study says it followed.
fn policy(name: &str) -> Result<Policy> {
    if let Some(policy) = Policy::from_id(name) {
        return Ok(policy);
    }
    let known = || {
        let known: Vec<&str> = Policy::all().map(Policy::id).collect();
        format!("{}, or a folder with a study.toml whose [methods] say what was done", known.join(", "))
    };
    let path = Path::new(name);
    let study = match super::demo::named(name) {
        Some(study) => study?,
        None if path.exists() => loaders::load(path)?,
        None => return Err(options::unknown("policy", name, known())),
    };
    Policy::stated(&study.methods).ok_or_else(|| {
        Error::new(ErrorCode::Usage, "the methods that the study states are no policy of this program")
            .found(study.methods.text.clone().unwrap_or_else(|| "no methods".into()))
            .expected("[methods] with continuous and rank tests (normality first), or one of the policies by name")
    })
}
