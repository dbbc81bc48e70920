//! Pairs of patients: who belongs to whom, and the differences within pairs.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Column, Grouping, columns, group};
use crate::cohort::{
    Dictionary, MISSING_LEVEL, Role, Variable, columns_at_once, each_batch, identifiers, levels as levels_of,
};
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{PatientRows, fault};
use crate::summary::{ContingencyTable, PairedData, PairedSummary, PairedVariable, ValueCounts};

/// Counts the pairs that the variable `pair` names, one member in each of two groups, in all analysed variables but
/// these two. A row without a name or without a group is in no pair. Memory: a name a pair, and a few columns.
///
/// # Errors
/// A variable that is not there; not exactly two groups; a name that more than two rows have, or two rows of one group
/// (the first such row is named); not one pair; a cell that the dictionary cannot read.
pub fn pairs(rows: &PatientRows, dictionary: &Dictionary, grouping: &Grouping, pair: &str) -> Result<PairedSummary> {
    let by = group::variable(dictionary, grouping)?
        .ok_or_else(|| Error::new(ErrorCode::Usage, "pairs are compared between two groups, and there are none"))?;
    let named = group::named(dictionary, pair)?;
    let usage = |message: &str| Error::new(ErrorCode::Usage, message).variable(pair);
    if named.name == by.name {
        return Err(usage("one variable cannot name both the groups and the pairs"));
    }
    if matches!(named.role, Role::Date | Role::Empty) {
        return Err(usage("the variable does not name pairs").found(named.role.word()));
    }
    if by.levels.len() != 2 {
        let levels: Vec<&str> = by.levels.iter().take(12).map(|level| level.label.as_str()).collect();
        return Err(Error::new(ErrorCode::Usage, "pairs are compared between two groups")
            .variable(&by.name)
            .found(format!("the groups {}", levels.join(", ")))
            .expected("two groups, one for each member of a pair")
            .hint("name two groups with --levels, and leave the patients of others out by a criterion"));
    }
    let members = members(rows, named, &by)?;
    let complete: Vec<(usize, usize)> =
        members.of.iter().filter_map(|member| Some((member.first?, member.second?))).collect();
    let alone = members.of.iter().filter(|member| member.first.is_some() != member.second.is_some()).count();
    if complete.is_empty() {
        return Err(usage("no two rows are a pair")
            .file(rows.files.join(", "))
            .found(format!("{} different names of pairs, none with a row in either group", members.of.len()))
            .expected("a variable with the same value in both rows of a pair")
            .hint("a pair has one row in each group of --by"));
    }
    let variables: Vec<&Variable> = dictionary.analysed().filter(|v| v.name != by.name && v.name != pair).collect();
    let mut found = Vec::with_capacity(variables.len());
    for part in variables.chunks(columns_at_once(rows, dictionary.rows)) {
        let read = columns(rows, part)?;
        let counted: Result<Vec<PairedVariable>> =
            part.par_iter().zip(&read).map(|(variable, column)| count(variable, column, &complete)).collect();
        found.extend(counted?);
    }
    Ok(PairedSummary {
        variable: named.name.clone(),
        label: named.label.clone(),
        pairs: complete.len() as u64,
        alone: alone as u64,
        unnamed: members.unnamed,
        variables: found,
    })
}

/// The rows of a pair.
#[derive(Default)]
struct Member {
    first: Option<usize>,
    second: Option<usize>,
    /// All rows with the name, in a group or not.
    rows: u32,
}

/// All names of pairs in the order in which they first occur.
#[derive(Default)]
struct Members {
    of: Vec<Member>,
    unnamed: u64,
}

