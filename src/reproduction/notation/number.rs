//! Numbers as journals print them: signs, thousands, decimal points, commas and middle dots, with printed decimals kept.

use super::super::decimal::Decimal;

/// What a comma and a point mean in a table. Decided over the whole table, never cell by cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NumberStyle {
    /// `1,847.5`: the point marks decimals, the comma thousands.
    #[default]
    Point,
    /// `1.847,5`: the comma marks decimals, the point thousands.
    Comma,
}

/// The text in plain characters: every Unicode space one blank, every dash and minus `-`, full-width and Arabic-Indic
/// forms ASCII, `+/-` as `±`, no bold marks. Superscripts stay.
///
/// Runs of blanks become one and the ends are trimmed. Linear in the length of the text.
pub fn plain(text: &str) -> String {
    characters(text, false)
}

/// [`plain`] text with superscript digits and letters in braces, `{a}`, so that a footnote is told from a figure.
pub(super) fn plain_with_braces(text: &str) -> String {
    characters(text, true)
}

fn characters(text: &str, braces: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let plain = match character {
            c if c.is_whitespace() => ' ',
            '\u{2000}'..='\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}' | '\u{2800}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{2043}' | '\u{02D7}' => '-',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
            '\u{0660}'..='\u{0669}' => char::from_u32(character as u32 - 0x0660 + 0x30).unwrap_or(character),
            '\u{06F0}'..='\u{06F9}' => char::from_u32(character as u32 - 0x06F0 + 0x30).unwrap_or(character),
            '\u{066B}' => '.',
            '\u{066C}' | '\u{2019}' | '\u{02BC}' => '\'',
            '\u{066A}' => '%',
            '\u{2219}' | '\u{22C5}' | '\u{2027}' | '\u{0387}' => '·',
            '\u{301C}' | '\u{223C}' | '\u{02DC}' => '~',
            '\u{2264}' | '\u{2A7D}' | '\u{2266}' => '≤',
            '\u{2265}' | '\u{2A7E}' | '\u{2267}' => '≥',
            '\u{FE62}' => '+',
            '\u{3001}' => ',',
            other => other,
        };
        if braces && let Some(raised) = superscript(plain) {
            if out.ends_with('}') {
                out.pop();
            } else {
                out.push('{');
            }
            out.push(raised);
            out.push('}');
            continue;
        }
        if plain == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.push(plain);
    }
    let out = out.trim_end();
    let out =
        if out.contains('+') { out.replace("+/-", "±").replace("+ /-", "±").replace("+-", "±") } else { out.into() };
    let out = if out.contains("**") && out.chars().any(char::is_alphanumeric) { unbold(&out) } else { out };
    if out.contains("10{") { lower_exponents(&out) } else { out }
}

/// Markdown's bold marks go only where they come in pairs round something; a trailing `**` is a footnote mark.
fn unbold(text: &str) -> String {
    match text.strip_prefix("**").and_then(|rest| rest.split_once("**")) {
        Some((inner, after)) if !inner.is_empty() => format!("{inner}{after}"),
        _ => text.to_string(),
    }
}

/// `10{-5}` is an exponent, not a footnote mark.
fn lower_exponents(text: &str) -> String {
    let mut parts = text.split("10{");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        match part.split_once('}') {
            Some((exponent, rest)) if out.trim_end().ends_with(['×', 'x', '*', '·', '<']) => {
                out.push_str("10^");
                out.push_str(exponent);
                out.push_str(rest);
            }
            _ => {
                out.push_str("10{");
                out.push_str(part);
            }
        }
    }
    out
}

fn superscript(character: char) -> Option<char> {
    const RAISED: &str = "⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁻-ᵃaᵇbᶜcᵈdᵉeᶠfᵍgʰhⁱiʲjᵏkªa";
    let mut characters = RAISED.chars();
    while let (Some(raised), Some(plain)) = (characters.next(), characters.next()) {
        if raised == character {
            return Some(plain);
        }
    }
    None
}

/// Reads a number that fills `text` exactly.
///
/// Accepts a sign, thousands in groups of three (comma or point by style, blank, apostrophe), a decimal mark by style
/// or a middle dot, a missing leading zero, and an exponent (`1.2e-5`, `1.2 × 10^-5`). Anything else is `None`.
pub fn parse_number(text: &str, style: NumberStyle) -> Option<Decimal> {
    number_in_plain(&plain_with_braces(text), style)
}

/// [`parse_number`] of a text that is plain already.
pub(super) fn number_in_plain(text: &str, style: NumberStyle) -> Option<Decimal> {
    let text = text.trim();
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').map_or(text, str::trim_start)),
    };
    let (mantissa, exponent) = split_exponent(unsigned)?;
    let (whole, fraction) = split_decimals(mantissa, style)?;
    let digits = grouped_digits(whole, style)?;
    if digits.is_empty() && fraction.is_empty() {
        return None;
    }
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || digits.len() + fraction.len() > 30 {
        return None;
    }
    let magnitude: i128 = format!("{digits}{fraction}").parse().ok()?;
    let decimals = fraction.len() as i32 - exponent;
    // More than the printed digits would be invented for `1.2e6`, so it is not read.
    if !(0..=60).contains(&decimals) {
        return None;
    }
    Some(Decimal { digits: if negative { -magnitude } else { magnitude }, decimals: decimals as u32, negative })
}

