//! Times to events, groups and covariates of every patient: what a survival analysis reads from rows.

mod event_level;

use polars::prelude::{Column as Series, DataFrame};

use super::{Grouping, group};
use crate::cohort::{Dictionary, MISSING_LEVEL, Role, Variable, days, each_batch, levels, numbers};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{PatientRows, fault};
use crate::study::VariableKind;
use event_level::{event_level, position};

/// What a survival analysis asks of the rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// How long patients were followed.
    pub clock: Clock,
    /// What ends the follow-up as the event of interest.
    pub event: EventOf,
    /// What ends it otherwise, so that the event of interest can no longer happen.
    pub competing: Vec<EventOf>,
    /// The groups.
    pub grouping: Grouping,
    /// Variable within whose levels groups are compared.
    pub within: Option<String>,
    /// Covariates of a Cox model, in their order.
    pub covariates: Vec<String>,
    /// Levels that the others of a covariate are compared with, as `(covariate, level)`; the first without one.
    pub references: Vec<(String, String)>,
    /// Time at which an exposure began; empty for those who never had it.
    pub exposure_time: Option<String>,
}

/// Where follow-up times come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Clock {
    /// A variable that holds them.
    Time(String),
    /// Two dates: days from the first to the second.
    Dates(String, String),
}

impl Default for Clock {
    fn default() -> Self {
        Clock::Time(String::new())
    }
}

/// An event: a variable, and the level that means that it happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventOf {
    /// The variable.
    pub variable: String,
    /// Its level, by label or cell; without one that of two levels which says so.
    pub level: Option<String>,
}

/// The outcome of a patient of whom it is not known.
pub const MISSING_OUTCOME: u32 = u32::MAX;

/// A variable with levels, in all patients.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LevelColumn {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Levels in their order.
    pub levels: Vec<String>,
    /// Level of every patient, [`MISSING_LEVEL`] where missing.
    pub of: Vec<u32>,
}

/// A covariate in all patients.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CovariateColumn {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit of a measurement.
    pub unit: Option<String>,
    /// Levels; empty for a measurement.
    pub levels: Vec<String>,
    /// Number, or position of the level; not a number where missing.
    pub values: Vec<f64>,
}

/// The columns of a survival analysis, one value a patient in the order of the rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TimeToEvent {
    /// Name of the time for readers.
    pub time_label: String,
    /// Its unit; days where it is counted between dates.
    pub unit: Option<String>,
    /// Follow-up, not negative; not a number where missing.
    pub time: Vec<f64>,
    /// Names of the causes for readers, that of interest first.
    pub causes: Vec<String>,
    /// 0 for censored, k for the k-th cause, [`MISSING_OUTCOME`] where missing.
    pub outcome: Vec<u32>,
    /// The groups.
    pub groups: Option<LevelColumn>,
    /// The strata.
    pub strata: Option<LevelColumn>,
    /// The covariates.
    pub covariates: Vec<CovariateColumn>,
    /// Name for readers of the time of exposure.
    pub exposure_label: Option<String>,
    /// Time of exposure, not a number for never; empty when it was not asked for.
    pub exposed_at: Vec<f64>,
    /// Names of the variables that were read, in the order of the data.
    pub used: Vec<String>,
}

/// Reads the columns of a survival analysis. One pass over the rows.
///
/// # Errors
/// A variable that is not there; a time that is not a number, negative or infinite, dates out of order, an event that
/// has not two levels when none is named, a patient with two causes at once (with file, row and column).
pub fn time_to_event(rows: &PatientRows, dictionary: &Dictionary, question: &Question) -> Result<TimeToEvent> {
    let mut reader = Reader::new(dictionary, question)?;
    let columns = reader.columns();
    each_batch(rows, &columns, |batch, first| reader.read(batch, rows, first))?;
    let mut data = reader.data;
    data.used = dictionary.variables.iter().map(|v| v.name.clone()).filter(|name| columns.contains(name)).collect();
    Ok(data)
}

/// A cause of events, ready to be read.
struct Cause {
    variable: Variable,
    level: u32,
}

struct Reader {
    clock: Vec<Variable>,
    causes: Vec<Cause>,
    groups: Option<Variable>,
    strata: Option<Variable>,
    covariates: Vec<Variable>,
    exposure: Option<Variable>,
    data: TimeToEvent,
}

