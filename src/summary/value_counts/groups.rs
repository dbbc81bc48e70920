//! Groups put together, taken out, and added to those of another sample.

use super::{NotValueCounts, ValueCounts};

impl ValueCounts {
    /// All groups as one: the distribution and the missing values of the whole sample.
    #[must_use]
    pub fn pooled(&self) -> ValueCounts {
        let mut counts = vec![0; self.values.len()];
        for column in &self.counts {
            counts.iter_mut().zip(column).for_each(|(sum, count)| *sum += count);
        }
        let (size, missing) = (self.sizes.iter().sum(), self.missing.iter().sum());
        ValueCounts::of_parts(self.values.clone(), vec![counts], vec![size], vec![missing])
    }

    /// The named groups alone, in that order; a value that occurs in none of them is left out.
    ///
    /// # Errors
    /// [`NotValueCounts::NoGroup`] when none is named or one does not exist, [`NotValueCounts::TooLarge`] when one is
    /// named so often that the counts do not fit.
    pub fn select(&self, groups: &[usize]) -> Result<ValueCounts, NotValueCounts> {
        let column = |&group: &usize| self.counts.get(group).ok_or(NotValueCounts::NoGroup);
        let columns = groups.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        if columns.is_empty() {
            return Err(NotValueCounts::NoGroup);
        }
        let sizes: Vec<u64> = groups.iter().map(|&group| self.n(group)).collect();
        let missing: Vec<u64> = groups.iter().map(|&group| self.missing(group)).collect();
        let all = sizes.iter().chain(&missing).try_fold(0_u64, |sum, &n| sum.checked_add(n));
        all.ok_or(NotValueCounts::TooLarge)?;
        let mut occurs = vec![false; self.values.len()];
        for column in &columns {
            occurs.iter_mut().zip(*column).for_each(|(occurs, count)| *occurs |= *count > 0);
        }
        let kept = occurs.iter().filter(|occurs| **occurs).count();
        let values = chosen(&self.values, &occurs, kept);
        let counts = columns.into_iter().map(|column| chosen(column, &occurs, kept)).collect();
        let selected = ValueCounts::of_parts(values, counts, sizes, missing);
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
        let (mut i, mut j) = (0, 0);
        let mut values = Vec::with_capacity(self.values.len().max(other.values.len()));
        let mut counts: Vec<Vec<u64>> = vec![Vec::with_capacity(values.capacity()); self.groups()];
        loop {
            let (a, b) = (self.values.get(i).copied(), other.values.get(j).copied());
            let Some(value) = [a, b].into_iter().flatten().reduce(f64::min) else { break };
            let (from_a, from_b) = (a == Some(value), b == Some(value));
            for (group, column) in counts.iter_mut().enumerate() {
                let left = if from_a { self.counts(group).get(i).copied().unwrap_or(0) } else { 0 };
                let right = if from_b { other.counts(group).get(j).copied().unwrap_or(0) } else { 0 };
                column.push(left.checked_add(right).ok_or(NotValueCounts::TooLarge)?);
            }
            values.push(value);
            i += usize::from(from_a);
            j += usize::from(from_b);
        }
        let missing: Option<Vec<u64>> =
            self.missing.iter().zip(&other.missing).map(|(a, b)| a.checked_add(*b)).collect();
        ValueCounts::new(values, counts)?.with_missing(missing.ok_or(NotValueCounts::TooLarge)?)
    }
}

/// The elements whose mark is set, of which there are so many.
fn chosen<T: Copy>(elements: &[T], marks: &[bool], kept: usize) -> Vec<T> {
    let mut chosen = Vec::with_capacity(kept);
    chosen.extend(elements.iter().zip(marks).filter(|(_, mark)| **mark).map(|(element, _)| *element));
    chosen
}
