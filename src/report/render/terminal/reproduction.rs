//! The answer of a reproduction on a terminal.

use super::wrap;
use crate::report::wording;
use crate::results::reproduction::{Reproduction, Severity};

/// Findings that fit on the screen.
const MOST_FINDINGS: usize = 12;

/// The headline, the paper's rule and the worst findings, for a terminal of a width; colours on request.
pub(super) fn reproduction(results: &Reproduction, width: usize, colour: bool) -> String {
    let paint =
        |code: &str, text: &str| if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() };
    let width = width.clamp(40, 120);
    let mut out = String::new();
    let title = results.study.title.clone().unwrap_or_else(|| results.study.id.clone());
    for line in wrap(&title, width) {
        out.push_str(&paint("1", &line));
        out.push('\n');
    }
    out.push('\n');
    for paragraph in std::iter::once(wording::headline(results)).chain(wording::rules(results)) {
        for line in wrap(&paragraph, width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    let s = &results.summary;
    if results.findings.is_empty() {
        out.push_str("\nNothing contradicts itself.\n");
    } else {
        out.push_str(&format!("\nFindings: {} errors, {} warnings, {} notes\n", s.errors, s.warnings, s.notes));
    }
    for finding in results.findings.iter().take(MOST_FINDINGS) {
        let code = match finding.severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Note => "36",
        };
        let place = [&finding.table, &finding.variable].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
        let text = if place.is_empty() { finding.message.clone() } else { format!("{place}: {}", finding.message) };
        for (i, line) in wrap(&text, width - 10).into_iter().enumerate() {
            let head = if i == 0 { format!("{:<8}", wording::severity(finding.severity)) } else { " ".repeat(8) };
            out.push_str(&format!("  {}{line}\n", paint(code, &head)));
        }
    }
    if results.findings.len() > MOST_FINDINGS {
        out.push_str(&format!("  … and {} more in the report\n", results.findings.len() - MOST_FINDINGS));
    }
    if !results.refused.is_empty() {
        out.push_str(&format!("\n{} cells could not be read:\n", results.refused.len()));
        for cell in results.refused.iter().take(5) {
            out.push_str(&format!(
                "  {}, row {}, column “{}”, {}: found “{}”, expected {}\n",
                cell.file, cell.line, cell.column, cell.variable, cell.found, cell.expected
            ));
        }
    }
    out
}
