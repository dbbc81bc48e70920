//! `retrocohort compare --pair` from outside: two groups compared within pairs.
#![cfg(feature = "patients")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// Hours of sleep gained by ten patients under two drugs (Student 1908).
const SLEEP: [(f64, f64); 10] = [
    (0.7, 1.9),
    (-1.6, 0.8),
    (-0.2, 1.1),
    (-1.2, 0.1),
    (-0.1, -0.1),
    (3.4, 4.4),
    (3.7, 5.5),
    (0.8, 1.6),
    (0.0, 4.6),
    (2.0, 3.4),
];

fn sleep() -> Vec<String> {
    let pair = |(i, (a, b)): (usize, &(f64, f64))| [format!("{},1,{a:.1}", i + 1), format!("{},2,{b:.1}", i + 1)];
    SLEEP.iter().enumerate().flat_map(pair).collect()
}

/// A folder with `visits.csv`.
fn folder(header: &str, rows: &[String]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("visits.csv"), format!("{header}\n{}\n", rows.join("\n"))).expect("rows");
    folder
}

fn compare(folder: &Path, options: &[&str]) -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the binary");
    command.env("NO_COLOR", "1").current_dir(folder).args(["compare", "visits.csv", "--pair", "id"]).args(options);
    command
}

fn output(folder: &Path, options: &[&str], format: &str) -> Vec<u8> {
    let output = compare(folder, options).args(["--out", "-", "--format", format]).assert().success();
    output.get_output().stdout.clone()
}

fn json(folder: &Path, options: &[&str]) -> Value {
    serde_json::from_slice(&output(folder, options, "json")).expect("JSON")
}

fn variable<'a>(results: &'a Value, name: &str) -> &'a Value {
    results["variables"].as_array().and_then(|all| all.iter().find(|v| v["name"] == name)).expect("the variable")
}

/// The record of a list whose field has a value.
fn of<'a>(list: &'a Value, field: &str, value: &str) -> &'a Value {
    list.as_array().and_then(|all| all.iter().find(|record| record[field] == value)).expect(value)
}

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found} for {expected}");
}

#[test]
fn students_sleep() {
    let folder = folder("id,drug,extra", &sleep());
    let results = json(folder.path(), &["--by", "drug"]);
    assert_eq!((&results["grouping"]["paired_by"], &results["grouping"]["pairs"]), (&"id".into(), &10.into()));
    let extra = variable(&results, "extra");
    // The names of the pairs, 1 to 10, are no variable.
    assert_eq!(results["variables"].as_array().map(Vec::len), Some(1));
    assert_eq!(extra["pairs"], serde_json::json!({"n": 10, "missing": 0}));
    // R 4, t.test(second, first, paired = TRUE): t, df, P, limits.
    let test = &extra["tests"][0];
    assert_eq!((&test["method"], &test["primary"]), (&"paired_t".into(), &true.into()));
    close(&test["statistic"], 4.062_127_683_382_037);
    close(&test["df"], 9.0);
    close(&test["p"], 0.002_832_890_197_384_27);
    let effect = &extra["effects"][0];
    assert_eq!((&effect["measure"], &effect["primary"]), (&"mean_difference".into(), &true.into()));
    close(&effect["estimate"], 1.58);
    close(&effect["ci_low"], 0.700_114_236_723_017_5);
    close(&effect["ci_high"], 2.459_885_763_276_982_5);
    // exactRankTests 0.8, wilcox.exact(second - first): all nine that differ rise, 2 / 2^9.
    let ranks = of(&extra["tests"], "method", "signed_rank_exact");
    close(&ranks["p"], 2.0 / 512.0);
    close(&ranks["statistic"], 45.0);
    // The median of the 55 means of two differences, zero among them (R leaves the zero out: 1.4).
    close(&of(&extra["effects"], "measure", "pseudomedian")["estimate"], 1.3);
    let report = String::from_utf8(output(folder.path(), &["--by", "drug"], "md")).unwrap();
    for words in ["Paired t test", "within 10 pairs", "named by id"] {
        assert!(report.contains(words), "{words}");
    }
}

#[test]
fn policies_choose_means_or_ranks() {
    let folder = folder("id,drug,extra", &sleep());
    for (policy, method) in
        [("modern", "paired_t"), ("gtsummary", "signed_rank_exact"), ("normality-first", "paired_t")]
    {
        let results = json(folder.path(), &["--by", "drug", "--policy", policy]);
        assert_eq!(variable(&results, "extra")["tests"][0]["method"], method, "{policy}");
    }
}

