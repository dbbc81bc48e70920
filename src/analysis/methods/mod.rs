//! The tests, one a file, and the list of all of them.

mod anderson_darling;
mod anova;
#[cfg(test)]
mod any_input;
mod barnard;
mod bartlett;
mod binomial_exact;
mod boschloo;
mod brunner_munzel;
mod brunner_munzel_permutation;
mod chi2_goodness_of_fit;
mod cochran_armitage;
mod cochran_mantel_haenszel;
mod distances;
mod f_test_of_variances;
mod fisher;
mod fisher_central;
mod fligner_killeen;
mod freeman_halton;
mod indicator;
mod kruskal_wallis;
mod ks_one_sample;
mod ks_spss;
mod ks_two_sample;
mod levene;
mod lilliefors;
mod linear_by_linear;
mod lr_chi2;
mod lr_chi2_continuity;
mod mcnemar;
mod mcnemar_exact;
mod median_test;
mod mid_p_central;
mod mid_p_minlike;
mod n1_chi2;
mod one_sample_t;
mod pearson_chi2;
mod permutation_t;
#[cfg(test)]
mod properties;
mod proportion_z;
mod rank_sum;
mod rank_sum_exact;
#[cfg(test)]
mod sample_properties;
mod shapiro_wilk;
mod signed_rank;
mod signed_rank_exact;
mod student_t;
mod trend;
mod two_by_two;
mod unconditional;
mod wald_z;
mod welch_anova;
mod welch_t;
mod yates_chi2;

pub use anderson_darling::anderson_darling;
pub use anova::{SumsOfSquares, anova, sums_of_squares};
pub use barnard::barnard;
pub use bartlett::bartlett;
pub use binomial_exact::binomial_exact;
pub use boschloo::boschloo;
pub use brunner_munzel::{brunner_munzel, brunner_munzel_normal};
pub use brunner_munzel_permutation::brunner_munzel_permutation;
pub use chi2_goodness_of_fit::chi2_goodness_of_fit;
pub use cochran_armitage::cochran_armitage;
pub use cochran_mantel_haenszel::{cochran_mantel_haenszel, cochran_mantel_haenszel_continuity};
pub use f_test_of_variances::f_test_of_variances;
pub use fisher::fisher;
pub use fisher_central::fisher_central;
pub use fligner_killeen::fligner_killeen;
pub use freeman_halton::freeman_halton;
pub use indicator::{student_t_on_indicator, welch_t_on_indicator};
pub use kruskal_wallis::kruskal_wallis;
pub use ks_one_sample::{KsDistances, ks_distances, ks_distances_of_group, ks_one_sample, ks_one_sample_exact};
pub use ks_spss::{ks_spss, ks_spss_of_distances};
pub use ks_two_sample::{ks_two_sample, ks_two_sample_effective, ks_two_sample_exact, ks_two_sample_untied};
pub use levene::{brown_forsythe, levene};
pub use lilliefors::{lilliefors, lilliefors_of_distances};
pub use linear_by_linear::linear_by_linear;
pub use lr_chi2::lr_chi2;
pub use lr_chi2_continuity::lr_chi2_continuity;
pub use mcnemar::{mcnemar, mcnemar_continuity};
pub use mcnemar_exact::{mcnemar_exact, mcnemar_mid_p};
pub use median_test::{AtMedian, median_split, median_test, median_test_continuity, median_test_exact, median_test_n1};
pub use mid_p_central::mid_p_central;
pub use mid_p_minlike::mid_p_minlike;
pub use n1_chi2::n1_chi2;
pub use one_sample_t::{one_sample_t, paired_t};
pub use pearson_chi2::pearson_chi2;
pub use permutation_t::permutation_t_asymptotic;
pub use proportion_z::{proportion_z, proportion_z_continuity};
pub use rank_sum::{rank_sum, rank_sum_continuity};
pub use rank_sum_exact::{rank_sum_exact, rank_sum_exact_doubled, rank_sum_mid_p};
pub use shapiro_wilk::{shapiro_wilk, shapiro_wilk_of_group};
pub use signed_rank::{signed_rank, signed_rank_continuity, signed_rank_pratt};
pub use signed_rank_exact::{signed_rank_exact, signed_rank_pratt_exact};
pub use student_t::student_t;
pub use wald_z::wald_z;
pub use welch_anova::welch_anova;
pub use welch_t::welch_t;
pub use yates_chi2::yates_chi2;

