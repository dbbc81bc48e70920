//! `verify`, `diff` and `figures`: a report can be made again, and what differs is found.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use serde_json::Value;

fn program() -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the program");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

const TABLE: &str = "Variable,Survivors (n = 8),Died (n = 16),P\nMale,7 (87.5),12 (75.0),0.631\n\
                     Diabetes,2 (25.0),4 (25.0),1.000\nAge,56.6 ± 10.7,64.5 ± 8.0,0.054\n";

/// A folder with `table.csv` and its report in `review`.
struct Reviewed {
    folder: tempfile::TempDir,
}

impl Reviewed {
    fn new() -> Self {
        let reviewed = Reviewed { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(reviewed.path("table.csv"), TABLE).expect("a table");
        reviewed.reproduce("review", &["--format", "html,md,json,csv,svg"]);
        reviewed
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The report with its pixels, which take their time.
    fn with_pixels() -> Self {
        let reviewed = Reviewed::new();
        reviewed.reproduce("review", &[]);
        reviewed
    }

    fn reproduce(&self, out: &str, options: &[&str]) {
        let mut run = program();
        run.arg("reproduce").arg(self.path("table.csv")).arg("--out").arg(self.path(out)).args(options);
        run.arg("--quiet").assert().success();
    }

    /// Replaces text in a file.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = read(&self.path(name));
        assert!(text.contains(from), "{name} does not hold {from}");
        std::fs::write(self.path(name), text.replacen(from, to, 1)).expect("the file");
    }

    /// Makes the manifest agree with the folder again, as somebody might who hides a change.
    fn hide(&self) {
        let manifest = self.path("review/manifest.json");
        let mut value: Value = serde_json::from_str(&read(&manifest)).expect("JSON");
        for file in value["files"].as_array_mut().expect("files") {
            let path = self.path("review").join(file["file"].as_str().expect("a name"));
            file["sha256"] = retrocohort::loaders::sha256(&std::fs::read(path).expect("a file")).into();
        }
        std::fs::write(manifest, serde_json::to_string_pretty(&value).expect("JSON")).expect("the manifest");
    }

    fn verify(&self, options: &[&str]) -> Assert {
        program().arg("verify").arg(self.path("review")).args(options).assert()
    }

    fn finds(&self, words: &[&str]) {
        let told = output(&self.verify(&[]).code(1));
        for word in words {
            assert!(told.contains(word), "no “{word}” in: {told}");
        }
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn output(run: &Assert) -> String {
    String::from_utf8_lossy(&run.get_output().stdout).into_owned()
}

#[test]
fn committed_reports_and_notebooks_hold() {
    for folder in ["reports/anzhen", "notebooks-export/anzhen"] {
        let told = output(&program().args(["verify", folder]).assert().success());
        assert!(told.contains("holds: 5 inputs"), "{told}");
    }
    let manifest = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/anzhen/manifest.json"));
    assert!(!manifest.contains(env!("CARGO_MANIFEST_DIR")) && !manifest.contains(".."), "a place is recorded");
}

#[test]
fn a_report_holds_wherever_it_lies() {
    let reviewed = Reviewed::new();
    let told = output(&reviewed.verify(&[]).success());
    assert!(told.contains("numbers of results.json recomputed and equal"), "{told}");
    // Elsewhere the inputs have to be named.
    let other = tempfile::tempdir().expect("a folder");
    let moved = other.path().join("deep/er/place");
    std::fs::create_dir_all(moved.parent().expect("a parent")).expect("folders");
    std::fs::rename(reviewed.path("review"), &moved).expect("moved");
    let away = program().current_dir(other.path()).arg("verify").arg(&moved).assert().code(2);
    assert!(String::from_utf8_lossy(&away.get_output().stderr).contains("--input"));
    program().arg("verify").arg(&moved).arg("--input").arg(reviewed.path("table.csv")).assert().success();
    program().arg("verify").arg(&moved).arg("--input").arg(reviewed.folder.path()).assert().success();
}

#[test]
fn folders_of_tables_and_studies_are_found_by_their_names() {
    let root = tempfile::tempdir().expect("a folder");
    let path = |name: &str| root.path().join(name);
    for folder in ["My Tables", "other", "data/cohort"] {
        std::fs::create_dir_all(path(folder)).expect("a folder");
        std::fs::write(path(folder).join("first.csv"), TABLE).expect("a table");
    }
    let study = "[[table]]\nid = \"first\"\nfile = \"first.csv\"\n";
    std::fs::write(path("data/cohort/study.toml"), study).expect("a study");
    let run = |arguments: &[&str]| program().current_dir(root.path()).args(arguments).assert();
    for (folder, report) in [("My Tables", "reports/my-tables"), ("data/cohort", "reports/cohort")] {
        run(&["reproduce", folder, "--format", "json", "--quiet"]).success();
        run(&["verify", report]).success();
    }
    // A changed study is found by its name, and another study with files of these names is not taken for it.
    std::fs::write(path("study.toml"), study.replace("first", "second")).expect("another study");
    std::fs::write(path("data/cohort/study.toml"), format!("alpha = 0.01\n{study}")).expect("a study");
    let told = output(&run(&["verify", "reports/cohort"]).code(1));
    assert!(told.contains("input study.toml: changed") && told.contains("study › alpha: 0.05 → 0.01"), "{told}");
    std::fs::remove_dir_all(path("data")).expect("removed");
    run(&["verify", "reports/cohort"]).code(2);
}

#[test]
fn a_changed_input_is_found_number_by_number() {
    let reviewed = Reviewed::new();
    reviewed.change("table.csv", "64.5", "65.5");
    reviewed.finds(&["input table.csv: changed", "Age › candidates › student_t › p: 0.05", "differences."]);
    let json: Value = serde_json::from_str(&output(&reviewed.verify(&["--json"]).code(1))).expect("JSON");
    assert_eq!(json["schema"], "retrocohort.verification/1");
    assert_eq!(json["inputs"][0]["file"], "table.csv");
    assert!(json["differences"].as_array().is_some_and(|all| all.len() > 5));
    assert_eq!(output(&reviewed.verify(&["--quiet"]).code(1)), "");
    // An input that cannot be read any more is a difference too.
    std::fs::write(reviewed.path("table.csv"), "").expect("the table");
    reviewed.finds(&["input table.csv: changed", "nothing was recomputed"]);
}

#[test]
fn changed_results_figures_and_pages_are_found() {
    let changes = [
        ("results.json", "\"p\": 0.6310935441370223", "\"p\": 0.6310945441370223"),
        ("results.csv", "0.6310935441370223", "0.6310945441370223"),
        ("report.md", "0.631", "0.632"),
        ("report.html", "0.631", "0.632"),
        ("figures/effects.svg", "Male", "Female"),
    ];
    for (name, from, to) in changes {
        let reviewed = Reviewed::new();
        reviewed.change(&format!("review/{name}"), from, to);
        reviewed.finds(&[&format!("file {name}: changed since the report was written")]);
        // With a manifest that agrees, only recomputing tells.
        reviewed.hide();
        let place = if name == "results.json" { "Male › p_recomputed › p" } else { "not what the inputs give" };
        reviewed.finds(&[name, place]);
    }
}

#[test]
fn missing_and_foreign_files_are_found() {
    let reviewed = Reviewed::with_pixels();
    std::fs::remove_file(reviewed.path("review/figures/effects.png")).expect("a figure");
    std::fs::copy(reviewed.path("review/figures/proportions.png"), reviewed.path("review/figures/new.png"))
        .expect("a copy");
    std::fs::copy(reviewed.path("review/figures/continuous.png"), reviewed.path("review/figures/proportions.png"))
        .expect("a copy");
    reviewed.finds(&[
        "file figures/effects.png: missing",
        "file figures/new.png: not part of the report",
        "file figures/proportions.png: changed",
        "3 differences.",
    ]);
    std::fs::remove_file(reviewed.path("review/figures/new.png")).expect("a copy");
    std::fs::copy(reviewed.path("review/figures/proportions.png"), reviewed.path("review/figures/effects.png"))
        .expect("a copy");
    reviewed.hide();
    reviewed.finds(&["file figures/proportions.png: not what the inputs give", "file figures/effects.png: not what"]);
}

#[test]
fn the_last_digits_of_another_c_library_are_no_difference() {
    let reviewed = Reviewed::new();
    for name in ["results.json", "results.csv"] {
        let text = read(&reviewed.path(&format!("review/{name}")));
        let other = text.replace("0.6310935441370223", "0.6310935441370225");
        assert!(text != other);
        std::fs::write(reviewed.path(&format!("review/{name}")), other).expect("the file");
    }
    reviewed.hide();
    reviewed.verify(&[]).success();
}

#[test]
fn what_is_no_report_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    program().arg("verify").arg(folder.path()).assert().code(2);
    program().args(["verify", "no/such/folder"]).assert().code(2);
    let reviewed = Reviewed::new();
    reviewed.change("review/manifest.json", "\"svg\"", "\"ps\"");
    let run = reviewed.verify(&[]).code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("no such format"));
    reviewed.change("review/manifest.json", "\"reproduce\"", "\"divine\"");
    let run = reviewed.verify(&[]).code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("divine"));
    std::fs::remove_file(reviewed.path("table.csv")).expect("the table");
    reviewed.verify(&["--input", "nowhere.csv"]).code(2);
}

