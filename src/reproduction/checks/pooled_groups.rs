//! Mean and SD of a whole against those pooled from its parts. Arithmetic where no patient is missing: a mean outside
//! the means of the parts is an error, another difference a warning. When several sums fail and one cell explains all of
//! them, that cell is named and what it should be.

use super::support::{Stated, finding, generous};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::{Decimal, Interval};
use crate::results::reproduction::{Finding, Severity};
use crate::summary::Moments;

pub(super) static CHECK: Check = Check {
    id: "pooled_groups",
    summary: "mean and SD of a group that its parts do not pool to",
    source: "chan1983",
    run,
};

/// A group's mean and SD somewhere in the paper.
#[derive(Clone)]
struct Cell<'a> {
    stated: Stated<'a>,
    n: u64,
    mean: Decimal,
    sd: Decimal,
}

/// A whole and its parts, all with mean and SD.
struct Sum<'a> {
    whole: Cell<'a>,
    parts: Vec<Cell<'a>>,
}

fn run(context: &Context<'_>) -> Vec<Finding> {
    let stated = context.stated();
    let cell = |stated: &Stated<'_>| match stated.values.value {
        Value::MeanSd { mean, sd } => stated.values.n_used.filter(|n| *n >= 2).map(|n| (n, mean, sd)),
        _ => None,
    };
    let cells: Vec<Cell<'_>> =
        stated.iter().filter_map(|s| cell(s).map(|(n, mean, sd)| Cell { stated: s.clone(), n, mean, sd })).collect();
    let mut sums: Vec<Sum<'_>> = Vec::new();
    for (whole, parts) in context.partitions() {
        for total in cells.iter().filter(|cell| cell.stated.group == whole) {
            let of = |part: &String| {
                cells.iter().find(|c| c.stated.group == *part && c.stated.key.exact == total.stated.key.exact).cloned()
            };
            if let Some(parts) = parts.iter().map(of).collect::<Option<Vec<_>>>() {
                sums.push(Sum { whole: total.clone(), parts });
            }
        }
    }
    let failing: Vec<&Sum<'_>> = sums.iter().filter(|sum| !agrees(&sum.whole, &moments(&sum.parts), sum)).collect();
    let mut found = Vec::new();
    let mut explained: Vec<*const Sum<'_>> = Vec::new();
    for sum in &failing {
        // The whole of this sum is a part of another failing one, which its pooled parts would put right.
        let pooled = pool(&moments(&sum.parts));
        let others = failing.iter().filter(|other| other.parts.iter().any(|part| same(part, &sum.whole)));
        for other in others {
            let replaced: Vec<Moments> =
                other.parts.iter().map(|part| if same(part, &sum.whole) { pooled } else { of_cell(part) }).collect();
            if agrees(&other.whole, &replaced, other) {
                explained.extend([std::ptr::from_ref(*sum), std::ptr::from_ref(*other)]);
                found.push(odd_one_out(context, sum, other, &replaced));
            }
        }
    }
    for sum in failing.iter().filter(|sum| !explained.contains(&std::ptr::from_ref(**sum))) {
        found.push(plain(context, sum));
    }
    found
}

fn same(a: &Cell<'_>, b: &Cell<'_>) -> bool {
    a.stated.group == b.stated.group && a.stated.source == b.stated.source
}

fn of_cell(cell: &Cell<'_>) -> Moments {
    Moments::from_summary(cell.n, cell.mean.value(), cell.sd.value())
}

