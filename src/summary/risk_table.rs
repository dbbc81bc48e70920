//! Distinct follow-up times and how often each ended in an event or in censoring, in every group.

use std::fmt;

/// The follow-up of one person: how long, how it ended, and in which group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FollowUp {
    /// Time from the origin to the event or to censoring; not negative, in any unit.
    pub time: f64,
    /// 0 when censored, k for an event from cause k (1 when there is a single cause).
    pub outcome: usize,
    /// Group, from 0.
    pub group: usize,
}

/// Why times and counts are not a risk table.
#[derive(Debug, Clone, PartialEq)]
pub enum NotARiskTable {
    /// There is no group, or no cause of events.
    Empty,
    /// A time is infinite or not a number.
    NotFinite {
        /// Position of the time, counted from 0.
        position: usize,
        /// The time.
        time: f64,
    },
    /// A time is negative.
    Negative {
        /// Position of the time, counted from 0.
        position: usize,
        /// The time.
        time: f64,
    },
    /// The times do not increase strictly.
    NotIncreasing {
        /// Position of the time that is not above the one before it, counted from 0.
        position: usize,
    },
    /// A person is in a group, or had an outcome, that the table does not have.
    Unknown {
        /// Position of the person, counted from 0.
        position: usize,
    },
    /// A group has another number of outcomes, or an outcome another number of counts, than the table.
    Ragged {
        /// Group, counted from 0.
        group: usize,
    },
    /// The counts together pass the largest number that can be held.
    TooLarge,
    /// Tables over other groups or other causes cannot be merged.
    DifferentShape,
}

impl fmt::Display for NotARiskTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotARiskTable::Empty => f.write_str("a risk table needs at least one group and one cause of events"),
            NotARiskTable::NotFinite { position, time } => {
                write!(f, "time {} is {time}; only finite times can be followed", position + 1)
            }
            NotARiskTable::Negative { position, time } => {
                write!(f, "time {} is {time}: an event before the origin of time was not followed", position + 1)
            }
            NotARiskTable::NotIncreasing { position } => {
                write!(f, "time {} is not above the time before it", position + 1)
            }
            NotARiskTable::Unknown { position } => {
                write!(f, "person {} is in a group or had an outcome that the table does not have", position + 1)
            }
            NotARiskTable::Ragged { group } => write!(f, "group {} has not one count a time and outcome", group + 1),
            NotARiskTable::TooLarge => f.write_str("the counts together exceed the largest number that can be held"),
            NotARiskTable::DifferentShape => f.write_str("risk tables over other groups or causes cannot be merged"),
        }
    }
}

impl std::error::Error for NotARiskTable {}

/// All that Kaplan-Meier, log-rank, Aalen-Johansen and Gray's test need to know: at every distinct time, how many of
/// each group were censored and how many had an event from each cause.
///
/// Times are finite, not negative and strictly increasing. Those censored at a time were at risk at that time. A person
/// whose time or outcome is missing is counted apart. A commutative monoid under [`RiskTable::merge`], exactly;
/// [`RiskTable::empty`] changes nothing. The number of all persons fits into `u64`.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskTable {
    times: Vec<f64>,
    /// Group, outcome (0 is censoring), time.
    counts: Vec<Vec<Vec<u64>>>,
    missing: Vec<u64>,
}

