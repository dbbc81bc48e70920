//! Levels of categorical variables: from words, and from the value labels of a file.

use std::collections::BTreeMap;

use super::date;
use super::dictionary::{Level, Role, Variable};
use super::missing::{doubtful, mark};
use super::profile::Profile;
use crate::loaders::patients::{Code, Column};
use crate::study::VariableKind;

/// Pairs of words, the level without the property first.
const PAIRS: [&[&[&str]; 2]; 14] = [
    // One letter is not enough where it begins other words: O and N, S and N stay two texts, in this order too.
    &[
        &["no", "n", "nein", "non", "não", "nao", "nee", "nej", "nie", "ne", "нет", "hayır", "いいえ"],
        &["yes", "y", "ja", "j", "oui", "si", "sí", "sì", "sim", "tak", "ano", "да", "evet", "はい"],
    ],
    &[&["-", "--"], &["+", "++"]],
    &[&["unchecked"], &["checked"]],
    &[&["false", "f"], &["true", "t"]],
    &[&["absent"], &["present"]],
    &[&["negative", "neg", "-ve"], &["positive", "pos", "+ve"]],
    &[&["female", "f", "woman", "w", "frau", "weiblich"], &["male", "m", "man", "mann", "männlich"]],
    &[&["alive", "survived", "survivor"], &["dead", "died", "deceased", "non-survivor"]],
    &[&["normal"], &["abnormal"]],
    &[&["control"], &["case", "treated", "treatment", "intervention"]],
    &[&["否", "无"], &["是", "有"]],
    &[&["阴性"], &["阳性"]],
    &[&["女"], &["男"]],
    &[&["存活", "生存"], &["死亡"]],
];

/// Words in an order that everybody knows.
const SCALES: [&[&str]; 7] = [
    &["none", "minimal", "trace", "mild", "moderate", "severe", "very severe", "critical"],
    &["never", "rarely", "sometimes", "often", "always"],
    &["very low", "low", "medium", "mid", "normal", "high", "very high"],
    &["i", "ii", "iii", "iv", "v", "vi"],
    &["never", "former", "current"],
    &["normal", "overweight", "obese"],
    &["poor", "fair", "good", "very good", "excellent"],
];

/// Levels of text cells; their kind, and why.
pub(super) fn texts(variable: &mut Variable, mut cells: Vec<&str>) -> (Role, &'static str) {
    cells.sort_unstable();
    let kind = Role::Analysed;
    if let Some(levels) = pair(&cells) {
        if levels.iter().any(|level| level.codes.len() > 1) {
            variable.notes.push("spellings of one answer are read as one level".into());
        }
        variable.levels = levels;
        return (kind(VariableKind::Binary), "two answers");
    }
    let mut lower: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
    lower.sort_unstable();
    if let Some(twin) = lower.windows(2).find(|pair| pair.first() == pair.last()).and_then(<[String]>::first) {
        variable.notes.push(format!("levels differ only by capitals: “{twin}”"));
    }
    if let Some(only) = one_answer(&cells) {
        variable.notes.push("spellings of one answer are read as one level".into());
        variable.notes.push(format!("only “{}” occurs", only.label));
        variable.levels = vec![only];
        return (kind(VariableKind::Nominal), "one answer");
    }
    for cell in cells.iter().filter(|cell| cells.len() > 1 && doubtful(cell, &cells)) {
        variable.notes.push(format!("“{cell}” may mean missing and is kept as a level"));
    }
    let single = |cell: &&str| Level { label: cell.to_string(), codes: vec![Code::Text(cell.to_string())] };
    if cells.len() <= 2 {
        variable.levels = cells.iter().map(single).collect();
        if let [only] = cells.as_slice() {
            variable.notes.push(format!("only “{only}” occurs"));
        }
        return (kind(if cells.len() == 2 { VariableKind::Binary } else { VariableKind::Nominal }), "few texts");
    }
    if let Some(mangled) = cells.iter().find(|cell| date::mangled(cell)) {
        variable.notes.push(format!("“{mangled}” may be a band that a workbook turned into a date"));
    }
    if let Some(ordered) = scale(&cells) {
        variable.levels = ordered.iter().map(single).collect();
        return (kind(VariableKind::Ordinal), "words of a scale");
    }
    variable.levels = cells.iter().map(single).collect();
    (kind(VariableKind::Nominal), "few texts")
}

