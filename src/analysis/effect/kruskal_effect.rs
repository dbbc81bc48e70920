//! Effect sizes of the Kruskal-Wallis test.

use crate::analysis::methods::kruskal_wallis;
use crate::analysis::{Alternative, NotComputable};
use crate::summary::ContingencyTable;

/// Rank epsilon squared of ordered levels (rows, ascending) in any number of groups (columns): H / (n - 1), the share of
/// the variance of the mid-ranks that lies between the groups; from 0 to 1.
///
/// # Errors
/// As [`kruskal_wallis`].
///
/// ```
/// use retrocohort::{analysis::effect::rank_epsilon_squared, summary::ContingencyTable};
/// // Mid-ranks 1.5, 1.5 and 3.5, 3.5: all of their variance lies between the groups.
/// let table = ContingencyTable::new(vec![vec![2, 0], vec![0, 2]])?;
/// assert_eq!(rank_epsilon_squared(&table)?, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_epsilon_squared(table: &ContingencyTable) -> Result<f64, NotComputable> {
    let (h, _, n) = statistic(table)?;
    Ok(h / (n - 1.0))
}

/// Eta squared of the Kruskal-Wallis test: (H - k + 1) / (n - k), for k groups. Unlike [`rank_epsilon_squared`] it is
/// corrected for the variance that chance puts between the groups, and so may be below 0.
///
/// # Errors
/// As [`kruskal_wallis`], or as many groups as observations.
///
/// ```
/// use retrocohort::{analysis::effect::eta_squared_h, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![2, 0], vec![0, 2]])?; // H = 3, k = 2, n = 4
/// assert_eq!(eta_squared_h(&table)?, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn eta_squared_h(table: &ContingencyTable) -> Result<f64, NotComputable> {
    let (h, df, n) = statistic(table)?;
    if n <= df + 1.0 {
        return Err(NotComputable::because("every group has a single observation"));
    }
    Ok((h - df) / (n - df - 1.0))
}

/// H, its degrees of freedom, and the number of observations.
fn statistic(table: &ContingencyTable) -> Result<(f64, f64, f64), NotComputable> {
    let result = kruskal_wallis(table, Alternative::TwoSided)?;
    match (result.statistic, result.df) {
        (Some(h), Some(df)) => Ok((h, df, table.total() as f64)),
        _ => Err(NotComputable::because("the test gave no statistic")),
    }
}