impl Reader {
    fn new(dictionary: &Dictionary, question: &Question) -> Result<Reader> {
        let (clock, time_label, unit) = match &question.clock {
            Clock::Time(name) => {
                let variable = measured(group::named(dictionary, name)?)?;
                let (label, unit) = (variable.label.clone(), unit(&variable));
                (vec![variable], label, unit)
            }
            Clock::Dates(from, until) => {
                let dates = [group::named(dictionary, from)?.clone(), group::named(dictionary, until)?.clone()];
                (dates.to_vec(), "Time".into(), Some("days".into()))
            }
        };
        let mut causes: Vec<Cause> = Vec::new();
        for event in [&question.event].into_iter().chain(&question.competing) {
            let variable = group::named(dictionary, &event.variable)?.clone();
            let cause = Cause { level: event_level(&variable, event.level.as_deref())?, variable };
            if causes.iter().any(|c| c.variable.name == cause.variable.name && c.level == cause.level) {
                return Err(Error::new(ErrorCode::Usage, "the same level is named as two causes of events")
                    .variable(&event.variable)
                    .found(level_label(&cause.variable, cause.level)));
            }
            causes.push(cause);
        }
        let groups = group::variable(dictionary, &question.grouping)?;
        let strata = match &question.within {
            Some(name) => group::variable(dictionary, &Grouping::by(name))?,
            None => None,
        };
        let covariates = question.covariates.iter().map(|name| covariate(group::named(dictionary, name)?));
        let mut covariates = covariates.collect::<Result<Vec<_>>>()?;
        for (name, level) in &question.references {
            refer(&mut covariates, name, level)?;
        }
        let exposure = question.exposure_time.as_ref().map(|name| measured(group::named(dictionary, name)?));
        let exposure = exposure.transpose()?;
        if let Some(variable) = &exposure {
            one_unit(unit.as_deref(), variable)?;
        }
        let column = |variable: &Variable| LevelColumn {
            name: variable.name.clone(),
            label: variable.label.clone(),
            levels: variable.levels.iter().map(|level| level.label.clone()).collect(),
            of: Vec::new(),
        };
        let data = TimeToEvent {
            time_label,
            unit,
            causes: causes.iter().map(Cause::name).collect(),
            groups: groups.as_ref().map(column),
            strata: strata.as_ref().map(column),
            covariates: covariates
                .iter()
                .map(|variable| CovariateColumn {
                    name: variable.name.clone(),
                    label: variable.label.clone(),
                    unit: variable.unit.clone(),
                    levels: column(variable).levels,
                    values: Vec::new(),
                })
                .collect(),
            exposure_label: exposure.as_ref().map(|variable| variable.label.clone()),
            ..TimeToEvent::default()
        };
        Ok(Reader { clock, causes, groups, strata, covariates, exposure, data })
    }

    fn columns(&self) -> Vec<String> {
        let causes = self.causes.iter().map(|cause| &cause.variable);
        let others = self.groups.iter().chain(&self.strata).chain(&self.covariates).chain(&self.exposure);
        let mut names: Vec<String> = Vec::new();
        for variable in self.clock.iter().chain(causes).chain(others) {
            if !names.contains(&variable.name) {
                names.push(variable.name.clone());
            }
        }
        names
    }

    fn read(&mut self, batch: &DataFrame, rows: &PatientRows, first: usize) -> Result<()> {
        let column =
            |variable: &Variable| batch.column(&variable.name).cloned().map_err(|error: _| fault(&error, rows));
        let of_levels = |variable: &Variable| levels(&column(variable)?, variable, rows, first);
        let of_numbers = |variable: &Variable| numbers(&column(variable)?, variable, rows, first);
        let time = match self.clock.as_slice() {
            [from, until] => between(&column(from)?, from, &column(until)?, until, rows, first)?,
            [time] => of_numbers(time)?,
            _ => Vec::new(),
        };
        if let (Some(i), Some(variable)) = (time.iter().position(|time| *time < 0.0), self.clock.last()) {
            let found = time.get(i).map(f64::to_string).unwrap_or_default();
            let error = Error::new(ErrorCode::Cell, "a follow-up time is negative");
            return Err(rows
                .located(error, first + i)
                .column(variable.name.clone())
                .found(found)
                .expected("a time from the start of follow-up, 0 or above")
                .hint("correct the cell, declare it as missing, or leave the patient out by a criterion"));
        }
        self.data.time.extend(time);
        let causes: Vec<Vec<u32>> =
            self.causes.iter().map(|cause| of_levels(&cause.variable)).collect::<Result<Vec<_>>>()?;
        for i in 0..batch.height() {
            let outcome = self.outcome(&causes, i).map_err(|names| {
                let error = Error::new(ErrorCode::Cell, "a patient has two causes of events at one time");
                rows.located(error, first + i)
                    .found(names)
                    .expected("one, that which happened first")
                    .hint("derive a variable that tells which event ended the follow-up")
            })?;
            self.data.outcome.push(outcome);
        }
        for (variable, into) in [(&self.groups, &mut self.data.groups), (&self.strata, &mut self.data.strata)] {
            if let (Some(variable), Some(into)) = (variable, into) {
                into.of.extend(of_levels(variable)?);
            }
        }
        for (variable, into) in self.covariates.iter().zip(&mut self.data.covariates) {
            if variable.levels.is_empty() {
                into.values.extend(of_numbers(variable)?);
            } else {
                let value = |level: u32| if level == MISSING_LEVEL { f64::NAN } else { f64::from(level) };
                into.values.extend(of_levels(variable)?.into_iter().map(value));
            }
        }
        if let Some(variable) = &self.exposure {
            self.data.exposed_at.extend(of_numbers(variable)?);
        }
        Ok(())
    }

