//! `retrocohort compare` from outside: rows in, a report out that can be verified.
#![cfg(feature = "patients")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// Twelve invented patients, with codes for missing values, an identifier and a date.
const ROWS: &str = "\
id,admitted,age,sex,lactate,centre,arrest,died
P01,2019-03-01,54,male,4.1,A,yes,0
P02,2019-03-09,61,female,5.2,A,no,0
P03,2019-04-11,47,male,NA,B,no,0
P04,2019-05-02,58,male,6.3,B,yes,0
P05,2019-05-20,66,female,3.9,A,no,0
P06,2019-06-30,-99,male,7.7,B,no,0
P07,2019-07-01,70,male,9.8,A,yes,1
P08,2019-08-14,64,female,12.5,B,yes,1
P09,2019-09-02,72,male,8.4,A,yes,1
P10,2019-10-10,59,male,15.1,B,no,1
P11,2019-11-21,68,female,11.0,A,yes,1
P12,2019-12-24,75,male,unknown,B,yes,1
";

fn program() -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the binary");
    command.env("NO_COLOR", "1").env("COLUMNS", "110");
    command
}

/// A folder with the rows in `data/registry.csv`.
fn folder(rows: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("data");
    fs::write(folder.path().join("data/registry.csv"), rows).expect("rows");
    folder
}

fn compare(folder: &Path, options: &[&str]) -> Command {
    let mut command = program();
    command.current_dir(folder).args(["compare", "data/registry.csv", "--by", "died"]).args(options);
    command
}

fn json(folder: &Path, options: &[&str]) -> Value {
    let output = compare(folder, options).args(["--out", "-", "--format", "json"]).assert().success();
    serde_json::from_slice(&output.get_output().stdout).expect("JSON")
}

fn variable<'a>(results: &'a Value, name: &str) -> &'a Value {
    results["variables"].as_array().and_then(|all| all.iter().find(|v| v["name"] == name)).expect("the variable")
}

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found} for {expected}");
}

#[test]
fn numbers_of_twelve_patients() {
    let folder = folder(ROWS);
    let results = json(folder.path(), &["--levels", "survivor=0,non-survivor=1"]);
    let age = variable(&results, "age");
    // SciPy 1.17, ttest_ind([54,61,47,58,66], [70,64,72,59,68,75], equal_var=False): t, P.
    close(&age["tests"][0]["statistic"], -2.710_751_378_592_154);
    close(&age["tests"][0]["p"], 0.027_680_951_368_079_115);
    assert_eq!(age["groups"][0]["n_missing"], 1);
    let arrest = variable(&results, "arrest");
    assert_eq!(arrest["tests"][0]["method"], "fisher");
    // 2 of 6 and 5 of 6: hypergeometric by hand, 2 (C(6,2) C(6,5) + C(6,1) C(6,6)) / C(12,7).
    close(&arrest["tests"][0]["p"], 2.0 * (15.0 * 6.0 + 6.0) / 792.0);
    // What was dropped while reading is said, and what was left out is named.
    let warnings: Vec<&str> =
        results["warnings"].as_array().map(|all| all.iter().filter_map(|w| w["message"].as_str()).collect()).unwrap();
    for words in ["-99", "unknown", "left out: id"] {
        assert!(warnings.iter().any(|warning| warning.contains(words)), "{words} in {warnings:?}");
    }
}

#[test]
fn a_report_is_verified_and_a_changed_row_found() {
    let folder = folder(ROWS);
    compare(folder.path(), &["--within", "centre", "--adjust", "holm", "--style", "jama"]).assert().success();
    let verify = |code: i32| {
        let mut command = program();
        command.current_dir(folder.path()).args(["verify", "reports/registry"]).assert().code(code);
    };
    verify(0);
    fs::write(folder.path().join("data/registry.csv"), ROWS.replace("P07,2019-07-01,70", "P07,2019-07-01,71")).unwrap();
    verify(1);
}

