//! Effect sizes with confidence intervals: what differs between groups, and by how much.
//!
//! For 2x2 tables, row 1 has the property and column 2 is compared with column 1; for means, group 2 less group 1.

mod cliffs_delta;
mod cohens_d;
mod cramers_v;
mod differences;
mod explained_variance;
mod glass_delta;
mod hedges_g;
mod hodges_lehmann;
mod kruskal_effect;
mod matched_odds_ratio;
mod mean;
mod mean_difference;
mod number_needed_to_treat;
mod odds_ratio;
mod odds_ratio_conditional;
mod odds_ratio_mantel_haenszel;
mod order_statistic;
mod paired_risk_difference;
mod probability_of_superiority;
mod proportion;
mod pseudomedian;
mod rank_biserial;
#[cfg(test)]
mod rank_properties;
mod risk_difference;
mod risk_ratio;
mod score_interval;
mod standardized_difference;
mod standardized_mean_difference;
mod sterne;
mod variance_ratio;
mod wilson;

pub use cliffs_delta::cliffs_delta;
pub use cohens_d::{cohens_d, cohens_d_normal};
pub use cramers_v::cramers_v;
pub use explained_variance::{epsilon_squared, eta_squared, omega_squared};
pub use glass_delta::{glass_delta, glass_delta_normal};
pub use hedges_g::hedges_g;
pub use hodges_lehmann::{hodges_lehmann, hodges_lehmann_exact};
pub use kruskal_effect::{eta_squared_h, rank_epsilon_squared};
pub use matched_odds_ratio::matched_odds_ratio;
pub use mean::mean;
pub use mean_difference::{mean_difference, mean_difference_pooled};
pub use number_needed_to_treat::number_needed_to_treat;
pub use odds_ratio::{odds_ratio, odds_ratio_adjusted};
pub use odds_ratio_conditional::{odds_ratio_conditional, odds_ratio_mid_p};
pub use odds_ratio_mantel_haenszel::odds_ratio_mantel_haenszel;
pub use paired_risk_difference::paired_risk_difference;
pub use probability_of_superiority::probability_of_superiority;
pub use proportion::{
    proportion_agresti_coull, proportion_clopper_pearson, proportion_jeffreys, proportion_mid_p, proportion_wald,
    proportion_wilson, proportion_wilson_continuity,
};
pub use pseudomedian::pseudomedian;
pub use rank_biserial::{rank_biserial, rank_biserial_of_ties};
pub use risk_difference::{risk_difference, risk_difference_agresti_caffo, risk_difference_wald};
pub use risk_ratio::{risk_ratio, risk_ratio_adjusted};
pub use score_interval::{odds_ratio_score, risk_difference_score, risk_ratio_score};
pub use standardized_difference::{
    standardized_difference_of_levels, standardized_difference_of_means, standardized_difference_of_proportions,
};
pub use standardized_mean_difference::standardized_mean_difference;
pub use sterne::proportion_sterne;
pub use variance_ratio::variance_ratio;
pub use wilson::wilson;

use super::NotComputable;
use super::distribution::normal_quantile;
use super::methods::filled_groups;
use crate::summary::{ContingencyTable, Moments};

/// An effect size with its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectEstimate {
    /// What is estimated.
    pub measure: &'static str,
    /// The estimate.
    pub estimate: f64,
    /// Lower confidence limit.
    pub ci_low: f64,
    /// Upper confidence limit; infinite for a ratio that the data do not bound.
    pub ci_high: f64,
    /// Confidence level, between 0 and 1.
    pub level: f64,
    /// How estimate and interval were obtained.
    pub method: &'static str,
}

impl EffectEstimate {
    /// The estimate, or why it is none.
    fn checked(self) -> Result<EffectEstimate, NotComputable> {
        if self.estimate.is_finite() && self.ci_low.is_finite() && self.ci_high.is_finite() {
            Ok(self)
        } else {
            Err(NotComputable::because("the numbers are too large or too small to compute with"))
        }
    }
}

impl EffectEstimate {
    /// As [`EffectEstimate::checked`], for a ratio, which the data may not bound from above.
    fn checked_ratio(self) -> Result<EffectEstimate, NotComputable> {
        let estimate = self.estimate.is_finite() || (self.estimate == f64::INFINITY && self.ci_high == f64::INFINITY);
        if estimate && self.ci_low.is_finite() && !self.ci_high.is_nan() {
            Ok(self)
        } else {
            Err(NotComputable::because("the numbers are too large or too small to compute with"))
        }
    }
}

/// Half the tail outside the interval, as a probability.
fn tail(level: f64) -> Result<f64, NotComputable> {
    if level > 0.0 && level < 1.0 {
        Ok(0.5 * (1.0 - level))
    } else {
        Err(NotComputable::because("the confidence level is not between 0 and 1"))
    }
}

/// The standard normal quantile of a two-sided interval.
pub(in crate::analysis) fn normal_limit(level: f64) -> Result<f64, NotComputable> {
    Ok(-normal_quantile(tail(level)?))
}

/// Pooled standard deviation of two groups and its degrees of freedom.
fn pooled_sd(group1: &Moments, group2: &Moments) -> Result<(f64, f64), NotComputable> {
    filled_groups(&[*group1, *group2], 1)?;
    let df = group1.n as f64 + group2.n as f64 - 2.0;
    if df < 1.0 {
        return Err(NotComputable::because("fewer than three values in the two groups together"));
    }
    let within = group1.m2 + group2.m2;
    if within == 0.0 {
        return Err(NotComputable::because("the values do not vary within the groups"));
    }
    Ok(((within / df).sqrt(), df))
}

