//! Values of one group that print as its cell, on the grid of the data's decimals.

use super::{median, moments};
use crate::analysis::random::SplitMix64;
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::{Decimal, Interval, Rounding};
use crate::summary::{QuantileType, ValueCounts};

/// Where values lie and how they are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Decimals of the data.
    pub(super) decimals: u32,
    /// Smallest value allowed, in units of the last decimal.
    pub(super) low: Option<i64>,
    /// Largest value allowed, in units of the last decimal.
    pub(super) high: Option<i64>,
}

/// Numbers of the last decimal beyond which doubles have gaps.
pub(super) const LARGEST: f64 = 9e15;

impl Grid {
    /// A number in units of the last decimal.
    pub(super) fn units(&self, value: f64) -> f64 {
        value * 10f64.powi(self.decimals as i32)
    }

    pub(super) fn allows(&self, value: i64) -> bool {
        self.low.is_none_or(|low| value >= low) && self.high.is_none_or(|high| value <= high)
    }

    /// The nearest value allowed.
    pub(super) fn clamp(&self, value: i64) -> i64 {
        let value = self.low.map_or(value, |low| value.max(low));
        self.high.map_or(value, |high| value.min(high))
    }

    /// The double that a value on the grid is read as.
    pub(super) fn number(&self, units: i64) -> f64 {
        Decimal { digits: units.into(), decimals: self.decimals, negative: units < 0 }.value()
    }
}

/// The values that print as a number, the ends (where rounding may go either way) left out.
pub(super) fn inside(printed: Decimal) -> Interval {
    let (interval, margin) = (printed.interval(Rounding::Nearest), 0.02 * printed.half_unit());
    Interval { low: interval.low + margin, high: interval.high - margin }
}

/// `n` values that print as `value`; `None` where none were found.
pub(super) fn draw(
    value: &Value,
    n: u64,
    grid: &Grid,
    quantiles: QuantileType,
    random: &mut SplitMix64,
) -> Option<Vec<i64>> {
    let n = usize::try_from(n).ok().filter(|n| *n > 0)?;
    let values = match *value {
        Value::MeanSd { mean, sd } => moments::draw(n, inside(mean), inside(sd), grid, random),
        Value::MeanSe { mean, se } => {
            let (se, root) = (inside(se), (n as f64).sqrt());
            moments::draw(n, inside(mean), Interval { low: se.low * root, high: se.high * root }, grid, random)
        }
        Value::MedianIqr { .. } | Value::MedianQuartiles { .. } | Value::MedianRange { .. } => {
            median::draw(value, n, grid, quantiles, random)
        }
        Value::Missing | Value::Counts(_) | Value::Number(_) => None,
    }?;
    let numbers: Vec<f64> = values.iter().map(|units| grid.number(*units)).collect();
    (values.len() == n && prints(value, &numbers, quantiles)).then_some(values)
}

/// Whether values print as a cell, computed as `compare` computes them.
pub(super) fn prints(value: &Value, numbers: &[f64], quantiles: QuantileType) -> bool {
    let Ok(counts) = ValueCounts::from_groups(&[numbers.to_vec()]) else { return false };
    let moments = counts.moments(0);
    let is = |printed: Decimal, number: Option<f64>| number.is_some_and(|number| inside(printed).contains(number));
    let quantile = |p: f64| counts.quantile(0, p, quantiles);
    let (low, high) = counts.range(0).unzip();
    match *value {
        Value::MeanSd { mean, sd } => is(mean, Some(moments.mean)) && is(sd, moments.sd()),
        Value::MeanSe { mean, se } => {
            is(mean, Some(moments.mean)) && is(se, moments.sd().map(|sd| sd / (numbers.len() as f64).sqrt()))
        }
        Value::MedianIqr { median, width } => {
            let iqr = quantile(0.75).zip(quantile(0.25)).map(|(q3, q1)| q3 - q1);
            is(median, quantile(0.5)) && is(width, iqr)
        }
        Value::MedianQuartiles { median, q1, q3 } => {
            is(median, quantile(0.5)) && is(q1, quantile(0.25)) && is(q3, quantile(0.75))
        }
        Value::MedianRange { median, min, max } => is(median, quantile(0.5)) && is(min, low) && is(max, high),
        Value::Missing | Value::Counts(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(value: f64, decimals: u32) -> Decimal {
        let digits = (value * 10f64.powi(decimals as i32)).round() as i128;
        Decimal { digits, decimals, negative: digits < 0 }
    }

    fn found(value: &Value, n: u64, decimals: u32, rule: QuantileType) -> Option<Vec<i64>> {
        let grid = Grid { decimals, low: None, high: None };
        draw(value, n, &grid, rule, &mut SplitMix64::named(1, "test"))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        /// Cells that data can print are printed by other data.
        #[test]
        fn what_data_print_is_found(values in prop::collection::vec(0..300_i64, 3..40), type_6 in any::<bool>()) {
            let rule = if type_6 { QuantileType::Type6 } else { QuantileType::Type7 };
            let numbers: Vec<f64> = values.iter().map(|x| *x as f64 / 10.0).collect();
            let counts = ValueCounts::from_groups(std::slice::from_ref(&numbers)).expect("finite");
            let (moments, n) = (counts.moments(0), values.len() as u64);
            let q = |p| printed(counts.quantile(0, p, rule).expect("values"), 2);
            let mean_sd = Value::MeanSd { mean: printed(moments.mean, 1), sd: printed(moments.sd().expect("sd"), 1) };
            prop_assert!(found(&mean_sd, n, 1, rule).is_some(), "{mean_sd:?}");
            let quartiles = Value::MedianQuartiles { median: q(0.5), q1: q(0.25), q3: q(0.75) };
            prop_assert!(found(&quartiles, n, 2, rule).is_some(), "{quartiles:?}");
            let width = printed(quantile_width(&counts, rule), 2);
            let iqr = Value::MedianIqr { median: q(0.5), width };
            prop_assert!(found(&iqr, n, 2, rule).is_some(), "{iqr:?}");
        }
    }

    fn quantile_width(counts: &ValueCounts, rule: QuantileType) -> f64 {
        counts.quantile(0, 0.75, rule).expect("values") - counts.quantile(0, 0.25, rule).expect("values")
    }

    #[test]
    fn what_no_data_print_is_not_found() {
        // Eight whole numbers have no mean of 56.7: 453 / 8 = 56.625, 454 / 8 = 56.75.
        let value = Value::MeanSd { mean: printed(56.7, 1), sd: printed(10.7, 1) };
        assert!(found(&value, 8, 0, QuantileType::Type7).is_none());
        assert!(found(&value, 8, 1, QuantileType::Type7).is_some());
        let crossed = Value::MedianQuartiles { median: printed(5.0, 0), q1: printed(6.0, 0), q3: printed(9.0, 0) };
        assert!(found(&crossed, 9, 0, QuantileType::Type6).is_none());
    }

    #[test]
    fn limits_are_respected() {
        let grid = Grid { decimals: 0, low: Some(0), high: Some(90) };
        let value = Value::MeanSd { mean: printed(4.1, 1), sd: printed(8.0, 1) };
        let values = draw(&value, 30, &grid, QuantileType::Type7, &mut SplitMix64::named(3, "x")).expect("a sample");
        assert!(values.iter().all(|x| (0..=90).contains(x)), "{values:?}");
    }
}
