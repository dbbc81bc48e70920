//! Row labels: name, unit, the kind of summary that they announce, and the levels that they name.

use super::mark::without_marks;
use super::number::plain;
use crate::reproduction::comparison::Kind;

/// A row label, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// Label as printed, trimmed.
    pub text: String,
    /// Name without unit, notation hints and footnote marks.
    pub name: String,
    /// Unit.
    pub unit: Option<String>,
    /// Kind of summary that the label announces. `MedianIqr` stands for medians of any notation.
    pub hint: Option<Kind>,
    /// Levels that the label names: `Gender (male/female)`.
    pub levels: Vec<String>,
    /// Columns of white space, bullets or dashes before the label.
    pub indent: usize,
}

/// Beginnings of units, which tell `mmol/L` from `male/female`.
const UNIT_PARTS: [&str; 40] = [
    "mmol", "μmol", "µmol", "umol", "nmol", "pmol", "mol", "mg", "μg", "µg", "ug", "ng", "pg", "g", "kg", "ml", "dl",
    "l", "u", "iu", "miu", "kiu", "beats", "min", "h", "s", "cm", "mm", "m", "mmhg", "kpa", "ms", "meq", "cells",
    "×10", "x10", "10", "no.", "kcal", "%",
];

/// Takes a label apart.
pub fn parse_label(text: &str) -> Label {
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c == '•' || c == '◦');
    let mut indent = text.chars().count() - trimmed.chars().count();
    let mut body = trimmed.trim_end();
    for bullet in ["- ", "– ", "— ", "· "] {
        if let Some(rest) = body.strip_prefix(bullet) {
            indent += 2;
            body = rest;
        }
    }
    let printed = body.trim_matches('*').trim();
    let mut label = Label { text: printed.to_string(), indent, ..Label::default() };
    let mut name = without_marks(&without_emphasis(printed)).trim().trim_end_matches([':', ',']).to_string();
    // `Cardiac disease, n (%)`: the hint has a bracket of its own.
    if let Some((before, after)) = name.clone().rsplit_once([',', ';'])
        && let Some(kind) = kind_hint(after)
    {
        label.hint = Some(kind);
        name = before.trim().to_string();
    }
    // Parts in brackets from the right, then parts behind commas.
    while let Some((before, inside)) = last_bracket(&name) {
        if !take(&mut label, &inside) {
            break;
        }
        name = before.trim().trim_end_matches([',', ';', ':']).trim().to_string();
    }
    while let Some((before, after)) = name.rsplit_once([',', ';']) {
        let after = after.trim();
        if kind_hint(after).is_none() && !looks_like_unit(after) {
            break;
        }
        take(&mut label, after);
        name = before.trim().to_string();
    }
    for prefix in ["mean ", "median "] {
        if label.hint.is_none() && name.to_lowercase().starts_with(prefix) {
            label.hint = Some(if prefix == "mean " { Kind::MeanSd } else { Kind::MedianIqr });
        }
    }
    if name.contains(" = ") && label.unit.as_deref() == Some("%") {
        // `sex = M (%)` of R's tableone.
        label.unit = None;
        label.hint = Some(Kind::Count);
    }
    if label.levels.is_empty() {
        label.levels = levels_at_end(&name);
    }
    label.name = if name.is_empty() { printed.to_string() } else { name };
    label
}

/// Takes a part of a label: kind hint, levels or unit. False for anything else, which stays in the name.
fn take(label: &mut Label, part: &str) -> bool {
    let part = part.trim();
    if let Some(kind) = kind_hint(part) {
        label.hint = Some(kind);
        return true;
    }
    let levels: Vec<&str> = part.split('/').map(str::trim).collect();
    if label.levels.is_empty() && is_level_pair(&levels) {
        label.levels = levels.into_iter().map(str::to_string).collect();
        return true;
    }
    let words = levels.iter().all(|level| !level.is_empty() && level.chars().all(|c| c.is_alphabetic() || c == ' '));
    if levels.len() >= 2 && words && !looks_like_unit(part) && label.levels.is_empty() {
        label.levels = levels.into_iter().map(str::to_string).collect();
        return true;
    }
    if label.unit.is_none() && (looks_like_unit(part) || !part.contains(' ')) && !part.is_empty() {
        label.unit = Some(part.to_string());
        return true;
    }
    false
}

/// Two words that are the two levels of one thing, though one of them may look like a unit (`M/F`).
fn is_level_pair(levels: &[&str]) -> bool {
    const PAIRS: [(&str, &str); 12] = [
        ("male", "female"),
        ("males", "females"),
        ("m", "f"),
        ("m", "w"),
        ("men", "women"),
        ("boys", "girls"),
        ("yes", "no"),
        ("positive", "negative"),
        ("present", "absent"),
        ("left", "right"),
        ("alive", "dead"),
        ("男", "女"),
    ];
    let [first, second] = levels else { return false };
    let (first, second) = (first.to_lowercase(), second.to_lowercase());
    PAIRS.iter().any(|&(a, b)| (first == a && second == b) || (first == b && second == a))
}

