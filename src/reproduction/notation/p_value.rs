//! P values: `0.034*`, `< .001`, `P = 0.03`, `NS`, `1.2 × 10^-5`.

use super::cell::{CellError, without_marks};
use super::number::{NumberStyle, Token, plain, tokens};
use super::{PValueNotation, PrintedP};
use crate::reproduction::decimal::Decimal;

/// What a refused P should have been.
const EXPECTED: &str = "a P value such as 0.034, <0.001, >0.99 or NS";

/// Reads a P value; `None` for a cell that prints none.
///
/// # Errors
/// Anything that is no number from 0 to 1 with an optional sign, and not `NS`.
pub fn parse_p(text: &str, style: NumberStyle) -> Result<Option<PrintedP>, CellError> {
    let refused = CellError { expected: EXPECTED };
    let printed = text.trim();
    let text = plain(&superscripts(printed));
    let bare = without_marks(&text);
    let lower = bare.to_lowercase();
    if bare.is_empty()
        || bare.chars().all(|c| "-. …".contains(c))
        || ["na", "n/a", "nan", "-", "ref", "reference"].contains(&lower.as_str())
    {
        return Ok(None);
    }
    let marks = marks_of(printed);
    if ["ns", "n.s.", "n.s", "not significant"].contains(&lower.as_str()) {
        return Ok(Some(PrintedP { text: printed.into(), value: PValueNotation::NotSignificant, marks }));
    }
    let mut all = tokens(&expand_power(&text_without_caret_marks(&text)), style)
        .or_else(|| tokens(&bare, style))
        .ok_or(refused.clone())?;
    if all.len() > 1
        && matches!(all.first(), Some(Token::Word(word)) if ["p", "pvalue", "p.value"].contains(&word.as_str()))
    {
        all.remove(0);
    }
    // A letter behind the number is a footnote mark.
    if all.len() > 1 && matches!(all.last(), Some(Token::Word(word)) if word.chars().count() == 1) {
        all.pop();
    }
    let (sign, rest) = match all.as_slice() {
        [Token::Sign(sign @ ('<' | '>')), Token::Sign('='), rest @ ..] => (*sign, rest),
        [Token::Sign(sign @ ('<' | '>' | '=')), rest @ ..] => (*sign, rest),
        rest => ('=', rest),
    };
    let value = match rest {
        [Token::Number { value, .. }] => *value,
        [Token::Number { value, .. }, Token::Word(e), Token::Number { value: power, .. }] if e == "e" => {
            scaled(*value, *power).ok_or(refused.clone())?
        }
        [Token::Number { value, .. }, Token::Word(e), Token::Sign('-'), Token::Number { value: power, .. }]
            if e == "e" =>
        {
            let power = Decimal { digits: -power.digits, ..*power };
            scaled(*value, power).ok_or(refused.clone())?
        }
        _ => return Err(refused),
    };
    if value.negative || value.value() > 1.0 {
        return Err(refused);
    }
    let value = match sign {
        '<' => PValueNotation::Less(value),
        '>' => PValueNotation::Greater(value),
        _ => PValueNotation::Equal(value),
    };
    Ok(Some(PrintedP { text: printed.into(), value, marks }))
}

/// Footnote marks of a printed P.
fn marks_of(printed: &str) -> String {
    printed.chars().filter(|c| "*†‡§¶‖#⁎∗".contains(*c)).collect()
}

/// Superscript minus and digits as plain ones behind a caret: `10⁻⁵` is `10^-5`.
fn superscripts(text: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if !text.contains('⁻') {
        return text.to_string();
    }
    text.chars()
        .map(|c| match (c, DIGITS.iter().position(|digit| *digit == c)) {
            ('⁻', _) => "^-".to_string(),
            (_, Some(digit)) => digit.to_string(),
            _ => c.to_string(),
        })
        .collect()
}

/// Footnote stars removed, the caret of a power kept.
fn text_without_caret_marks(text: &str) -> String {
    text.chars().filter(|c| !"*†‡§¶‖#⁎∗".contains(*c)).collect()
}

/// `1.2 × 10^-5` as `1.2 e -5`.
fn expand_power(text: &str) -> String {
    let text = text.replace('×', "x").replace(" x ", "x").replace("x 10", "x10");
    match text.split_once("x10") {
        Some((mantissa, power)) => format!("{mantissa} e {}", power.trim_start_matches('^')),
        None => text,
    }
}

/// `value * 10^power`, for whole powers from -300 to 2.
fn scaled(value: Decimal, power: Decimal) -> Option<Decimal> {
    let power = (power.decimals == 0).then(|| i32::try_from(power.digits).ok()).flatten()?;
    if !(-300..=2).contains(&power) {
        return None;
    }
    let decimals = i64::from(value.decimals) - i64::from(power);
    if decimals >= 0 {
        return Some(Decimal { decimals: decimals as u32, ..value });
    }
    Some(Decimal { digits: value.digits * 10i128.pow(decimals.unsigned_abs() as u32), decimals: 0, ..value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_as_journals_print_them() {
        let read = |text: &str| parse_p(text, NumberStyle::Point).map(|p| p.map(|p| p.value));
        let number = |digits, decimals| Decimal { digits, decimals, negative: false };
        let equal = |digits, decimals| Ok(Some(PValueNotation::Equal(number(digits, decimals))));
        let less = |digits, decimals| Ok(Some(PValueNotation::Less(number(digits, decimals))));
        assert_eq!(read("0.034*"), equal(34, 3));
        assert_eq!(read("0.034†"), equal(34, 3));
        assert_eq!(read(".034"), equal(34, 3));
        assert_eq!(read("P=0.03"), equal(3, 2));
        assert_eq!(read("p = 0·03"), equal(3, 2));
        assert_eq!(read("1.000"), equal(1000, 3));
        assert_eq!(read("0.12a"), equal(12, 2));
        assert_eq!(read("<0.001"), less(1, 3));
        assert_eq!(read("< .001"), less(1, 3));
        assert_eq!(read("≤0.001"), less(1, 3));
        assert_eq!(read("P < 0.05"), less(5, 2));
        assert_eq!(read(">0.99"), Ok(Some(PValueNotation::Greater(number(99, 2)))));
        assert_eq!(read("NS"), Ok(Some(PValueNotation::NotSignificant)));
        assert_eq!(read("1.2×10^-5"), equal(12, 6));
        assert_eq!(read("1.2 × 10⁻⁵"), equal(12, 6));
        assert_eq!(read("1.2E-05"), equal(12, 6));
        assert_eq!(read("–"), Ok(None));
        assert_eq!(read(""), Ok(None));
        assert!(read("1.5").is_err());
        assert!(read("-0.03").is_err());
        assert!(read("see text").is_err());
        assert_eq!(parse_p("0,034", NumberStyle::Comma).unwrap().unwrap().value, PValueNotation::Equal(number(34, 3)));
    }
}