impl RiskTable {
    /// From strictly increasing times and `counts[group][outcome][time]`, where outcome 0 is censoring and outcome k an
    /// event from cause k. A time at which nobody's follow-up ended is left out. Linear time.
    ///
    /// # Errors
    /// [`NotARiskTable`].
    ///
    /// ```
    /// use retrocohort::summary::RiskTable;
    /// let weeks = RiskTable::new(vec![6.0, 7.0, 9.0], vec![vec![vec![1, 0, 1], vec![3, 1, 0]]])?;
    /// assert_eq!(weeks.at_risk(0), [6, 2, 1]);
    /// # Ok::<(), retrocohort::summary::NotARiskTable>(())
    /// ```
    pub fn new(mut times: Vec<f64>, mut counts: Vec<Vec<Vec<u64>>>) -> Result<RiskTable, NotARiskTable> {
        let outcomes = counts.first().map_or(0, Vec::len);
        if outcomes < 2 {
            return Err(NotARiskTable::Empty);
        }
        let mut before = f64::NEG_INFINITY;
        for (position, time) in times.iter_mut().enumerate() {
            *time = checked_time(position, *time)?;
            if *time <= before {
                return Err(NotARiskTable::NotIncreasing { position });
            }
            before = *time;
        }
        let mut total = 0_u64;
        for (group, columns) in counts.iter().enumerate() {
            if columns.len() != outcomes || columns.iter().any(|column| column.len() != times.len()) {
                return Err(NotARiskTable::Ragged { group });
            }
            let sum = columns.iter().flatten().try_fold(total, |sum, &count| sum.checked_add(count));
            total = sum.ok_or(NotARiskTable::TooLarge)?;
        }
        let mut ends = vec![false; times.len()];
        for column in counts.iter().flatten() {
            ends.iter_mut().zip(column).for_each(|(ends, &count)| *ends |= count > 0);
        }
        if ends.contains(&false) {
            retain(&mut times, &ends);
            counts.iter_mut().flatten().for_each(|column| retain(column, &ends));
        }
        let missing = vec![0; counts.len()];
        Ok(RiskTable { times, counts, missing })
    }

    /// Nobody in any of `groups` groups: the empty element of [`RiskTable::merge`].
    ///
    /// # Errors
    /// [`NotARiskTable::Empty`] without a group or a cause.
    pub fn empty(groups: usize, causes: usize) -> Result<RiskTable, NotARiskTable> {
        RiskTable::new(Vec::new(), vec![vec![Vec::new(); causes + 1]; groups])
    }

    /// From persons in any order. Sorts: O(n log n).
    ///
    /// # Errors
    /// [`NotARiskTable`] with the position of the person.
    pub fn from_follow_up(
        persons: impl IntoIterator<Item = FollowUp>,
        groups: usize,
        causes: usize,
    ) -> Result<RiskTable, NotARiskTable> {
        if groups == 0 || causes == 0 {
            return Err(NotARiskTable::Empty);
        }
        // Group and outcome in one number, so that a person sorts in 16 bytes.
        let mut ends: Vec<(f64, usize)> = Vec::new();
        for (position, person) in persons.into_iter().enumerate() {
            let time = checked_time(position, person.time)?;
            if person.group >= groups || person.outcome > causes {
                return Err(NotARiskTable::Unknown { position });
            }
            ends.push((time, person.group * (causes + 1) + person.outcome));
        }
        ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut times: Vec<f64> = Vec::new();
        let mut flat: Vec<Vec<u64>> = vec![Vec::new(); groups * (causes + 1)];
        for (time, column) in ends {
            if times.last() != Some(&time) {
                times.push(time);
                flat.iter_mut().for_each(|column| column.push(0));
            }
            if let Some(count) = flat.get_mut(column).and_then(|column| column.last_mut()) {
                *count += 1;
            }
        }
        let mut columns = flat.into_iter();
        let counts = (0..groups).map(|_| columns.by_ref().take(causes + 1).collect()).collect();
        RiskTable::new(times, counts)
    }

    /// The same table with the number of persons of every group whose time or outcome is missing.
    ///
    /// # Errors
    /// [`NotARiskTable::DifferentShape`] when there are not as many numbers as groups, [`NotARiskTable::TooLarge`] when
    /// they and the persons of the table together cannot be counted.
    pub fn with_missing(mut self, missing: Vec<u64>) -> Result<RiskTable, NotARiskTable> {
        if missing.len() != self.groups() {
            return Err(NotARiskTable::DifferentShape);
        }
        let followed = self.counts.iter().flatten().flatten();
        followed.chain(&missing).try_fold(0_u64, |sum, &n| sum.checked_add(n)).ok_or(NotARiskTable::TooLarge)?;
        self.missing = missing;
        Ok(self)
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.counts.len()
    }