#[test]
fn options_are_recorded_and_used_again() {
    let reviewed = Reviewed::new();
    reviewed.reproduce("review", &["--format", "md,json", "--kind", "mean_se"]);
    let manifest: Value = serde_json::from_str(&read(&reviewed.path("review/manifest.json"))).expect("JSON");
    assert_eq!(
        (manifest["options"]["kind"].as_str(), manifest["command"].as_str()),
        (Some("mean_se"), Some("reproduce"))
    );
    assert_eq!(manifest["options"]["formats"], serde_json::json!(["md", "json"]));
    reviewed.verify(&[]).success();
}

#[test]
fn diff_matches_rows_by_their_names() {
    let reviewed = Reviewed::new();
    let rows: Vec<&str> = TABLE.lines().collect();
    let turned = [rows[0], rows[3], rows[2], &rows[1].replace("12 (75.0)", "13 (81.3)")].join("\n");
    std::fs::write(reviewed.path("table.csv"), turned).expect("the table");
    reviewed.reproduce("second", &["--format", "json"]);
    let diff = |a: &str, b: &str, options: &[&str]| {
        program().arg("diff").arg(reviewed.path(a)).arg(reviewed.path(b)).args(options).assert()
    };
    let told = output(&diff("review", "second", &[]).code(1));
    assert!(told.contains("Male › candidates › fisher › p: 0.63"), "{told}");
    assert!(!told.contains("Diabetes › candidates") && !told.contains("Age › candidates"), "{told}");
    let json: Value =
        serde_json::from_str(&output(&diff("review/results.json", "second", &["--json"]).code(1))).expect("JSON");
    assert_eq!(json["schema"], "retrocohort.diff/1");
    assert_eq!(json["count"].as_u64(), json["differences"].as_array().map(|all| all.len() as u64));
    let same = output(&diff("review", "review", &[]).success());
    assert!(same.starts_with("No difference in "), "{same}");
    assert_eq!(output(&diff("review", "second", &["--quiet"]).code(1)), "");
    diff("review", "nowhere", &[]).code(2);
    diff("review", "table.csv", &[]).code(2);
    diff("review", "review/manifest.json", &[]).code(2);
    diff("review", "second", &["--tolerance", "2"]).code(2);
}

