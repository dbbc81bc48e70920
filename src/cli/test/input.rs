//! What was typed: counts, tables, means and values, read from the arguments.

use retrocohort::analysis::SampleHypothesis;
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
    pub fn typed(data: Data) -> Input {
        let numbered = |name: &str, count: usize| (1..=count).map(|number| format!("{name} {number}")).collect();
        let (groups, levels): (Vec<String>, Vec<String>) = match &data {
            Data::Counts(table) | Data::Ordered(table) => {
                (numbered("group", table.columns()), numbered("level", table.rows()))
            }
            Data::Pairs(table) => (numbered("second: level", table.columns()), numbered("first: level", table.rows())),
            Data::Strata(tables) => {
                let shape = tables.first().map_or((0, 0), |table| (table.rows(), table.columns()));
                (numbered("group", shape.1), numbered("level", shape.0))
            }
            Data::Proportions { counts, .. } => (vec!["count".into()], numbered("category", counts.len())),
            Data::Means(groups) => (numbered("group", groups.len()), Vec::new()),
            Data::Values(values) => (numbered("group", values.groups()), Vec::new()),
            Data::OneMean { .. } | Data::Sample { pairs: false, .. } => (vec!["sample".into()], Vec::new()),
            Data::Sample { pairs: true, .. } => (vec!["differences".into()], Vec::new()),
        };
        Input { data, groups, levels, missing: Vec::new(), file: None, notes: Vec::new() }
    }
}

/// Counts in a row.
pub fn counts(words: &[String]) -> Result<Vec<u64>> {
    words.iter().map(|word| count(word)).collect()
}

/// Four counts "a b c d": those with and without the property in group 1, then in group 2.
pub fn by_group(counts: &[u64]) -> Result<ContingencyTable> {
    let &[a, b, c, d] = counts else {
        return Err(Error::new(ErrorCode::Usage, "a 2x2 table has four counts")
            .found(format!("{} numbers", counts.len()))
            .expected("A B C D: with and without the property in group 1, then in group 2")
            .hint("give a larger table as --table '8 12; 0 2; 0 2', one row a level, one column a group"));
    };
    table_of(vec![vec![a, c], vec![b, d]])
}

/// What is supposed of one sample.
pub fn hypothesis(text: &str) -> Result<SampleHypothesis> {
    let fault = || {
        Error::new(ErrorCode::Usage, "the null hypothesis cannot be read")
            .found(text)
            .expected("a centre such as 0, normal, normal:MEAN,SD, uniform:LOW,HIGH or exponential:MEAN")
    };
    if let Some(centre) = number(text) {
        return Ok(SampleHypothesis::Centre(centre));
    }
    let (name, parameters) = text.split_once(':').unwrap_or((text, ""));
    let parameters: Option<Vec<f64>> = words(parameters).map(number).collect();
    match (name.to_lowercase().as_str(), parameters.ok_or_else(fault)?.as_slice()) {
        ("normal", []) => Ok(SampleHypothesis::AnyNormal),
        ("normal", &[mean, sd]) if sd > 0.0 => Ok(SampleHypothesis::Normal { mean, sd }),
        ("uniform", &[low, high]) if low < high => Ok(SampleHypothesis::Uniform { low, high }),
        ("exponential", &[mean]) if mean > 0.0 => Ok(SampleHypothesis::Exponential { mean }),
        _ => Err(fault()),
    }
}

/// Proportions supposed of so many categories: probabilities, or numbers that they are in proportion to. One
/// probability for two categories is that of the first.
pub fn proportions(text: &str, categories: usize) -> Result<Vec<f64>> {
    let fault = |message: &str| {
        Error::new(ErrorCode::Usage, message)
            .found(text)
            .expected(format!("{categories} probabilities that add up to 1, or ratios such as 9,3,3,1"))
    };
    let given: Option<Vec<f64>> = words(text).map(|word| number(word).filter(|value| *value >= 0.0)).collect();
    let given = given.ok_or_else(|| fault("the supposed proportions are no numbers from 0"))?;
    if let (2, &[p]) = (categories, given.as_slice())
        && p <= 1.0
    {
        return Ok(vec![p, 1.0 - p]);
    }
    if given.len() != categories {
        return Err(fault("there are not as many supposed proportions as counts"));
    }
    let total: f64 = given.iter().sum();
    let ratios = given.iter().any(|value| *value > 1.0) || given.iter().all(|value| *value == 1.0);
    if !ratios && (total - 1.0).abs() > 1e-9 {
        return Err(fault("the supposed proportions do not add up to 1"));
    }
    Ok(given.iter().map(|value| value / total).collect())
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

/// Values of a group, "1.5,2,NA": nothing where one is missing.
pub fn values(text: &str, group: usize) -> Result<Vec<Option<f64>>> {
    let value = |(index, word): (usize, &str)| {
        if is_missing(word) {
            return Ok(None);
        }
        number(word).map(Some).ok_or_else(|| {
            Error::new(ErrorCode::Usage, format!("value {} of group {group} is no number", index + 1))
                .found(word)
                .expected("numbers with a decimal point, separated by commas; NA where one is missing")
        })
    };
    words(text).enumerate().map(value).collect()
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
