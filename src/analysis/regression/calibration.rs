//! How well predicted probabilities agree with what happened.

use super::{Coefficient, Covariates, LogisticModel, ModelTest};
use crate::analysis::NotComputable;
use crate::analysis::regression::newton::{Convergence, Point, maximise};
use crate::analysis::regression::{coefficients, logistic_sums::Fitted};
use nalgebra::{DMatrix, DVector};

/// Calibration of predicted probabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Brier's (1950) score: mean squared difference between prediction and outcome; 0 is perfect.
    pub brier: f64,
    /// Brier's score of predicting the observed proportion for everybody.
    pub brier_of_proportion: f64,
    /// Calibration in the large: the shift of all predicted log odds that fits best (logistic model with the predicted
    /// log odds as offset). 0 when as many have the outcome as were predicted; null hypothesis of its P value.
    pub intercept: Coefficient,
    /// Slope of the observed on the predicted log odds (Cox 1958). Below 1 the predictions are too extreme. Its P value
    /// tests a slope of 0; `ideal` tests what matters.
    pub slope: Coefficient,
    /// Likelihood-ratio test of intercept 0 and slope 1 together, or why there is none.
    pub ideal: Result<ModelTest, NotComputable>,
}

/// One group of persons with similar predictions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationGroup {
    /// Persons.
    pub n: u64,
    /// Those with the outcome.
    pub events: u64,
    /// Mean predicted probability.
    pub predicted: f64,
    /// Proportion with the outcome.
    pub observed: f64,
}

/// Calibration of probabilities, one a person, strictly between 0 and 1.
///
/// Computed on the data to which the model was fitted, intercept and slope are 0 and 1 by construction and say nothing.
///
/// # Errors
/// Lists of different length, nobody, a probability that is not between 0 and 1. Nobody or everybody with the outcome is
/// no error: the coefficients then say why they are none.
pub fn calibration(outcome: &[bool], predicted: &[f64], level: f64) -> Result<Calibration, NotComputable> {
    let n = checked(outcome, predicted)?;
    if predicted.iter().any(|p| *p == 0.0 || *p == 1.0) {
        return Err(NotComputable::because("a predicted probability is 0 or 1, which no log odds can express"));
    }
    let share = outcome.iter().filter(|event| **event).count() as f64 / n;
    let log_odds: Vec<f64> = predicted.iter().map(|p| p.ln() - (-p).ln_1p()).collect();
    let as_coefficient = |name: &str, outcome: Result<Coefficient, NotComputable>| {
        outcome.unwrap_or_else(|error| Coefficient { name: name.to_owned(), outcome: Err(error) })
    };
    let fit = Covariates::new(vec![("slope", log_odds.clone())])
        .and_then(|covariate| LogisticModel::new(outcome.to_vec(), &covariate))
        .and_then(|model| model.fit(level));
    let as_predicted: f64 =
        log_odds.iter().zip(outcome).map(|(&eta, &event)| Fitted::at(eta, event).log_likelihood).sum();
    let slope = fit
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|fit| fit.coefficients.get(1).cloned().ok_or_else(|| NotComputable::because("there is no slope")));
    Ok(Calibration {
        brier: brier_score(outcome, predicted)?,
        brier_of_proportion: share * (1.0 - share),
        intercept: as_coefficient("intercept", shift(outcome, &log_odds, level)),
        slope: as_coefficient("slope", slope),
        ideal: fit.map(|fit| ModelTest::new(2.0 * (fit.log_likelihood - as_predicted), 2.0)),
    })
}

/// Mean squared difference between predicted probabilities (0 and 1 allowed) and the outcome.
///
/// # Errors
/// Lists of different length, nobody, a probability that is not between 0 and 1.
pub fn brier_score(outcome: &[bool], predicted: &[f64]) -> Result<f64, NotComputable> {
    let n = checked(outcome, predicted)?;
    let squares = predicted.iter().zip(outcome).map(|(p, &event)| (f64::from(u8::from(event)) - p).powi(2));
    Ok(squares.sum::<f64>() / n)
}

/// Persons in `groups` groups of ascending prediction, as equal in size as can be without parting equal predictions.
///
/// # Errors
/// As [`brier_score`]; no group.
pub fn calibration_groups(
    outcome: &[bool],
    predicted: &[f64],
    groups: usize,
) -> Result<Vec<CalibrationGroup>, NotComputable> {
    checked(outcome, predicted)?;
    if groups == 0 {
        return Err(NotComputable::because("calibration needs at least one group"));
    }
    let groups = groups.min(outcome.len());
    let mut sorted: Vec<(f64, bool)> = predicted.iter().copied().zip(outcome.iter().copied()).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found: Vec<Vec<(f64, bool)>> = vec![Vec::new(); groups];
    let mut before = 0;
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        // Equal predictions go where their middle belongs.
        let group = (2 * before + tied.len()) * groups / (2 * sorted.len());
        if let Some(group) = found.get_mut(group.min(groups - 1)) {
            group.extend_from_slice(tied);
        }
        before += tied.len();
    }
    let summary = |group: &Vec<(f64, bool)>| {
        let n = group.len() as f64;
        let events = group.iter().filter(|person| person.1).count();
        let predicted = group.iter().map(|person| person.0).sum::<f64>() / n;
        CalibrationGroup { n: group.len() as u64, events: events as u64, predicted, observed: events as f64 / n }
    };
    Ok(found.iter().filter(|group| !group.is_empty()).map(summary).collect())
}

fn checked(outcome: &[bool], predicted: &[f64]) -> Result<f64, NotComputable> {
    if outcome.len() != predicted.len() {
        return Err(NotComputable::because(format!("{} outcomes and {} predictions", outcome.len(), predicted.len())));
    }
    if outcome.is_empty() {
        return Err(NotComputable::because("there is nobody to compare predictions with"));
    }
    if let Some(row) = predicted.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(NotComputable::because(format!("the prediction in row {} is not a probability", row + 1)));
    }
    Ok(outcome.len() as f64)
}

/// The intercept of a logistic model whose only other part is the offset.
fn shift(outcome: &[bool], offset: &[f64], level: f64) -> Result<Coefficient, NotComputable> {
    let events = outcome.iter().filter(|event| **event).count();
    if events == 0 || events == outcome.len() {
        return Err(NotComputable::because("everybody or nobody has the outcome"));
    }
    let objective = |shift: &DVector<f64>| {
        let (mut log_likelihood, mut score, mut information) = (0.0, 0.0, 0.0);
        for (&event, offset) in outcome.iter().zip(offset) {
            let fitted = Fitted::at(offset + shift.sum(), event);
            log_likelihood += fitted.log_likelihood;
            score += fitted.residual;
            information += fitted.weight;
        }
        let information = DMatrix::from_element(1, 1, information);
        Ok(Point { log_likelihood, score: DVector::from_element(1, score), information })
    };
    let found = maximise(&objective, DVector::zeros(1), None, Convergence::Quadratic)?;
    let named = coefficients(["intercept".to_owned()], &found.at, &found.covariance, &[], level)?;
    named.into_iter().next().ok_or_else(|| NotComputable::because("there is no intercept"))
}
