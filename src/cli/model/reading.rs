//! Outcome and covariates of a model, as options name them, from patient rows.

use retrocohort::cohort::{self, Cohort, Dictionary, Role, Variable, VariableDeclaration};
use retrocohort::engine::{self, Column};
use retrocohort::loaders::patients::{Code, PatientRows};
use retrocohort::model::{Covariate, Data, Outcome, Term, Terms, Values};
use retrocohort::results::comparison::{FlowStep, Input, Warning};
use retrocohort::study::VariableKind;
use retrocohort::{Error, ErrorCode, Result};

use super::{Arguments, Plan};
use crate::cli::manifest::FileHash;
use crate::cli::rows::{self, RowArguments};

/// What the rows give.
pub struct Read {
    /// Outcome and covariates.
    pub data: Data,
    /// What was read.
    pub input: Input,
    /// Patients left after each criterion.
    pub flow: Vec<FlowStep>,
    /// What was decided or dropped while the rows were read.
    pub warnings: Vec<Warning>,
    /// The files.
    pub files: Vec<FileHash>,
}

/// Outcome and covariates, by name.
pub struct Spec {
    outcome: String,
    event: Option<String>,
    covariates: Vec<String>,
    continuous: Vec<String>,
    categorical: Vec<String>,
    references: Vec<(String, String)>,
    steps: Vec<(String, f64)>,
}

impl Spec {
    /// As options name them.
    pub fn asked(arguments: &Arguments, plan: &Plan) -> Result<Spec> {
        let outcome = arguments.outcome.clone();
        let none = || Error::new(ErrorCode::Usage, "no outcome is named").expected("--outcome VARIABLE");
        Ok(Spec {
            outcome: outcome.ok_or_else(none)?,
            event: arguments.event.clone(),
            covariates: arguments.covariates.clone(),
            continuous: arguments.continuous.clone(),
            categorical: arguments.categorical.clone(),
            references: plan.references.clone(),
            steps: plan.steps.clone(),
        })
    }

    /// As a model that is fitted together names them. Its levels and steps are its own; those of the data do not matter.
    pub fn of(terms: &Terms) -> Spec {
        let names = |wanted: &dyn Fn(&Term) -> bool| {
            terms.covariates.iter().filter(|term| wanted(term)).map(|term| term.name.clone()).collect()
        };
        Spec {
            outcome: terms.outcome.name.clone(),
            event: Some(terms.outcome.event.clone()),
            covariates: names(&|_| true),
            continuous: names(&|term| term.per.is_some()),
            categorical: names(&|term| term.per.is_none()),
            references: Vec::new(),
            steps: Vec::new(),
        }
    }
}

/// Reads the columns that the model needs.
pub fn read(from: &RowArguments, spec: &Spec) -> Result<Read> {
    let opened = from.open()?;
    let mut declared = from.declarations()?;
    for (names, kind) in [(&spec.continuous, VariableKind::Continuous), (&spec.categorical, VariableKind::Nominal)] {
        for name in names {
            if !spec.covariates.contains(name) {
                return Err(Error::new(ErrorCode::Usage, "a variable is given a kind and is no covariate").found(name));
            }
            let role = Some(Role::Analysed(kind));
            match declared.variables.iter_mut().find(|variable| variable.name == *name) {
                Some(variable) => variable.role = role,
                None => declared.variables.push(VariableDeclaration { name: name.clone(), role, ..Default::default() }),
            }
        }
    }
    let Cohort { rows: patients, dictionary, flow } = cohort::cohort(&opened, &declared)?;
    let outcome = rows::variable(&dictionary, &spec.outcome)?;
    let event = event(outcome, spec.event.as_deref())?;
    let mut covariates = Vec::new();
    for (i, name) in spec.covariates.iter().enumerate() {
        let variable = rows::variable(&dictionary, name)?;
        let fault = |message: &str| Error::new(ErrorCode::Usage, message).variable(name);
        if variable.name == outcome.name {
            return Err(fault("the outcome cannot be a covariate of itself"));
        }
        if spec.covariates.iter().take(i).any(|other| other == name) {
            return Err(fault("a covariate is named twice"));
        }
        if variable.role.kind().is_none() {
            return Err(fault("the variable cannot be a covariate")
                .found(format!("{}: {}", variable.role.word(), variable.because))
                .hint("declare its kind in a dictionary if it is a measurement or has levels"));
        }
        covariates.push(variable);
    }
    for (name, _) in &spec.references {
        of_covariate(name, &covariates, false)?;
    }
    for (name, _) in &spec.steps {
        of_covariate(name, &covariates, true)?;
    }
    let wanted: Vec<&Variable> = std::iter::once(outcome).chain(covariates.iter().copied()).collect();
    let mut columns = engine::columns(&patients, &wanted)?.into_iter();
    let outcomes = columns.next().unwrap_or(Column::Levels(Vec::new()));
    let values = covariates.iter().zip(columns).map(|(variable, column)| covariate(variable, column, spec));
    let data = Data { outcome: outcome_of(outcome, event, outcomes), covariates: values.collect::<Result<_>>()? };
    let files = from.files(&opened.files)?;
    let count = opened.declared_rows.get()?.or(flow.first().map(|step| step.before)).unwrap_or(dictionary.rows);
    Ok(Read {
        warnings: warnings(&opened, &dictionary, &wanted),
        data,
        input: rows::input(&files, &opened, count),
        flow: flow.iter().map(rows::flow_step).collect(),
        files,
    })
}

