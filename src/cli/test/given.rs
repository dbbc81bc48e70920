//! What was given, and how a method reads it.

use retrocohort::analysis::calculation::Data;
use retrocohort::analysis::{Compute, Method, SampleHypothesis};
use retrocohort::summary::{ContingencyTable, Moments};
use retrocohort::{Error, ErrorCode, Result};

use super::Arguments;
use super::columns::{Columns, Scale};
use super::input::{self, Input};

/// What a method computes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Counts.
    Counts,
    /// Ordered levels or values.
    Ordered,
    /// Counts of pairs.
    Pairs,
    /// Counts in strata.
    Strata,
    /// Counts of categories.
    Proportions,
    /// Means or values.
    Means,
    /// Values.
    Values,
    /// One sample, or differences within pairs.
    Sample,
}

impl Wanted {
    /// By a method of the registry.
    pub fn of(method: &Method) -> Wanted {
        match method.compute {
            Compute::Counts(_) => Wanted::Counts,
            Compute::Ordered(_) => Wanted::Ordered,
            Compute::Pairs(_) => Wanted::Pairs,
            Compute::Strata(_) => Wanted::Strata,
            Compute::Proportions(_) => Wanted::Proportions,
            Compute::Means(_) => Wanted::Means,
            Compute::Values(_) => Wanted::Values,
            Compute::Mean(_) | Compute::Sample(_) => Wanted::Sample,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Wanted::Counts => "counts: A B C D, --table 'A B; C D', or a file with --value and --by",
            Wanted::Ordered => {
                "values (--values, once a group), ordered levels (--table), or a file with --value and --by"
            }
            Wanted::Pairs => "counts of pairs: A B C D, a square --table, or a file with --value and --with",
            Wanted::Strata => "--table 'A B; C D', once a stratum, or a file with --value, --by and --stratum",
            Wanted::Proportions => "counts of categories with --expected, or a file with --value",
            Wanted::Means => {
                "means (--group MEAN,SD,N) or values (--values), once a group, or a file with --value and --by"
            }
            Wanted::Values => "values (--values), once a group, or a file with --value and --by",
            Wanted::Sample => {
                "one sample (--values, or a file with --value), or pairs (--values twice, or --value and --with)"
            }
        }
    }
}

/// What was given, before a method says how it is to be read.
pub enum Given {
    /// Counts in a row.
    Counts(Vec<u64>),
    /// Tables of counts.
    Tables(Vec<ContingencyTable>),
    /// Means.
    Groups(Vec<Moments>),
    /// Values by group, nothing where one is missing.
    Values(Vec<Vec<Option<f64>>>),
    /// Columns of a file.
    Columns(Columns),
}

impl Given {
    /// The input as a method with such data reads it.
    pub fn read(&self, wanted: Wanted, arguments: &Arguments) -> Result<Input> {
        unused(wanted, arguments)?;
        let mismatch = |found: String| {
            Err(Error::new(ErrorCode::Usage, "the test does not compute from such data")
                .found(found)
                .expected(wanted.words()))
        };
        match (self, wanted) {
            (Given::Counts(counts), Wanted::Proportions) => proportions(counts.clone(), arguments).map(Input::typed),
            (Given::Counts(counts), Wanted::Counts) => Ok(Input::typed(Data::Counts(input::by_group(counts)?))),
            (Given::Counts(counts), Wanted::Ordered) => Ok(Input::typed(Data::Ordered(input::by_group(counts)?))),
            (Given::Counts(counts), Wanted::Strata) => Ok(Input::typed(Data::Strata(vec![input::by_group(counts)?]))),
            (Given::Counts(counts), Wanted::Pairs) => {
                Ok(Input::typed(Data::Pairs(input::by_group(counts)?.transpose())))
            }
            (Given::Counts(_), _) => mismatch("counts".into()),
            (Given::Tables(tables), Wanted::Strata) => Ok(Input::typed(Data::Strata(tables.clone()))),
            (Given::Tables(tables), Wanted::Counts | Wanted::Ordered | Wanted::Pairs) => match tables.as_slice() {
                [table] => Ok(Input::typed(match wanted {
                    Wanted::Ordered => Data::Ordered(table.clone()),
                    Wanted::Pairs => Data::Pairs(table.clone()),
                    _ => Data::Counts(table.clone()),
                })),
                _ => mismatch(format!("{} tables", tables.len())),
            },
            (Given::Tables(_), _) => mismatch("a table of counts".into()),
            (Given::Groups(groups), Wanted::Means) => Ok(Input::typed(Data::Means(groups.clone()))),
            (Given::Groups(groups), Wanted::Sample) => match (groups.as_slice(), supposed(arguments)?) {
                ([moments], None) => Ok(Input::typed(Data::OneMean { moments: *moments, mean: 0.0 })),
                ([moments], Some(SampleHypothesis::Centre(mean))) => {
                    Ok(Input::typed(Data::OneMean { moments: *moments, mean }))
                }
                _ => mismatch(format!("means of {} groups", groups.len())),
            },
            (Given::Groups(_), _) => mismatch("means".into()),
            (Given::Values(groups), Wanted::Sample) => of_sample(groups, arguments),
            (Given::Values(groups), Wanted::Ordered | Wanted::Means | Wanted::Values) => {
                let known: Vec<Vec<f64>> =
                    groups.iter().map(|group| group.iter().copied().flatten().collect()).collect();
                let missing = groups.iter().map(|group| group.iter().filter(|value| value.is_none()).count() as u64);
                let data = Data::Values(input::value_counts(&known)?);
                Ok(Input { missing: missing.collect(), ..Input::typed(data) })
            }
            (Given::Values(_), _) => mismatch("values".into()),
            (Given::Columns(columns), _) => of_columns(columns, wanted, arguments),
        }
    }
}

