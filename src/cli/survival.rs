//! `retrocohort survival`: times to events in; curves, tests and Cox models out.

use std::path::Path;

use retrocohort::analysis::survival::{CurveInterval, RankWeights, Ties};
use retrocohort::cohort::{self, Cohort, Dictionary};
use retrocohort::engine::time_to_event::{Clock, EventOf, Question, TimeToEvent};
use retrocohort::engine::{Grouping, time_to_event};
use retrocohort::report::{Format, Rendered, Report};
use retrocohort::results::comparison::Warning;
use retrocohort::survival::{self, Options};
use retrocohort::{Error, ErrorCode, Result};

use serde::{Deserialize, Serialize};

use super::delivery::Made;
use super::manifest::{FileHash, Origin};
use super::options::{between_0_and_1, one_of};

/// Arguments of `survival`.
#[derive(clap::Args, Serialize, Deserialize)]
#[command(after_help = EXAMPLES, mut_arg("out", |out| out.help(OUT)))]
pub struct Arguments {
    #[command(flatten)]
    rows: super::rows::RowArguments,
    /// Variable of the follow-up time, from the start to the event or to the last contact
    #[arg(long, value_name = "VARIABLE", required_unless_present = "from")]
    time: Option<String>,
    /// Date at which follow-up began, in place of --time
    #[arg(long, value_name = "DATE", conflicts_with = "time", requires = "until")]
    from: Option<String>,
    /// Date of the event or of the last contact
    #[arg(long, value_name = "DATE", requires = "from")]
    until: Option<String>,
    /// What ended the follow-up: a variable of two levels (died), or a level of one (outcome=died); all else is censored
    #[arg(long, value_name = "VARIABLE[=LEVEL]")]
    event: String,
    /// An event after which the one of interest can no longer happen (outcome=weaned); may be given again. Cumulative
    /// incidence and Gray's test take the place of Kaplan-Meier and log-rank
    #[arg(long, value_name = "VARIABLE[=LEVEL]")]
    competing: Vec<String>,
    /// Variable that tells the groups
    #[arg(long, value_name = "VARIABLE")]
    by: Option<String>,
    /// Groups in their order as name=value pairs: control=0,treated=1 [default: the levels of the variable]
    #[arg(long, value_name = "NAME=VALUE,…", value_delimiter = ',', requires = "by")]
    levels: Vec<String>,
    /// Compare within the levels of this variable: stratified tests, Cox models with a baseline hazard a stratum
    #[arg(long, value_name = "VARIABLE")]
    within: Option<String>,
    /// Times at which survival is given [default: round ones]
    #[arg(long, value_name = "TIMES", value_delimiter = ',', allow_negative_numbers = true)]
    at: Vec<f64>,
    /// Program whose defaults of --interval and --ties are taken: r (log, Efron), sas (log-log, Breslow), stata (log-log,
    /// Breslow), spss (plain, Breslow) [default: log-log, Efron]
    #[arg(long, value_name = "PROGRAM")]
    convention: Option<String>,
    /// Scale of the intervals of curves: log-log, log or plain
    #[arg(long, value_name = "SCALE")]
    interval: Option<String>,
    /// Test that compares the groups: log-rank, gehan, tarone-ware or peto; the others are given beside it
    #[arg(long, value_name = "TEST", default_value = "log-rank")]
    test: String,
    /// Covariates of Cox models, one at a time and together, separated by commas
    #[arg(long, value_name = "VARIABLES", value_delimiter = ',')]
    covariates: Vec<String>,
    /// Level that the others of a covariate are compared with [default: its first]; may be given again
    #[arg(long, value_name = "COVARIATE=LEVEL", requires = "covariates")]
    reference: Vec<String>,
    /// How ties enter Cox models: efron, breslow or exact
    #[arg(long, value_name = "METHOD")]
    ties: Option<String>,
    /// Analyse only those who are still followed beyond this time, by what is known of them then
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    landmark: Option<f64>,
    /// Variable of the time, from the start of follow-up, at which an exposure began; empty for never. Analyses it as it
    /// changes with time, beside the naive split
    #[arg(long, value_name = "VARIABLE")]
    exposure_time: Option<String>,
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

const OUT: &str =
    "Folder of the report [default: reports/<data>-survival/]; \"-\" writes one format to standard output";

const EXAMPLES: &str = "\
Examples:
  retrocohort survival registry.csv --time days --event died --by arm --at 30,180,365
  retrocohort survival registry.csv --time days --event outcome=died --competing outcome=weaned --by arm
  retrocohort survival registry.sav --time days --event died --covariates age,sex,lactate
  retrocohort survival registry.csv --from admitted --until last_seen --event died --by weaned --exposure-time weaning_day";

/// What the options ask for, checked before anything is read.
struct Plan {
    formats: Vec<&'static Format>,
    question: Question,
    interval: CurveInterval,
    test: RankWeights,
    ties: Ties,
}

/// Runs `survival`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let plan = plan(arguments)?;
    let place = arguments.report.place(&format!("{}-survival", arguments.rows.name()))?;
    make(arguments, &plan)?.deliver(&place, arguments.report.quiet).map(|()| 0)
}

