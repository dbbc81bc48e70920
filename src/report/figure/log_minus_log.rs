//! log(-log S) of the groups against the logarithm of time: parallel where hazards are proportional.

use plotters::style::text_anchor::HPos;

use super::forest_plot::factors;
use super::layout::{Axis, MARGIN};
use super::step_curves::{MOST_CURVES, color, legend};
use super::theme::{FAINT, GREY, INK, SMALL, TEXT, WIDTH, group_shape, label};
use super::{Draw, Drawing, Figure, font, layout};
use crate::error::Result;
use crate::results::survival::{Curve, Survival};

pub(super) static FIGURE: Figure = Figure {
    id: "log_minus_log",
    title: "Are hazards proportional? Complementary log-log plot",
    caption: "log(-log S) of the Kaplan-Meier estimates S against time on a logarithmic scale. Under proportional hazards the curves \
              run at a constant vertical distance, the logarithm of the hazard ratio.",
    draw: Draw::Survival(draw),
};

const HEIGHT: i32 = 6_000;
const LEFT: i32 = 1_500;
const RIGHT: i32 = WIDTH as i32 - 400;

fn draw(results: &Survival) -> Result<Option<Drawing>> {
    let groups: Vec<(&Curve, Vec<(f64, f64)>)> = results
        .curves
        .iter()
        .filter(|curve| curve.group.is_some())
        .map(|curve| (curve, points(curve)))
        .filter(|(_, points)| points.len() > 1)
        .take(MOST_CURVES)
        .collect();
    if groups.len() < 2 {
        return Ok(None);
    }
    let all = || groups.iter().flat_map(|(_, points)| points.iter().copied());
    let ends = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    let (first, last) = ends(&mut all().map(|point| point.0));
    if first >= last {
        return Ok(None);
    }
    let names = groups.iter().filter_map(|(curve, _)| Some(results.group_name(curve.group.as_ref()?)));
    let names: Vec<String> = names.collect();
    let description = format!("Complementary log-log plot of {} groups.", names.len());
    let drawing = layout::drawing(description, |canvas| {
        let top = legend(canvas, names.iter().map(|name| font::wrap(name, TEXT, 8_000.0, 1).join("")), 50)? + 600;
        let bottom = top + HEIGHT;
        let times = Axis::log((first, last), (LEFT, RIGHT));
        let heights = Axis::around(all().map(|point| point.1), (bottom, top));
        heights.left(canvas, (LEFT, RIGHT), &heights.ticks(5))?;
        canvas.text("log(−log S)", (MARGIN, top - 340), SMALL, HPos::Left, GREY, false)?;
        for tick in factors(first.log10(), last.log10()) {
            canvas.line((times.at(tick), top), (times.at(tick), bottom), FAINT, 15)?;
            canvas.text(&label(tick), (times.at(tick), bottom + 300), SMALL, HPos::Center, INK, false)?;
        }
        canvas.line((LEFT, bottom), (RIGHT, bottom), INK, 20)?;
        let title = format!("{}, logarithmic scale", super::survival_curves::time(results));
        canvas.text(&title, ((LEFT + RIGHT) / 2, bottom + 700), SMALL, HPos::Center, INK, false)?;
        for (i, (_, points)) in groups.iter().enumerate() {
            let mut path: Vec<(i32, i32)> = Vec::new();
            let mut before: Option<i32> = None;
            for (time, height) in points {
                let (x, y) = (times.at(*time), heights.at(*height));
                path.extend(before.map(|before| (x, before)));
                path.push((x, y));
                before = Some(y);
            }
            path.dedup();
            // Markers at equal distances of the picture tell the curves apart without colour.
            let mut next = LEFT + 400 + 300 * i as i32;
            let marks: Vec<(i32, i32)> = path
                .iter()
                .copied()
                .filter(|(x, _)| {
                    let due = *x >= next;
                    if due {
                        next = x + 2_400;
                    }
                    due
                })
                .collect();
            canvas.path(path, color(i), 40)?;
            for mark in marks {
                canvas.marker(group_shape(i), mark, 85, color(i))?;
            }
        }
        Ok(bottom + 1_000)
    })?;
    Ok(Some(drawing))
}

/// Points of a curve where the logarithms exist and something happened.
fn points(curve: &Curve) -> Vec<(f64, f64)> {
    let steps = curve.steps.iter().filter(|step| step.events > 0 && step.time > 0.0);
    let inside = steps.filter(|step| step.estimate > 0.0 && step.estimate < 1.0);
    inside.map(|step| (step.time, (-step.estimate.ln()).ln())).collect()
}
