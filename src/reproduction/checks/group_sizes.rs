//! Declared group sizes against their parts and against column headers. Arithmetic.

use super::support::finding;
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "group_sizes", summary: "group sizes that contradict each other", source: "arithmetic", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let size = |id: &str| context.study.groups.iter().find(|group| group.id == id).and_then(|group| group.n);
    let mut found = Vec::new();
    for (whole, parts) in context.partitions() {
        let sum: Option<u64> = parts.iter().map(|part| size(part)).sum();
        if let (Some(n), Some(sum)) = (size(whole), sum)
            && n != sum
        {
            let message = format!("{} are {n}, their parts together {sum}.", context.label(whole));
            found.push(
                finding("group_sizes", Severity::Error, message)
                    .group(&context.label(whole))
                    .evidence("n", n)
                    .evidence("sum", sum),
            );
        }
    }
    for table in context.tables {
        for group in &table.groups {
            if let (Some(declared), Some(n)) = (group.id.as_deref().and_then(size), group.n)
                && declared != n
            {
                let message = format!("The header says {n} patients, the study {declared}.");
                found.push(finding("group_sizes", Severity::Warning, message).table(&table.id).group(&group.label));
            }
        }
        let sum: Option<u64> = table.groups.iter().map(|group| group.n).sum();
        if let (Some(overall), Some(sum)) = (table.overall.as_ref().and_then(|group| group.n), sum)
            && overall != sum
        {
            let message = format!("The header gives {overall} patients in all, the groups add up to {sum}.");
            found.push(
                finding("group_sizes", Severity::Warning, message)
                    .table(&table.id)
                    .evidence("overall", overall)
                    .evidence("sum", sum),
            );
        }
    }
    found
}
