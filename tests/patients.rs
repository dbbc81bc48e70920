//! The same twelve patients in every format give the same counts.
#![cfg(feature = "patients")]
// As in the library: an error carries its whole place and hint.
#![allow(clippy::result_large_err)]

use std::path::PathBuf;

use retrocohort::cohort::{Dictionary, Role, dictionary};
use retrocohort::engine::{Grouping, summarise};
use retrocohort::loaders::patients::{PatientRows, ReadOptions, open};
use retrocohort::study::VariableKind;
use retrocohort::summary::{CohortSummary, ValueCounts, VariableData};

fn opened(file: &str) -> (PatientRows, Dictionary, CohortSummary) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/patients").join(file);
    let rows = open(&[path.display().to_string()], &ReadOptions::default()).unwrap_or_else(|e| panic!("{file}: {e}"));
    let dictionary = dictionary(&rows).unwrap_or_else(|e| panic!("{file}: {e}"));
    let summary = summarise(&rows, &dictionary, &Grouping::by("died")).unwrap_or_else(|e| panic!("{file}: {e}"));
    (rows, dictionary, summary)
}

fn data<'a>(summary: &'a CohortSummary, file: &str, name: &str) -> &'a VariableData {
    let found = summary.variables.iter().find(|variable| variable.name == name);
    &found.unwrap_or_else(|| panic!("{file}: {name} is not there")).data
}

fn values(groups: &[Vec<f64>], missing: Vec<u64>) -> VariableData {
    VariableData::Values(ValueCounts::from_groups(groups).unwrap().with_missing(missing).unwrap())
}

/// Levels with their counts by group, and missing by group.
type Counts = (Vec<(String, Vec<u64>)>, Vec<u64>);

fn levels(data: &VariableData) -> Counts {
    let VariableData::Levels { names, table, missing } = data else { panic!("levels, not {data:?}") };
    let counts = |level: usize| (0..table.columns()).map(|group| table.get(level, group)).collect();
    (names.iter().enumerate().map(|(level, name)| (name.clone(), counts(level))).collect(), missing.clone())
}

fn of(pairs: &[(&str, [u64; 2])], missing: [u64; 2]) -> Counts {
    (pairs.iter().map(|(name, counts)| (name.to_string(), counts.to_vec())).collect(), missing.to_vec())
}

/// What every format must give: age and C-reactive protein as numbers, the centre as levels.
fn numbers_agree(file: &str, summary: &CohortSummary, age: &str) {
    assert_eq!(summary.grouping.sizes, [8, 4], "{file}");
    let ages = values(&[vec![54.5, 61.0, 48.0, 39.5, 66.0, 58.0, 45.0], vec![72.25, 80.0, 77.5, 69.0]], vec![1, 0]);
    assert_eq!(*data(summary, file, age), ages, "{file}");
    let crp = values(&[vec![3.2, 10.5, 0.4, 7.0, 12.0, 1.5, 5.5], vec![150.0, 88.8, 210.25, 64.0]], vec![1, 0]);
    assert_eq!(*data(summary, file, "crp"), crp, "{file}");
    let (centres, missing) = levels(data(summary, file, "centre"));
    assert_eq!(
        centres.iter().map(|(_, counts)| counts.clone()).collect::<Vec<_>>(),
        [[1, 3], [3, 1], [3, 0]],
        "{file}"
    );
    assert_eq!(missing, [1, 0], "{file}");
}

fn left_out(file: &str, dictionary: &Dictionary) {
    let role = |name: &str| dictionary.variable(name).map(|variable| variable.role);
    let identifier = if dictionary.variable("id").is_some() { "id" } else { "patient_id" };
    assert_eq!(role(identifier), Some(Role::Identifier), "{file}");
    assert_eq!(role("admitted"), Some(Role::Date), "{file}");
    assert_eq!(role("code"), Some(Role::Analysed(VariableKind::Nominal)), "{file}: codes with leading zeros");
}

#[test]
fn formats_without_labels_agree() {
    let files =
        ["cohort.parquet", "cohort.arrow", "cohort.jsonl", "cohort.xlsx", "cohort.ods", "cohort-5.xpt", "cohort-8.xpt"];
    for file in files {
        let (_, dictionary, summary) = opened(file);
        numbers_agree(file, &summary, "age");
        left_out(file, &dictionary);
        let nyha = of(&[("1", [3, 0]), ("2", [3, 0]), ("3", [1, 1]), ("4", [0, 2])], [1, 1]);
        assert_eq!(levels(data(&summary, file, "nyha")), nyha, "{file}");
        assert_eq!(levels(data(&summary, file, "sex")), of(&[("1", [4, 2]), ("2", [4, 2])], [0, 0]), "{file}");
    }
}

