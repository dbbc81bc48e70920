//! Counts of levels by groups.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// Why rows of counts are not a contingency table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotATable {
    /// There is no row, or the rows have no column.
    Empty,
    /// A row has another number of columns than the first.
    Ragged {
        /// Row, counted from 1.
        row: usize,
        /// Columns in that row.
        found: usize,
        /// Columns in the first row.
        expected: usize,
    },
    /// The counts together pass 4,294,967,295.
    TooLarge,
    /// Two tables of different shape cannot be merged.
    DifferentShape,
}

impl fmt::Display for NotATable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotATable::Empty => f.write_str("a table of counts needs at least one row and one column"),
            NotATable::Ragged { row, found, expected } => {
                write!(f, "row {row} of the table of counts has {found} columns, the first row has {expected}")
            }
            NotATable::TooLarge => f.write_str("the counts together exceed 4,294,967,295"),
            NotATable::DifferentShape => f.write_str("tables of counts of different shape cannot be merged"),
        }
    }
}

impl std::error::Error for NotATable {}

/// Counts of observations: rows are the levels of a variable, columns the groups compared.
///
/// The grand total fits in 32 bits, which is half of mankind, and so does every sum: a table of the distinct values of a
/// hundred million patients takes half the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContingencyTable {
    rows: usize,
    columns: usize,
    counts: Vec<u32>,
    /// Sum of every column.
    column_totals: Vec<u64>,
    /// Smallest sum of a row: tables of a million levels are asked for it often.
    smallest_row: u64,
    total: u64,
}

impl ContingencyTable {
    /// From rows of counts.
    ///
    /// # Errors
    /// [`NotATable`] when there is no cell, the rows differ in length, or the total does not fit.
    ///
    /// ```
    /// use retrocohort::summary::ContingencyTable;
    /// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
    /// assert_eq!(table.row_totals(), vec![4, 4]);
    /// # Ok::<(), retrocohort::summary::NotATable>(())
    /// ```
    pub fn new(rows: Vec<Vec<u64>>) -> Result<ContingencyTable, NotATable> {
        let columns = rows.first().map_or(0, Vec::len);
        if columns == 0 {
            return Err(NotATable::Empty);
        }
        for (index, row) in rows.iter().enumerate() {
            if row.len() != columns {
                return Err(NotATable::Ragged { row: index + 1, found: row.len(), expected: columns });
            }
        }
        let cells = rows.into_iter().flatten().map(|count| u32::try_from(count).map_err(|_| NotATable::TooLarge));
        Self::from_cells(columns, cells.collect::<Result<_, _>>()?)
    }

    /// From the cells of all rows one after another, `columns` to a row.
    ///
    /// # Errors
    /// As [`ContingencyTable::new`]; the last row may be too short.
    pub fn from_cells(columns: usize, counts: Vec<u32>) -> Result<ContingencyTable, NotATable> {
        if counts.is_empty() {
            return Err(NotATable::Empty);
        }
        Self::of_any_rows(columns, counts)
    }

    /// As [`ContingencyTable::from_cells`], of no row as well.
    pub(super) fn of_any_rows(columns: usize, counts: Vec<u32>) -> Result<ContingencyTable, NotATable> {
        if columns == 0 {
            return Err(NotATable::Empty);
        }
        let (rows, rest) = (counts.len() / columns, counts.len() % columns);
        if rest > 0 {
            return Err(NotATable::Ragged { row: rows + 1, found: rest, expected: columns });
        }
        // As many counts of 32 bits as a memory holds have a sum of 64 bits.
        let (mut column_totals, mut smallest_row) = (vec![0_u64; columns], u64::MAX);
        for row in counts.chunks_exact(columns) {
            smallest_row = smallest_row.min(row_total(row));
            column_totals.iter_mut().zip(row).for_each(|(total, count)| *total += u64::from(*count));
        }
        let total = column_totals.iter().sum();
        if total > u64::from(u32::MAX) {
            return Err(NotATable::TooLarge);
        }
        Ok(ContingencyTable { rows, columns, counts, column_totals, smallest_row, total })
    }

