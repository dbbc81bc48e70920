//! Boschloo's unconditional exact test of two proportions.

use super::barnard::{first_where, last_where};
use super::two_by_two;
use super::unconditional::Region;
use crate::analysis::{Alternative, Compute, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;

/// Relative difference within which two P values of Fisher's test count as equal.
const TIE: f64 = 1e-9;

/// Boschloo's test.
pub static BOSCHLOO: Method = Method {
    id: "boschloo",
    name: "Boschloo's exact test",
    null: "the proportions of the two groups are equal, sizes of the groups fixed",
    alternative: "the proportions differ; two-sided P is twice the smaller one-sided one",
    citation: "boschloo1970",
    one_sided: true,
    two_by_two_only: true,
    compute: Compute::Counts(boschloo),
};

/// Boschloo's unconditional exact test of two proportions, row 1 having the property, groups in columns: tables are
/// ordered by the one-sided P of Fisher's test, P is the largest over all common proportions. Two-sided P is twice the
/// smaller one-sided one, at most 1. Null hypothesis of equal proportions. `Less` is a smaller proportion in group 1.
///
/// Time grows with N^(3/2).
///
/// # Errors
/// Not a 2x2 table, an empty row or column, or more than 50,000 observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::boschloo};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?;
/// assert!((boschloo(&table, Alternative::TwoSided)?.p - 0.2890625).abs() < 1e-10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn boschloo(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let cells = two_by_two(table)?;
    let fisher = cells.hypergeometric()?;
    let a = cells.a as f64;
    let less = || -> Result<f64, NotComputable> {
        let limit = fisher.ln_lower(a) + TIE;
        let region = Region::new(&cells, |_, split| {
            let edge = last_where(split.min(), split.max(), &|a| split.ln_lower(a) <= limit);
            edge.map_or(f64::NEG_INFINITY, |a| split.ln_lower(a))
        })?;
        Ok(region.worst().0)
    };
    let greater = || -> Result<f64, NotComputable> {
        let limit = fisher.ln_upper(a) + TIE;
        let region = Region::new(&cells, |_, split| {
            let edge = first_where(split.min(), split.max(), &|a| split.ln_upper(a) <= limit);
            edge.map_or(f64::NEG_INFINITY, |a| split.ln_upper(a))
        })?;
        Ok(region.worst().0)
    };
    let ln_p = match alternative {
        Alternative::Less => less()?,
        Alternative::Greater => greater()?,
        Alternative::TwoSided => less()?.min(greater()?) + std::f64::consts::LN_2,
    };
    cells.exact(BOSCHLOO.id, ln_p, alternative)
}