#[test]
fn labels_and_missing_codes_are_read() {
    for file in ["cohort.sav", "cohort.zsav", "cohort.dta"] {
        let (_, dictionary, summary) = opened(file);
        numbers_agree(file, &summary, "age");
        left_out(file, &dictionary);
        assert_eq!(summary.grouping.levels, ["survived", "died"], "{file}");
        assert_eq!(summary.grouping.label, "Died in hospital", "{file}");
        let sex = of(&[("male", [4, 2]), ("female 女", [4, 2])], [0, 0]);
        assert_eq!(levels(data(&summary, file, "sex")), sex, "{file}");
        let classes = [("class I", [3, 0]), ("class II", [3, 0]), ("class III", [1, 1]), ("class IV", [0, 2])];
        assert_eq!(levels(data(&summary, file, "nyha")), of(&classes, [1, 1]), "{file}");
        let nyha = dictionary.variable("nyha").unwrap();
        assert!(nyha.notes.iter().any(|note| note.contains("refused")), "{file}: {:?}", nyha.notes);
        let age = dictionary.variable("age").unwrap();
        assert_eq!((age.label.as_str(), age.unit.as_deref()), ("Age", Some("years")), "{file}");
        let stata = file.ends_with("dta");
        let expected = if stata { VariableKind::Nominal } else { VariableKind::Ordinal };
        assert_eq!(nyha.role, Role::Analysed(expected), "{file}");
    }
}

#[test]
fn text_in_other_alphabets_and_dialects_agrees() {
    for file in ["cohort.csv.gz", "cohort.csv.zst"] {
        let (_, dictionary, summary) = opened(file);
        numbers_agree(file, &summary, "age");
        left_out(file, &dictionary);
        let note = dictionary.variable("nyha").unwrap().notes.join("; ");
        assert!(note.contains("9 (1) may mean missing"), "{file}: {note}");
    }
    let (rows, dictionary, summary) = opened("cohort-german.csv");
    assert!(rows.decimal_comma);
    left_out("cohort-german.csv", &dictionary);
    let centres = levels(data(&summary, "cohort-german.csv", "centre"));
    assert_eq!(centres, of(&[("Jena", [3, 1]), ("Köln", [1, 3]), ("Münster", [3, 0])], [1, 0]));
    let (_, dictionary, summary) = opened("cohort-chinese.tsv");
    numbers_agree("cohort-chinese.tsv", &summary, "年龄");
    left_out("cohort-chinese.tsv", &dictionary);
    assert_eq!(levels(data(&summary, "cohort-chinese.tsv", "性别")), of(&[("女", [4, 2]), ("男", [4, 2])], [0, 0]));
}

#[test]
fn several_files_are_one_cohort() {
    let folder = tempfile::tempdir().unwrap();
    let text = "died,age\n0,50\n1,60.5\n";
    for name in ["site-a.csv", "site-b.csv"] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let pattern = folder.path().join("site-*.csv").display().to_string();
    let rows = open(std::slice::from_ref(&pattern), &ReadOptions::default()).unwrap();
    assert_eq!(dictionary(&rows).unwrap().rows, 4);
    std::fs::write(folder.path().join("site-b.csv"), "age,died\n50,0\n60.5,1\ninf,1\n").unwrap();
    let rows = open(std::slice::from_ref(&pattern), &ReadOptions::default()).unwrap();
    let read = dictionary(&rows).unwrap();
    let error = summarise(&rows, &read, &Grouping::by("died")).unwrap_err();
    assert_eq!(
        (error.place.row, error.place.column.as_deref(), error.found.as_deref()),
        (Some(4), Some("age"), Some("“inf”"))
    );
    assert!(error.place.file.is_some_and(|file| file.ends_with("site-b.csv")));
    std::fs::write(folder.path().join("site-c.csv"), "died,height\n0,170\n").unwrap();
    let error = open(&[pattern], &ReadOptions::default()).unwrap_err();
    assert!(
        error.message.contains("same columns") && error.place.file.is_some_and(|file| file.ends_with("site-c.csv"))
    );
    for name in ["https://example.org/patients.csv", "s3://bucket/patients.parquet"] {
        assert!(open(&[name.to_string()], &ReadOptions::default()).unwrap_err().message.contains("local files"));
    }
}

#[test]
fn truncated_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for file in [
        "cohort.parquet",
        "cohort.arrow",
        "cohort.sav",
        "cohort.zsav",
        "cohort.dta",
        "cohort.xlsx",
        "cohort.ods",
        "cohort.csv.gz",
        "cohort.csv.zst",
    ] {
        let whole =
            std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/patients").join(file)).unwrap();
        for share in [3, 10, 19] {
            let path = folder.path().join(file);
            std::fs::write(&path, &whole[..whole.len() * share / 20]).unwrap();
            let read = open(&[path.display().to_string()], &ReadOptions::default()).and_then(|rows| dictionary(&rows));
            assert!(
                read.is_err(),
                "{file} cut to {share}/20 gave {} rows",
                read.map_or(0, |dictionary| dictionary.rows)
            );
        }
    }
}
