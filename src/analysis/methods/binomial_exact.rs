//! Exact binomial test of one proportion.

use super::chi2_goodness_of_fit::checked;
use super::fisher::TIE_TOLERANCE;
use crate::analysis::distribution::{binomial_ln_pmf, binomial_tails};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};

/// Whole numbers up to this can be held.
const LARGEST_TOTAL: f64 = 9_007_199_254_740_992.0;

/// Exact binomial test.
pub static BINOMIAL_EXACT: Method = Method {
    id: "binomial_exact",
    name: "exact binomial test",
    null: "the property has the given probability",
    alternative: "it has another; two-sided over all counts no more likely than the one observed",
    citation: "sterne1954",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Proportions(binomial_exact),
};

/// Exact binomial test of [with, without the property] against the probabilities [p, 1 - p]. Two-sided P sums all
/// counts that are no more likely than the one observed, with a relative tolerance of 1e-7.
///
/// # Errors
/// Not two counts and two probabilities that add up to 1, nobody at all, or more than 2⁵³.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::binomial_exact};
/// assert!((binomial_exact(&[0, 5], &[0.5, 0.5], Alternative::TwoSided)?.p - 0.0625).abs() < 1e-15);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn binomial_exact(
    counts: &[u64],
    proportions: &[f64],
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    let n = checked(counts, proportions)?;
    let (&[with, _], &[p, _]) = (counts, proportions) else {
        return Err(NotComputable::because("the test needs two counts and two probabilities"));
    };
    if n > LARGEST_TOTAL {
        return Err(NotComputable::because("the counts are too large for an exact test"));
    }
    let x = with as f64;
    let ln_p = match alternative {
        Alternative::Less => binomial_tails(x, n, p).ln_lower,
        Alternative::Greater => binomial_tails(x - 1.0, n, p).ln_upper,
        Alternative::TwoSided => ln_no_more_likely(x, n, p),
    }
    .min(0.0);
    TestResult {
        alternative,
        exactness: Exactness::Exact,
        statistic: Some(x),
        ..TestResult::new(BINOMIAL_EXACT.id, ln_p.exp(), ln_p)
    }
    .checked()
}

/// ln of the sum of all binomial probabilities that are no larger than that of `x`.
pub(in crate::analysis) fn ln_no_more_likely(x: f64, n: f64, p: f64) -> f64 {
    let observed = binomial_ln_pmf(x, n, p);
    if observed == f64::NEG_INFINITY {
        return observed;
    }
    let limit = observed + TIE_TOLERANCE.ln_1p();
    let mode = ((n + 1.0) * p).floor().min(n);
    if binomial_ln_pmf(mode, n, p) <= limit {
        return 0.0;
    }
    // On the far side of the mode the probability is monotone: bisection finds where it has fallen to the limit.
    let (near, far) = if x < mode {
        let (mut high, mut low) = (n + 1.0, mode);
        while high - low > 1.0 {
            let middle = (0.5 * (high + low)).floor();
            if binomial_ln_pmf(middle, n, p) <= limit {
                high = middle;
            } else {
                low = middle;
            }
        }
        (binomial_tails(x, n, p).ln_lower, binomial_tails(high - 1.0, n, p).ln_upper)
    } else {
        let (mut low, mut high) = (-1.0, mode);
        while high - low > 1.0 {
            let middle = (0.5 * (high + low)).floor();
            if binomial_ln_pmf(middle, n, p) <= limit {
                low = middle;
            } else {
                high = middle;
            }
        }
        (binomial_tails(x - 1.0, n, p).ln_upper, binomial_tails(low, n, p).ln_lower)
    };
    near + (far - near).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impossible_count_has_a_p_of_zero() {
        for (counts, proportions) in [([0, 3], [1.0, 0.0]), ([1, 2], [0.0, 1.0]), ([1, 2], [1.0, 0.0])] {
            let result = binomial_exact(&counts, &proportions, Alternative::TwoSided).unwrap();
            assert_eq!((result.p, result.log10_p), (0.0, f64::NEG_INFINITY));
        }
        assert_eq!(binomial_exact(&[0, 3], &[0.0, 1.0], Alternative::TwoSided).unwrap().p, 1.0);
    }
}
