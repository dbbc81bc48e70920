//! One logistic model of several hospitals that exchange sums: the fit is that of the pooled rows.
#![cfg(feature = "patients")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

const MODEL: &str = "--outcome low --covariates age,lwt,race,smoke,ht,ui --reference race=white --per lwt=10";

fn program(folder: &Path, options: &str) -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the binary");
    command.env("NO_COLOR", "1").current_dir(folder).arg("model").args(options.split_whitespace());
    command
}

fn stderr(command: &mut Command, code: i32) -> String {
    String::from_utf8_lossy(&command.assert().code(code).get_output().stderr).into_owned()
}

/// Three hospitals of the births, and all of them.
fn hospitals() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/models/birthwt.csv");
    let text = fs::read_to_string(&path).expect("rows");
    let (header, rows) = text.split_once('\n').expect("a header");
    for (site, name) in ["a", "b", "c"].iter().enumerate() {
        let own: String =
            rows.lines().enumerate().filter(|(i, _)| i % 3 == site).map(|(_, row)| format!("{row}\n")).collect();
        fs::write(folder.path().join(format!("{name}.csv")), format!("{header}\n{own}")).expect("rows");
    }
    fs::write(folder.path().join("all.csv"), &text).expect("rows");
    let place = folder.path().to_path_buf();
    (folder, place)
}

#[test]
fn the_fit_is_that_of_the_pooled_rows() {
    let (_folder, place) = hospitals();
    for site in ["a", "b", "c"] {
        program(&place, &format!("{site}.csv {MODEL} --sums {site}-0.sums -q")).assert().success();
    }
    let mut rounds = 0;
    loop {
        let next = format!("coefficients-{}.json", rounds + 1);
        program(&place, &format!("--pool *.sums --next {next} --out pooled")).assert().success();
        let text = fs::read_to_string(place.join(&next)).expect("coefficients");
        let coefficients: Value = serde_json::from_str(&text).expect("JSON");
        if coefficients["converged"] == true {
            break;
        }
        rounds += 1;
        assert!(rounds < 15, "it converges");
        for site in ["a", "b", "c"] {
            program(&place, &format!("{site}.csv --at {next} --sums {site}-{rounds}.sums -q")).assert().success();
        }
    }
    assert!(rounds > 3, "{rounds} rounds");
    program(&place, &format!("all.csv {MODEL} --interval wald --bootstrap 0 --out whole -q")).assert().success();
    let read = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(place.join(name).join("results.json")).expect("results"))
            .expect("JSON")
    };
    let (pooled, whole) = (read("pooled"), read("whole"));
    let near = |a: &Value, b: &Value, what: &str| {
        let [a, b] = [a, b].map(|value| value.as_f64().unwrap_or_else(|| panic!("{what}: {value}")));
        assert!((a - b).abs() <= 1e-10 * b.abs().max(1e-3), "{what}: {a} and {b}");
    };
    for name in ["log_likelihood", "null_log_likelihood", "aic", "n", "events"] {
        near(&pooled["multivariable"][name], &whole["multivariable"][name], name);
    }
    let mut compared = 0;
    for (covariate, other) in
        pooled["covariates"].as_array().unwrap().iter().zip(whole["covariates"].as_array().unwrap())
    {
        for (row, other) in covariate["rows"].as_array().unwrap().iter().zip(other["rows"].as_array().unwrap()) {
            assert_eq!((&row["n"], &row["events"], &row["level"]), (&other["n"], &other["events"], &other["level"]));
            if row["is_reference"] == true {
                continue;
            }
            for name in ["log_odds", "standard_error", "ci_low", "ci_high", "p_wald"] {
                near(&row["multivariable"]["estimate"][name], &other["multivariable"]["estimate"][name], name);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 7 * 5);
    assert_eq!(pooled["rounds"], rounds + 1);
    // The report holds, from the sums.
    let mut verify = Command::cargo_bin("retrocohort").expect("the binary");
    verify.current_dir(&place).args(["verify", "pooled"]).assert().success();
    // Nothing of a row is in a file of sums but what its sentences say.
    let sums: Value = serde_json::from_str(&fs::read_to_string(place.join("a-0.sums")).unwrap()).unwrap();
    let keys: Vec<&str> = sums.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "schema",
            "version",
            "site",
            "terms",
            "round",
            "at",
            "patients",
            "outcome_missing",
            "n",
            "events",
            "log_likelihood",
            "score",
            "information",
            "reveals"
        ]
    );
}

