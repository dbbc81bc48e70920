//! Levene's test and the Brown-Forsythe test of equal spread.

use super::anova::anova;
use super::distances::{Centre, distances};
use super::two_sided_or;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::{Moments, ValueCounts};

/// Levene's test.
pub static LEVENE: Method = Method {
    id: "levene",
    name: "Levene's test of equal variances",
    null: "the spread about the mean is the same in all groups",
    alternative: "the spread differs between at least two groups",
    citation: "levene1960",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Values(levene),
};

/// Brown-Forsythe test.
pub static BROWN_FORSYTHE: Method = Method {
    id: "brown_forsythe",
    name: "Brown-Forsythe test of equal variances",
    null: "the spread about the median is the same in all groups",
    alternative: "the spread differs between at least two groups",
    citation: "brown1974",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Values(brown_forsythe),
};

/// Levene's test (SPSS): one-way analysis of variance of the distances of the values from the mean of their group. Null
/// hypothesis that the spread is the same in all groups, alternative that it differs.
///
/// # Errors
/// Fewer than two groups, an empty group, no more values than groups, or distances that do not vary within the groups
/// (as in groups of two values).
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::levene}, summary::ValueCounts};
/// // Distances 1, 0, 1 and 2, 0, 2: F = (2/3) / (10/3 / 4) = 0.8 on 1 and 4 degrees of freedom.
/// let values = ValueCounts::from_groups(&[vec![1.0, 2.0, 3.0], vec![4.0, 6.0, 8.0]])?;
/// assert!((levene(&values, Alternative::TwoSided)?.statistic.unwrap_or(f64::NAN) - 0.8).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn levene(values: &ValueCounts, alternative: Alternative) -> Result<TestResult, NotComputable> {
    spread(LEVENE.id, values, Centre::Mean, alternative)
}

/// Brown-Forsythe test (the default of car and SciPy): as [`levene`], with distances from the median of the group, which
/// withstands skewness.
///
/// # Errors
/// As [`levene`].
///
/// ```
/// use retrocohort::{analysis::{Alternative, methods::brown_forsythe}, summary::ValueCounts};
/// // Distances 0, 0, 3 and 0, 1, 1: means 1 and 2/3.
/// let values = ValueCounts::from_groups(&[vec![1.0, 1.0, 4.0], vec![4.0, 5.0, 6.0]])?;
/// let result = brown_forsythe(&values, Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(f64::NAN) - (1.0 / 6.0) / ((6.0 + 2.0 / 3.0) / 4.0)).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn brown_forsythe(values: &ValueCounts, alternative: Alternative) -> Result<TestResult, NotComputable> {
    spread(BROWN_FORSYTHE.id, values, Centre::Median, alternative)
}

fn spread(
    id: &'static str,
    values: &ValueCounts,
    centre: Centre,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let distances = distances(values, centre)?;
    let moments: Vec<Moments> = (0..distances.groups()).map(|group| distances.moments(group)).collect();
    if moments.iter().all(|group| group.m2 == 0.0) {
        return Err(NotComputable::because("the distances from the centre do not vary within the groups"));
    }
    Ok(TestResult { method: id, ..anova(&moments, alternative)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_values_a_group_are_refused() {
        // Both are equally far from their mean, whatever they are; what is left is rounding.
        let values = ValueCounts::from_groups(&[vec![1.1, 2.3], vec![3.3, 5.1]]).unwrap();
        assert!(levene(&values, Alternative::TwoSided).is_err());
        assert!(brown_forsythe(&values, Alternative::TwoSided).is_err());
    }

    #[test]
    fn a_common_offset_costs_no_digits() {
        let near = [vec![0.125, 0.25, 0.5, 0.75], vec![0.125, 1.25, 2.0]];
        let far = near.clone().map(|group| group.iter().map(|x| x + 1e9).collect());
        for test in [levene, brown_forsythe] {
            let f = |groups: &[Vec<f64>]| {
                test(&ValueCounts::from_groups(groups).unwrap(), Alternative::TwoSided).unwrap().statistic.unwrap()
            };
            assert!((f(&far) / f(&near) - 1.0).abs() < 1e-6, "{} {}", f(&far), f(&near));
        }
    }
}
