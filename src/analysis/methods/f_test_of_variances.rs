//! F test of two variances.

use super::{two_groups, two_sided_or};
use crate::analysis::distribution::f_tails;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::Moments;

/// F test of two variances.
pub static F_TEST_OF_VARIANCES: Method = Method {
    id: "f_test_of_variances",
    name: "F test of two variances",
    null: "the variances of the two groups are equal; values are normal",
    alternative: "the variances differ",
    citation: "fisher1925",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Means(f_test_of_variances),
};

/// F test of two variances, F = s1² / s2² on n1 - 1 and n2 - 1 degrees of freedom: null hypothesis of equal variances,
/// alternative as chosen (`Less`: the variance of group 1 is smaller). The two-sided P is twice the smaller tail. Very
/// sensitive to departures from normality.
///
/// # Errors
/// Not two groups, a group of fewer than two values, or one without variation.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::f_test_of_variances};
/// use retrocohort::summary::Moments;
/// let a = Moments::from_values(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
/// let b = Moments::from_values(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
/// let result = f_test_of_variances(&[a, b], Alternative::TwoSided)?;
/// assert!((result.p - 0.7427199317260451).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn f_test_of_variances(groups: &[Moments], alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(true, alternative)?;
    let (a, b) = two_groups(groups, 2)?;
    let (f, df1, df2) = ratio_of_variances(a, b)?;
    let tails = f_tails(f, df1, df2);
    let (p, ln_p) = match alternative {
        Alternative::Less => (tails.lower, tails.ln_lower),
        Alternative::Greater => (tails.upper, tails.ln_upper),
        Alternative::TwoSided => (
            (2.0 * tails.lower.min(tails.upper)).min(1.0),
            (std::f64::consts::LN_2 + tails.ln_lower.min(tails.ln_upper)).min(0.0),
        ),
    };
    TestResult {
        alternative,
        statistic: Some(f),
        df: Some(df1),
        df2: Some(df2),
        ..TestResult::new(F_TEST_OF_VARIANCES.id, p, ln_p)
    }
    .checked()
}

/// Ratio of the variances of two groups of at least two values, and its degrees of freedom.
pub(in crate::analysis) fn ratio_of_variances(a: Moments, b: Moments) -> Result<(f64, f64, f64), NotComputable> {
    if a.m2 == 0.0 || b.m2 == 0.0 {
        return Err(NotComputable::because("the values do not vary in one of the groups"));
    }
    let (df1, df2) = (a.n as f64 - 1.0, b.n as f64 - 1.0);
    let ratio = a.m2 / b.m2 * (df2 / df1);
    if ratio > 0.0 && ratio.is_finite() {
        Ok((ratio, df1, df2))
    } else {
        Err(NotComputable::because("the numbers are too large or too small to compute with"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // F with 2 and 2 degrees of freedom: P(F > f) = 1 / (1 + f). Variances 4 and 1.
        let groups = [[0.0, 2.0, 4.0], [1.0, 2.0, 3.0]].map(|values| Moments::from_values(&values));
        let p = |alternative| f_test_of_variances(&groups, alternative).unwrap().p;
        assert!((p(Alternative::Greater) - 0.2).abs() < 1e-15);
        assert!((p(Alternative::Less) - 0.8).abs() < 1e-15);
        assert!((p(Alternative::TwoSided) - 0.4).abs() < 1e-15);
    }

    #[test]
    fn a_group_without_variation_is_refused() {
        let groups = [[5.0, 5.0, 5.0], [1.0, 2.0, 3.0]].map(|values| Moments::from_values(&values));
        assert!(f_test_of_variances(&groups, Alternative::TwoSided).is_err());
    }
}