/// Levels at the end of a name without brackets: `Sex: male/female`, `Male/female`.
fn levels_at_end(name: &str) -> Vec<String> {
    let Some((before, last)) = name.rsplit_once('/') else { return Vec::new() };
    let first = before.trim_end().rsplit([' ', ',', ':', '(']).next().unwrap_or_default();
    let levels = [first, last.trim()];
    if is_level_pair(&levels) { levels.map(str::to_string).to_vec() } else { Vec::new() }
}

/// The kind of summary that words announce.
fn kind_hint(text: &str) -> Option<Kind> {
    let text = plain(text).to_lowercase();
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    if squeezed.contains("median") || squeezed.contains("iqr") || squeezed.contains("interquartile") {
        let range = squeezed.contains("range") && !squeezed.contains("quartile");
        return Some(if range { Kind::MedianRange } else { Kind::MedianIqr });
    }
    if ["range", "min-max", "min,max", "minimum-maximum"].contains(&squeezed.as_str()) {
        return Some(Kind::MedianRange);
    }
    let error = ["sem", "(se)", "±se", "standarderror", "[se]"].iter().any(|word| squeezed.contains(word));
    if error {
        return Some(Kind::MeanSe);
    }
    if [
        "mean±sd",
        "mean(sd)",
        "mean(±sd)",
        "mean[sd]",
        "±sd",
        "±s",
        "x±s",
        "mean±s",
        "mean(standarddeviation)",
        "means±sd",
        "mean,sd",
    ]
    .iter()
    .any(|word| squeezed.contains(word))
        || squeezed == "mean"
    {
        return Some(Kind::MeanSd);
    }
    if ["n(%)", "no(%)", "n,%", "no,%", "n%", "number(%)", "count(%)", "n/n(%)", "n/total(%)", "no/total(%)", "n/n"]
        .iter()
        .any(|word| squeezed == *word || squeezed.ends_with(word))
        || ["n", "no", "number"].contains(&squeezed.as_str())
    {
        return Some(Kind::Count);
    }
    None
}

fn looks_like_unit(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let first = lower.split(['/', ' ', '·', '^']).next().unwrap_or_default();
    const WORDS: [&str; 22] = [
        "years", "year", "yr", "yrs", "days", "day", "hours", "hour", "hrs", "minutes", "months", "weeks", "seconds",
        "sec", "bpm", "points", "mmhg", "kg", "cm", "°c", "y", "d",
    ];
    WORDS.contains(&lower.as_str())
        || WORDS.contains(&first)
        || UNIT_PARTS.contains(&first)
        || lower.starts_with("×10")
        || lower.starts_with("10^")
}

/// The text before the last bracket that ends the label, and what it holds.
fn last_bracket(text: &str) -> Option<(String, String)> {
    let text = text.trim_end();
    let close = text.chars().last().filter(|c| *c == ')' || *c == ']')?;
    let open = if close == ')' { '(' } else { '[' };
    let mut depth = 0;
    for (i, c) in text.char_indices().rev() {
        if c == close {
            depth += 1;
        } else if c == open {
            depth -= 1;
            if depth == 0 {
                return Some((text[..i].to_string(), text[i + 1..text.len() - 1].to_string()));
            }
        }
    }
    None
}

/// Text without Markdown emphasis.
fn without_emphasis(text: &str) -> String {
    text.replace("**", "").replace("__", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Option<String>, Option<Kind>, usize) {
        let label = parse_label(text);
        (label.name, label.unit, label.hint, label.levels.len())
    }

    #[test]
    fn labels_as_journals_print_them() {
        let case =
            |name: &str, unit: Option<&str>, hint, levels| (name.to_string(), unit.map(str::to_string), hint, levels);
        assert_eq!(parts("Age (years)"), case("Age", Some("years"), None, 0));
        assert_eq!(parts("Age, years"), case("Age", Some("years"), None, 0));
        assert_eq!(parts("Gender (male/female)"), case("Gender", None, None, 2));
        assert_eq!(parts("Initiation flow (ml/min/kg)"), case("Initiation flow", Some("ml/min/kg"), None, 0));
        assert_eq!(parts("Cardiac disease, n (%)"), case("Cardiac disease", None, Some(Kind::Count), 0));
        assert_eq!(parts("Age (mean (SD))"), case("Age", None, Some(Kind::MeanSd), 0));
        assert_eq!(parts("Lactate (mmol/L), median [IQR]"), case("Lactate", Some("mmol/L"), Some(Kind::MedianIqr), 0));
        assert_eq!(parts("EF (%)"), case("EF", Some("%"), None, 0));
        assert_eq!(parts("sex = M (%)"), case("sex = M", None, Some(Kind::Count), 0));
        assert_eq!(parts("Survival, median (range)"), case("Survival", None, Some(Kind::MedianRange), 0));
        assert_eq!(parts("Score (range)"), case("Score", None, Some(Kind::MedianRange), 0));
        assert_eq!(parse_label("Sex (M/F)").levels, ["M", "F"]);
        assert_eq!(parse_label("Sex: male/female").levels, ["male", "female"]);
        assert_eq!(parse_label("   ICU").indent, 3);
    }
}
