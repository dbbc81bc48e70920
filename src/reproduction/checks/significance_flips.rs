//! A recomputed P on the other side of the level of significance than the printed one: by the paper's own rule over the
//! whole range that the digits allow, or by the test that the paper states.

use super::support::{method_name, of_row, place_of_p};
use super::{Check, Context};
use crate::reproduction::agreement::interval;
use crate::results::reproduction::{Finding, Severity, Verdict};

pub(super) static CHECK: Check = Check {
    id: "significance_flips",
    summary: "a conclusion that changes with the recomputed P",
    source: "nuijten2016",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let alpha = context.alpha;
    let stated: Vec<&String> =
        context.study.methods.categorical.iter().chain(&context.study.methods.continuous).collect();
    let mut found = Vec::new();
    for row in context.all_rows() {
        let Some(printed) = &row.comparison.p else { continue };
        let range = interval(printed, alpha);
        let (below, above) = (range.high < alpha, range.low >= alpha);
        let flips = |low: f64, high: f64| (below && low >= alpha) || (above && high < alpha);
        let own = row.result.p_recomputed.as_ref().filter(|own| own.determined && flips(own.p_low, own.p_high));
        let reproduced = matches!(row.result.verdict, Verdict::Reproduced | Verdict::ReproducedWithinRounding);
        if let Some(own) = own.filter(|_| !reproduced) {
            let message = format!(
                "P = {} is printed; {} gives {:.4}, on the other side of {alpha}.",
                printed.text,
                method_name(own.method),
                own.p
            );
            found.push(
                of_row("significance_flips", Severity::Warning, row, message)
                    .evidence("p", own.p)
                    .evidence("method", own.method)
                    .places(place_of_p(row)),
            );
            continue;
        }
        let by_stated = row
            .result
            .candidates
            .iter()
            .find(|c| stated.iter().any(|id| *id == c.method) && c.variant.is_none() && flips(c.p_low, c.p_high));
        if let Some(test) = by_stated {
            let message = format!(
                "P = {} is printed; the stated {} gives {:.4}, on the other side of {alpha}.",
                printed.text,
                method_name(test.method),
                test.p
            );
            found.push(
                of_row("significance_flips", Severity::Note, row, message)
                    .evidence("p", test.p)
                    .evidence("method", test.method)
                    .places(place_of_p(row)),
            );
        }
    }
    found
}
