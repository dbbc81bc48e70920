//! Variables whose summaries stand in rows of their own: `Mean (SD)`, `Median (Q1, Q3)`, `N-Miss` below a label; a
//! median and its quartiles, or a mean and its deviation, on two rows.

use super::layout::BodyRow;
use crate::reproduction::comparison::Kind;
use crate::reproduction::notation::{Label, Notation, NumberStyle, parse_cell, parse_label};

/// What a row prints of a variable.
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
    /// Standard error alone.
    Se,
    /// Median with quartiles.
    MedianQuartiles,
    /// Median with extremes.
    MedianRange,
    /// Median alone, or with what the cell prints.
    Median,
    /// Both quartiles, or the distance between them.
    Quartiles,
    /// Both extremes.
    Range,
    /// First quartile alone.
    Q1,
    /// Third quartile alone.
    Q3,
    /// Smallest value alone.
    Min,
    /// Largest value alone.
    Max,
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
        "sd" | "±sd" | "stddev" | "standarddeviation" | "std" => Summary::Sd,
        "se" | "±se" | "sem" | "±sem" | "standarderror" => Summary::Se,
        "medianiqr" | "medianq1q3" | "medianinterquartilerange" | "median25th75thpercentile" | "medianp25p75" => {
            Summary::MedianQuartiles
        }
        "medianrange" | "medianminmax" => Summary::MedianRange,
        "median" => Summary::Median,
        "iqr" | "q1q3" | "interquartilerange" | "quartiles" | "25th75thpercentile" | "p25p75" => Summary::Quartiles,
        "range" | "minmax" | "minimummaximum" => Summary::Range,
        "q1" | "p25" | "25thpercentile" | "firstquartile" | "lowerquartile" => Summary::Q1,
        "q3" | "p75" | "75thpercentile" | "thirdquartile" | "upperquartile" => Summary::Q3,
        "min" | "minimum" => Summary::Min,
        "max" | "maximum" => Summary::Max,
        _ => return None,
    })
}

/// A label's variable and the summary that it names after it or before it: `Age, median`, `Age (SD)`, `Median age`.
fn named(text: &str) -> Option<(String, Summary)> {
    let text = text.trim();
    let last = text.strip_suffix([')', ']']).and_then(|open| open.rsplit_once(['(', '[']));
    let behind = [last, text.rsplit_once([',', ';', ':']), text.rsplit_once([' '])];
    for (stem, word) in behind.into_iter().flatten() {
        if let Some(summary) = summary(word) {
            let stem = stem.trim().trim_end_matches([',', ';', ':', '-', '–']).trim();
            return (!stem.is_empty()).then(|| (stem.to_string(), summary));
        }
    }
    let (word, stem) = text.split_once(' ')?;
    Some((stem.trim().trim_start_matches("of ").to_string(), summary(word)?))
}

