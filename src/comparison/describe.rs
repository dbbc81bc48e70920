//! A variable in one group: the numbers that a Table 1 prints.

use std::ops::Range;

use crate::analysis::distribution::{normal_quantile, normal_sf};
use crate::analysis::effect::wilson;
use crate::results::comparison::{Decimals, Description, GroupSummary, LargestGap, LevelCount, Shape};
use crate::summary::{ContingencyTable, Moments, QuantileType, ValueCounts, VariableData, VariableSummary};

/// How the table describes a variable; by its median where the chosen test compares ranks.
pub fn description(variable: &VariableSummary, median: bool) -> Description {
    match variable.data {
        VariableData::Values(_) if median => Description::Median,
        VariableData::Values(_) => Description::MeanSd,
        VariableData::Levels { .. } => Description::Counts,
    }
}

/// A group, from 0, with intervals of proportions at a confidence level. What cannot be computed of it is absent.
pub fn group(
    variable: &VariableSummary,
    group: usize,
    label: &str,
    quantiles: QuantileType,
    level: f64,
) -> GroupSummary {
    match &variable.data {
        VariableData::Values(values) => numbers(values, group, label, quantiles),
        VariableData::Levels { names, table, missing } => {
            levels(names, table, (group, label), missing.get(group).copied().unwrap_or(0), Some(level))
        }
    }
}

/// All groups together.
pub fn overall(variable: &VariableSummary, quantiles: QuantileType) -> GroupSummary {
    const LABEL: &str = "Overall";
    match &variable.data {
        VariableData::Values(values) => numbers(&values.pooled(), 0, LABEL, quantiles),
        VariableData::Levels { names, table, missing } => {
            levels(names, &table.pooled(), (0, LABEL), missing.iter().sum(), None)
        }
    }
}

/// Decimals after the data: means with one more than the values have, medians with as many (one more where a quantile
/// lies between two values), neither with more than three significant figures of the standard deviation.
pub fn decimals(variable: &VariableSummary, quantiles: QuantileType) -> Decimals {
    let VariableData::Values(values) = &variable.data else { return Decimals::default() };
    let data =
        (0..MOST_DECIMALS).find(|&k| values.values().iter().all(|x| has_decimals(*x, k))).unwrap_or(MOST_DECIMALS);
    let deviations = (0..values.groups()).filter_map(|group| values.moments(group).sd()).filter(|sd| *sd > 0.0);
    let smallest = deviations.reduce(f64::min);
    let most = smallest.map_or(data.min(6), |sd| (2.0 - sd.log10().floor()).clamp(0.0, MOST_DECIMALS as f64) as usize);
    let printed =
        (0..values.groups()).flat_map(|group| [0.25, 0.5, 0.75].map(|p| values.quantile(group, p, quantiles)));
    let between = printed.flatten().any(|quantile| !has_decimals(quantile, data));
    Decimals { mean: (data + 1).min(most), median: (data + usize::from(between)).min(most.max(data.min(2))) }
}

/// More decimals than any measurement of a patient has.
const MOST_DECIMALS: usize = 12;

/// Whether a number can be written with so many decimals.
fn has_decimals(value: f64, decimals: usize) -> bool {
    let scale = 10f64.powi(decimals as i32);
    ((value * scale).round() / scale - value).abs() <= 1e-9 * value.abs()
}

fn numbers(values: &ValueCounts, group: usize, label: &str, quantiles: QuantileType) -> GroupSummary {
    let moments = values.moments(group);
    let range = values.range(group);
    let quantile = |p| values.quantile(group, p, quantiles);
    GroupSummary {
        label: label.into(),
        n_used: moments.n,
        n_missing: values.missing(group),
        mean: (moments.n > 0).then_some(moments.mean),
        sd: moments.sd(),
        median: quantile(0.5),
        q1: quantile(0.25),
        q3: quantile(0.75),
        min: range.map(|(low, _)| low),
        max: range.map(|(_, high)| high),
        skewness: skewness(values, group, &moments),
        shape: shape(values, group, quantile(0.25), quantile(0.75)),
        counts: Vec::new(),
    }
}

/// Values beyond the whiskers and patients that a chart shows one by one, and points of a distribution function that the eye tells apart.
const MOST_MARKS: usize = 150;
const MOST_PATIENTS: u64 = 80;
const MOST_STEPS: usize = 500;

