//! How the program and its reports are cited.

use std::process::Output;

fn cite(arguments: &[&str]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("retrocohort").expect("the program");
    command.arg("cite").args(arguments).output().expect("an answer")
}

fn text(arguments: &[&str]) -> String {
    let output = cite(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_citation_file_is_that_of_this_version() {
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CITATION.cff")).expect("the file");
    assert_eq!(text(&["--format", "cff"]), file.trim_end().to_string() + "\n");
    assert!(file.contains(&format!("\nversion: {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(file.contains(concat!("\nlicense: ", env!("CARGO_PKG_LICENSE"))));
    assert!(text(&[]).contains(concat!("Version ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_report_names_the_works_it_rests_on() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/anzhen");
    let bibtex = text(&[folder, "--format", "bibtex"]);
    let written = std::fs::read_to_string(format!("{folder}/references.bib")).expect("the references");
    assert_eq!(bibtex, written);
    assert!(bibtex.starts_with("@misc{retrocohort,"));
    let works = bibtex.matches("\n@").count();
    assert!(works > 5, "{bibtex}");
    let lines = text(&[folder]);
    assert_eq!(lines.lines().count(), works + 1);
    assert!(lines.contains("Welch, B. L.") && lines.contains("1947"));
    let cff = text(&[folder, "--format", "cff"]);
    assert_eq!(cff.matches("\n  - type: ").count(), works);
    assert!(cff.contains("family-names: \"Welch\"\n        given-names: \"B. L.\""));
    let page = std::fs::read_to_string(format!("{folder}/report.md")).expect("the report").replace('\\', "");
    assert!(lines.lines().skip(1).all(|line| page.contains(line)), "{lines}");
}

#[test]
fn a_folder_without_works_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = cite(&[&folder.path().display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("references.bib"));
}

#[test]
fn the_option_prints_what_the_command_prints() {
    let printed = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_retrocohort"));
        command.args(arguments).assert().success().get_output().stdout.clone()
    };
    for form in ["text", "bibtex", "cff"] {
        assert_eq!(printed(&["--cite", form]), printed(&["cite", "--format", form]), "{form}");
    }
    assert_eq!(printed(&["--cite"]), printed(&["cite"]));
}
