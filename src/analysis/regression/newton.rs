//! Maximum of a concave log-likelihood by Newton's method with step halving, also under linear constraints, and the
//! limits of profile-likelihood intervals.

use crate::analysis::NotComputable;
use nalgebra::{DMatrix, DVector};

/// A log-likelihood with its first derivative and its information (expected or observed) at one place.
pub(in crate::analysis) struct Point {
    pub(in crate::analysis) log_likelihood: f64,
    pub(in crate::analysis) score: DVector<f64>,
    pub(in crate::analysis) information: DMatrix<f64>,
}

/// Where the log-likelihood is largest.
pub(in crate::analysis) struct Maximum {
    pub(in crate::analysis) at: DVector<f64>,
    pub(in crate::analysis) point: Point,
    /// Inverse of the information there.
    pub(in crate::analysis) covariance: DMatrix<f64>,
    pub(in crate::analysis) iterations: usize,
    /// Set when the log-likelihood approaches its supremum only at infinity: the direction in which it does.
    pub(in crate::analysis) recession: Option<DVector<f64>>,
    /// Derivative of the maximum with respect to the value of the first constraint.
    multiplier: f64,
}

/// Steps squared, in standard errors, below which the maximum is reached to all digits: Newton's method squares it.
const CONVERGED: f64 = 1e-18;
/// The same, where a method converges linearly.
const CONVERGED_LINEARLY: f64 = 1e-27;
/// Below this a step that is still long in units of the covariates leads to infinity: a finite maximum with such a
/// step would have a standard error of more than 30,000 standard deviations.
const AT_SUPREMUM: f64 = 1e-13;
const LONG_STEP: f64 = 0.01;
/// Longest change of a coefficient in one step, in units of standardised covariates.
const LONGEST_STEP: f64 = 5.0;
/// Most iterations: Newton's method needs about ten, and under separation one for every unit of log-likelihood, or hundreds
/// where those with and without the outcome nearly touch; scoring with a matrix that is only near the second derivative
/// may need many more, on samples so small that they cost nothing.
const ITERATIONS: usize = 1000;
const ITERATIONS_LINEAR: usize = 5000;

/// Which kind of information [`Point`] carries.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::analysis) enum Convergence {
    /// The negative second derivative.
    Quadratic,
    /// Another matrix near it.
    Linear,
}

