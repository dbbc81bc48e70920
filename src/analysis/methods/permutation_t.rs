//! Asymptotic permutation test of means.

use super::anova::between_groups;
use super::{filled_groups, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// Asymptotic permutation test of means.
pub static PERMUTATION_T_ASYMPTOTIC: Method = Method {
    id: "permutation_t_asymptotic",
    name: "asymptotic permutation test of means",
    null: "the values are exchangeable between the groups",
    alternative: "the means differ",
    citation: "strasser1999",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Means(permutation_t_asymptotic),
};

/// Permutation test of means by the limiting distribution: null hypothesis that the values could change places between
/// the groups, alternative as chosen. With two groups z = (x̄1 - x̄2) √(n1 n2 / N) / √(S / (N - 1)), S the sum of squares
/// about the common mean, and a one-sided alternative is possible; with more, (N - 1) × (sum of squares between
/// groups) / S as chi-square on one degree of freedom fewer than groups.
///
/// # Errors
/// Fewer than two groups, an empty group, values that are all equal, or a one-sided alternative with more than two
/// groups.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::permutation_t_asymptotic};
/// use retrocohort::summary::Moments;
/// // 1 and 2 against 3 and 5: difference -2.5, S = 8.75, z² = 6.25 × 3 / 8.75.
/// let groups = [Moments::from_values(&[1.0, 2.0]), Moments::from_values(&[3.0, 5.0])];
/// let z = permutation_t_asymptotic(&groups, Alternative::TwoSided)?.statistic.unwrap_or(f64::NAN);
/// assert!((z * z - 6.25 * 3.0 / 8.75).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn permutation_t_asymptotic(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    filled_groups(groups, 1)?;
    let id = PERMUTATION_T_ASYMPTOTIC.id;
    let between = between_groups(groups);
    let total = between + groups.iter().map(|group| group.m2).sum::<f64>();
    if total == 0.0 {
        return Err(NotComputable::because("all values are equal"));
    }
    let n: f64 = groups.iter().map(|group| group.n as f64).sum();
    let explained = between / total;
    if let [a, b] = groups {
        let z = (n - 1.0).sqrt() * explained.sqrt().copysign(a.mean - b.mean);
        return TestResult::from_normal(id, z, alternative).checked();
    }
    two_sided_or(false, alternative)?;
    TestResult::from_chi_square(id, (n - 1.0) * explained, groups.len() as f64 - 1.0).checked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_two_groups() {
        // R 4.2.2, coin 1.4-2: oneway_test(weight ~ group, PlantGrowth) gives chi-squared 7.6603, df 2; by hand
        // 29 × 3.76634 / (3.76634 + 10.49209).
        let groups = [
            [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14],
            [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
            [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
        ]
        .map(|values| Moments::from_values(&values));
        let result = permutation_t_asymptotic(&groups, Alternative::TwoSided).unwrap();
        assert!((result.statistic.unwrap() - 29.0 * 3.76634 / 14.25843).abs() < 1e-12);
        assert_eq!(result.df, Some(2.0));
        assert!(permutation_t_asymptotic(&groups, Alternative::Less).is_err());
    }

    #[test]
    fn equal_values_are_refused() {
        let groups = [Moments::from_values(&[2.0, 2.0]), Moments::from_values(&[2.0])];
        assert!(permutation_t_asymptotic(&groups, Alternative::TwoSided).is_err());
    }
}
