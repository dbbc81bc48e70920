//! Cohorts of several hospitals as one.

use std::collections::BTreeSet;
use std::fmt;

use super::{CohortSummary, GroupingSummary, VariableData, VariableSummary};

/// Why two cohorts cannot be counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotMergeable {
    /// Something that must be the same in both is not.
    Different {
        /// Variable, where it is about one.
        variable: Option<String>,
        /// What differs: "groups", "levels", "unit".
        what: &'static str,
        /// In the first cohort.
        first: String,
        /// In the second cohort.
        second: String,
    },
    /// A variable is in one cohort only.
    OnlyInOne {
        /// Its name.
        variable: String,
    },
    /// The counts together exceed the largest number that can be held.
    TooLarge,
}

impl fmt::Display for NotMergeable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotMergeable::Different { variable, what, first, second } => {
                let of = variable.as_ref().map_or_else(String::new, |name| format!(" of “{name}”"));
                write!(f, "the {what}{of} differ: {first} and {second}")
            }
            NotMergeable::OnlyInOne { variable } => write!(f, "“{variable}” is in one of the cohorts only"),
            NotMergeable::TooLarge => f.write_str("the counts together exceed the largest number that can be held"),
        }
    }
}

impl std::error::Error for NotMergeable {}

impl CohortSummary {
    /// The patients of both cohorts as one: what summarising all rows together gives, exactly. Commutative and
    /// associative. The order of the variables is that of the data where both have the same, else the one of the two
    /// that sorts first; notes are kept once each, sorted. Missing values are added up.
    ///
    /// # Errors
    /// [`NotMergeable`]: other groups or another order of them, another set of variables, another kind, label, unit or
    /// levels of one, counts that do not fit.
    pub fn merge(&self, other: &CohortSummary) -> Result<CohortSummary, NotMergeable> {
        let (a, b) = (&self.grouping, &other.grouping);
        same(None, "grouping variables", &a.variable, &b.variable)?;
        same(None, "labels of the grouping variable", &a.label, &b.label)?;
        same_list(None, "groups", &a.levels, &b.levels)?;
        let grouping = GroupingSummary {
            variable: a.variable.clone(),
            label: a.label.clone(),
            levels: a.levels.clone(),
            sizes: sums(&a.sizes, &b.sizes)?,
            missing: a.missing.checked_add(b.missing).ok_or(NotMergeable::TooLarge)?,
        };
        let names = |cohort: &CohortSummary| cohort.variables.iter().map(|v| v.name.clone()).collect::<Vec<_>>();
        let (mine, theirs) = (names(self), names(other));
        let set = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
        if let Some(variable) = set(&mine).symmetric_difference(&set(&theirs)).next() {
            return Err(NotMergeable::OnlyInOne { variable: variable.clone() });
        }
        let of = |cohort: &CohortSummary, name: &String| cohort.variables.iter().find(|v| v.name == *name).cloned();
        let pairs = mine.min(theirs).into_iter().filter_map(|name| of(self, &name).zip(of(other, &name)));
        let variables = pairs.map(|(first, second)| first.merge(&second)).collect::<Result<_, _>>()?;
        Ok(CohortSummary { grouping, variables })
    }
}

impl VariableSummary {
    /// The variable in both cohorts together.
    ///
    /// # Errors
    /// [`NotMergeable`]: another name, label, unit, kind or levels, counts that do not fit.
    pub fn merge(&self, other: &VariableSummary) -> Result<VariableSummary, NotMergeable> {
        let name = Some(self.name.as_str());
        same(name, "names", &self.name, &other.name)?;
        same(name, "kinds", self.kind.word(), other.kind.word())?;
        same(name, "labels", &self.label, &other.label)?;
        let unit = |variable: &VariableSummary| variable.unit.clone().unwrap_or_else(|| "none".into());
        same(name, "units", &unit(self), &unit(other))?;
        let notes: BTreeSet<&String> = self.notes.iter().chain(&other.notes).collect();
        Ok(VariableSummary {
            data: self.data.merge(&other.data, &self.name)?,
            notes: notes.into_iter().cloned().collect(),
            ..self.clone()
        })
    }
}

impl VariableData {
    fn merge(&self, other: &VariableData, name: &str) -> Result<VariableData, NotMergeable> {
        match (self, other) {
            (VariableData::Values(a), VariableData::Values(b)) => {
                a.merge(b).map(VariableData::Values).map_err(|_| NotMergeable::TooLarge)
            }
            (
                VariableData::Levels { names, table, missing },
                VariableData::Levels { names: others, table: second, missing: gone },
            ) => {
                same_list(Some(name), "levels", names, others)?;
                let table = table.merge(second).map_err(|_| NotMergeable::TooLarge)?;
                Ok(VariableData::Levels { names: names.clone(), table, missing: sums(missing, gone)? })
            }
            _ => Err(NotMergeable::Different {
                variable: Some(name.into()),
                what: "kinds of values",
                first: "numbers in one".into(),
                second: "levels in the other".into(),
            }),
        }
    }
}

