//! Cells and P values as journals print them, against a corpus of texts with what each must be read as.

use retrocohort::reproduction::notation::{Bracket, Notation, NumberStyle, PValueNotation, parse_cell, parse_p};

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
