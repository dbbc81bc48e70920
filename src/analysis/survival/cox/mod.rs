//! Cox proportional-hazards regression.

mod concordance;
mod exact;
mod proportional_hazards;
mod risk_sets;

pub use concordance::Concordance;
pub use proportional_hazards::{ProportionalHazardsTest, TimeScale};

use crate::analysis::NotComputable;
use crate::analysis::effect::normal_limit;
use crate::analysis::regression::newton::{Convergence, Maximum, Point, maximise, profile_limit};
use crate::analysis::regression::{
    Coefficient, Coordinates, Covariates, ModelTest, ModelWarning, coefficients, few_events, rows_of, wald_statistic,
};
use crate::summary::first_of_near_ties;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use risk_sets::RiskSets;

/// How events at the same time share their risk set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// Efron 1977: nearest to the partial likelihood of untied data (R's default).
    Efron,
    /// Breslow 1974: every event has the whole risk set (SPSS, SAS, Stata).
    Breslow,
    /// The discrete logistic likelihood of Cox 1972: all ways in which as many could have had the event (R "exact", SAS
    /// "discrete"). Time grows with events at a time x persons at risk.
    Exact,
}

/// Follow-up times for a Cox model: a row a person, or a person's spell between two changes of a covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct Spells {
    entry: Option<Vec<f64>>,
    time: Vec<f64>,
    event: Vec<bool>,
    stratum: Option<Vec<usize>>,
}

impl Spells {
    /// Everybody followed from time 0 to `time`, where `event` says whether it happened.
    ///
    /// # Errors
    /// Lists of different length; a time that is negative or not finite (with its row).
    pub fn new(time: Vec<f64>, event: Vec<bool>) -> Result<Spells, NotComputable> {
        if time.len() != event.len() {
            return Err(NotComputable::because(format!("{} times and {} outcomes", time.len(), event.len())));
        }
        if let Some(row) = time.iter().position(|time| !(time.is_finite() && *time >= 0.0)) {
            let text = format!("the follow-up time in row {} is negative or not a finite number", row + 1);
            return Err(NotComputable::because(text));
        }
        Ok(Spells { entry: None, time, event, stratum: None })
    }

    /// The same, at risk only after `entry` (late entry; covariates that change with time, one row between changes).
    ///
    /// # Errors
    /// Another number of entries; one that is not finite, or not before the end of its spell (with its row).
    pub fn with_entry(mut self, entry: Vec<f64>) -> Result<Spells, NotComputable> {
        if entry.len() != self.time.len() {
            return Err(NotComputable::because(format!("{} entries and {} times", entry.len(), self.time.len())));
        }
        let sound = |(entry, time): (&f64, &f64)| entry.is_finite() && entry < time;
        if let Some(row) = entry.iter().zip(&self.time).position(|spell| !sound(spell)) {
            return Err(NotComputable::because(format!("the spell in row {} does not end after it begins", row + 1)));
        }
        self.entry = Some(entry);
        Ok(self)
    }

    /// The same, with a baseline hazard of its own for every stratum (any numbers).
    ///
    /// # Errors
    /// Another number of strata than rows.
    pub fn with_strata(mut self, stratum: Vec<usize>) -> Result<Spells, NotComputable> {
        if stratum.len() != self.time.len() {
            return Err(NotComputable::because(format!("{} strata and {} times", stratum.len(), self.time.len())));
        }
        self.stratum = Some(stratum);
        Ok(self)
    }

    /// The same with times that differ by no more than rounding made equal, as
    /// [`RiskTable::join_near_ties`](crate::summary::RiskTable::join_near_ties) does it.
    ///
    /// # Errors
    /// A spell that has no length any more.
    pub fn join_near_ties(mut self) -> Result<Spells, NotComputable> {
        let mut all: Vec<f64> = self.time.iter().chain(self.entry.iter().flatten()).copied().collect();
        all.sort_unstable_by(f64::total_cmp);
        all.dedup();
        let first = first_of_near_ties(&all);
        let joined = |time: &mut f64| {
            if let Some(first) = first.get(all.partition_point(|other| other < time)) {
                *time = *first;
            }
        };
        self.time.iter_mut().for_each(joined);
        match self.entry.take() {
            None => Ok(self),
            Some(mut entry) => {
                entry.iter_mut().for_each(joined);
                self.with_entry(entry)
            }
        }
    }
}

/// Cox's model: covariates multiply the hazard by a factor that does not change with time; the baseline hazard is free.
pub struct CoxModel {
    names: Vec<String>,
    risk_sets: RiskSets,
    coordinates: Coordinates,
    ties: Ties,
}