pub(in crate::analysis) use brunner_munzel::placements;
pub(in crate::analysis) use f_test_of_variances::ratio_of_variances;
pub(in crate::analysis) use mcnemar::changes as pairs_of_two_levels;
pub(in crate::analysis) use rank_sum::two_ordered_groups;
pub(in crate::analysis) use rank_sum_exact::critical_u;
pub(in crate::analysis) use two_by_two::two_by_two;
pub(in crate::analysis) use welch_t::welch_standard_error;

use std::borrow::Cow;

use super::{Alternative, Method, NotComputable, SampleHypothesis};
use crate::summary::{ContingencyTable, Moments, ValueCounts};

/// Every method, in the order in which they are listed for readers.
pub static METHODS: &[&Method] = &[
    &student_t::STUDENT_T,
    &welch_t::WELCH_T,
    &anova::ANOVA,
    &welch_anova::WELCH_ANOVA,
    &one_sample_t::ONE_SAMPLE_T,
    &one_sample_t::PAIRED_T,
    &permutation_t::PERMUTATION_T_ASYMPTOTIC,
    &f_test_of_variances::F_TEST_OF_VARIANCES,
    &levene::LEVENE,
    &levene::BROWN_FORSYTHE,
    &bartlett::BARTLETT,
    &fligner_killeen::FLIGNER_KILLEEN,
    &pearson_chi2::PEARSON_CHI2,
    &yates_chi2::YATES_CHI2,
    &lr_chi2::LR_CHI2,
    &lr_chi2_continuity::LR_CHI2_CONTINUITY,
    &n1_chi2::N1_CHI2,
    &fisher::FISHER,
    &fisher_central::FISHER_CENTRAL,
    &mid_p_central::MID_P_CENTRAL,
    &mid_p_minlike::MID_P_MINLIKE,
    &freeman_halton::FREEMAN_HALTON,
    &wald_z::WALD_Z,
    &cochran_armitage::COCHRAN_ARMITAGE,
    &linear_by_linear::LINEAR_BY_LINEAR,
    &indicator::STUDENT_T_ON_INDICATOR,
    &indicator::WELCH_T_ON_INDICATOR,
    &barnard::BARNARD,
    &boschloo::BOSCHLOO,
    &mcnemar::MCNEMAR,
    &mcnemar::MCNEMAR_CONTINUITY,
    &mcnemar_exact::MCNEMAR_EXACT,
    &mcnemar_exact::MCNEMAR_MID_P,
    &cochran_mantel_haenszel::COCHRAN_MANTEL_HAENSZEL,
    &cochran_mantel_haenszel::COCHRAN_MANTEL_HAENSZEL_CONTINUITY,
    &chi2_goodness_of_fit::CHI2_GOODNESS_OF_FIT,
    &binomial_exact::BINOMIAL_EXACT,
    &proportion_z::PROPORTION_Z,
    &proportion_z::PROPORTION_Z_CONTINUITY,
    &rank_sum::RANK_SUM,
    &rank_sum::RANK_SUM_CONTINUITY,
    &rank_sum_exact::RANK_SUM_EXACT,
    &rank_sum_exact::RANK_SUM_EXACT_DOUBLED,
    &rank_sum_exact::RANK_SUM_MID_P,
    &brunner_munzel::BRUNNER_MUNZEL,
    &brunner_munzel::BRUNNER_MUNZEL_NORMAL,
    &brunner_munzel_permutation::BRUNNER_MUNZEL_PERMUTATION,
    &median_test::MEDIAN_TEST,
    &median_test::MEDIAN_TEST_CONTINUITY,
    &median_test::MEDIAN_TEST_N1,
    &median_test::MEDIAN_TEST_EXACT,
    &kruskal_wallis::KRUSKAL_WALLIS,
    &signed_rank::SIGNED_RANK,
    &signed_rank::SIGNED_RANK_CONTINUITY,
    &signed_rank::SIGNED_RANK_PRATT,
    &signed_rank_exact::SIGNED_RANK_EXACT,
    &signed_rank_exact::SIGNED_RANK_PRATT_EXACT,
    &ks_two_sample::KS_TWO_SAMPLE_EXACT,
    &ks_two_sample::KS_TWO_SAMPLE_UNTIED,
    &ks_two_sample::KS_TWO_SAMPLE,
    &ks_two_sample::KS_TWO_SAMPLE_EFFECTIVE,
    &ks_one_sample::KS_ONE_SAMPLE_EXACT,
    &ks_one_sample::KS_ONE_SAMPLE,
    &ks_spss::KS_SPSS,
    &lilliefors::LILLIEFORS,
    &shapiro_wilk::SHAPIRO_WILK,
    &anderson_darling::ANDERSON_DARLING,
];

