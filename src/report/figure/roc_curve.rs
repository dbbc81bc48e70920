//! Receiver operating characteristic curve of a model, with the area under it.

use plotters::style::text_anchor::HPos;

use super::layout::{self, Axis};
use super::theme::{Canvas, FAINT, GREY, GROUPS, INK, SMALL, TEXT};
use super::{Draw, Drawing, Figure, font};
use crate::error::Result;
use crate::report::style::Style;
use crate::report::style::confidence;
use crate::results::model::{Model, Prediction};

pub(super) static FIGURE: Figure = Figure {
    id: "roc_curve",
    title: "How well the model tells who has the event",
    caption: "Receiver operating characteristic curve of the multivariable model in the patients to whom it was fitted. \
              Dashed: a model that tells nothing.",
    draw: Draw::Model(draw),
};

const LEFT: i32 = 900;
const TOP: i32 = 650;
const SIDE: i32 = 8_400;
/// Where the words beside the curve begin, and their room.
const WORDS: i32 = LEFT + SIDE + 700;
const ROOM: f64 = 6_700.0;

fn draw(results: &Model, style: &Style) -> Result<Option<Drawing>> {
    let Some(found) = &results.prediction else { return Ok(None) };
    let points: Vec<_> = found.roc.iter().map(|point| (1.0 - point.specificity, point.sensitivity)).collect();
    let area = style.share(found.auc.estimate, 3);
    let description = format!("Receiver operating characteristic curve with an area of {area} under it.");
    let drawing = layout::drawing(description, |canvas| {
        let (x, y) = frame(canvas, ["1 − specificity", "Sensitivity"])?;
        canvas.dashed((x.at(0.0), y.at(0.0)), (x.at(1.0), y.at(1.0)), GREY, 22)?;
        let path = points.iter().map(|(across, up)| (x.at(*across), y.at(*up))).collect();
        canvas.path(path, GROUPS[0], 50)?;
        words(canvas, &sentences(results, found, style))?;
        Ok(TOP + SIDE + 1_150)
    })?;
    let note =
        if found.roc_thinned { "The curve has more corners than a picture can show; some were left out." } else { "" };
    Ok(Some(Drawing { note: note.into(), ..drawing }))
}

fn sentences(results: &Model, found: &Prediction, style: &Style) -> Vec<(String, bool)> {
    let mut all = vec![(format!("Area {}", style.share(found.auc.estimate, 3)), true)];
    match (found.auc.ci_low, found.auc.ci_high) {
        (Some(low), Some(high)) => {
            let [low, high] = [low, high].map(|limit| style.share(limit, 3));
            all.push((format!("{} CI {low} to {high} (DeLong)", confidence(results.level)), false));
        }
        _ => all.extend(found.auc.error.iter().map(|error| (format!("No interval: {error}"), false))),
    }
    if let Some(one) = &found.optimism {
        let corrected = style.share(one.auc, 3);
        all.push((format!("Corrected for optimism: {corrected} ({} resamples)", one.resamples), false));
    }
    let fit = &results.multivariable;
    all.push((format!("{} with the event, {} without", fit.events, fit.n - fit.events), false));
    all
}

/// A square from 0 to 1 both ways, with its axes and their names.
pub(super) fn frame(canvas: &Canvas<'_>, names: [&str; 2]) -> Result<(Axis, Axis)> {
    let x = Axis::linear((0.0, 1.0), (LEFT, LEFT + SIDE));
    let y = Axis::linear((0.0, 1.0), (TOP + SIDE, TOP));
    y.left(canvas, (LEFT, LEFT + SIDE), &y.ticks(5))?;
    for (tick, label) in x.ticks(5) {
        canvas.line((x.at(tick), TOP), (x.at(tick), TOP + SIDE), FAINT, 15)?;
        canvas.text(&label, (x.at(tick), TOP + SIDE + 230), SMALL, HPos::Center, INK, false)?;
    }
    canvas.line((LEFT, TOP + SIDE), (LEFT + SIDE, TOP + SIDE), INK, 20)?;
    let [below, beside] = names;
    canvas.text(below, (LEFT + SIDE / 2, TOP + SIDE + 700), TEXT, HPos::Center, INK, false)?;
    // Above the axis, where it is read without turning the head.
    canvas.text(beside, (150, 250), TEXT, HPos::Left, INK, false)?;
    Ok((x, y))
}

/// Words beside the square, the first line at its top.
pub(super) fn words(canvas: &Canvas<'_>, sentences: &[(String, bool)]) -> Result<()> {
    let mut y = TOP + 200;
    for (sentence, strong) in sentences {
        let lines =
            if *strong { font::wrap_bold(sentence, TEXT, ROOM, 3) } else { font::wrap(sentence, TEXT, ROOM, 3) };
        for line in lines {
            canvas.text(&line, (WORDS, y), TEXT, HPos::Left, INK, *strong)?;
            y += 400;
        }
        y += 100;
    }
    Ok(())
}

/// Ends of the square: left, right, upper and lower.
pub(super) const SQUARE: (i32, i32, i32, i32) = (LEFT, LEFT + SIDE, TOP, TOP + SIDE);