/// A fitted Cox model.
#[derive(Debug, Clone, PartialEq)]
pub struct CoxFit {
    /// Number of persons or spells.
    pub n: u64,
    /// Number of events.
    pub events: u64,
    /// Log hazard ratios, in the order of the covariates.
    pub coefficients: Vec<Coefficient>,
    /// Covariance of the estimates; without meaning for those that are infinite.
    pub covariance: Vec<Vec<f64>>,
    /// Largest partial log-likelihood, or its supremum where a coefficient is infinite.
    pub log_likelihood: f64,
    /// Partial log-likelihood with all coefficients 0.
    pub null_log_likelihood: f64,
    /// Likelihood-ratio test of all covariates.
    pub likelihood_ratio: ModelTest,
    /// Wald's test of all covariates, or why there is none.
    pub wald: Result<ModelTest, NotComputable>,
    /// Score test of all covariates; for one indicator and no ties the log-rank test.
    pub score: ModelTest,
    /// Harrell's concordance, or why there is none.
    pub concordance: Result<Concordance, NotComputable>,
    /// How ties were handled.
    pub ties: Ties,
    /// What the reader must know.
    pub warnings: Vec<ModelWarning>,
    /// Newton iterations.
    pub iterations: usize,
    /// Confidence level of the intervals.
    pub level: f64,
}

impl CoxFit {
    /// Wald's test of some of the coefficients (from 0), such as those of the indicators of a factor.
    ///
    /// # Errors
    /// A coefficient that is infinite or that the model does not have; none; a singular covariance.
    pub fn wald_of(&self, set: &[usize]) -> Result<ModelTest, NotComputable> {
        let absent = || NotComputable::because("the model does not have this covariate");
        let mut estimates = Vec::with_capacity(set.len());
        for &j in set {
            let outcome = &self.coefficients.get(j).ok_or_else(absent)?.outcome;
            estimates.push(outcome.as_ref().map_err(Clone::clone)?.estimate);
        }
        if set.is_empty() {
            return Err(absent());
        }
        let cell = |i: usize, j: usize| self.covariance.get(i).and_then(|row| row.get(j)).copied().unwrap_or(f64::NAN);
        let at = |i: usize| set.get(i).copied().unwrap_or(usize::MAX);
        let covariance = DMatrix::from_fn(set.len(), set.len(), |i, j| cell(at(i), at(j)));
        let statistic = wald_statistic(&DVector::from_vec(estimates), &covariance, 0)?;
        Ok(ModelTest::new(statistic, set.len() as f64))
    }
}

impl CoxModel {
    /// A model of follow-up times on covariates, row by row.
    ///
    /// # Errors
    /// Another number of rows; no event; covariates that are constant, collinear or too many; `Ties::Exact` with more
    /// ties than can be enumerated in reasonable time.
    ///
    /// ```
    /// use retrocohort::analysis::regression::Covariates;
    /// use retrocohort::analysis::survival::{CoxModel, Spells, Ties};
    /// let age = Covariates::new(vec![("age", vec![71.0, 48.0, 66.0, 52.0, 60.0])])?;
    /// let spells = Spells::new(vec![2.0, 9.0, 3.0, 5.0, 7.0], vec![true, false, true, true, false])?;
    /// let fit = CoxModel::new(spells, &age, Ties::Efron)?.fit(0.95)?;
    /// assert_eq!((fit.n, fit.events), (5, 3));
    /// # Ok::<(), retrocohort::analysis::NotComputable>(())
    /// ```
    pub fn new(spells: Spells, covariates: &Covariates, ties: Ties) -> Result<CoxModel, NotComputable> {
        if spells.time.len() != covariates.rows() {
            let text = format!("{} times for {} rows of covariates", spells.time.len(), covariates.rows());
            return Err(NotComputable::because(text));
        }
        if !spells.event.contains(&true) {
            return Err(NotComputable::because("no event was observed"));
        }
        let (values, coordinates) = covariates.standardised()?;
        let risk_sets = RiskSets::new(&spells, &values, covariates.columns());
        if ties == Ties::Exact && risk_sets.enumeration() > 1e9 {
            return Err(NotComputable::because("there are too many ties for the exact likelihood (use Efron's)"));
        }
        Ok(CoxModel { names: covariates.names().to_vec(), risk_sets, coordinates, ties })
    }

    /// Fits the model by Newton's method with step halving. O(rows x covariates²) an iteration.
    ///
    /// # Errors
    /// Covariates that do not differ within any risk set; a level that is not between 0 and 1.
    pub fn fit(&self, level: f64) -> Result<CoxFit, NotComputable> {
        let null = self.point(&self.start())?;
        let information = regular(&null)?;
        let full = self.maximum()?;
        let map = self.coordinates.slopes();
        let (estimates, covariance) = (&map * &full.at, &map * &full.covariance * map.transpose());
        let infinite: Vec<bool> = match &full.recession {
            None => vec![false; estimates.len()],
            Some(step) => step.iter().map(|change| change.abs() > 1e-4 * step.amax()).collect(),
        };
        let (df, events) = (self.names.len() as f64, self.risk_sets.events());
        let mut warnings: Vec<ModelWarning> = few_events(events, self.names.len()).into_iter().collect();
        let mut wald = wald_statistic(&estimates, &covariance, 0).map(|statistic| ModelTest::new(statistic, df));
        if full.recession.is_some() {
            wald = Err(NotComputable::because("not every coefficient has a finite estimate"));
            let named = self.names.iter().zip(&infinite).filter(|(_, infinite)| **infinite);
            warnings
                .push(ModelWarning::InfiniteCoefficients { covariates: named.map(|(name, _)| name.clone()).collect() });
        }
        Ok(CoxFit {
            n: self.risk_sets.rows(),
            events,
            coefficients: coefficients(self.names.iter().cloned(), &estimates, &covariance, &infinite, level)?,
            covariance: rows_of(&covariance),
            log_likelihood: full.point.log_likelihood,
            null_log_likelihood: null.log_likelihood,
            likelihood_ratio: ModelTest::new(2.0 * (full.point.log_likelihood - null.log_likelihood), df),
            wald,
            score: ModelTest::new(information.solve(&null.score).dot(&null.score), df),
            concordance: concordance::concordance(&self.risk_sets, &full.at),
            ties: self.ties,
            warnings,
            iterations: full.iterations,
            level,
        })
    }