/// Makes the files of a report again from the data at a place, with the options that its manifest records.
pub fn again(origin: &Origin, place: &Path) -> Result<Vec<Rendered>> {
    let mut arguments: Arguments = super::rows::restored(origin)?;
    arguments.rows.place(origin, place, 0);
    Ok(make(&arguments, &plan(&arguments)?)?.files)
}

/// Reads, analyses and renders.
fn make(arguments: &Arguments, plan: &Plan) -> Result<Made> {
    let rows = arguments.rows.open()?;
    let Cohort { rows: patients, dictionary, flow } = cohort::cohort(&rows, &arguments.rows.declarations()?)?;
    let data = time_to_event(&patients, &dictionary, &plan.question)?;
    let files = arguments.rows.files(&rows.files)?;
    let count = rows.declared_rows.get()?.or(flow.first().map(|step| step.before)).unwrap_or(dictionary.rows);
    let options = Options {
        title: title(arguments),
        input: super::rows::input(&files, &rows, count),
        flow: flow.iter().map(super::rows::flow_step).collect(),
        interval: plan.interval,
        level: arguments.conf,
        alpha: arguments.alpha,
        at: arguments.at.clone(),
        test: plan.test,
        ties: plan.ties,
        landmark: arguments.landmark,
        warnings: warnings(&dictionary, &data),
    };
    let results = survival::survival(&data, &options)?;
    Made::new(&Report::survival(&results, &plan.formats)?, &plan.formats, origin(arguments, files)?)
}

fn title(arguments: &Arguments) -> String {
    arguments.report.title_or(|| format!("{}: survival", arguments.rows.name()))
}

/// What was decided or dropped while the variables of the analysis were read.
fn warnings(dictionary: &Dictionary, data: &TimeToEvent) -> Vec<Warning> {
    let warning = |variable: Option<&String>, message: &String| Warning {
        code: "data",
        variable: variable.cloned(),
        message: message.clone(),
    };
    let of_file = dictionary.notes.iter().map(|note| warning(None, note));
    let used = dictionary.variables.iter().filter(|variable| data.used.contains(&variable.name));
    let of_variables = used.flat_map(|v| v.notes.iter().map(|note| warning(Some(&v.label), note)));
    let mut all: Vec<Warning> = Vec::new();
    of_file.chain(of_variables).for_each(|warning| all.extend((!all.contains(&warning)).then_some(warning)));
    all
}

/// From what the report was made: the options but for places, and the files.
fn origin(arguments: &Arguments, inputs: Vec<FileHash>) -> Result<Origin> {
    let mut options = super::rows::recorded(arguments)?;
    // A title does not hang on a file name.
    options.insert("title".into(), title(arguments).into());
    Ok(arguments.rows.origin("survival", options, inputs))
}

