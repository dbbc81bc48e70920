//! z test of one proportion.

use super::chi2_goodness_of_fit::checked;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};

/// z test of one proportion.
pub static PROPORTION_Z: Method = Method {
    id: "proportion_z",
    name: "z test of one proportion",
    null: "the property has the given probability",
    alternative: "it has another",
    citation: "agresti2013",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Proportions(proportion_z),
};

/// z test of one proportion with continuity correction.
pub static PROPORTION_Z_CONTINUITY: Method = Method {
    id: "proportion_z_continuity",
    name: "z test of one proportion with continuity correction",
    null: "the property has the given probability",
    alternative: "it has another",
    citation: "agresti2013",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Proportions(proportion_z_continuity),
};

/// Score test of [with, without the property] against the probabilities [p, 1 - p]:
/// z = (x - n p) / √(n p (1 - p)), standard normal under the null hypothesis.
///
/// # Errors
/// Not two counts and two probabilities that add up to 1, a probability of 0 or 1, or nobody at all.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::proportion_z};
/// let z = proportion_z(&[60, 40], &[0.5, 0.5], Alternative::TwoSided)?.statistic;
/// assert_eq!(z, Some(2.0));
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn proportion_z(
    counts: &[u64],
    proportions: &[f64],
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    test(PROPORTION_Z.id, counts, proportions, alternative, 0.0)
}

/// As [`proportion_z`], with 1/2, or all of it if it is less, taken off |x - n p|.
///
/// # Errors
/// Not two counts and two probabilities that add up to 1, a probability of 0 or 1, or nobody at all.
pub fn proportion_z_continuity(
    counts: &[u64],
    proportions: &[f64],
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    test(PROPORTION_Z_CONTINUITY.id, counts, proportions, alternative, 0.5)
}

fn test(
    method: &'static str,
    counts: &[u64],
    proportions: &[f64],
    alternative: Alternative,
    correction: f64,
) -> Result<TestResult, NotComputable> {
    let n = checked(counts, proportions)?;
    let (&[with, _], &[p, q]) = (counts, proportions) else {
        return Err(NotComputable::because("the test needs two counts and two probabilities"));
    };
    if p == 0.0 || q == 0.0 {
        return Err(NotComputable::because("the given probability is 0 or 1"));
    }
    let difference = p.mul_add(-n, with as f64);
    let corrected = difference.signum() * (difference.abs() - correction).max(0.0);
    TestResult::from_normal(method, corrected / (n * p * q).sqrt(), alternative)
        .with_min_expected(n * p.min(q))
        .checked()
}
