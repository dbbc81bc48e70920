//! The data that a printed row stands for, in the form that tests take: contingency tables or boxes of moments.

use super::comparison::{Comparison, Kind, LevelCount, Value};
use super::decimal::{Decimal, Interval, Rounding};
use super::range::MeanBox;
use crate::summary::ContingencyTable;

/// One way to read a row as data for tests.
#[derive(Debug, Clone)]
pub struct RowData {
    /// What is special about this reading: "with a Missing level"; `None` for the plain one.
    pub variant: Option<String>,
    /// The data.
    pub data: Data,
}

/// Data of a row.
#[derive(Debug, Clone)]
pub enum Data {
    /// Levels in rows, groups in columns: the table at the printed figures, and every other table that they allow
    /// (only percentages printed, so that several counts print alike).
    Counts {
        /// The table at the printed figures.
        printed: ContingencyTable,
        /// Every other table that they allow.
        others: Vec<ContingencyTable>,
    },
    /// One box per group.
    Means(Vec<PrintedMean>),
}

/// Mean and SD of one group at the printed values, and all that they stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintedMean {
    /// Mean as printed.
    pub mean: f64,
    /// Standard deviation as printed, or derived from the printed standard error.
    pub sd: f64,
    /// What the digits stand for.
    pub range: MeanBox,
}

/// Tables of counts that printed percentages may allow before only the ends of their ranges are tried.
const MOST_TABLES: usize = 400;

/// Names of levels that stand for missing values.
const MISSING_NAMES: [&str; 7] =
    ["missing", "unknown", "not available", "not known", "not recorded", "not reported", "na"];

/// Whether a level's name says that its patients have no value.
pub fn is_missing_level(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    MISSING_NAMES.iter().any(|missing| name == *missing || name.starts_with(&format!("{missing} ")))
}

/// Every way to read a row as data, the plain one first; or why there is none.
///
/// Missing values: groups whose cell is missing make the row incomparable. A level named "Missing" or "Unknown" is left
/// out of the plain reading and put into a variant.
pub fn read(comparison: &Comparison, rounding: Rounding) -> Result<Vec<RowData>, String> {
    if comparison.groups.len() < 2 {
        return Err("fewer than two groups".into());
    }
    match comparison.kind {
        Kind::Count | Kind::Counts => counts(comparison),
        Kind::MeanSd | Kind::MeanSe => means(comparison, rounding).map(|data| vec![RowData { variant: None, data }]),
        Kind::MedianIqr | Kind::MedianQuartiles | Kind::MedianRange => {
            Err("medians and quartiles do not determine the P value of a rank test".into())
        }
        Kind::Unknown => Err("the printed figures do not say what they are".into()),
    }
}

/// Boxes of means and standard deviations.
fn means(comparison: &Comparison, rounding: Rounding) -> Result<Data, String> {
    let boxes = comparison.groups.iter().map(|group| {
        let n = group.n_used.ok_or("the size of a group is not printed")?;
        if n < 2 {
            return Err(format!("a group of {n} has no standard deviation"));
        }
        let (mean, spread, factor) = match group.value {
            Value::MeanSd { mean, sd } => (mean, sd, 1.0),
            Value::MeanSe { mean, se } => (mean, se, (n as f64).sqrt()),
            _ => return Err("a group prints no mean with its spread".into()),
        };
        Ok(printed_mean(n, mean, spread, factor, rounding))
    });
    boxes.collect::<Result<Vec<_>, String>>().map(Data::Means)
}

/// One group's mean and SD; `factor` turns the printed spread into an SD.
pub fn printed_mean(n: u64, mean: Decimal, spread: Decimal, factor: f64, rounding: Rounding) -> PrintedMean {
    let sd = spread.interval(rounding);
    PrintedMean {
        mean: mean.value(),
        sd: spread.value() * factor,
        range: MeanBox {
            n,
            mean: mean.interval(rounding),
            sd: Interval { low: sd.low.max(0.0) * factor, high: sd.high.max(0.0) * factor },
        },
    }
}

