//! Sorted distinct values and how often each occurs in every group.

mod groups;
mod quantile;

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

pub use quantile::QuantileType;

use super::moments::compensated_sum_of_counts;
use super::{ContingencyTable, Moments, NotATable, radix_sort};

/// Why values and counts are not value counts.
#[derive(Debug, Clone, PartialEq)]
pub enum NotValueCounts {
    /// There is no group.
    NoGroup,
    /// A value is infinite or not a number.
    NotFinite {
        /// Position of the value, counted from 0.
        position: usize,
        /// The value.
        value: f64,
    },
    /// The values do not increase strictly.
    NotIncreasing {
        /// Position of the value that is not above the one before it, counted from 0.
        position: usize,
    },
    /// A group has another number of counts than there are values.
    Ragged {
        /// Group, counted from 0.
        group: usize,
        /// Counts of that group.
        found: usize,
        /// Number of values.
        expected: usize,
    },
    /// The observations of all groups together pass 4,294,967,295.
    TooLarge,
    /// Two sets of counts over another number of groups cannot be merged.
    DifferentGroups,
}

impl fmt::Display for NotValueCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotValueCounts::NoGroup => f.write_str("counts of values need at least one group"),
            NotValueCounts::NotFinite { position, value } => {
                write!(f, "value {} is {value}; only finite numbers can be counted", position + 1)
            }
            NotValueCounts::NotIncreasing { position } => {
                write!(f, "value {} is not above the value before it", position + 1)
            }
            NotValueCounts::Ragged { group, found, expected } => {
                write!(f, "group {} has {found} counts for {expected} values", group + 1)
            }
            NotValueCounts::TooLarge => f.write_str("the counts together exceed 4,294,967,295"),
            NotValueCounts::DifferentGroups => f.write_str("counts over another number of groups cannot be merged"),
        }
    }
}

impl std::error::Error for NotValueCounts {}

/// The empirical distribution of a numeric variable in every group: all that rank tests, tests of distribution functions
/// and quantiles need.
///
/// Values are finite and strictly increasing; each occurs in at least one group. Minus zero is zero. A missing value is
/// none of them and is counted apart. A commutative monoid under [`ValueCounts::merge`], exactly;
/// [`ValueCounts::empty`] changes nothing. The number of all observations fits in 32 bits.
#[derive(Debug, Clone)]
pub struct ValueCounts {
    values: Vec<f64>,
    /// One row a value, one column a group.
    table: ContingencyTable,
    missing: Vec<u64>,
    /// Of every group, computed when they are first asked for: nearly everything begins with them.
    moments: OnceLock<Vec<Moments>>,
    /// Of every group, the observations before every block of values, computed when a rank is first asked for.
    before_blocks: OnceLock<Vec<Vec<u64>>>,
}

impl PartialEq for ValueCounts {
    fn eq(&self, other: &ValueCounts) -> bool {
        (&self.values, &self.table, &self.missing) == (&other.values, &other.table, &other.missing)
    }
}

impl ValueCounts {
    /// From strictly increasing finite values and, for every group, one count a value. Linear time. Nobody is missing:
    /// see [`ValueCounts::with_missing`]. A value that occurs in no group is left out.
    ///
    /// # Errors
    /// [`NotValueCounts`]: no group, a value that is not finite or not above the last, columns of another length than
    /// the values, too many observations.
    ///
    /// ```
    /// use retrocohort::summary::{QuantileType, ValueCounts};
    /// let ages = ValueCounts::new(vec![41.0, 56.0, 60.0], vec![vec![1, 2, 0], vec![0, 1, 3]])?;
    /// assert_eq!((ages.n(0), ages.n(1)), (3, 4));
    /// assert_eq!(ages.quantile(0, 0.5, QuantileType::Type7), Some(56.0));
    /// # Ok::<(), retrocohort::summary::NotValueCounts>(())
    /// ```
    pub fn new(values: Vec<f64>, counts: Vec<Vec<u64>>) -> Result<ValueCounts, NotValueCounts> {
        for (group, column) in counts.iter().enumerate() {
            if column.len() != values.len() {
                return Err(NotValueCounts::Ragged { group, found: column.len(), expected: values.len() });
            }
        }
        let cells = (0..values.len()).flat_map(|value| counts.iter().filter_map(move |column| column.get(value)));
        let cells = cells.map(|count| u32::try_from(*count).map_err(|_| NotValueCounts::TooLarge));
        ValueCounts::from_rows(values, counts.len(), cells.collect::<Result<_, _>>()?)
    }