fn moments(cells: &[Cell<'_>]) -> Vec<Moments> {
    cells.iter().map(of_cell).collect()
}

fn pool(parts: &[Moments]) -> Moments {
    parts.iter().fold(Moments::default(), |sum, part| sum.merge(*part))
}

/// Whether the whole can be the pool of the parts, everything that the printed digits stand for allowed.
///
/// Both mean and SD of a pool change by at most the largest change of a mean plus that of an SD, which encloses every
/// rounding of the parts.
fn agrees(whole: &Cell<'_>, parts: &[Moments], sum: &Sum<'_>) -> bool {
    let pooled = pool(parts);
    let units = |cell: &Cell<'_>| 2.0 * cell.mean.half_unit() + 2.0 * cell.sd.half_unit();
    let slack = sum.parts.iter().map(units).fold(0.0, f64::max);
    let near = |value: f64, printed: Decimal| {
        let interval = generous(printed);
        Interval { low: interval.low - slack, high: interval.high + slack }.contains(value)
    };
    near(pooled.mean, whole.mean) && pooled.sd().is_some_and(|sd| near(sd, whole.sd))
}

fn shown(moments: Moments, like: &Cell<'_>) -> String {
    let places = |decimal: Decimal| decimal.decimals as usize;
    format!("{:.*} ± {:.*}", places(like.mean), moments.mean, places(like.sd), moments.sd().unwrap_or_default())
}

fn names(context: &Context<'_>, cells: &[Cell<'_>]) -> String {
    let name =
        |cell: &Cell<'_>| format!("{} {} ± {} (n = {})", context.label(&cell.stated.group), cell.mean, cell.sd, cell.n);
    cells.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// n, mean and SD of every cell, from which anybody can pool again.
fn figures(cells: &[Cell<'_>]) -> Vec<serde_json::Value> {
    cells.iter().map(|cell| serde_json::json!([cell.n, cell.mean.value(), cell.sd.value()])).collect()
}

fn located(finding: Finding, sum: &Sum<'_>) -> Finding {
    let mut finding = finding.variable(&sum.whole.stated.comparison.label).places(sum.whole.stated.place.clone());
    finding.table = sum.whole.stated.row.map(|row| row.table.id.clone());
    finding
}

fn plain(context: &Context<'_>, sum: &Sum<'_>) -> Finding {
    let pooled = pool(&moments(&sum.parts));
    let label = context.label(&sum.whole.stated.group);
    let message = format!(
        "{label} are {} ± {} in {}; their parts pool to {} ({}).",
        sum.whole.mean,
        sum.whole.sd,
        sum.whole.stated.source,
        shown(pooled, &sum.whole),
        names(context, &sum.parts)
    );
    let means = sum.parts.iter().map(|part| part.mean.value());
    let (low, high) = (means.clone().fold(f64::INFINITY, f64::min), means.fold(f64::NEG_INFINITY, f64::max));
    let slack = sum.whole.mean.half_unit() + sum.parts.iter().map(|part| part.mean.half_unit()).fold(0.0, f64::max);
    let outside = sum.whole.mean.value() < low - 2.0 * slack || sum.whole.mean.value() > high + 2.0 * slack;
    let severity = if outside { Severity::Error } else { Severity::Warning };
    let finding = finding("pooled_groups", severity, message).group(&label);
    let finding = finding
        .evidence("parts", figures(&sum.parts))
        .evidence("pooled_mean", pooled.mean)
        .evidence("pooled_sd", pooled.sd().unwrap_or_default());
    located(finding, sum)
}

/// The finding that names the one cell which explains two failing sums.
fn odd_one_out(context: &Context<'_>, sum: &Sum<'_>, other: &Sum<'_>, replaced: &[Moments]) -> Finding {
    let label = context.label(&sum.whole.stated.group);
    let repaired = pool(&moments(&sum.parts));
    let all = pool(replaced);
    let printed = pool(&moments(&other.parts));
    let message = format!(
        "{label} cannot be {} ± {} ({}): their parts pool to {} ({}), and with that value {} pool to {}, as printed ({} ± {}, {}); with the printed cell they pool to {}.",
        sum.whole.mean,
        sum.whole.sd,
        sum.whole.stated.source,
        shown(repaired, &sum.whole),
        names(context, &sum.parts),
        context.label(&other.whole.stated.group),
        shown(all, &other.whole),
        other.whole.mean,
        other.whole.sd,
        other.whole.stated.source,
        shown(printed, &other.whole)
    );
    let finding = finding("pooled_groups", Severity::Error, message)
        .group(&label)
        .evidence("odd_cell", format!("{} ± {}", sum.whole.mean, sum.whole.sd))
        .evidence("parts", figures(&sum.parts))
        .evidence("whole_parts", figures(&other.parts))
        .evidence("odd_part", other.parts.iter().position(|part| same(part, &sum.whole)))
        .evidence("pooled_mean", repaired.mean)
        .evidence("pooled_sd", repaired.sd().unwrap_or_default())
        .evidence("whole_pooled_mean", all.mean)
        .evidence("whole_pooled_sd", all.sd().unwrap_or_default())
        .evidence("whole_pooled_mean_as_printed", printed.mean);
    located(finding, sum).repair(
        "cell",
        format!("read {} for {} ± {}", shown(repaired, &sum.whole), sum.whole.mean, sum.whole.sd),
        vec![
            format!("{} from its parts", label),
            format!("{} ± {} of {}", other.whole.mean, other.whole.sd, context.label(&other.whole.stated.group)),
        ],
    )
}
