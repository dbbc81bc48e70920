//! Mean and standard deviation of 0/1 data that do not go together (DEBIT, Heathers & Brown 2019): with proportion p the
//! SD is `sqrt(n / (n - 1) p (1 - p))`. Only for variables declared as whole numbers whose means all lie from 0 to 1;
//! fires on counts that exceed 1 in some patient.

use super::grim::whole_numbers;
use super::support::{of_row, place};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::{Decimal, Rounding};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "debit", summary: "mean and SD of 0/1 data that do not go together", source: "heathers2019", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in whole_numbers(context) {
        let mean_sd = |value: &Value| if let Value::MeanSd { mean, sd } = value { Some((*mean, *sd)) } else { None };
        let binary = row.comparison.groups.iter().all(|group| {
            mean_sd(&group.value).is_some_and(|(mean, sd)| (0.0..=1.0).contains(&mean.value()) && sd.value() <= 0.8)
        });
        if !binary {
            continue;
        }
        for (values, group) in row.comparison.groups.iter().zip(&row.table.groups) {
            let (Some((mean, sd)), Some(n)) = (mean_sd(&values.value), values.n_used.filter(|n| *n >= 2)) else {
                continue;
            };
            if agree(mean, sd, n) {
                continue;
            }
            let cell = values.cells.first().map(|cell| place(row.table, cell.line, cell.column));
            let message = format!(
                "If the values are 0 or 1, {n} of them with a mean of {mean} do not have a standard deviation of {sd}."
            );
            found.push(
                of_row("debit", Severity::Warning, row, message).group(&group.label).evidence("n", n).places(cell),
            );
        }
    }
    found
}

/// Whether some number of ones prints as this mean and SD.
fn agree(mean: Decimal, sd: Decimal, n: u64) -> bool {
    let size = n as f64;
    let range = mean.interval(Rounding::Nearest);
    let ones = ((range.low * size).floor().max(0.0) as u64)..=((range.high * size).ceil().max(0.0) as u64).min(n);
    ones.map(|ones| ones as f64 / size)
        .filter(|share| mean.prints(*share, 1e-12))
        .any(|share| sd.prints((size / (size - 1.0) * share * (1.0 - share)).sqrt(), 1e-12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_and_ones_have_one_deviation() {
        let printed = |digits: i128| Decimal { digits, decimals: 2, negative: false };
        // 6 of 10: sqrt(10/9 * 0.24) = 0.5164.
        assert!(agree(printed(60), printed(52), 10));
        assert!(!agree(printed(60), printed(49), 10));
    }
}
