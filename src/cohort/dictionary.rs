//! The dictionary of a cohort: what every column of the rows is and how its cells are read.

use crate::loaders::patients::Code;
use crate::study::VariableKind;

/// What a column is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A variable that is described and compared.
    Analysed(VariableKind),
    /// Tells patients apart; left out.
    Identifier,
    /// A date or time; left out, but can be used in derived variables and criteria.
    Date,
    /// Text with too many different values for levels; left out.
    FreeText,
    /// No value at all; left out.
    Empty,
    /// Left out by the user.
    Excluded,
}

impl Role {
    /// Word for it, as `study.toml` and the printed dictionary write it.
    pub fn word(self) -> &'static str {
        match self {
            Role::Analysed(kind) => kind.word(),
            Role::Identifier => "identifier",
            Role::Date => "date",
            Role::FreeText => "text",
            Role::Empty => "empty",
            Role::Excluded => "excluded",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Role> {
        use VariableKind::{Binary, Continuous, Nominal, Ordinal};
        let kinds = [Continuous, Ordinal, Nominal, Binary].map(Role::Analysed);
        let others = [Role::Identifier, Role::Date, Role::FreeText, Role::Empty, Role::Excluded];
        kinds.into_iter().chain(others).find(|role| role.word() == word)
    }

    /// Kind of the variable, when it is analysed.
    pub fn kind(self) -> Option<VariableKind> {
        match self {
            Role::Analysed(kind) => Some(kind),
            _ => None,
        }
    }
}

/// A level of a categorical variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Name for readers.
    pub label: String,
    /// The cells that mean it, most often one.
    pub codes: Vec<Code>,
}

/// A column of the rows and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Name in the data.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Unit of measurement.
    pub unit: Option<String>,
    /// What it is used for.
    pub role: Role,
    /// Levels in their order; empty for a continuous variable.
    pub levels: Vec<Level>,
    /// Cells that mean a missing value, beside empty ones.
    pub missing: Vec<Code>,
    /// Why the role was chosen, one phrase.
    pub because: String,
    /// What was found and decided, in sentences.
    pub notes: Vec<String>,
}

impl Variable {
    /// Whether cells are read as numbers: a continuous variable, or one whose levels are numbers.
    pub fn reads_numbers(&self) -> bool {
        match self.role.kind() {
            Some(VariableKind::Continuous) => true,
            Some(_) => self.levels.iter().flat_map(|level| &level.codes).all(|code| matches!(code, Code::Number(_))),
            None => false,
        }
    }
}

/// All columns of a cohort, in the order of the rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dictionary {
    /// The columns.
    pub variables: Vec<Variable>,
    /// Number of rows that were looked at.
    pub rows: u64,
    /// What was found in the file as a whole, in sentences.
    pub notes: Vec<String>,
}

impl Dictionary {
    /// The variable of a name.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }

    /// The variables that are described and compared.
    pub fn analysed(&self) -> impl Iterator<Item = &Variable> {
        self.variables.iter().filter(|variable| variable.role.kind().is_some())
    }
}
