//! An answer for readers.

use std::fmt::Write;

use retrocohort::results::calculation::{Calculation, ConventionRecord, Input};
use retrocohort::results::comparison::{EffectRecord, TestRecord};
use unicode_width::UnicodeWidthStr;

/// The whole answer as text.
pub fn render(calculation: &Calculation) -> String {
    let mut letters = calculation.name.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let mut text = format!("{first}{}\n\n", letters.as_str());
    text.push_str(&indented(&input(&calculation.input)));
    text.push('\n');
    text.push_str(&indented(&facts(calculation)));
    if !calculation.effects.is_empty() {
        text.push_str(&section("Effect sizes", &calculation.effects.iter().map(effect).collect::<Vec<_>>()));
    }
    if !calculation.alternatives.is_empty() {
        let rows: Vec<_> = calculation.alternatives.iter().map(alternative).collect();
        text.push_str(&section("The same data under other tests, two-sided", &rows));
    }
    if !calculation.other_subjects.is_empty() {
        let rows: Vec<_> = calculation.other_subjects.iter().map(alternative).collect();
        text.push_str(&section("Tests of other questions on the same data, two-sided", &rows));
    }
    if !calculation.conventions.is_empty() {
        let rows: Vec<_> = calculation.conventions.iter().map(convention).collect();
        text.push_str(&section("The same data under every convention, two-sided", &rows));
    }
    for warning in &calculation.warnings {
        let _ = write!(text, "\nnote: {warning}");
    }
    if !calculation.warnings.is_empty() {
        text.push('\n');
    }
    let _ = write!(text, "\n{}\n", calculation.citation.text);
    text
}

fn input(input: &Input) -> Vec<Vec<String>> {
    let names = || [vec![String::new()], input.groups.iter().map(|group| group.label.clone()).collect()].concat();
    let counts = |table: &[Vec<u64>]| -> Vec<Vec<String>> {
        let row = |(level, counts): (&String, &Vec<u64>)| {
            [vec![level.clone()], counts.iter().map(u64::to_string).collect()].concat()
        };
        input.levels.iter().zip(table).map(row).collect()
    };
    if !input.strata.is_empty() {
        let mut rows = vec![names()];
        for (index, table) in input.strata.iter().enumerate() {
            rows.push(vec![format!("stratum {}", index + 1)]);
            rows.extend(counts(table));
        }
        return rows;
    }
    if !input.table.is_empty() {
        let mut rows = vec![names()];
        rows.extend(counts(&input.table));
        if !input.expected.is_empty() {
            rows[0].push("supposed".into());
            rows.iter_mut().skip(1).zip(&input.expected).for_each(|(row, share)| row.push(number(*share)));
        }
        if input.groups.iter().any(|group| group.n_missing > 0) {
            let missing = input.groups.iter().map(|group| group.n_missing.to_string()).collect();
            rows.push([vec!["missing".into()], missing].concat());
        }
        return rows;
    }
    let missing = input.groups.iter().any(|group| group.n_missing > 0);
    let medians = input.groups.iter().any(|group| group.median.is_some());
    let mut header = vec!["", "n", "mean", "SD"];
    header.extend(medians.then_some("median"));
    header.extend(missing.then_some("missing"));
    let mut rows = vec![header.into_iter().map(String::from).collect::<Vec<_>>()];
    for group in &input.groups {
        let shown = |value: Option<f64>| value.map_or("-".into(), number);
        let mut row = vec![group.label.clone(), group.n_used.to_string(), shown(group.mean), shown(group.sd)];
        row.extend(medians.then(|| shown(group.median)));
        row.extend(missing.then(|| group.n_missing.to_string()));
        rows.push(row);
    }
    rows
}

fn facts(calculation: &Calculation) -> Vec<Vec<String>> {
    let result = &calculation.result;
    let mut rows: Vec<(&str, String)> =
        vec![("null", calculation.null_hypothesis.into()), ("alternative", calculation.alternative_hypothesis.into())];
    match calculation.alternative {
        "two-sided" => {}
        side => rows.push(("side", side.to_string())),
    }
    rows.extend(calculation.input.supposed.clone().map(|supposed| ("supposed", supposed)));
    rows.extend(calculation.because.clone().map(|because| ("chosen", because)));
    rows.extend(result.statistic.map(|statistic| ("statistic", number(statistic))));
    match (result.df, result.df2) {
        (Some(df), Some(df2)) => rows.push(("df", format!("{} and {}", number(df), number(df2)))),
        (Some(df), None) => rows.push(("df", number(df))),
        _ => {}
    }
    rows.push(("P", p_with_exactness(calculation)));
    if let (Some(printed), Some(convention)) = (&calculation.printed, calculation.convention) {
        rows.push(("printed", format!("{printed} ({convention})")));
    }
    rows.extend(result.min_expected.map(|least| ("least expected", number(least))));
    rows.into_iter().map(|(name, value)| vec![name.to_string(), value]).collect()
}