/// Reads a count from plain text: a whole number, thousands allowed, without sign or exponent.
pub(super) fn count_in_plain(text: &str, style: NumberStyle) -> Option<u64> {
    let number = number_in_plain(text, style)?;
    if number.negative || number.decimals != 0 || text.contains(['e', 'E', '^', '×']) {
        return None;
    }
    u64::try_from(number.digits).ok()
}

fn split_exponent(text: &str) -> Option<(&str, i32)> {
    if let Some(at) = text.find(['e', 'E']) {
        let exponent = text[at + 1..].parse::<i32>().ok()?;
        return (at > 0 && exponent.abs() < 60).then_some((&text[..at], exponent));
    }
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, '×' | 'x' | '*' | '·')) {
        let after = text[at + sign.len_utf8()..].trim_start();
        let Some(power) = after.strip_prefix("10") else { continue };
        let power = power.trim_start();
        let signed = match power.strip_prefix('^') {
            Some(rest) => rest.trim().trim_start_matches('(').trim_end_matches(')'),
            None if power.starts_with('-') => power,
            None => continue,
        };
        let exponent = signed.replace(' ', "").parse::<i32>().ok()?;
        return (exponent.abs() < 60).then_some((text[..at].trim_end(), exponent));
    }
    if let Some(power) = text.strip_prefix("10^") {
        let exponent = power.trim().parse::<i32>().ok()?;
        return (exponent.abs() < 60).then_some(("1", exponent));
    }
    Some((text, 0))
}

fn split_decimals(text: &str, style: NumberStyle) -> Option<(&str, &str)> {
    let mark = match style {
        NumberStyle::Point => '.',
        NumberStyle::Comma => ',',
    };
    match text.rfind(['·', mark]) {
        None => Some((text, "")),
        Some(at) => {
            let width = text[at..].chars().next().map_or(1, char::len_utf8);
            let fraction = &text[at + width..];
            (!fraction.is_empty()).then_some((&text[..at], fraction))
        }
    }
}

/// The digits of the whole part with its thousands separators taken out, or `None` where the groups are not of three.
fn grouped_digits(text: &str, style: NumberStyle) -> Option<String> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.to_string());
    }
    let separators = match style {
        NumberStyle::Point => [',', ' ', '\''],
        NumberStyle::Comma => ['.', ' ', '\''],
    };
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !separators.contains(&separator) {
        return None;
    }
    let mut groups = text.split(separator);
    let first = groups.next()?;
    if first.is_empty() || first.len() > 3 || first.starts_with('0') || !first.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut digits = first.to_string();
    for group in groups {
        if group.len() != 3 || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Option<String> {
        parse_number(text, NumberStyle::Point).map(|n| n.to_string())
    }

    fn comma(text: &str) -> Option<String> {
        parse_number(text, NumberStyle::Comma).map(|n| n.to_string())
    }

    #[test]
    fn printed_decimals_are_kept() {
        assert_eq!(point("0.50").as_deref(), Some("0.50"));
        assert_eq!(point(".034").as_deref(), Some("0.034"));
        assert_eq!(point("12·5").as_deref(), Some("12.5"));
        assert_eq!(point("−4.75").as_deref(), Some("-4.75"));
        assert_eq!(point("１２．５").as_deref(), Some("12.5"));
    }

    #[test]
    fn thousands_come_in_threes() {
        assert_eq!(point("1,847").as_deref(), Some("1847"));
        assert_eq!(point("1\u{2009}847").as_deref(), Some("1847"));
        assert_eq!(point("1'847").as_deref(), Some("1847"));
        assert_eq!(comma("1.847,5").as_deref(), Some("1847.5"));
        for wrong in ["12,5", "1,84", "0,034", "1,8475", "12 5", "1..5", "12.", "", "-", "1-2"] {
            assert_eq!(point(wrong), None, "{wrong}");
        }
        assert_eq!(comma("12.5"), None);
        assert_eq!(comma("0,034").as_deref(), Some("0.034"));
    }

    #[test]
    fn exponents_move_the_point_only() {
        for text in ["1.2e-5", "1.2E-05", "1.2×10^-5", "1.2 × 10⁻⁵", "1.2 x 10-5", "1.2*10^(-5)"] {
            assert_eq!(point(text).as_deref(), Some("0.000012"), "{text}");
        }
        assert_eq!(point("10^-5").as_deref(), Some("0.00001"));
        assert_eq!(point("1.2e6"), None);
    }
}
