//! `retrocohort model` from outside.
#![cfg(feature = "patients")]

#[path = "model/degenerate.rs"]
mod degenerate;
#[path = "model/reference.rs"]
mod reference;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn program() -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the binary");
    command.env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/models").join(name)
}

/// Results for a file, options as on a command line.
fn json(path: &Path, options: &str) -> Value {
    let mut command = program();
    command.arg("model").arg(path).args(options.split(' ')).args(["--out", "-", "--format", "json"]);
    let output = command.assert().success();
    serde_json::from_slice(&output.get_output().stdout).expect("JSON")
}

fn covariate<'a>(results: &'a Value, name: &str) -> &'a Value {
    results["covariates"].as_array().and_then(|all| all.iter().find(|one| one["name"] == name)).expect("the covariate")
}

/// A coefficient: covariate, level ("" for a measurement), model.
fn coefficient<'a>(results: &'a Value, name: &str, level: &str, model: &str) -> &'a Value {
    let rows = covariate(results, name)["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["level"].as_str().unwrap_or_default() == level).expect("the row");
    &row[model]
}

#[track_caller]
fn near(found: &Value, expected: f64, tolerance: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1e-3), "{found} for {expected}");
}

const BIRTHWT: &str = "--outcome low --covariates age,lwt,race,smoke,ptl,ht,ui,ftv --reference race=white --per lwt=10 \
                       --continuous ptl,ftv";

#[test]
fn the_example_registry_is_modelled() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/registry-example/registry.csv");
    let options = "--outcome survival_to_discharge --covariates age_years,sex,initial_rhythm,low_flow_min --reference \
                   initial_rhythm=shockable --per age_years=10,low_flow_min=10 --bootstrap 10";
    let found = json(&path, options);
    assert_eq!((&found["outcome"]["event"], &found["patients"]["all"]), (&"dead".into(), &600.into()));
    let used = found["patients"]["used"].as_u64().expect("a number");
    assert!(used > 200 && found["multivariable"]["error"].is_null());
    // Impossible together: only one indication has a rhythm.
    let both = json(&path, "--outcome survival_to_discharge --covariates indication,initial_rhythm --bootstrap 10");
    let reason = both["multivariable"]["error"].as_str().expect("a reason");
    assert!(reason.contains("the same indication, refractory cardiac arrest"), "{reason}");
}

/// The same seed gives the same correction; another seed another one, near it; the correction goes downwards here.
#[test]
fn optimism_is_reproducible() {
    let of = |options: &str| {
        let found = json(&data("birthwt.csv"), &format!("{BIRTHWT} {options}"));
        found["prediction"]["optimism"].clone()
    };
    let (first, again, other) = (of("--bootstrap 60"), of("--bootstrap 60 --seed 1"), of("--bootstrap 60 --seed 2"));
    assert_eq!(first, again);
    assert_ne!(first["auc"], other["auc"]);
    let [a, b] = [&first, &other].map(|one| one["auc"].as_f64().expect("an area"));
    assert!((a - b).abs() < 0.03 && a < 0.746, "{a} and {b}");
    let slope = first["slope"].as_f64().expect("a slope");
    assert!(slope > 0.5 && slope < 1.0, "{slope}");
}

#[test]
fn a_report_is_written_in_every_format_and_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("data");
    fs::copy(data("birthwt.csv"), folder.path().join("data/birthwt.csv")).expect("rows");
    let mut command = program();
    command
        .current_dir(folder.path())
        .args(["model", "data/birthwt.csv", "--bootstrap", "20"])
        .args(BIRTHWT.split_whitespace());
    command.assert().success();
    let report = folder.path().join("reports/birthwt-model");
    for name in [
        "report.html",
        "report.md",
        "report.docx",
        "report.pdf",
        "report.tex",
        "report.xlsx",
        "results.json",
        "results.csv",
        "figures/model_forest.svg",
        "figures/roc_curve.png",
        "figures/calibration_plot.svg",
    ] {
        assert!(report.join(name).is_file(), "{name} is missing");
    }
    program().current_dir(folder.path()).args(["verify", "reports/birthwt-model"]).assert().success();
    let path = report.join("results.json");
    let text = fs::read_to_string(&path).expect("results").replace("\"events\": 59", "\"events\": 58");
    fs::write(&path, text).expect("results");
    program().current_dir(folder.path()).args(["verify", "reports/birthwt-model"]).assert().code(1);
}

#[test]
fn the_document_is_as_it_was() {
    let mut command = program();
    command.arg("model").arg(data("endometrial.csv"));
    command.args(["--outcome", "HG", "--covariates", "NV,PI,EH", "--bootstrap", "50", "--out", "-", "--format", "md"]);
    let output = command.assert().success();
    let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    insta::assert_snapshot!("endometrial_model", text);
}
