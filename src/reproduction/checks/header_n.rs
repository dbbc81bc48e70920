//! A group size in the header with which hardly any percentage fits, where another size fits all. Arithmetic; needs at
//! least four percentages, so that a chance fit is out of question.

use super::support::finding;
use super::{Check, Context};
use crate::reproduction::comparison::LevelCount;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "header_n", summary: "a header's group size that no percentage fits", source: "arithmetic", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for table in context.tables {
        for (index, group) in table.groups.iter().enumerate() {
            let Some(n) = group.n else { continue };
            let counts: Vec<LevelCount> = table
                .comparisons
                .iter()
                .filter_map(|row| row.groups[index].value.counts())
                .flatten()
                .filter(|level| level.count > 0 && level.denominator.is_none() && level.bounds.0 == level.bounds.1)
                .filter(|level| level.percent.is_some_and(|percent| percent.value() < 99.9))
                .copied()
                .collect();
            let fitting = |n: u64| {
                let share = |level: &LevelCount| 100.0 * level.count as f64 / n as f64;
                counts
                    .iter()
                    .filter(|level| {
                        level.count <= n && level.percent.is_some_and(|percent| percent.prints(share(level), 1e-12))
                    })
                    .count()
            };
            if counts.len() < 4 || fitting(n) * 2 > counts.len() {
                continue;
            }
            let all: Vec<u64> = (1..=2 * n + 10).filter(|other| fitting(*other) == counts.len()).collect();
            if let [other] = all.as_slice() {
                let message = format!(
                    "The header says {n} patients; all {} percentages fit {other}, {} of them fit {n}.",
                    counts.len(),
                    fitting(n)
                );
                let finding = finding("header_n", Severity::Error, message)
                    .table(&table.id)
                    .group(&group.label)
                    .evidence("n_printed", n)
                    .evidence("n_fitting", *other);
                found.push(finding.repair(
                    "header_n",
                    format!("read n = {other} for n = {n}"),
                    vec![format!("{} percentages", counts.len())],
                ));
            }
        }
    }
    found
}
