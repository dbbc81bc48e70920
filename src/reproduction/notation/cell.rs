//! Cells: a count, a percentage, a centre with its spread or interval.

use super::number::{NumberStyle, Token, plain, tokens};
use super::{Bracket, Notation};
use crate::reproduction::decimal::Decimal;

/// A cell that is in no known notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// What would have been read.
    pub expected: &'static str,
}

/// What a refused cell should have been.
const EXPECTED: &str =
    "a number, a count with percentage such as 12 (75.0), a mean ± SD, a median with quartiles, a dash or NA";

/// Words that may follow a number without changing it.
const UNITS: [&str; 26] = [
    "years", "year", "yrs", "yr", "y", "days", "day", "d", "hours", "hour", "hrs", "hr", "h", "min", "mins", "minutes",
    "months", "mo", "weeks", "wk", "mmhg", "kg", "cm", "pts", "patients", "cases",
];

/// Words for a value that is not there.
const NOT_AVAILABLE: [&str; 10] =
    ["na", "n/a", "n.a", "n.a.", "nd", "n.d.", "not available", "not reported", "nr", "nan"];

/// Signs that mark a footnote.
const MARKS: &[char] = &['*', '†', '‡', '§', '¶', '‖', '#', '‡', '⁎', '∗', '^'];

/// Reads a cell. Footnote marks, and units that cannot be mistaken, are passed over; anything else unknown is refused.
pub fn parse_cell(text: &str, style: NumberStyle) -> Result<Notation, CellError> {
    let refused = CellError { expected: EXPECTED };
    let text = plain(text);
    if text.is_empty() {
        return Ok(Notation::Empty);
    }
    if text.chars().all(|c| c == '-' || c == ' ' || c == '.' || c == '…') {
        return Ok(Notation::Dash);
    }
    if NOT_AVAILABLE.contains(&text.to_lowercase().as_str()) {
        return Ok(Notation::NotAvailable);
    }
    let text = without_marks(&text);
    let mut all = tokens(&text, style).ok_or(refused.clone())?;
    all.retain(|token| !matches!(token, Token::Word(word) if UNITS.contains(&word.as_str())));
    drop_letter_mark(&mut all);
    drop_iqr_word(&mut all);
    shape(&all).ok_or(refused)
}

/// Text without footnote marks, and without superscript letters and digits.
pub(super) fn without_marks(text: &str) -> String {
    let superscript = |c: char| matches!(c, '\u{00B9}' | '\u{00B2}' | '\u{00B3}' | '\u{2070}'..='\u{207F}' | '\u{1D43}'..='\u{1D5B}' | '\u{02B0}'..='\u{02B8}');
    text.chars().filter(|c| !MARKS.contains(c) && !superscript(*c)).collect::<String>().trim().to_string()
}

/// A single letter at the end is a footnote mark.
fn drop_letter_mark(all: &mut Vec<Token>) {
    if all.len() > 1 && matches!(all.last(), Some(Token::Word(word)) if word.chars().count() == 1) {
        all.pop();
    }
}

/// `24 (IQR 22-72)`, `24 (range: 3-90)`: the word says what the bracket holds, which the row's kind tells anyway.
fn drop_iqr_word(all: &mut Vec<Token>) {
    let words = ["iqr", "range", "sd", "se", "sem", "median", "mean", "q"];
    let mut after_word = false;
    all.retain(|token| {
        let drop = matches!(token, Token::Word(word) if words.contains(&word.as_str()))
            || (after_word && *token == Token::Sign(':'));
        after_word = drop;
        !drop
    });
}

/// The notation that a sequence of tokens is.
fn shape(all: &[Token]) -> Option<Notation> {
    use Token::{Number, Sign};
    match all {
        [Number { value, .. }] => Some(Notation::Number(*value)),
        [Number { value, .. }, Sign('%')] => Some(Notation::Percent(*value)),
        [Number { value: first, .. }, Sign('/'), rest @ ..] => fraction(count(first)?, rest),
        [Number { value: center, .. }, Sign('±'), Number { value: spread, .. }] => not_negative(*center, *spread),
        [Number { value: center, .. }, Sign('('), Sign('±'), Number { value: spread, .. }, Sign(')')] => {
            not_negative(*center, *spread)
        }
        [Sign('('), Number { value: center, .. }, Sign('±'), Number { value: spread, .. }, Sign(')')] => {
            not_negative(*center, *spread)
        }
        [Number { value: center, .. }, Sign(open @ ('(' | '[')), inner @ .., Sign(close)] => {
            let bracket = if *open == '(' { Bracket::Round } else { Bracket::Square };
            let closed = if *open == '(' { ')' } else { ']' };
            (*close == closed).then(|| bracketed(*center, inner, bracket)).flatten()
        }
        [Number { value: percent, .. }, Sign('%'), Sign('('), Number { value, .. }, Sign(')')]
        | [Number { value: percent, .. }, Sign('%'), Sign('['), Number { value, .. }, Sign(']')] => {
            Some(Notation::CountPercent { count: count(value)?, percent: *percent })
        }
        [
            Number { value: percent, .. },
            Sign('%'),
            Sign('('),
            Number { value: first, .. },
            Sign('/'),
            Number { value: second, .. },
            Sign(')'),
        ] => Some(Notation::Fraction { first: count(first)?, second: count(second)?, percent: Some(*percent) }),
        [Number { value: center, .. }, Sign(',' | ';'), Number { value: percent, .. }, Sign('%')] => {
            Some(Notation::CountPercent { count: count(center)?, percent: *percent })
        }
        [Number { value: low, .. }, sep, Number { value: high, .. }] if separates(sep) => {
            Some(Notation::Interval { low: *low, high: *high })
        }
        [Number { value: center, .. }, Sign(',' | ';'), Number { value: low, .. }, sep, Number { value: high, .. }]
            if separates(sep) =>
        {
            Some(Notation::CenterInterval { center: *center, low: *low, high: *high, bracket: Bracket::None })
        }
        _ => None,
    }
}

