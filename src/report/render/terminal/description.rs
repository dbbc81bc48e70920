//! The dictionary and the distributions on a terminal.

use unicode_width::UnicodeWidthStr;

use super::wrap;
use crate::report::style::rounded;
use crate::results::comparison::GroupSummary;
use crate::results::description::{DescribedVariable, Description};

/// Levels that are printed of one variable.
const MOST_LEVELS: usize = 12;
/// Widest column of names.
const WIDEST_NAME: usize = 32;

/// A line a variable and its notes, for a terminal of a width; bold on request.
pub fn terminal_description(results: &Description, width: usize, colour: bool) -> String {
    let width = width.max(60);
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() };
    let patients = results.flow.last().map_or(results.input.rows, |step| step.left);
    let analysed = results.variables.iter().filter(|variable| variable.summary.is_some()).count();
    let title = format!(
        "{}: {patients} patients, {} columns, {analysed} of them analysed",
        results.input.name,
        results.variables.len()
    );
    let mut out = format!("{}\n", bold(&title));
    for step in &results.flow {
        out.push_str(&format!("  {}: {} left out, {} left\n", step.criterion, step.excluded, step.left));
    }
    results.notes.iter().for_each(|note| indented(&mut out, note, width, 2));
    let name = |variable: &DescribedVariable| match &variable.unit {
        Some(unit) => format!("{}, {unit}", variable.label),
        None => variable.label.clone(),
    };
    let column = results.variables.iter().map(|v| name(v).width()).max().unwrap_or(0).min(WIDEST_NAME);
    let pad = |text: &str, to: usize| format!("{text}{}", " ".repeat(to.saturating_sub(text.width())));
    out.push('\n');
    for variable in &results.variables {
        let name = name(variable);
        // A longer name has a line of its own, and the others stay in their columns.
        let long = name.width() > column;
        if long {
            out.push_str(&format!("{}\n", bold(&name)));
        }
        let head = format!("{}  {}  ", pad(if long { "" } else { &name }, column), pad(variable.kind, 10));
        let text = match (&variable.summary, &variable.error) {
            (Some(summary), _) => distribution(variable, summary),
            (None, Some(error)) => format!("cannot be read: {error}"),
            (None, None) => format!("left out: {}", variable.because),
        };
        let lines = wrap(&text, width.saturating_sub(head.width()).max(24));
        for (i, line) in lines.iter().enumerate() {
            out.push_str(&if i == 0 { bold(&head) } else { " ".repeat(head.width()) });
            out.push_str(&line.replace('\u{a0}', " "));
            out.push('\n');
        }
        if variable.name != variable.label {
            indented(&mut out, &format!("column {}", variable.name), width, column + 2);
        }
        variable.notes.iter().for_each(|note| indented(&mut out, note, width, column + 2));
    }
    out
}

fn indented(out: &mut String, text: &str, width: usize, by: usize) {
    for line in wrap(text, width.saturating_sub(by).max(24)) {
        out.push_str(&format!("{}{line}\n", " ".repeat(by)));
    }
}

/// Missing values, then the distribution, in words.
fn distribution(variable: &DescribedVariable, summary: &GroupSummary) -> String {
    let all = summary.n_used + summary.n_missing;
    let missing = match summary.n_missing {
        0 => "none missing".to_string(),
        n => format!("{n} missing ({}\u{a0}%)", rounded(100.0 * n as f64 / all as f64, 1)),
    };
    let signed = |text: String| text.replace('-', "−");
    let mean = |value: f64| signed(rounded(value, variable.decimals.mean));
    let median = |value: f64| signed(rounded(value, variable.decimals.median));
    let mut parts = vec![missing];
    if let Some(value) = summary.mean {
        parts.push(match summary.sd {
            Some(sd) => format!("mean {} ± {}", mean(value), mean(sd)),
            None => format!("mean {}", mean(value)),
        });
    }
    if let (Some(middle), Some(q1), Some(q3)) = (summary.median, summary.q1, summary.q3) {
        parts.push(format!("median {} [{}, {}]", median(middle), median(q1), median(q3)));
    }
    if let (Some(low), Some(high)) = (summary.min, summary.max) {
        // With the digits of the data, unless these are the digits of a division.
        let most = variable.decimals.mean.max(variable.decimals.median);
        let shown = |value: f64| {
            let all = value.to_string();
            let decimals = all.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            signed(if decimals > most { rounded(value, most) } else { all })
        };
        parts.push(format!("{} to {}", shown(low), shown(high)));
    }
    let level = |count: &crate::results::comparison::LevelCount| match count.percent {
        // "1 3" would be a level and a count, or thirteen.
        Some(percent) => format!("{}: {} ({}\u{a0}%)", count.level, count.count, rounded(percent, 1)),
        None => format!("{}: {}", count.level, count.count),
    };
    let mut levels: Vec<String> = summary.counts.iter().take(MOST_LEVELS).map(level).collect();
    if summary.counts.len() > MOST_LEVELS {
        levels.push(format!("and {} more levels", summary.counts.len() - MOST_LEVELS));
    }
    parts.extend(Some(levels.join(", ")).filter(|levels| !levels.is_empty()));
    parts.join("; ")
}
