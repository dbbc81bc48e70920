//! What the user declares about the rows: variables, derived variables, criteria. The same text that the inferred
//! dictionary is written as.

use serde::Deserialize;

use super::dictionary::{Dictionary, Level, Role};
use super::marks::Marks;
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::Code;

/// What is declared about the rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Declarations {
    /// Variables, in any order; what is not declared is inferred.
    pub variables: Vec<VariableDeclaration>,
    /// Derived variables; one may use those before it.
    pub derived: Vec<Derived>,
    /// Criteria, applied in their order.
    pub criteria: Vec<Criterion>,
}

/// What is declared about a variable. What is `None` is inferred.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VariableDeclaration {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: Option<String>,
    /// Unit of measurement.
    pub unit: Option<String>,
    /// What it is used for.
    pub role: Option<Role>,
    /// Levels in their order.
    pub levels: Option<Vec<Level>>,
    /// Cells that mean a missing value; then nothing else does but empty cells and, among numbers, words for missing.
    pub missing: Option<Vec<Code>>,
    /// How its numbers are written, where not as in the rest of the file.
    pub marks: Marks,
}

/// A variable that is computed from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// Name.
    pub name: String,
    /// SQL expression, as polars reads it, of columns of the data and earlier derived variables.
    pub expression: String,
}

