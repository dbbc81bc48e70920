//! The sentences of a report: one place, so that page, Markdown and terminal say the same.

use super::document::literature;
use crate::analysis;
use crate::results::comparison::Grouping;
use crate::results::reproduction::{Candidate, Reproduction, RowResult, RuleResult, Severity, Verdict};

/// The first sentence: what was printed, what can be recomputed and what came out.
pub fn headline(results: &Reproduction) -> String {
    let s = &results.summary;
    if s.p_printed == 0 {
        return format!("None of the {} rows prints a P value.", s.rows);
    }
    let reproduced = s.reproduced + s.reproduced_within_rounding;
    let mut parts = vec![format!("{reproduced} are reproduced")];
    for (count, words) in [
        (s.other_test, "by another test only"),
        (s.repairable, "after one small change"),
        (s.not_reproduced, "not reproduced"),
        (s.contradicted, "contradicted by their own figures"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    let undetermined = if s.not_checkable > 0 {
        format!("; {} rest on figures that determine no P", s.not_checkable)
    } else {
        String::new()
    };
    format!("Of {} printed P values {} can be recomputed: {}{undetermined}.", s.p_printed, s.recomputable, list(&parts))
}

/// "a, b and c".
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// Name of a group for readers. A bare code or a yes is no name, and takes that of the variable before it: "stage 1".
pub fn group(grouping: &Grouping, label: &str) -> String {
    named(&grouping.label, label)
}

/// End of a contrast within pairs.
const WITHIN_PAIRS: &str = ", within pairs";

/// A contrast of two groups as the results write it, "1 v 0", with the names of the groups for readers.
pub fn contrast(grouping: &Grouping, contrast: &str) -> String {
    let labels = || grouping.levels.iter().map(|level| level.label.as_str());
    // What is within pairs says so behind the groups.
    let (of, rest) = contrast.strip_suffix(WITHIN_PAIRS).map_or((contrast, ""), |of| (of, WITHIN_PAIRS));
    let pair = labels().flat_map(|a| labels().map(move |b| (a, b))).find(|(a, b)| format!("{a} v {b}") == of);
    pair.map_or(contrast.to_string(), |(a, b)| format!("{} v {}{rest}", group(grouping, a), group(grouping, b)))
}

/// A level under the name of its variable, where it says too little alone: "race 1".
pub fn named(variable: &str, label: &str) -> String {
    let answers = ["yes", "no", "true", "false", "y", "n", "unknown"];
    let bare = label.trim().parse::<f64>().is_ok() || answers.contains(&label.trim().to_lowercase().as_str());
    if bare { format!("{variable} {label}") } else { label.to_string() }
}

/// "Male: yes": a binary variable and the level that its proportion is of; the name alone where the level says no more.
pub fn property(label: &str, level: &str) -> String {
    let plain = ["yes", "true", "1", "present"].contains(&level.to_lowercase().as_str());
    if plain { label.to_string() } else { format!("{label}: {level}") }
}

/// "1 effect", "2 effects".
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Name of a measure of effect.
pub fn measure(id: &str) -> String {
    match id {
        "hodges_lehmann_shift" => "Hodges-Lehmann shift".into(),
        "rank_biserial" => "rank-biserial correlation".into(),
        "hedges_g" => "Hedges g".into(),
        "paired_risk_difference" => "risk difference".into(),
        other => other.replace('_', " "),
    }
}

/// Name of an adjustment for several tests.
pub fn adjustment(id: &str) -> String {
    match id {
        "bonferroni" => "Bonferroni's method".into(),
        "holm" => "Holm's method".into(),
        "hochberg" => "Hochberg's method".into(),
        "benjamini_hochberg" => "the method of Benjamini and Hochberg".into(),
        "benjamini_yekutieli" => "the method of Benjamini and Yekutieli".into(),
        other => other.replace('_', " "),
    }
}

/// The works that a text names by their keys, as numbers of a list: "(welch1947; delacre2017)" becomes "[2, 6]".
pub fn cited(text: &str, references: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('(') {
        out.push_str(before);
        let place = |key: &str| references.iter().position(|known| *known == key).map(|place| (place + 1).to_string());
        let numbers = after.split_once(')').and_then(|(inner, after)| {
            let numbers: Option<Vec<String>> = inner.split("; ").map(place).collect();
            Some((numbers?, after))
        });
        match numbers {
            Some((numbers, after)) => {
                out.push_str(&format!("[{}]", numbers.join(", ")));
                rest = after;
            }
            None => {
                out.push('(');
                rest = after;
            }
        }
    }
    out + rest
}

/// What the paper did, as far as its P values tell, and what it says it did.
pub fn rules(results: &Reproduction) -> Vec<String> {
    let mut all = Vec::new();
    let rule = &results.rule;
    let families = [
        ("two-by-two rows", &rule.categorical),
        ("rows of several levels", &rule.multilevel),
        ("means", &rule.continuous),
    ];
    for (rows, chosen) in families {
        if let Some(chosen) = chosen {
            all.push(sentence(rows, chosen));
        }
    }
    if let Some(stated) = &rule.stated {
        let name = |id: &String| analysis::method(id).map_or(id.clone(), |method| method.name.to_string());
        let names = |ids: &[String]| list(&ids.iter().map(name).collect::<Vec<_>>());
        let explained =
            |pair: Option<(usize, usize)>| pair.map(|(k, n)| format!(" ({k} of {n} rows)")).unwrap_or_default();
        let mut parts = Vec::new();
        if !stated.categorical.is_empty() {
            parts.push(format!("{} for counts{}", names(&stated.categorical), explained(stated.categorical_explained)));
        }
        if !stated.continuous.is_empty() {
            parts.push(format!("{} for means{}", names(&stated.continuous), explained(stated.continuous_explained)));
        }
        if !stated.rank.is_empty() {
            parts.push(format!("{} for medians", names(&stated.rank)));
        }
        let software = stated.software.as_ref().map(|software| format!(", with {software}")).unwrap_or_default();
        if !parts.is_empty() {
            all.push(format!("The paper states {}{software}.", list(&parts)));
        }
    }
    all
}

fn sentence(rows: &str, rule: &RuleResult) -> String {
    let alike = if rule.indistinguishable.is_empty() {
        String::new()
    } else {
        " Rules that choose between tests by expected or observed counts explain the same rows here.".to_string()
    };
    format!(
        "For {rows}: {} gives {} of {} printed P values (chance {}).{}",
        rule.name,
        rule.explained,
        rule.of,
        chance(rule),
        alike
    )
}

/// A chance in words that do not pretend to precision.
fn chance(rule: &RuleResult) -> String {
    if rule.log10_chance < -6.0 {
        "below one in a million".into()
    } else {
        format!("{:.2}", rule.chance).replace("0.00", "below 0.01")
    }
}

/// Sign and words of a verdict. The sign alone is enough in grey print.
pub fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Reproduced => ("●", "reproduced"),
        Verdict::ReproducedWithinRounding => ("○", "reproduced within rounding"),
        Verdict::OtherTest => ("■", "other test"),
        Verdict::Repairable => ("◆", "repairable"),
        Verdict::NotReproduced => ("✕", "not reproduced"),
        Verdict::NotCheckable => ("–", "not checkable"),
        Verdict::Contradicted => ("▲", "contradicted"),
        Verdict::NoP => ("", "no P printed"),
    }
}