    /// From strictly increasing finite values and, for every value, one count a group, one value after the other; else as
    /// [`ValueCounts::new`].
    ///
    /// # Errors
    /// As [`ValueCounts::new`].
    pub fn from_rows(mut values: Vec<f64>, groups: usize, mut counts: Vec<u32>) -> Result<ValueCounts, NotValueCounts> {
        if groups == 0 {
            return Err(NotValueCounts::NoGroup);
        }
        if counts.len() != values.len() * groups {
            let group = counts.len() % groups;
            return Err(NotValueCounts::Ragged { group, found: counts.len() / groups, expected: values.len() });
        }
        let mut before = f64::NEG_INFINITY;
        for (position, value) in values.iter_mut().enumerate() {
            if !value.is_finite() {
                return Err(NotValueCounts::NotFinite { position, value: *value });
            }
            // Adding zero turns minus zero into zero.
            *value += 0.0;
            if *value <= before {
                return Err(NotValueCounts::NotIncreasing { position });
            }
            before = *value;
        }
        let nobody = |row: &[u32]| row.iter().all(|count| *count == 0);
        if counts.chunks_exact(groups).any(nobody) {
            let occurs: Vec<bool> = counts.chunks_exact(groups).map(|row| !nobody(row)).collect();
            retain(&mut values, occurs.iter().copied());
            retain(&mut counts, occurs.iter().flat_map(|occurs| std::iter::repeat_n(*occurs, groups)));
        }
        let table = ContingencyTable::of_any_rows(groups, counts).map_err(|_| NotValueCounts::TooLarge)?;
        Ok(ValueCounts::of_parts(values, table, vec![0; groups]))
    }

    /// From parts that are known to fit together.
    fn of_parts(values: Vec<f64>, table: ContingencyTable, missing: Vec<u64>) -> ValueCounts {
        ValueCounts { values, table, missing, moments: OnceLock::new(), before_blocks: OnceLock::new() }
    }

    /// No observation in any of `groups` groups: the empty element of [`ValueCounts::merge`].
    ///
    /// # Errors
    /// [`NotValueCounts::NoGroup`] when `groups` is 0.
    pub fn empty(groups: usize) -> Result<ValueCounts, NotValueCounts> {
        ValueCounts::new(Vec::new(), vec![Vec::new(); groups])
    }

