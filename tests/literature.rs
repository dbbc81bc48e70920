//! Published series beside a study, from outside: what a user writes into study.toml, and what the report says.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn program() -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the program");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

const STUDY: &str = "\
[[group]]
id = \"all\"
label = \"All\"
n = 24

[[table]]
id = \"t\"
file = \"table.csv\"

[outcome]
label = \"Survival\"
events = 8
n = \"all\"
";

/// A study with some published series.
fn study(series: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "Variable,Survivors (n = 8),Died (n = 16),P\nMale,7 (87.5),12 (75.0),0.631\n";
    std::fs::write(folder.path().join("table.csv"), table).expect("a file");
    std::fs::write(folder.path().join("study.toml"), format!("{STUDY}{series}")).expect("a file");
    folder
}

fn results(folder: &Path, options: &[&str]) -> Value {
    let run = program()
        .arg("reproduce")
        .arg(folder)
        .args(["--out", "-", "--format", "json"])
        .args(options)
        .assert()
        .success();
    serde_json::from_slice(&run.get_output().stdout).expect("JSON")
}

fn close(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((found / expected - 1.0).abs() < 1e-10, "{found} v {expected}");
}

const SERIES: &str = "
[[literature]]
label = \"A\"
events = 183
n = 607

[[literature]]
label = \"B\"
rate = 27.7
n = 325

[[literature]]
label = \"C\"
events = 30
n = 107

[[literature]]
label = \"D\"
events = 3
n = 20

[[literature]]
label = \"E\"
rate = [41, 45]
";

#[test]
fn series_are_compared_and_not_pooled_unless_asked() {
    let folder = study(SERIES);
    let found = results(folder.path(), &[]);
    let literature = &found["literature"];
    assert!(literature["pooled"].is_null());
    // R 4.2.2: fisher.test(matrix(c(183, 424, 8, 16), 2)), binom.test(8, 24, 0.41).
    close(&literature["series"][0]["tests"][0]["p"], 0.821_125_789_816_132_4);
    close(&literature["series"][4]["tests"][0]["p"], 0.536_341_624_826_29);
    // 90 of 325 is the only count that prints as 27.7 %.
    assert_eq!(literature["series"][1]["share"]["events"], 90);
    let pooled = &results(folder.path(), &["--pool"])["literature"]["pooled"];
    assert_eq!(pooled["left_out"], serde_json::json!(["E"]));
    // metafor 3.8-1, rma of the logits of c(183, 90, 30, 3) of c(607, 325, 107, 20), method = "DL": -0.896774894065721,
    // test = "adhoc": -1.11279134112416 and -0.68075844700728, Q = 2.50208819781656.
    let expit = |x: f64| 1.0 / (1.0 + (-x).exp());
    close(&pooled["estimate"]["proportion"], expit(-0.896_774_894_065_721_2));
    close(&pooled["estimate"]["hartung_knapp"][0], expit(-1.112_791_341_124_161_7));
    close(&pooled["estimate"]["hartung_knapp"][1], expit(-0.680_758_447_007_280_7));
    close(&pooled["estimate"]["prediction"][0], expit(-1.188_828_134_387_059_7));
    close(&pooled["heterogeneity"]["q"], 2.502_088_197_816_262_6);
    assert_eq!(pooled["heterogeneity"]["i_squared"], 0.0);
    let asked = study(&format!("{SERIES}\n"));
    let text = std::fs::read_to_string(asked.path().join("study.toml")).expect("a text");
    std::fs::write(asked.path().join("study.toml"), format!("pool_literature = \"random-effects\"\n{text}"))
        .expect("a file");
    assert_eq!(&results(asked.path(), &[])["literature"]["pooled"], pooled);
}

#[test]
fn the_report_shows_them_in_every_format_and_verifies() {
    let folder = study(SERIES);
    let out = folder.path().join("out");
    program().arg("reproduce").arg(folder.path()).args(["--pool", "--quiet", "--out"]).arg(&out).assert().success();
    let read = |name: &str| std::fs::read_to_string(out.join(name)).expect(name);
    for name in ["report.html", "report.md", "report.tex"] {
        let text = read(name);
        assert!(text.contains("Beside published series") && text.contains("183/607"), "{name}");
        assert!(text.contains("DerSimonian") && text.contains("0.536; 0.307"), "{name}");
    }
    assert!(
        read("results.csv").lines().any(|line| line.starts_with("literature,,Survival,,,A,fisher,,p,0.82112578981"))
    );
    assert!(read("figures/published_series.svg").contains("Prediction interval"));
    assert!(out.join("figures/published_series.png").is_file());
    program().arg("verify").arg(&out).arg("--input").arg(folder.path()).assert().success();
}

#[test]
fn without_series_nothing_is_said_of_them() {
    let folder = study(SERIES);
    std::fs::write(folder.path().join("study.toml"), "[[table]]\nid = \"t\"\nfile = \"table.csv\"\n").expect("a file");
    assert!(results(folder.path(), &[]).get("literature").is_none());
    let mut command = program();
    let run =
        command.arg("reproduce").arg(folder.path()).args(["--pool", "--out", "-", "--format", "md"]).assert().code(2);
    let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(message.contains("no published series") && message.contains("[[literature]]"), "{message}");
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    for (series, words) in [
        ("\n[[literature]]\nlabel = \"A\"\nevents = 9\nn = 8\n", ["row 17", "9 of 8", "events not above n"]),
        ("\n[[literature]]\nlabel = \"A\"\nrate = 130\n", ["row 17", "found: 130", "from 0 to 100"]),
        ("\n[[literature]]\nlabel = \"A\"\nrate = 30\nsize = 4\n", ["row 18", "size", "docs/study-folder.md"]),
        ("\n[[literature]]\nlabel = \"A\"\nrate = 33.4\nn = 24\n", ["row 17", "33.4 % of 24", "8, 33.3333 %"]),
    ] {
        let folder = study(series);
        let out = folder.path().join("out");
        let run = program().arg("reproduce").arg(folder.path()).arg("--out").arg(&out).assert().code(2);
        let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        for word in words.iter().chain(&["study.toml"]) {
            assert!(message.contains(word), "no “{word}” in: {message}");
        }
        assert!(!out.exists());
    }
}