/// Rows in which a label without values and the summaries below it have become one row, and so have a centre and its
/// spread on rows of their own. Summaries that print more than one P stay apart: each is then a comparison of its own.
pub(super) fn merged(rows: Vec<BodyRow>, style: NumberStyle) -> Vec<BodyRow> {
    let mut out = Vec::with_capacity(rows.len());
    let mut i = 0;
    while let Some(row) = rows.get(i) {
        i += 1;
        if row.has_values() {
            let below = spreads_below(row, &rows[i..]);
            match centre_and_spread(row, below, style) {
                Some(joined) => {
                    out.push(joined);
                    i += below.len();
                }
                None => out.push(row.clone()),
            }
            continue;
        }
        let below = if row.label.text.is_empty() {
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
    let preferred = [
        Summary::MeanSd,
        Summary::MeanSe,
        Summary::Mean,
        Summary::MedianQuartiles,
        Summary::MedianRange,
        Summary::Median,
    ];
    let found: Vec<&BodyRow> = preferred.iter().filter_map(|wanted| find(below, *wanted)).collect();
    // The P speaks of the summary beside which it stands; otherwise the first that has a spread is taken.
    let complete = |row: &&&BodyRow| !row.groups.iter().all(|cell| bare(cell, style)) || spread(row, below).is_some();
    let chosen: &BodyRow =
        found.iter().find(|row| row.p.is_some()).or_else(|| found.iter().find(complete)).or_else(|| found.first())?;
    let own = match summary(&chosen.label.text)? {
        Summary::MeanSd | Summary::Mean => Some(Kind::MeanSd),
        Summary::MeanSe => Some(Kind::MeanSe),
        Summary::MedianQuartiles | Summary::Median => Some(Kind::MedianIqr),
        Summary::MedianRange => Some(Kind::MedianRange),
        _ => None,
    };
    let centre = BodyRow { label: heading.label.clone(), ..chosen.clone() };
    let row = match spread(chosen, below).filter(|_| chosen.groups.iter().all(|cell| bare(cell, style))) {
        Some(spread) => joined(&centre, heading.label.clone(), &spread),
        None => BodyRow { label: Label { hint: own.or(heading.label.hint), ..heading.label.clone() }, ..centre },
    };
    let row = BodyRow {
        p: printed.first().and_then(|row| row.p.clone()),
        statistic: std::iter::once(heading).chain(below).find_map(|row| row.statistic.clone()),
        ..row
    };
    let missing = find(below, Summary::Missing)
        .map(|row| BodyRow { label: Label { name: "Missing".to_string(), ..row.label.clone() }, ..row.clone() });
    Some(std::iter::once(row).chain(missing).collect())
}

fn find(rows: &[BodyRow], wanted: Summary) -> Option<&BodyRow> {
    rows.iter().find(|row| of_spread(&row.label.text) == Some(wanted) || summary(&row.label.text) == Some(wanted))
}

/// The summary that a label names, alone or with its variable.
fn of_spread(text: &str) -> Option<Summary> {
    summary(text).or_else(|| named(text).map(|(_, summary)| summary))
}

/// A number and nothing else.
fn bare(cell: &str, style: NumberStyle) -> bool {
    matches!(parse_cell(cell, style), Ok(Notation::Number(_)))
}

/// A spread that stands on rows of its own.
struct Spread<'a> {
    kind: Kind,
    /// One row, or two with the lower and the upper limit.
    rows: Vec<&'a BodyRow>,
}

impl Spread<'_> {
    /// Whether every cell prints two limits.
    fn is_interval(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.groups).all(|cell| limits(cell).is_some())
    }
}

/// The spread that belongs to the mean or median of a row.
fn spread<'a>(centre: &BodyRow, below: &'a [BodyRow]) -> Option<Spread<'a>> {
    let of = |kind: Kind, wanted: &[Summary]| {
        let rows: Option<Vec<&BodyRow>> = wanted.iter().map(|wanted| find(below, *wanted)).collect();
        rows.map(|rows| Spread { kind, rows })
    };
    let mean = || of(Kind::MeanSd, &[Summary::Sd]).or_else(|| of(Kind::MeanSe, &[Summary::Se]));
    let median = || {
        of(Kind::MedianIqr, &[Summary::Quartiles])
            .or_else(|| of(Kind::MedianIqr, &[Summary::Q1, Summary::Q3]))
            // The width of a range is in no notation that is read.
            .or_else(|| of(Kind::MedianRange, &[Summary::Range]).filter(Spread::is_interval))
            .or_else(|| of(Kind::MedianRange, &[Summary::Min, Summary::Max]))
    };
    match of_spread(&centre.label.text) {
        Some(Summary::Mean) => mean(),
        Some(Summary::Median) => median(),
        _ => match centre.label.hint {
            Some(Kind::MeanSd | Kind::MeanSe) => mean(),
            Some(Kind::MedianIqr | Kind::MedianQuartiles | Kind::MedianRange) => median(),
            Some(_) => None,
            None => mean().or_else(median),
        },
    }
}

/// The rows directly below a row of values that print nothing but the spread of its variable.
fn spreads_below<'a>(row: &BodyRow, below: &'a [BodyRow]) -> &'a [BodyRow] {
    let key = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let stem = match named(&row.label.text) {
        Some((stem, Summary::Mean | Summary::Median)) => Some(key(&stem)),
        Some(_) => return &[],
        None => None,
    };
    let is_spread = |other: &BodyRow| {
        let spread = |summary: Summary| {
            matches!(
                summary,
                Summary::Sd
                    | Summary::Se
                    | Summary::Quartiles
                    | Summary::Range
                    | Summary::Q1
                    | Summary::Q3
                    | Summary::Min
                    | Summary::Max
            )
        };
        match (summary(&other.label.text), named(&other.label.text)) {
            (Some(own), _) => spread(own),
            (None, Some((other, own))) => spread(own) && stem.as_ref().is_some_and(|stem| *stem == key(&other)),
            (None, None) => false,
        }
    };
    let count = below.iter().take_while(|other| other.has_values() && other.p.is_none() && is_spread(other)).count();
    &below[..count]
}