/// Contingency tables: one row per level, one column per group.
fn counts(comparison: &Comparison) -> Result<Vec<RowData>, String> {
    let mut columns: Vec<(&[LevelCount], u64)> = Vec::new();
    for group in &comparison.groups {
        let counts = group.value.counts().ok_or("a group prints no count")?;
        let printed: u64 = counts.iter().map(|level| level.count).fold(0, u64::saturating_add);
        let n = match (group.n_used, comparison.kind) {
            (Some(n), _) => n,
            (None, Kind::Counts) => printed,
            (None, _) => return Err("the size of a group is not printed".into()),
        };
        columns.push((counts, n));
    }
    let levels = columns.iter().map(|(counts, _)| counts.len()).max().unwrap_or(0);
    if levels == 0 || columns.iter().any(|(counts, _)| counts.len() != levels) {
        return Err("the groups print different numbers of levels".into());
    }
    if let Some((counts, n)) = columns.iter().find(|(counts, n)| counts.iter().any(|level| level.count > *n)) {
        let most = counts.iter().map(|level| level.count).max().unwrap_or(0);
        return Err(format!("a count of {most} exceeds the group size of {n}"));
    }
    if levels == 1 {
        let data = binary(&columns)?;
        return Ok(vec![RowData { variant: None, data }]);
    }
    several_levels(comparison, &columns)
}

/// Those with the property over those without.
fn binary(columns: &[(&[LevelCount], u64)]) -> Result<Data, String> {
    let table = |with: &[u64]| {
        let without = columns.iter().zip(with).map(|((_, n), count)| n - count).collect();
        ContingencyTable::new(vec![with.to_vec(), without]).map_err(|error| error.to_string())
    };
    let printed: Vec<u64> = columns.iter().map(|(counts, _)| counts[0].count).collect();
    let bounds: Vec<(u64, u64)> =
        columns.iter().map(|(counts, n)| (counts[0].bounds.0, counts[0].bounds.1.min(*n))).collect();
    let others = combinations(&bounds).into_iter().filter(|with| *with != printed);
    Ok(Data::Counts { printed: table(&printed)?, others: others.map(|with| table(&with)).collect::<Result<_, _>>()? })
}

/// Every choice of one number from each range; where there are too many, of the ends and the middle of each range.
fn combinations(bounds: &[(u64, u64)]) -> Vec<Vec<u64>> {
    let sizes = bounds.iter().map(|(low, high)| high.saturating_sub(*low) as usize + 1);
    let total = sizes.fold(1usize, usize::saturating_mul);
    let values = |(low, high): &(u64, u64)| -> Vec<u64> {
        if total <= MOST_TABLES {
            (*low..=*high).collect()
        } else {
            let mut three = vec![*low, low + (high - low) / 2, *high];
            three.dedup();
            three
        }
    };
    bounds.iter().fold(vec![Vec::new()], |chosen, bound| {
        let values = values(bound);
        chosen
            .iter()
            .flat_map(|prefix| values.iter().map(move |value| [prefix.as_slice(), &[*value]].concat()))
            .collect()
    })
}

/// The levels as printed; without the levels that stand for missing values; and with the patients that no level counts.
fn several_levels(comparison: &Comparison, columns: &[(&[LevelCount], u64)]) -> Result<Vec<RowData>, String> {
    let levels = columns[0].0.len();
    let missing: Vec<bool> =
        (0..levels).map(|i| comparison.levels.get(i).is_some_and(|name| is_missing_level(name))).collect();
    let row = |level: usize| columns.iter().map(|(counts, _)| counts[level].count).collect::<Vec<u64>>();
    let table = |rows: Vec<Vec<u64>>| -> Result<Data, String> {
        let printed = ContingencyTable::new(rows).map_err(|error| error.to_string())?;
        Ok(Data::Counts { printed, others: Vec::new() })
    };
    let plain: Vec<Vec<u64>> = (0..levels).filter(|level| !missing[*level]).map(row).collect();
    let mut readings = vec![RowData { variant: None, data: table(plain.clone())? }];
    if missing.contains(&true) {
        let all = (0..levels).map(row).collect();
        readings.push(RowData { variant: Some("the missing values as a level".into()), data: table(all)? });
    }
    let uncounted: Vec<u64> = columns
        .iter()
        .map(|(counts, n)| n.saturating_sub(counts.iter().map(|level| level.count).fold(0, u64::saturating_add)))
        .collect();
    if uncounted.iter().any(|patients| *patients > 0) {
        let mut rows: Vec<Vec<u64>> = (0..levels).map(row).collect();
        rows.push(uncounted);
        let variant = "the patients whom no level counts as a level of their own".into();
        readings.push(RowData { variant: Some(variant), data: table(rows)? });
    }
    Ok(readings)
}
