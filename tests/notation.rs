//! Cells and P values as journals print them, against a corpus of texts with what each must be read as.

use proptest::prelude::*;
use retrocohort::reproduction::decimal::Decimal;
use retrocohort::reproduction::notation::{
    Bracket, Notation, NumberStyle, PValueNotation, parse_cell, parse_header, parse_label, parse_p,
};

/// A notation in the words of `corpus.tsv`.
fn words(notation: &Notation) -> String {
    let sign = |bracket: &Bracket| match bracket {
        Bracket::Round => "()",
        Bracket::Square => "[]",
        Bracket::None => "_",
    };
    match notation {
        Notation::Empty => "empty".into(),
        Notation::Dash => "dash".into(),
        Notation::NotAvailable => "na".into(),
        Notation::Number(number) => format!("number {number}"),
        Notation::Percent(percent) => format!("percent {percent}"),
        Notation::Fraction { first, second, percent: None } => format!("fraction {first} {second}"),
        Notation::Fraction { first, second, percent: Some(percent) } => format!("fraction {first} {second} {percent}"),
        Notation::Slashed(counts) => {
            let counts: Vec<String> = counts.iter().map(u64::to_string).collect();
            format!("slashed {}", counts.join(" "))
        }
        Notation::CountPercent { count, percent } => format!("count {count} {percent}"),
        Notation::PlusMinus { center, spread } => format!("pm {center} {spread}"),
        Notation::Parenthesised { center, inner, bracket } => format!("paren {center} {inner} {}", sign(bracket)),
        Notation::CenterInterval { center, low, high, bracket } => {
            format!("ci {center} {low} {high} {}", sign(bracket))
        }
        Notation::Interval { low, high } => format!("interval {low} {high}"),
    }
}

fn cell(text: &str, style: NumberStyle) -> String {
    parse_cell(text, style).map_or_else(|_| "refused".to_string(), |notation| words(&notation))
}

fn p_value(text: &str, style: NumberStyle) -> String {
    match parse_p(text, style) {
        Err(_) => "refused".into(),
        Ok(None) => "none".into(),
        Ok(Some(p)) => match p.value {
            PValueNotation::Equal(value) => format!("= {value}"),
            PValueNotation::Less(value) => format!("< {value}"),
            PValueNotation::Greater(value) => format!("> {value}"),
            PValueNotation::NotSignificant => "ns".into(),
        },
    }
}

#[test]
fn every_text_of_the_corpus_is_read_as_expected() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for line in include_str!("notation/corpus.tsv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [style, what, text, expected] = fields[..] else { panic!("four fields in {line:?}") };
        let style = if style == "," { NumberStyle::Comma } else { NumberStyle::Point };
        let found = if what == "p" { p_value(text, style) } else { cell(text, style) };
        read += 1;
        if !expected.split('|').any(|expected| expected == found) {
            wrong.push(format!("{what} {text:?}: expected {expected}, found {found}"));
        }
    }
    assert!(read > 300, "the corpus is there");
    assert!(wrong.is_empty(), "{} of {read} misread:\n{}", wrong.len(), wrong.join("\n"));
}

/// A number with its printed decimals, in either style.
fn print(number: Decimal, style: NumberStyle) -> String {
    let text = number.to_string();
    if style == NumberStyle::Comma { text.replace('.', ",") } else { text }
}

fn numbers() -> impl Strategy<Value = Decimal> {
    // Three decimals behind a comma would be thousands in the other style; styles are decided before cells are read.
    (0i64..10_000_000, 0u32..4, any::<bool>()).prop_map(|(digits, decimals, negative)| {
        let negative = negative && digits > 0;
        Decimal { digits: if negative { -i128::from(digits) } else { digits.into() }, decimals, negative }
    })
}

