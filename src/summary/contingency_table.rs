//! Counts of levels by groups.

/// A table of counts: one row per level, one column per group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContingencyTable {
    counts: Vec<Vec<u64>>,
}

/// Why rows of counts are no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotATable {
    /// No row or no column.
    #[error("a contingency table needs at least one level and one group")]
    Empty,
    /// Rows of different lengths.
    #[error("the levels of a contingency table have different numbers of groups")]
    Ragged,
    /// The counts add up to more than 2^53, beyond which doubles skip whole numbers.
    #[error("the counts of a contingency table add up to more than 9007199254740992")]
    TooLarge,
}

impl ContingencyTable {
    /// From rows of counts.
    pub fn new(counts: Vec<Vec<u64>>) -> Result<Self, NotATable> {
        let columns = counts.first().map_or(0, Vec::len);
        if columns == 0 {
            return Err(NotATable::Empty);
        }
        if counts.iter().any(|row| row.len() != columns) {
            return Err(NotATable::Ragged);
        }
        let total = counts.iter().flatten().try_fold(0u64, |sum, count| sum.checked_add(*count));
        match total {
            Some(total) if total <= 1 << 53 => Ok(ContingencyTable { counts }),
            _ => Err(NotATable::TooLarge),
        }
    }

    /// Number of levels.
    pub fn rows(&self) -> usize {
        self.counts.len()
    }

    /// Number of groups.
    pub fn columns(&self) -> usize {
        self.counts[0].len()
    }

    /// Count of a level in a group.
    ///
    /// # Panics
    /// When either index is out of range, as slices do.
    pub fn get(&self, row: usize, column: usize) -> u64 {
        self.counts[row][column]
    }

    /// Totals of the levels.
    pub fn row_totals(&self) -> Vec<u64> {
        self.counts.iter().map(|row| row.iter().sum()).collect()
    }

    /// Totals of the groups.
    pub fn column_totals(&self) -> Vec<u64> {
        (0..self.columns()).map(|j| self.counts.iter().map(|row| row[j]).sum()).collect()
    }

    /// Total of all counts.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Count expected when levels and groups are independent; 0 in an empty table.
    pub fn expected(&self, row: usize, column: usize) -> f64 {
        let total = self.total() as f64;
        if total == 0.0 {
            return 0.0;
        }
        let row: u64 = self.counts[row].iter().sum();
        let column: u64 = self.counts.iter().map(|level| level[column]).sum();
        row as f64 * (column as f64 / total)
    }

    /// Smallest expected count.
    pub fn min_expected(&self) -> f64 {
        let (rows, columns) = (self.row_totals(), self.column_totals());
        let smallest = |totals: &[u64]| totals.iter().min().copied().unwrap_or(0) as f64;
        if self.total() == 0 { 0.0 } else { smallest(&rows) * (smallest(&columns) / self.total() as f64) }
    }

    /// Groups in rows and levels in columns.
    pub fn transpose(&self) -> Self {
        let counts = (0..self.columns()).map(|j| self.counts.iter().map(|row| row[j]).collect()).collect();
        ContingencyTable { counts }
    }

    /// The table without levels and groups that hold nobody.
    pub fn without_empty(&self) -> Self {
        let keep: Vec<usize> =
            self.column_totals().iter().enumerate().filter(|(_, total)| **total > 0).map(|(j, _)| j).collect();
        let rows = self.counts.iter().filter(|row| row.iter().any(|count| *count > 0));
        ContingencyTable { counts: rows.map(|row| keep.iter().map(|j| row[*j]).collect()).collect() }
    }

    /// Sum of two tables of the same shape; `None` when the shapes differ.
    pub fn merge(&self, other: &Self) -> Option<Self> {
        if self.rows() != other.rows() || self.columns() != other.columns() {
            return None;
        }
        let add = |(a, b): (&Vec<u64>, &Vec<u64>)| a.iter().zip(b).map(|(a, b)| a.saturating_add(*b)).collect();
        ContingencyTable::new(self.counts.iter().zip(&other.counts).map(add).collect()).ok()
    }

    /// The four counts of a two-by-two table.
    pub fn two_by_two(&self) -> Option<[u64; 4]> {
        match self.counts.as_slice() {
            [first, second] => match (first.as_slice(), second.as_slice()) {
                ([a, b], [c, d]) => Some([*a, *b, *c, *d]),
                _ => None,
            },
            _ => None,
        }
    }

    /// Rows of counts.
    pub fn counts(&self) -> &[Vec<u64>] {
        &self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_and_expected_counts() {
        let table = ContingencyTable::new(vec![vec![7, 12], vec![1, 4]]).unwrap();
        assert_eq!((table.row_totals(), table.column_totals(), table.total()), (vec![19, 5], vec![8, 16], 24));
        assert!((table.expected(1, 0) - 40.0 / 24.0).abs() < 1e-15);
        assert!((table.min_expected() - 40.0 / 24.0).abs() < 1e-15);
        assert_eq!(table.transpose().transpose(), table);
    }

    #[test]
    fn merging_with_zeros_changes_nothing() {
        let table = ContingencyTable::new(vec![vec![7, 12], vec![1, 4]]).unwrap();
        let zero = ContingencyTable::new(vec![vec![0, 0], vec![0, 0]]).unwrap();
        assert_eq!(table.merge(&zero), Some(table.clone()));
        assert_eq!(zero.merge(&table), Some(table));
    }

    #[test]
    fn what_is_no_table() {
        assert_eq!(ContingencyTable::new(vec![]), Err(NotATable::Empty));
        assert_eq!(ContingencyTable::new(vec![vec![1], vec![1, 2]]), Err(NotATable::Ragged));
        assert_eq!(ContingencyTable::new(vec![vec![u64::MAX, 1]]), Err(NotATable::TooLarge));
    }
}