fn p_with_exactness(calculation: &Calculation) -> String {
    let result = &calculation.result;
    let interval = result.p_interval.map(|(low, high)| format!("; 99 % interval {} to {}", number(low), number(high)));
    let drawn = calculation.monte_carlo.map(|drawn| format!("{} random tables, seed {}", drawn.replicates, drawn.seed));
    let how = drawn.or_else(|| result.exactness.map(String::from)).unwrap_or_default();
    format!("{} ({how}{})", p(result), interval.unwrap_or_default())
}

/// P with six digits; in powers of ten where it is too small for that, or for a double.
fn p(result: &TestRecord) -> String {
    match (result.p, result.log10_p, &result.error) {
        (_, _, Some(error)) => format!("not computable: {}", error.reason),
        (Some(p), Some(log10), None) if p < f64::MIN_POSITIVE => {
            let exponent = log10.floor();
            format!("{:.5}e{exponent}", 10.0_f64.powf(log10 - exponent))
        }
        (Some(p), _, None) => number(p),
        (None, _, None) => "-".into(),
    }
}

/// Six significant digits, trailing zeros dropped.
fn number(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "infinity".into() } else { "minus infinity".into() };
    }
    let magnitude = value.abs();
    if value != 0.0 && !(1e-4..1e9).contains(&magnitude) {
        let text = format!("{value:.5e}");
        return match text.split_once('e') {
            Some((mantissa, exponent)) => format!("{}e{exponent}", trimmed(mantissa)),
            None => text,
        };
    }
    let exponent = if value == 0.0 { 0 } else { magnitude.log10().floor() as i32 };
    let places = usize::try_from(5 - exponent).unwrap_or(0);
    trimmed(&format!("{value:.places$}")).to_string()
}

fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn effect(effect: &EffectRecord) -> Vec<String> {
    let percent = trimmed(&format!("{:.4}", effect.level * 100.0)).to_string();
    let of = effect.of.as_ref().map(|level| format!("{level}, ")).unwrap_or_default();
    vec![
        effect.measure.to_string(),
        number(effect.estimate),
        format!("{percent} % CI {} to {}", number(effect.ci_low), number(effect.ci_high)),
        format!("{of}{}; {}", effect.contrast, effect.method),
    ]
}

/// A reason stands last, where it widens no column.
fn alternative(test: &TestRecord) -> Vec<String> {
    let (found, name) = match &test.error {
        Some(_) => ("-".to_string(), format!("{}; {}", test.name, p(test))),
        None => (p(test), test.name.to_string()),
    };
    vec![test.method.to_string(), found, test.exactness.unwrap_or("-").to_string(), name]
}

fn convention(record: &ConventionRecord) -> Vec<String> {
    let beside: Vec<String> = record.beside.iter().map(|test| format!("{} {}", test.method, p(test))).collect();
    let beside = if beside.is_empty() { String::new() } else { format!("; beside it {}", beside.join(", ")) };
    vec![
        record.convention.to_string(),
        record.test.method.to_string(),
        p(&record.test),
        format!("{}{beside}", record.because),
    ]
}

fn section(title: &str, rows: &[Vec<String>]) -> String {
    format!("\n{title}\n{}", indented(rows))
}

/// Rows in columns, two spaces in; the last column is not padded.
fn indented(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::from(" ");
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, " {cell}{}", " ".repeat(width - cell.width() + 1));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_six_digits() {
        let shown = [0.063_112_349, 1.0, 12_345.678_9, -0.5, 0.0, 1.234_567_8e-7, 2.5e12, 24.0].map(number);
        assert_eq!(shown, ["0.0631123", "1", "12345.7", "-0.5", "0", "1.23457e-7", "2.5e12", "24"]);
    }
}
