//! Logistic regression by Firth's penalised likelihood.

use super::logistic_sums::Fitted;
use super::newton::{Convergence, Maximum, Point, maximise, profile_limit};
use super::{
    Coefficient, Coordinates, Covariates, LogisticSums, ModelTest, ModelWarning, coefficients, few_events, rows_of,
    wald_statistic,
};
use crate::analysis::NotComputable;
use crate::analysis::effect::normal_limit;
use nalgebra::{DMatrix, DVector};

/// A logistic model fitted with Firth's (1993) penalty, half the logarithm of the determinant of the information: it
/// removes the leading bias of maximum likelihood, and its estimates are finite under separation (Heinze & Schemper
/// 2002).
pub struct FirthModel {
    outcome: Vec<bool>,
    names: Vec<String>,
    /// Standardised, row by row.
    values: Vec<f64>,
    coordinates: Coordinates,
}

/// A fitted [`FirthModel`]. Its P values and intervals should be those of the penalised profile likelihood; Wald's are
/// beside them, and bad where the data are sparse.
#[derive(Debug, Clone, PartialEq)]
pub struct FirthFit {
    /// Number of persons.
    pub n: u64,
    /// Number with the outcome.
    pub events: u64,
    /// The intercept and then the covariates in their order, with Wald's tests and intervals.
    pub coefficients: Vec<Coefficient>,
    /// Covariance of the estimates: inverse of the information at the estimates.
    pub covariance: Vec<Vec<f64>>,
    /// Largest penalised log-likelihood, the information being that of the covariates in their own units.
    pub penalised_log_likelihood: f64,
    /// The same with all covariates' coefficients at 0; the penalty stays that of all coefficients.
    pub null_penalised_log_likelihood: f64,
    /// Penalised likelihood-ratio test of all covariates.
    pub likelihood_ratio: ModelTest,
    /// Wald's test of all covariates.
    pub wald: Result<ModelTest, NotComputable>,
    /// What the reader must know.
    pub warnings: Vec<ModelWarning>,
    /// Iterations.
    pub iterations: usize,
    /// Confidence level of the intervals.
    pub level: f64,
}

/// Penalised profile likelihood of one coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PenalisedProfile {
    /// Lower limit of the interval.
    pub ci_low: f64,
    /// Upper limit of the interval.
    pub ci_high: f64,
    /// Penalised likelihood-ratio test of the coefficient against 0.
    pub test: ModelTest,
}

impl FirthModel {
    /// A model of an outcome, one value a person, on covariates.
    ///
    /// # Errors
    /// An outcome for another number of persons; covariates that are constant, collinear, or too many for the persons.
    pub fn new(outcome: Vec<bool>, covariates: &Covariates) -> Result<FirthModel, NotComputable> {
        if outcome.len() != covariates.rows() {
            let text = format!("{} outcomes for {} persons", outcome.len(), covariates.rows());
            return Err(NotComputable::because(text));
        }
        let (values, coordinates) = covariates.standardised()?;
        Ok(FirthModel { outcome, names: covariates.names().to_vec(), values, coordinates })
    }

    /// Fits the model until steps are below 1e-13 standard errors or as short as rounding allows. Everybody or nobody may have the outcome.
    /// O(persons x coefficients²) an iteration.
    ///
    /// # Errors
    /// A level that is not between 0 and 1.
    ///
    /// ```
    /// use retrocohort::analysis::regression::{Covariates, FirthModel};
    /// let exposed = Covariates::new(vec![("exposed", vec![0.0, 0.0, 0.0, 1.0, 1.0])])?;
    /// let fit = FirthModel::new(vec![false, false, true, true, true], &exposed)?.fit(0.95)?;
    /// // The same as adding 1/2 to every cell of the 2x2 table.
    /// let slope = fit.coefficients[1].outcome.as_ref().unwrap().estimate;
    /// assert!((slope - (2.5_f64 * 2.5 / (1.5 * 0.5)).ln()).abs() < 1e-11);
    /// # Ok::<(), retrocohort::analysis::NotComputable>(())
    /// ```
    pub fn fit(&self, level: f64) -> Result<FirthFit, NotComputable> {
        let full = self.maximum(None)?;
        let slopes = DMatrix::from_fn(full.at.len(), self.names.len(), |i, j| f64::from(u8::from(i == j + 1)));
        let null = self.maximum(Some(&slopes))?.point.log_likelihood;
        let map = self.coordinates.with_intercept();
        let singular = || NotComputable::because("the information matrix is singular");
        let information = super::logistic::point_of(&self.sums(&full.at)).information;
        let covariance = information.cholesky().ok_or_else(singular)?.inverse();
        let (estimates, covariance) = (&map * &full.at, &map * covariance * map.transpose());
        let names = std::iter::once("(intercept)".to_owned()).chain(self.names.iter().cloned());
        let (n, events) = (self.outcome.len() as u64, self.outcome.iter().filter(|event| **event).count() as u64);
        let df = self.names.len() as f64;
        // The determinant of the information of standardised covariates is another one than that of their own units.
        let units: f64 = self.coordinates.scale.iter().map(|scale| scale.ln()).sum();
        let best = full.point.log_likelihood;
        Ok(FirthFit {
            n,
            events,
            coefficients: coefficients(names, &estimates, &covariance, &[], level)?,
            covariance: rows_of(&covariance),
            penalised_log_likelihood: best + units,
            null_penalised_log_likelihood: null + units,
            likelihood_ratio: ModelTest::new(2.0 * (best - null), df),
            wald: wald_statistic(&estimates, &covariance, 1).map(|statistic| ModelTest::new(statistic, df)),
            warnings: few_events(events.min(n - events), self.names.len()).into_iter().collect(),
            iterations: full.iterations,
            level,
        })
    }