#[test]
fn the_same_bytes_at_any_number_of_threads() {
    let folder = folder(ROWS);
    let run = |threads: &str| {
        let output = compare(folder.path(), &["--all-tests", "--out", "-", "--format", "json"])
            .env("POLARS_MAX_THREADS", threads)
            .env("RAYON_NUM_THREADS", threads)
            .assert()
            .success();
        output.get_output().stdout.clone()
    };
    assert_eq!(run("1"), run("2"));
}

#[test]
fn policies_differ_and_say_why() {
    let folder = folder(ROWS);
    for (policy, method) in
        [("modern", "welch_t"), ("tableone", "student_t"), ("gtsummary", "rank_sum_exact"), ("anzhen", "student_t")]
    {
        let results = json(folder.path(), &["--policy", policy]);
        let age = variable(&results, "age");
        assert_eq!(age["tests"][0]["method"], method, "{policy}");
        assert!(age["decision"]["rule"].as_str().is_some_and(|rule| rule.len() > 20));
    }
}

#[test]
fn across_strata_by_cochran_mantel_haenszel() {
    let folder = folder(ROWS);
    let results = json(folder.path(), &["--within", "centre"]);
    assert_eq!(results["strata"].as_array().map(Vec::len), Some(2));
    let across = results["across_strata"].as_array().unwrap().iter().find(|v| v["name"] == "arrest").unwrap();
    // Arrest and death in A: 1 of 3 survivors, 3 of 3 others; in B: 1 of 3 and 2 of 3. Without continuity correction
    // (sum of a - E)^2 / sum of variances = (-1 - 0.5)^2 / (0.4 + 0.45) with E = 3 * 4 / 6 and 3 * 3 / 6.
    let variance = |with: f64| 3.0 * 3.0 * with * (6.0 - with) / (36.0 * 5.0);
    close(&across["test"]["statistic"], (-1.0_f64 - 0.5).powi(2) / (variance(4.0) + variance(3.0)));
}

