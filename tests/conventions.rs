//! The same data under every convention, held against the programs themselves: R 4.2.2, SciPy 1.17.1, PSPP 1.6.2, coin.

use retrocohort::analysis::convention::{
    Conventional, compare_counts, compare_means, compare_ranks, compare_values, rules,
};
use retrocohort::analysis::{METHODS, method};
use retrocohort::study::Convention;
use retrocohort::summary::{ContingencyTable, Moments, ValueCounts};

const UNTIED: [&[f64]; 2] =
    [&[1.2, 2.4, 2.9, 3.3, 4.1, 5.6, 6.0, 7.7], &[3.1, 4.8, 5.9, 7.2, 8.8, 9.4, 11.3, 12.6, 14.9]];
const TIED: [&[f64]; 2] =
    [&[1.0, 2.0, 3.0, 3.0, 4.0, 6.0, 6.0, 8.0], &[3.0, 5.0, 6.0, 7.0, 9.0, 9.0, 11.0, 13.0, 15.0]];
const THREE: [&[f64]; 3] = [&[5.1, 4.9, 6.2, 5.8], &[6.8, 7.1, 6.0, 7.9, 8.2], &[5.5, 6.1, 6.6, 7.0]];

fn values(groups: &[&[f64]]) -> ValueCounts {
    ValueCounts::from_groups(&groups.iter().map(|group| group.to_vec()).collect::<Vec<_>>()).expect("values")
}

fn table(rows: &[&[u64]]) -> ContingencyTable {
    ContingencyTable::new(rows.iter().map(|row| row.to_vec()).collect()).expect("a table")
}

/// One expected P a convention, in the order of [`Convention::ALL`].
fn expect(what: &str, compare: impl Fn(Convention) -> Conventional, expected: [(&str, f64); 9]) {
    for (convention, (method, p)) in Convention::ALL.into_iter().zip(expected) {
        let found = compare(convention);
        assert_eq!(found.chosen.method, method, "{what} under {convention}: {}", found.because);
        let computed = found.chosen.p().unwrap_or_else(|| panic!("{what} under {convention}: {:?}", found.chosen));
        assert!((computed - p).abs() <= 1e-11 * p, "{what} under {convention}: {computed} for {p}");
    }
}

// t.test(), ttest_ind(); PSPP prints .010 for equal variances.
const WELCH: (&str, f64) = ("welch_t", 0.009_620_449_571_963_542);
const STUDENT: (&str, f64) = ("student_t", 0.010_097_068_105_888_968);

#[test]
fn numbers_of_two_groups() {
    let data = values(&UNTIED);
    // gtsummary calls wilcox.test(a, b) of R.
    let ranks = ("rank_sum_exact", 0.015_220_074_043_603_454);
    let expected = [WELCH, STUDENT, WELCH, STUDENT, STUDENT, ranks, STUDENT, WELCH, STUDENT];
    expect("numbers", |convention| compare_values(convention, &data), expected);
    let moments = [Moments::from_values(UNTIED[0]), Moments::from_values(UNTIED[1])];
    let expected = [WELCH, STUDENT, WELCH, STUDENT, STUDENT, WELCH, STUDENT, WELCH, STUDENT];
    expect("means", |convention| compare_means(convention, &moments), expected);
}

#[test]
fn numbers_of_three_groups() {
    // oneway.test(), f_oneway(), kruskal.test().
    let (welch, anova) = (("welch_anova", 0.040_410_549_468_987_94), ("anova", 0.019_995_928_702_241_553));
    let ranks = ("kruskal_wallis", 0.044_728_568_859_462_23);
    let data = values(&THREE);
    let expected = [welch, anova, welch, anova, anova, ranks, anova, anova, anova];
    expect("numbers of three", |convention| compare_values(convention, &data), expected);
}

#[test]
fn ranks_without_ties() {
    // wilcox.test(a, b), mannwhitneyu(a, b); with exact = FALSE; with correct = FALSE, of which PSPP prints .016.
    let exact = ("rank_sum_exact", 0.015_220_074_043_603_454);
    let corrected = ("rank_sum_continuity", 0.018_397_781_423_573_924);
    let plain = ("rank_sum", 0.016_144_778_094_368_362);
    let kruskal = ("kruskal_wallis", 0.016_144_778_094_368_414);
    let values = values(&UNTIED);
    let data = values.contingency_table().expect("a table");
    let expected = [exact, exact, exact, corrected, exact, exact, kruskal, kruskal, plain];
    expect("ranks", |convention| compare_ranks(convention, data), expected);
    let stata = compare_ranks(Convention::Stata, data);
    assert_eq!(stata.beside.iter().map(|answer| answer.method).collect::<Vec<_>>(), ["rank_sum_exact"]);
}

#[test]
fn ranks_with_ties() {
    // coin's wilcox_test(distribution = "exact"); wilcox.test(c, d), which warns and approximates, and mannwhitneyu.
    let exact = ("rank_sum_exact", 0.014_808_720_691_073_632);
    let corrected = ("rank_sum_continuity", 0.017_758_127_581_845_99);
    let plain = ("rank_sum", 0.015_563_103_281_968_284);
    let kruskal = ("kruskal_wallis", 0.015_563_103_281_968_329);
    let values = values(&TIED);
    let data = values.contingency_table().expect("a table");
    let expected = [exact, plain, corrected, corrected, corrected, corrected, kruskal, kruskal, plain];
    expect("tied ranks", |convention| compare_ranks(convention, data), expected);
}