/// Approval of a prime minister in two surveys of 1600 voters (Agresti), and a rare one.
fn surveys() -> Vec<String> {
    let mut rows = Vec::new();
    let answers = [("yes", "yes", 794), ("yes", "no", 150), ("no", "yes", 86), ("no", "no", 570)];
    for (first, second, n) in answers {
        for _ in 0..n {
            let i = rows.len() / 2;
            // One changes to, seven change from, twelve have it twice: Fagerland, Lydersen and Laake (2013).
            let rare = match i {
                0 => ("no", "yes"),
                1..8 => ("yes", "no"),
                8..20 => ("yes", "yes"),
                20 => ("no", "no"),
                _ => ("", "no"),
            };
            let grade = |shift: usize| ["mild", "moderate", "severe"][(i * i + shift) % 3];
            let party = ["red", "green", "blue"][i % 3];
            rows.push(format!("V{i:04},first,{first},{},{},{party}", rare.0, grade(0)));
            rows.push(format!("V{i:04},second,{second},{},{},{party}", rare.1, grade(i % 2)));
        }
    }
    rows
}

const SURVEYS: &str = "id,survey,approves,rare,grade,party";

#[test]
fn two_levels_by_mcnemar() {
    let folder = folder(SURVEYS, &surveys());
    let results = json(folder.path(), &["--by", "survey"]);
    let approves = variable(&results, "approves");
    assert_eq!(approves["pairs"]["discordant"], serde_json::json!({"first_only": 150, "second_only": 86}));
    // R, mcnemar.test(correct = FALSE), mcnemar.test(), binom.test(86, 236).
    assert_eq!(approves["tests"][0]["method"], "mcnemar");
    close(&approves["tests"][0]["statistic"], 17.355_932_203_389_83);
    close(&approves["tests"][0]["p"], 3.099_293_441_045_218e-5);
    close(&of(&approves["tests"], "method", "mcnemar_continuity")["p"], 4.114_562_281_345_943e-5);
    close(&of(&approves["tests"], "method", "mcnemar_exact")["p"], 3.715_936_139_571_43e-5);
    close(&of(&approves["effects"], "measure", "paired_risk_difference")["estimate"], -0.04);
    close(&of(&approves["effects"], "measure", "matched_odds_ratio")["estimate"], 86.0 / 150.0);
    assert!(approves["decision"]["because"].as_str().is_some_and(|because| because.contains("236 discordant")));
    // Few discordant pairs, by mid-P (10 / 256 by hand), and pairs of which a value is missing are counted.
    let rare = variable(&results, "rare");
    assert_eq!((&rare["pairs"]["n"], &rare["pairs"]["missing"]), (&21.into(), &1579.into()));
    assert_eq!(rare["tests"][0]["method"], "mcnemar_mid_p");
    close(&rare["tests"][0]["p"], 10.0 / 256.0);
    assert!(rare["notes"].as_array().unwrap().iter().any(|note| note.as_str().unwrap().starts_with("1579 of 1600")));
}

#[test]
fn more_levels_by_ranks_or_not_at_all() {
    let folder = folder(SURVEYS, &surveys());
    let results = json(folder.path(), &["--by", "survey"]);
    let grade = variable(&results, "grade");
    assert_eq!(grade["tests"][0]["method"], "signed_rank_exact");
    // Odd i: i² leaves 1 or 0 when divided by 3, so that moderate rises to severe and mild to moderate: all by one.
    let rising = (0..1600).filter(|i| i % 2 == 1).count() as i32;
    let p = grade["tests"][0]["log10_p"].as_f64().unwrap();
    assert!((p - (2f64.log10() - f64::from(rising) * 2f64.log10())).abs() < 1e-9, "{p}");
    let party = variable(&results, "party");
    assert!(party["tests"][0]["p"].is_null());
    assert!(party["tests"][0]["error"]["reason"].as_str().unwrap().contains("without an order"));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let in_order = folder(SURVEYS, &surveys());
    let mut rows = surveys();
    // 1223 and 3200 have no common divisor: every row once.
    rows = (0..rows.len()).map(|i| rows[i * 1223 % rows.len()].clone()).collect();
    let permuted = folder(SURVEYS, &rows);
    let plain = |folder: &Path| {
        let mut results = json(folder, &["--by", "survey", "--all-tests"]);
        results["input"]["sha256"].take();
        serde_json::to_string(&results).unwrap()
    };
    assert_eq!(plain(in_order.path()), plain(permuted.path()));
}

#[test]
fn patients_without_a_pair_are_counted() {
    let mut rows = sleep();
    rows.extend(["11,1,2.5", ",1,1.0", "12,,9.9", "12,2,1.5"].map(String::from));
    let folder = folder("id,drug,extra", &rows);
    let results = json(folder.path(), &["--by", "drug", "--only", "extra"]);
    close(&variable(&results, "extra")["tests"][0]["p"], 0.002_832_890_197_384_27);
    assert_eq!(variable(&results, "extra")["groups"][0]["n_used"], 12);
    let said: Vec<&str> = results["warnings"]
        .as_array()
        .map(|all| all.iter().filter(|w| w["code"] == "unpaired").filter_map(|w| w["message"].as_str()).collect())
        .unwrap();
    assert!(said.iter().any(|text| text.starts_with("2 patients")), "{said:?}");
    assert!(said.iter().any(|text| text.starts_with("1 patient ")), "{said:?}");
}