    /// Profile-likelihood interval of a log hazard ratio (covariate from 0).
    ///
    /// # Errors
    /// As [`CoxModel::fit`]; an infinite coefficient; a covariate that the model does not have.
    pub fn profile_interval(&self, covariate: usize, level: f64) -> Result<(f64, f64), NotComputable> {
        let z = normal_limit(level)?;
        let maximum = self.maximum()?;
        if maximum.recession.is_some() {
            return Err(NotComputable::because("not every coefficient has a finite estimate"));
        }
        let map = self.coordinates.slopes();
        if covariate >= map.nrows() {
            return Err(NotComputable::because("the model does not have this covariate"));
        }
        let form = map.row(covariate).transpose();
        let objective = |theta: &DVector<f64>| self.point(theta);
        let limit = |upwards| profile_limit(&objective, &maximum, &form, 0.5 * z * z, upwards, Convergence::Quadratic);
        Ok((limit(false)?, limit(true)?))
    }

    /// Tests whether hazard ratios change with time: the score test of adding to every covariate its product with a
    /// function of time (Grambsch & Therneau 1994; exact score test as in R's `cox.zph` since survival 3.0).
    ///
    /// # Errors
    /// As [`CoxModel::fit`]; an infinite coefficient; exact ties; a logarithmic scale with an event at time 0; events at
    /// a single time.
    pub fn proportional_hazards(&self, scale: TimeScale) -> Result<ProportionalHazardsTest, NotComputable> {
        self.proportional_hazards_of(scale, &[])
    }

    /// The same with a joint test of every set of covariates (from 0), such as the indicators of a factor.
    ///
    /// # Errors
    /// As [`CoxModel::proportional_hazards`]; a covariate that the model does not have.
    pub fn proportional_hazards_of(
        &self,
        scale: TimeScale,
        sets: &[Vec<usize>],
    ) -> Result<ProportionalHazardsTest, NotComputable> {
        let maximum = self.maximum()?;
        if maximum.recession.is_some() {
            return Err(NotComputable::because("not every coefficient has a finite estimate"));
        }
        proportional_hazards::test(&self.names, &self.risk_sets, &maximum.at, self.ties, scale, sets)
    }

    fn start(&self) -> DVector<f64> {
        DVector::zeros(self.names.len())
    }

    fn point(&self, theta: &DVector<f64>) -> Result<Point, NotComputable> {
        let width = theta.len();
        let mut log_likelihood = 0.0;
        let mut score = DVector::zeros(width);
        let mut information = vec![0.0; width * width];
        self.risk_sets.walk(theta.as_slice(), self.ties, &mut |step| {
            log_likelihood += step.log_likelihood;
            score.iter_mut().zip(step.score).for_each(|(sum, part)| *sum += part);
            information.iter_mut().zip(step.information).for_each(|(sum, part)| *sum += part);
        });
        if !log_likelihood.is_finite() {
            return Err(NotComputable::because("the numbers are too large or too small to compute with"));
        }
        Ok(Point { log_likelihood, score, information: symmetric(&information, width) })
    }

    fn maximum(&self) -> Result<Maximum, NotComputable> {
        regular(&self.point(&self.start())?)?;
        maximise(&|theta| self.point(theta), self.start(), None, Convergence::Quadratic)
    }
}

/// The decomposed information, if every covariate differs within risk sets beyond what the others explain.
fn regular(point: &Point) -> Result<Cholesky<f64, Dyn>, NotComputable> {
    let largest = point.information.diagonal().max();
    let cholesky = point.information.clone().cholesky().ok_or_else(singular)?;
    let smallest = cholesky.l_dirty().diagonal().min();
    if smallest * smallest > 1e-11 * largest { Ok(cholesky) } else { Err(singular()) }
}

fn singular() -> NotComputable {
    NotComputable::because("the covariates do not differ, or are collinear, among those at risk when events happened")
}

/// A symmetric matrix from its lower triangle.
fn symmetric(lower: &[f64], width: usize) -> DMatrix<f64> {
    DMatrix::from_fn(width, width, |i, j| lower.get(i.max(j) * width + i.min(j)).copied().unwrap_or(f64::NAN))
}
