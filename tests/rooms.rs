//! The rooms of the house look only where they may (docs/architecture.md).

use std::path::{Path, PathBuf};

/// Room, and the rooms it may look at beside itself.
const ROOMS: [(&str, &[&str]); 14] = [
    ("study", &["error"]),
    ("summary", &["study", "error"]),
    ("loaders", &["study", "error"]),
    ("cohort", &["study", "loaders", "error"]),
    ("engine", &["study", "summary", "loaders", "cohort", "error"]),
    ("audit", &["study", "summary", "loaders", "cohort", "analysis", "literature", "results", "error"]),
    ("analysis", &["study", "summary", "error"]),
    ("results", &["study", "error"]),
    ("literature", &["study", "summary", "analysis", "results", "error"]),
    ("comparison", &["study", "summary", "analysis", "results", "error"]),
    ("survival", &["study", "summary", "engine", "analysis", "results", "error"]),
    ("model", &["analysis", "results", "error"]),
    ("reproduction", &["study", "summary", "analysis", "literature", "results", "error"]),
    ("report", &["results", "study", "error", "analysis"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Lines of code: no comments, and nothing below `#[cfg(test)]`.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).expect("a source file");
    let lines = text.lines().take_while(|line| !line.contains("#[cfg(test)]")).enumerate();
    lines.map(|(i, line)| (i + 1, line.split("//").next().unwrap_or_default().to_string())).collect()
}

fn src() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn rooms_look_only_where_they_may() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for (room, allowed) in ROOMS {
        let mut files = Vec::new();
        sources(&src().join(room), &mut files);
        for file in files {
            for (line, text) in code(&file) {
                for (_, rest) in text.match_indices("crate::").map(|(i, found)| (i, &text[i + found.len()..])) {
                    seen += 1;
                    let target: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    // `crate::Error` and `crate::Result` are the error room's.
                    let fine =
                        target == room || allowed.contains(&target.as_str()) || target.starts_with(char::is_uppercase);
                    if !fine {
                        faults.push(format!("{}:{line}: {}", file.display(), text.trim()));
                    }
                }
            }
        }
    }
    assert!(seen > 50, "hardly a path was found: does this test still read the sources?");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_rooms_touch_neither_threads_nor_files() {
    let forbidden = ["std::fs", "std::env::", "std::process", "std::thread", "std::net", "polars", "rayon"];
    let mut faults = Vec::new();
    let pure = [
        "study",
        "summary",
        "analysis",
        "literature",
        "comparison",
        "survival",
        "model",
        "reproduction",
        "report",
        "results",
    ];
    for room in pure {
        let mut files = Vec::new();
        sources(&src().join(room), &mut files);
        assert!(!files.is_empty(), "{room} is empty");
        for file in files {
            for (line, text) in code(&file) {
                let plotters = text.contains("plotters") && !file.components().any(|part| part.as_os_str() == "figure");
                if plotters || forbidden.iter().any(|word| text.contains(word)) {
                    faults.push(format!("{}:{line}: {}", file.display(), text.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_can_be_held_in_mind_and_nothing_is_left_open() {
    let mut files = Vec::new();
    sources(&src(), &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source file");
        assert!(text.lines().count() <= 420, "{} has {} lines", file.display(), text.lines().count());
        for word in ["todo!(", "unimplemented!(", "FIXME", "TODO"] {
            assert!(!text.contains(word), "{} holds {word}", file.display());
        }
        assert!(
            !text.to_lowercase().contains("anzhen")
                || file.ends_with("cli/demo.rs")
                || file.ends_with("cli/mod.rs")
                || file.ends_with("cli/reproduce.rs"),
            "{} knows a study",
            file.display()
        );
    }
}

#[test]
fn readme_and_ci_name_the_same_commands() {
    let read = |name: &str| std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name);
    let (readme, ci) = (read("README.md"), read(".ci/run"));
    for command in ["cargo run --release --no-default-features -- reproduce data/anzhen", "cargo test"] {
        assert!(readme.contains(&format!("```sh\n{command}\n```")), "README lacks {command}");
        assert!(ci.contains(command), ".ci/run lacks {command}");
    }
    assert!(read("CHANGELOG.md").contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
}