    /// Number of causes of events.
    pub fn causes(&self) -> usize {
        self.counts.first().map_or(0, |outcomes| outcomes.len().saturating_sub(1))
    }

    /// The distinct times of all groups together, increasing.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// How many of a group (from 0) were censored at each of [`RiskTable::times`]; empty for a group that is not there.
    pub fn censored(&self, group: usize) -> &[u64] {
        self.cause_events(group, 0)
    }

    /// How many of a group had an event from a cause (from 1) at each of [`RiskTable::times`]; empty for a group or
    /// cause that is not there.
    pub fn cause_events(&self, group: usize, cause: usize) -> &[u64] {
        self.counts.get(group).and_then(|outcomes| outcomes.get(cause)).map_or(&[], Vec::as_slice)
    }

    /// How many of a group had an event from any cause at each of [`RiskTable::times`].
    pub fn events(&self, group: usize) -> Vec<u64> {
        let mut events = vec![0; self.times.len()];
        for column in self.counts.get(group).into_iter().flat_map(|outcomes| outcomes.iter().skip(1)) {
            events.iter_mut().zip(column).for_each(|(sum, count)| *sum += count);
        }
        events
    }

    /// How many of a group were still followed just before each of [`RiskTable::times`].
    pub fn at_risk(&self, group: usize) -> Vec<u64> {
        let mut at_risk = vec![0; self.times.len()];
        for column in self.counts.get(group).into_iter().flatten() {
            let mut later = 0;
            for (sum, count) in at_risk.iter_mut().zip(column).rev() {
                later += count;
                *sum += later;
            }
        }
        at_risk
    }

    /// Number of persons of a group, those with missing values not counted.
    pub fn n(&self, group: usize) -> u64 {
        self.counts.get(group).into_iter().flatten().flatten().sum()
    }

    /// Number of persons of a group whose time or outcome is missing.
    pub fn missing(&self, group: usize) -> u64 {
        self.missing.get(group).copied().unwrap_or(0)
    }

    /// All groups as one.
    #[must_use]
    pub fn pooled(&self) -> RiskTable {
        let mut counts = vec![vec![0; self.times.len()]; self.causes() + 1];
        for (outcome, column) in self.counts.iter().flat_map(|outcomes| outcomes.iter().enumerate()) {
            if let Some(sums) = counts.get_mut(outcome) {
                sums.iter_mut().zip(column).for_each(|(sum, count)| *sum += count);
            }
        }
        RiskTable { times: self.times.clone(), counts: vec![counts], missing: vec![self.missing.iter().sum()] }
    }

    /// The named groups alone, in that order.
    ///
    /// # Errors
    /// [`NotARiskTable::Empty`] when none is named or one does not exist, [`NotARiskTable::TooLarge`] when one is named
    /// so often that the counts do not fit.
    pub fn select(&self, groups: &[usize]) -> Result<RiskTable, NotARiskTable> {
        let of = |&group: &usize| self.counts.get(group).cloned().ok_or(NotARiskTable::Empty);
        let counts = groups.iter().map(of).collect::<Result<Vec<_>, _>>()?;
        RiskTable::new(self.times.clone(), counts)?.with_missing(groups.iter().map(|&g| self.missing(g)).collect())
    }

