//! Logistic regression by maximum likelihood.

use super::newton::{Convergence, Maximum, Point, maximise, profile_limit};
use super::{
    Coefficient, Coordinates, Covariates, LogisticSums, ModelTest, ModelWarning, coefficients, few_events, rows_of,
    wald_statistic,
};
use crate::analysis::NotComputable;
use crate::analysis::effect::normal_limit;
use nalgebra::{DMatrix, DVector};

/// How covariates separate those with the outcome from those without (Albert & Anderson 1984).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separation {
    /// A linear combination tells them apart without exception: no coefficient is estimable.
    Complete,
    /// A linear combination never points the wrong way, and is undecided for some: the coefficients in it are not
    /// estimable, the others are.
    QuasiComplete,
}

/// A logistic model: the log odds of the outcome are linear in the covariates.
///
/// Estimates are maximum likelihood; every coefficient is tested against 0. Where they do not exist (separation) the fit
/// says so, and Firth's penalised likelihood ([`FirthModel`](super::FirthModel)) is the way out.
pub struct LogisticModel {
    outcome: Vec<bool>,
    names: Vec<String>,
    /// Standardised, row by row.
    values: Vec<f64>,
    coordinates: Coordinates,
}

/// A fitted logistic model.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticFit {
    /// Number of persons.
    pub n: u64,
    /// Number with the outcome.
    pub events: u64,
    /// The intercept and then the covariates in their order.
    pub coefficients: Vec<Coefficient>,
    /// Covariance of the estimates, in the order of `coefficients`; without meaning for those that are infinite.
    pub covariance: Vec<Vec<f64>>,
    /// Largest log-likelihood, or its supremum under separation.
    pub log_likelihood: f64,
    /// Log-likelihood of the intercept alone.
    pub null_log_likelihood: f64,
    /// Likelihood-ratio test of all covariates; under separation its chi-square approximation is doubtful.
    pub likelihood_ratio: ModelTest,
    /// Rao's score test of all covariates.
    pub score: ModelTest,
    /// Wald's test of all covariates, or why there is none.
    pub wald: Result<ModelTest, NotComputable>,
    /// Separation, if the covariates separate the outcomes.
    pub separation: Option<Separation>,
    /// What the reader must know.
    pub warnings: Vec<ModelWarning>,
    /// Newton iterations.
    pub iterations: usize,
    /// Confidence level of the intervals.
    pub level: f64,
}

impl LogisticFit {
    /// -2 log-likelihood.
    pub fn deviance(&self) -> f64 {
        -2.0 * self.log_likelihood
    }

    /// Akaike's information criterion.
    pub fn aic(&self) -> f64 {
        self.deviance() + 2.0 * self.coefficients.len() as f64
    }

    /// Likelihood-ratio test against a model whose covariates are some of this one's, fitted to the same persons.
    ///
    /// # Errors
    /// Models of other persons, or not fewer coefficients.
    pub fn against(&self, smaller: &LogisticFit) -> Result<ModelTest, NotComputable> {
        if (self.n, self.events) != (smaller.n, smaller.events) {
            return Err(NotComputable::because("the models are not fitted to the same persons"));
        }
        let df = self.coefficients.len().saturating_sub(smaller.coefficients.len());
        if df == 0 {
            return Err(NotComputable::because("the other model has not fewer coefficients"));
        }
        Ok(ModelTest::new(2.0 * (self.log_likelihood - smaller.log_likelihood), df as f64))
    }
}

impl LogisticModel {
    /// A model of an outcome, one value a person, on covariates.
    ///
    /// # Errors
    /// An outcome for another number of persons; covariates that are constant, collinear, or too many for the persons.
    pub fn new(outcome: Vec<bool>, covariates: &Covariates) -> Result<LogisticModel, NotComputable> {
        if outcome.len() != covariates.rows() {
            let text = format!("{} outcomes for {} persons", outcome.len(), covariates.rows());
            return Err(NotComputable::because(text));
        }
        let (values, coordinates) = covariates.standardised()?;
        Ok(LogisticModel { outcome, names: covariates.names().to_vec(), values, coordinates })
    }

