//! What one cell of a table prints.

use super::number::{NumberStyle, count_in_plain, number_in_plain, plain_with_braces};
use super::unit::is_unit;
use super::{Bracket, Notation};
use crate::reproduction::decimal::Decimal;

/// A cell that is in no known notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// Text as printed, trimmed.
    pub found: String,
    /// What would have been read.
    pub expected: &'static str,
}

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

const EXPECTED: &str = "a number, count (percent), count/total, mean ± SD, median (quartiles), a dash or NA";

/// Reads one cell. Never guesses: what is in no known notation is a [`CellError`]. Linear in the length of the text but
/// for cells with many commas, which are short or refused.
pub fn parse_cell(text: &str, style: NumberStyle) -> Result<Notation, CellError> {
    let refused = || CellError { found: text.trim().to_string(), expected: EXPECTED };
    if text.len() > 200 {
        return Err(refused());
    }
    let plain = plain_with_braces(text);
    if plain.is_empty() {
        return Ok(Notation::Empty);
    }
    if is_dash(&plain) {
        return Ok(Notation::Dash);
    }
    if is_not_available(&plain) {
        return Ok(Notation::NotAvailable);
    }
    if cell_word(text) == Some(CellWord::Se) {
        // A notation has no place for the word, and a standard error taken for a deviation would be a wrong number.
        return Err(refused());
    }
    let bare = strip_prefix_words(&plain);
    read(bare, style)
        .or_else(|| {
            let mut rest = bare;
            // Marks and units may follow each other: `0.5 mg/dL*`.
            for _ in 0..4 {
                let shorter = strip_unit(strip_marks(rest));
                if shorter == rest {
                    return None;
                }
                rest = shorter;
                if let Some(notation) = read(rest, style) {
                    return Some(notation);
                }
            }
            None
        })
        .ok_or_else(refused)
}

/// Words inside a cell that say what its numbers are; the numbers are in [`parse_cell`].
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