    /// The persons of both tables together. O(distinct times of both).
    ///
    /// # Errors
    /// [`NotARiskTable::DifferentShape`], or [`NotARiskTable::TooLarge`].
    pub fn merge(&self, other: &RiskTable) -> Result<RiskTable, NotARiskTable> {
        if (self.groups(), self.causes()) != (other.groups(), other.causes()) {
            return Err(NotARiskTable::DifferentShape);
        }
        // Where each of the common times stands in either table.
        let (mut i, mut j) = (0, 0);
        let (mut times, mut places) = (Vec::new(), Vec::new());
        loop {
            let (a, b) = (self.times.get(i).copied(), other.times.get(j).copied());
            let Some(time) = [a, b].into_iter().flatten().reduce(f64::min) else { break };
            let (in_a, in_b) = (a == Some(time), b == Some(time));
            times.push(time);
            places.push((in_a.then_some(i), in_b.then_some(j)));
            i += usize::from(in_a);
            j += usize::from(in_b);
        }
        let count = |column: &[u64], place: Option<usize>| place.and_then(|i| column.get(i)).copied().unwrap_or(0);
        let both = |a: &Vec<u64>, b: &Vec<u64>| -> Option<Vec<u64>> {
            places.iter().map(|&(i, j)| count(a, i).checked_add(count(b, j))).collect()
        };
        let mut counts = Vec::with_capacity(self.groups());
        for (a, b) in self.counts.iter().zip(&other.counts) {
            let merged: Option<Vec<Vec<u64>>> = a.iter().zip(b).map(|(a, b)| both(a, b)).collect();
            counts.push(merged.ok_or(NotARiskTable::TooLarge)?);
        }
        let missing: Option<Vec<u64>> =
            self.missing.iter().zip(&other.missing).map(|(a, b)| a.checked_add(*b)).collect();
        RiskTable::new(times, counts)?.with_missing(missing.ok_or(NotARiskTable::TooLarge)?)
    }

    /// The same persons with times that differ by no more than rounding made equal: a run of times whose steps are at
    /// most 1.5e-8 (the square root of the machine epsilon), absolutely or relative to the mean of the distinct times,
    /// becomes its first time. This is what R's `survival` does before it looks for ties (`timefix`); times that are
    /// differences of dates in whole days are left as they are. To be applied once, after all merging.
    #[must_use]
    pub fn join_near_ties(&self) -> RiskTable {
        let first_of_run = first_of_near_ties(&self.times);
        let mut times: Vec<f64> = Vec::new();
        let mut counts = vec![vec![Vec::new(); self.causes() + 1]; self.groups()];
        for (i, &time) in first_of_run.iter().enumerate() {
            let new = times.last() != Some(&time);
            if new {
                times.push(time);
            }
            for (joined, column) in counts.iter_mut().flatten().zip(self.counts.iter().flatten()) {
                let count = column.get(i).copied().unwrap_or(0);
                match joined.last_mut() {
                    Some(last) if !new => *last += count,
                    _ => joined.push(count),
                }
            }
        }
        RiskTable { times, counts, missing: self.missing.clone() }
    }
}

/// Keeps the elements whose mark is set.
fn retain<T>(elements: &mut Vec<T>, keep: &[bool]) {
    let mut marks = keep.iter();
    elements.retain(|_| marks.next() == Some(&true));
}

/// For strictly increasing times, the first time of the run of near ties that each belongs to (see
/// [`RiskTable::join_near_ties`]).
pub(crate) fn first_of_near_ties(times: &[f64]) -> Vec<f64> {
    let tolerance = f64::EPSILON.sqrt();
    let mean = times.iter().map(|time| time.abs()).sum::<f64>() / times.len() as f64;
    let (mut first, mut before) = (f64::NAN, f64::NAN);
    let join = |&time: &f64| {
        let step = time - before;
        if !(step <= tolerance || step / mean <= tolerance) {
            first = time;
        }
        before = time;
        first
    };
    times.iter().map(join).collect()
}

/// A finite time that is not negative; minus zero becomes zero.
fn checked_time(position: usize, time: f64) -> Result<f64, NotARiskTable> {
    if !time.is_finite() {
        Err(NotARiskTable::NotFinite { position, time })
    } else if time < 0.0 {
        Err(NotARiskTable::Negative { position, time })
    } else {
        Ok(time + 0.0)
    }
}

#[cfg(test)]
#[path = "risk_table_tests.rs"]
mod tests;
