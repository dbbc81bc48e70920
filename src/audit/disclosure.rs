//! What may be shown when small cells are masked.
//!
//! A table of counts is shown whole or not at all. It is withheld when one of its inner cells, those of patients whose
//! group or value is not known included, holds from 1 to N - 1 patients; an outcome whose values are such a table is
//! withheld with everything made of it. What is left to see of a withheld table are then at most its margins, each of
//! them 0 or at least N. With such margins every inner cell can take at least N + 1 values, between
//! max(0, row + column - all) and min(row, column), so that none can be derived by subtraction.

/// Decides what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask {
    below: u64,
}

impl Mask {
    /// Counts from 1 to below `below` are small; `None` shows everything.
    pub fn new(below: Option<u64>) -> Mask {
        Mask { below: below.unwrap_or(0) }
    }

    /// Whether small cells are withheld.
    pub fn is_on(self) -> bool {
        self.below > 0
    }

    /// Whether a table of these inner cells is withheld.
    pub fn withholds<'a>(self, cells: impl IntoIterator<Item = &'a u64>) -> bool {
        cells.into_iter().any(|count| self.small(*count))
    }

    /// Whether a count is small.
    pub fn small(self, count: u64) -> bool {
        count > 0 && count < self.below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withheld_table_cannot_be_solved_from_its_margins() {
        // All tables of two groups with margins of at least 4 of which an inner cell is withheld at N = 4: the margins
        // always leave more than one table.
        let mask = Mask::new(Some(4));
        for a in 0..12_u64 {
            for (b, c, d) in (0..12_u64).flat_map(|b| (0..12).flat_map(move |c| (0..12).map(move |d| (b, c, d)))) {
                let margins = [a + b, c + d, a + c, b + d];
                if mask.withholds(&[a, b, c, d]) && !mask.withholds(&margins) && margins.iter().all(|m| *m > 0) {
                    let low = (a + b + a + c).saturating_sub(a + b + c + d);
                    let high = (a + b).min(a + c);
                    assert!(high - low >= 4, "{a} {b} {c} {d}");
                }
            }
        }
        assert!(!Mask::new(None).withholds(&[1, 2]) && !mask.small(0) && mask.small(3) && !mask.small(4));
    }
}