/// The level of several cells that are all spellings of one word of a pair: the same in other capitals, or its first
/// letter.
fn one_answer(cells: &[&str]) -> Option<Level> {
    let lower: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
    let longest = lower.iter().max_by_key(|cell| cell.len())?;
    let spelling = |cell: &String| cell == longest || (cell.chars().count() == 1 && longest.starts_with(cell.as_str()));
    let word =
        PAIRS.iter().flat_map(|pair| pair.iter()).any(|words| lower.iter().all(|cell| words.contains(&cell.as_str())));
    let label = cells.iter().max_by_key(|cell| cell.len())?.to_string();
    let codes = cells.iter().map(|cell| Code::Text(cell.to_string())).collect();
    (cells.len() > 1 && word && lower.iter().all(spelling)).then_some(Level { label, codes })
}

/// Whether a mark for missing values is a level: a minus beside a plus.
pub(super) fn minus(mark: &str, profile: &Profile) -> bool {
    let plus = || {
        profile
            .levels()
            .is_some_and(|levels| !levels.is_empty() && levels.keys().all(|cell| ["+", "++", "+++"].contains(cell)))
    };
    matches!(mark, "-" | "--") && plus()
}

/// The two levels of cells that are all words of one pair, in any capitals.
fn pair(cells: &[&str]) -> Option<Vec<Level>> {
    let fits = |words: &[&[&str]; 2], cell: &str| {
        let cell = cell.to_lowercase();
        words.iter().position(|words| words.contains(&cell.as_str()))
    };
    PAIRS.iter().find_map(|pair| {
        let mut codes: [Vec<&str>; 2] = [Vec::new(), Vec::new()];
        for cell in cells {
            codes.get_mut(fits(pair, cell)?)?.push(cell);
        }
        if codes.iter().any(Vec::is_empty) {
            return None;
        }
        let level = |cells: Vec<&str>| {
            // The longest spelling is the word itself.
            let label = cells.iter().max_by_key(|cell| cell.len()).copied().unwrap_or_default().to_string();
            Level { label, codes: cells.into_iter().map(|cell| Code::Text(cell.to_string())).collect() }
        };
        Some(codes.into_iter().map(level).collect())
    })
}

/// The cells in the order of a scale of words, or of numbers that begin them: `18-39`, `40-59`, `60+`; `stage II`.
fn scale<'a>(cells: &[&'a str]) -> Option<Vec<&'a str>> {
    for words in SCALES {
        let keyed: Option<BTreeMap<usize, &str>> = cells
            .iter()
            .map(|cell| {
                let lower = cell.to_lowercase().replace(['_', '-'], " ");
                let prefixes = ["stage ", "class ", "grade ", "nyha ", "killip "];
                let word = prefixes.iter().find_map(|prefix| lower.strip_prefix(prefix)).unwrap_or(&lower);
                words.iter().position(|known| known == &word).map(|position| (position, *cell))
            })
            .collect();
        if let Some(keyed) = keyed.filter(|keyed| keyed.len() == cells.len()) {
            return Some(keyed.into_values().collect());
        }
    }
    bands(cells)
}

/// Cells that begin with a number, every number once: bands of age, dose or time, also as the intervals `(19,39]` of R;
/// plain numbers before a last `3+` too.
fn bands<'a>(cells: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut keyed = Vec::new();
    for cell in cells {
        let below = cell.starts_with(['<', '≤']) || cell.starts_with("(-Inf") || cell.starts_with("[-Inf");
        let begin = cell.trim_start_matches("(-Inf,").trim_start_matches("[-Inf,");
        let begin = begin.trim_start_matches(['<', '>', '≥', '≤', '=', ' ', '(', '[']);
        let digits: String = begin.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let number: f64 = digits.parse().ok()?;
        keyed.push((number, !below, *cell));
    }
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let distinct = keyed.windows(2).all(|pair| match pair {
        [a, b] => (a.0, a.1) != (b.0, b.1),
        _ => true,
    });
    let interval = |cell: &str| cell.starts_with(['(', '[']) && cell.contains(',') && cell.ends_with([')', ']']);
    let marked = |cell: &&str| cell.contains(['-', '–', '<', '>', '≥', '≤', '+']) || interval(cell);
    let plain = |cell: &&str| cell.bytes().all(|byte| byte.is_ascii_digit());
    let last = keyed.last().is_some_and(|(.., cell)| cell.ends_with('+') || cell.starts_with(['>', '≥']));
    let banded = cells.iter().all(marked) || (last && cells.iter().all(|cell| marked(cell) || plain(cell)));
    (distinct && banded).then(|| keyed.into_iter().map(|(.., cell)| cell).collect())
}