fn members(rows: &PatientRows, pair: &Variable, by: &Variable) -> Result<Members> {
    let mut members = Members::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    each_batch(rows, &[pair.name.clone(), by.name.clone()], |batch, first| {
        let column = |name: &str| batch.column(name).map_err(|error| fault(&error, rows));
        let groups = levels_of(column(&by.name)?, by, rows, first)?;
        let names = identifiers(column(&pair.name)?, pair, rows)?;
        for (i, (name, group)) in names.into_iter().zip(groups).enumerate() {
            let Some(name) = name else {
                members.unnamed += u64::from(group != MISSING_LEVEL);
                continue;
            };
            let wrong = |message: &str, expected: &str| {
                let error = Error::new(ErrorCode::Cell, message).column(&pair.name).variable(&pair.label);
                rows.located(error, first + i).found(format!("“{name}”")).expected(expected)
            };
            let next = members.of.len();
            let position = *known.entry(name.clone()).or_insert(next);
            if position == next {
                members.of.push(Member::default());
            }
            let Some(member) = members.of.get_mut(position) else { continue };
            member.rows += 1;
            if member.rows > 2 {
                return Err(wrong("more than two rows have the name of one pair", "two rows with this name at most")
                    .hint(
                        "sets of more than two cannot be compared as pairs; choose two rows of each by a criterion",
                    ));
            }
            let place = match group {
                0 => &mut member.first,
                1 => &mut member.second,
                _ => continue,
            };
            if place.replace(first + i).is_some() {
                let label = by.levels.get(group as usize).map(|level| level.label.as_str()).unwrap_or_default();
                return Err(wrong(
                    &format!("both rows of a pair are in the group “{label}” of {}", by.label),
                    "one row with this name in each of the two groups",
                )
                .hint("correct the name or the group, or leave one of the rows out by a criterion"));
            }
        }
        Ok(())
    })?;
    Ok(members)
}

/// The pairs in one column.
fn count(variable: &Variable, column: &Column, pairs: &[(usize, usize)]) -> Result<PairedVariable> {
    let internal = |error: String| {
        Error::new(ErrorCode::Internal, format!("the pairs cannot be counted: {error}")).variable(&variable.name)
    };
    let (data, n) = match column {
        Column::Numbers(values) => {
            let value = |row: usize| values.get(row).copied().filter(|value| !value.is_nan());
            let both: Vec<(f64, f64)> =
                pairs.iter().filter_map(|(first, second)| value(*first).zip(value(*second))).collect();
            let differences = differences(&both);
            if let Some(place) = differences.iter().position(|difference| !difference.is_finite()) {
                let found = both.get(place).map(|(a, b)| format!("{b} less {a}")).unwrap_or_default();
                return Err(Error::new(ErrorCode::Cell, "a difference within a pair is too large to compute with")
                    .variable(&variable.name)
                    .found(found));
            }
            let counts = ValueCounts::from_groups(&[differences]).map_err(|error| internal(error.to_string()))?;
            (PairedData::Differences(counts), both.len())
        }
        Column::Levels(levels) => {
            let size = variable.levels.len().max(1);
            let level =
                |row: usize| levels.get(row).copied().filter(|level| *level != MISSING_LEVEL).map(|l| l as usize);
            let (mut cells, mut n) = (vec![0_u32; size * size], 0);
            for (first, second) in pairs.iter().filter_map(|(first, second)| level(*first).zip(level(*second))) {
                if let Some(cell) = cells.get_mut(first * size + second) {
                    *cell += 1;
                    n += 1;
                }
            }
            let table = ContingencyTable::from_cells(size, cells).map_err(|error| internal(error.to_string()))?;
            (PairedData::Levels(table), n)
        }
    };
    Ok(PairedVariable { name: variable.name.clone(), data, n: n as u64, missing: (pairs.len() - n) as u64 })
}

/// Most decimals of values that are taken for decimal numbers.
const MOST_DECIMALS: i32 = 9;
/// Whole numbers below this are exact, and so are their differences.
const EXACT: f64 = 4_503_599_627_370_496.0;

/// Second less first. Where all values are decimal numbers of a few decimals, so are the differences: 1.1 less 0.9 and 0.3
/// less 0.1 are the same, though not as binary fractions, and ranks depend on which differences are tied.
fn differences(pairs: &[(f64, f64)]) -> Vec<f64> {
    let decimal = |scale: f64| {
        let fits = |x: f64| (x * scale).abs() < EXACT && (x * scale).round() / scale == x;
        pairs.iter().all(|(a, b)| fits(*a) && fits(*b))
    };
    let scale = (0..=MOST_DECIMALS).map(|decimals| 10f64.powi(decimals)).find(|scale| decimal(*scale));
    let difference = |(a, b): &(f64, f64)| match scale {
        Some(scale) => ((b * scale).round() - (a * scale).round()) / scale,
        None => b - a,
    };
    pairs.iter().map(difference).collect()
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn equal_decimal_differences_are_ties() {
        // As binary fractions they are 0.20000000000000007 and 0.19999999999999998.
        assert_eq!(differences(&[(0.9, 1.1), (0.1, 0.3)]), [0.2, 0.2]);
        // Thirds are no decimals and are left as they are.
        assert_eq!(differences(&[(1.0 / 3.0, 1.0)]), [1.0 - 1.0 / 3.0]);
        assert_eq!(differences(&[(1e300, -1e300)]), [-2e300]);
    }
}