/// Options that would be ignored are refused.
fn unused(wanted: Wanted, arguments: &Arguments) -> Result<()> {
    let options = [
        ("--null", arguments.null.is_some() && wanted != Wanted::Sample),
        ("--expected", arguments.expected.is_some() && wanted != Wanted::Proportions),
        ("--with", arguments.with.is_some() && !matches!(wanted, Wanted::Sample | Wanted::Pairs)),
        ("--stratum", arguments.stratum.is_some() && wanted != Wanted::Strata),
    ];
    match options.iter().find(|(_, useless)| *useless) {
        Some((option, _)) => Err(Error::new(ErrorCode::Usage, "the test has no use for an option")
            .found(*option)
            .expected(wanted.words())),
        None => Ok(()),
    }
}

fn of_columns(columns: &Columns, wanted: Wanted, arguments: &Arguments) -> Result<Input> {
    let (levels, groups) = (&arguments.levels, &arguments.groups);
    match wanted {
        Wanted::Counts => columns.input(Scale::Nominal, levels, groups),
        Wanted::Ordered => columns.input(Scale::Ordered, levels, groups),
        Wanted::Means | Wanted::Values => columns.input(Scale::Numbers, levels, groups),
        Wanted::Strata => columns.strata(levels, groups),
        Wanted::Pairs => columns.pairs(levels),
        Wanted::Proportions => {
            let (names, counts, missing) = columns.categories(levels)?;
            let data = proportions(counts, arguments)?;
            Ok(Input { levels: names, missing: vec![missing], file: Some(columns.file_name()), ..Input::typed(data) })
        }
        Wanted::Sample => {
            let sample = of_sample(&columns.sample(groups)?, arguments)?;
            Ok(Input { file: Some(columns.file_name()), ..sample })
        }
    }
}

/// One sample, or the differences within pairs of which both members are known: first less second.
fn of_sample(groups: &[Vec<Option<f64>>], arguments: &Arguments) -> Result<Input> {
    let supposed = supposed(arguments)?;
    let sample = |values: Vec<f64>, pairs: bool, of: usize, notes: Vec<String>| {
        let missing = vec![of.saturating_sub(values.len()) as u64];
        let data = Data::Sample { values: input::value_counts(&[values])?, supposed, pairs };
        Ok(Input { missing, notes, ..Input::typed(data) })
    };
    match groups {
        [values] => sample(values.iter().copied().flatten().collect(), false, values.len(), Vec::new()),
        [first, second] if first.len() == second.len() => {
            let difference = |(a, b): (&Option<f64>, &Option<f64>)| Some(difference((*a)?, (*b)?));
            let differences = first.iter().zip(second).filter_map(difference).collect();
            let note = "the values are differences within pairs, the first less the second".to_string();
            sample(differences, true, first.len(), vec![note])
        }
        [first, second] => Err(Error::new(ErrorCode::Usage, "pairs need as many first values as second ones")
            .found(format!("{} and {} values", first.len(), second.len()))
            .hint("write NA for a member that is missing")),
        more => Err(Error::new(ErrorCode::Usage, "the test does not compute from such data")
            .found(format!("{} groups", more.len()))
            .expected(Wanted::Sample.words())),
    }
}

/// a - b to as many decimals as either has: 0.3 - 0.1 ties with 0.2.
fn difference(a: f64, b: f64) -> f64 {
    let decimals = |value: f64| value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
    let places = decimals(a).max(decimals(b));
    if places > 15 { a - b } else { format!("{:.places$}", a - b).parse().unwrap_or(a - b) }
}

/// Counts of categories with what is supposed of them.
fn proportions(counts: Vec<u64>, arguments: &Arguments) -> Result<Data> {
    let expected = match &arguments.expected {
        Some(text) => input::proportions(text, counts.len())?,
        None => vec![1.0 / counts.len() as f64; counts.len()],
    };
    Ok(Data::Proportions { counts, expected })
}

fn supposed(arguments: &Arguments) -> Result<Option<SampleHypothesis>> {
    arguments.null.as_deref().map(input::hypothesis).transpose()
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn differences_of_decimals_are_decimals() {
        assert_eq!(difference(0.3, 0.1), 0.2);
        assert_eq!(difference(1.1, 1.1), 0.0);
        assert_eq!(difference(-2.0, 0.25), -2.25);
        assert_eq!(difference(1e300, -1e300), 2e300);
    }
}
