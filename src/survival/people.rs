//! Who is in the analysis, and the risk tables of them.

use std::borrow::Cow;

use crate::engine::TimeToEvent;
use crate::engine::time_to_event::{LevelColumn, MISSING_OUTCOME};
use crate::results::survival::Landmark;
use crate::summary::{FollowUp, NotARiskTable, RiskTable, first_of_near_ties};

/// The patients of the analysis.
pub(super) struct People<'a> {
    data: &'a TimeToEvent,
    /// Times with those made equal that differ by rounding only.
    times: Cow<'a, [f64]>,
    /// Their rows, in order.
    pub rows: Vec<usize>,
    /// Number of them.
    pub n: u64,
    /// By group.
    pub sizes: Vec<u64>,
    /// By stratum.
    pub strata_sizes: Vec<u64>,
    /// Patients whose time or outcome is missing, by group.
    pub missing: Vec<u64>,
    /// Patients whose group is missing.
    pub group_missing: u64,
    /// Patients whose stratum is missing.
    pub stratum_missing: u64,
    /// Longest follow-up.
    pub longest: f64,
    /// Whom a landmark left out.
    pub landmark: Option<Landmark>,
}

/// Risk tables of the patients.
pub(super) struct Tables {
    /// By group; one group where there are none.
    pub groups: RiskTable,
    /// All patients as one group.
    pub all: RiskTable,
    /// By group within every stratum; one where there are none.
    pub strata: Vec<RiskTable>,
}

impl<'a> People<'a> {
    pub fn new(data: &'a TimeToEvent, landmark: Option<f64>) -> People<'a> {
        let groups = data.groups.as_ref().map_or(1, |groups| groups.levels.len());
        let strata = data.strata.as_ref().map_or(1, |strata| strata.levels.len());
        let mut people = People {
            data,
            times: without_near_ties(&data.time),
            rows: Vec::with_capacity(data.time.len()),
            n: 0,
            sizes: vec![0; groups],
            strata_sizes: vec![0; strata],
            missing: vec![0; groups],
            group_missing: 0,
            stratum_missing: 0,
            longest: 0.0,
            landmark: landmark.map(|time| Landmark { time, ..Landmark::default() }),
        };
        for row in 0..data.time.len() {
            people.add(row);
        }
        people.n = people.rows.len() as u64;
        people
    }

    fn add(&mut self, row: usize) {
        let (group, stratum) = (self.group(row), self.stratum(row));
        if group >= self.sizes.len() {
            self.group_missing += 1;
            return;
        }
        if stratum >= self.strata_sizes.len() {
            self.stratum_missing += 1;
            return;
        }
        let (time, outcome) = (self.time(row), self.outcome(row));
        if time.is_nan() || outcome == MISSING_OUTCOME {
            self.missing.get_mut(group).into_iter().for_each(|n| *n += 1);
            return;
        }
        if let Some(landmark) = self.landmark.as_mut().filter(|landmark| time <= landmark.time) {
            let excluded = if outcome > 0 { &mut landmark.excluded_events } else { &mut landmark.excluded_censored };
            *excluded += 1;
            return;
        }
        self.longest = self.longest.max(time);
        self.rows.push(row);
        self.sizes.get_mut(group).into_iter().for_each(|n| *n += 1);
        self.strata_sizes.get_mut(stratum).into_iter().for_each(|n| *n += 1);
    }

    /// Follow-up of a row.
    pub fn time(&self, row: usize) -> f64 {
        self.times.get(row).copied().unwrap_or(f64::NAN)
    }

    /// Outcome of a row.
    pub fn outcome(&self, row: usize) -> u32 {
        self.data.outcome.get(row).copied().unwrap_or(MISSING_OUTCOME)
    }

    /// Whether the follow-up of a row ended in the event of interest.
    pub fn event(&self, row: usize) -> bool {
        self.outcome(row) == 1
    }

    /// Group of a row, beyond the groups where it is missing.
    pub fn group(&self, row: usize) -> usize {
        level(self.data.groups.as_ref(), row)
    }

    /// Stratum of a row, beyond the strata where it is missing.
    pub fn stratum(&self, row: usize) -> usize {
        level(self.data.strata.as_ref(), row)
    }

    /// The risk tables.
    pub fn tables(&self) -> Result<Tables, NotARiskTable> {
        let causes = self.data.causes.len();
        let person =
            |row: usize| FollowUp { time: self.time(row), outcome: self.outcome(row) as usize, group: self.group(row) };
        let table = |rows: &mut dyn Iterator<Item = usize>| {
            RiskTable::from_follow_up(rows.map(person), self.sizes.len(), causes)
        };
        let groups = table(&mut self.rows.iter().copied())?.with_missing(self.missing.clone())?;
        let strata = match &self.data.strata {
            None => vec![groups.clone()],
            Some(strata) => (0..strata.levels.len())
                .map(|stratum| table(&mut self.rows.iter().copied().filter(|row| self.stratum(*row) == stratum)))
                .collect::<Result<_, _>>()?,
        };
        Ok(Tables { all: groups.pooled(), groups, strata })
    }
}

fn level(column: Option<&LevelColumn>, row: usize) -> usize {
    match column {
        None => 0,
        Some(column) => column.of.get(row).map_or(usize::MAX, |level| *level as usize),
    }
}

/// Times with those made equal that differ by no more than rounding, as a table of all of them would make them.
fn without_near_ties(times: &[f64]) -> Cow<'_, [f64]> {
    // Whole days, and whatever else is whole, differ by more.
    if times.iter().all(|time| time.is_nan() || (time.fract() == 0.0 && *time < 1e7)) {
        return Cow::Borrowed(times);
    }
    let mut distinct: Vec<f64> = times.iter().copied().filter(|time| !time.is_nan()).collect();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    let first = first_of_near_ties(&distinct);
    let joined = |time: &f64| {
        let place = distinct.partition_point(|other| other < time);
        if time.is_nan() { f64::NAN } else { first.get(place).copied().unwrap_or(*time) }
    };
    Cow::Owned(times.iter().map(joined).collect())
}
