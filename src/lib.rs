//! Statistics of retrospective cohorts: recompute a published table, say which test gives each printed P, and find
//! what cannot be right.
#![warn(missing_docs)]

pub mod analysis;
pub mod error;
pub mod loaders;
pub mod report;
pub mod reproduction;
pub mod results;
pub mod study;
pub mod summary;

pub use error::{Error, ErrorCode, Result};
