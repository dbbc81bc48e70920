//! What stands round the numbers of a cell: dashes, words for a missing value, footnote marks, units, words.

use super::number::plain_with_braces;
use super::unit::is_unit;

/// What the words inside a cell say about its numbers: `56.6 (SD 10.7)`, `median 24 (IQR 22-72)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellWord {
    /// SD
    Sd,
    /// SE or SEM
    Se,
    /// IQR, quartiles
    Iqr,
    /// range, min-max
    Range,
    /// A percentage printed as an inequality, `3 (<1)`: the number is a count.
    SmallPercent,
}

/// Words inside a cell that say what its numbers are; the numbers are in [`super::parse_cell`].
pub fn cell_word(text: &str) -> Option<CellWord> {
    let plain = plain_with_braces(text).to_ascii_lowercase();
    if plain.contains("(<") || plain.contains("( <") || plain.contains("(≤") {
        return Some(CellWord::SmallPercent);
    }
    let mut words = plain.split(|c: char| !c.is_alphabetic());
    words.find_map(|word| match word {
        "sd" => Some(CellWord::Sd),
        "se" | "sem" => Some(CellWord::Se),
        "iqr" | "quartiles" => Some(CellWord::Iqr),
        "range" | "min" => Some(CellWord::Range),
        _ => None,
    })
}

/// A dash, dots, or dashes where a count and its percentage would stand: `– (–)`.
pub(super) fn is_dash(text: &str) -> bool {
    let bare = text.replace(['(', ')', '[', ']', ' ', '%'], "");
    !bare.is_empty() && (bare.chars().all(|c| c == '-') || bare.chars().all(|c| c == '.' || c == '…' || c == '·'))
        // A percent sign alone is not a dash, a bracket alone neither.
        && text.starts_with(['-', '.', '…', '·', '('])
}

/// `NA`, `N/A`, `n.a.`, `ND`, `NaN (NaN)`, `not available` and their like.
pub(super) fn is_not_available(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "not available"
            | "not applicable"
            | "not reported"
            | "not recorded"
            | "not done"
            | "not determined"
            | "no data"
    ) {
        return true;
    }
    let mut any = false;
    let all = lower.split(['(', ')', '[', ']', ',', ' ', '%', '±']).filter(|part| !part.is_empty()).all(|part| {
        any = true;
        matches!(part, "na" | "n/a" | "n.a." | "n.a" | "nd" | "n.d." | "n/d" | "nan" | "nr" | "n.r." | "n/r" | "#n/a")
    });
    any && all
}

/// Takes footnote marks from the end: `*†‡§¶#‖`, raised characters, one letter that touches what it marks.
pub(super) fn strip_marks(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        let before = rest;
        if let Some(open) = rest.strip_suffix('}').and_then(|_| rest.rfind('{')) {
            rest = rest[..open].trim_end();
        }
        rest = rest.trim_end_matches(|c: char| is_mark(c)).trim_end();
        if rest.ends_with(',') && rest.len() < text.len() {
            rest = rest.trim_end_matches(',').trim_end();
        }
        let mut tail = rest.chars().rev();
        if let (Some(letter), Some(previous)) = (tail.next(), tail.next())
            && letter.is_ascii_lowercase()
            && (previous.is_ascii_digit() || matches!(previous, ')' | ']' | '%' | ',' | ' '))
        {
            rest = rest[..rest.len() - 1].trim_end();
        }
        if rest == before {
            return rest;
        }
    }
}

/// Text without footnote marks, and without superscript letters and digits.
pub(super) fn without_marks(text: &str) -> String {
    let superscript = |c: char| matches!(c, '\u{00B9}' | '\u{00B2}' | '\u{00B3}' | '\u{2070}'..='\u{207F}' | '\u{1D43}'..='\u{1D5B}' | '\u{02B0}'..='\u{02B8}');
    text.chars().filter(|c| !is_mark(*c) && !superscript(*c)).collect::<String>().trim().to_string()
}

/// Characters that journals use as footnote marks.
pub(super) fn is_mark(character: char) -> bool {
    matches!(
        character,
        '*' | '†'
            | '‡'
            | '§'
            | '¶'
            | '#'
            | '‖'
            | '∥'
            | '∗'
            | '＊'
            | '^'
            | '△'
            | '▲'
            | '◆'
            | '※'
            | '☆'
            | '★'
            | '$'
            | '&'
            | '¥'
            | '⁎'
    ) || character == '|'
}

/// Takes one unit or noun from the end where it stands apart from the number by a blank or follows it directly.
pub(super) fn strip_unit(text: &str) -> &str {
    let at = text.rfind(|c: char| c.is_ascii_digit() || matches!(c, ')' | ']' | '%')).map(|at| at + 1);
    let Some((number, unit)) = at.and_then(|at| text.split_at_checked(at)) else { return text };
    if is_unit(unit.trim()) || is_noun(unit.trim()) { number } else { text }
}

fn is_noun(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "pts"
            | "pts."
            | "patients"
            | "patient"
            | "cases"
            | "case"
            | "pt"
            | "subjects"
            | "persons"
            | "events"
            | "例"
            | "人"
    )
}

/// Takes words such as `median` and `IQR` from the start of a cell.
pub(super) fn strip_prefix_words(text: &str) -> &str {
    let mut rest = text;
    loop {
        let before = rest;
        // Not `n =`: alone in a cell that is the size of a group.
        for word in ["median", "Median", "mean", "Mean", "IQR", "iqr", "range", "Range"] {
            if let Some(after) = rest.strip_prefix(word) {
                rest = after.trim_start_matches([' ', ':', '=', ',']);
            }
        }
        if rest == before || rest.is_empty() {
            return rest;
        }
    }
}

/// Takes words such as `SD`, `IQR:`, `n =` from the start of what stands in a bracket.
pub(super) fn strip_inner_words(inner: &str) -> &str {
    let lower = inner.to_ascii_lowercase();
    for word in ["sd", "sem", "se", "iqr", "range", "q1-q3", "q1, q3", "min-max", "n"] {
        if lower.starts_with(word) {
            let after = &inner[word.len()..];
            let trimmed = after.trim_start_matches([' ', ':', '=', ',']);
            if trimmed.len() < after.len() && trimmed.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
            {
                return trimmed;
            }
        }
    }
    inner
}
