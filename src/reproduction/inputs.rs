//! The figures that tests are given, as results: what anybody needs to recompute a row elsewhere.

use super::comparison::{Comparison, GroupValues, Value};
use super::decimal::Rounding;
use super::row_data::{self, Data, RowData};
use crate::results::reproduction::{Figures, MeanInput, MedianInput, MedianSpread, TestInput};

/// Every reading of a row as figures, the plain one first; empty where the printed figures are none.
pub fn inputs(comparison: &Comparison) -> Vec<TestInput> {
    // The rounding widens what the figures stand for, not the figures.
    match row_data::read(comparison, Rounding::Nearest) {
        Ok(readings) => readings.into_iter().map(|reading| of_reading(comparison, reading)).collect(),
        Err(_) => medians(comparison).into_iter().collect(),
    }
}

fn of_reading(comparison: &Comparison, reading: RowData) -> TestInput {
    let figures = match reading.data {
        Data::Counts { printed, .. } => Figures::Counts(printed.to_rows()),
        Data::Means(groups) => {
            let input = |(printed, group): (row_data::PrintedMean, &GroupValues)| MeanInput {
                n: printed.range.n,
                mean: printed.mean,
                sd: printed.sd,
                se: match group.value {
                    Value::MeanSe { se, .. } => Some(se.value()),
                    _ => None,
                },
            };
            Figures::Means(groups.into_iter().zip(&comparison.groups).map(input).collect())
        }
    };
    TestInput { variant: reading.variant, figures }
}

/// Medians of all groups, where each has one.
fn medians(comparison: &Comparison) -> Option<TestInput> {
    let input = |group: &GroupValues| {
        let (median, spread) = match group.value {
            Value::MedianIqr { median, width } => (median, MedianSpread::Iqr(width.value())),
            Value::MedianQuartiles { median, q1, q3 } => (median, MedianSpread::Quartiles(q1.value(), q3.value())),
            Value::MedianRange { median, min, max } => (median, MedianSpread::Range(min.value(), max.value())),
            _ => return None,
        };
        Some(MedianInput { n: group.n_used?, median: median.value(), spread })
    };
    let groups: Vec<MedianInput> = comparison.groups.iter().map(input).collect::<Option<_>>()?;
    (groups.len() >= 2).then_some(TestInput { variant: None, figures: Figures::Medians(groups) })
}
