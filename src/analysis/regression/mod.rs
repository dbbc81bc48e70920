//! Regression models of a binary outcome, how well they predict, and what every likelihood model shares.

mod calibration;
mod coefficient;
mod covariates;
mod firth;
mod logistic;
mod logistic_sums;
pub(in crate::analysis) mod newton;
mod roc;
#[cfg(test)]
mod tests;

pub use calibration::{Calibration, CalibrationGroup, brier_score, calibration, calibration_groups};
pub use coefficient::{Coefficient, Estimate, ModelTest, ModelWarning};
pub use covariates::Covariates;
pub use firth::{FirthFit, FirthModel, PenalisedProfile};
pub use logistic::{LogisticFit, LogisticModel, Separation, logistic_from_sums};
pub use logistic_sums::LogisticSums;
pub use roc::{Auc, DeLongTest, RocPoint, auc, delong_test, roc_curve};

pub(in crate::analysis) use coefficient::{coefficients, few_events, rows_of, wald_statistic};
pub(in crate::analysis) use covariates::Coordinates;