#[test]
fn long_numbers_name_different_pairs() {
    // As floating-point numbers the first two would be one.
    let ids = [9_007_199_254_740_992_u64, 9_007_199_254_740_993, 9_007_199_254_740_994];
    let row = |i: usize, group: u64| {
        let x = if group == 1 { 0 } else { [1, 3, 2][i] };
        format!("{{\"id\":{},\"time\":{group},\"x\":{x}.5}}\n", ids[i])
    };
    let folder = folder("id", &[]);
    let rows: String = (0..3).flat_map(|i| [row(i, 1), row(i, 2)]).collect();
    fs::write(folder.path().join("visits.jsonl"), rows).unwrap();
    let mut command = Command::cargo_bin("retrocohort").expect("the binary");
    command.current_dir(folder.path()).args(["compare", "visits.jsonl", "--by", "time", "--pair", "id"]);
    let assert = command.args(["--out", "-", "--format", "json"]).assert().success();
    let results: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(results["grouping"]["pairs"], 3);
}

#[test]
fn a_report_is_verified() {
    let folder = folder("id,drug,extra", &sleep());
    compare(folder.path(), &["--by", "drug", "--out", "out"]).assert().success();
    let verify = |code: i32| {
        let mut command = Command::cargo_bin("retrocohort").expect("the binary");
        command.current_dir(folder.path()).args(["verify", "out"]).assert().code(code);
    };
    verify(0);
    let rows = fs::read_to_string(folder.path().join("visits.csv")).unwrap();
    fs::write(folder.path().join("visits.csv"), rows.replace("10,2,3.4", "10,2,3.5")).unwrap();
    verify(1);
}

#[test]
fn what_is_no_pair_is_an_error_and_writes_nothing() {
    let with = |row: &str| sleep().into_iter().chain([row.to_string()]).collect::<Vec<_>>();
    let swapped = sleep().into_iter().map(|row| row.replace("4,2,", "4,1,")).collect::<Vec<_>>();
    let apart = sleep().into_iter().enumerate().map(|(i, row)| format!("9{i}{row}")).collect::<Vec<_>>();
    let cases: [(Vec<String>, &[&str], &[&str]); 7] = [
        (with("3,2,1.0"), &[], &["more than two rows", "visits.csv", "row 22", "column “id”", "found: “3”", "hint"]),
        (swapped, &[], &["both rows of a pair", "row 9", "found: “4”", "expected", "hint"]),
        (with("13,3,1.0"), &[], &["two groups", "found: the groups 1, 2, 3"]),
        (apart, &[], &["no two rows are a pair"]),
        (sleep(), &["--within", "extra"], &["--pair and --within"]),
        (sleep(), &["--missing-as-level"], &["--pair and --missing-as-level"]),
        (sleep(), &["--pair", "patient"], &["cannot be used multiple times"]),
    ];
    for (rows, options, words) in cases {
        let folder = folder("id,drug,extra", &rows);
        let assert = compare(folder.path(), &["--by", "drug"]).args(options).assert().code(2);
        let message = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        for word in words {
            assert!(message.contains(word), "{word} in {message}");
        }
        assert!(!folder.path().join("reports").exists());
    }
}

#[test]
fn summaries_hold_no_pairs() {
    let folder = folder("id,drug,extra", &sleep());
    let mut summarise = Command::cargo_bin("retrocohort").expect("the binary");
    summarise.current_dir(folder.path()).args(["summarise", "visits.csv", "--by", "drug", "-o", "a.summary"]);
    summarise.assert().success();
    let mut command = Command::cargo_bin("retrocohort").expect("the binary");
    command.current_dir(folder.path()).args(["compare", "a.summary", "--by", "drug", "--pair", "id"]);
    let assert = command.assert().code(2);
    assert!(String::from_utf8_lossy(&assert.get_output().stderr).contains("which rows are pairs"));
}

/// P stands beside boxes of all patients, of whom it is not.
#[test]
fn charts_of_groups_say_what_p_is_of() {
    let folder = folder("id,drug,extra", &sleep());
    let text = output(folder.path(), &["--by", "drug", "--levels", "1,2"], "md");
    let text = String::from_utf8(text).expect("UTF-8");
    assert!(
        text.contains("Brackets: P of the test chosen. P is of the pairs, which this chart does not show."),
        "{text}"
    );
    assert!(text.contains("differences are drug 2 minus drug 1"), "{text}");
    let text = output(folder.path(), &["--by", "drug", "--table", "rct"], "md");
    assert!(!String::from_utf8(text).expect("UTF-8").contains("P is of the pairs"));
}
