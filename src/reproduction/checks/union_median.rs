//! A median of the whole outside the medians of its parts. Arithmetic: at least half of every part lies on the inner side.
//! Where the rows are matched by a synonym only, the finding is a warning and says "if".

use super::support::{Stated, finding, median};
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check {
    id: "union_median",
    summary: "a median outside the medians of the group's parts",
    source: "arithmetic",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let stated = context.stated();
    let mut found = Vec::new();
    for (whole, parts) in context.partitions() {
        for total in stated.iter().filter(|s| s.group == whole) {
            let Some(center) = median(&total.values.value) else { continue };
            let of = |part: &String| {
                stated.iter().find(|s| {
                    s.group == *part
                        && s.key.text == total.key.text
                        && median(&s.values.value).is_some()
                        && s.row.is_some()
                })
            };
            let Some(parts): Option<Vec<&Stated<'_>>> = parts.iter().map(of).collect() else { continue };
            let medians: Vec<_> = parts.iter().filter_map(|part| median(&part.values.value)).collect();
            let low = medians.iter().map(|m| m.value() - m.half_unit()).fold(f64::INFINITY, f64::min);
            let high = medians.iter().map(|m| m.value() + m.half_unit()).fold(f64::NEG_INFINITY, f64::max);
            if center.value() + center.half_unit() >= low && center.value() - center.half_unit() <= high {
                continue;
            }
            let exact = parts.iter().all(|part| part.key.exact == total.key.exact);
            let list: Vec<String> = medians.iter().map(ToString::to_string).collect();
            let condition = if exact {
                String::new()
            } else {
                format!("If {} and {} are one variable: ", total.comparison.label, parts[0].comparison.label)
            };
            let message = format!(
                "{condition}The median of {} is {center} ({}), outside the medians {} of its parts ({}).",
                context.label(whole),
                total.source,
                list.join(" and "),
                parts[0].source
            );
            let severity = if exact { Severity::Error } else { Severity::Warning };
            let mut finding = finding("union_median", severity, message)
                .variable(&total.comparison.label)
                .group(&context.label(whole))
                .evidence("median", center.to_string())
                .evidence("medians_of_parts", list)
                .places(total.place.clone())
                .places(parts.iter().filter_map(|part| part.place.clone()));
            finding.table = total.row.map(|row| row.table.id.clone());
            found.push(finding);
        }
    }
    found
}