#[test]
fn limits_of_the_exact_rank_sum() {
    let method_of = |convention, n1: usize, n2: usize| {
        let groups = [(0..n1).map(|i| i as f64).collect(), (0..n2).map(|i| i as f64 + 0.5).collect()];
        let values = ValueCounts::from_groups(&groups).expect("values");
        compare_ranks(convention, values.contingency_table().expect("a table")).chosen.method
    };
    // R: both below 50. SciPy: the smaller at most 8. SPSS: 40 together.
    assert_eq!(method_of(Convention::R, 49, 49), "rank_sum_exact");
    assert_eq!(method_of(Convention::R, 50, 3), "rank_sum_continuity");
    assert_eq!(method_of(Convention::Scipy, 8, 300), "rank_sum_exact");
    assert_eq!(method_of(Convention::Scipy, 9, 9), "rank_sum_continuity");
    assert_eq!(method_of(Convention::Spss, 20, 20), "rank_sum_exact");
    assert_eq!(method_of(Convention::Spss, 20, 21), "rank_sum");
    assert_eq!(method_of(Convention::Modern, 500, 500), "rank_sum_exact");
    assert_eq!(method_of(Convention::Modern, 500, 501), "rank_sum");
}

#[test]
fn counts_with_a_small_expected_count() {
    // chisq.test(), chisq.test(correct = FALSE), fisher.test(); PSPP prints .030, .091 and .057.
    let pearson = ("pearson_chi2", 0.029_549_015_619_382_193);
    let yates = ("yates_chi2", 0.091_156_590_515_954_6);
    let fisher = ("fisher", 0.056_684_491_978_609_6);
    let data = table(&[&[2, 7], &[6, 2]]);
    let expected = [fisher, pearson, yates, pearson, yates, fisher, yates, fisher, pearson];
    expect("small counts", |convention| compare_counts(convention, &data), expected);
    let beside: Vec<&str> = compare_counts(Convention::Spss, &data).beside.iter().map(|a| a.method).collect();
    assert_eq!(beside, ["yates_chi2", "lr_chi2", "fisher", "linear_by_linear"]);
}

#[test]
fn counts_with_large_expected_counts() {
    let pearson = ("pearson_chi2", 0.005_978_243_526_187_7);
    let yates = ("yates_chi2", 0.011_400_172_800_365_756);
    let data = table(&[&[30, 18], &[12, 25]]);
    let expected = [pearson, pearson, yates, pearson, yates, pearson, yates, yates, pearson];
    expect("large counts", |convention| compare_counts(convention, &data), expected);
}

#[test]
fn counts_of_three_levels() {
    // fisher.test(), chisq.test(). A level that holds nobody changes nothing.
    let exact = ("freeman_halton", 0.367_588_932_806_326_26);
    let pearson = ("pearson_chi2", 0.301_194_211_912_202_14);
    let expected = [exact, pearson, pearson, pearson, pearson, exact, pearson, pearson, pearson];
    for data in [table(&[&[8, 12], &[0, 2], &[0, 2]]), table(&[&[8, 12], &[0, 0], &[0, 2], &[0, 2]])] {
        expect("three levels", |convention| compare_counts(convention, &data), expected);
    }
}

#[test]
fn quartiles_by_convention() {
    // R's quantile() with type 2, 6, 7; PSPP prints 2.52 and 5.90 for type 6.
    let data = values(&UNTIED);
    let quartiles = |convention| {
        let kind = rules(convention).quantiles.rule;
        [0.25, 0.75].map(|p| data.quantile(0, p, kind).expect("a quartile"))
    };
    let close = |found: [f64; 2], expected: [f64; 2]| found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(close(quartiles(Convention::Sas), [2.65, 5.8]));
    assert!(close(quartiles(Convention::Spss), [2.525, 5.9]));
    assert!(close(quartiles(Convention::R), [2.775, 5.7]));
}

#[test]
fn what_has_no_answer_says_why() {
    for convention in Convention::ALL {
        let constant = values(&[&[1.0, 1.0], &[1.0, 1.0]]);
        assert!(compare_values(convention, &constant).chosen.result.is_err());
        let empty = ValueCounts::empty(2).expect("counts");
        assert!(compare_values(convention, &empty).chosen.result.is_err());
        let one = table(&[&[3, 4], &[0, 0]]);
        let answer = compare_counts(convention, &one);
        assert!(answer.chosen.result.is_err() && answer.printed().contains("not computable"));
        assert!(compare_ranks(convention, &one).chosen.result.is_err());
    }
}

#[test]
fn every_method_that_a_convention_names_exists() {
    use retrocohort::analysis::convention::{CountRule, Location, Printed};
    let mut named = vec!["rank_sum_exact"];
    let mut add = |printed: Printed| {
        named.push(printed.primary);
        named.extend(printed.beside);
    };
    for convention in Convention::ALL {
        let rules = rules(convention);
        assert_eq!(rules.convention, convention);
        for location in [rules.two_groups.rule, rules.more_groups.rule] {
            if let Location::Means(printed) = location {
                add(printed);
            }
        }
        for counts in [rules.two_by_two.rule, rules.larger_table.rule] {
            match counts {
                CountRule::Always(printed) => add(printed),
                CountRule::SmallestExpected { small, otherwise, .. } => {
                    add(small);
                    add(otherwise);
                }
            }
        }
        add(rules.ranks.rule.approximate);
        add(rules.more_ranks.rule);
        add(Printed { primary: rules.fisher.rule, beside: &[] });
    }
    for id in named {
        assert!(method(id).is_some(), "no method {id} among {}", METHODS.len());
    }
}
