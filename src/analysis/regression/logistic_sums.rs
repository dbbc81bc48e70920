//! What a logistic model needs to know of the data at given coefficients: sums that add up over hospitals.

use super::Covariates;
use crate::analysis::NotComputable;

/// Log-likelihood, score and information of a logistic model at given coefficients: all that Newton's method needs of
/// the data, so that several hospitals can fit one model without sharing patients.
///
/// A commutative monoid under [`LogisticSums::merge`] up to rounding; [`LogisticSums::empty`] changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticSums {
    /// Number of persons.
    pub n: u64,
    /// Number with the outcome.
    pub events: u64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Its derivative, intercept first.
    pub score: Vec<f64>,
    /// Lower triangle of the information, row by row, intercept first.
    pub information: Vec<f64>,
}

impl LogisticSums {
    /// Sums over nobody for a number of coefficients (the intercept is one).
    pub fn empty(coefficients: usize) -> LogisticSums {
        LogisticSums {
            n: 0,
            events: 0,
            log_likelihood: 0.0,
            score: vec![0.0; coefficients],
            information: vec![0.0; coefficients * (coefficients + 1) / 2],
        }
    }

    /// Sums over these persons at `beta`, intercept first. O(persons x coefficients²).
    ///
    /// # Errors
    /// An outcome for another number of persons than the covariates, or not one coefficient a covariate and one for the
    /// intercept.
    pub fn at(beta: &[f64], outcome: &[bool], covariates: &Covariates) -> Result<LogisticSums, NotComputable> {
        if outcome.len() != covariates.rows() || beta.len() != covariates.columns() + 1 {
            return Err(NotComputable::because("outcome, covariates and coefficients do not go together"));
        }
        let mut sums = LogisticSums::empty(beta.len());
        for (i, &event) in outcome.iter().enumerate() {
            sums.add(beta, covariates.row(i), event);
        }
        Ok(sums)
    }

    /// The sums over both samples together, at the same coefficients.
    ///
    /// # Errors
    /// Another number of coefficients, or more persons than can be counted.
    pub fn merge(&self, other: &LogisticSums) -> Result<LogisticSums, NotComputable> {
        if self.score.len() != other.score.len() {
            return Err(NotComputable::because("the sums are of models with other coefficients"));
        }
        let too_many = || NotComputable::because("there are more persons than can be counted");
        let add = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect();
        Ok(LogisticSums {
            n: self.n.checked_add(other.n).ok_or_else(too_many)?,
            events: self.events.checked_add(other.events).ok_or_else(too_many)?,
            log_likelihood: self.log_likelihood + other.log_likelihood,
            score: add(&self.score, &other.score),
            information: add(&self.information, &other.information),
        })
    }

    /// Adds one person.
    #[inline]
    pub(super) fn add(&mut self, beta: &[f64], row: &[f64], event: bool) {
        let Some((intercept, slopes)) = beta.split_first() else { return };
        let eta = slopes.iter().zip(row).fold(*intercept, |sum, (slope, value)| sum + slope * value);
        let fitted = Fitted::at(eta, event);
        self.n += 1;
        self.events += u64::from(event);
        self.log_likelihood += fitted.log_likelihood;
        let Some((first, scores)) = self.score.split_first_mut() else { return };
        *first += fitted.residual;
        scores.iter_mut().zip(row).for_each(|(score, value)| *score += fitted.residual * value);
        let Some((first, mut rest)) = self.information.split_first_mut() else { return };
        *first += fitted.weight;
        for (j, value) in row.iter().enumerate() {
            let weighted = fitted.weight * value;
            let (line, below) = rest.split_at_mut(j + 2);
            rest = below;
            if let Some((with_intercept, others)) = line.split_first_mut() {
                *with_intercept += weighted;
                others.iter_mut().zip(row).for_each(|(cell, value)| *cell += weighted * value);
            }
        }
    }
}

/// A person under the model.
pub(super) struct Fitted {
    /// Probability of the outcome.
    pub(super) probability: f64,
    /// Outcome less probability, computed without cancellation.
    pub(super) residual: f64,
    /// Probability times its complement.
    pub(super) weight: f64,
    pub(super) log_likelihood: f64,
}

impl Fitted {
    #[inline]
    pub(super) fn at(eta: f64, event: bool) -> Fitted {
        // Both probabilities from the exponential that cannot overflow, so that neither is 1 minus the other.
        let small = (-eta.abs()).exp();
        let (rare, common) = (small / (1.0 + small), 1.0 / (1.0 + small));
        let (probability, complement) = if eta >= 0.0 { (common, rare) } else { (rare, common) };
        let residual = if event { complement } else { -probability };
        let against = if event { -eta } else { eta };
        let log_likelihood = -(against.max(0.0) + small.ln_1p());
        Fitted { probability, residual, weight: rare * common, log_likelihood }
    }
}