    /// A table of zeros: the empty element of [`ContingencyTable::merge`] among tables of this shape.
    ///
    /// # Errors
    /// [`NotATable::Empty`] when either size is zero, [`NotATable::TooLarge`] when the cells cannot be counted.
    pub fn zeros(rows: usize, columns: usize) -> Result<ContingencyTable, NotATable> {
        if rows == 0 || columns == 0 {
            return Err(NotATable::Empty);
        }
        let cells = rows.checked_mul(columns).ok_or(NotATable::TooLarge)?;
        Self::from_cells(columns, vec![0; cells])
    }

    /// Number of levels.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of groups.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Count in row `i`, column `j`, both from 0. A cell outside the table holds nobody: 0.
    pub fn get(&self, i: usize, j: usize) -> u64 {
        let cell = (i < self.rows && j < self.columns).then(|| self.counts.get(i * self.columns + j));
        cell.flatten().copied().map_or(0, u64::from)
    }

    /// The rows of the table, top to bottom.
    pub fn iter_rows(&self) -> impl Iterator<Item = &[u32]> {
        self.counts.chunks_exact(self.columns)
    }

    /// The counts, row by row.
    pub fn to_rows(&self) -> Vec<Vec<u64>> {
        self.iter_rows().map(|row| row.iter().map(|count| u64::from(*count)).collect()).collect()
    }

    /// The counts of some rows in column `j`, top to bottom; none outside the table.
    pub fn column(
        &self,
        j: usize,
        rows: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator + Clone {
        let cells = self.counts.get(rows.start * self.columns..rows.end * self.columns).unwrap_or_default();
        let from_first = if j < self.columns { cells.get(j..).unwrap_or_default() } else { &[] };
        from_first.iter().step_by(self.columns).map(|count| u64::from(*count))
    }

    /// Sum of every row, top to bottom.
    pub fn iter_row_totals(&self) -> impl Iterator<Item = u64> {
        self.iter_rows().map(row_total)
    }

    /// Sum of every row.
    pub fn row_totals(&self) -> Vec<u64> {
        self.iter_row_totals().collect()
    }

    /// Sum of every column.
    pub fn column_totals(&self) -> Vec<u64> {
        self.column_totals.clone()
    }

    /// Sum of column `j`, from 0; 0 outside the table.
    pub fn column_total(&self, j: usize) -> u64 {
        self.column_totals.get(j).copied().unwrap_or(0)
    }

    /// Number of observations.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Count expected in row `i`, column `j` if level and group were independent; 0 in an empty table and outside.
    pub fn expected(&self, i: usize, j: usize) -> f64 {
        let total = self.total();
        if total == 0 || i >= self.rows || j >= self.columns {
            return 0.0;
        }
        let row: u64 = (0..self.columns).map(|column| self.get(i, column)).sum();
        row as f64 * self.column_total(j) as f64 / total as f64
    }

    /// Smallest expected count of the table, that of empty rows and columns (0) included.
    pub fn min_expected(&self) -> f64 {
        let total = self.total();
        if total == 0 {
            return 0.0;
        }
        let column = self.column_totals.iter().copied().min().unwrap_or(0);
        self.smallest_row as f64 * column as f64 / total as f64
    }

    /// Rows and columns exchanged.
    #[must_use]
    pub fn transpose(&self) -> ContingencyTable {
        let cell = |(j, i): (usize, usize)| self.counts.get(i * self.columns + j).copied().unwrap_or(0);
        let counts = (0..self.columns).flat_map(|j| (0..self.rows).map(move |i| (j, i))).map(cell).collect();
        ContingencyTable {
            rows: self.columns,
            columns: self.rows,
            counts,
            smallest_row: self.column_totals.iter().copied().min().unwrap_or(0),
            column_totals: self.row_totals(),
            total: self.total,
        }
    }

    /// The table without rows and columns that hold nobody, itself when there are none; `None` when nothing is left.
    pub fn without_empty(&self) -> Option<Cow<'_, ContingencyTable>> {
        let totals = &self.column_totals;
        if self.smallest_row > 0 && totals.iter().all(|total| *total > 0) {
            return Some(Cow::Borrowed(self));
        }
        let holds = |row: &&[u32]| row.iter().any(|&count| count > 0);
        let kept =
            |row| std::iter::zip(row, totals).filter(|(_, total)| **total > 0).map(|(count, _): (&u32, _)| *count);
        let counts = self.iter_rows().filter(holds).flat_map(kept).collect();
        let columns = totals.iter().filter(|total| **total > 0).count();
        ContingencyTable::from_cells(columns, counts).ok().map(Cow::Owned)
    }

