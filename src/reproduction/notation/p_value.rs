//! A P value as printed.

use super::cell::CellError;
use super::mark::{is_mark, is_not_available};
use super::number::{NumberStyle, number_in_plain, plain_with_braces};
use super::{PValueNotation, PrintedP};

const EXPECTED: &str = "a P value between 0 and 1, such as 0.034, <0.001, >0.99 or NS";

/// Reads a printed P. `None` for an empty cell, a dash, NA or a reference category; a [`CellError`] for anything that is
/// not a probability.
pub fn parse_p(text: &str, style: NumberStyle) -> Result<Option<PrintedP>, CellError> {
    let refused = || CellError { found: text.trim().to_string(), expected: EXPECTED };
    if text.len() > 80 {
        return Err(refused());
    }
    let plain = plain_with_braces(text);
    let lower = plain.to_ascii_lowercase();
    if plain.chars().all(|c| matches!(c, '-' | '.' | '…' | ' ' | '/')) || is_not_available(&plain) {
        return Ok(None);
    }
    if matches!(lower.trim_matches(['(', ')', '.']), "ref" | "reference" | "referent" | "1 (ref" | "1.00 (ref") {
        return Ok(None);
    }
    let mut rest = plain.trim_start_matches(is_mark).trim_start();
    for prefix in ["P-value", "p-value", "P value", "p value", "P", "p"] {
        if let Some(after) = rest.strip_prefix(prefix) {
            rest = after.trim_start();
            break;
        }
    }
    let (compare, number) = comparison(rest);
    let (number, marks) = split_marks(number);
    let marks = plain[..plain.len() - plain.trim_start_matches(is_mark).len()].to_string() + &marks;
    let words = number.trim_end_matches(is_mark);
    let not_significant = words.to_ascii_lowercase().replace(['.', ' ', '-'], "");
    if matches!(not_significant.as_str(), "ns" | "notsignificant" | "nonsignificant") && compare == '=' {
        return Ok(Some(PrintedP { text: text.trim().to_string(), value: PValueNotation::NotSignificant, marks }));
    }
    let value = number_in_plain(number, style).ok_or_else(refused)?;
    if value.negative || value.value() > 1.0 {
        return Err(refused());
    }
    let value = match compare {
        '<' => PValueNotation::Less(value),
        '>' => PValueNotation::Greater(value),
        _ => PValueNotation::Equal(value),
    };
    Ok(Some(PrintedP { text: text.trim().to_string(), value, marks }))
}

fn comparison(text: &str) -> (char, &str) {
    let mut compare = '=';
    let rest = text.trim_start_matches(|c: char| {
        match c {
            '<' | '≤' => compare = '<',
            '>' | '≥' => compare = '>',
            '=' | ' ' | ':' => {}
            _ => return false,
        }
        true
    });
    (compare, rest)
}

/// Splits footnote marks from the end: `0.034*`, `0.034 a,b`, `0.034{1}`, `0.034 (b)`, `0.034[a]`.
fn split_marks(text: &str) -> (&str, String) {
    let text = text.trim();
    let number_end = text.char_indices().find(|&(at, c)| is_mark_start(text, at, c)).map_or(text.len(), |(at, _)| at);
    let (number, marks) = text.split_at(number_end);
    let bare: String = marks.chars().filter(|c| !matches!(c, '{' | '}' | ' ' | '(' | ')' | '[' | ']')).collect();
    // Letters count as marks only where they are few: `0.034 a,b`, not `0.034 or so`; a test named in brackets is one.
    let named = marks.trim_start().starts_with(['(', '[']) && marks.trim_end().ends_with([')', ']']);
    let letters_only =
        bare.chars().all(|c| is_mark(c) || c == ',' || c.is_alphabetic() || marks.contains('{') || named);
    let has_letter_or_mark = bare.chars().any(|c| is_mark(c) || c.is_alphabetic()) || marks.contains('{');
    if !marks.is_empty() && letters_only && has_letter_or_mark && (named || bare.chars().count() <= 4) {
        (number.trim_end(), bare)
    } else {
        (text, String::new())
    }
}

fn is_mark_start(text: &str, at: usize, character: char) -> bool {
    if at == 0 || !text[..at].contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    match character {
        // A star or a cross can be the sign of multiplication: `1.2*10^-5`.
        '*' | 'x' => !text[at + 1..].trim_start().starts_with("10"),
        '^' => !text[..at].ends_with("10"),
        // An exponent: `1.2e-5`.
        'e' | 'E' => !text[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+'),
        '(' => !text[..at].ends_with('^'),
        '{' | '[' => true,
        c => is_mark(c) || c.is_alphabetic(),
    }
}
