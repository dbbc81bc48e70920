//! Published tables: cell notation, what each row compares, every P recomputed, the paper's rule, and what cannot be right.
//!
//! The pipeline is `study` (printed text) → [`notation`] (what a cell says) → [`reading`] (what a row compares)
//! → `candidates` (every P it could give) → `rule` (which of them the paper used) → `checks` → `results`.

pub mod agreement;
pub mod candidates;
pub mod chance;
pub mod checks;
pub mod comparison;
pub mod decimal;
mod effects;
pub mod identity;
mod inputs;
mod judgement;
pub mod medians;
pub mod notation;
mod pipeline;
mod published;
pub mod range;
pub mod reading;
pub mod reconstruction;
pub mod repair;
pub mod row_data;
pub mod rule;
mod share;
mod tables;

pub use pipeline::{Options, kind_name, reproduce};
