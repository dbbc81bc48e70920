//! `retrocohort describe` as people and scripts use it.
#![cfg(feature = "patients")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn describe(arguments: &[&str]) -> Output {
    let binary = env!("CARGO_BIN_EXE_retrocohort");
    Command::new(binary).arg("describe").args(arguments).env("COLUMNS", "100").output().expect("the program runs")
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/patients").join(name).display().to_string()
}

fn written(folder: &tempfile::TempDir, name: &str, content: &str) -> (PathBuf, String) {
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let shown = path.display().to_string();
    (path, shown)
}

#[test]
fn the_terminal_shows_kinds_missing_values_and_distributions() {
    let shown = text(&describe(&[&data("cohort.sav")]));
    assert!(!shown.contains("tests/data"), "no paths: {shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn json_follows_its_schema_and_is_the_same_at_any_number_of_threads() {
    let run = |threads: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retrocohort"));
        command.args(["describe", &data("cohort.parquet"), "--json"]);
        command.env("POLARS_MAX_THREADS", threads).env("RAYON_NUM_THREADS", threads);
        text(&command.output().expect("the program runs"))
    };
    let json = run("1");
    assert_eq!(json, run("2"));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["schema"], "retrocohort.description/1");
    let age = &value["variables"][2];
    assert_eq!((&age["name"], &age["summary"]["n_missing"]), (&"age".into(), &1.into()));
    assert_eq!(age["summary"]["median"], 61.0);
}

#[test]
fn a_dictionary_is_written_edited_and_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let toml = text(&describe(&[&data("cohort.csv.gz"), "--write-dictionary", "-"]));
    let edited = toml
        .replace("missing = []\n# number 9", "missing = [9]\n# number 9")
        .replace("  { label = \"9\", codes = [9] },\n", "")
        + "\n[[derived]]\nname = \"log_crp\"\nexpression = \"ln(crp)\"\n\n[[criterion]]\nlabel = \"known age\"\nexclude = \"age IS NULL\"\n";
    let (path, file) = written(&folder, "study.toml", &edited);
    let shown = text(&describe(&[&data("cohort.csv.gz"), "--dictionary", &file]));
    for part in
        ["11 patients", "known age: excluded if age IS NULL: 1 left out, 11 left", "derived: ln(crp)", "log_crp"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let refused = describe(&[&data("cohort.csv.gz"), "--write-dictionary", &file]);
    assert_eq!(refused.status.code(), Some(2), "what was declared is not overwritten");
    assert_eq!(std::fs::read_to_string(path).unwrap(), edited);
}

#[test]
fn one_bad_cell_hides_no_other_column() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..40).map(|i| format!("{}.5,{}\n", i, i % 2)).collect();
    let (_, file) = written(&folder, "rows.csv", &format!("crp,died\n{rows}<0.5,1\n"));
    let shown = text(&describe(&[&file]));
    assert!(shown.contains("text stands in a column of numbers in row 42: “<0.5”"), "{shown}");
    assert!(shown.contains("0: 20 (48.8 %), 1: 21 (51.2 %)"), "{shown}");
    let missing = describe(&["no-such-file.csv"]);
    assert_eq!((missing.status.code(), missing.stdout.is_empty()), (Some(2), true));
}

/// A long name has a line of its own, and numbers the digits of a measurement, not those of a division.
#[test]
fn a_long_name_leaves_the_columns_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let name = "Duration of support including all interruptions for a change of circuit";
    let rows: String = (1..40).map(|i| format!("{},{}\n", f64::from(i - 9) / 0.7, i % 2)).collect();
    let (_, file) = written(&folder, "rows.csv", &format!("{name},died\n{rows}"));
    let shown = text(&describe(&[&file]));
    assert!(shown.lines().any(|line| line == name), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 100) && shown.contains("−11.43 to 42.86"), "{shown}");
}