fn separates(token: &Token) -> bool {
    match token {
        Token::Sign(sign) => "-~,;".contains(*sign),
        Token::Word(word) => word == "to",
        Token::Number { .. } => false,
    }
}

/// A whole number of patients.
fn count(value: &Decimal) -> Option<u64> {
    (value.decimals == 0 && !value.negative).then(|| u64::try_from(value.digits).ok()).flatten()
}

/// A spread below zero is no spread.
fn not_negative(center: Decimal, spread: Decimal) -> Option<Notation> {
    (!spread.negative).then_some(Notation::PlusMinus { center, spread })
}

/// `12/16`, `12/16 (75)`, `7/1`, `4/8/4`.
fn fraction(first: u64, rest: &[Token]) -> Option<Notation> {
    use Token::{Number, Sign};
    let second = |value: &Decimal| count(value);
    match rest {
        [Number { value, .. }] => Some(Notation::Fraction { first, second: second(value)?, percent: None }),
        [Number { value, .. }, Sign('(' | '['), Number { value: percent, .. }, Sign(')' | ']')]
        | [Number { value, .. }, Sign('(' | '['), Number { value: percent, .. }, Sign('%'), Sign(')' | ']')]
        | [Number { value, .. }, Sign(',' | ';'), Number { value: percent, .. }, Sign('%')]
        | [Number { value, .. }, Number { value: percent, .. }, Sign('%')] => {
            Some(Notation::Fraction { first, second: second(value)?, percent: Some(*percent) })
        }
        _ => {
            let mut counts = vec![first];
            for (i, token) in rest.iter().enumerate() {
                match token {
                    Number { value, .. } if i % 2 == 0 => counts.push(count(value)?),
                    Sign('/') if i % 2 == 1 => {}
                    _ => return None,
                }
            }
            (rest.len() % 2 == 1).then_some(Notation::Slashed(counts))
        }
    }
}

/// What stands in the bracket behind a number.
fn bracketed(center: Decimal, inner: &[Token], bracket: Bracket) -> Option<Notation> {
    use Token::{Number, Sign};
    match inner {
        [Number { value, grouped: Some((low, high)) }] => {
            // `24 (22,172)` is two numbers when they lie on either side of the first; `1,847 (3,668)` is not.
            let between = low.value() <= center.value() && center.value() <= high.value();
            Some(if between {
                Notation::CenterInterval { center, low: *low, high: *high, bracket }
            } else {
                Notation::Parenthesised { center, inner: *value, bracket }
            })
        }
        [Number { value, .. }] => Some(Notation::Parenthesised { center, inner: *value, bracket }),
        [Number { value, .. }, Sign('%')] => Some(Notation::CountPercent { count: count(&center)?, percent: *value }),
        [Number { value: low, .. }, sep, Number { value: high, .. }] if separates(sep) => {
            Some(Notation::CenterInterval { center, low: *low, high: *high, bracket })
        }
        [Number { value: first, .. }, Sign('/'), Number { value: second, .. }] => {
            // `75.0 (12/16)`: percentage first.
            Some(Notation::Fraction { first: count(first)?, second: count(second)?, percent: Some(center) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            for style in [NumberStyle::Point, NumberStyle::Comma] {
                let _ = parse_cell(&text, style);
            }
        }

        #[test]
        fn no_text_of_cell_signs_makes_it_panic(text in "[0-9 .,()\\[\\]±/%–−·<>=*a-c-]{0,30}") {
            for style in [NumberStyle::Point, NumberStyle::Comma] {
                let _ = parse_cell(&text, style);
            }
        }

        #[test]
        fn a_printed_mean_is_read_back(digits in -1_000_000i64..1_000_000, spread in 0i64..1_000_000, decimals in 0u32..4) {
            let number = |digits: i64| Decimal { digits: digits.into(), decimals, negative: digits < 0 };
            let (center, spread) = (number(digits), number(spread));
            for text in [format!("{center} ± {spread}"), format!("{center}±{spread}"), format!("{center} (±{spread})")] {
                prop_assert_eq!(parse_cell(&text, NumberStyle::Point), Ok(Notation::PlusMinus { center, spread }));
            }
            let bracketed = Notation::Parenthesised { center, inner: spread, bracket: Bracket::Round };
            prop_assert_eq!(parse_cell(&format!("{center} ({spread})"), NumberStyle::Point), Ok(bracketed.clone()));
            let comma = format!("{center} ({spread})").replace('.', ",");
            prop_assert_eq!(parse_cell(&comma, NumberStyle::Comma), Ok(bracketed));
        }

        #[test]
        fn a_printed_interval_is_read_back(
            center in -9999i64..9999, low in -9999i64..9999, high in -9999i64..9999, decimals in 1u32..3,
            form in 0usize..5,
        ) {
            let number = |digits: i64| Decimal { digits: digits.into(), decimals, negative: digits < 0 };
            let (center, low, high) = (number(center), number(low), number(high));
            let text = match form {
                0 => format!("{center} ({low}-{high})"),
                1 => format!("{center} ({low} – {high})").replace('-', "−"),
                2 => format!("{center} ({low}, {high})"),
                3 => format!("{center} ({low} to {high})"),
                _ => format!("{center} ({low}; {high})"),
            };
            let expected = Notation::CenterInterval { center, low, high, bracket: Bracket::Round };
            prop_assert_eq!(parse_cell(&text, NumberStyle::Point), Ok(expected));
        }
    }
}
