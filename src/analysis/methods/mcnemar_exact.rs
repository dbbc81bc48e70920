//! Exact and mid-P forms of McNemar's test.

use super::mcnemar::changes;
use super::two_sided_or;
use crate::analysis::distribution::{binomial_ln_pmf, binomial_tails};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;
use std::f64::consts::LN_2;

/// Exact McNemar test.
pub static MCNEMAR_EXACT: Method = Method {
    id: "mcnemar_exact",
    name: "exact McNemar test",
    null: "both members of a pair have the property with the same probability",
    alternative: "the probabilities differ between the members",
    citation: "mcnemar1947",
    one_sided: true,
    two_by_two_only: true,
    compute: Compute::Pairs(mcnemar_exact),
};

/// Mid-P McNemar test.
pub static MCNEMAR_MID_P: Method = Method {
    id: "mcnemar_mid_p",
    name: "mid-P McNemar test",
    null: "both members of a pair have the property with the same probability",
    alternative: "the probabilities differ between the members; the observed table counts by half",
    citation: "fagerland2013",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Pairs(mcnemar_mid_p),
};

/// Exact McNemar test of a 2x2 table of pairs [[a, b], [c, d]]: null hypothesis that b of b + c changes is binomial with
/// chance 1/2. Two-sided P is twice the smaller tail, at most 1; `Less` is b below c.
///
/// # Errors
/// Not a 2x2 table, or nobody who changes.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::mcnemar_exact};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![59, 6], vec![16, 80]])?;
/// assert!((mcnemar_exact(&table, Alternative::TwoSided)?.p - 0.052478790283203125).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mcnemar_exact(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let (b, n) = trials(table)?;
    let at_most = binomial_tails(b, n, 0.5).ln_lower;
    let at_least = binomial_tails(b - 1.0, n, 0.5).ln_upper;
    let ln_p = match alternative {
        Alternative::TwoSided => at_most.min(at_least) + LN_2,
        Alternative::Less => at_most,
        Alternative::Greater => at_least,
    };
    exact(MCNEMAR_EXACT.id, ln_p, alternative)
}

/// Mid-P McNemar test of a 2x2 table of pairs: the exact two-sided P less the probability of the observed split, 1
/// where b = c.
///
/// # Errors
/// Not a 2x2 table, a one-sided alternative, or nobody who changes.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::mcnemar_mid_p};
/// use retrocohort::summary::ContingencyTable;
/// // Fagerland, Lydersen and Laake (2013): 1 and 7 changes give a mid-P of 0.039.
/// let table = ContingencyTable::new(vec![vec![1, 1], vec![7, 12]])?;
/// assert!((mcnemar_mid_p(&table, Alternative::TwoSided)?.p - 10.0 / 256.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mcnemar_mid_p(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let (b, n) = trials(table)?;
    let smaller = b.min(n - b);
    // P(X < smaller) + P(X <= smaller), which is the doubled tail less the observed probability.
    let ln_tail = binomial_tails(smaller, n, 0.5).ln_lower;
    let share = (binomial_ln_pmf(smaller, n, 0.5) - ln_tail).exp().min(1.0);
    let ln_p = if 2.0 * b == n { 0.0 } else { ln_tail + LN_2 + (-0.5 * share).ln_1p() };
    exact(MCNEMAR_MID_P.id, ln_p, alternative)
}

fn trials(table: &ContingencyTable) -> Result<(f64, f64), NotComputable> {
    let (b, c) = changes(table)?;
    if b == 0 && c == 0 {
        return Err(NotComputable::because("no pair changes between the levels"));
    }
    Ok((b as f64, b as f64 + c as f64))
}

fn exact(method: &'static str, ln_p: f64, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let ln_p = ln_p.min(0.0);
    TestResult { alternative, exactness: Exactness::Exact, ..TestResult::new(method, ln_p.exp(), ln_p) }.checked()
}
