//! Kaplan-Meier curves of the groups with the numbers at risk.

use super::step_curves::{Chart, MOST_CURVES, StepCurve};
use super::{Draw, Drawing, Figure, layout};
use crate::error::Result;
use crate::report::document::capitalised;
use crate::report::style::STYLES;
use crate::report::style::confidence;
use crate::results::survival::{Curve, Survival};

pub(super) static FIGURE: Figure = Figure {
    id: "survival_curves",
    title: "Survival over time, by group",
    caption: "Kaplan-Meier estimates; ticks across a curve: patients censored. Dashed: medians. Below: patients still followed \
              just before each time.",
    draw: Draw::Survival(draw),
};

fn draw(results: &Survival) -> Result<Option<Drawing>> {
    let grouped = results.grouping.is_some();
    let shown = |curve: &&Curve| curve.group.is_some() == grouped && !curve.steps.is_empty();
    let all: Vec<&Curve> = results.curves.iter().filter(shown).collect();
    let last = results.follow_up.longest;
    if all.is_empty() || last <= 0.0 {
        return Ok(None);
    }
    let curves: Vec<StepCurve<'_>> = all
        .iter()
        .take(MOST_CURVES)
        .map(|curve| StepCurve {
            label: curve.group.as_ref().map(|group| results.group_name(group)).unwrap_or_default(),
            size: format!("({}\u{a0}of\u{a0}{})", curve.events, curve.n),
            steps: &curve.steps,
            median: curve.median().estimate,
        })
        .collect();
    let mut note = bands(results, curves.len());
    if curves.len() > 1 {
        note.push_str(" In brackets: events of patients.");
    }
    if all.len() > curves.len() {
        note.push_str(&format!(" Of {} groups the first {} are drawn.", all.len(), curves.len()));
    }
    let description = format!(
        "Kaplan-Meier curves of {} patients with {} events; time: {}.",
        results.follow_up.n,
        results.follow_up.events.first().copied().unwrap_or_default(),
        time(results)
    );
    let chart = Chart {
        title: String::new(),
        remark: remark(results, None),
        axis: format!("Without {}", results.follow_up.event),
        time: time(results),
        start: 1.0,
        top: 1.0,
        landmark: results.follow_up.landmark.as_ref().map(|landmark| landmark.time),
        last,
        curves,
    };
    let drawing = layout::drawing(description, |canvas| chart.draw(canvas, 50))?;
    Ok(Some(Drawing { note, ..drawing }))
}

/// What the bands are, where there are any.
pub(super) fn bands(results: &Survival, curves: usize) -> String {
    let level = confidence(results.level);
    if curves <= 3 {
        format!("Bands: pointwise {level} confidence limits ({}).", results.interval)
    } else {
        String::new()
    }
}

/// Name of the axis of time.
pub(super) fn time(results: &Survival) -> String {
    let record = &results.follow_up;
    let unit = record.unit.as_ref().filter(|unit| !record.time.to_lowercase().contains(&unit.to_lowercase()));
    unit.map_or(capitalised(&record.time), |unit| format!("{} ({unit})", capitalised(&record.time)))
}

/// "Log-rank test: P = 0.03"; of a cause where causes compete.
pub(super) fn remark(results: &Survival, cause: Option<&str>) -> String {
    let wanted = |test: &&crate::results::survival::CurveTest| match cause {
        None => test.test.primary,
        Some(cause) => test.test.method == "gray" && test.cause.as_deref() == Some(cause),
    };
    let test = results.tests.iter().find(wanted);
    let p = test.and_then(|test| Some((test.test.name, test.test.p?)));
    p.map(|(name, p)| format!("{}: P {}", capitalised(name), STYLES[0].p_phrase(p))).unwrap_or_default()
}
