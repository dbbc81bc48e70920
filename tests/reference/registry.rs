//! Every method is documented, cited and compared with a reference.

use crate::{Case, cases, reference_folder};
use retrocohort::analysis::{METHODS, method};
use retrocohort::reproduction::checks::CHECKS;
use std::collections::BTreeSet;
use std::path::Path;

/// The kind of reference case, and the number in it, that a method is compared with.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("student_t", "t_student", "p"),
    ("welch_t", "t_welch", "p"),
    ("anova", "anova", "p"),
    ("welch_anova", "welch_anova", "p"),
    ("one_sample_t", "t_one_sample", "p"),
    ("paired_t", "t_paired", "p"),
    ("permutation_t_asymptotic", "permutation_t_asymptotic", "p"),
    ("f_test_of_variances", "f_var", "p"),
    ("levene", "levene", "p"),
    ("brown_forsythe", "brown_forsythe", "p"),
    ("bartlett", "bartlett", "p"),
    ("fligner_killeen", "fligner", "p"),
    ("pearson_chi2", "chi2_pearson", "p"),
    ("yates_chi2", "chi2_pearson", "p"),
    ("lr_chi2", "chi2_lr", "p"),
    ("lr_chi2_continuity", "chi2_lr", "p"),
    ("n1_chi2", "n1_chi2", "p"),
    ("fisher", "fisher_2x2_exact", "p_two_prob"),
    ("fisher_central", "fisher_2x2_exact", "p_two_doubling"),
    ("mid_p_central", "fisher_2x2_exact", "p_mid_two_doubling"),
    ("mid_p_minlike", "fisher_2x2_exact", "p_mid_two_prob"),
    ("freeman_halton", "fisher_rxc_exact", "p"),
    ("wald_z", "wald_z", "p"),
    ("cochran_armitage", "cochran_armitage", "p"),
    ("linear_by_linear", "linear_by_linear", "p"),
    ("student_t_on_indicator", "student_t_on_indicator", "p"),
    ("welch_t_on_indicator", "welch_t_on_indicator", "p"),
    ("barnard", "barnard", "p"),
    ("boschloo", "boschloo", "p"),
    ("mcnemar", "mcnemar", "p_nocc"),
    ("mcnemar_continuity", "mcnemar", "p"),
    ("mcnemar_exact", "mcnemar_exact", "p"),
    ("mcnemar_mid_p", "mcnemar_mid_p", "p"),
    ("cochran_mantel_haenszel", "mantel_haenszel", "p"),
    ("cochran_mantel_haenszel_continuity", "mantel_haenszel", "p"),
    ("chi2_goodness_of_fit", "chi2_goodness_of_fit", "p"),
    ("binomial_exact", "binom_test", "p"),
    ("proportion_z", "proportion_z", "p"),
    ("proportion_z_continuity", "proportion_z", "p"),
    ("rank_sum", "rank_sum", "p"),
    ("rank_sum_continuity", "rank_sum_continuity", "p"),
    ("kruskal_wallis", "kruskal_wallis", "p"),
    ("rank_sum_exact", "ranksum_exact_ties", "p_two_absdev"),
    ("rank_sum_exact_doubled", "ranksum_exact_ties", "p_two_doubling"),
    ("rank_sum_mid_p", "ranksum_exact_ties", "p_mid_two_absdev"),
    ("brunner_munzel", "brunner_munzel", "p"),
    ("brunner_munzel_normal", "brunner_munzel_normal", "p"),
    ("brunner_munzel_permutation", "brunner_munzel_permutation", "p"),
    ("median_test", "median_test_uncorrected", "p"),
    ("median_test_continuity", "median_test", "p"),
    ("median_test_n1", "median_test_n1", "p"),
    ("median_test_exact", "median_test_exact", "p"),
    ("ks_two_sample_exact", "ks2_exact", "p"),
    ("ks_two_sample_untied", "ks2_noties_formula", "p"),
    ("ks_two_sample", "ks2_asymptotic", "p"),
    ("ks_two_sample_effective", "ks2_asymptotic", "p"),
    ("ks_one_sample_exact", "ks1_exact", "p"),
    ("ks_one_sample", "ks1_asymptotic", "p"),
    ("ks_spss", "ks1_spss", "p_spss"),
    ("lilliefors", "lilliefors", "p"),
    ("shapiro_wilk", "shapiro_wilk", "p"),
    ("anderson_darling", "anderson_darling", "p"),
    ("signed_rank", "signed_rank", "p"),
    ("signed_rank_continuity", "signed_rank_continuity", "p"),
    ("signed_rank_pratt", "signed_rank_pratt", "p"),
    ("signed_rank_exact", "signed_rank_exact", "p"),
    ("signed_rank_pratt_exact", "signed_rank_pratt_exact", "p"),
];

#[test]
fn every_method_is_documented_and_cited() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/refs.bib");
    let bibliography = std::fs::read_to_string(&path).unwrap();
    let keys: BTreeSet<&str> =
        bibliography.lines().filter_map(|line| line.strip_prefix('@')?.split_once('{')?.1.strip_suffix(',')).collect();
    let mut ids = BTreeSet::new();
    for entry in METHODS {
        assert!(ids.insert(entry.id), "{} is listed twice", entry.id);
        assert_eq!(method(entry.id).map(|found| found.id), Some(entry.id));
        for text in [entry.name, entry.null, entry.alternative] {
            assert!(text.len() > 5, "{} lacks a description", entry.id);
        }
        assert!(keys.contains(entry.citation), "{} cites {}, which is not listed", entry.id, entry.citation);
    }
    assert!(method("no such method").is_none());
}

#[test]
fn every_method_has_a_reference_case() {
    let cases: Vec<Case> = cases(&reference_folder());
    for entry in METHODS {
        let (_, kind, key) = REFERENCES
            .iter()
            .find(|(id, ..)| *id == entry.id)
            .unwrap_or_else(|| panic!("{} is compared with nothing", entry.id));
        let compared = cases.iter().filter(|case| case.kind == *kind && !case.degenerate);
        let count = compared.filter(|case| crate::number(&case.expected[*key]).is_some()).count();
        assert!(count > 0, "no case of kind {kind} gives {key} for {}", entry.id);
    }
}

#[test]
fn every_check_is_cited() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/refs.bib");
    let bibliography = std::fs::read_to_string(&path).unwrap();
    for check in CHECKS.iter().filter(|check| !["arithmetic", "comparison"].contains(&check.source)) {
        assert!(bibliography.contains(&format!("{{{},", check.source)), "{} cites {}", check.id, check.source);
    }
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), CHECKS.len(), "two checks have one id");
}
