//! What one cell of a table prints.

use super::mark::{
    CellWord, cell_word, is_dash, is_not_available, strip_inner_words, strip_marks, strip_prefix_words, strip_unit,
};
use super::number::{NumberStyle, count_in_plain, number_in_plain, plain_with_braces};
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
