//! Findings whose evidence is arithmetic on printed figures: percentages of counts, and pooled groups.

use serde_json::Value;

use super::study::{Given, Row, Section, markdown, one_line};
use crate::results::reproduction::{Figures, Finding, MeanInput, Reproduction};

/// The findings that a notebook computes again; `None` where there is none.
pub fn section(results: &Reproduction) -> Option<Section> {
    let mut rows = Vec::new();
    let mut messages = Vec::new();
    for finding in &results.findings {
        let label = |part: &str| {
            let table = results.tables.iter().find(|table| Some(&table.id) == finding.table.as_ref());
            let table = table.map(|table| table.label.as_str());
            let parts = [table, finding.variable.as_deref(), finding.group.as_deref()];
            one_line(&format!("{}{part}", parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))
        };
        let found: Vec<Row> = match finding.code {
            "percent_count" => percentage(finding, &label).into_iter().collect(),
            "pooled_groups" => pooled(finding, &label),
            _ => Vec::new(),
        };
        if !found.is_empty() {
            messages.push(format!("- {}", markdown(&finding.message)));
            rows.extend(found);
        }
    }
    (!rows.is_empty()).then(|| Section { title: "Findings".to_string(), text: messages.join("\n"), rows })
}

/// A count in per cent of its group.
fn percentage(finding: &Finding, label: &dyn Fn(&str) -> String) -> Option<Row> {
    let evidence = |name: &str| finding.evidence.get(name);
    let (count, n) = (evidence("count")?.as_u64()?, evidence("n")?.as_u64()?);
    Some(Row {
        label: label(""),
        printed: evidence("percent_printed")?.as_str()?.to_string(),
        verdict: finding.code.to_string(),
        figures: Some(Given::Figures(Figures::Counts(vec![vec![count], vec![n.checked_sub(count)?]]))),
        shown: Some("percentage"),
        numbers: vec![("percentage", vec![evidence("percent_recomputed")?.as_f64()?])],
    })
}

/// Mean and SD of a whole from its parts; and of the larger whole, with the pooled and with the printed part.
fn pooled(finding: &Finding, label: &dyn Fn(&str) -> String) -> Vec<Row> {
    let evidence = |name: &str| finding.evidence.get(name);
    let number = |name: &str| evidence(name).and_then(Value::as_f64);
    let row = |part: &str, groups: Vec<MeanInput>, numbers: (&'static str, Option<Vec<f64>>)| {
        let printed = evidence("odd_cell").and_then(Value::as_str).filter(|_| part == ": its parts");
        Some(Row {
            label: label(part),
            printed: printed.unwrap_or("-").to_string(),
            verdict: finding.code.to_string(),
            figures: Some(Given::Figures(Figures::Means(groups))),
            shown: Some(numbers.0),
            numbers: vec![(numbers.0, numbers.1?)],
        })
    };
    let both = |mean: &str, sd: &str| Some(vec![number(mean)?, number(sd)?]);
    let (parts, whole) = (groups(evidence("parts")), groups(evidence("whole_parts")));
    let odd = evidence("odd_part").and_then(Value::as_u64).and_then(|odd| usize::try_from(odd).ok());
    let mended = odd.filter(|odd| *odd < whole.len()).map(|odd| {
        let others = whole.iter().enumerate().filter(|(i, _)| *i != odd).map(|(_, group)| *group);
        parts.iter().copied().chain(others).collect::<Vec<_>>()
    });
    let of_parts = row(": its parts", parts.clone(), ("pooled", both("pooled_mean", "pooled_sd")));
    let of_whole =
        mended.and_then(|groups| row(": the whole", groups, ("pooled", both("whole_pooled_mean", "whole_pooled_sd"))));
    let as_printed = number("whole_pooled_mean_as_printed")
        .and_then(|mean| row(": the whole as printed", whole.clone(), ("pooled_mean", Some(vec![mean]))));
    [of_parts, of_whole, as_printed].into_iter().flatten().filter(has_groups).collect()
}

fn has_groups(row: &Row) -> bool {
    matches!(&row.figures, Some(Given::Figures(Figures::Means(groups))) if !groups.is_empty())
}

/// `[[n, mean, sd], ...]`; empty where that does not stand there.
fn groups(value: Option<&Value>) -> Vec<MeanInput> {
    let group = |value: &Value| match value.as_array()?.as_slice() {
        [n, mean, sd] => Some(MeanInput { n: n.as_u64()?, mean: mean.as_f64()?, sd: sd.as_f64()?, se: None }),
        _ => None,
    };
    value.and_then(Value::as_array).and_then(|list| list.iter().map(group).collect()).unwrap_or_default()
}
