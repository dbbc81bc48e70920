//! How well a model predicts: discrimination, calibration, and what is left of both in new patients.

use super::design::Column;
use super::fitting::{beta, covariates};
use super::{Design, Method, Options};
use crate::analysis::NotComputable;
use crate::analysis::effect::wilson;
use crate::analysis::random::SplitMix64;
use crate::analysis::regression::{
    FirthModel, LogisticModel, RocPoint, auc, brier_score, calibration, calibration_groups, roc_curve,
};
use crate::results::model::{AreaRecord, CalibrationGroupRecord, Histogram, Optimism, Prediction, RocPointRecord};

/// Bars of the histogram of predictions.
const BARS: usize = 40;
/// Points of a curve that a picture can show.
const MOST_POINTS: usize = 500;

/// Performance in the patients of the model, and corrected for having been fitted to them.
pub(super) fn prediction(design: &Design, beta: &[f64], options: &Options) -> Result<Prediction, NotComputable> {
    let outcome = &design.outcome;
    let predicted = probabilities(&design.columns, outcome.len(), beta);
    let area = auc(outcome, &predicted, options.level)?;
    let n = outcome.len() as f64;
    let observed = outcome.iter().filter(|event| **event).count() as f64 / n;
    let (points, roc_thinned) = thinned(&roc_curve(outcome, &predicted)?);
    // Groups of ten patients at least, and not more than ten groups.
    let groups = calibration_groups(outcome, &predicted, (outcome.len() / 10).clamp(1, 10))?;
    let group = |group: &crate::analysis::regression::CalibrationGroup| {
        let (observed, ci_low, ci_high) = wilson(group.events, group.n, options.level)?;
        Ok(CalibrationGroupRecord {
            n: group.n,
            events: group.events,
            predicted: group.predicted,
            observed,
            ci_low,
            ci_high,
        })
    };
    let mut histogram = Histogram { events: vec![0; BARS], others: vec![0; BARS] };
    for (event, p) in outcome.iter().zip(&predicted) {
        let bars = if *event { &mut histogram.events } else { &mut histogram.others };
        let bar = ((p * BARS as f64) as usize).min(BARS - 1);
        bars.get_mut(bar).into_iter().for_each(|count| *count += 1);
    }
    Ok(Prediction {
        auc: AreaRecord {
            estimate: area.estimate,
            standard_error: area.standard_error,
            ci_low: area.interval.as_ref().ok().map(|limits| limits.0),
            ci_high: area.interval.as_ref().ok().map(|limits| limits.1),
            error: area.interval.as_ref().err().map(|error| error.reason.clone()),
        },
        brier: brier_score(outcome, &predicted)?,
        brier_of_proportion: observed * (1.0 - observed),
        mean_predicted: predicted.iter().sum::<f64>() / n,
        observed,
        optimism: optimism(design, (area.estimate, brier_score(outcome, &predicted)?), options),
        roc: points,
        roc_thinned,
        calibration: groups.iter().map(group).collect::<Result<_, NotComputable>>()?,
        histogram,
    })
}

/// Predicted probabilities. Coefficients beyond the columns are not looked at.
fn probabilities(columns: &[Column], patients: usize, beta: &[f64]) -> Vec<f64> {
    let (intercept, slopes) = beta.split_first().map_or((0.0, beta), |(first, rest)| (*first, rest));
    let mut log_odds = vec![intercept; patients];
    for (column, slope) in columns.iter().zip(slopes) {
        log_odds.iter_mut().zip(&column.values).for_each(|(sum, value)| *sum += slope * value);
    }
    log_odds.iter().map(|eta| 1.0 / (1.0 + (-eta).exp())).collect()
}

/// The corners of a curve, and of these as many as can be seen.
fn thinned(curve: &[RocPoint]) -> (Vec<RocPointRecord>, bool) {
    let straight = |a: &RocPoint, b: &RocPoint, c: &RocPoint| {
        (a.sensitivity == b.sensitivity && b.sensitivity == c.sensitivity)
            || (a.specificity == b.specificity && b.specificity == c.specificity)
    };
    let corner =
        |i: usize| match (i.checked_sub(1).and_then(|before| curve.get(before)), curve.get(i), curve.get(i + 1)) {
            (Some(a), Some(b), Some(c)) => !straight(a, b, c),
            _ => true,
        };
    let corners: Vec<&RocPoint> =
        curve.iter().enumerate().filter(|(i, _)| corner(*i)).map(|(_, point)| point).collect();
    let step = corners.len().div_ceil(MOST_POINTS).max(1);
    let last = corners.len().saturating_sub(1);
    let kept = corners.iter().enumerate().filter(|(i, _)| i % step == 0 || *i == last);
    let record = |point: &RocPoint| RocPointRecord {
        threshold: Some(point.threshold).filter(|threshold| threshold.is_finite()),
        sensitivity: point.sensitivity,
        specificity: point.specificity,
    };
    let points: Vec<RocPointRecord> = kept.map(|(_, point)| record(point)).collect();
    (points, step > 1)
}

