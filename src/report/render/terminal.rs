//! The answer on one screen.

mod description;
mod document;
mod reproduction;

pub use description::terminal_description;

use crate::report::{Report, Source};

/// The answer of a report for a terminal of a width; colours on request.
pub fn terminal(report: &Report<'_>, width: usize, colour: bool) -> String {
    match report.source {
        Source::Reproduction(results) => reproduction::reproduction(results, width, colour),
        _ => document::document(&report.document, width, colour),
    }
}

/// Breaks a text at spaces, not at those that hold a number and its sign together.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line)
                if unicode_width::UnicodeWidthStr::width(line.as_str())
                    + 1
                    + unicode_width::UnicodeWidthStr::width(word)
                    <= width =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}