    /// From the values of every group, in any order. Sorts: O(n).
    ///
    /// # Errors
    /// [`NotValueCounts::NoGroup`], or [`NotValueCounts::NotFinite`] with the position within its group.
    pub fn from_groups(groups: &[Vec<f64>]) -> Result<ValueCounts, NotValueCounts> {
        let mut sorted = Vec::with_capacity(groups.len());
        for values in groups {
            if let Some((position, value)) = values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(NotValueCounts::NotFinite { position, value: *value });
            }
            let mut keys: Vec<u64> = values.iter().map(|value| radix_sort::key(*value)).collect();
            radix_sort::sort(&mut keys);
            sorted.push(keys);
        }
        radix_sort::counts(&sorted)
    }

    /// The same counts with the number of missing values of every group.
    ///
    /// # Errors
    /// [`NotValueCounts::Ragged`] when there are not as many numbers as groups, [`NotValueCounts::TooLarge`] when
    /// observations and missing values together cannot be counted.
    pub fn with_missing(mut self, missing: Vec<u64>) -> Result<ValueCounts, NotValueCounts> {
        if missing.len() != self.groups() {
            return Err(NotValueCounts::Ragged { group: 0, found: missing.len(), expected: self.groups() });
        }
        let all = missing.iter().try_fold(self.table.total(), |sum, n| sum.checked_add(*n));
        all.ok_or(NotValueCounts::TooLarge)?;
        self.missing = missing;
        Ok(self)
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.table.columns()
    }

    /// The distinct values of all groups together, increasing.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How often each of [`ValueCounts::values`] occurs in a group (from 0); no count at all for a group that is not
    /// there.
    pub fn counts(&self, group: usize) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator + Clone {
        self.counts_of(group, 0..self.values.len())
    }

    /// As [`ValueCounts::counts`], of the values at some positions; none where one of them does not exist.
    pub fn counts_of(
        &self,
        group: usize,
        positions: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator + Clone {
        self.table.column(group, positions)
    }

    /// The values that occur in a group, increasing, and how often each does.
    pub fn occurring(&self, group: usize) -> impl Iterator<Item = (f64, u64)> + Clone {
        self.values.iter().copied().zip(self.counts(group)).filter(|(_, count)| *count > 0)
    }

    /// Number of observations of a group, missing values not counted.
    pub fn n(&self, group: usize) -> u64 {
        self.table.column_total(group)
    }

    /// Number of missing values of a group.
    pub fn missing(&self, group: usize) -> u64 {
        self.missing.get(group).copied().unwrap_or(0)
    }

    /// Smallest and largest value of a group; `None` when it has none.
    pub fn range(&self, group: usize) -> Option<(f64, f64)> {
        let first = self.counts(group).position(|n| n > 0)?;
        let last = self.counts(group).rposition(|n| n > 0)?;
        self.values.get(first).copied().zip(self.values.get(last).copied())
    }

    /// Number of distinct values that occur in a group.
    pub fn distinct(&self, group: usize) -> usize {
        self.counts(group).filter(|n| *n > 0).count()
    }

    /// Mean and centred sum of squares of a group, in two passes in the order of the values, so that they depend on
    /// nothing but the counts. O(distinct values) the first time.
    pub fn moments(&self, group: usize) -> Moments {
        let all = || (0..self.groups()).map(|group| moments(&self.values, self.counts(group), self.n(group))).collect();
        self.moments.get_or_init(all).get(group).copied().unwrap_or_default()
    }

    /// The values as levels: one row a distinct value, increasing, one column a group. Missing values are not in it.
    ///
    /// # Errors
    /// [`NotATable::Empty`] when there is no observation.
    pub fn contingency_table(&self) -> Result<&ContingencyTable, NotATable> {
        if self.values.is_empty() { Err(NotATable::Empty) } else { Ok(&self.table) }
    }
}

/// Mean and centred sum of squares of values that occur so often.
fn moments(values: &[f64], counts: impl Iterator<Item = u64> + Clone, n: u64) -> Moments {
    let first = values.iter().zip(counts.clone()).find(|(_, n)| *n > 0);
    let Some((&origin, _)) = first else { return Moments::default() };
    // Deviations are taken from the smallest value, so that a large common offset costs no digits; the second sum
    // removes what rounding left in the mean.
    let shift = compensated_sum_of_counts(values, counts.clone(), |x, n| (x - origin) * n) / n as f64;
    let rest = compensated_sum_of_counts(values, counts.clone(), |x, n| ((x - origin) - shift) * n) / n as f64;
    let centre = shift + rest;
    let m2 = compensated_sum_of_counts(values, counts, |x, n| {
        let deviation = (x - origin) - centre;
        deviation * deviation * n
    });
    Moments { n, mean: origin + centre, m2 }
}

