//! Effect sizes of the Kruskal-Wallis test.

use super::{EffectEstimate, tail};
use crate::analysis::distribution::noncentral_f_noncentrality;
use crate::analysis::methods::kruskal_wallis;
use crate::analysis::{Alternative, NotComputable};
use crate::summary::ContingencyTable;

/// Rank epsilon squared of ordered levels (rows, ascending) in any number of groups (columns): H / (n - 1), the share of
/// the variance of the mid-ranks that lies between the groups; from 0 to 1. It is eta squared of the analysis of
/// variance of the ranks, and the interval is that of its noncentral F distribution, λ / (λ + n), which for ranks is an
/// approximation.
///
/// # Errors
/// As [`kruskal_wallis`]; as many groups as observations, or groups that do not overlap at all, for which there is no
/// interval; a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::rank_epsilon_squared, summary::ContingencyTable};
/// // Mid-ranks 2 (three times) and 5 (three times): group sums 9 and 12, H = 5/9, over n - 1 = 5.
/// let table = ContingencyTable::new(vec![vec![2, 1], vec![1, 2]])?;
/// assert!((rank_epsilon_squared(&table, 0.95)?.estimate - 1.0 / 9.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_epsilon_squared(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (h, df1, n) = statistic(table)?;
    let (df2, estimate) = (n - df1 - 1.0, h / (n - 1.0));
    if df2 < 1.0 {
        return Err(NotComputable::because("every group has a single observation"));
    }
    let tail = tail(level)?;
    let f = estimate / df1 / ((1.0 - estimate) / df2);
    if !f.is_finite() || 1.0 - estimate < 1e-12 {
        return Err(NotComputable::because("the groups do not overlap at all, so there is no interval"));
    }
    let limit = |upper: f64| {
        let lambda = noncentral_f_noncentrality(f, df1, df2, upper);
        lambda / (lambda + n)
    };
    EffectEstimate {
        measure: "rank_epsilon_squared",
        estimate,
        ci_low: limit(tail),
        ci_high: limit(1.0 - tail),
        level,
        method: "noncentral F interval of the analysis of variance of the ranks",
    }
    .checked()
}

/// Eta squared of the Kruskal-Wallis test: (H - k + 1) / (n - k), for k groups. Unlike [`rank_epsilon_squared`] it is
/// corrected for the variance that chance puts between the groups, and so may be below 0; its interval is that of
/// [`rank_epsilon_squared`], on the scale of this measure.
///
/// # Errors
/// As [`rank_epsilon_squared`].
///
/// ```
/// use retrocohort::{analysis::effect::eta_squared_h, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![2, 1], vec![1, 2]])?; // H = 5/9, k = 2, n = 6
/// assert!((eta_squared_h(&table, 0.95)?.estimate - (5.0 / 9.0 - 1.0) / 4.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn eta_squared_h(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let (_, df, n) = statistic(table)?;
    let epsilon = rank_epsilon_squared(table, level)?;
    let scaled = |share: f64| (share * (n - 1.0) - df) / (n - df - 1.0);
    EffectEstimate {
        measure: "eta_squared_h",
        estimate: scaled(epsilon.estimate),
        ci_low: scaled(epsilon.ci_low),
        ci_high: scaled(epsilon.ci_high),
        ..epsilon
    }
    .checked()
}

/// H, its degrees of freedom, and the number of observations.
fn statistic(table: &ContingencyTable) -> Result<(f64, f64, f64), NotComputable> {
    let result = kruskal_wallis(table, Alternative::TwoSided)?;
    match (result.statistic, result.df) {
        (Some(h), Some(df)) => Ok((h, df, table.total() as f64)),
        _ => Err(NotComputable::because("the test gave no statistic")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::distribution::f_tails;

    #[test]
    fn the_limit_meets_zero_when_the_test_of_ranks_just_rejects() {
        let table = ContingencyTable::new(vec![vec![4, 1, 2], vec![3, 2, 1], vec![0, 4, 5]]).unwrap();
        let (h, df, n) = statistic(&table).unwrap();
        let share = h / (n - 1.0);
        let p = f_tails(share / df / ((1.0 - share) / (n - df - 1.0)), df, n - df - 1.0).upper;
        let just = rank_epsilon_squared(&table, 1.0 - 2.0 * p).unwrap();
        assert!(just.ci_low.abs() < 1e-9, "{just:?}");
        let usual = rank_epsilon_squared(&table, 0.5).unwrap();
        assert!(usual.ci_low < usual.estimate && usual.estimate < usual.ci_high && usual.ci_high < 1.0);
        assert!(rank_epsilon_squared(&ContingencyTable::new(vec![vec![3, 0], vec![0, 3]]).unwrap(), 0.95).is_err());
    }
}
