//! Values of options: what they stand for, or an error that says what is known.

use retrocohort::summary::QuantileType;
use retrocohort::{Error, ErrorCode, Result};

/// That an option names nothing that is known.
pub fn unknown(what: &str, found: &str, known: impl Into<String>) -> Error {
    Error::new(ErrorCode::Usage, format!("there is no such {what}")).found(found).expected(known)
}

/// What a name stands for.
///
/// # Errors
/// A name that is none of them.
pub fn one_of<T>(what: &str, name: &str, all: impl IntoIterator<Item = (&'static str, T)>) -> Result<T> {
    let mut known = Vec::new();
    for (id, value) in all {
        if id == name {
            return Ok(value);
        }
        known.push(id);
    }
    Err(unknown(what, name, known.join(", ")))
}

/// That a level lies between 0 and 1.
///
/// # Errors
/// It does not.
pub fn between_0_and_1(what: &str, level: f64) -> Result<()> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Usage, format!("{what} is not between 0 and 1")).found(level.to_string()))
}

/// The rule of quartiles of a number after Hyndman and Fan.
///
/// # Errors
/// A number without a rule here.
pub fn quantiles(number: u8) -> Result<QuantileType> {
    let rules = [("2", QuantileType::Type2), ("6", QuantileType::Type6), ("7", QuantileType::Type7)];
    one_of("rule of quartiles", &number.to_string(), rules)
}
