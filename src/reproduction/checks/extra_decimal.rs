//! A number with more decimals than all others of its row. A note: often a slip of the pen, sometimes meant.

use super::support::{of_row, place};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::Decimal;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check {
    id: "extra_decimal",
    summary: "a number with more decimals than its neighbours",
    source: "comparison",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        let numbers: Vec<(usize, Decimal)> = row
            .comparison
            .groups
            .iter()
            .enumerate()
            .flat_map(|(i, group)| decimals(&group.value).into_iter().map(move |d| (i, d)))
            .collect();
        let most = numbers.iter().map(|(_, number)| number.decimals).max().unwrap_or(0);
        let at_most: Vec<&(usize, Decimal)> = numbers.iter().filter(|(_, number)| number.decimals == most).collect();
        let usual =
            numbers.iter().filter(|(_, number)| number.decimals < most).map(|(_, number)| number.decimals).max();
        if let ([(group, number)], Some(usual), true) = (at_most.as_slice(), usual, numbers.len() >= 4)
            && numbers.iter().filter(|(_, other)| other.decimals == usual).count() == numbers.len() - 1
            && usual > 0
        {
            let cell = row.comparison.groups[*group].cells.first().map(|cell| place(row.table, cell.line, cell.column));
            let message = format!("{number} has {most} decimals, the other figures of the row {usual}.");
            found.push(
                of_row("extra_decimal", Severity::Note, row, message)
                    .group(&row.table.groups[*group].label)
                    .places(cell),
            );
        }
    }
    found
}

fn decimals(value: &Value) -> Vec<Decimal> {
    match *value {
        Value::MeanSd { mean, sd } => vec![mean, sd],
        Value::MeanSe { mean, se } => vec![mean, se],
        Value::MedianIqr { median, width } => vec![median, width],
        Value::MedianQuartiles { median, q1, q3 } => vec![median, q1, q3],
        Value::MedianRange { median, min, max } => vec![median, min, max],
        Value::Missing | Value::Counts(_) | Value::Number(_) => Vec::new(),
    }
}
