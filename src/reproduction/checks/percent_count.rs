//! Counts against their percentages. Arithmetic. A percentage of the row, of all patients or of the patients with a
//! value is no fault: it gives a note. An error needs a percentage that no denominator in sight explains.

use super::support::{Row, method_name, of_row, place};
use super::{Check, Context};
use crate::reproduction::comparison::LevelCount;
use crate::reproduction::decimal::{Decimal, Rounding};
use crate::reproduction::share::{largest_denominator, prints};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "percent_count", summary: "a percentage that is not that of its count", source: "arithmetic", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let ties_up = context.all_rows().flat_map(counts).any(|(level, n, _)| tie(&level, n) == Some(true));
    let mut found = Vec::new();
    for row in context.all_rows() {
        let total: Option<u64> = row.table.groups.iter().map(|group| group.n).sum();
        let of_row_total: u64 = counts(row).iter().map(|(level, ..)| level.count).sum();
        let other = |level: &LevelCount| {
            let fits = |n: u64| level.percent.is_some_and(|percent| prints(level.count, n, percent));
            (counts(row).len() >= 2 && fits(of_row_total)) || total.is_some_and(fits)
        };
        let cells = counts(row);
        let wrong: Vec<&(LevelCount, u64, usize)> = cells
            .iter()
            .filter(|(level, n, _)| level.percent.is_some_and(|percent| !prints(level.count, *n, percent)))
            .collect();
        if !wrong.is_empty()
            && cells
                .iter()
                .filter(|(level, ..)| level.percent.is_some() && level.count > 0)
                .all(|(level, ..)| other(level))
        {
            found.push(of_row(
                "percent_count",
                Severity::Note,
                row,
                "The percentages are of the row or of all patients together, not of the groups.",
            ));
            continue;
        }
        for (level, n, group) in &cells {
            let Some(percent) = level.percent else { continue };
            let share = 100.0 * level.count as f64 / *n as f64;
            let cell = level_cell(row, *group, level);
            let label = &row.table.groups[*group].label;
            let differs = !prints(level.count, *n, percent);
            let fewer = level.count.max(n.div_ceil(2))..=n.saturating_sub(1);
            let smaller = differs.then(|| largest_denominator(&[(level.count, percent)], fewer)).flatten();
            if let Some(valid) = smaller {
                let message = format!(
                    "{} ({percent} %) would be the percentage of {valid} patients, not of {n}: values may be missing.",
                    level.count
                );
                found.push(
                    of_row("percent_count", Severity::Note, row, message)
                        .group(label)
                        .evidence("n", *n)
                        .evidence("n_fitting", valid)
                        .places(cell),
                );
            } else if differs && level.count <= *n {
                let right = format!("{share:.places$}", places = percent.decimals as usize);
                let digits = right.chars().zip(percent.to_string().chars()).filter(|(a, b)| a != b).count();
                let mut finding = of_row(
                    "percent_count",
                    severity(share, percent),
                    row,
                    format!("{} of {n} is {right} %; {percent} % is printed.", level.count),
                )
                .group(label)
                .evidence("count", level.count)
                .evidence("n", *n)
                .evidence("percent_printed", percent.to_string())
                .evidence("percent_recomputed", share)
                .places(cell);
                let reproduced = row.result.matched.first().map(|method| {
                    format!(
                        "P = {} by {} with this count",
                        row.result.p_printed.as_deref().unwrap_or_default(),
                        method_name(method)
                    )
                });
                if digits == 1 || reproduced.is_some() {
                    finding = finding.repair(
                        "percent",
                        format!("read {right} % for {percent} %"),
                        std::iter::once(format!("{} of {n}", level.count)).chain(reproduced).collect(),
                    );
                }
                found.push(finding);
            } else if ties_up && tie(level, *n) == Some(false) {
                found.push(
                    of_row(
                        "percent_count",
                        Severity::Note,
                        row,
                        format!(
                            "{} of {n} is {share} %, printed as {percent}; elsewhere the paper rounds such ties up.",
                            level.count
                        ),
                    )
                    .group(label)
                    .evidence("count", level.count)
                    .evidence("n", *n)
                    .evidence("percent_printed", percent.to_string())
                    .evidence("percent_recomputed", share)
                    .places(cell),
                );
            }
        }
    }
    found
}

/// A percentage that is off by more than rounding twice can explain is impossible.
fn severity(share: f64, percent: Decimal) -> Severity {
    if (share - percent.value()).abs() > 2.0 * percent.half_unit() + 1e-9 { Severity::Error } else { Severity::Warning }
}

/// Counts with their denominators and groups.
fn counts(row: Row<'_>) -> Vec<(LevelCount, u64, usize)> {
    let groups = row.comparison.groups.iter().enumerate();
    let of_group = |(i, group): (usize, &crate::reproduction::comparison::GroupValues)| {
        let n = group.n_used.filter(|n| *n > 0);
        let levels = group.value.counts().unwrap_or_default().to_vec();
        n.map(|n| levels.into_iter().map(move |level| (level, n, i)).collect::<Vec<_>>()).unwrap_or_default()
    };
    groups.flat_map(of_group).collect()
}

/// Whether a percentage lies half way between two printed ones, and was rounded up.
fn tie(level: &LevelCount, n: u64) -> Option<bool> {
    let percent = level.percent?;
    let share = 100.0 * level.count as f64 / n as f64;
    let interval = percent.interval(Rounding::Nearest);
    let near = |end: f64| (share - end).abs() < 1e-9;
    if near(interval.low) { Some(true) } else { near(interval.high).then_some(false) }
}

fn level_cell(row: Row<'_>, group: usize, level: &LevelCount) -> Option<crate::results::reproduction::CellPlace> {
    let values = &row.comparison.groups[group];
    let index = values.value.counts()?.iter().position(|other| other == level)?;
    let cell = values.cells.get(index).or(values.cells.first())?;
    Some(place(row.table, cell.line, cell.column))
}
