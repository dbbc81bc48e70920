//! The bibliography: every entry can be found in a library, and every source that is cited is listed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Fields of every entry, by key.
fn entries() -> BTreeMap<String, BTreeMap<String, String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/refs.bib");
    let text = std::fs::read_to_string(path).expect("the bibliography");
    let mut all = BTreeMap::new();
    for entry in text.split("\n@").map(|entry| entry.trim_start_matches('@')) {
        let (head, body) = entry.split_once(",\n").expect("a key and fields");
        let key = head.split_once('{').expect("a kind and a key").1;
        let mut fields = BTreeMap::new();
        let mut rest = body;
        while let Some((name, value)) = rest.split_once('=') {
            let (value, after) = braced(value.trim_start());
            fields.insert(name.trim_matches([',', ' ', '\n']).to_string(), value.to_string());
            rest = after;
        }
        assert!(all.insert(key.to_string(), fields).is_none(), "{key} is listed twice");
    }
    all
}

/// What stands between the first brace and its partner, and what follows.
fn braced(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 {
            return (text.get(1..at).expect("a value in braces"), &text[at + 1..]);
        }
    }
    panic!("a brace without partner: {text}")
}

#[test]
fn every_entry_can_be_found() {
    for (key, fields) in entries() {
        for name in ["author", "title", "year"] {
            assert!(fields.get(name).is_some_and(|value| value.len() > 3), "{key} has no {name}");
        }
        assert!(
            fields.contains_key("journal") || fields.contains_key("publisher"),
            "{key} has no journal or publisher"
        );
        let year: u32 = fields["year"].parse().expect("a year");
        assert!(key.ends_with(&year.to_string()), "{key} is of {year}");
        let author: String = fields["author"].chars().filter(char::is_ascii_alphabetic).collect();
        let name = key.trim_end_matches(|c: char| c.is_ascii_digit());
        assert!(author.to_lowercase().starts_with(name), "{key} is by {}", fields["author"]);
        if let Some(doi) = fields.get("doi") {
            assert!(doi.starts_with("10.") && doi.contains('/') && !doi.contains(' '), "{key}: {doi}");
        }
    }
}

/// Words of the form of a key, a name and a year: `welch1951`.
fn keys(text: &str) -> BTreeSet<String> {
    let is_key = |word: &&str| {
        let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let year = &word[name.len()..];
        name.len() >= 3
            && name.chars().all(|c| c.is_ascii_lowercase())
            && year.len() == 4
            && ["18", "19", "20"].iter().any(|century| year.starts_with(century))
    };
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_key).map(String::from).collect()
}

#[test]
fn every_source_that_is_cited_is_listed() {
    let listed = entries();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("docs"), root.join("README.md")];
    let mut cited = 0;
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("a file").path()));
            continue;
        }
        if !path.extension().is_some_and(|extension| extension == "rs" || extension == "md") {
            continue;
        }
        for key in keys(&std::fs::read_to_string(&path).expect("a text")) {
            assert!(listed.contains_key(&key), "{} cites {key}, which docs/refs.bib does not list", path.display());
            cited += 1;
        }
    }
    assert!(cited > 30, "citations are found: {cited}");
}