fn same(variable: Option<&str>, what: &'static str, first: &str, second: &str) -> Result<(), NotMergeable> {
    let different = || NotMergeable::Different {
        variable: variable.map(str::to_string),
        what,
        first: format!("“{first}”"),
        second: format!("“{second}”"),
    };
    (first == second).then_some(()).ok_or_else(different)
}

/// As [`same`], of names in an order.
fn same_list(variable: Option<&str>, what: &'static str, a: &[String], b: &[String]) -> Result<(), NotMergeable> {
    let quoted = |names: &[String]| names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
    let (first, second) = (quoted(a), quoted(b));
    let different = || NotMergeable::Different { variable: variable.map(str::to_string), what, first, second };
    if a == b { Ok(()) } else { Err(different()) }
}

fn sums(a: &[u64], b: &[u64]) -> Result<Vec<u64>, NotMergeable> {
    let sums: Option<Vec<u64>> = a.iter().zip(b).map(|(a, b)| a.checked_add(*b)).collect();
    sums.ok_or(NotMergeable::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::VariableKind;
    use crate::summary::{ContingencyTable, SummaryFile, ValueCounts};
    use proptest::prelude::*;

    type Patient = (usize, Option<i32>, Option<usize>);

    fn cohort(patients: &[Patient]) -> CohortSummary {
        let of = |group: usize| patients.iter().filter(move |patient| patient.0 == group);
        let values = |group| of(group).filter_map(|p| p.1.map(|x| f64::from(x) / 7.0)).collect::<Vec<_>>();
        let gone = |group| of(group).filter(|p| p.1.is_none()).count() as u64;
        let numbers = ValueCounts::from_groups(&[values(0), values(1)]).expect("finite");
        let numbers = numbers.with_missing(vec![gone(0), gone(1)]).expect("two groups");
        let level = |level, group| of(group).filter(|p| p.2 == Some(level)).count() as u64;
        let table = ContingencyTable::new((0..3).map(|i| vec![level(i, 0), level(i, 1)]).collect()).expect("a table");
        let missing = (0..2).map(|group| of(group).filter(|p| p.2.is_none()).count() as u64).collect();
        let variable = |name: &str, kind, data| VariableSummary {
            name: name.into(),
            label: name.to_uppercase(),
            unit: None,
            kind,
            data,
            notes: Vec::new(),
        };
        CohortSummary {
            grouping: GroupingSummary {
                variable: "died".into(),
                label: "Died".into(),
                levels: vec!["no".into(), "yes".into()],
                sizes: vec![of(0).count() as u64, of(1).count() as u64],
                missing: 0,
            },
            variables: vec![
                variable("lactate", VariableKind::Continuous, VariableData::Values(numbers)),
                variable(
                    "ward",
                    VariableKind::Nominal,
                    VariableData::Levels { names: ["a", "b", "c"].map(String::from).to_vec(), table, missing },
                ),
            ],
        }
    }

    fn patients() -> impl Strategy<Value = Vec<Patient>> {
        let patient = (0..2_usize, prop::option::of(-5..40_i32), prop::option::of(0..3_usize));
        prop::collection::vec(patient, 0..30)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn merging_is_counting_together(a in patients(), b in patients(), c in patients()) {
            let (x, y, z) = (cohort(&a), cohort(&b), cohort(&c));
            let xy = x.merge(&y).expect("the same variables");
            prop_assert_eq!(&xy, &cohort(&[a.clone(), b.clone()].concat()));
            prop_assert_eq!(&xy, &y.merge(&x).expect("the same variables"));
            let left = xy.merge(&z).expect("the same variables");
            prop_assert_eq!(&left, &x.merge(&y.merge(&z).expect("the same")).expect("the same"));
            prop_assert_eq!(&x.merge(&cohort(&[])).expect("the same"), &x);
        }

        #[test]
        fn a_file_gives_back_what_was_written(a in patients()) {
            let file = SummaryFile::new(cohort(&a), a.len() as u64, None).expect("a file");
            prop_assert_eq!(SummaryFile::from_json(&file.to_json()).expect("a summary"), file);
        }
    }

    #[test]
    fn what_differs_is_named() {
        let (a, mut b) = (cohort(&[(0, Some(1), Some(0))]), cohort(&[(1, Some(2), Some(1))]));
        if let VariableData::Levels { names, .. } = &mut b.variables[1].data {
            names[2] = "d".into();
        }
        let error = a.merge(&b).unwrap_err().to_string();
        assert_eq!(error, "the levels of “ward” differ: “a”, “b”, “c” and “a”, “b”, “d”");
        b.variables.pop();
        assert_eq!(a.merge(&b), Err(NotMergeable::OnlyInOne { variable: "ward".into() }));
        b.grouping.levels.reverse();
        assert!(a.merge(&b).unwrap_err().to_string().starts_with("the groups differ"));
        let mut large = a.clone();
        large.grouping.sizes[0] = u64::MAX;
        assert_eq!(a.merge(&large), Err(NotMergeable::TooLarge));
    }
}
