//! What a variable of a cohort is.

use serde::{Deserialize, Serialize};

/// Kind of a variable: what its values mean, and so which summaries and tests it admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariableKind {
    /// Measured or counted on a scale with equal steps.
    Continuous,
    /// Levels with an order and no distance.
    Ordinal,
    /// Levels without an order.
    Nominal,
    /// Two levels.
    Binary,
}

impl VariableKind {
    /// Word of the field for it.
    pub fn word(self) -> &'static str {
        match self {
            VariableKind::Continuous => "continuous",
            VariableKind::Ordinal => "ordinal",
            VariableKind::Nominal => "nominal",
            VariableKind::Binary => "binary",
        }
    }
}
