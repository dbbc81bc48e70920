//! A median of the whole outside the medians of its parts. Arithmetic: at least half of every part lies on the inner side.
//! Where the rows are matched by a synonym only, the finding is a warning and says "if".

use super::support::median;
use super::unions::unions;
use super::{Check, Context};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check {
    id: "union_median",
    summary: "a median outside the medians of the group's parts",
    source: "arithmetic",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for union in unions(context, |value| median(value).is_some()) {
        let Some(center) = median(&union.total.values.value) else { continue };
        let medians: Vec<_> = union.parts.iter().filter_map(|part| median(&part.values.value)).collect();
        let low = medians.iter().map(|m| m.value() - m.half_unit()).fold(f64::INFINITY, f64::min);
        let high = medians.iter().map(|m| m.value() + m.half_unit()).fold(f64::NEG_INFINITY, f64::max);
        if center.value() + center.half_unit() >= low && center.value() - center.half_unit() <= high {
            continue;
        }
        let list: Vec<String> = medians.iter().map(ToString::to_string).collect();
        let message = format!(
            "{} median of {} is {center} ({}), outside the medians {} of its parts ({}).",
            union.the(),
            union.label,
            union.total.source,
            list.join(" and "),
            union.source_of_parts()
        );
        let severity = if union.exact() { Severity::Error } else { Severity::Warning };
        found.push(
            union
                .finding("union_median", severity, message)
                .evidence("median", center.to_string())
                .evidence("medians_of_parts", list),
        );
    }
    found
}