    /// Fits the model by Newton's method (iteratively reweighted least squares) until steps are below 1e-9 standard
    /// errors and one more step. O(persons x coefficients²) an iteration.
    ///
    /// # Errors
    /// Everybody or nobody has the outcome; a level that is not between 0 and 1.
    ///
    /// ```
    /// use retrocohort::analysis::regression::{Covariates, LogisticModel};
    /// let dose = Covariates::new(vec![("dose", vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])])?;
    /// let fit = LogisticModel::new(vec![false, false, true, false, true, true], &dose)?.fit(0.95)?;
    /// assert_eq!(fit.coefficients[1].name, "dose");
    /// let separated = LogisticModel::new(vec![false, false, false, true, true, true], &dose)?.fit(0.95)?;
    /// assert!(separated.separation.is_some() && separated.coefficients[1].outcome.is_err());
    /// # Ok::<(), retrocohort::analysis::NotComputable>(())
    /// ```
    pub fn fit(&self, level: f64) -> Result<LogisticFit, NotComputable> {
        let (null, full) = (self.point(&self.start()?)?, self.maximum()?);
        let sums = (self.outcome.len() as u64, self.events());
        report(&self.names, &self.coordinates.with_intercept(), sums, &null, &full, level)
    }

    /// Profile-likelihood interval of a coefficient (0 is the intercept): the values that a likelihood-ratio test at this
    /// level does not reject. Exact to 1e-10 standard errors; no spline.
    ///
    /// # Errors
    /// As [`LogisticModel::fit`]; separation; a coefficient that the model does not have.
    pub fn profile_interval(&self, coefficient: usize, level: f64) -> Result<(f64, f64), NotComputable> {
        let z = normal_limit(level)?;
        let maximum = self.maximum()?;
        if maximum.recession.is_some() {
            return Err(NotComputable::because(
                "the covariates separate the outcomes (use Firth's penalised likelihood)",
            ));
        }
        let map = self.coordinates.with_intercept();
        if coefficient >= map.nrows() {
            return Err(NotComputable::because("the model does not have this coefficient"));
        }
        let form = map.row(coefficient).transpose();
        let objective = |theta: &DVector<f64>| self.point(theta);
        let limit = |upwards| profile_limit(&objective, &maximum, &form, 0.5 * z * z, upwards, Convergence::Quadratic);
        Ok((limit(false)?, limit(true)?))
    }

    fn events(&self) -> u64 {
        self.outcome.iter().filter(|event| **event).count() as u64
    }

    fn point(&self, theta: &DVector<f64>) -> Result<Point, NotComputable> {
        let mut sums = LogisticSums::empty(theta.len());
        let rows = self.values.chunks_exact(self.names.len()).zip(&self.outcome);
        rows.for_each(|(row, &event)| sums.add(theta.as_slice(), row, event));
        Ok(point_of(&sums))
    }

    fn maximum(&self) -> Result<Maximum, NotComputable> {
        maximise(&|theta| self.point(theta), self.start()?, None, Convergence::Quadratic)
    }

    /// The intercept alone: where the fit starts, and what it is compared with.
    fn start(&self) -> Result<DVector<f64>, NotComputable> {
        let log_odds = log_odds(self.outcome.len() as u64, self.events())?;
        let mut start = DVector::zeros(self.names.len() + 1);
        start[0] = log_odds;
        Ok(start)
    }
}

/// Fits a logistic model from sums alone: `sums` is asked for those of all data at given coefficients, intercept first,
/// once or a few times an iteration. Merging the sums of several hospitals gives the fit to all of them.
///
/// # Errors
/// Those of `sums`, and as [`LogisticModel::fit`]. Constant or collinear covariates are seen as a singular information
/// matrix.
pub fn logistic_from_sums(
    names: &[String],
    sums: &dyn Fn(&[f64]) -> Result<LogisticSums, NotComputable>,
    level: f64,
) -> Result<LogisticFit, NotComputable> {
    let width = names.len() + 1;
    let at_zero = sums(&vec![0.0; width])?;
    let first = point_of(&at_zero);
    if first.score.len() != width {
        return Err(NotComputable::because("the sums are of a model with other coefficients"));
    }
    // Root mean squares of the covariates: the weights at 0 are all 1/4.
    let scale = first.information.diagonal().map(|sum| (4.0 * sum / at_zero.n as f64).sqrt());
    if !scale.iter().all(|scale| scale.is_normal()) {
        return Err(NotComputable::because("a covariate is 0 throughout, or nobody is in the sums"));
    }
    let map = DMatrix::from_diagonal(&scale.map(|scale| 1.0 / scale));
    let objective = |theta: &DVector<f64>| {
        let point = point_of(&sums((&map * theta).as_slice())?);
        if point.score.len() != width {
            return Err(NotComputable::because("the sums are of a model with other coefficients"));
        }
        let information = &map * point.information * &map;
        if information.clone().cholesky().is_none_or(|c| c.l_dirty().diagonal().min() < 1e-6) && theta.amax() == 0.0 {
            return Err(NotComputable::because("the covariates are collinear or constant"));
        }
        Ok(Point { score: &map * point.score, information, ..point })
    };
    let log_odds = log_odds(at_zero.n, at_zero.events)?;
    let start = DVector::from_fn(width, |i, _| if i == 0 { log_odds * scale[0] } else { 0.0 });
    let null = objective(&start)?;
    let full = maximise(&objective, start, None, Convergence::Quadratic)?;
    report(names, &map, (at_zero.n, at_zero.events), &null, &full, level)
}

