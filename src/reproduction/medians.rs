//! What printed medians and quartiles leave open: the P values that a rank-sum test could have given.
//!
//! Null: both groups come from one distribution. A rank-sum P is not determined by medians and quartiles; they only
//! bound every ordered value, and with it the Mann-Whitney U. Two things can be said: the P under a stated shape, and
//! the range outside which no data could have printed these figures.

use super::comparison::{Comparison, GroupValues, Value};
use super::decimal::{Decimal, Interval, Rounding};
use crate::analysis::distribution::{normal_quantile, normal_two_sided};

/// What a row of medians allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSumBounds {
    /// P if each group is a split normal with the printed median and quartiles.
    pub plausible: f64,
    /// P values that some data with these figures could give.
    pub attainable: Interval,
}

/// Bounds on the ordered values of one group.
struct Ordered {
    low: Vec<f64>,
    high: Vec<f64>,
    /// Values at the normal scores of the stated shape.
    shape: Vec<f64>,
}

/// Largest group for which every ordered value is bounded one by one.
const MOST_VALUES: u64 = 5000;

/// Bounds for two groups; `None` when a group prints no median with quartiles or range, has no size, or is very large.
///
/// Missing values: the printed group sizes are taken as the numbers of values. Source of the bounds: sample quantiles of
/// types 1 to 9 (Hyndman & Fan 1996).
/// Complexity: `O(n log n)`.
pub fn rank_sum_bounds(comparison: &Comparison) -> Option<RankSumBounds> {
    let [first, second] = comparison.groups.as_slice() else { return None };
    let (x, y) = (ordered(first)?, ordered(second)?);
    let (n1, n2) = (x.low.len() as f64, y.low.len() as f64);
    let mean = n1 * n2 / 2.0;
    let most = mann_whitney(&x.high, &y.low) - mean;
    let least = mann_whitney(&x.low, &y.high) - mean;
    let untied = (n1 * n2 * (n1 + n2 + 1.0) / 12.0).sqrt();
    let furthest = most.abs().max(least.abs());
    // Ties shrink the variance, at most to that of the data in which the ordered values stand at their bounds.
    let tied = standard_deviation(&x.high, &y.low).min(standard_deviation(&x.low, &y.high)).min(untied);
    let low = if tied > 0.0 { normal_two_sided(furthest / tied) } else { 0.0 };
    let exact = smallest_exact(x.low.len() as u64, y.low.len() as u64);
    let nearest = if least <= 0.0 && most >= 0.0 { 0.0 } else { least.abs().min(most.abs()) };
    let high = if nearest == 0.0 { 1.0 } else { normal_two_sided((nearest - 0.5).max(0.0) / untied) };
    let shape = mann_whitney(&x.shape, &y.shape) - mean;
    let spread = standard_deviation(&x.shape, &y.shape);
    let plausible = if spread > 0.0 { normal_two_sided(shape / spread) } else { 1.0 };
    Some(RankSumBounds { plausible, attainable: Interval { low: low.min(exact), high } })
}

/// Bounds and shape of one group.
fn ordered(group: &GroupValues) -> Option<Ordered> {
    let n = group.n_used.filter(|n| (1..=MOST_VALUES).contains(n))?;
    let around = |number: Decimal| number.interval(Rounding::Nearest);
    let whole = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
    // (quantile, values that it can have); then the points of the shape.
    let (known, points) = match group.value {
        Value::MedianQuartiles { median, q1, q3 } => (
            vec![(0.25, around(q1)), (0.5, around(median)), (0.75, around(q3))],
            (q1.value(), median.value(), q3.value()),
        ),
        Value::MedianIqr { median, width } => {
            let (center, widest) = (around(median), width.value().abs() + width.half_unit());
            let q1 = Interval { low: center.low - widest, high: center.high };
            let q3 = Interval { low: center.low, high: center.high + widest };
            let half = width.value() / 2.0;
            (
                vec![(0.25, q1), (0.5, center), (0.75, q3)],
                (median.value() - half, median.value(), median.value() + half),
            )
        }
        Value::MedianRange { median, min, max } => {
            // A range of n values spans about twice the normal score of its largest value.
            let score = normal_quantile((n as f64 - 0.375) / (n as f64 + 0.25)).max(0.5);
            let scale = 0.674_489_750_196_081_7 / score;
            let (low, center, high) = (min.value(), median.value(), max.value());
            (
                vec![(0.0, around(min)), (0.5, around(median)), (1.0, around(max))],
                (center - (center - low) * scale, center, center + (high - center) * scale),
            )
        }
        _ => return None,
    };
    let count = n as usize;
    let (mut low, mut high) = (vec![whole.low; count], vec![whole.high; count]);
    for (p, values) in &known {
        // Ordered values from index `upper` on are at least the quantile, the first `lower` at most, under type 6 and
        // type 7, between which the other types lie.
        let (type_7, type_6) = (p * (n as f64 - 1.0), p * (n as f64 + 1.0));
        let upper = type_7.ceil().max(type_6.ceil() - 1.0) as usize;
        let lower = ((type_7.floor() + 1.0).min(type_6.floor()) as usize).max(usize::from(*p == 0.0)).min(count);
        low[upper.min(count - 1)..].iter_mut().for_each(|bound| *bound = bound.max(values.low));
        high[..lower].iter_mut().for_each(|bound| *bound = bound.min(values.high));
    }
    let quartile = 0.674_489_750_196_081_7;
    let shape = (1..=count)
        .map(|i| {
            let z = normal_quantile((i as f64 - 0.5) / n as f64);
            let side = if z < 0.0 { points.1 - points.0 } else { points.2 - points.1 };
            // Values that are equal must not differ by the rounding of the quantile: ties count.
            let value = points.1 + z * side / quartile;
            (value * 1e9).round() / 1e9
        })
        .collect();
    Some(Ordered { low, high, shape })
}

