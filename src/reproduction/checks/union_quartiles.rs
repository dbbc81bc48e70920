//! Quartiles or extremes of the whole outside those of its parts. A quartile of the whole lies between those of its
//! parts up to the interpolation between neighbouring values, about which definitions differ (Hyndman & Fan 1996): a
//! warning where it lies outside by more than one average step between neighbouring values, a note where by less; the
//! note can concern sound data. An error where the quartile lies beyond the medians of all parts and so many values lie
//! on the inner side that no definition allows it. Extremes are arithmetic: the whole begins and ends with its parts.

use super::support::median;
use super::unions::{Union, unions};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::Decimal;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check {
    id: "union_quartiles",
    summary: "a quartile or extreme outside those of the group's parts",
    source: "hyndman1996",
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for union in unions(context, |value| matches!(value, Value::MedianQuartiles { .. })) {
        found.extend(quartile(&union, 0.25, "first quartile"));
        found.extend(quartile(&union, 0.75, "third quartile"));
    }
    for union in unions(context, |value| matches!(value, Value::MedianRange { .. })) {
        found.extend(extreme(&union, -1.0, "smallest"));
        found.extend(extreme(&union, 1.0, "largest"));
    }
    found
}

/// The printed quantile of a value.
fn quantile(value: &Value, p: f64) -> Option<Decimal> {
    match value {
        Value::MedianQuartiles { q1, q3, .. } => Some(if p < 0.5 { *q1 } else { *q3 }),
        _ => None,
    }
}

/// Whether no data of these sizes have the first quartile of the whole above the medians of all parts, or the third
/// below them: half of every part lies on the inner side, and below a first quartile there is no room for as many.
fn impossible_beyond_medians(parts: &[u64]) -> bool {
    let inside: u64 = parts.iter().map(|n| n / 2).sum();
    let n = parts.iter().sum::<u64>() as f64;
    let room = (0.25 * (n - 1.0)).ceil().max((0.25 * (n + 1.0)).ceil() - 1.0);
    inside as f64 > room
}

fn quartile(union: &Union<'_>, p: f64, name: &str) -> Option<Finding> {
    let whole = quantile(&union.total.values.value, p)?;
    let parts: Vec<Decimal> = union.parts.iter().filter_map(|part| quantile(&part.values.value, p)).collect();
    let low = parts.iter().map(|q| q.value() - q.half_unit()).fold(f64::INFINITY, f64::min);
    let high = parts.iter().map(|q| q.value() + q.half_unit()).fold(f64::NEG_INFINITY, f64::max);
    let above = whole.value() - whole.half_unit() - high;
    let below = low - whole.value() - whole.half_unit();
    let outside = above.max(below);
    // Decimal fractions carry an error of a few units in the last place.
    if outside <= 1e-9 * whole.value().abs() {
        return None;
    }
    let sizes: Option<Vec<u64>> = union.parts.iter().map(|part| part.values.n_used).collect();
    let inward = if p < 0.5 { 1.0 } else { -1.0 };
    let beyond_medians = union.parts.iter().all(|part| {
        median(&part.values.value).is_some_and(|median| {
            inward * (whole.value() - median.value()) > (whole.half_unit() + median.half_unit()) * (1.0 + 1e-9)
        })
    });
    let certain = beyond_medians && union.complete() && sizes.is_some_and(|sizes| impossible_beyond_medians(&sizes));
    // A quarter of the values lies between quartile and median.
    let step = union
        .parts
        .iter()
        .filter_map(|part| {
            let quartile = quantile(&part.values.value, p)?;
            let distance = (median(&part.values.value)?.value() - quartile.value()).abs();
            Some(4.0 * distance / part.values.n_used? as f64)
        })
        .fold(0.0, f64::max);
    let severity = match (certain && union.exact(), certain || outside > step) {
        (true, _) => Severity::Error,
        (false, true) => Severity::Warning,
        (false, false) => Severity::Note,
    };
    let why = match severity {
        Severity::Error => "no data allow this",
        Severity::Warning => "by more than the step between neighbouring values",
        Severity::Note => "by less than the step between neighbouring values, which interpolation can explain",
    };
    let list: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let message = format!(
        "{} {name} of {} is {whole} ({}), outside those of its parts, {} ({}): {why}.",
        union.the(),
        union.label,
        union.total.source,
        list.join(" and "),
        union.source_of_parts()
    );
    Some(
        union
            .finding("union_quartiles", severity, message)
            .evidence("quartile", whole.to_string())
            .evidence("quartiles_of_parts", list)
            .evidence("outside_by", outside),
    )
}

