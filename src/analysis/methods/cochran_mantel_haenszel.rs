//! Cochran-Mantel-Haenszel test of 2x2 tables in strata.

use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Cochran-Mantel-Haenszel test.
pub static COCHRAN_MANTEL_HAENSZEL: Method = Method {
    id: "cochran_mantel_haenszel",
    name: "Cochran-Mantel-Haenszel test",
    null: "level and group are independent within every stratum",
    alternative: "level and group are associated, in the same direction over the strata",
    citation: "mantel1959",
    one_sided: true,
    two_by_two_only: true,
    compute: Compute::Strata(cochran_mantel_haenszel),
};

/// Cochran-Mantel-Haenszel test with continuity correction.
pub static COCHRAN_MANTEL_HAENSZEL_CONTINUITY: Method = Method {
    id: "cochran_mantel_haenszel_continuity",
    name: "Cochran-Mantel-Haenszel test with continuity correction",
    null: "level and group are independent within every stratum",
    alternative: "level and group are associated, in the same direction over the strata",
    citation: "mantel1959",
    one_sided: true,
    two_by_two_only: true,
    compute: Compute::Strata(cochran_mantel_haenszel_continuity),
};

/// Cochran-Mantel-Haenszel test without continuity correction: null hypothesis of a common odds ratio of 1 in 2x2 tables
/// [[a, b], [c, d]]. χ² = (Σ a - Σ E(a))² / Σ var(a) over the strata, with the hypergeometric variance; one degree of
/// freedom. One-sided alternatives take the signed root. Strata of fewer than two people, or with an empty margin, add
/// nothing.
///
/// # Errors
/// A table that is not 2x2, or no stratum in which the margins leave anything open.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::{cochran_mantel_haenszel, n1_chi2}};
/// use retrocohort::summary::ContingencyTable;
/// // One stratum: the N - 1 chi-square test.
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// let one = cochran_mantel_haenszel(std::slice::from_ref(&table), Alternative::TwoSided)?;
/// assert!((one.p - n1_chi2(&table, Alternative::TwoSided)?.p).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cochran_mantel_haenszel(
    strata: &[ContingencyTable],
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    test(COCHRAN_MANTEL_HAENSZEL.id, strata, alternative, 0.0)
}

/// As [`cochran_mantel_haenszel`], with 1/2 taken off |Σ a - Σ E(a)| where it is at least 1/2.
///
/// # Errors
/// A table that is not 2x2, or no stratum in which the margins leave anything open.
pub fn cochran_mantel_haenszel_continuity(
    strata: &[ContingencyTable],
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    test(COCHRAN_MANTEL_HAENSZEL_CONTINUITY.id, strata, alternative, 0.5)
}

fn test(
    method: &'static str,
    strata: &[ContingencyTable],
    alternative: Alternative,
    correction: f64,
) -> Result<TestResult, NotComputable> {
    let (mut difference, mut variance) = (0.0, 0.0);
    for table in strata {
        if (table.rows(), table.columns()) != (2, 2) {
            return Err(NotComputable::because("the test needs 2x2 tables"));
        }
        let total = table.total();
        if total < 2 {
            continue;
        }
        let [a, b, c, d] = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, j)| table.get(i, j));
        let (ad, bc) = (u128::from(a) * u128::from(d), u128::from(b) * u128::from(c));
        let size = total as f64;
        // a - E(a) = (a d - b c) / N, the difference in whole numbers.
        difference += if ad >= bc { (ad - bc) as f64 / size } else { -((bc - ad) as f64 / size) };
        let part = |x: u64, y: u64| (x as f64 + y as f64) / size;
        variance += part(a, b) * part(c, d) * part(a, c) * part(b, d) * size * (size / (size - 1.0));
    }
    if variance == 0.0 {
        return Err(NotComputable::because("in no stratum do level and group both vary"));
    }
    let correction = if difference.abs() >= correction { correction } else { 0.0 };
    let root = (difference.abs() - correction) / variance.sqrt();
    if alternative == Alternative::TwoSided {
        return TestResult::from_chi_square(method, root * root, 1.0).checked();
    }
    TestResult::from_normal(method, difference.signum() * root, alternative).checked()
}