/// Position of the level that is the event.
fn event(outcome: &Variable, asked: Option<&str>) -> Result<usize> {
    let fault = |message: &str| Error::new(ErrorCode::Usage, message).variable(&outcome.name);
    let labels: Vec<&str> = outcome.levels.iter().map(|level| level.label.as_str()).collect();
    if outcome.role.kind().is_none() || labels.is_empty() {
        return Err(fault("the outcome has no levels")
            .found(format!("{}: {}", outcome.role.word(), outcome.because))
            .expected("a variable of two levels, such as 0 and 1"));
    }
    if labels.len() != 2 {
        let shown: Vec<&str> = labels.iter().copied().take(8).collect();
        let hint = match labels.len() {
            1 => "everybody has the same outcome: there is nothing to model",
            _ => {
                "declare a derived variable in a dictionary that is true for the event, or leave patients out by a criterion"
            }
        };
        return Err(fault("the outcome does not have two levels").found(shown.join(", ")).hint(hint));
    }
    if let Some(asked) = asked {
        return position(outcome, asked)
            .ok_or_else(|| fault("the outcome has no such level").found(asked).expected(labels.join(" or ")));
    }
    if outcome.because == "few texts" {
        return Err(fault("it is not clear which level of the outcome is the event")
            .found(labels.join(", "))
            .hint(format!("name it: --event \"{}\"", labels.get(1).unwrap_or(&"LEVEL"))));
    }
    Ok(1)
}

/// The level of a label or a cell.
fn position(variable: &Variable, asked: &str) -> Option<usize> {
    let is = |code: &Code| match code {
        Code::Text(text) => text == asked,
        Code::Number(number) => asked.trim().parse() == Ok(*number),
    };
    let by_label = variable.levels.iter().position(|level| level.label == asked);
    by_label.or_else(|| variable.levels.iter().position(|level| level.codes.iter().any(is)))
}

/// That an option is about a covariate, and one of the kind that it needs.
fn of_covariate(name: &str, covariates: &[&Variable], measurement: bool) -> Result<()> {
    let option = if measurement { "--per" } else { "--reference" };
    let Some(variable) = covariates.iter().find(|variable| variable.name == name) else {
        let known: Vec<&str> = covariates.iter().map(|variable| variable.name.as_str()).collect();
        return Err(Error::new(ErrorCode::Usage, format!("{option} names a variable that is no covariate"))
            .found(name)
            .expected(format!("one of {}", known.join(", "))));
    };
    if (variable.role.kind() == Some(VariableKind::Continuous)) != measurement {
        let (found, hint) = match measurement {
            true => ("levels", "--continuous takes it as a measurement"),
            false => ("a measurement", "--categorical takes it by its levels"),
        };
        return Err(Error::new(ErrorCode::Usage, format!("{option} does not go with the kind of the covariate"))
            .variable(name)
            .found(format!("{found} ({})", variable.because))
            .hint(hint));
    }
    Ok(())
}

