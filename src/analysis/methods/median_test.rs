//! Mood's median test of ordered levels.

use super::{at_least_two_by_two, fisher, freeman_halton, n1_chi2, pearson_chi2, two_sided_or, yates_chi2};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Median test by Pearson's chi-square (SPSS for more than two groups, SciPy without correction).
pub static MEDIAN_TEST: Method = Method {
    id: "median_test",
    name: "Mood's median test",
    null: "the groups have the same median",
    alternative: "the medians differ",
    citation: "mood1954",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Ordered(median_test),
};

/// Median test with Yates' correction (SciPy and SPSS for two groups).
pub static MEDIAN_TEST_CONTINUITY: Method = Method {
    id: "median_test_continuity",
    name: "Mood's median test, continuity-corrected",
    null: "both groups have the same median",
    alternative: "the medians differ",
    citation: "mood1954",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Ordered(median_test_continuity),
};

/// Median test with the N - 1 chi-square of two groups (SAS, coin).
pub static MEDIAN_TEST_N1: Method = Method {
    id: "median_test_n1",
    name: "Mood's median test, N - 1",
    null: "both groups have the same median",
    alternative: "the medians differ",
    citation: "mood1954",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Ordered(median_test_n1),
};

/// Exact median test.
pub static MEDIAN_TEST_EXACT: Method = Method {
    id: "median_test_exact",
    name: "exact median test",
    null: "the groups have the same median",
    alternative: "the medians differ",
    citation: "mood1954",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Ordered(median_test_exact),
};

/// Where observations equal to the median of all are counted. Programs differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtMedian {
    /// Not above (SPSS, SciPy's default, SAS).
    NotAbove,
    /// With those above.
    Above,
    /// Nowhere.
    LeftOut,
}

/// Observations above (row 1) and not above (row 2) the median of all groups together, one column a group. The median
/// of an even number of observations lies between the two in the middle. O(levels).
///
/// # Errors
/// Fewer than two groups with observations, or all observations in the same level.
///
/// ```
/// use retrocohort::analysis::methods::{AtMedian, median_split};
/// use retrocohort::summary::ContingencyTable;
/// let levels = ContingencyTable::new(vec![vec![3, 1], vec![2, 2], vec![0, 1]])?; // the 5th of 9 is in the second
/// let split = median_split(&levels, AtMedian::NotAbove)?;
/// assert_eq!(split, ContingencyTable::new(vec![vec![0, 1], vec![5, 3]])?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn median_split(table: &ContingencyTable, at_median: AtMedian) -> Result<ContingencyTable, NotComputable> {
    let kept = at_least_two_by_two(table)?;
    let total = kept.total();
    // Observations in the middle, counted from 1; one and the same for an odd number.
    let (lower, upper) = (total.div_ceil(2), total / 2 + 1);
    let mut rows = vec![vec![0_u64; kept.columns()]; 2];
    let mut before = 0;
    for (row, size) in kept.iter_rows().zip(kept.iter_row_totals()) {
        let (holds_lower, holds_upper) =
            (before < lower && lower <= before + size, before < upper && upper <= before + size);
        let above = if holds_lower && holds_upper {
            match at_median {
                AtMedian::NotAbove => Some(false),
                AtMedian::Above => Some(true),
                AtMedian::LeftOut => None,
            }
        } else {
            Some(before + 1 >= upper)
        };
        before += size;
        let Some(above) = above else { continue };
        if let Some(target) = rows.get_mut(usize::from(!above)) {
            target.iter_mut().zip(row).for_each(|(sum, count)| *sum += u64::from(*count));
        }
    }
    ContingencyTable::new(rows).map_err(|error| NotComputable::because(error.to_string()))
}

/// Mood's median test of ordered levels (rows, ascending) in any number of groups (columns): null hypothesis of equal
/// medians, by Pearson's chi-square of [`median_split`], observations at the median counted as not above it.
///
/// # Errors
/// Fewer than two groups with observations, or none above the median.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::median_test};
/// use retrocohort::summary::ContingencyTable;
/// // Above the median: 1 of 4 and 3 of 4.
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert_eq!(median_test(&table, Alternative::TwoSided)?.statistic, Some(2.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn median_test(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    by(table, alternative, MEDIAN_TEST.id, pearson_chi2)
}

/// As [`median_test`], of two groups with Yates' correction.
///
/// # Errors
/// As [`median_test`], or more than two groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::median_test_continuity};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert_eq!(median_test_continuity(&table, Alternative::TwoSided)?.statistic, Some(0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn median_test_continuity(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    by(table, alternative, MEDIAN_TEST_CONTINUITY.id, yates_chi2)
}

/// As [`median_test`], of two groups with the N - 1 chi-square: the square of the standardized median score.
///
/// # Errors
/// As [`median_test`], or more than two groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::median_test_n1};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert_eq!(median_test_n1(&table, Alternative::TwoSided)?.statistic, Some(1.75));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn median_test_n1(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    by(table, alternative, MEDIAN_TEST_N1.id, n1_chi2)
}

/// As [`median_test`], by Fisher's test of two groups and that of Freeman and Halton of more.
///
/// # Errors
/// As [`median_test`].
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::median_test_exact};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert!((median_test_exact(&table, Alternative::TwoSided)?.p - 34.0 / 70.0).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn median_test_exact(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let test = if table.without_empty().is_some_and(|kept| kept.columns() == 2) { fisher } else { freeman_halton };
    by(table, alternative, MEDIAN_TEST_EXACT.id, test)
}

fn by(
    table: &ContingencyTable,
    alternative: Alternative,
    method: &'static str,
    test: fn(&ContingencyTable, Alternative) -> Result<TestResult, NotComputable>,
) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let split = median_split(table, AtMedian::NotAbove)?;
    if split.row_totals().contains(&0) {
        return Err(NotComputable::because("no observation is above the median of all"));
    }
    let split = split.without_empty().ok_or_else(|| NotComputable::because("the table holds no observation"))?;
    test(&split, alternative).map(|result| TestResult { method, ..result })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_between_two_levels_and_in_one() {
        let table = |rows: &[[u64; 2]]| ContingencyTable::new(rows.iter().map(|row| row.to_vec()).collect()).unwrap();
        // Six observations, the third and fourth in different levels.
        let even = table(&[[2, 1], [0, 0], [1, 2]]);
        for rule in [AtMedian::NotAbove, AtMedian::Above, AtMedian::LeftOut] {
            assert_eq!(median_split(&even, rule).unwrap(), table(&[[1, 2], [2, 1]]));
        }
        // Seven, the fourth in the middle level.
        let odd = table(&[[2, 1], [1, 0], [1, 2]]);
        assert_eq!(median_split(&odd, AtMedian::NotAbove).unwrap(), table(&[[1, 2], [3, 1]]));
        assert_eq!(median_split(&odd, AtMedian::Above).unwrap(), table(&[[2, 2], [2, 1]]));
        assert_eq!(median_split(&odd, AtMedian::LeftOut).unwrap(), table(&[[1, 2], [2, 1]]));
        // Most observations at the highest level: none is above the median.
        assert!(median_test(&table(&[[1, 1], [3, 4]]), Alternative::TwoSided).is_err());
    }
}
