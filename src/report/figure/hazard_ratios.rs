//! Hazard ratios of Cox models as a forest plot: univariable and multivariable, groups, exposures.

use super::effects::ratio;
use super::forest_plot::factors;
use super::rows::{self, Head, Line, Mark, Rows, Scale};
use super::theme::{GREY, GROUPS, SMALL, Shape};
use super::{Draw, Drawing, Figure, font, layout};
use crate::error::Result;
use crate::report::style::STYLES;
use crate::report::style::confidence;
use crate::results::survival::{CoxTable, Exposure, HazardRatio, Survival};

pub(super) static FIGURE: Figure = Figure {
    id: "hazard_ratios",
    title: "Hazard ratios",
    caption: "Hazard ratios of Cox models on a logarithmic scale. Arrows: the interval goes beyond the axis.",
    draw: Draw::Survival(draw),
};

fn draw(results: &Survival) -> Result<Option<Drawing>> {
    let mut panels = Vec::new();
    let mut note = format!("Bars: {} confidence intervals.", confidence(results.level));
    let several = |model: &&CoxTable| model.terms.iter().map(|term| term.rows.len()).sum::<usize>() > 2;
    if let Some(model) = &results.model {
        let both = model.terms.len() > 1;
        panels.extend(panel(results, model, if both { "Covariates" } else { "" }, both));
        if both {
            note.push_str(" Squares: all covariates together, with numbers; rings: one at a time.");
        }
    } else if let Some(model) = results.group_model.as_ref().filter(several) {
        panels.extend(panel(results, model, "", false));
    }
    if let Some(exposure) = &results.exposure {
        panels.extend(of_exposure(results, exposure));
    }
    if panels.is_empty() {
        return Ok(None);
    }
    let count: usize = panels.iter().map(|panel| panel.lines.len()).sum();
    let drawing =
        layout::drawing(format!("Forest plot of {count} hazard ratios."), |canvas| rows::draw(canvas, panels, 100))?;
    Ok(Some(Drawing { note, ..drawing }))
}

fn panel(results: &Survival, model: &CoxTable, title: &str, both: bool) -> Option<Rows> {
    let mut lines = Vec::new();
    for term in &model.terms {
        let reference = term.rows.iter().find(|row| row.reference).and_then(|row| row.level.clone());
        for row in term.rows.iter().filter(|row| !row.reference) {
            let label = match &row.level {
                Some(level) => format!("{}: {level}", term.label),
                None => term.label.clone(),
            };
            let unit = match (&reference, &term.unit) {
                (Some(reference), _) => format!("(v {})", font::wrap(reference, SMALL, 2_000.0, 1).join("")),
                (None, Some(unit)) => format!("(per {unit})"),
                (None, None) => "(per unit)".into(),
            };
            let main = if both { &row.multivariable } else { &row.univariable };
            let mut marks: Vec<Mark> = Vec::new();
            if both {
                marks.extend(row.univariable.as_ref().and_then(|found| mark(found, Shape::Ring)));
            }
            marks.extend(main.as_ref().and_then(|found| mark(found, Shape::Square)));
            let before = vec![row.events.to_string(), row.n.to_string()];
            lines.push(Line { label, unit, before, marks, after: after(main.as_ref()) });
        }
    }
    let before = vec![Head::plain("events"), Head::plain("patients")];
    finished(results, title, before, lines)
}

fn of_exposure(results: &Survival, exposure: &Exposure) -> Option<Rows> {
    let mut lines = Vec::new();
    let mut add = |label: String, n: u64, found: &HazardRatio, shape: Shape| {
        lines.push(Line {
            label,
            unit: String::new(),
            before: vec![n.to_string()],
            marks: mark(found, shape).into_iter().collect(),
            after: after(Some(found)),
        });
    };
    add("Naive split: ever v never (biased)".into(), exposure.n, &exposure.naive, Shape::Ring);
    add("Changing with time".into(), exposure.n, &exposure.time_varying, Shape::Square);
    if let Some(adjusted) = &exposure.adjusted {
        let n = exposure.adjusted_n.unwrap_or_default();
        add("Changing with time, adjusted".into(), n, adjusted, Shape::Square);
    }
    if let Some(landmark) = &exposure.landmark {
        let label = format!("By the landmark {}", super::theme::label(landmark.time));
        add(label, landmark.n, &landmark.hazard_ratio, Shape::Square);
    }
    finished(results, &format!("Exposure: {}", exposure.label), vec![Head::plain("patients")], lines)
}

fn mark(found: &HazardRatio, shape: Shape) -> Option<Mark> {
    let color = if shape == Shape::Ring { GREY } else { GROUPS[0] };
    Some(Mark { value: found.hazard_ratio?, interval: found.ci_low.zip(found.ci_high), shape, color })
}

fn after(found: Option<&HazardRatio>) -> Vec<String> {
    let text = found.and_then(|found| {
        let [estimate, low, high] = [found.hazard_ratio?, found.ci_low?, found.ci_high?].map(ratio);
        Some(vec![format!("{estimate} ({low} to {high})"), STYLES[0].p(found.p?)])
    });
    text.unwrap_or_else(|| vec!["–".into(), "–".into()])
}

fn finished(results: &Survival, title: &str, before: Vec<Head>, lines: Vec<Line>) -> Option<Rows> {
    if lines.iter().all(|line| line.marks.is_empty()) {
        return None;
    }
    let interval = format!("hazard ratio ({}\u{a0}CI)", confidence(results.level).replace(' ', "\u{a0}"));
    let after = vec![Head::plain(interval), Head::plain("P")];
    Some(Rows { title: title.into(), before, after, kept: 2, scale: scale(&lines), lines })
}

/// An axis that holds all estimates, and their limits as far as these leave room for the others.
fn scale(lines: &[Line]) -> Scale {
    let on = |value: f64| value.max(1e-6).log10();
    let (mut low, mut high) = (-0.35_f64, 0.35_f64);
    for mark in lines.iter().flat_map(|line| &line.marks) {
        let (from, to) = mark.interval.unwrap_or((mark.value, mark.value));
        low = low.min(on(from).max(on(mark.value) - 0.7));
        high = high.max(on(to).min(on(mark.value) + 0.7));
    }
    let pad = 0.03 * (high - low);
    let (low, high) = (low - pad, high + pad);
    let ticks = factors(low, high).into_iter().map(|value| (value, super::theme::label(value))).collect();
    Scale {
        range: (10_f64.powf(low), 10_f64.powf(high)),
        log: true,
        ticks,
        references: vec![(1.0, false)],
        title: "Hazard ratio (logarithmic scale)".into(),
        ends: Some(("lower hazard", "higher hazard")),
    }
}