/// `side` is -1 for the smallest and 1 for the largest value.
fn extreme(union: &Union<'_>, side: f64, name: &str) -> Option<Finding> {
    let of = |value: &Value| match value {
        Value::MedianRange { min, max, .. } => Some(if side < 0.0 { *min } else { *max }),
        _ => None,
    };
    let whole = of(&union.total.values.value)?;
    let parts: Vec<Decimal> = union.parts.iter().filter_map(|part| of(&part.values.value)).collect();
    let furthest = parts.iter().copied().max_by(|a, b| (side * a.value()).total_cmp(&(side * b.value())))?;
    let excess = side * (furthest.value() - whole.value());
    let allowed = (furthest.half_unit() + whole.half_unit()) * (1.0 + 1e-9);
    if excess.abs() <= allowed {
        return None;
    }
    // A part cannot exceed its whole; the whole can exceed parts from which patients are missing.
    let certain = union.exact() && (excess > 0.0 || union.complete());
    let severity = if certain { Severity::Error } else { Severity::Warning };
    let list: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let message = format!(
        "{} {name} value of {} is {whole} ({}), of its parts {} ({}).",
        union.the(),
        union.label,
        union.total.source,
        list.join(" and "),
        union.source_of_parts()
    );
    Some(
        union
            .finding("union_quartiles", severity, message)
            .evidence("extreme", whole.to_string())
            .evidence("extremes_of_parts", list),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Quantile of type 6 or 7 of sorted values.
    fn sample_quantile(sorted: &[i64], p: f64, seventh: bool) -> f64 {
        let n = sorted.len() as f64;
        let position = if seventh { p * (n - 1.0) } else { (p * (n + 1.0) - 1.0).clamp(0.0, n - 1.0) };
        let (low, high) = (sorted[position.floor() as usize] as f64, sorted[position.ceil() as usize] as f64);
        low + (position - position.floor()) * (high - low)
    }

    proptest! {
        #[test]
        fn what_is_called_impossible_never_happens(
            mut x in prop::collection::vec(0i64..12, 1..20),
            mut y in prop::collection::vec(0i64..12, 1..20),
            seventh in any::<[bool; 3]>(),
        ) {
            let mut both = [x.clone(), y.clone()].concat();
            for values in [&mut x, &mut y, &mut both] {
                values.sort();
            }
            let (a, b) = (sample_quantile(&x, 0.5, seventh[0]), sample_quantile(&y, 0.5, seventh[1]));
            let (q1, q3) = (sample_quantile(&both, 0.25, seventh[2]), sample_quantile(&both, 0.75, seventh[2]));
            let impossible = impossible_beyond_medians(&[x.len() as u64, y.len() as u64]);
            prop_assert!(!(impossible && q1 > a.max(b)), "{q1} above {a} and {b}");
            prop_assert!(!(impossible && q3 < a.min(b)), "{q3} below {a} and {b}");
        }
    }

    #[test]
    fn sizes_decide_what_is_impossible() {
        // Two single values have no half; of 5 and 5 two each lie up to the median, and 3 of 10 below a first quartile.
        assert!(!impossible_beyond_medians(&[1, 1]));
        assert!(impossible_beyond_medians(&[5, 5]));
    }
}