/// The different cells that occur and are not missing, as levels: numbers by size, texts by their letters. None when
/// there are too many.
pub(super) fn occurring(variable: &Variable, profile: &Profile) -> Vec<Level> {
    let level = |code: Code| Level { label: code.to_string(), codes: vec![code] };
    let mut codes: Vec<Code> = if profile.texts == 0 && profile.leading_zero.is_none() {
        let values = profile.values.iter().flatten();
        values.map(|(bits, _)| Code::Number(f64::from_bits(*bits))).collect()
    } else {
        profile.levels().into_iter().flatten().map(|(text, _)| Code::Text(text.to_string())).collect()
    };
    codes.extend(profile.marks.keys().cloned().map(Code::Text));
    codes.retain(|code| !variable.missing.contains(code));
    codes.sort_by(Code::order);
    codes.into_iter().map(level).collect()
}

/// Reads as missing what a label of the file calls so, where labels make no levels.
pub(super) fn missing_by_label(variable: &mut Variable, column: &Column, profile: &Profile) {
    let occurs = |code: &Code| match (code, &profile.values) {
        (Code::Number(number), Some(values)) => values.contains_key(&(number + 0.0).to_bits()),
        _ => true,
    };
    for (code, label) in column.value_labels.iter().filter(|(code, label)| mark(label) && occurs(code)) {
        if !variable.missing.contains(code) {
            variable.missing.push(code.clone());
            variable.notes.push(format!("read as missing by its label: {code} = {label}"));
        }
    }
}

/// Levels by the value labels of the file, when they cover what occurs.
pub(super) fn labelled(variable: &mut Variable, column: &Column, profile: &Profile) -> Option<(Role, &'static str)> {
    if column.value_labels.is_empty() {
        return None;
    }
    let numbers: Option<Vec<f64>> =
        profile.values.as_ref().map(|values| values.keys().map(|bits| f64::from_bits(*bits)).collect());
    let texts: Option<Vec<&str>> = profile.levels().map(|levels| levels.into_keys().collect());
    let has = |code: &Code| column.value_labels.iter().any(|(labelled, _)| labelled == code);
    let of_texts = column.value_labels.iter().all(|(code, _)| matches!(code, Code::Text(_)));
    let mut unlabelled: Vec<Code> = if profile.texts > 0 || of_texts {
        texts?.into_iter().map(|text| Code::Text(text.to_string())).filter(|code| !has(code)).collect()
    } else {
        numbers?.into_iter().map(Code::Number).filter(|code| !has(code)).collect()
    };
    let scale = column.measure.as_deref() == Some("scale");
    if !unlabelled.is_empty() {
        // Labels of the two ends of a measurement, or of a few special values, make no levels.
        if scale || unlabelled.len() * 2 > column.value_labels.len() {
            let named: Vec<String> =
                column.value_labels.iter().take(6).map(|(code, label)| format!("{code} = {label}")).collect();
            variable.notes.push(format!("the file labels only some values: {}", named.join(", ")));
            return None;
        }
        unlabelled.sort_by(Code::order);
        let named: Vec<String> = unlabelled.iter().map(Code::to_string).collect();
        variable.notes.push(format!("values without a label: {}", named.join(", ")));
    }
    let mut levels: Vec<Level> = Vec::new();
    for (code, label) in &column.value_labels {
        if mark(label) && !variable.missing.contains(code) {
            variable.missing.push(code.clone());
            variable.notes.push(format!("read as missing by its label: {code} = {label}"));
        }
        if variable.missing.contains(code) {
            continue;
        }
        match levels.iter_mut().find(|level| level.label == *label) {
            Some(level) => level.codes.push(code.clone()),
            None => levels.push(Level { label: label.clone(), codes: vec![code.clone()] }),
        }
    }
    levels.extend(unlabelled.into_iter().map(|code| Level { label: code.to_string(), codes: vec![code] }));
    let kind = match (levels.len(), column.measure.as_deref()) {
        (2, _) => VariableKind::Binary,
        (_, Some("ordinal")) => VariableKind::Ordinal,
        _ => VariableKind::Nominal,
    };
    variable.levels = levels;
    Some((Role::Analysed(kind), "the file labels its values"))
}
