//! What a report rests on: the program, and the works that its methods come from.

use crate::analysis::adjust::Adjustment;
use crate::analysis::survival::RankWeights;
use crate::analysis::{bibliography, method};
use crate::results::comparison::{Comparison, Description, VariableResult};
use crate::results::model::Model;
use crate::results::survival::Survival;

/// Works on which a recomputation of printed tables rests, by their keys in the bibliography.
pub static REPRODUCTION: [&str; 9] = [
    "fisher1935",
    "freeman1951",
    "mehta1983",
    "yates1934",
    "campbell2007",
    "welch1947",
    "newcombe1998",
    "brown2017",
    "nuijten2016",
];

/// Works on which an audit rests.
pub static AUDIT: [&str; 4] = ["clopper1934", "wilson1927", "armitage1955", "kaplan1958"];

/// Works on which a comparison rests: the rule of quartiles and, where the table shows them, tests with the rules that
/// chose them, the adjustment and standardised differences. Each once, in the order of mention.
pub fn of_comparison(results: &Comparison, tests: bool, differences: bool) -> Vec<&'static str> {
    let mut keys = if results.variables.iter().any(|variable| variable.description != Description::Counts) {
        vec!["hyndman1996"]
    } else {
        Vec::new()
    };
    if tests {
        let primary = |variable: &VariableResult| {
            let test = variable.tests.iter().find(|test| test.primary && test.p.is_some())?;
            method(test.method).map(|method| method.citation)
        };
        keys.extend(results.variables.iter().filter_map(primary));
        let across = results.across_strata.iter().filter(|across| across.test.p.is_some());
        keys.extend(across.filter_map(|across| method(across.test.method)).map(|method| method.citation));
        for variable in &results.variables {
            keys.extend(bibliography::mentioned(&variable.decision.rule));
            keys.extend(bibliography::mentioned(&variable.decision.because));
        }
        keys.extend(results.adjustment.and_then(adjustment));
    }
    if differences {
        keys.push("yang2012");
    }
    once(keys)
}

/// Works on which a survival analysis rests: curves or cumulative incidence, the test of the groups, Cox models.
pub fn of_survival(results: &Survival) -> Vec<&'static str> {
    let mut keys = if results.incidence.is_empty() { vec!["kaplan1958", "brookmeyer1982"] } else { vec!["aalen1978"] };
    let tested = results.tests.iter().filter(|test| test.test.primary && test.test.p.is_some());
    keys.extend(tested.filter_map(|test| curve_test(test.test.method)));
    if results.model.is_some() || results.group_model.is_some() {
        keys.extend(["cox1972", "grambsch1994"]);
    }
    if results.model.as_ref().or(results.group_model.as_ref()).is_some_and(|model| model.ties == "efron") {
        keys.push("efron1977");
    }
    if results.exposure.is_some() {
        keys.extend(["mantel1974", "anderson1983"]);
    }
    once(keys)
}

/// Works on which logistic models rest: the fit, prediction, and the choice of covariates.
pub fn of_model(results: &Model) -> Vec<&'static str> {
    let mut keys = match results.method {
        "ml" => Vec::new(),
        "firth" => vec!["firth1993"],
        _ => vec!["albert1984", "firth1993", "heinze2002"],
    };
    if results.interval != "wald" {
        keys.push("venzon1988");
    }
    if results.prediction.is_some() {
        keys.push("delong1988");
    }
    if results.prediction.as_ref().is_some_and(|prediction| prediction.optimism.is_some()) {
        keys.push("harrell1996");
    }
    keys.extend(["peduzzi1996", "riley2019", "sun1996", "heinze2017", "heinze2018"]);
    keys
}

/// The work of a test of curves, by its identifier.
fn curve_test(id: &str) -> Option<&'static str> {
    match id {
        "log_rank" => Some(RankWeights::LogRank.citation()),
        "gehan" => Some(RankWeights::GehanBreslow.citation()),
        "tarone_ware" => Some(RankWeights::TaroneWare.citation()),
        "peto" => Some(RankWeights::PetoPeto.citation()),
        "gray" => Some("gray1988"),
        _ => None,
    }
}