/// A criterion by which patients stay or go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Name for readers.
    pub label: String,
    /// SQL condition.
    pub condition: String,
    /// Whether patients who meet it stay (inclusion) or go (exclusion).
    pub include: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    variable: Vec<FileVariable>,
    #[serde(default)]
    derived: Vec<FileDerived>,
    #[serde(default)]
    criterion: Vec<FileCriterion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileVariable {
    name: String,
    label: Option<String>,
    unit: Option<String>,
    kind: Option<String>,
    levels: Option<Vec<FileLevel>>,
    missing: Option<Vec<toml::Value>>,
    decimal_mark: Option<String>,
    thousands_mark: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FileLevel {
    Named { label: String, codes: Vec<toml::Value> },
    Plain(toml::Value),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileDerived {
    name: String,
    expression: String,
    label: Option<String>,
    unit: Option<String>,
    kind: Option<String>,
    levels: Option<Vec<FileLevel>>,
    missing: Option<Vec<toml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCriterion {
    label: Option<String>,
    include: Option<String>,
    exclude: Option<String>,
}

/// Reads declarations. `file` names the text in errors.
///
/// # Errors
/// Text that is no TOML, a key that is not known, a kind that does not exist, a name declared twice, a level without a
/// cell or a cell of two levels, a criterion that does not say whether it includes or excludes.
pub fn declarations(text: &str, file: &str) -> Result<Declarations> {
    let fault = |message: String| Error::new(ErrorCode::Study, message).file(file);
    let parsed: File = toml::from_str(text).map_err(|error| {
        let row = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        let fault = fault(error.message().to_string());
        row.map_or(fault.clone(), |row| fault.row(row))
    })?;
    let mut found = Declarations::default();
    let mut variables = parsed.variable;
    for derived in parsed.derived {
        let FileDerived { name, expression, label, unit, kind, levels, missing } = derived;
        found.derived.push(Derived { name: name.clone(), expression });
        variables.push(FileVariable {
            name,
            label,
            unit,
            kind,
            levels,
            missing,
            decimal_mark: None,
            thousands_mark: None,
        });
    }
    for variable in variables {
        let place = |error: Error| error.file(file).variable(variable.name.clone());
        if found.variables.iter().any(|other| other.name == variable.name) {
            return Err(place(Error::new(ErrorCode::Study, "a variable is declared twice")));
        }
        found.variables.push(declaration(&variable).map_err(place)?);
    }
    for criterion in parsed.criterion {
        let (condition, include) = match (criterion.include, criterion.exclude) {
            (Some(condition), None) => (condition, true),
            (None, Some(condition)) => (condition, false),
            _ => {
                return Err(fault("a criterion does not say whether it includes or excludes".into())
                    .expected("either include = \"condition\" or exclude = \"condition\""));
            }
        };
        let label = criterion.label.unwrap_or_else(|| condition.clone());
        found.criteria.push(Criterion { label, condition, include });
    }
    Ok(found)
}

fn declaration(variable: &FileVariable) -> Result<VariableDeclaration> {
    let fault = |message: &str| Error::new(ErrorCode::Study, message);
    let role = variable.kind.as_ref().map(|kind| {
        Role::from_word(kind).ok_or_else(|| {
            fault("there is no such kind")
                .found(kind.clone())
                .expected("continuous, ordinal, nominal, binary, identifier, date, text, empty or excluded")
        })
    });
    let levels = variable.levels.as_ref().map(|levels| levels.iter().map(level).collect::<Result<Vec<Level>>>());
    let levels = levels.transpose()?;
    let codes: Vec<&Code> = levels.iter().flatten().flat_map(|level| &level.codes).collect();
    if codes.iter().enumerate().any(|(i, code)| codes.iter().take(i).any(|other| other == code)) {
        return Err(fault("a cell is in two levels"));
    }
    let missing = variable.missing.as_ref().map(|codes| codes.iter().map(code).collect::<Result<Vec<Code>>>());
    Ok(VariableDeclaration {
        name: variable.name.clone(),
        label: variable.label.clone(),
        unit: variable.unit.clone(),
        role: role.transpose()?,
        levels,
        missing: missing.transpose()?,
        marks: Marks::of(variable.decimal_mark.as_deref(), variable.thousands_mark.as_deref())?,
    })
}

fn level(level: &FileLevel) -> Result<Level> {
    match level {
        FileLevel::Plain(value) => {
            let code = code(value)?;
            Ok(Level { label: code.to_string(), codes: vec![code] })
        }
        FileLevel::Named { label, codes } if codes.is_empty() => {
            Err(Error::new(ErrorCode::Study, "a level has no cell").found(label.clone()))
        }
        FileLevel::Named { label, codes } => {
            Ok(Level { label: label.clone(), codes: codes.iter().map(code).collect::<Result<_>>()? })
        }
    }
}

/// A cell: a number, a text, or a truth value, which rows hold as text.
fn code(value: &toml::Value) -> Result<Code> {
    match value {
        toml::Value::Integer(number) => Ok(Code::Number(*number as f64)),
        toml::Value::Float(number) if number.is_finite() => Ok(Code::Number(number + 0.0)),
        toml::Value::String(text) => Ok(Code::Text(text.trim().to_string())),
        toml::Value::Boolean(truth) => Ok(Code::Text(truth.to_string())),
        other => Err(Error::new(ErrorCode::Study, "a cell is neither a number nor a text").found(other.to_string())),
    }
}

/// The dictionary as text that [`declarations`] reads back, with its notes as comments.
pub fn study_toml(dictionary: &Dictionary, declared: &Declarations) -> String {
    let mut text = String::from("# Dictionary of the rows. Edit it and use it again.\n");
    let quoted = |text: &str| toml::Value::String(text.to_string()).to_string();
    let cell = |code: &Code| match code {
        Code::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => format!("{number:.0}"),
        Code::Number(number) => toml::Value::Float(*number).to_string(),
        Code::Text(text) => quoted(text),
    };
    let cells = |codes: &[Code]| codes.iter().map(cell).collect::<Vec<_>>().join(", ");
    for variable in &dictionary.variables {
        let derived = declared.derived.iter().find(|derived| derived.name == variable.name);
        text += if derived.is_some() { "\n[[derived]]\n" } else { "\n[[variable]]\n" };
        text += &format!("name = {}\n", quoted(&variable.name));
        if let Some(derived) = derived {
            text += &format!("expression = {}\n", quoted(&derived.expression));
        }
        text += &format!("label = {}\n", quoted(&variable.label));
        if let Some(unit) = &variable.unit {
            text += &format!("unit = {}\n", quoted(unit));
        }
        text += &format!("kind = {} # {}\n", quoted(variable.role.word()), variable.because);
        if !variable.levels.is_empty() {
            let level = |level: &Level| {
                format!("  {{ label = {}, codes = [{}] }},\n", quoted(&level.label), cells(&level.codes))
            };
            text += &format!("levels = [\n{}]\n", variable.levels.iter().map(level).collect::<String>());
        }
        if variable.role.kind().is_some() {
            text += &format!("missing = [{}]\n", cells(&variable.missing));
        }
        let marks = declared.variables.iter().find(|other| other.name == variable.name).map(|other| other.marks);
        for (key, mark) in marks.iter().flat_map(|m| [("decimal_mark", m.decimal), ("thousands_mark", m.thousands)]) {
            text += &mark.map_or_else(String::new, |mark| format!("{key} = {}\n", quoted(&mark.to_string())));
        }
        for note in &variable.notes {
            text += &format!("# {}\n", note.replace(['\n', '\r'], " "));
        }
    }
    for criterion in &declared.criteria {
        let key = if criterion.include { "include" } else { "exclude" };
        text += &format!(
            "\n[[criterion]]\nlabel = {}\n{key} = {}\n",
            quoted(&criterion.label),
            quoted(&criterion.condition)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str| declarations(text, "study.toml").unwrap_err();
        assert!(wrong("[[variable]]\nname = \"a\"\ncolour = 1\n").place.row.is_some());
        assert!(wrong("[[variable]]\nname = \"a\"\nkind = \"number\"\n").message.contains("no such kind"));
        assert!(wrong("[[variable]]\nname = \"a\"\n[[variable]]\nname = \"a\"\n").message.contains("twice"));
        assert!(wrong("[[variable]]\nname = \"a\"\nlevels = [1, 1]\n").message.contains("two levels"));
        assert!(wrong("[[criterion]]\nlabel = \"adults\"\n").message.contains("includes"));
    }
}