fn covariate(variable: &Variable, column: Column, spec: &Spec) -> Result<Covariate> {
    let values = match column {
        Column::Numbers(values) => {
            let per = spec.steps.iter().rfind(|(name, _)| *name == variable.name).map_or(1.0, |(_, step)| *step);
            Values::Numbers { values, per }
        }
        Column::Levels(values) => {
            let names: Vec<String> = variable.levels.iter().map(|level| level.label.clone()).collect();
            let asked = spec.references.iter().rfind(|(name, _)| *name == variable.name);
            let level = |(_, level): &(String, String)| {
                position(variable, level).ok_or_else(|| {
                    Error::new(ErrorCode::Usage, "the covariate has no such level")
                        .variable(&variable.name)
                        .found(level)
                        .expected(format!("one of {}", names.join(", ")))
                })
            };
            let reference = asked.map(level).transpose()?;
            Values::Levels { names, reference, values }
        }
    };
    let unit = variable.unit.clone();
    // A unit that the name repeats in brackets stands once.
    let bare = unit.as_ref().and_then(|unit| variable.label.strip_suffix(&format!("({unit})")));
    let label = bare.map(str::trim_end).filter(|bare| !bare.is_empty()).unwrap_or(&variable.label).to_string();
    Ok(Covariate { name: variable.name.clone(), label, unit, values })
}

fn outcome_of(variable: &Variable, event: usize, column: Column) -> Outcome {
    let label = |level: usize| variable.levels.get(level).map(|level| level.label.clone()).unwrap_or_default();
    let values = match column {
        Column::Levels(levels) => levels
            .into_iter()
            .map(|level| (level != cohort::MISSING_LEVEL).then_some(level as usize == event))
            .collect(),
        Column::Numbers(_) => Vec::new(),
    };
    Outcome {
        name: variable.name.clone(),
        label: variable.label.clone(),
        event: label(event),
        other: label(1 - event.min(1)),
        values,
    }
}

/// A pair of a name and a word.
pub fn pair(text: &str, example: &str) -> Result<(String, String)> {
    let parts = text.split_once('=').map(|(name, word)| (name.trim().to_string(), word.trim().to_string()));
    parts
        .filter(|(name, word)| !name.is_empty() && !word.is_empty())
        .ok_or_else(|| Error::new(ErrorCode::Usage, "a pair has no name or no value").found(text).expected(example))
}

/// A pair of a name and a step.
pub fn step(text: &str) -> Result<(String, f64)> {
    let (name, word) = pair(text, "--per age=10")?;
    let step: Option<f64> = word.parse().ok().filter(|step: &f64| step.is_finite() && *step > 0.0);
    let fault = || Error::new(ErrorCode::Usage, "a step is no positive number").found(text).expected("--per age=10");
    Ok((name, step.ok_or_else(fault)?))
}

/// What the file and the columns of the model gave cause to say.
fn warnings(rows: &PatientRows, dictionary: &Dictionary, used: &[&Variable]) -> Vec<Warning> {
    let warning = |variable: Option<&String>, message: &String| Warning {
        code: "data",
        variable: variable.cloned(),
        message: message.clone(),
    };
    let mut notes: Vec<&String> = Vec::new();
    rows.notes.iter().chain(&dictionary.notes).for_each(|note| {
        if !notes.contains(&note) {
            notes.push(note);
        }
    });
    let of_file = notes.into_iter().map(|note| warning(None, note));
    // What was inferred of a variable that the user declares otherwise is not so.
    let stands = |variable: &Variable, note: &str| {
        variable.role.kind() != Some(VariableKind::Continuous) || !note.ends_with("taken for the levels of a scale")
    };
    let of_variables = used.iter().flat_map(|variable| {
        let notes = variable.notes.iter().filter(|note| stands(variable, note));
        notes.map(|note| warning(Some(&variable.label), note))
    });
    of_file.chain(of_variables).collect()
}
