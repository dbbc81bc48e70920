//! What a reader must know of the data.

use super::{Block, capitalised};
use crate::results::comparison::Warning;

/// A heading and a sentence a warning; nothing where there is none.
pub(super) fn warnings(warnings: &[Warning]) -> Vec<Block> {
    if warnings.is_empty() {
        return Vec::new();
    }
    let sentence = |warning: &Warning| match &warning.variable {
        Some(variable) => format!("{variable}: {}.", warning.message),
        None => format!("{}.", capitalised(&warning.message)),
    };
    let sentences = warnings.iter().map(sentence).collect();
    vec![Block::Heading("What to know of the data".into()), Block::List(sentences)]
}
