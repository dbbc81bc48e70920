//! Chi-square test of goodness of fit.

use super::two_sided_or;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};

/// Chi-square test of goodness of fit.
pub static CHI2_GOODNESS_OF_FIT: Method = Method {
    id: "chi2_goodness_of_fit",
    name: "chi-square test of goodness of fit",
    null: "the categories have the given probabilities",
    alternative: "at least one category has another probability",
    citation: "pearson1900",
    one_sided: false,
    two_by_two_only: false,
    compute: Compute::Proportions(chi2_goodness_of_fit),
};

/// Pearson's chi-square test of `counts` of categories against the probabilities `proportions`, which add up to 1; one
/// degree of freedom less than categories. The smallest expected count is reported.
///
/// # Errors
/// Fewer than two categories, another number of probabilities, nobody at all, a probability of 0 or less, probabilities
/// that do not add up to 1 within 1e-9, or a one-sided alternative.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::chi2_goodness_of_fit};
/// // Mendel's round and yellow, wrinkled and yellow, round and green, wrinkled and green seeds.
/// let result = chi2_goodness_of_fit(&[315, 101, 108, 32], &[0.5625, 0.1875, 0.1875, 0.0625], Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(f64::NAN) - 0.4700239808153477).abs() < 1e-13);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn chi2_goodness_of_fit(
    counts: &[u64],
    proportions: &[f64],
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let total = checked(counts, proportions)?;
    if proportions.contains(&0.0) {
        return Err(NotComputable::because("a category has a probability of 0"));
    }
    let mut statistic = 0.0;
    for (count, proportion) in counts.iter().zip(proportions) {
        let difference = proportion.mul_add(-total, *count as f64);
        statistic += difference * (difference / (total * proportion));
    }
    let smallest = proportions.iter().copied().fold(f64::INFINITY, f64::min) * total;
    TestResult::from_chi_square(CHI2_GOODNESS_OF_FIT.id, statistic, (counts.len() - 1) as f64)
        .with_min_expected(smallest)
        .checked()
}

/// The total of the counts, if counts and probabilities fit together.
pub(super) fn checked(counts: &[u64], proportions: &[f64]) -> Result<f64, NotComputable> {
    if counts.len() < 2 || counts.len() != proportions.len() {
        return Err(NotComputable::because("every category needs a count and a probability, and there must be two"));
    }
    let total = counts.iter().try_fold(0_u64, |sum, &count| sum.checked_add(count));
    let total = total.ok_or_else(|| NotComputable::because("the counts are too large"))?;
    if total == 0 {
        return Err(NotComputable::because("there is no observation"));
    }
    let sound = proportions.iter().all(|p| (0.0..=1.0).contains(p));
    if !sound || (proportions.iter().sum::<f64>() - 1.0).abs() > 1e-9 {
        return Err(NotComputable::because("the given proportions are no probabilities that add up to 1"));
    }
    Ok(total as f64)
}
