//! The consistency checks as their readers meet them: what fires on a table, and the document that lists them.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use retrocohort::reproduction::checks::CHECKS;
use retrocohort::reproduction::{Options, reproduce};

/// Codes and severities of the findings on a bare table.
fn findings(table: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, table).expect("a table");
    let study = retrocohort::loaders::load(&path).expect("the table");
    let results = reproduce(&study, &Options::default()).expect("its results");
    results.findings.iter().map(|finding| format!("{:?} {}", finding.severity, finding.code)).collect()
}

const HEADER: &str = "Variable,All (n = 100),Survivors (n = 40),Died (n = 60),P\n";

#[test]
fn a_quartile_of_all_lies_between_those_of_the_groups() {
    let with = |all: &str| findings(&format!("{HEADER}\"Stay, median (IQR)\",{all},12 (8–20),14 (9–24.0),0.2\n"));
    assert!(with("13 (8–22)").is_empty(), "{:?}", with("13 (8–22)"));
    // 24 is the larger third quartile; groups of 40 and 60 leave about half a day between neighbouring values there.
    assert_eq!(with("13 (9–24.5)"), ["Note union_quartiles"]);
    assert_eq!(with("13 (9–31)"), ["Warning union_quartiles"]);
    // More than half of the patients lie below 16, where less than a quarter may.
    assert_eq!(with("16 (16–22)"), ["Error union_median", "Error union_quartiles"]);
}

#[test]
fn extremes_of_all_are_extremes_of_a_group() {
    let with = |all: &str| findings(&format!("{HEADER}\"Stay, median (range)\",{all},12 (1–60),14 (2–71),0.2\n"));
    assert!(with("13 (1–71)").is_empty());
    assert_eq!(with("13 (1–69)"), ["Error union_quartiles"]);
    assert_eq!(with("13 (1–90)"), ["Error union_quartiles"]);
}

#[test]
fn a_standard_error_among_deviations_is_found() {
    let header = "Variable,A (n = 40),B (n = 60),C (n = 50),P\n";
    let with = |c: &str| findings(&format!("{header}Age (years),56.6 ± 10.7,58.5 ± 11.2,57.1 ± {c},0.91\n"));
    // 10.9 / √50 = 1.54.
    assert!(with("1.5").contains(&"Warning sd_against_groups".to_string()), "{:?}", with("1.5"));
    for sound in ["10.9", "5.2", "3.4"] {
        assert!(!with(sound).contains(&"Warning sd_against_groups".to_string()), "{sound}");
    }
}

#[test]
fn a_table_of_ten_thousand_like_rows_is_checked_at_once() {
    let mut table = String::from("Variable,A (n = 40),B (n = 60)\n");
    for i in 0..10_000 {
        writeln!(table, "Event {i},10 (25.0),12 (20.0)").expect("text");
    }
    let begin = std::time::Instant::now();
    assert!(!findings(&table).iter().any(|finding| finding.ends_with("duplicated_rows")));
    // All pairs of rows took minutes.
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}

/// The words of a check's own file, from its first line to where the documentation ends.
fn words(id: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reproduction/checks").join(format!("{id}.rs"));
    let source = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no file for the check {id}"));
    let lines: Vec<&str> = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    lines.join(" ")
}

/// `docs/checks.md`, as the list of checks and their files say.
fn document() -> String {
    let mut out = String::from(
        "# Consistency checks\n\n\
         An error is given only for what is arithmetically impossible at the printed precision. Sources are keys of [refs.bib](refs.bib).\n\n\
         | id | finds | source | what it rests on, and false alarms |\n|---|---|---|---|\n",
    );
    for check in CHECKS {
        writeln!(out, "| `{}` | {} | {} | {} |", check.id, check.summary, check.source, words(check.id)).expect("text");
    }
    out.push_str(
        "\n`text_against_table` reports under the codes `text_value`, `text_kind`, `text_unit`, `text_p` and `swapped_groups`.\n",
    );
    out
}

/// With `RETROCOHORT_WRITE_DOCS` set the document is written instead of compared.
#[test]
fn the_document_of_the_checks_is_current() {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    if std::env::var_os("RETROCOHORT_WRITE_DOCS").is_some() {
        std::fs::write(&path, document()).expect("the document");
    }
    let written = std::fs::read_to_string(&path).expect("the document");
    assert!(
        written == document(),
        "docs/checks.md is out of date: RETROCOHORT_WRITE_DOCS=1 cargo test --test checks makes it anew"
    );
}