/// Harrell's bootstrap: the model is fitted again in resamples of the patients, by the same rule, and what it is worth
/// there is compared with what it is worth in the patients themselves.
fn optimism(design: &Design, (area, brier): (f64, f64), options: &Options) -> Option<Optimism> {
    let usual = if design.outcome.len() < Options::LARGE { Options::RESAMPLES } else { 0 };
    let resamples = options.resamples.unwrap_or(usual);
    let mut random = SplitMix64::new(options.seed);
    let (mut used, mut slopes) = (0_u64, 0_u64);
    let (mut of_area, mut of_brier, mut slope, mut intercept) = (0.0, 0.0, 0.0, 0.0);
    for _ in 0..resamples {
        let drawn: Vec<usize> = design.outcome.iter().map(|_| random.below(design.outcome.len())).collect();
        let Ok((in_sample, in_all, predicted)) = once(design, &drawn, options) else { continue };
        used += 1;
        of_area += in_sample.0 - in_all.0;
        of_brier += in_sample.1 - in_all.1;
        let Ok(calibrated) = calibration(&design.outcome, &predicted, options.level) else { continue };
        if let (Ok(line), Ok(shift)) = (&calibrated.slope.outcome, &calibrated.intercept.outcome) {
            slopes += 1;
            slope += line.estimate;
            intercept += shift.estimate;
        }
    }
    let mean = |sum: f64, count: u64| (count > 0).then(|| sum / count as f64);
    Some(Optimism {
        resamples,
        used,
        seed: options.seed,
        auc: area - mean(of_area, used)?,
        brier: brier - mean(of_brier, used)?,
        slope: mean(slope, slopes),
        intercept: mean(intercept, slopes),
    })
}

type Worth = (f64, f64);

/// One resample: area and Brier's score there and in all patients, and the predictions of these.
fn once(design: &Design, drawn: &[usize], options: &Options) -> Result<(Worth, Worth, Vec<f64>), NotComputable> {
    let outcome: Vec<bool> = drawn.iter().filter_map(|row| design.outcome.get(*row).copied()).collect();
    let values = |column: &Column| drawn.iter().filter_map(|row| column.values.get(*row).copied()).collect();
    let columns: Vec<Column> =
        design.columns.iter().map(|column| Column { values: values(column), ..column.clone() }).collect();
    // A level that nobody drew has no coefficient, as when it had never been seen.
    let varies = |i: usize| {
        columns.get(i).is_some_and(|column| column.values.iter().any(|value| Some(value) != column.values.first()))
    };
    let found = refit(&outcome, &columns, &varies, options)?;
    let mut estimates = found.iter().copied();
    let mut beta = vec![estimates.next().unwrap_or(0.0)];
    beta.extend((0..columns.len()).map(|i| if varies(i) { estimates.next().unwrap_or(0.0) } else { 0.0 }));
    let there = probabilities(&columns, outcome.len(), &beta);
    let here = probabilities(&design.columns, design.outcome.len(), &beta);
    let worth = |outcome: &[bool], predicted: &[f64]| -> Result<Worth, NotComputable> {
        Ok((auc(outcome, predicted, options.level)?.estimate, brier_score(outcome, predicted)?))
    };
    Ok((worth(&outcome, &there)?, worth(&design.outcome, &here)?, here))
}

/// Estimates by the rule of the model, intercept first.
fn refit(
    outcome: &[bool],
    columns: &[Column],
    varies: &dyn Fn(usize) -> bool,
    options: &Options,
) -> Result<Vec<f64>, NotComputable> {
    let covariates = covariates(columns, varies)?;
    let none = || NotComputable::because("not every coefficient has a finite estimate");
    if options.method != Method::Firth {
        let fit = LogisticModel::new(outcome.to_vec(), &covariates)?.fit(options.level)?;
        if fit.separation.is_none() || options.method == Method::MaximumLikelihood {
            return beta(&fit.coefficients).ok_or_else(none);
        }
    }
    beta(&FirthModel::new(outcome.to_vec(), &covariates)?.fit(options.level)?.coefficients).ok_or_else(none)
}
