//! Exported notebooks: what they hold, and that Python and R come to the same numbers.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

use assert_cmd::Command;
use serde_json::Value;

fn program() -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the program");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Exports a study into a new folder.
fn exported(study: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    program().args(["export", study, "--quiet", "--out"]).arg(&out).assert().success().stdout("");
    folder
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs a script where the language is installed.
fn run(language: &str, script: &Path) -> Option<Output> {
    let (command, probe) = match language {
        "python" => ("python3", "import numpy, scipy"),
        _ => ("Rscript", "1"),
    };
    let flag = if language == "python" { "-c" } else { "-e" };
    if !Process::new(command).args([flag, probe]).output().is_ok_and(|run| run.status.success()) {
        eprintln!("PASSED OVER: {command} with its libraries is not installed");
        return None;
    }
    Some(Process::new(command).arg(script).output().expect("a run"))
}

#[test]
fn the_committed_notebooks_are_what_the_program_makes() {
    let folder = exported("data/anzhen");
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("notebooks-export/anzhen");
    for name in ["anzhen.py", "anzhen.R", "anzhen-python.ipynb", "anzhen-r.ipynb", "manifest.json"] {
        assert_eq!(read(&folder.path().join("out").join(name)), read(&committed.join(name)), "{name} is not current");
    }
}

#[test]
fn notebooks_are_nbformat_4_5_without_outputs() {
    let folder = exported("data/anzhen");
    for (name, script) in [("anzhen-python.ipynb", "anzhen.py"), ("anzhen-r.ipynb", "anzhen.R")] {
        let notebook: Value = serde_json::from_str(&read(&folder.path().join("out").join(name))).expect("JSON");
        assert_eq!((notebook["nbformat"].as_u64(), notebook["nbformat_minor"].as_u64()), (Some(4), Some(5)));
        let script = read(&folder.path().join("out").join(script));
        let cells = notebook["cells"].as_array().expect("cells");
        let mut ids = std::collections::BTreeSet::new();
        for cell in cells {
            let id = cell["id"].as_str().expect("an id");
            assert!(ids.insert(id), "two cells have the id {id}");
            assert!(!id.is_empty() && id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
            let source: String = cell["source"].as_array().expect("lines").iter().filter_map(Value::as_str).collect();
            if cell["cell_type"] == "code" {
                assert_eq!((&cell["outputs"], &cell["execution_count"]), (&serde_json::json!([]), &Value::Null));
                assert!(script.contains(&source), "the script lacks a cell");
            }
        }
        for title in [
            "## Table 1",
            "## Table 2",
            "## Table 3",
            "## Table 4",
            "## Running text",
            "## Findings",
            "## Published series",
        ] {
            let titled = |cell: &Value| cell["source"][0].as_str().is_some_and(|line| line.trim() == title);
            assert!(cells.iter().any(titled), "{name} lacks {title}");
        }
    }
}

#[test]
fn every_number_of_the_results_is_in_the_script() {
    let folder = exported("data/anzhen");
    let script = read(&folder.path().join("out/anzhen.py"));
    let run = program().args(["reproduce", "data/anzhen", "--out", "-", "--format", "json"]).assert().success();
    let results: Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    let mut seen = 0;
    for row in results["rows"].as_array().into_iter().chain(results["statements"].as_array()).flatten() {
        for candidate in row["candidates"].as_array().expect("candidates") {
            let method = candidate["method"].as_str().expect("a method");
            let p = candidate["p"].as_f64().expect("P");
            let others: Vec<String> = [&candidate["statistic"], &candidate["df"]]
                .iter()
                .filter_map(|number| number.as_f64())
                .map(|number| format!(", {number:?}"))
                .collect();
            let numbers = if others.is_empty() { format!("{p:?}") } else { format!("({p:?}{})", others.concat()) };
            assert!(script.contains(&format!("{method}={numbers}")), "{} {method}", row["variable"]);
            seen += 1;
        }
        for effect in row["effects"].as_array().expect("effects") {
            let limits = [&effect["estimate"], &effect["ci_low"], &effect["ci_high"]].map(|x| x.as_f64().expect("x"));
            assert!(
                script.contains(
                    &format!("{}={limits:?}", effect["measure"].as_str().expect("a measure"))
                        .replace('[', "(")
                        .replace(']', ")")
                ),
                "{} {}",
                row["variable"],
                effect["measure"]
            );
            seen += 1;
        }
    }
    assert!(seen > 500, "only {seen} numbers were looked for");
}

#[test]
fn python_and_r_agree_and_stop_at_a_changed_number() {
    for (language, extension) in [("python", "py"), ("r", "R")] {
        for study in ["data/anzhen", "tests/tables/three-groups.csv", "tests/tables/standard-errors.csv"] {
            let name = Path::new(study).file_stem().expect("a name").to_string_lossy().into_owned();
            let folder = exported(study);
            let script = folder.path().join("out").join(format!("{name}.{extension}"));
            let Some(first) = run(language, &script) else { return };
            let told = String::from_utf8_lossy(&first.stdout).into_owned();
            assert!(first.status.success(), "{study}: {}", String::from_utf8_lossy(&first.stderr));
            assert!(told.lines().last().is_some_and(|line| line.contains("numbers agree to a relative difference")));
        }
        let folder = exported("data/anzhen");
        let script = folder.path().join("out").join(format!("anzhen.{extension}"));
        let changed = read(&script).replacen("fisher = 0.6310", "fisher = 0.6311", 1).replacen(
            "fisher=0.6310",
            "fisher=0.6311",
            1,
        );
        std::fs::write(&script, changed).expect("the script");
        let Some(second) = run(language, &script) else { return };
        let told = String::from_utf8_lossy(&second.stderr).into_owned();
        assert!(!second.status.success() && told.contains("Gender (male/female): fisher"), "{told}");
    }
}

#[test]
fn pooled_series_are_computed_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let study = folder.path().join("study.toml");
    let table = "Variable,Survivors (n = 8),Died (n = 16),P\nMale,7 (87.5),12 (75.0),0.631\n";
    std::fs::write(folder.path().join("t.csv"), table).expect("a file");
    let counts = |label: &str, x: u64, n: u64| format!("[[literature]]\nlabel = \"{label}\"\nevents = {x}\nn = {n}\n");
    // One series, two and four of them; some that agree too well; none and all with the outcome.
    for series in [
        vec![(183, 607)],
        vec![(183, 607), (30, 107)],
        vec![(0, 10), (5, 18), (2, 15), (12, 20)],
        vec![(10, 100), (21, 200), (30, 310), (9, 9)],
    ] {
        let entries: String = series.iter().enumerate().map(|(i, (x, n))| counts(&format!("S{i}"), *x, *n)).collect();
        let outcome = "[outcome]\nlabel = \"Survival\"\nevents = 8\nn = 24\n";
        let text = format!("[[table]]\nid = \"t\"\nfile = \"t.csv\"\n{outcome}{entries}");
        std::fs::write(&study, text).expect("a file");
        let out = folder.path().join("out");
        program().arg("export").arg(&study).args(["--pool", "--quiet", "--out"]).arg(&out).assert().success();
        for (language, extension) in [("python", "py"), ("r", "R")] {
            let script = std::fs::read_dir(&out).expect("a folder").map(|entry| entry.expect("a file").path());
            let script = script.into_iter().find(|path| path.extension().is_some_and(|e| e == extension)).expect("one");
            assert!(read(&script).contains("dersimonian_laird"));
            let Some(done) = run(language, &script) else { continue };
            assert!(done.status.success(), "{series:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
    }
}

#[test]
fn a_language_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = program()
        .args(["export", "data/anzhen", "--language", "python,julia", "--out"])
        .arg(folder.path().join("out"))
        .assert()
        .code(2);
    let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(message.contains("julia") && message.contains("python, r"), "{message}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn one_language_gives_its_two_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    program().args(["export", "data/anzhen", "--language", "r", "--out"]).arg(&out).assert().success();
    assert!(out.join("anzhen.R").is_file() && out.join("anzhen-r.ipynb").is_file());
    assert!(!out.join("anzhen.py").exists());
}
