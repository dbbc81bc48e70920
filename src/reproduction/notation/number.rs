//! Numbers as printed, and the words and signs round them, as tokens.

use crate::reproduction::decimal::Decimal;

/// How a table writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NumberStyle {
    /// Decimal point, thousands in commas or spaces: `1,847.5`.
    #[default]
    Point,
    /// Decimal comma, thousands in points or spaces: `1.847,5`.
    Comma,
}

/// A piece of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A number; `grouped` holds its two halves when it was written with a single thousands separator.
    Number { value: Decimal, grouped: Option<(Decimal, Decimal)> },
    /// Any of `% ± / - ( ) [ ] , ; < > =` or `~`.
    Sign(char),
    /// Letters.
    Word(String),
}

/// Longest number that is read, in digits; a longer one is no measurement.
const MOST_DIGITS: usize = 30;

/// Replaces typographical variants by the plain signs that the rest of the room knows.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{FE63}' | '\u{FF0D}' | '\u{2043}' => out.push('-'),
            '\u{00B7}' | '\u{2219}' | '\u{22C5}' | '\u{2027}' | '\u{30FB}' => out.push('.'),
            '\u{FF01}'..='\u{FF5E}' => out.push(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)),
            '\u{2264}' => out.push_str("<="),
            '\u{2265}' => out.push_str(">="),
            '\u{223C}' | '\u{301C}' => out.push('~'),
            '\u{FEFF}' | '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{00AD}' => {}
            '\u{066B}' => out.push('.'),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    let out = out.replace("+/-", "±").replace("+-", "±").replace("+ / -", "±");
    out.trim().to_string()
}

/// Splits plain text into tokens; `None` at a sign that no cell prints.
pub(super) fn tokens(text: &str, style: NumberStyle) -> Option<Vec<Token>> {
    let chars: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        let next_is_digit = chars.get(i + 1).is_some_and(char::is_ascii_digit);
        if c == ' ' {
            i += 1;
        } else if c.is_ascii_digit() || (c == decimal_sign(style) && next_is_digit) || (c == '.' && next_is_digit) {
            let (token, end) = number(&chars, i, style, false)?;
            all.push(token);
            i = end;
        } else if c == '-' && next_is_number(&chars, i + 1) && starts_a_number(all.last()) {
            let (token, end) = number(&chars, i + 1, style, true)?;
            all.push(token);
            i = end;
        } else if "%±/-()[],;<>=~:".contains(c) {
            all.push(Token::Sign(c));
            i += 1;
        } else if c.is_alphabetic() {
            let end = (i..chars.len()).find(|j| !chars[*j].is_alphabetic() && chars[*j] != '.').unwrap_or(chars.len());
            let word: String = chars[i..end].iter().collect();
            all.push(Token::Word(word.trim_end_matches('.').to_lowercase()));
            i = end;
        } else {
            return None;
        }
    }
    Some(all)
}

fn decimal_sign(style: NumberStyle) -> char {
    if style == NumberStyle::Point { '.' } else { ',' }
}

fn next_is_number(chars: &[char], i: usize) -> bool {
    match chars.get(i) {
        Some(c) if c.is_ascii_digit() => true,
        Some('.' | ',') => chars.get(i + 1).is_some_and(char::is_ascii_digit),
        _ => false,
    }
}

/// Whether a minus sign after this token belongs to the number that follows it.
fn starts_a_number(before: Option<&Token>) -> bool {
    match before {
        None => true,
        Some(Token::Sign(sign)) => "([,;±-<>=~/:".contains(*sign),
        Some(Token::Word(word)) => word == "to" || word == "p",
        Some(Token::Number { .. }) => false,
    }
}

/// Reads a number that starts at `start`.
fn number(chars: &[char], start: usize, style: NumberStyle, negative: bool) -> Option<(Token, usize)> {
    let separator = if style == NumberStyle::Point { ',' } else { '.' };
    let run = |from: usize| (from..chars.len()).find(|j| !chars[*j].is_ascii_digit()).unwrap_or(chars.len());
    let mut end = run(start);
    let mut whole: String = chars[start..end].iter().collect();
    let mut groups = 0;
    let mut halves = None;
    // Thousands: one to three digits, then groups of exactly three behind one and the same separator.
    if (1..=3).contains(&whole.len()) && !whole.starts_with('0') {
        let by = chars.get(end).copied().filter(|c| *c == separator || *c == ' ' || *c == '\'' || *c == '’');
        while let Some(by) = by {
            let after = run(end + 1);
            if chars.get(end) != Some(&by) || after != end + 4 || (by == ' ' && groups == 0 && !spaced(chars, after)) {
                break;
            }
            let group: String = chars[end + 1..after].iter().collect();
            halves = (groups == 0 && by == separator).then(|| (whole.clone(), group.clone()));
            whole.push_str(&group);
            groups += 1;
            end = after;
        }
    }
    let mut fraction = String::new();
    let point = chars.get(end).copied();
    let is_point = point == Some(decimal_sign(style)) || (point == Some('.') && groups == 0 && whole.is_empty());
    if is_point && chars.get(end + 1).is_some_and(char::is_ascii_digit) {
        let after = run(end + 1);
        fraction = chars[end + 1..after].iter().collect();
        end = after;
        halves = None;
    }
    if whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let value = decimal(&whole, &fraction, negative)?;
    let grouped = match halves {
        Some((first, second)) => Some((decimal(&first, "", negative)?, decimal(&second, "", false)?)),
        None => None,
    };
    Some((Token::Number { value, grouped }, end))
}

/// Whether a space-separated group really ends a number: another group, a sign or the end follows, not a letter.
fn spaced(chars: &[char], after: usize) -> bool {
    chars.get(after).is_none_or(|c| !c.is_alphabetic())
}

fn decimal(whole: &str, fraction: &str, negative: bool) -> Option<Decimal> {
    let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
    let digits = if negative { -digits } else { digits };
    Some(Decimal { digits, decimals: fraction.len() as u32, negative })
}

/// One number and nothing else.
pub fn parse_number(text: &str, style: NumberStyle) -> Option<Decimal> {
    match tokens(&plain(text), style)?.as_slice() {
        [Token::Number { value, .. }] => Some(*value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_journals_print_them() {
        let read = |text| parse_number(text, NumberStyle::Point).map(|number| number.to_string());
        for (text, value) in [
            ("1,847", "1847"),
            ("1 847", "1847"),
            ("−4.75", "-4.75"),
            ("12·5", "12.5"),
            (".034", "0.034"),
            ("0.50", "0.50"),
            ("1,234,567.8", "1234567.8"),
            ("１２．５", "12.5"),
            ("-0.5", "-0.5"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("1,84"), None);
        assert_eq!(read("12 years"), None);
        assert_eq!(parse_number("1.847,5", NumberStyle::Comma).map(|n| n.to_string()).as_deref(), Some("1847.5"));
        assert_eq!(parse_number("0,034", NumberStyle::Comma).map(|n| n.to_string()).as_deref(), Some("0.034"));
        assert_eq!(read(&"9".repeat(40)), None);
    }
}
