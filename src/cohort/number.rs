//! Numbers written as text.

/// The number that a cell writes, or `None`: digits with at most one decimal mark, a sign, an exponent. No thousands
/// marks, no units, no signs of comparison; infinity and "not a number" are no numbers here.
///
/// `comma` says that the decimal mark is a comma; the other mark is then no part of a number.
pub fn number(text: &str, comma: bool) -> Option<f64> {
    // The standard parser takes no word but infinity and "not a number", which are not finite.
    if let Some(number) = finite(text) {
        return if comma && text.contains('.') { None } else { Some(number) };
    }
    let text = text.replacen('−', "-", 1);
    let marks = text.bytes().filter(|byte| *byte == b',').count();
    if marks > usize::from(comma) || (comma && text.contains('.')) {
        return None;
    }
    let text = text.replacen(',', ".", 1);
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if plain { finite(&text) } else { None }
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether a cell is a code with leading zeros, such as `007`: digits only, more than one, the first of them 0.
pub fn leading_zero(text: &str) -> bool {
    text.len() > 1 && text.as_bytes().first() == Some(&b'0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a cell that is no number reads like one to people: with a sign of comparison, a percent sign, a unit behind
/// it, brackets around it, digits of another script, or as a clock time.
pub fn like(text: &str) -> bool {
    let begin =
        text.trim_start_matches(|c: char| "<>≤≥=~≈±+-−–‐$€£¥('\"".contains(c) || c.is_whitespace() || c.is_control());
    let signed = begin.len() < text.len();
    let end = begin.trim_start_matches(|c: char| c.is_numeric() || ".,:/".contains(c));
    let digits = begin.len() - end.len();
    let other_script = begin.chars().any(|c| c.is_numeric() && !c.is_ascii_digit());
    let word = end.trim_start();
    let unit = end.starts_with(['%', '°', ')', '*', '?', '\'']) && end.chars().count() <= 3
        || matches!(end, "+" | "-")
        || (word.len() < end.len() && !word.is_empty() && !word.contains(char::is_whitespace));
    begin.starts_with(char::is_numeric)
        && digits > 0
        && (other_script || unit || (end.is_empty() && (signed || begin.contains(':'))))
}

/// Whether a cell is digits with up to three letters behind them, as `45y` and `70kg`.
pub fn with_unit(text: &str) -> bool {
    let end = text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
    end.len() < text.len() && (1..=3).contains(&end.chars().count()) && end.chars().all(char::is_alphabetic)
}

/// Whether a cell writes infinity.
pub fn infinite(text: &str) -> bool {
    let word = text.trim_start_matches(['-', '+', '−']).to_ascii_lowercase();
    matches!(word.as_str(), "inf" | "infinity" | "∞")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_a_number_and_what_is_not() {
        let cases = [("12", 12.0), ("-0.5", -0.5), ("−3", -3.0), ("+4.", 4.0), ("1e3", 1000.0), (".5", 0.5)];
        for (text, expected) in cases {
            assert_eq!(number(text, false), Some(expected), "{text}");
        }
        assert_eq!(number("12,5", true), Some(12.5));
        for text in ["", "-", ".", "1,234", "1.2.3", "12 mg", "<5", "inf", "NaN", "1e999", "0x1F", "e", "1_0", "1-2"] {
            assert_eq!(number(text, false), None, "{text}");
        }
        for text in ["1.5", "1.234,5", "1,2,3", "1,234.5"] {
            assert_eq!(number(text, true), None, "{text}");
        }
        for text in ["<0.01", ">1000", "12%", "5 mg", "(5)", "12:30", "½", "１２", "١٢", "~5", "36.6°", "5-", "≤ 3"]
        {
            assert!(like(text), "{text}");
        }
        for text in ["", "yes", "T2a", "2b", "<", "-", "A1", "65 and over", "18-64", "37+2"] {
            assert!(!like(text), "{text}");
        }
        assert!(
            with_unit("45y") && with_unit("1.5mg") && !with_unit("45") && !with_unit("years") && !with_unit("5 mg")
        );
        assert!(leading_zero("007") && leading_zero("00") && !leading_zero("0") && !leading_zero("0.5"));
    }

    proptest! {
        #[test]
        fn a_number_reads_back(value in prop::num::f64::NORMAL | prop::num::f64::ZERO) {
            prop_assert_eq!(number(&value.to_string(), false), Some(value));
            prop_assert_eq!(number(&value.to_string().replace('.', ","), true), Some(value));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,12}") {
            prop_assert!(number(&text, true).is_none_or(f64::is_finite));
        }
    }
}
