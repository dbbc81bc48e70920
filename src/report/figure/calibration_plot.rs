//! Calibration of a model: what was observed in groups of like predictions, and how the predictions are spread.

use plotters::style::text_anchor::HPos;

use super::layout::{self, Axis};
use super::roc_curve::{SQUARE, frame, words};
use super::theme::{Canvas, GREY, GROUPS, INK, SMALL, Shape};
use super::{Draw, Drawing, Figure};
use crate::error::Result;
use crate::report::style::Style;
use crate::results::model::{Histogram, Model, Prediction};

pub(super) static FIGURE: Figure = Figure {
    id: "calibration_plot",
    title: "Whether predictions agree with what happened",
    caption: "Proportion with the event in groups of ascending prediction from the multivariable model, in the patients to \
              whom it was fitted; bars: Wilson's intervals. Dashed: perfect agreement. Below: how many patients have which \
              prediction, those with the event above the line, those without below it.",
    draw: Draw::Model(draw),
};

/// Height of the histogram, half of it above its line.
const BARS: i32 = 1_900;

fn draw(results: &Model, style: &Style) -> Result<Option<Drawing>> {
    let Some(found) = &results.prediction else { return Ok(None) };
    let description = format!("Calibration plot of {} groups of patients.", found.calibration.len());
    let drawing = layout::drawing(description, |canvas| {
        let (x, y) = frame(canvas, ["Predicted probability", "Observed proportion"])?;
        canvas.dashed((x.at(0.0), y.at(0.0)), (x.at(1.0), y.at(1.0)), GREY, 22)?;
        for group in &found.calibration {
            let across = x.at(group.predicted);
            canvas.line((across, y.at(group.ci_low)), (across, y.at(group.ci_high)), GROUPS[0], 30)?;
        }
        for group in &found.calibration {
            canvas.marker(Shape::Disc, (x.at(group.predicted), y.at(group.observed)), 105, GROUPS[0])?;
        }
        words(canvas, &sentences(found, style))?;
        histogram(canvas, &x, &found.histogram, SQUARE.3 + 1_150)
    })?;
    Ok(Some(drawing))
}

fn sentences(found: &Prediction, style: &Style) -> Vec<(String, bool)> {
    let share = |value: f64| style.share(value, 3);
    let mut all = vec![
        (format!("Brier score {}", share(found.brier)), true),
        (format!("{} for the proportion alone", share(found.brier_of_proportion)), false),
        (format!("Mean prediction {}, observed {}", share(found.mean_predicted), share(found.observed)), false),
    ];
    if let Some(slope) = found.optimism.as_ref().and_then(|one| one.slope) {
        all.push((format!("Slope to be expected in new patients {}", style.number(slope, 2)), false));
    }
    all
}

/// Counts by outcome, as areas of one scale. Returns where it ends.
fn histogram(canvas: &Canvas<'_>, x: &Axis, counts: &Histogram, top: i32) -> Result<i32> {
    let middle = top + BARS / 2;
    let most = counts.events.iter().chain(&counts.others).copied().max().unwrap_or(0).max(1) as f64;
    let tall = |count: u64| (count as f64 / most * f64::from(BARS / 2)).round() as i32;
    let bars = counts.events.len().max(1) as f64;
    for (i, (events, others)) in counts.events.iter().zip(&counts.others).enumerate() {
        let (from, to) = (x.at(i as f64 / bars) + 12, x.at((i + 1) as f64 / bars) - 12);
        for (count, edge, color) in
            [(*events, middle - tall(*events), GROUPS[1]), (*others, middle + tall(*others), GROUPS[5])]
        {
            if count > 0 {
                canvas.filled([(from, middle.min(edge)), (to, middle.max(edge))], color, 1.0)?;
            }
        }
    }
    canvas.line((SQUARE.0, middle), (SQUARE.1, middle), INK, 20)?;
    let beside = SQUARE.1 + 250;
    canvas.text("patients with the event", (beside, middle - BARS / 4), SMALL, HPos::Left, INK, false)?;
    canvas.text("without", (beside, middle + BARS / 4), SMALL, HPos::Left, INK, false)?;
    let tallest = format!("tallest bar: {most} patients");
    canvas.text(&tallest, (beside, middle + BARS / 4 + 330), SMALL, HPos::Left, GREY, false)?;
    Ok(top + BARS + 250)
}