fn is_dash(text: &str) -> bool {
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
fn strip_unit(text: &str) -> &str {
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

fn strip_prefix_words(text: &str) -> &str {
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

/// A number with or without a percent sign.
#[derive(Clone, Copy)]
struct Figure {
    number: Decimal,
    percent: bool,
}

impl Figure {
    fn count(self) -> Option<u64> {
        if self.percent || self.number.decimals != 0 || self.number.negative {
            return None;
        }
        u64::try_from(self.number.digits).ok()
    }
}

fn figure(text: &str, style: NumberStyle) -> Option<Figure> {
    let text = text.trim();
    let (number, percent) = match text.strip_suffix('%') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    number_in_plain(number, style).map(|number| Figure { number, percent })
}

fn read(text: &str, style: NumberStyle) -> Option<Notation> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Some(single) = figure(text, style) {
        let Figure { number, percent } = single;
        return Some(if percent { Notation::Percent(number) } else { Notation::Number(number) });
    }
    if text.contains('±') {
        return plus_minus(text, style);
    }
    if let Some(slashed) = slashed(text, style) {
        return Some(slashed);
    }
    match text.find(['(', '[']) {
        Some(at) => {
            let (head, inner, bracket) = bracketed(text, at)?;
            with_bracket(head, inner, bracket, style)
        }
        None => without_bracket(text, style),
    }
}

/// Splits `head (inner)` where the bracket closes the cell and is the only one.
fn bracketed(text: &str, at: usize) -> Option<(&str, &str, Bracket)> {
    let (head, rest) = text.split_at(at);
    let (inner, bracket) = if let Some(inner) = rest.strip_prefix('(') {
        (inner.strip_suffix(')')?, Bracket::Round)
    } else {
        (rest.strip_prefix('[')?.strip_suffix(']')?, Bracket::Square)
    };
    if inner.contains(['(', ')', '[', ']']) || head.trim().is_empty() {
        return None;
    }
    Some((head.trim().trim_end_matches([',', ';', ':']).trim_end(), inner.trim(), bracket))
}

fn with_bracket(head: &str, inner: &str, bracket: Bracket, style: NumberStyle) -> Option<Notation> {
    let inner = strip_inner_words(inner);
    if let Some((first, second)) = fraction_head(inner, style).filter(|_| figure(head, style).is_some()) {
        // `75.0% (12/16)`
        let percent = figure(head, style)?.number;
        return Some(Notation::Fraction { first, second, percent: Some(percent) });
    }
    let outer = figure(head, style)?;
    if is_dash(inner) || is_not_available(inner) {
        // `0 (–)`: a percentage of nothing.
        return outer.count().map(|_| Notation::Number(outer.number));
    }
    if let Some(bound) = inner.strip_prefix(['<', '≤']) {
        // `3 (<1%)`: the count is exact, its percentage says no more than the count.
        figure(bound, style)?;
        return outer.count().map(|_| Notation::Number(outer.number));
    }
    let as_interval = interval(inner, style);
    if let Some(inside) = figure(inner, style) {
        let within = |(low, high): (Decimal, Decimal)| {
            low.value() <= outer.number.value() && outer.number.value() <= high.value()
        };
        // `150 (120,180)`: the comma parts two numbers that enclose the first.
        let parted = inner.contains(',') && as_interval.is_some_and(within);
        if !parted {
            return single_in_bracket(outer, inside, bracket);
        }
    }
    let (low, high) = as_interval?;
    Some(Notation::CenterInterval { center: outer.number, low, high, bracket })
}

fn single_in_bracket(outer: Figure, inner: Figure, bracket: Bracket) -> Option<Notation> {
    match (outer.percent, inner.percent) {
        (false, true) => {
            let count = outer.count()?;
            Some(Notation::CountPercent { count, percent: inner.number })
        }
        (true, false) => match inner.count() {
            Some(count) => Some(Notation::CountPercent { count, percent: outer.number }),
            None => Some(Notation::Parenthesised { center: outer.number, inner: inner.number, bracket }),
        },
        _ => Some(Notation::Parenthesised { center: outer.number, inner: inner.number, bracket }),
    }
}

/// Takes words such as `SD`, `IQR:`, `n =` from the start of what stands in a bracket.
fn strip_inner_words(inner: &str) -> &str {
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

fn plus_minus(text: &str, style: NumberStyle) -> Option<Notation> {
    let (center, rest) = text.split_once('±')?;
    if rest.contains('±') {
        return None;
    }
    // `56.6 (±10.7)`
    let center = center.trim();
    let (center, rest) = match center.strip_suffix(['(', '[']) {
        Some(center) => (center, rest.trim().strip_suffix([')', ']'])?),
        None => (center, rest),
    };
    let center = figure(center, style)?;
    let spread = match figure(rest, style) {
        Some(spread) => spread,
        None => {
            // `56.6 ± 10.7 (40-72)`: a range or a median after mean and spread.
            let at = rest.find(['(', '['])?;
            let (spread, inner, _) = bracketed(rest, at)?;
            let inner = strip_inner_words(inner);
            if figure(inner, style).is_none() && interval(inner, style).is_none() {
                return None;
            }
            figure(spread, style)?
        }
    };
    if spread.number.negative {
        return None;
    }
    Some(Notation::PlusMinus { center: center.number, spread: spread.number })
}

/// The ends of `b-c`, `b to c`, `b, c`, `b; c`, `b ~ c`, where exactly one way of parting the text gives two numbers.
fn interval(text: &str, style: NumberStyle) -> Option<(Decimal, Decimal)> {
    const SEPARATORS: [&str; 9] = [" to ", " - ", " bis ", ";", ", ", "~", "..", "-", ","];
    let numbers = |at: usize, width: usize| -> Option<(Decimal, Decimal)> {
        let low = figure(&text[..at], style)?;
        let high = figure(&text[at + width..], style)?;
        // `22-72%` is an interval of percentages, `75.0%, 0.5` is something else.
        (high.percent || !low.percent).then_some((low.number, high.number))
    };
    for separator in SEPARATORS {
        let mut found = text.match_indices(separator).filter_map(|(at, _)| numbers(at, separator.len()));
        if let Some(first) = found.next() {
            return found.next().is_none().then_some(first);
        }
    }
    None
}

fn fraction_head(text: &str, style: NumberStyle) -> Option<(u64, u64)> {
    let (first, second) =
        text.split_once('/').or_else(|| text.split_once(" out of ")).or_else(|| text.split_once(" of "))?;
    Some((count_in_plain(first, style)?, count_in_plain(second, style)?))
}

/// Counts parted by slashes, with the percentages that may follow them.
fn slashed(text: &str, style: NumberStyle) -> Option<Notation> {
    if !text.contains(['/', ':']) && !text.contains(" of ") {
        return None;
    }
    // `12/16 = 75%`, `12/16, 75%`
    let (counts, percent) = match text.find(['(', '[']) {
        Some(at) if !text[..at].contains(['/', ':']) && !text[..at].contains(" of ") => {
            return each_with_percent(text, style);
        }
        Some(at) => match bracketed(text, at) {
            Some((head, inner, _)) => (head, Some(inner)),
            None => return each_with_percent(text, style),
        },
        None => match text.split_once([',', '=', ';']) {
            Some((head, percent)) if percent.trim_end().ends_with('%') => (head.trim(), Some(percent.trim())),
            _ => (text, None),
        },
    };
    if let Some((first, second)) = fraction_head(counts, style) {
        let percent = match percent {
            None => None,
            Some(inner) => Some(first_percent(inner, style, 2)?),
        };
        return Some(Notation::Fraction { first, second, percent });
    }
    let separator = if counts.contains('/') { '/' } else { ':' };
    let counts: Option<Vec<u64>> = counts.split(separator).map(|part| count_in_plain(part, style)).collect();
    let counts = counts?;
    let percent = match percent {
        None => None,
        Some(inner) => Some(first_percent(inner, style, counts.len())?),
    };
    match counts.as_slice() {
        [first, second] => Some(Notation::Fraction { first: *first, second: *second, percent }),
        [_, _, _, ..] => Some(Notation::Slashed(counts)),
        _ => None,
    }
}

/// `75`, `75%`, or one percentage for each count: `87.5/12.5`.
fn first_percent(text: &str, style: NumberStyle, counts: usize) -> Option<Decimal> {
    if let Some(single) = figure(text, style) {
        return Some(single.number);
    }
    let parts: Option<Vec<Figure>> = text.split(['/', ':']).map(|part| figure(part, style)).collect();
    let parts = parts?;
    if parts.len() != counts {
        return None;
    }
    parts.first().map(|figure| figure.number)
}

/// `7 (87.5)/1 (12.5)`: counts each with its percentage.
fn each_with_percent(text: &str, style: NumberStyle) -> Option<Notation> {
    let mut counts = Vec::new();
    let mut first_percent = None;
    for part in text.split('/') {
        let part = part.trim();
        let (head, inner, _) = bracketed(part, part.find(['(', '['])?)?;
        counts.push(count_in_plain(head, style)?);
        let percent = figure(inner, style)?.number;
        first_percent.get_or_insert(percent);
    }
    match counts.as_slice() {
        [first, second] => Some(Notation::Fraction { first: *first, second: *second, percent: first_percent }),
        [_, _, _, ..] => Some(Notation::Slashed(counts)),
        _ => None,
    }
}

fn without_bracket(text: &str, style: NumberStyle) -> Option<Notation> {
    // `12, 75.0%` and `12 75.0%`
    if let Some(rest) = text.strip_suffix('%')
        && let Some(at) = rest.trim_end().rfind([' ', ',', ';'])
        && let Some(count) = count_in_plain(rest[..at].trim_end_matches([' ', ',', ';']), style)
        && let Some(percent) = number_in_plain(&rest[at + 1..], style)
    {
        return Some(Notation::CountPercent { count, percent });
    }
    // A comma without a blank may as well be a decimal comma in a table of decimal points: `12,5`.
    let parted = text.contains(", ") || text.contains("; ") || !text.contains(',');
    if let Some((low, high)) = interval(text, style).filter(|_| parted) {
        return Some(Notation::Interval { low, high });
    }
    // `54; 50-57`, `54, IQR 50-57`
    for (at, _) in text.match_indices([';', ',']) {
        let inner = strip_inner_words(text[at + 1..].trim());
        if let (Some(center), Some((low, high))) = (figure(&text[..at], style), interval(inner, style)) {
            return Some(Notation::CenterInterval { center: center.number, low, high, bracket: Bracket::None });
        }
    }
    None
}
