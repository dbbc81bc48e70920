//! Labels of every script are seen in pictures and PDF, and those that cannot be are named.

use assert_cmd::Command;
use retrocohort::report::figure::png;

/// What a text looks like.
fn drawn(text: &str) -> Vec<u8> {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40mm\" height=\"10mm\" viewBox=\"0 0 400 100\" \
         font-family=\"Liberation Sans\"><text x=\"10\" y=\"70\" font-size=\"60\">{text}</text></svg>"
    );
    png(&svg).expect("a picture")
}

#[test]
fn letters_are_no_boxes() {
    // Letters that the fonts lack all look alike.
    assert_eq!(drawn("\u{1f600}"), drawn("\u{1f601}"));
    for pair in ["年龄", "性別", "αβ", "жд", "őø", "≥±", "×−", "ひカ"] {
        let letters: Vec<Vec<u8>> = pair.chars().map(|letter| drawn(&letter.to_string())).collect();
        assert_ne!(letters[0], letters[1], "{pair}");
        assert!(letters.iter().all(|letter| *letter != drawn("\u{1f600}")), "{pair}");
    }
}

fn report(label: &str, format: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let table = format!("变量,生存 (n = 8),死亡 (n = 16),P\n{label},7 (87.5),12 (75.0),0.631\n");
    std::fs::write(folder.path().join("t.csv"), table).expect("a table");
    let mut command = Command::cargo_bin("retrocohort").expect("the program");
    command.current_dir(&folder).args(["reproduce", "t.csv", "--out", "out", "--quiet", "--format", format]);
    let output = command.output().expect("an answer");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    (folder, told)
}

#[test]
fn what_cannot_be_shown_is_named() {
    let (_folder, told) = report("男性", "pdf,png,figures-pdf");
    assert_eq!(told, "");
    for format in ["pdf", "png", "figures-pdf"] {
        let (_folder, told) = report("ذكر", format);
        assert!(told.starts_with("warning: ") && told.contains(": ذ ر ك\n"), "{format}: {told}");
    }
    let (_folder, told) = report("ذكر", "html,svg,md");
    assert_eq!(told, "");
}

/// A picture as PDF: its text can be read and searched, its fonts are embedded, its bytes are the same each time.
#[test]
fn a_picture_as_pdf_holds_its_fonts() {
    let read = || {
        let (folder, _) = report("男性", "figures-pdf");
        std::fs::read(folder.path().join("out/figures/effects.pdf")).expect("a picture")
    };
    let pdf = read();
    assert_eq!(pdf, read());
    let has = |text: &str| pdf.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(has("%PDF-") && has("/FontFile") && has("LiberationSans") && has("DroidSansFallback"));
}