/// Mann-Whitney U: pairs in which the first value is larger, ties counted as half. Both slices are sorted.
fn mann_whitney(x: &[f64], y: &[f64]) -> f64 {
    x.iter()
        .map(|value| {
            let below = y.partition_point(|other| other < value);
            let up_to = y.partition_point(|other| other <= value);
            (below + up_to) as f64 / 2.0
        })
        .sum()
}

/// Standard deviation of U under the null hypothesis, given the ties in these data.
fn standard_deviation(x: &[f64], y: &[f64]) -> f64 {
    let mut all: Vec<f64> = x.iter().chain(y).copied().collect();
    all.sort_by(f64::total_cmp);
    let total = all.len() as f64;
    let ties: f64 = all.chunk_by(|a, b| a == b).map(|tie| (tie.len() as f64).powi(3) - tie.len() as f64).sum();
    let (n1, n2) = (x.len() as f64, y.len() as f64);
    (n1 * n2 / 12.0 * ((total + 1.0) - ties / (total * (total - 1.0)))).max(0.0).sqrt()
}

/// Smallest two-sided exact P: complete separation, `2 / C(n1 + n2, n1)`.
fn smallest_exact(n1: u64, n2: u64) -> f64 {
    let log: f64 = (1..=n1.min(n2)).map(|i| ((n1.max(n2) + i) as f64 / i as f64).ln()).sum();
    (2.0 * (-log).exp()).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reproduction::comparison::{Kind, PrintedCell};
    use crate::reproduction::notation::Notation;
    use proptest::prelude::*;

    fn row(groups: Vec<(u64, Value)>) -> Comparison {
        let cell = || PrintedCell { text: String::new(), notation: Notation::Empty, line: 1, column: 1 };
        Comparison {
            line: 1,
            section: None,
            label: "x".into(),
            name: "x".into(),
            unit: None,
            level: None,
            kind: Kind::MedianQuartiles,
            evidence: vec!["test".into()],
            alternative: None,
            levels: vec![],
            groups: groups
                .into_iter()
                .map(|(n, value)| GroupValues { cells: vec![cell()], value, n_used: Some(n) })
                .collect(),
            overall: None,
            p: None,
            statistic: None,
        }
    }

    fn decimal(tenths: i64) -> Decimal {
        Decimal { digits: tenths.into(), decimals: 1, negative: tenths < 0 }
    }

    /// Type 7 quantile of sorted tenths, rounded to tenths.
    fn quantile(sorted: &[i64], p: f64) -> Decimal {
        let h = p * (sorted.len() as f64 - 1.0);
        let (low, high) = (sorted[h.floor() as usize] as f64, sorted[h.ceil() as usize] as f64);
        decimal((low + (h - h.floor()) * (high - low)).round() as i64)
    }

    proptest! {
        #[test]
        fn no_data_fall_outside_the_attainable_range(
            mut x in prop::collection::vec(-300i64..300, 3..25),
            mut y in prop::collection::vec(-300i64..300, 3..25),
        ) {
            x.sort();
            y.sort();
            let value = |v: &[i64]| Value::MedianQuartiles {
                median: quantile(v, 0.5), q1: quantile(v, 0.25), q3: quantile(v, 0.75),
            };
            let bounds = rank_sum_bounds(&row(vec![
                (x.len() as u64, value(&x)), (y.len() as u64, value(&y)),
            ])).unwrap();
            let tenths = |v: &[i64]| v.iter().map(|t| *t as f64 / 10.0).collect::<Vec<_>>();
            let (x, y) = (tenths(&x), tenths(&y));
            let deviation = mann_whitney(&x, &y) - (x.len() * y.len()) as f64 / 2.0;
            let p = normal_two_sided(deviation / standard_deviation(&x, &y));
            prop_assert!(p <= bounds.attainable.high + 1e-12, "{p} {bounds:?}");
            prop_assert!(p >= bounds.attainable.low * 0.999, "{p} {bounds:?}");
        }
    }

    #[test]
    fn separated_quartiles_exclude_a_large_p() {
        let value =
            |median, q1, q3| Value::MedianQuartiles { median: decimal(median), q1: decimal(q1), q3: decimal(q3) };
        let bounds = rank_sum_bounds(&row(vec![(40, value(100, 90, 110)), (40, value(500, 450, 550))])).unwrap();
        // Three quarters of one group against three quarters of the other: at least 900 of 1600 pairs, z >= 99.5/103.9.
        assert!((bounds.attainable.high - 0.3383).abs() < 5e-5, "{bounds:?}");
        assert!(bounds.plausible < 1e-6);
    }
}
