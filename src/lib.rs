//! Statistics of retrospective cohorts: recompute a published table, say which test gives each printed P, and find
//! what cannot be right.
#![warn(missing_docs)]
// An error carries its whole place and hint; it is made once a run, so its size costs nothing.
#![allow(clippy::result_large_err)]

pub mod analysis;
#[cfg(feature = "patients")]
pub mod audit;
#[cfg(feature = "patients")]
pub mod cohort;
pub mod comparison;
#[cfg(feature = "patients")]
pub mod engine;
pub mod error;
pub mod literature;
pub mod loaders;
pub mod model;
pub mod report;
pub mod reproduction;
pub mod results;
pub mod study;
pub mod summary;
#[cfg(feature = "patients")]
pub mod survival;

pub use error::{Error, ErrorCode, Result};
