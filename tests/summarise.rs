//! Hospitals that share counts: the results of their summaries are those of their rows.
#![cfg(feature = "patients")]

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn program(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the program");
    command.current_dir(folder);
    command
}

/// Rows of a registry from one row number to another; every kind of variable, missing values, ties.
fn rows(from: u64, to: u64) -> String {
    let mut text = String::from("died,age,lactate,sex,ward\n");
    for i in from..to {
        let x = (i * 7919 + 13) % 101;
        let lactate = if i % 9 == 0 { String::new() } else { format!("{}.{}", x % 12, (i * 37) % 10) };
        let ward = ["A", "B", "C"][(x % 3) as usize];
        text += &format!("{},{},{lactate},{},{ward}\n", i % 3 / 2, 20 + x * 2 / 3, ["m", "f"][(i % 2) as usize]);
    }
    text
}

fn json(command: &mut Command) -> Value {
    let output = command.assert().success().get_output().stdout.clone();
    serde_json::from_slice(&output).expect("JSON")
}

#[test]
fn summaries_give_the_results_of_the_pooled_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    for (name, from, to) in [("a", 0, 90), ("b", 90, 210), ("all", 0, 210)] {
        std::fs::write(at.join(format!("{name}.csv")), rows(from, to)).expect("rows");
    }
    for name in ["a", "b"] {
        let said = program(at).args(["summarise", &format!("{name}.csv"), "--by", "died"]).assert().success();
        assert!(String::from_utf8_lossy(&said.get_output().stderr).contains("every distinct value"));
    }
    let options = ["--by", "died", "--all-tests", "--out", "-", "--format", "json"];
    let pooled = json(program(at).args(["compare", "all.csv"]).args(options));
    let merged = json(program(at).args(["compare", "a.summary", "b.summary"]).args(options));
    let turned = json(program(at).args(["compare", "b.summary", "a.summary"]).args(options));
    assert_eq!(merged["variables"].as_array().map(Vec::len), Some(4));
    assert_eq!(merged["variables"], pooled["variables"]);
    assert_eq!(merged["grouping"], pooled["grouping"]);
    assert_eq!(merged["input"]["rows"], 210);
    assert_eq!(turned["variables"], merged["variables"]);
}

#[test]
fn a_mask_keeps_back_small_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    std::fs::write(at.join("a.csv"), rows(0, 210)).expect("rows");
    let run = program(at).args(["summarise", "a.csv", "--by", "died", "--mask", "5", "--out", "-"]).assert().success();
    let file: Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    let names: Vec<&str> =
        file["variables"].as_array().expect("a list").iter().filter_map(|v| v["name"].as_str()).collect();
    assert_eq!(names, ["sex", "ward"]);
    assert_eq!(file["withheld"].as_array().map(Vec::len), Some(2));
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("kept back: age"));
    program(at).args(["summarise", "a.csv", "--by", "died", "--mask", "1", "--out", "-"]).assert().code(2);
    program(at).args(["summarise", "a.csv", "--by", "died", "--mask", "100", "--out", "-"]).assert().code(2);
}

#[test]
fn what_does_not_fit_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    std::fs::write(at.join("a.csv"), rows(0, 90)).expect("rows");
    std::fs::write(at.join("b.csv"), rows(90, 210).replace(",C\n", ",D\n")).expect("rows");
    for name in ["a.csv", "b.csv"] {
        program(at).args(["summarise", name, "--by", "died", "--quiet"]).assert().success().stderr("");
    }
    let refused = |arguments: &[&str], word: &str| {
        let run = program(at).args(arguments).args(["--out", "-", "--format", "json"]).assert().code(2);
        let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(said.contains(word), "{said}");
    };
    refused(&["compare", "a.summary", "b.summary", "--by", "died"], "the levels of “ward” differ");
    refused(&["compare", "a.summary", "b.csv", "--by", "died"], "cannot be compared together");
    refused(&["compare", "a.summary", "a.summary", "--by", "died"], "count twice");
    refused(&["compare", "a.summary", "--by", "sex"], "another grouping variable");
    let text = std::fs::read_to_string(at.join("a.summary")).expect("a summary");
    std::fs::write(at.join("c.summary"), text.replace("\"sizes\":[60,30]", "\"sizes\":[60,31]")).expect("a file");
    refused(&["compare", "c.summary", "--by", "died"], "do not add up");
}
