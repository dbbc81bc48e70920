//! Cumulative incidence of competing events: a chart a cause with the groups, or one chart of all causes.

use super::step_curves::{Chart, MOST_CURVES, StepCurve};
use super::survival_curves::{bands, remark, time};
use super::{Draw, Drawing, Figure, layout};
use crate::error::Result;
use crate::report::document::capitalised;
use crate::results::survival::{Incidence, Survival};

pub(super) static FIGURE: Figure = Figure {
    id: "cumulative_incidence",
    title: "Cumulative incidence of competing events",
    caption: "Aalen-Johansen estimates of the share of patients who have had each event by a time; ticks across a curve: patients \
              censored. Below: patients still followed just before each time.",
    draw: Draw::Survival(draw),
};

fn draw(results: &Survival) -> Result<Option<Drawing>> {
    let last = results.follow_up.longest;
    let grouped = results.grouping.is_some();
    let shown: Vec<&Incidence> =
        results.incidence.iter().filter(|curve| curve.group.is_some() == grouped && !curve.steps.is_empty()).collect();
    if shown.is_empty() || last <= 0.0 {
        return Ok(None);
    }
    let mut causes: Vec<&str> = Vec::new();
    for curve in &shown {
        if !causes.contains(&curve.cause.as_str()) {
            causes.push(&curve.cause);
        }
    }
    // Without groups the causes are compared with each other, in one chart.
    let charts: Vec<(String, String, Vec<&Incidence>)> = if grouped {
        let of =
            |cause: &&str| shown.iter().copied().filter(|curve| curve.cause == **cause).take(MOST_CURVES).collect();
        causes.iter().map(|cause| (capitalised(cause), remark(results, Some(cause)), of(cause))).collect()
    } else {
        vec![(String::new(), String::new(), shown.iter().copied().take(MOST_CURVES).collect())]
    };
    let most = charts.iter().map(|chart| chart.2.len()).max().unwrap_or(0);
    let highest = shown.iter().flat_map(|curve| &curve.steps).map(|step| step.ci_high.unwrap_or(step.estimate));
    let top = upper(highest.fold(0.0, f64::max));
    let mut note = bands(results, most);
    if grouped && results.grouping.as_ref().is_some_and(|grouping| grouping.levels.len() > MOST_CURVES) {
        note.push_str(&format!(" The first {MOST_CURVES} groups are drawn."));
    }
    let description =
        format!("Cumulative incidence of {} causes of events in {} patients.", causes.len(), results.follow_up.n);
    let drawing = layout::drawing(description, |canvas| {
        let mut y = 50;
        for (title, remark, curves) in &charts {
            let curves = curves.iter().map(|curve| StepCurve {
                label: curve
                    .group
                    .as_ref()
                    .map_or_else(|| capitalised(&curve.cause), |group| results.group_name(group)),
                size: format!("({}\u{a0}of\u{a0}{})", curve.events, curve.n),
                steps: &curve.steps,
                median: None,
            });
            let chart = Chart {
                title: title.clone(),
                remark: remark.clone(),
                axis: "Incidence".into(),
                time: time(results),
                start: 0.0,
                top,
                landmark: results.follow_up.landmark.as_ref().map(|landmark| landmark.time),
                last,
                curves: curves.collect(),
            };
            y = chart.draw(canvas, y)? + 350;
        }
        Ok(y - 300)
    })?;
    Ok(Some(Drawing { note, ..drawing }))
}

/// A round upper end of the axis.
fn upper(highest: f64) -> f64 {
    [0.05, 0.1, 0.2, 0.4, 0.6, 0.8].into_iter().find(|end| highest <= *end).unwrap_or(1.0)
}