    /// Some of the columns, in the order in which they are named (from 0); nobody is in a column that is not there.
    ///
    /// # Errors
    /// [`NotATable::Empty`] when none is named, [`NotATable::TooLarge`] when one is named so often that the counts do
    /// not fit.
    pub fn select(&self, columns: &[usize]) -> Result<ContingencyTable, NotATable> {
        ContingencyTable::from_cells(columns.len(), self.cells_of(columns))
    }

    /// The cells of some columns, row after row; 0 in a column that is not there.
    pub(super) fn cells_of(&self, columns: &[usize]) -> Vec<u32> {
        let chosen = |row: &'_ [u32]| columns.iter().map(|j| row.get(*j).copied().unwrap_or(0)).collect::<Vec<_>>();
        self.iter_rows().flat_map(chosen).collect()
    }

    /// All columns as one.
    #[must_use]
    pub fn pooled(&self) -> ContingencyTable {
        // No sum passes that of all, which fits.
        let counts = self.iter_rows().map(|row| row.iter().sum()).collect();
        let column_totals = vec![self.total];
        ContingencyTable { columns: 1, counts, column_totals, ..*self }
    }

    /// The counts of both tables together, cell by cell.
    ///
    /// # Errors
    /// [`NotATable::DifferentShape`], or [`NotATable::TooLarge`].
    pub fn merge(&self, other: &ContingencyTable) -> Result<ContingencyTable, NotATable> {
        if (self.rows, self.columns) != (other.rows, other.columns) {
            return Err(NotATable::DifferentShape);
        }
        let sums: Option<Vec<u32>> = self.counts.iter().zip(&other.counts).map(|(a, b)| a.checked_add(*b)).collect();
        Self::from_cells(self.columns, sums.ok_or(NotATable::TooLarge)?)
    }
}

/// Sum of a row.
fn row_total(row: &[u32]) -> u64 {
    row.iter().map(|count| u64::from(*count)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table() -> impl Strategy<Value = ContingencyTable> {
        prop::collection::vec(prop::collection::vec(0..50_u64, 3), 2)
            .prop_filter_map("a table", |rows| ContingencyTable::new(rows).ok())
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(ContingencyTable::new(vec![]), Err(NotATable::Empty));
        assert_eq!(ContingencyTable::new(vec![vec![]]), Err(NotATable::Empty));
        let ragged = ContingencyTable::new(vec![vec![1, 2], vec![3]]);
        assert_eq!(ragged, Err(NotATable::Ragged { row: 2, found: 1, expected: 2 }));
        let most = u64::from(u32::MAX);
        assert_eq!(ContingencyTable::new(vec![vec![most, 0]]).map(|table| table.total()), Ok(most));
        for too_large in [[most, 1], [u64::MAX, 1], [1, most + 1]] {
            assert_eq!(ContingencyTable::new(vec![too_large.to_vec()]), Err(NotATable::TooLarge));
        }
    }

    #[test]
    fn expected_counts_of_a_known_table() {
        let table = ContingencyTable::new(vec![vec![10, 20], vec![30, 40]]);
        assert_eq!(table.as_ref().map(|t| t.expected(0, 1)), Ok(18.0));
        assert_eq!(table.as_ref().map(ContingencyTable::min_expected), Ok(12.0));
    }

    proptest! {
        #[test]
        fn merging_is_a_commutative_monoid(a in table(), b in table(), c in table()) {
            let zeros = ContingencyTable::zeros(2, 3);
            prop_assert_eq!(zeros.as_ref().map(|z| z.merge(&a)), Ok(Ok(a.clone())));
            prop_assert_eq!(zeros.as_ref().map(|z| a.merge(z)), Ok(Ok(a.clone())));
            prop_assert_eq!(a.merge(&b), b.merge(&a));
            let left = a.merge(&b).and_then(|ab| ab.merge(&c));
            let right = b.merge(&c).and_then(|bc| a.merge(&bc));
            prop_assert_eq!(left, right);
        }

        #[test]
        fn transposing_twice_changes_nothing(a in table()) {
            prop_assert_eq!(a.transpose().row_totals(), a.column_totals());
            prop_assert_eq!(a.transpose().transpose(), a);
        }
    }
}