#[test]
fn sums_that_do_not_go_together_are_refused() {
    let (_folder, place) = hospitals();
    for site in ["a", "b"] {
        program(&place, &format!("{site}.csv {MODEL} --sums {site}.sums -q")).assert().success();
    }
    program(&place, "c.csv --outcome low --covariates age --sums c.sums -q").assert().success();
    assert!(stderr(&mut program(&place, "--pool a.sums c.sums"), 2).contains("another model"));
    assert!(stderr(&mut program(&place, "--pool a.sums a.sums"), 2).contains("twice"));
    assert!(stderr(&mut program(&place, "--pool a.csv"), 2).contains("none of this kind"));
    program(&place, "--pool a.sums b.sums --next next.json -q").assert().success();
    program(&place, "a.csv --at next.json --sums a-1.sums -q").assert().success();
    assert!(stderr(&mut program(&place, "--pool a.sums b.sums a-1.sums"), 2).contains("the sums of b are missing"));
    // Fewer patients than before.
    let text = fs::read_to_string(place.join("b.csv")).unwrap();
    fs::write(place.join("b.csv"), text.lines().take(40).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    program(&place, "b.csv --at next.json --sums b-1.sums -q").assert().success();
    let message = stderr(&mut program(&place, "--pool a.sums b.sums a-1.sums b-1.sums"), 2);
    assert!(message.contains("b has other patients in round 1"), "{message}");
    // A file of somebody else is not replaced; options that go nowhere are refused.
    assert!(
        stderr(&mut program(&place, &format!("a.csv {MODEL} --sums b.csv")), 2).contains("not written by this command")
    );
    program(&place, &format!("a.csv {MODEL} --sums a.sums --method firth")).assert().code(2);
    program(&place, "--pool a.sums b.sums --covariates age").assert().code(2);
    program(&place, &format!("a.csv {MODEL} --mask 5")).assert().code(2);
}

#[test]
fn what_sums_reveal_is_said_and_small_numbers_can_be_refused() {
    let (_folder, place) = hospitals();
    let said = stderr(&mut program(&place, &format!("a.csv {MODEL} --sums a.sums")), 0);
    assert!(said.contains("covariance") && said.contains("small numbers of patients"), "{said}");
    let refused = stderr(&mut program(&place, &format!("a.csv {MODEL} --sums masked.sums --mask 5")), 2);
    assert!(refused.contains("fewer than 5") && !place.join("masked.sums").exists(), "{refused}");
    program(&place, "a.csv --outcome low --covariates age,smoke --sums masked.sums --mask 5 -q").assert().success();
    // One patient alone has a level: that is said in capitals. The reference level counts too, by subtraction.
    let rows: String =
        (0..30).map(|i| format!("{},{},{}.5\n", i % 2, if i == 3 { "no" } else { "yes" }, 40 + (i * 7) % 30)).collect();
    fs::write(place.join("one.csv"), format!("died,witnessed,age\n{rows}")).unwrap();
    let one = "one.csv --outcome died --covariates witnessed,age --sums one.sums";
    let said = stderr(&mut program(&place, one), 0);
    assert!(said.contains("WARNING: exactly one patient is witnessed: no"), "{said}");
    assert!(stderr(&mut program(&place, &format!("{one} --mask 5")), 2).contains("fewer than 5"));
}
