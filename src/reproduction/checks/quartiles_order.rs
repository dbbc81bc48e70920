//! Quartiles or extremes out of order, or a median outside them. Arithmetic.

use super::support::{of_row, place};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "quartiles_order", summary: "quartiles or extremes out of order", source: "arithmetic", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        for (values, group) in row.comparison.groups.iter().zip(&row.table.groups) {
            let (low, median, high) = match &values.value {
                Value::MedianQuartiles { median, q1, q3 } => (*q1, *median, *q3),
                Value::MedianRange { median, min, max } => (*min, *median, *max),
                _ => continue,
            };
            let above = |a: crate::reproduction::decimal::Decimal, b: crate::reproduction::decimal::Decimal| {
                a.value() - a.half_unit() > b.value() + b.half_unit()
            };
            if above(low, high) || above(low, median) || above(median, high) {
                let message = format!("{} is not in order: {low}, {median}, {high}.", values.cells[0].text);
                let cell = values.cells.first().map(|cell| place(row.table, cell.line, cell.column));
                found.push(of_row("quartiles_order", Severity::Error, row, message).group(&group.label).places(cell));
            }
        }
    }
    found
}