fn shape(values: &ValueCounts, group: usize, q1: Option<f64>, q3: Option<f64>) -> Shape {
    let (Some(q1), Some(q3)) = (q1, q3) else { return Shape::default() };
    let all = values.values();
    let present = |range: Range<usize>| {
        let within = all.get(range.clone()).unwrap_or_default();
        within.iter().copied().zip(values.counts_of(group, range)).filter(|(_, n)| *n > 0)
    };
    let reach = 1.5 * (q3 - q1);
    // The values increase: those inside the fences stand together.
    let from = all.partition_point(|x| *x < q1 - reach);
    let to = all.partition_point(|x| *x <= q3 + reach);
    // With few values a quartile may lie beyond the last value inside the fences: a whisker never points inwards.
    let low = present(from..to).next().map(|(x, _)| x.min(q1));
    let high = present(from..to).next_back().map(|(x, _)| x.max(q3));
    let mut outside: Vec<(f64, u64)> = present(0..from).chain(present(to..all.len())).collect();
    let middle = 0.5 * (q1 + q3);
    outside.sort_by(|a, b| (b.0 - middle).abs().total_cmp(&(a.0 - middle).abs()));
    // Of too many, some all over their range: with the outermost alone a gap would be seen where patients are.
    let thinned = outside.len().div_ceil(MOST_MARKS).max(1);
    let outside = outside.into_iter().step_by(thinned).collect();
    let distinct = values.distinct(group);
    let n = values.n(group) as f64;
    let every = distinct.div_ceil(MOST_STEPS).max(1);
    let (mut below, mut seen, mut next) = (0, 0, every);
    let mut steps = Vec::new();
    for (x, count) in present(0..all.len()) {
        (below, seen) = (below + count, seen + 1);
        if seen == next || seen == distinct {
            steps.push((x, below as f64 / n));
            next += every;
        }
    }
    Shape {
        normal: normal_scores(values, group),
        whiskers: low.zip(high),
        outside,
        cumulative: steps,
        values: if values.n(group) <= MOST_PATIENTS { present(0..all.len()).collect() } else { Vec::new() },
    }
}

/// Patients that a Q-Q plot shows one by one.
const MOST_POINTS: usize = 200;

/// Values against the standard normal quantiles of (i - 1/2) / n (Hazen), i the rank; with many patients, those whose
/// quantiles are nearest to equal steps, so that the tails are kept.
fn normal_scores(values: &ValueCounts, group: usize) -> Vec<(f64, f64)> {
    let n = values.n(group);
    let score = |rank: u64| normal_quantile((rank as f64 - 0.5) / n as f64);
    let mut ranks: Vec<u64> = if n <= MOST_POINTS as u64 {
        (1..=n).collect()
    } else {
        let (first, last) = (score(1), score(n));
        let step = (last - first) / (MOST_POINTS - 1) as f64;
        let rank = |i: usize| (normal_sf(-(first + step * i as f64)) * n as f64 + 0.5).round() as u64;
        (0..MOST_POINTS).map(|i| rank(i).clamp(1, n)).collect()
    };
    ranks.dedup();
    ranks.into_iter().filter_map(|rank| Some((score(rank), values.order_statistic(group, rank)?))).collect()
}

/// The largest distance between the distribution functions of two groups; the first pair of groups, and the smallest
/// value, where several are as large. `None` without two groups that have values. O(values) for each pair.
pub fn largest_gap(variable: &VariableSummary) -> Option<LargestGap> {
    let VariableData::Values(values) = &variable.data else { return None };
    let filled: Vec<usize> = (0..values.groups()).filter(|group| values.n(*group) > 0).collect();
    let mut widest: Option<LargestGap> = None;
    for (i, &a) in filled.iter().enumerate() {
        for &b in filled.iter().skip(i + 1) {
            let sizes = (values.n(a) as f64, values.n(b) as f64);
            let (mut below_a, mut below_b) = (0, 0);
            let counts = values.counts(a).zip(values.counts(b));
            for (value, (of_a, of_b)) in values.values().iter().zip(counts) {
                (below_a, below_b) = (below_a + of_a, below_b + of_b);
                let shares = (below_a as f64 / sizes.0, below_b as f64 / sizes.1);
                let gap = LargestGap { groups: (a, b), at: *value, shares };
                if widest.is_none_or(|widest| gap.distance() > widest.distance()) {
                    widest = Some(gap);
                }
            }
        }
    }
    widest
}

