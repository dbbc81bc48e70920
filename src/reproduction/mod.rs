//! Published tables: cell notation, what each row compares, every P recomputed, the paper's rule, and what cannot be right.
//!
//! The pipeline is `study` (printed text) → [`notation`] (what a cell says) → [`reading`] (what a row compares)
//! → `candidates` (every P it could give) → `rule` (which of them the paper used) → `checks` → `results`.

pub mod checks;
pub mod comparison;
pub mod decimal;
pub mod notation;
