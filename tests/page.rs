//! The page for every reader: headings, names, links, scopes and contrast. `.ci/page` asks a browser the rest.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use retrocohort::report::{FORMATS, Report};
use retrocohort::reproduction::{Options, reproduce};
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};

fn page_of(path: &Path) -> String {
    let study = retrocohort::loaders::load(path).expect("the study");
    let results = reproduce(&study, &Options::default()).expect("its results");
    let html = FORMATS.iter().find(|format| format.id == "html").expect("the format");
    let files = Report::reproduction(&results, &[html]).expect("the page").files(&[html]).expect("the page");
    String::from_utf8(files.into_iter().next().expect("a file").1).expect("text")
}

fn anzhen() -> String {
    page_of(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/anzhen"))
}

/// A table whose every text tries to break the page.
fn hostile() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a \"b\" <c> & d.csv");
    std::fs::write(
        &path,
        "<script>alert(1)</script>,\"A\"\" onload=\"\"x (n = 8)\",</td>B (n = 16),\n\
         \"\"\" id=\"\"main\",7 (57.5),12 (75.0),0.631\n&lt;b&gt;</table>,1 (12.5),2 (12.5),<i>\n,56.6 ± 10.7,64.5 ± 8.0,0.054\n",
    )
    .expect("a table");
    page_of(&path)
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_string()
}

fn pages() -> Vec<(&'static str, String)> {
    vec![("anzhen", anzhen()), ("hostile", hostile())]
}

#[test]
fn headings_are_in_order() {
    for (name, source) in pages() {
        let page = Html::parse_document(&source);
        let levels: Vec<u32> = all(&page, "h1, h2, h3, h4, h5, h6")
            .iter()
            .map(|heading| heading.value().name()[1..].parse().expect("a level"))
            .collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}");
        assert_eq!(levels.first(), Some(&1), "{name}");
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{name}: a heading of level {} follows level {}", pair[1], pair[0]);
        }
        assert!(all(&page, "h1, h2, h3").into_iter().all(|heading| !text(heading).is_empty()), "{name}");
    }
}

#[test]
fn every_link_and_every_name_has_its_target() {
    for (name, source) in pages() {
        let page = Html::parse_document(&source);
        let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.value().id()).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: an id stands twice");
        assert!(ids.iter().all(|id| !id.is_empty() && !id.contains(char::is_whitespace)), "{name}");
        let mut links = 0;
        for link in all(&page, "a[href]") {
            let href = link.value().attr("href").expect("a link");
            match href.strip_prefix('#') {
                Some(id) => assert!(unique.contains(id), "{name}: nothing at {href}"),
                None => assert!(href.starts_with("https://doi.org/"), "{name}: {href}"),
            }
            links += 1;
        }
        assert!(links > 5, "{name}");
        for named in all(&page, "[aria-labelledby]") {
            assert!(unique.contains(named.value().attr("aria-labelledby").expect("a name")), "{name}");
        }
    }
}

#[test]
fn tables_have_names_scopes_and_their_own_box() {
    for (name, source) in pages() {
        let page = Html::parse_document(&source);
        let tables = all(&page, "table");
        assert!(!tables.is_empty());
        for table in tables {
            let named = ["aria-labelledby", "aria-label"].iter().any(|name| table.value().attr(name).is_some());
            assert!(named, "{name}: a table without a name");
            let mut boxes = table.ancestors().filter_map(ElementRef::wrap);
            assert!(
                boxes.any(|element| element.value().attr("tabindex") == Some("0")),
                "{name}: a table without a box"
            );
        }
        for header in all(&page, "th") {
            assert!(matches!(header.value().attr("scope"), Some("col" | "row")), "{name}: {}", header.html());
            assert!(!text(header).is_empty(), "{name}: an empty header");
        }
        for marked in all(&page, ".marked") {
            let link = marked.select(&Selector::parse("a[href^='#finding-']").expect("a selector")).next();
            assert!(link.is_some(), "{name}: a mark that only colour tells");
        }
    }
}

#[test]
fn figures_are_told_in_words() {
    let source = anzhen();
    let page = Html::parse_document(&source);
    let figures = all(&page, "figure");
    assert_eq!(figures.len(), 5);
    for figure in figures {
        for part in ["svg[role=img] > title", "svg > desc", "figcaption"] {
            let found = figure.select(&Selector::parse(part).expect("a selector")).next();
            assert!(found.is_some_and(|element| text(element).len() > 10), "no {part}");
        }
    }
}

#[test]
fn nothing_is_fetched_and_nothing_runs_but_the_script_of_the_page() {
    for (name, source) in pages() {
        let page = Html::parse_document(&source);
        assert!(all(&page, "iframe, object, embed, link, img, [src], [onload], [onclick]").is_empty(), "{name}");
        let scripts = all(&page, "script");
        assert_eq!(scripts.len(), 1, "{name}");
        let script: String = scripts[0].text().collect();
        let hash: String = STANDARD.encode(Sha256::digest(&script));
        let policy = all(&page, "meta[http-equiv='Content-Security-Policy']")[0].value().attr("content");
        let expected = format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'");
        assert_eq!(policy, Some(expected.as_str()), "{name}");
        assert!(!script.contains("innerHTML") && !script.contains("fetch(") && !script.contains("eval("), "{name}");
        assert!(!source.contains("@import") && !source.contains("url("), "{name}");
    }
}

/// Relative luminance of `#rrggbb` (WCAG 2).
fn luminance(colour: &str) -> f64 {
    let channel = |i: usize| {
        let value = f64::from(u8::from_str_radix(&colour[i..i + 2], 16).expect("a colour")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[test]
fn contrast_suffices_in_light_dark_and_print() {
    let source = anzhen();
    let schemes: Vec<&str> = source.lines().filter(|line| line.starts_with(":root {")).collect();
    assert_eq!(schemes.len(), 3);
    let light = schemes[0];
    for scheme in schemes {
        let colour = |name: &str| {
            let find = |text: &str| {
                let (_, rest) = text.split_once(&format!("--{name}:"))?;
                let short = rest.split(';').next()?.trim();
                let digits = short.trim_start_matches('#');
                Some(match digits.len() {
                    3 => format!("#{}", digits.chars().flat_map(|c| [c, c]).collect::<String>()),
                    _ => short.to_string(),
                })
            };
            find(scheme).or_else(|| find(light)).expect("the colour")
        };
        for ground in ["paper", "tint"] {
            for ink in ["ink", "soft", "error", "warning", "note", "link"] {
                let (a, b) = (luminance(&colour(ink)), luminance(&colour(ground)));
                let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(ratio >= 4.5, "{ink} on {ground} is {ratio:.2} to 1 in {scheme}");
            }
        }
    }
}