/// The method with this id.
pub fn method(id: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.id == id).copied()
}

/// Refuses a one-sided alternative unless the method has one.
fn two_sided_or(one_sided: bool, alternative: Alternative) -> Result<(), NotComputable> {
    if one_sided || alternative == Alternative::TwoSided {
        Ok(())
    } else {
        Err(NotComputable::because("the test has no one-sided form"))
    }
}

/// Greatest common divisor; that of 0 and `b` is `b`.
fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// At least two groups, each of at least `least` values, with finite means and sums of squares.
pub(in crate::analysis) fn filled_groups(groups: &[Moments], least: u64) -> Result<(), NotComputable> {
    if groups.len() < 2 {
        return Err(NotComputable::because("fewer than two groups"));
    }
    for (index, group) in groups.iter().enumerate() {
        let number = index + 1;
        if group.n == 0 {
            return Err(NotComputable::because(format!("group {number} is empty")));
        }
        if group.n < least {
            return Err(NotComputable::because(format!("group {number} has a single value")));
        }
        let sound = group.mean.is_finite() && group.m2.is_finite() && group.m2 >= 0.0;
        if !sound {
            return Err(NotComputable::because(format!("group {number} has a value that is not a finite number")));
        }
    }
    Ok(())
}

/// The size of one sample of at least `least` values (in words, for the reason) for a test that supposes any normal
/// distribution.
fn sample_of_any_normal(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
    (least, in_words): (u64, &str),
) -> Result<u64, NotComputable> {
    two_sided_or(false, alternative)?;
    if *hypothesis != SampleHypothesis::AnyNormal {
        return Err(NotComputable::because("the test estimates mean and SD itself"));
    }
    if sample.groups() != 1 {
        return Err(NotComputable::because("the test takes one sample"));
    }
    at_least(sample.n(0), (least, in_words))
}

/// The number of values, if there are so many.
fn at_least(n: u64, (least, in_words): (u64, &str)) -> Result<u64, NotComputable> {
    if n < least { Err(NotComputable::because(format!("fewer than {in_words} values"))) } else { Ok(n) }
}

/// One sample of at least two finite values that vary.
pub(in crate::analysis) fn one_group(sample: &Moments) -> Result<(), NotComputable> {
    match sample.n {
        0 => return Err(NotComputable::because("there is no value")),
        1 => return Err(NotComputable::because("there is a single value")),
        _ => {}
    }
    if !(sample.mean.is_finite() && sample.m2.is_finite() && sample.m2 >= 0.0) {
        return Err(NotComputable::because("there is a value that is not a finite number"));
    }
    if sample.m2 == 0.0 {
        return Err(NotComputable::because("the values do not vary"));
    }
    Ok(())
}

/// The two groups of a comparison of two means.
fn two_groups(groups: &[Moments], least: u64) -> Result<(Moments, Moments), NotComputable> {
    filled_groups(groups, least)?;
    match groups {
        [a, b] => Ok((*a, *b)),
        _ => Err(NotComputable::because("the test compares two groups, not more")),
    }
}

/// The table without empty levels and groups, if at least two of either are left.
fn at_least_two_by_two(table: &ContingencyTable) -> Result<Cow<'_, ContingencyTable>, NotComputable> {
    let table = table.without_empty().ok_or_else(|| NotComputable::because("the table holds no observation"))?;
    if table.rows() < 2 {
        return Err(NotComputable::because("all observations are in the same level"));
    }
    if table.columns() < 2 {
        return Err(NotComputable::because("all observations are in the same group"));
    }
    Ok(table)
}
