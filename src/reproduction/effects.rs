//! Effect sizes and group intervals of a printed row, for forest plots and charts of groups.

use super::comparison::{Comparison, GroupValues, Value};
use super::decimal::Rounding;
use super::row_data::{self, Data};
use crate::analysis::NotComputable;
use crate::analysis::effect::{self, EffectEstimate};
use crate::results::reproduction::{Effect, GroupInterval};
use crate::summary::Moments;

/// Confidence level of every interval.
pub const LEVEL: f64 = 0.95;

/// Effect sizes of a row of two groups, the second group against the first. Empty where none is determined.
pub fn effects(comparison: &Comparison, labels: &[String]) -> Vec<Effect> {
    let [first, second] = labels else { return Vec::new() };
    let contrast = format!("{second} v {first}");
    let Ok(readings) = row_data::read(comparison, Rounding::Nearest) else { return Vec::new() };
    let estimates: Vec<Result<EffectEstimate, NotComputable>> = match readings.first().map(|reading| &reading.data) {
        Some(Data::Counts { printed, .. }) if printed.rows() == 2 && printed.columns() == 2 => vec![
            effect::odds_ratio(printed, LEVEL),
            effect::risk_ratio(printed, LEVEL),
            effect::risk_difference(printed, LEVEL),
        ],
        Some(Data::Means(groups)) if groups.len() == 2 => {
            let moments = |i: usize| Moments::from_summary(groups[i].range.n, groups[i].mean, groups[i].sd);
            let (first, second) = (moments(0), moments(1));
            vec![
                effect::mean_difference(&first, &second, LEVEL),
                effect::standardized_mean_difference(&first, &second, LEVEL),
            ]
        }
        _ => Vec::new(),
    };
    let described = |estimate: EffectEstimate| Effect {
        measure: estimate.measure,
        contrast: contrast.clone(),
        estimate: Some(estimate.estimate),
        ci_low: Some(estimate.ci_low),
        ci_high: Some(estimate.ci_high),
        level: estimate.level,
        method: estimate.method,
    };
    estimates.into_iter().flatten().map(described).collect()
}

/// The estimate and interval that a chart of groups draws for one group.
pub fn interval(group: &GroupValues) -> Option<GroupInterval> {
    match &group.value {
        Value::Counts(counts) => {
            // Of two levels the first is drawn; more levels have no single proportion.
            let level = (counts.len() <= 2).then(|| counts.first()).flatten()?;
            let (estimate, low, high) = effect::wilson(level.count, group.n_used?, LEVEL).ok()?;
            Some(GroupInterval { measure: "proportion", estimate, low, high, method: "Wilson 95 % CI" })
        }
        Value::MeanSd { mean, sd } => {
            let (mean, sd) = (mean.value(), sd.value());
            Some(GroupInterval {
                measure: "mean",
                estimate: mean,
                low: mean - sd,
                high: mean + sd,
                method: "mean ± SD",
            })
        }
        Value::MeanSe { mean, se } => {
            let (mean, se) = (mean.value(), se.value());
            Some(GroupInterval {
                measure: "mean",
                estimate: mean,
                low: mean - se,
                high: mean + se,
                method: "mean ± SE",
            })
        }
        Value::MedianIqr { median, width } => {
            let (median, half) = (median.value(), width.value() / 2.0);
            let method = "median ± half the interquartile range";
            Some(GroupInterval { measure: "median", estimate: median, low: median - half, high: median + half, method })
        }
        Value::MedianQuartiles { median, q1, q3 } => Some(GroupInterval {
            measure: "median",
            estimate: median.value(),
            low: q1.value(),
            high: q3.value(),
            method: "median and quartiles",
        }),
        Value::MedianRange { median, min, max } => Some(GroupInterval {
            measure: "median",
            estimate: median.value(),
            low: min.value(),
            high: max.value(),
            method: "median and range",
        }),
        Value::Missing | Value::Number(_) => None,
    }
}
