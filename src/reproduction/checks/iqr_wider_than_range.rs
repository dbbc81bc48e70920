//! Interquartile ranges wider than the range of all patients. Arithmetic where text and table are about one variable.

use super::support::{Stated, finding};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::Decimal;
use crate::reproduction::identity::key;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check {
    id: "iqr_wider_than_range",
    summary: "an interquartile range wider than the range",
    source: "arithmetic",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stated in context.stated() {
        let (width, printed) = match &stated.values.value {
            Value::MedianIqr { width, .. } => (width.value() - width.half_unit(), format!("{width} wide")),
            Value::MedianQuartiles { q1, q3, .. } => {
                (q3.value() - q1.value() - q1.half_unit() - q3.half_unit(), format!("from {q1} to {q3}"))
            }
            _ => continue,
        };
        for (whole, low, high) in ranges_for(context, &stated) {
            let range = high.value() - low.value();
            if width > range + low.half_unit() + high.half_unit() {
                let message = format!(
                    "The interquartile range of {} in {} is {printed}, but all values of {} lie between {low} and {high}, {range} apart.",
                    context.label(&stated.group),
                    stated.source,
                    context.label(&whole)
                );
                found.push(
                    finding("iqr_wider_than_range", Severity::Error, message)
                        .variable(&stated.comparison.label)
                        .group(&context.label(&stated.group))
                        .evidence("width_at_least", width)
                        .evidence("range", range)
                        .places(stated.place.clone()),
                );
            }
        }
    }
    let in_table = |finding: Finding| match finding.places.first().map(|place| place.table.clone()) {
        Some(table) => finding.table(&table),
        None => finding,
    };
    found.into_iter().map(in_table).collect()
}

/// Ranges that the text gives for the variable, over the group or a group that contains it.
pub(super) fn ranges_for(context: &Context<'_>, stated: &Stated<'_>) -> Vec<(String, Decimal, Decimal)> {
    let mut all = Vec::new();
    for statement in context.statements {
        if key(context.study, &statement.comparison.label).exact != stated.key.exact {
            continue;
        }
        for (whole, low, high) in &statement.ranges {
            if contains(context, whole, &stated.group) {
                all.push((whole.clone(), *low, *high));
            }
        }
    }
    all
}

/// Whether `whole` is the group or is made of parts that contain it.
fn contains(context: &Context<'_>, whole: &str, group: &str) -> bool {
    let mut reached = vec![whole];
    let mut next = 0;
    while let Some(current) = reached.get(next).copied() {
        if current == group {
            return true;
        }
        for part in context.partitions().filter(|(id, _)| *id == current).flat_map(|(_, parts)| parts) {
            if !reached.contains(&part.as_str()) {
                reached.push(part);
            }
        }
        next += 1;
    }
    false
}
