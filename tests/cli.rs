//! The program driven from outside: what users type, and what goes wrong.

use std::path::Path;

use assert_cmd::Command;

fn program() -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the program");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

const TABLE: &str =
    "Variable,Survivors (n = 8),Died (n = 16),P\nMale,7 (87.5),12 (75.0),0.631\nAge,56.6 ± 10.7,64.5 ± 8.0,0.054\n";

fn folder_with(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), text).expect("a file");
    folder
}

/// Runs `reproduce` on a file and expects exit code 2 with all of the words in the message, and no report.
fn refused(folder: &Path, input: &str, words: &[&str]) {
    let out = folder.join("out");
    let run = program()
        .args(["reproduce", &folder.join(input).display().to_string(), "--out", &out.display().to_string()])
        .assert()
        .code(2);
    let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    for word in words {
        assert!(message.contains(word), "no “{word}” in: {message}");
    }
    assert!(!out.exists(), "something was written");
}

#[test]
fn a_bare_table_needs_no_configuration() {
    let folder = folder_with("table.csv", TABLE);
    let out = folder.path().join("out");
    program().args(["reproduce"]).arg(folder.path().join("table.csv")).arg("--out").arg(&out).assert().success();
    for name in
        ["report.html", "report.md", "results.json", "results.csv", "figures/p_agreement.svg", "figures/effects.png"]
    {
        assert!(out.join(name).is_file(), "{name} is missing");
    }
    // Once more: an earlier report is replaced.
    program().args(["reproduce"]).arg(folder.path().join("table.csv")).arg("--out").arg(&out).assert().success();
}

#[test]
fn json_goes_to_standard_output_and_nothing_else() {
    let folder = folder_with("table.csv", TABLE);
    let run = program()
        .arg("reproduce")
        .arg(folder.path().join("table.csv"))
        .args(["--out", "-", "--format", "json"])
        .assert()
        .success();
    let results: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON and nothing else");
    assert_eq!(results["schema"], "retrocohort.reproduction/1");
    assert_eq!(results["rows"][0]["verdict"], "reproduced");
    assert!(run.get_output().stderr.is_empty());
}

#[test]
fn bad_input_is_named_and_nothing_is_written() {
    refused(folder_with("t.csv", TABLE).path(), "tabel.csv", &["no such file"]);
    refused(folder_with("t.csv", "").path(), "t.csv", &["empty"]);
    refused(
        folder_with("t.csv", "Variable,All (n = 24),P\nMale,19 (79.2),0.5\n").path(),
        "t.csv",
        &["fewer than two groups", "expected"],
    );
    refused(folder_with("t.csv", "Variable,A (n = 3),B (n = 4),P\n").path(), "t.csv", &["no row"]);
    refused(folder_with("t.docx", "x").path(), "t.docx", &[".docx", "CSV"]);
    refused(folder_with("nonsense.bin", "x").path(), ".", &["no study", "nonsense.bin"]);
    refused(folder_with("study.toml", "titel = 3\n").path(), "study.toml", &["titel", "row 1"]);
    refused(
        folder_with("study.toml", "[[table]]\nid = \"t\"\nfile = \"t.csv\"\n").path(),
        "study.toml",
        &["no such file"],
    );
}

#[test]
fn wrong_options_are_usage_errors() {
    for arguments in [
        vec!["reproduce"],
        vec!["reproduce", "data/anzhen", "--format", "doc"],
        vec!["reproduce", "data/anzhen", "--kind", "mean"],
        vec!["reproduce", "data/anzhen", "--out", "-"],
        vec!["reproduce", "https://example.org/t.csv"],
        vec!["list", "nothing"],
    ] {
        program().args(&arguments).assert().code(2);
    }
}

#[test]
fn findings_can_fail_a_run() {
    let folder = folder_with("table.csv", &TABLE.replace("7 (87.5)", "7 (57.5)"));
    let mut run = program();
    run.arg("reproduce")
        .arg(folder.path().join("table.csv"))
        .args(["--fail-on", "error", "--quiet", "--out"])
        .arg(folder.path().join("out"));
    run.assert().code(1).stdout("");
}

#[test]
fn other_folders_are_never_replaced() {
    let folder = folder_with("table.csv", TABLE);
    let precious = folder.path().join("precious");
    std::fs::create_dir(&precious).expect("a folder");
    std::fs::write(precious.join("thesis.txt"), "years of work").expect("a file");
    program().arg("reproduce").arg(folder.path().join("table.csv")).arg("--out").arg(&precious).assert().code(2);
    assert_eq!(std::fs::read_to_string(precious.join("thesis.txt")).expect("the file"), "years of work");
    // A folder below a file cannot be made.
    program()
        .arg("reproduce")
        .arg(folder.path().join("table.csv"))
        .arg("--out")
        .arg(folder.path().join("table.csv/out"))
        .assert()
        .code(2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("the full device");
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("retrocohort"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args([
        "reproduce",
        "data/anzhen",
        "--out",
        "-",
        "--format",
        "json",
    ]);
    let status = command.stdout(full).stderr(std::process::Stdio::null()).status().expect("a run");
    assert_eq!(status.code(), Some(2));
}

#[test]
fn lists_and_demo() {
    for (what, word) in
        [("methods", "fisher"), ("checks", "pooled_groups"), ("formats", "xlsx"), ("figures", "p_agreement")]
    {
        let run = program().args(["list", what]).assert().success();
        assert!(String::from_utf8_lossy(&run.get_output().stdout).contains(word));
    }
    let bundled = program().args(["demo", "--out", "-", "--format", "json"]).assert().success();
    let folder = program().args(["reproduce", "data/anzhen", "--out", "-", "--format", "json"]).assert().success();
    assert_eq!(bundled.get_output().stdout, folder.get_output().stdout);
}

#[test]
fn the_example_of_the_documentation_is_read() {
    let guide =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/study-folder.md")).expect("the guide");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let folder = folder_with("study.toml", example);
    std::fs::write(
        folder.path().join("table1.csv"),
        "Variable,A,B,P\nMale,4 (40.0),9 (45.0),1.000\nAge,58.0 ± 9.0,61.0 ± 10.4,0.45\n",
    )
    .expect("a table");
    program().arg("reproduce").arg(folder.path()).arg("--out").arg(folder.path().join("out")).assert().success();
}

#[test]
fn pasted_tables_are_read() {
    let markdown = "| Variable | Survivors (n = 8) | Died (n = 16) | P |\n|---|---|---|---|\n| Male | 7 (87.5) | 12 (75.0) | 0.631 |\n";
    let html = "<table><tr><th>Variable</th><th>Survivors (n = 8)</th><th>Died (n = 16)</th><th>P</th></tr><tr><td>Male</td><td>7 (87.5)</td><td>12 (75.0)</td><td>0.631</td></tr></table>";
    for (name, text) in [
        ("t.md", markdown),
        ("t.html", html),
        ("pasted.txt", html),
        ("t.tsv", "Variable\tSurvivors (n = 8)\tDied (n = 16)\tP\nMale\t7 (87.5)\t12 (75.0)\t0.631\n"),
    ] {
        let folder = folder_with(name, text);
        let run = program()
            .arg("reproduce")
            .arg(folder.path().join(name))
            .args(["--out", "-", "--format", "json"])
            .assert()
            .success();
        let results: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
        assert_eq!(results["rows"][0]["matched"][0], "fisher", "{name}");
    }
}