fn plan(arguments: &Arguments) -> Result<Plan> {
    between_0_and_1("the confidence level", arguments.conf)?;
    between_0_and_1("the level of significance", arguments.alpha)?;
    let clock = match (&arguments.time, &arguments.from, &arguments.until) {
        (Some(time), ..) => Clock::Time(time.clone()),
        (None, Some(from), Some(until)) => Clock::Dates(from.clone(), until.clone()),
        _ => {
            return Err(
                Error::new(ErrorCode::Usage, "no follow-up time is named").expected("--time, or --from and --until")
            );
        }
    };
    let (interval, ties) = convention(arguments.convention.as_deref())?;
    let question = Question {
        clock,
        event: event(&arguments.event)?,
        competing: arguments.competing.iter().map(|text| event(text)).collect::<Result<_>>()?,
        grouping: Grouping { by: arguments.by.clone(), levels: super::rows::groups(&arguments.levels)? },
        within: arguments.within.clone(),
        covariates: arguments.covariates.clone(),
        references: arguments.reference.iter().map(|text| reference(text)).collect::<Result<_>>()?,
        exposure_time: arguments.exposure_time.clone(),
    };
    let twice = question
        .covariates
        .iter()
        .enumerate()
        .find(|(i, name)| question.covariates.iter().take(*i).any(|n| n == *name));
    if let Some((_, name)) = twice {
        return Err(Error::new(ErrorCode::Usage, "a covariate is named twice").variable(name));
    }
    Ok(Plan {
        formats: arguments.report.formats()?,
        question,
        interval: arguments
            .interval
            .as_deref()
            .map_or(Ok(interval), |id| one_of("scale of intervals", id, INTERVALS))?,
        test: one_of("test of survival curves", &arguments.test, TESTS)?,
        ties: arguments.ties.as_deref().map_or(Ok(ties), |id| one_of("way to handle ties", id, TIES))?,
    })
}

const INTERVALS: [(&str, CurveInterval); 3] =
    [("log-log", CurveInterval::LogLog), ("log", CurveInterval::Log), ("plain", CurveInterval::Plain)];
const TESTS: [(&str, RankWeights); 4] = [
    ("log-rank", RankWeights::LogRank),
    ("gehan", RankWeights::GehanBreslow),
    ("tarone-ware", RankWeights::TaroneWare),
    ("peto", RankWeights::PetoPeto),
];
const TIES: [(&str, Ties); 3] = [("efron", Ties::Efron), ("breslow", Ties::Breslow), ("exact", Ties::Exact)];
const CONVENTIONS: [(&str, (CurveInterval, Ties)); 4] = [
    ("r", (CurveInterval::Log, Ties::Efron)),
    ("sas", (CurveInterval::LogLog, Ties::Breslow)),
    ("stata", (CurveInterval::LogLog, Ties::Breslow)),
    ("spss", (CurveInterval::Plain, Ties::Breslow)),
];

fn convention(id: Option<&str>) -> Result<(CurveInterval, Ties)> {
    id.map_or(Ok((CurveInterval::LogLog, Ties::Efron)), |id| one_of("convention of survival analysis", id, CONVENTIONS))
}

/// An event as `variable` or `variable=level`.
fn event(text: &str) -> Result<EventOf> {
    let (variable, level) = match text.split_once('=') {
        Some((variable, level)) => (variable.trim(), Some(level.trim())),
        None => (text.trim(), None),
    };
    if variable.is_empty() || level.is_some_and(str::is_empty) {
        return Err(Error::new(ErrorCode::Usage, "an event has no variable or no level")
            .found(text)
            .expected("--event died, or --event outcome=died"));
    }
    Ok(EventOf { variable: variable.into(), level: level.map(String::from) })
}

/// A reference as `covariate=level`.
fn reference(text: &str) -> Result<(String, String)> {
    match text.split_once('=').map(|(name, level)| (name.trim(), level.trim())) {
        Some((name, level)) if !name.is_empty() && !level.is_empty() => Ok((name.into(), level.into())),
        _ => Err(Error::new(ErrorCode::Usage, "a reference has no covariate or no level")
            .found(text)
            .expected("--reference arm=control")),
    }
}
