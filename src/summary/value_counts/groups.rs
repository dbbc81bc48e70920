//! Groups put together, taken out, and added to those of another sample.

use super::{NotValueCounts, ValueCounts};

impl ValueCounts {
    /// All groups as one: the distribution and the missing values of the whole sample.
    #[must_use]
    pub fn pooled(&self) -> ValueCounts {
        ValueCounts::of_parts(self.values.clone(), self.table.pooled(), vec![self.missing.iter().sum()])
    }

    /// The named groups alone, in that order; a value that occurs in none of them is left out.
    ///
    /// # Errors
    /// [`NotValueCounts::NoGroup`] when none is named or one does not exist, [`NotValueCounts::TooLarge`] when one is
    /// named so often that the counts do not fit.
    pub fn select(&self, groups: &[usize]) -> Result<ValueCounts, NotValueCounts> {
        if groups.iter().any(|group| *group >= self.groups()) {
            return Err(NotValueCounts::NoGroup);
        }
        let missing = groups.iter().map(|&group| self.missing(group)).collect();
        let counts = self.table.cells_of(groups);
        let selected = ValueCounts::from_rows(self.values.clone(), groups.len(), counts)?.with_missing(missing)?;
        if self.moments.get().is_some() {
            let _ = selected.moments.set(groups.iter().map(|&group| self.moments(group)).collect());
        }
        Ok(selected)
    }

    /// The counts of both samples together, missing values included. O(distinct values of both).
    ///
    /// # Errors
    /// [`NotValueCounts::DifferentGroups`], or [`NotValueCounts::TooLarge`].
    pub fn merge(&self, other: &ValueCounts) -> Result<ValueCounts, NotValueCounts> {
        if self.groups() != other.groups() {
            return Err(NotValueCounts::DifferentGroups);
        }
        let mut values = Vec::with_capacity(self.values.len().max(other.values.len()));
        let mut counts = Vec::with_capacity(values.capacity() * self.groups());
        let (mut rows, mut other_rows) = (self.rows().peekable(), other.rows().peekable());
        loop {
            let heads = [rows.peek(), other_rows.peek()].into_iter().flatten();
            let Some(value) = heads.map(|(value, _)| *value).reduce(f64::min) else { break };
            values.push(value);
            match (rows.next_if(|row| row.0 == value), other_rows.next_if(|row| row.0 == value)) {
                (Some((_, a)), Some((_, b))) => {
                    let sums = a.iter().zip(b).map(|(a, b)| a.checked_add(*b).ok_or(NotValueCounts::TooLarge));
                    counts.extend(sums.collect::<Result<Vec<_>, _>>()?);
                }
                (Some((_, one)), None) | (None, Some((_, one))) => counts.extend(one),
                (None, None) => {}
            }
        }
        let missing: Option<Vec<u64>> =
            self.missing.iter().zip(&other.missing).map(|(a, b)| a.checked_add(*b)).collect();
        ValueCounts::from_rows(values, self.groups(), counts)?.with_missing(missing.ok_or(NotValueCounts::TooLarge)?)
    }

    /// Every value, increasing, and how often it occurs in every group.
    pub fn rows(&self) -> impl Iterator<Item = (f64, &[u32])> {
        self.values.iter().copied().zip(self.table.iter_rows())
    }
}