/// The maximum, from a start; the columns of `fixed`, if any, are linear forms that keep the value they have at the
/// start.
pub(in crate::analysis) fn maximise(
    objective: &dyn Fn(&DVector<f64>) -> Result<Point, NotComputable>,
    start: DVector<f64>,
    fixed: Option<&DMatrix<f64>>,
    convergence: Convergence,
) -> Result<Maximum, NotComputable> {
    let singular = || NotComputable::because("the information matrix is singular");
    let mut at = start;
    let mut point = objective(&at)?;
    let mut last: Option<(DVector<f64>, DMatrix<f64>)> = None;
    let mut smallest = f64::INFINITY;
    let iterations = match convergence {
        Convergence::Quadratic => ITERATIONS,
        Convergence::Linear => ITERATIONS_LINEAR,
    };
    for iteration in 1..=iterations {
        let Some(cholesky) = point.information.clone().cholesky() else {
            // Information that has vanished on the way to infinity.
            let (step, covariance) = last.ok_or_else(singular)?;
            return Ok(Maximum {
                at,
                point,
                covariance,
                iterations: iteration,
                recession: Some(step),
                multiplier: 0.0,
            });
        };
        let mut step = cholesky.solve(&point.score);
        let mut multiplier = 0.0;
        // What of the score the constraints leave free: with the rest, rounding would hide that the maximum is reached.
        let mut free = point.score.clone();
        if let Some(forms) = fixed {
            let spread = cholesky.solve(forms);
            let pulls = (forms.transpose() * &spread).lu().solve(&(forms.transpose() * &step)).ok_or_else(singular)?;
            multiplier = pulls.get(0).copied().unwrap_or(0.0);
            step -= spread * &pulls;
            free -= forms * pulls;
        }
        let decrement = step.dot(&free);
        if !decrement.is_finite() {
            return Err(NotComputable::because("the numbers are too large or too small to compute with"));
        }
        let done = match convergence {
            Convergence::Quadratic => decrement <= CONVERGED,
            // Rounding of the score may keep the steps from becoming shorter still.
            Convergence::Linear => decrement <= CONVERGED_LINEARLY || (decrement < 1e-18 && decrement >= smallest),
        };
        smallest = smallest.min(decrement);
        let endless = decrement < AT_SUPREMUM && step.amax() > LONG_STEP;
        if done || endless {
            let covariance = cholesky.inverse();
            if done && !endless {
                at += &step;
                point = objective(&at)?;
            }
            let recession = endless.then_some(step);
            return Ok(Maximum { at, point, covariance, iterations: iteration, recession, multiplier });
        }
        let longest = step.amax();
        let mut length = if longest > LONGEST_STEP { LONGEST_STEP / longest } else { 1.0 };
        let slack = 1e-12 * (1.0 + point.log_likelihood.abs());
        let mut halvings = 0;
        let (next, there) = loop {
            let next = &at + &step * length;
            match objective(&next) {
                Ok(there) if there.log_likelihood >= point.log_likelihood - slack => break (next, there),
                _ if halvings < 40 => {}
                Ok(_) => return Err(NotComputable::because("the maximum of the likelihood was not found")),
                Err(error) => return Err(error),
            }
            length *= 0.5;
            halvings += 1;
        };
        last = Some((step, cholesky.inverse()));
        (at, point) = (next, there);
    }
    Err(NotComputable::because(format!("the maximum of the likelihood was not found in {iterations} iterations")))
}

/// The value of the linear form `form` on one side of the maximum at which the likelihood, maximised over everything
/// else, is `drop` below its maximum.
pub(in crate::analysis) fn profile_limit(
    objective: &dyn Fn(&DVector<f64>) -> Result<Point, NotComputable>,
    maximum: &Maximum,
    form: &DVector<f64>,
    drop: f64,
    upwards: bool,
    convergence: Convergence,
) -> Result<f64, NotComputable> {
    let spread = &maximum.covariance * form;
    let variance = spread.dot(form);
    let (centre, error) = (form.dot(&maximum.at), variance.sqrt());
    let side = if upwards { 1.0 } else { -1.0 };
    let fixed = DMatrix::from_column_slice(form.len(), 1, form.as_slice());
    let target = maximum.point.log_likelihood - drop;
    // Distances from the maximum in standard errors: the limit lies between `inside` and `outside`.
    let (mut inside, mut outside) = (0.0, f64::INFINITY);
    let mut distance = (2.0 * drop).sqrt();
    let (mut at, mut reached) = (maximum.at.clone(), 0.0);
    for _ in 0..100 {
        let start = &at + &spread * (side * (distance - reached) * error / variance);
        let there = maximise(objective, start, Some(&fixed), convergence)?;
        let above = there.point.log_likelihood - target;
        // Slope of the profile along the distance; negative.
        let slope = there.multiplier * side * error;
        (at, reached) = (there.at, distance);
        if above >= 0.0 {
            inside = distance;
        } else {
            outside = distance;
        }
        let newton = distance - above / slope;
        let next = if newton > inside && newton < outside && newton < 2.0 * distance + 1.0 {
            newton
        } else if outside.is_finite() {
            0.5 * (inside + outside)
        } else {
            2.0 * distance
        };
        if (next - distance).abs() <= 1e-11 * distance.max(1.0) {
            return Ok(centre + side * next * error);
        }
        distance = next;
    }
    Err(NotComputable::because("the limit of the profile likelihood was not found"))
}