/// Meaning of every verdict.
pub static VERDICTS: [(Verdict, &str); 7] = [
    (Verdict::Reproduced, "The paper's own rule gives a P that prints as printed."),
    (
        Verdict::ReproducedWithinRounding,
        "The printed P lies in the range that the rule gives over everything the printed digits can stand for.",
    ),
    (Verdict::OtherTest, "Only a test outside the rule gives it; the chance of such a match is printed beside it."),
    (Verdict::Repairable, "One stated small change makes cell, percentage, total and P agree."),
    (Verdict::NotReproduced, "No test gives it from the printed figures."),
    (Verdict::NotCheckable, "The printed figures determine no P: medians, mixed or unexplained notation."),
    (Verdict::Contradicted, "No data at all could print these figures."),
];

/// Word for a severity.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A P value: three significant digits, never zero.
pub fn p(value: f64, log10: Option<f64>) -> String {
    match log10 {
        Some(log10) if value < 1e-300 => format!("10^{log10:.1}"),
        _ if value >= 0.0995 => format!("{value:.3}"),
        _ if value >= 0.000_995 => format!("{value:.4}"),
        _ if value > 0.0 => format!("{value:.1e}"),
        _ => "below 1e-300".to_string(),
    }
}

/// Recomputed P of a row with its test and range, as one phrase.
pub fn recomputed(row: &RowResult) -> String {
    match &row.p_recomputed {
        Some(own) if own.determined => {
            let range = if own.p_high - own.p_low > 1e-9 {
                format!(" [{} to {}]", p(own.p_low, None), p(own.p_high, None))
            } else {
                String::new()
            };
            format!("{} ({}){range}", p(own.p, None), method(own.method))
        }
        Some(own) => {
            format!("undetermined; plausible {} [{} to {}]", p(own.p, None), p(own.p_low, None), p(own.p_high, None))
        }
        None => nearest(row)
            .map(|test| format!("{} ({})", p(test.p, test.log10_p), method(test.method)))
            .unwrap_or_default(),
    }
}