/// Keeps the elements whose mark is set.
fn retain<T>(elements: &mut Vec<T>, mut marks: impl Iterator<Item = bool>) {
    elements.retain(|_| marks.next().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::QuantileType;
    use proptest::prelude::*;

    fn sample() -> impl Strategy<Value = Vec<Vec<f64>>> {
        let value = prop_oneof![(-6..6_i32).prop_map(f64::from), -1e3..1e3_f64, Just(-0.0)];
        prop::collection::vec(prop::collection::vec(value, 0..12), 2)
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        let fault = |values: &[f64], counts: &[&[u64]]| {
            ValueCounts::new(values.to_vec(), counts.iter().map(|c| c.to_vec()).collect()).err()
        };
        assert_eq!(fault(&[], &[]), Some(NotValueCounts::NoGroup));
        assert_eq!(fault(&[1.0, 1.0], &[&[1, 1]]), Some(NotValueCounts::NotIncreasing { position: 1 }));
        assert_eq!(fault(&[-0.0, 0.0], &[&[1, 1]]), Some(NotValueCounts::NotIncreasing { position: 1 }));
        let infinite = Some(NotValueCounts::NotFinite { position: 0, value: f64::INFINITY });
        assert_eq!(fault(&[f64::INFINITY], &[&[1]]), infinite);
        assert_eq!(fault(&[1.0], &[&[1], &[]]), Some(NotValueCounts::Ragged { group: 1, found: 0, expected: 1 }));
        assert_eq!(fault(&[1.0], &[&[u64::MAX], &[1]]), Some(NotValueCounts::TooLarge));
        assert!(ValueCounts::from_groups(&[vec![1.0, f64::NAN]]).is_err());
    }

    #[test]
    fn an_empty_group_has_nothing() {
        let counts = ValueCounts::from_groups(&[vec![2.0, 1.0, 2.0], vec![]]).unwrap();
        assert_eq!((counts.n(1), counts.range(1), counts.distinct(1)), (0, None, 0));
        assert_eq!(counts.quantile(1, 0.5, QuantileType::Type7), None);
        assert_eq!(counts.quantile(0, f64::NAN, QuantileType::Type7), None);
        assert_eq!(counts.moments(1), Moments::default());
        assert_eq!(counts.occurring(0).collect::<Vec<_>>(), [(1.0, 1), (2.0, 2)]);
        assert_eq!((counts.counts(1).len(), counts.counts(7).len(), counts.counts_of(0, 1..9).len()), (2, 0, 0));
    }

    #[test]
    fn a_position_that_is_whole_but_for_rounding_is_whole() {
        // 0.29 * 100 is 28.999999999999996 in doubles; the 29th and 30th of 1..=100 average to 29.5.
        let counts = ValueCounts::from_groups(&[(1..=100).map(f64::from).collect()]).unwrap();
        assert_eq!(counts.quantile(0, 0.29, QuantileType::Type2), Some(29.5));
    }

    #[test]
    fn a_common_offset_costs_no_digits() {
        // NIST StRD NumAcc4: certified mean 10000000.2 and standard deviation 0.1.
        let values = vec![10_000_000.1, 10_000_000.2, 10_000_000.3];
        let moments = ValueCounts::new(values, vec![vec![500, 1, 500]]).unwrap().moments(0);
        assert!((moments.mean - 10_000_000.2).abs() < 1e-8);
        assert!((moments.sd().unwrap_or(f64::NAN) - 0.1).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn merging_is_a_commutative_monoid(x in sample(), y in sample(), z in sample(), missing in 0..9_u64) {
            let count = |groups: &[Vec<f64>]| ValueCounts::from_groups(groups)?.with_missing(vec![missing, 1]);
            let (a, b, c) = (count(&x).unwrap(), count(&y).unwrap(), count(&z).unwrap());
            let empty = ValueCounts::empty(2).unwrap();
            prop_assert_eq!(a.merge(&empty), Ok(a.clone()));
            prop_assert_eq!(empty.merge(&a), Ok(a.clone()));
            prop_assert_eq!(a.merge(&b), b.merge(&a));
            let left = a.merge(&b).and_then(|ab| ab.merge(&c));
            prop_assert_eq!(&left, &b.merge(&c).and_then(|bc| a.merge(&bc)));
            let all: Vec<Vec<f64>> = (0..2).map(|g| [&x[g][..], &y[g], &z[g]].concat()).collect();
            let together = ValueCounts::from_groups(&all).unwrap().with_missing(vec![3 * missing, 3]);
            prop_assert_eq!(left, together);
        }

        #[test]
        fn moments_and_extremes_are_those_of_the_values(groups in sample()) {
            let counts = ValueCounts::from_groups(&groups).unwrap();
            for (group, values) in groups.iter().enumerate() {
                let (ours, plain) = (counts.moments(group), Moments::from_values(values));
                prop_assert_eq!(ours.n, plain.n);
                prop_assert!((ours.mean - plain.mean).abs() <= 1e-12 * (1.0 + plain.mean.abs()));
                prop_assert!((ours.m2 - plain.m2).abs() <= 1e-10 * (1.0 + plain.m2));
                for kind in [QuantileType::Type2, QuantileType::Type6, QuantileType::Type7] {
                    let ends = counts.quantile(group, 0.0, kind).zip(counts.quantile(group, 1.0, kind));
                    prop_assert_eq!(ends, counts.range(group));
                }
            }
        }
    }
}