/// Those with the property and all, for either group of a 2x2 table.
fn two_proportions(table: &ContingencyTable) -> Result<[(u64, u64); 2], NotComputable> {
    if (table.rows(), table.columns()) != (2, 2) {
        return Err(NotComputable::because("the effect needs a 2x2 table"));
    }
    let group = |j: usize| (table.get(0, j), table.get(0, j) + table.get(1, j));
    let groups = [group(0), group(1)];
    if groups.iter().any(|(_, size)| *size == 0) {
        return Err(NotComputable::because("one of the groups is empty"));
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: [[u64; 2]; 2]) -> ContingencyTable {
        ContingencyTable::new(rows.map(Vec::from).to_vec()).unwrap()
    }

    #[test]
    fn an_empty_cell_is_named_or_refused() {
        let table = table([[0, 7], [10, 3]]);
        let odds = odds_ratio(&table, 0.95).unwrap();
        assert!(odds.method.contains("Haldane"));
        assert!((odds.estimate - (7.5 / 3.5) / (0.5 / 10.5)).abs() < 1e-12);
        assert!(risk_ratio(&table, 0.95).is_err());
        assert!(risk_difference(&table, 0.95).is_ok());
    }

    #[test]
    fn what_has_no_answer_is_refused() {
        assert!(odds_ratio(&table([[0, 0], [4, 5]]), 0.95).is_err());
        assert!(risk_difference(&table([[0, 3], [0, 5]]), 0.95).is_err());
        assert!(risk_difference(&table([[1, 3], [2, 5]]), 1.0).is_err());
        assert!(wilson(3, 2, 0.95).is_err() && wilson(0, 0, 0.95).is_err());
        let constant = Moments::from_values(&[1.0, 1.0, 1.0]);
        assert!(mean_difference(&constant, &constant, 0.95).is_err());
        assert!(standardized_mean_difference(&constant, &constant, 0.95).is_err());
    }

    #[test]
    fn limits_and_tests_are_duals() {
        use crate::analysis::Alternative;
        use crate::analysis::methods::{binomial_exact, fisher, n1_chi2, proportion_z};
        for rows in [[[3, 9], [12, 5]], [[10, 30], [20, 25]], [[1, 9], [40, 44]]] {
            let table = table(rows);
            // At the level 1 - P of the two one-sided tests, one limit of the exact interval is 1.
            let one_sided =
                fisher(&table, Alternative::Less).unwrap().p.min(fisher(&table, Alternative::Greater).unwrap().p);
            let exact = odds_ratio_conditional(&table, 1.0 - 2.0 * one_sided).unwrap();
            assert!((exact.ci_low - 1.0).abs().min((exact.ci_high - 1.0).abs()) < 1e-10, "{exact:?}");
            // The score interval of the difference holds 0 as long as the N - 1 chi-square test does not reject.
            let p = n1_chi2(&table, Alternative::TwoSided).unwrap().p;
            let score = risk_difference_score(&table, 1.0 - p).unwrap();
            assert!(score.ci_low.abs().min(score.ci_high.abs()) < 1e-9, "{score:?}");
            for score in [risk_ratio_score(&table, 1.0 - p).unwrap(), odds_ratio_score(&table, 1.0 - p).unwrap()] {
                assert!((score.ci_low - 1.0).abs().min((score.ci_high - 1.0).abs()) < 1e-9, "{score:?}");
            }
        }
        let p = proportion_z(&[7, 13], &[0.6, 0.4], Alternative::TwoSided).unwrap().p;
        assert!((proportion_wilson(7, 20, 1.0 - p).unwrap().ci_high - 0.6).abs() < 1e-12);
        let p = binomial_exact(&[7, 13], &[0.6, 0.4], Alternative::Less).unwrap().p;
        assert!((proportion_clopper_pearson(7, 20, 1.0 - 2.0 * p).unwrap().ci_high - 0.6).abs() < 1e-12);
    }

    #[test]
    fn every_table_gives_ordered_limits_or_a_reason() {
        type Effect = fn(&ContingencyTable, f64) -> Result<EffectEstimate, NotComputable>;
        let effects: [Effect; 12] = [
            odds_ratio,
            odds_ratio_adjusted,
            odds_ratio_conditional,
            odds_ratio_mid_p,
            odds_ratio_score,
            risk_ratio,
            risk_ratio_adjusted,
            risk_ratio_score,
            risk_difference,
            risk_difference_wald,
            risk_difference_agresti_caffo,
            risk_difference_score,
        ];
        let counts = [0, 1, 7, 30, 1_000_000, 1 << 27, u64::from(u32::MAX) / 4];
        for code in 0..counts.len().pow(4) {
            let cell = |i: u32| counts[code / counts.len().pow(i) % counts.len()];
            let table = table([[cell(0), cell(1)], [cell(2), cell(3)]]);
            for (i, effect) in effects.iter().enumerate() {
                if code % 5 != i % 5 {
                    continue;
                }
                if let Ok(found) = effect(&table, 0.95) {
                    let tolerance = 1e-9 * found.estimate.abs().max(1e-9);
                    let ordered = found.estimate == f64::INFINITY
                        || (found.ci_low <= found.estimate + tolerance && found.estimate - tolerance <= found.ci_high);
                    assert!(ordered, "{table:?} {found:?}");
                }
            }
        }
    }

    #[test]
    fn limits_of_wilson_at_the_ends() {
        // R prop.test(0, 10, correct = FALSE): 0 to 0.27753279986288915.
        let (estimate, low, high) = wilson(0, 10, 0.95).unwrap();
        assert_eq!((estimate, low), (0.0, 0.0));
        assert!((high - 0.277_532_799_862_889_15).abs() < 1e-15);
        assert_eq!(wilson(10, 10, 0.95).map(|limits| limits.2), Ok(1.0));
    }
}