#[test]
fn a_dictionary_is_written_edited_and_used() {
    let folder = folder(ROWS);
    let mut describe = program();
    describe.current_dir(folder.path()).args([
        "describe",
        "data/registry.csv",
        "--write-dictionary",
        "data/cohort.toml",
    ]);
    describe.assert().success();
    let path = folder.path().join("data/cohort.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("lactate"));
    compare(folder.path(), &["--dictionary", "data/cohort.toml", "--out", "out"]).assert().success();
    let plain = json(folder.path(), &[]);
    let declared = json(folder.path(), &["--dictionary", "data/cohort.toml"]);
    assert_eq!(variable(&plain, "age")["tests"], variable(&declared, "age")["tests"]);
}

#[test]
fn bad_input_is_an_error_and_writes_nothing() {
    let cases: [(&str, &[&str], &str); 6] = [
        (ROWS, &["--only", "agee"], "no such variable"),
        (ROWS, &["--policy", "none"], "no such policy"),
        (ROWS, &["--conf", "95"], "not between 0 and 1"),
        (ROWS, &["--levels", "a=0,b=7"], "in no group"),
        (ROWS, &["--adjust", "sidak"], "no such adjustment"),
        ("id,died,died\n1,0,1\n", &[], "same name"),
    ];
    for (rows, options, words) in cases {
        let folder = folder(rows);
        let assert = compare(folder.path(), options).assert().code(2);
        let message = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(message.contains(words), "{words} in {message}");
        assert!(!folder.path().join("reports").exists());
    }
}

/// A report that rounds its confidence level speaks of another interval than the one that it holds.
#[test]
fn a_confidence_level_is_printed_with_its_decimals() {
    let folder = folder(ROWS);
    compare(folder.path(), &["--conf", "0.975", "--format", "md", "--out", "out"]).assert().success();
    let report = fs::read_to_string(folder.path().join("out/report.md")).unwrap();
    assert!(report.contains("97.5 % CI"));
    assert!(!report.contains("98 %"));
}

#[test]
fn a_single_criterion_has_its_row_in_the_flow_of_patients() {
    let folder = folder(ROWS);
    fs::write(folder.path().join("one.toml"), "[[criterion]]\nlabel = \"adults\"\ninclude = \"age >= 50\"\n").unwrap();
    compare(folder.path(), &["--dictionary", "one.toml", "--format", "md", "--out", "out"]).assert().success();
    let report = fs::read_to_string(folder.path().join("out/report.md")).unwrap();
    assert!(report.contains("Patients left after each criterion") && report.contains("adults"), "{report}");
}

fn markdown(folder: &Path, options: &[&str]) -> String {
    let output = compare(folder, options).args(["--out", "-", "--format", "md"]).assert().success();
    String::from_utf8(output.get_output().stdout.clone()).expect("UTF-8").replace('\\', "")
}

/// Codes of groups have the name of their variable, every number its unit of account, and no identifier is left.
#[test]
fn what_a_reader_is_told() {
    let rows = "\
patient,died,age,only,scale,smoker,troponin
1,0,61,,0.0000211,no,0.02
2,0,55,,0.0000224,no,0.11
3,0,58,,0.0000238,no,0.07
4,0,49,,0.0000219,yes,0.31
5,0,70,,0.0000206,no,0.05
6,1,66,5,0.0000243,yes,9.12
7,1,77,7,0.0000201,yes,4.80
8,1,,6,0.0000255,no,7.31
9,1,72,9,0.0000249,yes,2.93
10,1,69,4,0.0000233,yes,5.55
";
    let folder = folder(rows);
    let text = markdown(folder.path(), &["--policy", "spss", "--adjust", "bh", "--except", "patient"]);
    for expected in [
        "10 patients (died 0: 5 and died 1: 5)",
        "by chance alone, if the groups did not differ,",
        "### Table 1. Died 0 and died 1",
        "died 0 (n = 5)",
        "those of missing values of all patients; P adjusted for",
        "Bold: P below 0.05.",
        "by the method of Benjamini and Hochberg.",
        "Mean difference, died 1 v died 0: Student's interval.",
        "| age, mean ± SD | 64.1 ± 9.0 |",
        "0.00002279 ± 0.00000186",
        // R: exp(log(16) + c(-1, 1) * qnorm(.975) * sqrt(2.5)).
        "16.0 (0.72 to 355)",
        "The conclusion changes where another test lies on the other side of 0.05.",
        "a 2 × 2 table",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    for word in ["Hodges lehmann", "Rank biserial", "benjamini_", "welch1947", "campbell2007"] {
        assert!(!text.contains(word), "{word}");
    }
    let text = markdown(folder.path(), &["--table", "rct", "--except", "patient"]);
    assert!(text.contains("left out of means, quartiles and percentages"), "{text}");
    assert!(text.contains("Yang and Dalton [2]") && !text.contains("largest between two groups)"), "{text}");
    let text = markdown(folder.path(), &["--only", "smoker"]);
    assert!(text.contains("Variables are given as counts") && !text.contains("Hyndman"), "{text}");
}

/// Beside the P of Student's test stands its interval: both say the same of zero.
#[test]
fn the_interval_is_that_of_the_test() {
    let rows = "\
id,died,age
a,0,51\nb,0,62\nc,0,47\nd,1,70\ne,1,66\nf,1,71\ng,1,59
";
    let folder = folder(rows);
    for (policy, method, interval) in
        // R: t.test(c(70, 66, 71, 59), c(51, 62, 47), var.equal = TRUE) and FALSE.
        [
            ("spss", "student_t", [0.453_037_943_2, 25.880_295_390_1]),
            ("modern", "welch_t", [-2.394_510_273_5, 28.727_843_606_8]),
        ]
    {
        let results = json(folder.path(), &["--policy", policy]);
        let age = variable(&results, "age");
        assert_eq!(age["tests"][0]["method"], method);
        let effect = age["effects"].as_array().and_then(|all| all.iter().find(|one| one["primary"] == true)).unwrap();
        let ends = ["ci_low", "ci_high"].map(|end| effect[end].as_f64().unwrap());
        assert!(ends.iter().zip(interval).all(|(found, known)| (found - known).abs() < 1e-9), "{ends:?}");
        let p = age["tests"][0]["p"].as_f64().unwrap();
        assert_eq!(p < 0.05, ends[0] > 0.0);
    }
}