/// Each key once, in the order of mention.
pub fn once(keys: impl IntoIterator<Item = &'static str>) -> Vec<&'static str> {
    let mut once = Vec::new();
    for key in keys {
        if !once.contains(&key) {
            once.push(key);
        }
    }
    once
}

/// The work of an adjustment for several tests, by its identifier.
pub fn adjustment(id: &str) -> Option<&'static str> {
    use Adjustment::{BenjaminiHochberg, BenjaminiYekutieli, Bonferroni, Hochberg, Holm};
    let all = [Bonferroni, Holm, Hochberg, BenjaminiHochberg, BenjaminiYekutieli];
    all.into_iter().find(|adjustment| adjustment.id() == id).map(Adjustment::citation)
}

/// References for readers, each with its number in brackets.
pub fn list(keys: &[&str]) -> Vec<String> {
    let text = |(i, key): (usize, &&str)| Some(format!("[{}] {}", i + 1, bibliography::reference(key)?));
    keys.iter().enumerate().filter_map(text).collect()
}

/// The program as an entry of BibTeX.
pub fn software_bibtex() -> String {
    format!(
        "@misc{{retrocohort,\n  author = {{{{The retrocohort authors}}}},\n  title = {{retrocohort: statistics of retrospective cohorts}},\n  note = {{Computer software, version {}}}\n}}\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// The program as a citation file (CFF 1.2.0), with the works of a report as its references.
pub fn software_cff(keys: &[&str]) -> String {
    let mut text = include_str!("../../CITATION.cff").trim_end().to_string() + "\n";
    let entries: Vec<String> = keys.iter().filter_map(|key| cff(key)).collect();
    if !entries.is_empty() {
        text.push_str(&format!("references:\n{}", entries.concat()));
    }
    text
}

/// The program in a line of text.
pub fn software_text() -> String {
    format!(
        "The retrocohort authors. retrocohort: statistics of retrospective cohorts. Version {}.",
        env!("CARGO_PKG_VERSION")
    )
}

/// The program and these works as BibTeX.
pub fn bibtex(keys: &[&str]) -> String {
    let works = keys.iter().filter_map(|key| bibliography::bibtex(key)).map(|entry| format!("\n{entry}\n"));
    software_bibtex() + &works.collect::<String>()
}

/// A work as a reference of a citation file.
fn cff(key: &str) -> Option<String> {
    let work = bibliography::work(key)?;
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let kind = if work.kind == "article" {
        "article"
    } else if work.kind == "book" {
        "book"
    } else {
        "generic"
    };
    let mut text = format!("  - type: {kind}\n    title: {}\n    authors:\n", quoted(&work.field("title")?));
    for author in work.field("author")?.split(" and ") {
        match author.split_once(", ") {
            Some((family, given)) => {
                text.push_str(&format!(
                    "      - family-names: {}\n        given-names: {}\n",
                    quoted(family),
                    quoted(given)
                ));
            }
            None => text.push_str(&format!("      - name: {}\n", quoted(author))),
        }
    }
    for (field, name) in [("journal", "journal"), ("volume", "volume"), ("year", "year"), ("doi", "doi")] {
        if let Some(value) = work.field(field) {
            let plain = field == "year" && value.chars().all(|digit| digit.is_ascii_digit());
            text.push_str(&format!("    {name}: {}\n", if plain { value } else { quoted(&value) }));
        }
    }
    if let Some((start, end)) = work.field("pages").as_deref().and_then(|pages| pages.split_once('-').map(owned)) {
        text.push_str(&format!("    start: {}\n    end: {}\n", quoted(&start), quoted(&end)));
    }
    Some(text)
}

fn owned((a, b): (&str, &str)) -> (String, String) {
    (a.to_string(), b.to_string())
}
