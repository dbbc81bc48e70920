//! Mid-P test of a 2x2 table, by probability.

use super::fisher::TIE_TOLERANCE;
use super::{two_by_two, two_sided_or};
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Mid-P test by probability.
pub static MID_P_MINLIKE: Method = Method {
    id: "mid_p_minlike",
    name: "mid-P Fisher's exact test",
    null: "level and group are independent (odds ratio 1), margins fixed",
    alternative: "level and group are associated; tables less likely than the one observed in full, those as likely by half",
    citation: "hirji1991",
    one_sided: false,
    two_by_two_only: true,
    compute: Compute::Counts(mid_p_minlike),
};

/// Mid-P test of a 2x2 table by probability: tables less likely than the one observed count in full, those exactly as
/// likely (the observed one among them; relative tolerance 1e-7) by half. Null hypothesis of an odds ratio of 1.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or more than 10¹² observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::mid_p_minlike};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert!((mid_p_minlike(&table, Alternative::TwoSided)?.p - 18.0 / 70.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mid_p_minlike(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    two_sided_or(false, alternative)?;
    let cells = two_by_two(table)?;
    let distribution = cells.hypergeometric()?;
    let a = cells.a as f64;
    let (ln_p, ln_equal) = distribution.ln_no_more_likely(a, TIE_TOLERANCE);
    let share = (ln_equal - ln_p).exp().min(1.0);
    cells.exact(MID_P_MINLIKE.id, ln_p + (-0.5 * share).ln_1p(), alternative)
}
