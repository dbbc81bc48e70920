//! Variables whose summaries stand in rows of their own: `Mean (SD)`, `Median (Q1, Q3)`, `Range`, `N-Miss` below a label.

use super::layout::BodyRow;
use crate::reproduction::comparison::Kind;
use crate::reproduction::notation::{Label, Notation, NumberStyle, parse_cell};

/// What a row below a variable's label prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Summary {
    /// Patients with a value.
    Patients,
    /// Patients without one.
    Missing,
    /// Mean with its spread in the same cell.
    MeanSd,
    /// Mean with its standard error in the same cell.
    MeanSe,
    /// Mean, or mean and spread where the cell prints both.
    Mean,
    /// Standard deviation alone.
    Sd,
    /// Median with quartiles.
    MedianQuartiles,
    /// Median with extremes.
    MedianRange,
    /// Median alone, or with what the cell prints.
    Median,
    /// Quartiles or extremes alone.
    Interval,
}

/// The summary that a label names, where it names nothing else.
fn summary(text: &str) -> Option<Summary> {
    let squeezed: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '±').collect::<String>();
    Some(match squeezed.as_str() {
        "n" | "nvalid" | "valid" | "nobs" => Summary::Patients,
        "nmiss" | "nmissing" | "missing" | "unknown" | "missingn" => Summary::Missing,
        "meansd" | "mean±sd" | "meanstddev" | "meanstandarddeviation" | "meanstd" => Summary::MeanSd,
        "meanse" | "mean±se" | "meansem" | "mean±sem" | "meanstandarderror" => Summary::MeanSe,
        "mean" => Summary::Mean,
        "sd" | "stddev" | "standarddeviation" | "std" => Summary::Sd,
        "medianiqr" | "medianq1q3" | "medianinterquartilerange" | "median25th75thpercentile" | "medianp25p75" => {
            Summary::MedianQuartiles
        }
        "medianrange" | "medianminmax" => Summary::MedianRange,
        "median" => Summary::Median,
        "range" | "minmax" | "iqr" | "q1q3" | "interquartilerange" | "min" | "max" => Summary::Interval,
        _ => return None,
    })
}

/// Rows in which a label without values and the summaries below it have become one row. Summaries that print more than
/// one P stay apart: each is then a comparison of its own.
pub(super) fn merged(rows: Vec<BodyRow>, style: NumberStyle) -> Vec<BodyRow> {
    let mut out = Vec::with_capacity(rows.len());
    let mut i = 0;
    while let Some(row) = rows.get(i) {
        i += 1;
        let below = if row.has_values() || row.label.text.is_empty() {
            &[]
        } else {
            let count =
                rows[i..].iter().take_while(|row| row.has_values() && summary(&row.label.text).is_some()).count();
            &rows[i..i + count]
        };
        match one_row(row, below, style) {
            Some(both) => {
                out.extend(both);
                i += below.len();
            }
            None => out.push(row.clone()),
        }
    }
    out
}

/// The variable as one row, and a row of its missing values where they are printed.
fn one_row(heading: &BodyRow, below: &[BodyRow], style: NumberStyle) -> Option<Vec<BodyRow>> {
    let printed: Vec<&BodyRow> = std::iter::once(heading).chain(below).filter(|row| row.p.is_some()).collect();
    if printed.len() > 1 {
        return None;
    }
    let find = |wanted: &[Summary]| {
        wanted.iter().find_map(|wanted| below.iter().find(|row| summary(&row.label.text) == Some(*wanted)))
    };
    let preferred = [
        Summary::MeanSd,
        Summary::MeanSe,
        Summary::Mean,
        Summary::MedianQuartiles,
        Summary::MedianRange,
        Summary::Median,
    ];
    let chosen = find(&preferred)?;
    let hint = match summary(&chosen.label.text)? {
        Summary::MeanSd | Summary::Mean => Some(Kind::MeanSd),
        Summary::MeanSe => Some(Kind::MeanSe),
        Summary::MedianQuartiles | Summary::Median => Some(Kind::MedianIqr),
        Summary::MedianRange => Some(Kind::MedianRange),
        _ => None,
    };
    let bare = |cell: &str| matches!(parse_cell(cell, style), Ok(Notation::Number(_)));
    let spread = find(&[Summary::Sd]).filter(|_| chosen.groups.iter().all(|cell| bare(cell)));
    let joined = |cell: &String, spread: Option<&String>| match spread {
        Some(spread) if !cell.is_empty() && !spread.is_empty() => {
            format!("{cell} ± {}", spread.trim_start_matches('±'))
        }
        _ => cell.clone(),
    };
    let row = BodyRow {
        line: chosen.line,
        label: Label { hint: hint.or(heading.label.hint), ..heading.label.clone() },
        groups: chosen
            .groups
            .iter()
            .enumerate()
            .map(|(i, cell)| joined(cell, spread.and_then(|row| row.groups.get(i))))
            .collect(),
        overall: chosen.overall.as_ref().map(|cell| joined(cell, spread.and_then(|row| row.overall.as_ref()))),
        p: printed.first().and_then(|row| row.p.clone()),
        statistic: std::iter::once(heading).chain(below).find_map(|row| row.statistic.clone()),
    };
    let missing = find(&[Summary::Missing])
        .map(|row| BodyRow { label: Label { name: "Missing".to_string(), ..row.label.clone() }, ..row.clone() });
    Some(std::iter::once(row).chain(missing).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reproduction::notation::parse_label;

    fn row(label: &str, cells: [&str; 2], p: Option<&str>) -> BodyRow {
        BodyRow {
            line: 1,
            label: parse_label(label),
            groups: cells.map(String::from).to_vec(),
            overall: None,
            p: p.map(String::from),
            statistic: None,
        }
    }

    #[test]
    fn a_mean_and_its_deviation_become_one_cell() {
        let rows = vec![
            row("Age", ["", ""], Some("0.03")),
            row("  N-Miss", ["1", "2"], None),
            row("  Mean", ["56.6", "64.5"], None),
            row("  SD", ["10.7", "8.0"], None),
        ];
        let merged = merged(rows, NumberStyle::Point);
        assert_eq!(merged[0].groups, ["56.6 ± 10.7", "64.5 ± 8.0"]);
        assert_eq!(merged[0].p.as_deref(), Some("0.03"));
        assert_eq!(merged[1].label.name, "Missing");
    }

    #[test]
    fn two_printed_p_stay_apart() {
        let rows = vec![
            row("Age", ["", ""], None),
            row("  Mean (SD)", ["56.6 (10.7)", "64.5 (8.0)"], Some("0.03")),
            row("  Median", ["57", "65"], Some("0.04")),
        ];
        assert_eq!(merged(rows, NumberStyle::Point).len(), 3);
    }
}
