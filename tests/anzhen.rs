//! The Anzhen study: everything that checking by hand found comes out of the general rules.

use std::path::PathBuf;

use retrocohort::report::{self, FORMATS, Rendered, Report};
use retrocohort::reproduction::{Options, reproduce};
use retrocohort::results::reproduction::{Reproduction, Severity, Verdict};

fn files(results: &Reproduction) -> Vec<Rendered> {
    Report::reproduction(results, FORMATS).expect("a report").files(FORMATS).expect("a report")
}

fn results() -> Reproduction {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/anzhen");
    let study = retrocohort::loaders::load(&folder).expect("the study");
    reproduce(&study, &Options::default()).expect("its results")
}

#[test]
fn rows_kinds_and_verdicts() {
    let results = results();
    let kinds =
        |kind: &str, levels: usize| results.rows.iter().filter(|r| r.kind == kind && r.levels.len() == levels).count();
    assert_eq!((results.rows.len(), results.summary.p_printed), (53, 53));
    assert_eq!(kinds("count", 0) + kinds("counts", 2), 26);
    assert_eq!((kinds("counts", 3), kinds("mean_sd", 0), kinds("median_iqr", 0), kinds("unknown", 0)), (2, 10, 14, 1));
    let unreproduced: Vec<String> = results
        .rows
        .iter()
        .filter(|row| row.verdict == Verdict::NotReproduced)
        .map(|row| format!("{} {}", row.table, row.name))
        .collect();
    assert_eq!(
        unreproduced,
        ["table1 Cardiac disease", "table2 Age", "table2 Pre-ECMO IABP", "table4 Peak creatinine"]
    );
}

#[test]
fn the_rules_of_the_paper() {
    let rule = results().rule;
    let categorical = rule.categorical.expect("a rule for counts");
    assert_eq!((categorical.id.as_str(), categorical.explained, categorical.of), ("fisher", 25, 26));
    let continuous = rule.continuous.expect("a rule for means");
    assert_eq!((continuous.id.as_str(), continuous.explained, continuous.of), ("student_t_or_welch_t", 8, 10));
    let stated = rule.stated.expect("what the paper states");
    assert_eq!((stated.categorical_explained, stated.continuous_explained), (Some((3, 26)), Some((7, 10))));
}

#[test]
fn recomputed_p_values() {
    // SciPy 1.17: chi2_contingency, fisher_exact and ttest_ind_from_stats.
    let results = results();
    let p = |table: &str, name: &str, method: &str| {
        let row = results.rows.iter().find(|row| row.table == table && row.name == name).expect("the row");
        row.candidates.iter().find(|candidate| candidate.method == method).expect("the test").p
    };
    for (table, name, method, expected) in [
        ("table1", "ECPR location", "pearson_chi2", 0.7650),
        ("table1", "Cardiac disease", "pearson_chi2", 0.3012),
        ("table1", "Cardiac disease", "freeman_halton", 0.3676),
        ("table2", "Pre-ECMO IABP", "fisher", 0.5257),
        ("table2", "Age", "student_t", 0.0536),
        ("table2", "Age", "welch_t", 0.0918),
        ("table3", "Peak BUN", "welch_t", 0.0861),
        ("table3", "Peak BUN", "student_t", 0.1997),
        ("table4", "Peak creatinine", "student_t", 0.1298),
    ] {
        let ours = p(table, name, method);
        assert!((ours - expected).abs() < 6e-5, "{name} {method}: {ours}");
    }
}

#[test]
fn every_inconsistency_is_a_finding() {
    let results = results();
    let has = |code: &str, variable: &str| {
        results.findings.iter().any(|f| f.code == code && f.variable.as_deref().unwrap_or_default().contains(variable))
    };
    for (code, variable) in [
        ("percent_count", "Hyperlipidemia"),
        ("percent_count", "Distal perfusion"),
        ("percent_count", "Bacterial infection"),
        ("percent_count", "Infection"),
        ("percent_count", "ECPR location"),
        ("pooled_groups", "Age"),
        ("union_median", "ECMO duration"),
        ("union_median", "Lactate"),
        ("iqr_wider_than_range", "CPR duration"),
        ("identical_cells", "creatinine"),
        ("duplicated_rows", "infection"),
        ("swapped_groups", "ICU duration"),
        ("mixed_notation", "Lactate 24 h"),
        ("extra_decimal", "Ventilation"),
        ("implausible_unit", "Creatinine ≥3"),
        ("implausible_unit", "BUN"),
        ("text_unit", "Duration from operation to CPR"),
        ("text_unit", "BUN"),
        ("text_kind", "BUN"),
        ("text_value", "creatinine"),
        ("p_digits", "ECPR location"),
        ("stated_test", ""),
        ("period", ""),
    ] {
        assert!(has(code, variable), "no finding {code} about {variable}");
    }
    let age = results.findings.iter().find(|f| f.code == "pooled_groups").expect("the age");
    assert_eq!((age.severity, age.group.as_deref()), (Severity::Error, Some("Non-survivors")));
    assert!(age.repair.as_ref().is_some_and(|repair| repair.change.contains("for 64.5 ± 8.0")));
    // The sound statements of the text raise nothing.
    assert!(!results.findings.iter().any(|f| f.code == "statement_percent"));
}

#[test]
fn reports_are_the_same_bytes_every_time() {
    let results = results();
    let first = files(&results);
    assert_eq!(first, files(&results));
    assert_eq!(first.len(), 24);
}

#[test]
fn the_page_asks_for_nothing_outside() {
    let files = files(&results());
    let page = files
        .iter()
        .find(|(name, _)| name == "report.html")
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    // A name space and a link that the reader may follow fetch nothing.
    let page =
        page.expect("a page").replace("http://www.w3.org/2000/svg", "").replace("<a href=\"https://doi.org/", "");
    for word in ["http://", "https://", "<script ", "<link", "src=", "@import", "url("] {
        assert!(!page.contains(word), "the page holds {word}");
    }
}

#[test]
fn terminal_answer() {
    let results = results();
    let report = Report::reproduction(&results, &[]).expect("a report");
    insta::assert_snapshot!(report::terminal(&report, 100, false));
}
