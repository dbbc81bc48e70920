//! Coefficients, tests and warnings that every regression model reports in the same way.

use crate::analysis::NotComputable;
use crate::analysis::distribution::{chi_square_tails, normal_tails};
use crate::analysis::effect::normal_limit;
use nalgebra::{DMatrix, DVector};
use std::fmt;

/// One coefficient of a model. The null hypothesis of its P value: the coefficient is 0, given the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Name of the covariate, or "(intercept)".
    pub name: String,
    /// The estimate, or why there is none: under separation the likelihood grows without end along the coefficient.
    pub outcome: Result<Estimate, NotComputable>,
}

/// Estimate of a coefficient on the scale of the linear predictor (log odds, log hazard) a unit of the covariate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, from the inverse of the information.
    pub standard_error: f64,
    /// Wald's statistic, standard normal under the null hypothesis.
    pub z: f64,
    /// Two-sided P value of `z`.
    pub p: f64,
    /// Decimal logarithm of P; finite where `p` underflows.
    pub log10_p: f64,
    /// Lower limit of Wald's interval.
    pub ci_low: f64,
    /// Upper limit of Wald's interval.
    pub ci_high: f64,
}

impl Estimate {
    /// Odds ratio or hazard ratio with its interval: the exponentials of estimate, lower and upper limit.
    pub fn ratio(&self) -> (f64, f64, f64) {
        (self.estimate.exp(), self.ci_low.exp(), self.ci_high.exp())
    }
}

/// Test of a whole model or of some of its coefficients; chi-square under the null hypothesis that they are 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModelTest {
    /// Statistic.
    pub chi_square: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// P value, asymptotic.
    pub p: f64,
    /// Decimal logarithm of P; finite where `p` underflows.
    pub log10_p: f64,
}

impl ModelTest {
    pub(in crate::analysis) fn new(chi_square: f64, df: f64) -> ModelTest {
        // A likelihood ratio of 1 may round to a hair below 0.
        let tails = chi_square_tails(chi_square.max(0.0), df);
        let log10_p = tails.ln_upper * std::f64::consts::LOG10_E;
        ModelTest { chi_square: chi_square.max(0.0), df, p: tails.upper, log10_p }
    }
}

/// What a reader of a model must know before its numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelWarning {
    /// Fewer than 10 events (of the rarer outcome) a coefficient (Peduzzi et al. 1995, 1996).
    FewEvents {
        /// Events of the rarer outcome.
        events: u64,
        /// Coefficients besides the intercept.
        coefficients: usize,
    },
    /// The likelihood has its supremum at infinity along these covariates.
    InfiniteCoefficients {
        /// Their names.
        covariates: Vec<String>,
    },
}

impl fmt::Display for ModelWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelWarning::FewEvents { events, coefficients } => write!(
                f,
                "{events} events for {coefficients} coefficient{}: {:.1} events a coefficient, fewer than 10; \
                 estimates may be biased away from 0 and intervals too narrow",
                if *coefficients == 1 { "" } else { "s" },
                *events as f64 / *coefficients as f64
            ),
            ModelWarning::InfiniteCoefficients { covariates } => write!(
                f,
                "no finite maximum-likelihood estimate along {}: the covariates separate those with the event from those \
                 without",
                covariates.join(", ")
            ),
        }
    }
}

/// The warning of too few events, if it is due.
pub(in crate::analysis) fn few_events(events: u64, coefficients: usize) -> Option<ModelWarning> {
    ((events as f64) < 10.0 * coefficients as f64).then_some(ModelWarning::FewEvents { events, coefficients })
}

/// Estimates and Wald intervals; none for those that are marked as infinite.
pub(in crate::analysis) fn coefficients(
    names: impl IntoIterator<Item = String>,
    estimates: &DVector<f64>,
    covariance: &DMatrix<f64>,
    infinite: &[bool],
    level: f64,
) -> Result<Vec<Coefficient>, NotComputable> {
    let limit = normal_limit(level)?;
    let one = |j: usize, estimate: f64| {
        if infinite.get(j) == Some(&true) {
            return Err(NotComputable::because("the likelihood grows without end along this coefficient (separation)"));
        }
        let variance = covariance.get((j, j)).copied().unwrap_or(f64::NAN);
        let standard_error = variance.sqrt();
        let z = estimate / standard_error;
        if !(z.is_finite() && standard_error > 0.0) {
            return Err(NotComputable::because("the numbers are too large or too small to compute with"));
        }
        let tails = normal_tails(z.abs());
        Ok(Estimate {
            estimate,
            standard_error,
            z,
            p: 2.0 * tails.upper,
            log10_p: (tails.ln_upper + std::f64::consts::LN_2) * std::f64::consts::LOG10_E,
            ci_low: estimate - limit * standard_error,
            ci_high: estimate + limit * standard_error,
        })
    };
    let named = names.into_iter().zip(estimates.iter()).enumerate();
    Ok(named.map(|(j, (name, &estimate))| Coefficient { name, outcome: one(j, estimate) }).collect())
}

/// Wald's statistic of all coefficients from `first` on.
pub(in crate::analysis) fn wald_statistic(
    estimates: &DVector<f64>,
    covariance: &DMatrix<f64>,
    first: usize,
) -> Result<f64, NotComputable> {
    let kept = estimates.len().saturating_sub(first);
    let slopes = estimates.rows(first, kept).clone_owned();
    let block = covariance.view((first, first), (kept, kept)).clone_owned();
    let cholesky = block.cholesky().ok_or_else(|| NotComputable::because("the covariance matrix is singular"))?;
    Ok(cholesky.solve(&slopes).dot(&slopes))
}

/// A matrix as rows.
pub(in crate::analysis) fn rows_of(matrix: &DMatrix<f64>) -> Vec<Vec<f64>> {
    matrix.row_iter().map(|row| row.iter().copied().collect()).collect()
}