/// The third standardized moment g1 = m3 / m2^(3/2); `None` for fewer than three values or without variation.
fn skewness(values: &ValueCounts, group: usize, moments: &Moments) -> Option<f64> {
    if moments.n < 3 || moments.m2 <= 0.0 {
        return None;
    }
    let n = moments.n as f64;
    let scale = (moments.m2 / n).sqrt();
    let third: f64 =
        values.occurring(group).map(|(x, count)| ((x - moments.mean) / scale).powi(3) * count as f64).sum();
    Some(third / n).filter(|value| value.is_finite())
}

fn levels(
    names: &[String],
    table: &ContingencyTable,
    (group, label): (usize, &str),
    missing: u64,
    confidence: Option<f64>,
) -> GroupSummary {
    let n: u64 = (0..table.rows()).map(|level| table.get(level, group)).sum();
    let count = |(level, name): (usize, &String)| {
        let count = table.get(level, group);
        let percent = (n > 0).then(|| 100.0 * count as f64 / n as f64);
        let interval = confidence.and_then(|confidence| wilson(count, n, confidence).ok());
        let interval = interval.map(|(_, low, high)| (100.0 * low, 100.0 * high));
        LevelCount { level: name.clone(), count, percent, interval }
    };
    GroupSummary {
        label: label.into(),
        n_used: n,
        n_missing: missing,
        counts: names.iter().enumerate().map(count).collect(),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::VariableKind;

    fn variable(groups: &[Vec<f64>]) -> VariableSummary {
        let data = VariableData::Values(ValueCounts::from_groups(groups).unwrap());
        let kind = VariableKind::Continuous;
        VariableSummary { name: "x".into(), label: "x".into(), unit: None, kind, data, notes: Vec::new() }
    }

    #[test]
    fn the_gap_is_that_of_kolmogorov_and_smirnov() {
        // scipy.stats.ks_2samp([1, 2, 3, 4], [3, 4, 5, 6, 7]): statistic 0.6, location 4.
        let gap = largest_gap(&variable(&[vec![1.0, 2.0, 3.0, 4.0], vec![3.0, 4.0, 5.0, 6.0, 7.0]])).unwrap();
        assert_eq!((gap.at, gap.shares, gap.groups), (4.0, (1.0, 0.4), (0, 1)));
        assert!((gap.distance() - 0.6).abs() < 1e-15);
        assert_eq!(largest_gap(&variable(&[vec![1.0], vec![]])), None);
    }

    #[test]
    fn points_beyond_the_whiskers_leave_no_gap() {
        let tail = (0..1_000).map(|i| 100.0 + f64::from(i));
        let values: Vec<f64> = (0..9_000).map(|i| f64::from(i % 40)).chain(tail).collect();
        let values = ValueCounts::from_groups(&[values]).unwrap();
        let found = numbers(&values, 0, "all", QuantileType::Type7).shape.outside;
        assert!(found.len() <= MOST_MARKS && found.len() > MOST_MARKS / 2 && found[0] == (1_099.0, 1));
        assert!(found.windows(2).all(|pair| pair[0].0 - pair[1].0 < 10.0) && found[found.len() - 1].0 < 110.0);
    }

    #[test]
    fn small_numbers_keep_three_figures_of_their_deviation() {
        let decimals = |values: &[f64]| decimals(&variable(&[values.to_vec()]), QuantileType::Type7);
        let found = decimals(&[2.1e-5, 2.24e-5, 2.38e-5, 1.9e-5]);
        assert_eq!((found.mean, found.median), (8, 8));
        let thirds = decimals(&[1.0 / 3.0, 2.0 / 3.0, 5.0 / 3.0]);
        assert_eq!((thirds.mean, thirds.median), (3, 3));
        assert_eq!(decimals(&[1.0 / 3.0, 1.0 / 3.0]).mean, 6);
    }

    #[test]
    fn normal_scores_are_symmetric_and_keep_the_tails() {
        // scipy.stats.norm.ppf([1/6, 1/2, 5/6])
        let few = normal_scores(&ValueCounts::from_groups(&[vec![7.0, 5.0, 5.0]]).unwrap(), 0);
        assert!((few[0].0 + 0.967_421_566_101_701).abs() < 1e-12 && few[1].0.abs() < 1e-12);
        assert_eq!(few.iter().map(|point| point.1).collect::<Vec<_>>(), [5.0, 5.0, 7.0]);
        let many: Vec<f64> = (0..5_000).map(f64::from).collect();
        let points = normal_scores(&ValueCounts::from_groups(&[many]).unwrap(), 0);
        assert!(points.len() <= MOST_POINTS && points.len() > MOST_POINTS / 2);
        assert_eq!((points[0].1, points[1].1, points[points.len() - 1].1), (0.0, 1.0, 4_999.0));
    }
}