/// The number that [`recomputed`] shows; none where the printed figures determine no P.
pub fn recomputed_p(row: &RowResult) -> Option<f64> {
    match &row.p_recomputed {
        Some(own) => own.determined.then_some(own.p),
        None => nearest(row).map(|test| test.p),
    }
}

/// Without a rule, the first two-sided test of the row.
fn nearest(row: &RowResult) -> Option<&Candidate> {
    row.candidates.first()
}

/// Short name of a method.
pub fn method(id: &str) -> String {
    let (base, side) = match (id.strip_suffix("_less"), id.strip_suffix("_greater")) {
        (Some(base), _) => (base, ", one-sided"),
        (_, Some(base)) => (base, ", one-sided"),
        _ => (id, ""),
    };
    let name = match base {
        "pearson_chi2" => "Pearson",
        "yates_chi2" => "Yates",
        "lr_chi2" => "likelihood ratio",
        "n1_chi2" => "N − 1",
        "fisher" => "Fisher",
        "fisher_central" => "central Fisher",
        "freeman_halton" => "Freeman-Halton",
        "mid_p_central" => "central mid-P",
        "mid_p_minlike" => "mid-P",
        "wald_z" => "Wald z",
        "student_t" => "Student",
        "welch_t" => "Welch",
        "student_t_on_indicator" => "Student on 0/1",
        "welch_t_on_indicator" => "Welch on 0/1",
        "cochran_armitage" => "trend",
        "linear_by_linear" => "linear-by-linear",
        "rank_sum" => "rank-sum",
        "rank_sum_continuity" => "rank-sum, corrected",
        "rank_sum_exact" => "rank-sum, exact",
        "rank_sum_exact_doubled" => "rank-sum, exact, doubled",
        "rank_sum_mid_p" => "rank-sum, mid-P",
        "brunner_munzel" => "Brunner-Munzel",
        "brunner_munzel_normal" => "Brunner-Munzel, normal",
        "brunner_munzel_permutation" => "Brunner-Munzel, permutation",
        "median_test" => "median test",
        "median_test_continuity" => "median test, corrected",
        "median_test_n1" => "median test, N − 1",
        "median_test_exact" => "median test, exact",
        "ks_two_sample" => "Kolmogorov-Smirnov",
        "ks_two_sample_exact" => "Kolmogorov-Smirnov, exact",
        "ks_two_sample_untied" => "Kolmogorov-Smirnov, exact without ties",
        "ks_two_sample_effective" => "Kolmogorov-Smirnov, effective size",
        "kruskal_wallis" => "Kruskal-Wallis",
        "anova" => "ANOVA",
        "welch_anova" => "Welch ANOVA",
        "permutation_t_asymptotic" => "permutation t",
        "lr_chi2_continuity" => "likelihood ratio, corrected",
        "barnard" => "Barnard",
        "boschloo" => "Boschloo",
        "paired_t" => "paired t",
        "one_sample_t" => "one-sample t",
        "signed_rank" => "signed-rank",
        "signed_rank_continuity" => "signed-rank, corrected",
        "signed_rank_exact" => "signed-rank, exact",
        "signed_rank_pratt" => "signed-rank, Pratt",
        "signed_rank_pratt_exact" => "signed-rank, Pratt, exact",
        "mcnemar" => "McNemar",
        "mcnemar_continuity" => "McNemar, corrected",
        "mcnemar_exact" => "McNemar, exact",
        "mcnemar_mid_p" => "McNemar, mid-P",
        "cochran_mantel_haenszel" => "Cochran-Mantel-Haenszel",
        "cochran_mantel_haenszel_continuity" => "Cochran-Mantel-Haenszel, corrected",
        "f_test_of_variances" => "F of variances",
        "levene" => "Levene",
        "brown_forsythe" => "Brown-Forsythe",
        "bartlett" => "Bartlett",
        "fligner_killeen" => "Fligner-Killeen",
        "ks_one_sample" => "Kolmogorov-Smirnov, one sample",
        "ks_one_sample_exact" => "Kolmogorov-Smirnov, one sample, exact",
        "ks_spss" => "Kolmogorov-Smirnov, as SPSS",
        "lilliefors" => "Lilliefors",
        "shapiro_wilk" => "Shapiro-Wilk",
        "anderson_darling" => "Anderson-Darling",
        "binomial_exact" => "binomial, exact",
        "proportion_z" => "z of a proportion",
        "proportion_z_continuity" => "z of a proportion, corrected",
        "chi2_goodness_of_fit" => "chi-square of fit",
        other => other,
    };
    format!("{name}{side}")
}

