//! Means that no whole numbers can have (GRIM, Brown & Heathers 2017). Only for variables declared as whole numbers:
//! ages, scores and durations are often recorded with fractions, which makes the test fire on sound data.

use super::support::{Row, of_row, place};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::identity::key;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "grim", summary: "a mean that no whole numbers can have", source: "brown2017", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in whole_numbers(context) {
        for (values, group) in row.comparison.groups.iter().zip(&row.table.groups) {
            let (Value::MeanSd { mean, .. } | Value::MeanSe { mean, .. }, Some(n)) = (&values.value, values.n_used)
            else {
                continue;
            };
            let near = (mean.value() * n as f64).round();
            let possible = (-1..=1).any(|step| mean.prints((near + f64::from(step)) / n as f64, 1e-12));
            if !possible {
                let message = format!("No {n} whole numbers have a mean of {mean}.");
                let cell = values.cells.first().map(|cell| place(row.table, cell.line, cell.column));
                found.push(
                    of_row("grim", Severity::Error, row, message)
                        .group(&group.label)
                        .evidence("n", n)
                        .evidence("mean", mean.to_string())
                        .places(cell),
                );
            }
        }
    }
    found
}

/// Rows of variables that are declared to be whole numbers in every patient.
pub(super) fn whole_numbers<'a>(context: &Context<'a>) -> impl Iterator<Item = Row<'a>> + use<'a> {
    let study = context.study;
    context.all_rows().filter(move |row| {
        let own = key(study, &row.comparison.label).text;
        study.variables.iter().any(|variable| variable.integer == Some(true) && key(study, &variable.name).text == own)
    })
}