fn styles() -> impl Strategy<Value = NumberStyle> {
    prop_oneof![Just(NumberStyle::Point), Just(NumberStyle::Comma)]
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,60}", signs in "[0-9 .,()\\[\\]±/%–−·<>=*a-c~;:^×eE-]{0,40}") {
        for style in [NumberStyle::Point, NumberStyle::Comma] {
            for text in [&text, &signs] {
                let _ = parse_cell(text, style);
                let _ = parse_p(text, style);
                let _ = parse_label(text);
                let _ = parse_header(text);
            }
        }
    }

    #[test]
    fn a_number_is_read_back(number in numbers(), style in styles()) {
        let text = print(number, style);
        for text in [text.clone(), text.replace('-', "−"), format!("\u{2009}{text}\u{a0}"), format!("{text}†")] {
            prop_assert_eq!(parse_cell(&text, style), Ok(Notation::Number(number)), "{}", text);
        }
    }

    #[test]
    fn a_mean_with_its_spread_is_read_back(center in numbers(), spread in numbers(), style in styles()) {
        let spread = Decimal { digits: spread.digits.abs(), negative: false, ..spread };
        let (a, b) = (print(center, style), print(spread, style));
        for text in [format!("{a} ± {b}"), format!("{a}±{b}"), format!("{a} +/- {b}"), format!("{a} (±{b})")] {
            prop_assert_eq!(parse_cell(&text, style), Ok(Notation::PlusMinus { center, spread }), "{}", text);
        }
        for (text, bracket) in [(format!("{a} ({b})"), Bracket::Round), (format!("{a}[{b}]"), Bracket::Square)] {
            prop_assert_eq!(
                parse_cell(&text, style),
                Ok(Notation::Parenthesised { center, inner: spread, bracket }),
                "{}",
                text
            );
        }
    }

    #[test]
    fn an_interval_is_read_back(center in numbers(), low in numbers(), high in numbers(), style in styles(), form in 0usize..7) {
        let (c, l, h) = (print(center, style), print(low, style), print(high, style));
        let text = match form {
            0 => format!("{c} ({l}-{h})"),
            1 => format!("{c} ({l} – {h})").replace('-', "−"),
            2 => format!("{c} ({l}, {h})"),
            3 => format!("{c} ({l} to {h})"),
            4 => format!("{c} ({l}; {h})"),
            5 => format!("{c} ({l}–{h})"),
            _ => format!("{c} (IQR {l}-{h})"),
        };
        let expected = Notation::CenterInterval { center, low, high, bracket: Bracket::Round };
        prop_assert_eq!(parse_cell(&text, style), Ok(expected), "{}", text);
    }

    #[test]
    fn a_count_with_its_percentage_is_read_back(
        count in 0u64..2_000_000, total in 0u64..2_000_000, digits in 0i64..=1000, style in styles(), form in 0usize..7,
    ) {
        let percent = Decimal { digits: digits.into(), decimals: 1, negative: false };
        let p = print(percent, style);
        let with_sign = Notation::CountPercent { count, percent };
        let fraction = Notation::Fraction { first: count, second: total, percent: Some(percent) };
        let (text, expected) = match form {
            0 => (format!("{count} ({p}%)"), with_sign),
            1 => (format!("{p}% ({count})"), with_sign),
            2 => (format!("{count}（{p}％）"), with_sign),
            3 => (format!("{count}/{total} ({p})"), fraction),
            4 => (format!("{count}/{total} ({p}%)"), fraction),
            5 => (format!("{p} ({count}/{total})"), fraction),
            _ => (format!("{count}/{total}"), Notation::Fraction { first: count, second: total, percent: None }),
        };
        prop_assert_eq!(parse_cell(&text, style), Ok(expected), "{}", text);
    }

    #[test]
    fn a_p_value_is_read_back(digits in 0i64..=1000, style in styles(), form in 0usize..7) {
        let value = Decimal { digits: digits.into(), decimals: 3, negative: false };
        let p = print(value, style);
        let (text, expected) = match form {
            0 => (p.clone(), PValueNotation::Equal(value)),
            1 => (format!("< {p}"), PValueNotation::Less(value)),
            2 => (format!(">{p}"), PValueNotation::Greater(value)),
            3 => (format!("P = {p}*"), PValueNotation::Equal(value)),
            4 => (p.trim_start_matches('0').to_string() + "a", PValueNotation::Equal(value)),
            5 => (format!("p≤{p}†"), PValueNotation::Less(value)),
            _ => (format!("{p} (t)"), PValueNotation::Equal(value)),
        };
        let read = parse_p(&text, style);
        prop_assert_eq!(read.clone().ok().flatten().map(|p| p.value), Some(expected), "{} {:?}", text, read);
    }
}