/// Log odds of the outcome, if both happen.
fn log_odds(n: u64, events: u64) -> Result<f64, NotComputable> {
    match events {
        _ if n == 0 => Err(NotComputable::because("there is nobody to fit the model to")),
        0 => Err(NotComputable::because("nobody has the outcome")),
        events if events == n => Err(NotComputable::because("everybody has the outcome")),
        events if events > n => Err(NotComputable::because("more persons have the outcome than there are")),
        events => Ok((events as f64 / (n - events) as f64).ln()),
    }
}

pub(super) fn point_of(sums: &LogisticSums) -> Point {
    let width = sums.score.len();
    let cell = |i: usize, j: usize| {
        let (low, high) = (i.min(j), i.max(j));
        sums.information.get(high * (high + 1) / 2 + low).copied().unwrap_or(f64::NAN)
    };
    Point {
        log_likelihood: sums.log_likelihood,
        score: DVector::from_column_slice(&sums.score),
        information: DMatrix::from_fn(width, width, cell),
    }
}

/// Separation, seen in the log-likelihood: above -ln 2 everybody has a fitted probability above 1/2 for what happened,
/// and the covariates tell the outcomes apart without exception. Those whom a quasi-complete separation leaves undecided
/// have a finite maximum of their own, at which somebody is not on the right side.
fn separation(full: &Maximum) -> Option<Separation> {
    full.recession.as_ref()?;
    let complete = full.point.log_likelihood > -std::f64::consts::LN_2;
    Some(if complete { Separation::Complete } else { Separation::QuasiComplete })
}

/// The fit in the covariates' own units; `map` leads there from the coordinates of `null` and `full`.
fn report(
    names: &[String],
    map: &DMatrix<f64>,
    (n, events): (u64, u64),
    null: &Point,
    full: &Maximum,
    level: f64,
) -> Result<LogisticFit, NotComputable> {
    let separation = separation(full);
    let estimates = map * &full.at;
    let covariance = map * &full.covariance * map.transpose();
    let infinite: Vec<bool> = match &full.recession {
        None => vec![false; estimates.len()],
        Some(_) if separation == Some(Separation::Complete) => vec![true; estimates.len()],
        Some(step) => {
            let own = map * step;
            let scaled = (0..own.len()).map(|j| own[j] / map[(j, j)]);
            scaled.map(|change| change.abs() > 1e-4 * step.amax()).collect()
        }
    };
    let all_names = std::iter::once("(intercept)".to_owned()).chain(names.iter().cloned());
    let coefficients = coefficients(all_names, &estimates, &covariance, &infinite, level)?;
    let df = names.len() as f64;
    let mut warnings: Vec<ModelWarning> = few_events(events.min(n - events), names.len()).into_iter().collect();
    let mut wald = wald_statistic(&estimates, &covariance, 1).map(|statistic| ModelTest::new(statistic, df));
    if separation.is_some() {
        wald = Err(NotComputable::because("not every coefficient has a finite estimate (separation)"));
        let covariates =
            names.iter().zip(infinite.iter().skip(1)).filter(|(_, infinite)| **infinite).map(|(name, _)| name.clone());
        warnings.push(ModelWarning::InfiniteCoefficients { covariates: covariates.collect() });
    }
    let cholesky = null.information.clone().cholesky();
    let score = cholesky.ok_or_else(|| NotComputable::because("the information matrix is singular"))?;
    Ok(LogisticFit {
        n,
        events,
        coefficients,
        covariance: rows_of(&covariance),
        log_likelihood: full.point.log_likelihood,
        null_log_likelihood: null.log_likelihood,
        likelihood_ratio: ModelTest::new(2.0 * (full.point.log_likelihood - null.log_likelihood), df),
        score: ModelTest::new(score.solve(&null.score).dot(&null.score), df),
        wald,
        separation,
        warnings,
        iterations: full.iterations,
        level,
    })
}