/// A mean or median and the spread below it as one row.
fn centre_and_spread(row: &BodyRow, below: &[BodyRow], style: NumberStyle) -> Option<BodyRow> {
    // Under its own name alone a centre belongs to a heading, which is read elsewhere.
    if below.is_empty() || summary(&row.label.text).is_some() || !row.groups.iter().all(|cell| bare(cell, style)) {
        return None;
    }
    let spread = spread(row, below)?;
    let label = match named(&row.label.text) {
        Some((stem, Summary::Mean | Summary::Median)) if row.label.text.starts_with(&stem) => {
            Label { indent: row.label.indent, ..parse_label(&stem) }
        }
        Some(_) => row.label.clone(),
        None => {
            // Nothing but the row below says that this is a mean or median. `SD` can be a stable disease and `Max` a
            // product: only numbers with decimals, a unit or an interval below tell.
            let decimals = row
                .groups
                .iter()
                .any(|cell| matches!(parse_cell(cell, style), Ok(Notation::Number(number)) if number.decimals > 0));
            let measured = row.label.unit.as_deref().is_some_and(|unit| unit != "%") || row.label.hint.is_some();
            if !decimals && !measured && !spread.is_interval() {
                return None;
            }
            row.label.clone()
        }
    };
    let all_printed = spread.rows.iter().all(|spread| spread.groups.iter().all(|cell| !cell.is_empty()));
    all_printed.then(|| joined(row, label, &spread))
}

/// Text without the brackets or the sign around it.
fn inner(cell: &str) -> &str {
    cell.trim().trim_start_matches(['±', '(', '[']).trim_end_matches([')', ']']).trim()
}

/// The two limits of an interval.
fn limits(cell: &str) -> Option<(&str, &str)> {
    let cell = inner(cell);
    let parted = ["–", "—", " to ", ", ", "; ", "-"].iter().find_map(|between| cell.split_once(between));
    parted.map(|(low, high)| (low.trim(), high.trim())).filter(|(low, high)| !low.is_empty() && !high.is_empty())
}

/// A row in which every centre has its spread in the same cell.
fn joined(centre: &BodyRow, label: Label, spread: &Spread<'_>) -> BodyRow {
    let cell = |text: &str, parts: Vec<&str>| match (spread.kind, parts.as_slice()) {
        _ if text.is_empty() || parts.iter().any(|part| part.is_empty()) => text.to_string(),
        (Kind::MeanSd | Kind::MeanSe, [one]) => format!("{text} ± {}", inner(one)),
        (_, [one]) => format!("{text} ({})", inner(one)),
        (_, [low, high]) => format!("{text} ({} to {})", inner(low), inner(high)),
        _ => text.to_string(),
    };
    BodyRow {
        label: Label { hint: Some(spread.kind), ..label },
        groups: centre
            .groups
            .iter()
            .enumerate()
            .map(|(i, text)| {
                cell(text, spread.rows.iter().map(|row| row.groups.get(i).map_or("", String::as_str)).collect())
            })
            .collect(),
        overall: centre
            .overall
            .as_ref()
            .map(|text| cell(text, spread.rows.iter().map(|row| row.overall.as_deref().unwrap_or_default()).collect())),
        ..centre.clone()
    }
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
    fn a_median_and_its_quartiles_on_two_rows_become_one() {
        let pair = |first: &str, second: &str, cells: [[&str; 2]; 2]| {
            let rows = vec![row(first, cells[0], Some("0.03")), row(second, cells[1], None)];
            let merged = merged(rows, NumberStyle::Point);
            (merged.len(), merged[0].label.name.clone(), merged[0].groups.clone())
        };
        let one = |name: &str, cells: [&str; 2]| (1, name.to_string(), cells.map(String::from).to_vec());
        let medians = [["24", "30"], ["22–72", "25–80"]];
        assert_eq!(pair("Stay, median", "Stay, IQR", medians), one("Stay", ["24 (22–72)", "30 (25–80)"]));
        assert_eq!(pair("Stay (d)", "  Q1–Q3", medians), one("Stay", ["24 (22–72)", "30 (25–80)"]));
        assert_eq!(
            pair("Age (mean)", "Age (SD)", [["61.2", "64.0"], ["±8.1", "±9.9"]]),
            one("Age", ["61.2 ± 8.1", "64.0 ± 9.9"])
        );
        // Another variable, a count of stable disease, and the width of a range are left alone.
        assert_eq!(pair("Stay, median", "Age, IQR", medians).0, 2);
        assert_eq!(pair("Partial response", "SD", [["12", "11"], ["5", "6"]]).0, 2);
        assert_eq!(pair("Stay, median", "Stay, range", [["24", "30"], ["50", "61"]]).0, 2);
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