    /// Interval and test of a coefficient (0 is the intercept) from the penalised profile likelihood.
    ///
    /// # Errors
    /// As [`FirthModel::fit`]; a coefficient that the model does not have.
    pub fn profile(&self, coefficient: usize, level: f64) -> Result<PenalisedProfile, NotComputable> {
        let z = normal_limit(level)?;
        let maximum = self.maximum(None)?;
        let map = self.coordinates.with_intercept();
        if coefficient >= map.nrows() {
            return Err(NotComputable::because("the model does not have this coefficient"));
        }
        let form = map.row(coefficient).transpose();
        let objective = |theta: &DVector<f64>| self.point(theta);
        let limit = |upwards| profile_limit(&objective, &maximum, &form, 0.5 * z * z, upwards, Convergence::Linear);
        let at_zero = self.maximum(Some(&DMatrix::from_column_slice(form.len(), 1, form.as_slice())))?;
        let drop = maximum.point.log_likelihood - at_zero.point.log_likelihood;
        Ok(PenalisedProfile { ci_low: limit(false)?, ci_high: limit(true)?, test: ModelTest::new(2.0 * drop, 1.0) })
    }

    /// Penalised likelihood-ratio test that these coefficients (0 is the intercept) are all 0; the penalty stays that of all
    /// coefficients.
    ///
    /// # Errors
    /// As [`FirthModel::fit`]; no coefficient, or one that the model does not have.
    pub fn test_of(&self, coefficients: &[usize]) -> Result<ModelTest, NotComputable> {
        let map = self.coordinates.with_intercept();
        if coefficients.is_empty() || coefficients.iter().any(|coefficient| *coefficient >= map.nrows()) {
            return Err(NotComputable::because("the model does not have this coefficient"));
        }
        let forms = map.select_rows(coefficients).transpose();
        let drop = self.maximum(None)?.point.log_likelihood - self.maximum(Some(&forms))?.point.log_likelihood;
        Ok(ModelTest::new(2.0 * drop, coefficients.len() as f64))
    }

    /// The maximum from 0, with linear forms of the coefficients held at 0.
    fn maximum(&self, fixed: Option<&DMatrix<f64>>) -> Result<Maximum, NotComputable> {
        let start = DVector::zeros(self.names.len() + 1);
        let found = maximise(&|theta| self.point(theta), start, fixed, Convergence::Linear)?;
        match found.recession {
            None => Ok(found),
            Some(_) => Err(NotComputable::because("the penalised likelihood has no maximum")),
        }
    }

    fn sums(&self, theta: &DVector<f64>) -> LogisticSums {
        let mut sums = LogisticSums::empty(theta.len());
        for (row, &event) in self.values.chunks_exact(self.names.len()).zip(&self.outcome) {
            sums.add(theta.as_slice(), row, event);
        }
        sums
    }

    /// Penalised log-likelihood and its derivative. The matrix beside them is the information of the data to which every
    /// person's leverage has been added as weight: nearer to the second derivative than the information alone, with
    /// which steps never end where a level has one person.
    fn point(&self, theta: &DVector<f64>) -> Result<Point, NotComputable> {
        let width = self.names.len();
        let mut point = super::logistic::point_of(&self.sums(theta));
        let cholesky = point.information.clone().cholesky();
        let cholesky = cholesky.ok_or_else(|| NotComputable::because("the information matrix is singular"))?;
        point.log_likelihood += cholesky.l_dirty().diagonal().iter().map(|pivot| pivot.ln()).sum::<f64>();
        // The penalty's derivative: every person's leverage pulls towards a probability of 1/2.
        let inverse = cholesky.inverse();
        let mut padded = vec![1.0; width + 1];
        for (row, &event) in self.values.chunks_exact(width).zip(&self.outcome) {
            padded.iter_mut().skip(1).zip(row).for_each(|(cell, value)| *cell = *value);
            let eta: f64 = theta.iter().zip(&padded).map(|(slope, value)| slope * value).sum();
            let fitted = Fitted::at(eta, event);
            let columns = inverse.as_slice().chunks_exact(width + 1);
            let form: f64 = columns
                .zip(&padded)
                .map(|(column, left)| left * column.iter().zip(&padded).map(|(cell, right)| cell * right).sum::<f64>())
                .sum();
            let pull = fitted.weight * form * (0.5 - fitted.probability);
            point.score.iter_mut().zip(&padded).for_each(|(score, value)| *score += pull * value);
            let weight = fitted.weight * fitted.weight * form;
            for (mut column, right) in point.information.column_iter_mut().zip(&padded) {
                column.iter_mut().zip(&padded).for_each(|(cell, left)| *cell += weight * left * right);
            }
        }
        Ok(point)
    }
}