#[test]
fn figures_are_drawn_again() {
    let reviewed = Reviewed::with_pixels();
    let figures = |options: &[&str]| {
        let mut run = program();
        run.arg("figures").arg(reviewed.path("table.csv")).arg("-o").arg(reviewed.path("drawn")).args(options);
        run.assert()
    };
    figures(&[]).success();
    for name in ["effects.svg", "effects.png", "proportions.svg", "p_agreement.png"] {
        let report = std::fs::read(reviewed.path("review/figures").join(name)).expect("a figure");
        assert_eq!(std::fs::read(reviewed.path("drawn").join(name)).expect("a figure"), report, "{name}");
    }
    assert!(reviewed.path("drawn/effects.pdf").exists());
    program().arg("verify").arg(reviewed.path("drawn")).assert().success();
    let told = output(&figures(&["--only", "forest", "--format", "svg"]).success());
    assert!(told.contains("effects.svg") && told.lines().count() == 1, "{told}");
    assert!(!reviewed.path("drawn/proportions.svg").exists());
    for (options, word) in [
        (["--only", "love"], "p_agreement, proportions, continuous, effects"),
        (["--format", "pcx"], "svg, pdf, png"),
        (["--kind", "mean"], "mean_sd"),
    ] {
        let run = figures(&options).code(2);
        assert!(String::from_utf8_lossy(&run.get_output().stderr).contains(word), "{word}");
    }
    std::fs::write(reviewed.path("table.csv"), TABLE.lines().take(3).collect::<Vec<_>>().join("\n"))
        .expect("the table");
    let run = figures(&["--only", "continuous"]).code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("nothing for this figure"));
}