    /// The outcome of the patient `i` of a batch, or the names of two causes.
    fn outcome(&self, causes: &[Vec<u32>], i: usize) -> std::result::Result<u32, String> {
        let (mut outcome, mut missing) = (0, false);
        for (k, (cause, levels)) in (1_u32..).zip(self.causes.iter().zip(causes)) {
            match levels.get(i) {
                Some(&MISSING_LEVEL) | None => missing = true,
                Some(&level) if level == cause.level => {
                    if outcome > 0 {
                        let other = self.data.causes.get(outcome as usize - 1).cloned().unwrap_or_default();
                        return Err(format!("{other}; {}", cause.name()));
                    }
                    outcome = k;
                }
                Some(_) => {}
            }
        }
        Ok(if missing && outcome == 0 { MISSING_OUTCOME } else { outcome })
    }
}

impl Cause {
    /// "Vital status: dead"; the name of the variable alone where the level says no more.
    fn name(&self) -> String {
        let level = level_label(&self.variable, self.level);
        let plain = ["yes", "true", "1", "present"].contains(&level.to_lowercase().as_str());
        if plain { self.variable.label.clone() } else { format!("{}: {level}", self.variable.label) }
    }
}

fn level_label(variable: &Variable, level: u32) -> String {
    variable.levels.get(level as usize).map(|level| level.label.clone()).unwrap_or_default()
}

/// A variable read as numbers, whatever its column was taken for: times that are all different look like identifiers.
fn measured(variable: &Variable) -> Result<Variable> {
    let mut variable = variable.clone();
    let usage = |message: &str| Error::new(ErrorCode::Usage, message).variable(variable.name.clone());
    match variable.role {
        Role::Date => {
            return Err(usage("a time is asked for, and the variable is a date").hint("give --from and --until"));
        }
        Role::Empty => return Err(usage("the variable holds no value at all")),
        _ => {}
    }
    variable.role = Role::Analysed(VariableKind::Continuous);
    variable.levels.clear();
    Ok(variable)
}

/// Words for units of time, the unit first.
const UNITS: [&[&str]; 5] = [
    &["days", "day", "d"],
    &["weeks", "week", "wk", "wks"],
    &["months", "month", "mo", "mon"],
    &["years", "year", "yr", "yrs", "y"],
    &["hours", "hour", "h", "hr", "hrs"],
];

/// The unit of a time: that of the dictionary, else the last word of its name (`follow_up_days`).
fn unit(variable: &Variable) -> Option<String> {
    let last = variable.name.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())?.to_lowercase();
    let of_name = || UNITS.iter().find(|words| words.iter().any(|word| word.len() > 2 && *word == last));
    variable.unit.clone().or_else(|| of_name().and_then(|words| words.first()).map(ToString::to_string))
}

/// Whether a time of exposure counts in the unit of the follow-up, as far as both are known.
fn one_unit(follow_up: Option<&str>, exposure: &Variable) -> Result<()> {
    let canonical = |word: &str| {
        let word = word.to_lowercase();
        UNITS.iter().position(|words| words.contains(&word.as_str())).ok_or(word)
    };
    let (Some(follow_up), Some(other)) = (follow_up, unit(exposure)) else { return Ok(()) };
    if canonical(follow_up) == canonical(&other) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Usage, "the time of exposure is in another unit than the follow-up")
        .variable(exposure.name.clone())
        .found(other)
        .expected(follow_up)
        .hint("derive a variable in the unit of the follow-up, in a dictionary"))
}

/// Days from one date to the other; not a number where one is missing.
fn between(
    from: &Series,
    from_variable: &Variable,
    until: &Series,
    until_variable: &Variable,
    rows: &PatientRows,
    first: usize,
) -> Result<Vec<f64>> {
    let from = days(from, from_variable, rows, first)?;
    let until = days(until, until_variable, rows, first)?;
    Ok(until.into_iter().zip(from).map(|(until, from)| until - from).collect())
}

/// A covariate: a measurement, or a variable with levels.
fn covariate(variable: &Variable) -> Result<Variable> {
    if variable.role.kind().is_some() {
        return Ok(variable.clone());
    }
    Err(Error::new(ErrorCode::Usage, "the variable cannot be a covariate")
        .variable(&variable.name)
        .found(format!("{}: {}", variable.role.word(), variable.because))
        .hint("declare its kind in a dictionary if it is a measurement or has levels"))
}

/// Puts a level of a covariate first.
fn refer(covariates: &mut [Variable], name: &str, level: &str) -> Result<()> {
    let usage = |message: &str| Error::new(ErrorCode::Usage, message).variable(name);
    let names: Vec<String> = covariates.iter().map(|variable| variable.name.clone()).collect();
    let variable = covariates.iter_mut().find(|variable| variable.name == name).ok_or_else(|| {
        usage("a reference is named for a variable that is no covariate")
            .expected(format!("one of {}", names.join(", ")))
    })?;
    let place = position(variable, level)?;
    let reference = variable.levels.remove(place);
    variable.levels.insert(0, reference);
    Ok(())
}
