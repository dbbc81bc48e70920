//! Regression models of a binary outcome, how well they predict, and what every likelihood model shares.

mod coefficient;
mod covariates;
mod firth;
mod logistic;
mod logistic_sums;
pub(in crate::analysis) mod newton;

pub use coefficient::{Coefficient, Estimate, ModelTest, ModelWarning};
pub use covariates::Covariates;
pub use firth::{FirthFit, FirthModel, PenalisedProfile};
pub use logistic::{LogisticFit, LogisticModel, Separation, logistic_from_sums};
pub use logistic_sums::LogisticSums;

pub(in crate::analysis) use coefficient::{coefficients, few_events, rows_of, wald_statistic};
pub(in crate::analysis) use covariates::Coordinates;
