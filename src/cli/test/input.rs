//! What was typed: counts, tables, means and values, read from the arguments.

use retrocohort::analysis::calculation::Data;
use retrocohort::summary::{ContingencyTable, Moments, ValueCounts};
use retrocohort::{Error, ErrorCode, Result};

/// What a method is computed from, and the names of its parts.
pub struct Input {
    /// The summaries.
    pub data: Data,
    /// Names of the groups.
    pub groups: Vec<String>,
    /// Names of the levels, for counts.
    pub levels: Vec<String>,
    /// Missing values per group.
    pub missing: Vec<u64>,
    /// File, for columns of a file.
    pub file: Option<String>,
    /// What was left out, in sentences.
    pub notes: Vec<String>,
}

impl Input {
    /// Summaries of what was typed: groups and levels have numbers for names.
    pub fn typed(data: Data, missing: Vec<u64>) -> Input {
        let (groups, levels) = match &data {
            Data::Counts(table) | Data::Ordered(table) => (table.columns(), table.rows()),
            Data::Means(groups) => (groups.len(), 0),
            Data::Values(values) => (values.groups(), 0),
        };
        let numbered = |name: &str, count: usize| (1..=count).map(|number| format!("{name} {number}")).collect();
        Input {
            data,
            groups: numbered("group", groups),
            levels: numbered("level", levels),
            missing,
            file: None,
            notes: Vec::new(),
        }
    }
}

/// Four counts "a b c d": those with and without the property in group 1, then in group 2.
pub fn four_counts(words: &[String]) -> Result<ContingencyTable> {
    let counts = words.iter().map(|word| count(word)).collect::<Result<Vec<u64>>>()?;
    let &[a, b, c, d] = counts.as_slice() else {
        return Err(Error::new(ErrorCode::Usage, "a 2x2 table has four counts")
            .found(format!("{} numbers", counts.len()))
            .expected("A B C D: with and without the property in group 1, then in group 2")
            .hint("give a larger table as --table '8 12; 0 2; 0 2', one row a level, one column a group"));
    };
    table_of(vec![vec![a, c], vec![b, d]])
}

/// A table "8 12; 0 2; 0 2".
pub fn table(text: &str) -> Result<ContingencyTable> {
    let rows: Vec<&str> = text.split([';', '\n']).map(str::trim).filter(|row| !row.is_empty()).collect();
    let mut counts = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let cells = words(row)
            .enumerate()
            .map(|(column, cell)| count(cell).map_err(|error| error.row(index + 1).column((column + 1).to_string())));
        counts.push(cells.collect::<Result<Vec<u64>>>()?);
    }
    table_of(counts)
}

fn table_of(rows: Vec<Vec<u64>>) -> Result<ContingencyTable> {
    ContingencyTable::new(rows).map_err(|error| {
        Error::new(ErrorCode::Usage, error.to_string())
            .expected("a table such as '8 12; 0 2; 0 2': one row a level, one column a group")
    })
}

fn count(word: &str) -> Result<u64> {
    word.parse().map_err(|_| {
        Error::new(ErrorCode::Usage, "this is no count")
            .found(word)
            .expected("a whole number, 0 or more")
            .hint("counts are numbers of observations, not percentages")
    })
}

/// The mean, SD and size of a group: "56.6,10.7,8".
pub fn moments(text: &str, group: usize) -> Result<Moments> {
    let fault = |message: &str, found: &str| {
        Error::new(ErrorCode::Usage, format!("{message} (group {group})"))
            .found(found)
            .expected("MEAN,SD,N such as 56.6,10.7,8")
    };
    let cells: Vec<&str> = words(text).collect();
    let &[mean, sd, n] = cells.as_slice() else {
        return Err(fault("a group is a mean, a standard deviation and a size", text));
    };
    let finite = |word: &str| word.parse::<f64>().ok().filter(|value| value.is_finite());
    let mean = finite(mean).ok_or_else(|| fault("the mean is no number", mean))?;
    let sd =
        finite(sd).filter(|sd| *sd >= 0.0).ok_or_else(|| fault("the standard deviation is no number from 0", sd))?;
    let n = n.parse().ok().filter(|n| *n > 0_u64).ok_or_else(|| fault("the size is no whole number from 1", n))?;
    Ok(Moments::from_summary(n, mean, sd))
}

/// Values of a group, "1.5,2,NA": the numbers and how many are missing.
pub fn values(text: &str, group: usize) -> Result<(Vec<f64>, u64)> {
    let mut numbers = Vec::new();
    let mut missing = 0;
    for (index, word) in words(text).enumerate() {
        if is_missing(word) {
            missing += 1;
            continue;
        }
        numbers.push(number(word).ok_or_else(|| {
            Error::new(ErrorCode::Usage, format!("value {} of group {group} is no number", index + 1))
                .found(word)
                .expected("numbers with a decimal point, separated by commas; NA where one is missing")
        })?);
    }
    Ok((numbers, missing))
}

/// Counts of the values of all groups.
pub fn value_counts(groups: &[Vec<f64>]) -> Result<ValueCounts> {
    ValueCounts::from_groups(groups).map_err(|error| Error::new(ErrorCode::Usage, error.to_string()))
}

/// A finite number.
pub fn number(word: &str) -> Option<f64> {
    // Rust reads "inf" and "nan" as numbers.
    word.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Whether a cell says that a value is missing.
pub fn is_missing(word: &str) -> bool {
    ["", "na", "n/a", "nan", "null", "none", "."].contains(&word.trim().to_lowercase().as_str())
}

/// Words between commas, semicolons and white space.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ', '\t', '\n']).map(str::trim).filter(|word| !word.is_empty())
}
