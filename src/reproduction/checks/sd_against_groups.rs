//! A standard deviation that is out of line with those of the other groups and in line with them once it is read as a
//! standard error: their ratio is near the square root of the group's size. Compared on the scale of log SD, whose
//! standard error is `sqrt(1 / (2 (n - 1)))` for normal values. A warning: a group that truly varies less by this very
//! factor is a false alarm, so that a row is passed over when the printed standard deviations give the printed P.

use super::support::{of_row, place};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::{Decimal, Rounding};
use crate::results::reproduction::{Finding, Severity, Verdict};

pub(super) static CHECK: Check = Check {
    id: "sd_against_groups",
    summary: "a standard deviation that fits the other groups only as a standard error",
    source: "altman2005",
    run,
};

/// Standard errors from equality beyond which two standard deviations are out of line.
const APART: f64 = 4.0;
/// Standard errors within which they are in line.
const NEAR: f64 = 2.0;
/// Relative difference of rounded figures that is in line in groups of any size: standard deviations do differ.
const TOLERATED: f64 = 0.25;

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        let explained = matches!(row.result.verdict, Verdict::Reproduced | Verdict::ReproducedWithinRounding)
            || row.result.repairs.iter().any(|repair| repair.kind == "se_for_sd");
        if explained {
            continue;
        }
        let groups: Vec<Option<(u64, Decimal)>> = row
            .comparison
            .groups
            .iter()
            .map(|group| match (&group.value, group.n_used) {
                (Value::MeanSd { sd, .. }, Some(n)) if n >= 2 && sd.digits > 0 => Some((n, *sd)),
                _ => None,
            })
            .collect();
        for (index, (n, sd)) in groups.iter().enumerate().filter_map(|(i, group)| Some((i, (*group)?))) {
            let others: Vec<(u64, f64)> = groups
                .iter()
                .enumerate()
                .filter_map(|(i, group)| group.filter(|_| i != index).map(|(n, sd)| (n, sd.value())))
                .collect();
            let interval = sd.interval(Rounding::Nearest);
            let Some(pooled) =
                pooled(&others).filter(|_| reads_as_standard_error(n, interval.low, interval.high, &others))
            else {
                continue;
            };
            let ratio = pooled / sd.value();
            let (Some(column), Some(values)) = (row.table.groups.get(index), row.comparison.groups.get(index)) else {
                continue;
            };
            let message = format!(
                "The standard deviation {sd} of {} is {ratio:.1} times smaller than that of the other patients, and √{n} is {:.1}: read as a standard error it fits.",
                column.label,
                (n as f64).sqrt()
            );
            found.push(
                of_row("sd_against_groups", Severity::Warning, row, message)
                    .group(&column.label)
                    .evidence("ratio", ratio)
                    .evidence("root_n", (n as f64).sqrt())
                    .evidence("pooled_sd_of_others", pooled)
                    .places(values.cells.first().map(|cell| place(row.table, cell.line, cell.column))),
            );
        }
    }
    found
}

/// SD pooled over groups.
fn pooled(groups: &[(u64, f64)]) -> Option<f64> {
    let df: f64 = groups.iter().map(|(n, _)| *n as f64 - 1.0).sum();
    (df > 0.0).then(|| (groups.iter().map(|(n, sd)| (*n as f64 - 1.0) * sd * sd).sum::<f64>() / df).sqrt())
}

/// Whether an SD from `low` to `high` of `n` values is too small beside the other groups, and as large as theirs when
/// it is multiplied by `sqrt(n)`.
fn reads_as_standard_error(n: u64, low: f64, high: f64, others: &[(u64, f64)]) -> bool {
    let Some(pooled) = pooled(others).filter(|_| n >= 2 && low > 0.0) else { return false };
    let df: f64 = others.iter().map(|(n, _)| *n as f64 - 1.0).sum();
    let error = (0.5 / (n as f64 - 1.0) + 0.5 / df).sqrt();
    let root = 0.5 * (n as f64).ln();
    let (least, most) = ((pooled / high).ln(), (pooled / low).ln());
    let near = (NEAR * error).min(TOLERATED);
    least > APART * error && least <= root + near && most >= root - near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_error_among_deviations_is_found() {
        // 10.2 / sqrt(40) = 1.61.
        assert!(reads_as_standard_error(40, 1.55, 1.65, &[(60, 10.2)]));
        assert!(reads_as_standard_error(40, 1.55, 1.65, &[(60, 10.2), (50, 11.0)]));
    }

    #[test]
    fn deviations_that_merely_differ_are_not() {
        // Three times smaller where the root of n is 6.3; and small groups, in which a ratio of 3 is no surprise.
        assert!(!reads_as_standard_error(40, 3.35, 3.45, &[(60, 10.2)]));
        assert!(!reads_as_standard_error(8, 3.35, 3.45, &[(9, 10.2)]));
    }
}