/// The methods in words, for a review.
pub fn methods(results: &Reproduction) -> Vec<String> {
    let s = &results.summary;
    let mut all = vec![format!(
        "We recomputed the P values of the published tables from the printed summaries with retrocohort {}. Of {} printed P values, {} are determined by the printed figures. Counts were compared by Pearson's chi-square test with and without Yates's correction, the likelihood-ratio and N − 1 chi-square tests, Fisher's exact test (Fisher-Freeman-Halton for more than two levels or groups), its central and mid-P forms, the Wald test and t tests on 0/1 indicators; means by Student's and Welch's t tests, or analysis of variance, also Welch's, for more than two groups.",
        results.version, s.p_printed, s.recomputable
    )];
    all.push("Every printed number was taken as an interval of half a unit in its last place to either side, and P as the range that results over all these intervals. The paper's own rule was inferred as the coherent choice of tests that explains most printed P values, weighed against the chance of such agreement. Medians with quartiles do not determine the P of a rank test; for these the P under a split normal shape and the attainable range are given, and nothing is concluded from them.".into());
    all.extend(results.literature.as_ref().map(literature::methods));
    all.push("Consistency of counts, percentages, group totals, nested groups, medians, ranges and statements of the text was checked by arithmetic at the printed precision. An error is reported only for what is arithmetically impossible.".into());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::comparison::GroupLevel;

    #[test]
    fn no_identifier_reaches_a_reader() {
        for id in analysis::METHODS.iter().map(|method| method.id) {
            assert!(!method(id).contains('_'), "{id}");
        }
        assert_eq!(measure("hodges_lehmann_shift"), "Hodges-Lehmann shift");
        assert_eq!(adjustment("benjamini_hochberg"), "the method of Benjamini and Hochberg");
    }

    #[test]
    fn a_code_takes_the_name_of_its_variable() {
        let levels = ["0", "1"].map(|label| GroupLevel { label: label.into(), n: 3 }).to_vec();
        let grouping = Grouping {
            variable: "low".into(),
            label: "Low weight".into(),
            levels,
            missing: 0,
            paired_by: None,
            pairs: None,
        };
        assert_eq!(group(&grouping, "0"), "Low weight 0");
        assert_eq!(group(&grouping, "survivors"), "survivors");
        assert_eq!(contrast(&grouping, "1 v 0, within pairs"), "Low weight 1 v Low weight 0, within pairs");
        assert_eq!(contrast(&grouping, "a v b"), "a v b");
    }

    #[test]
    fn keys_of_works_become_numbers() {
        let text = "a test of variances does harm (welch1947; delacre2017); exact (of 2 groups)";
        let numbered = "a test of variances does harm [1, 3]; exact (of 2 groups)";
        assert_eq!(cited(text, &["welch1947", "fisher1935", "delacre2017"]), numbered);
    }
}
