//! Continuous variables by group: box plots in small multiples, with the patients as points where they are few.

use plotters::prelude::{RGBColor, Rectangle};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::theme::{Canvas, FAINT, GREY, GROUPS, INK, SMALL, TEXT, WIDTH, fault, labels, ticks};
use super::{Draw, Drawing, Figure, font};
use crate::error::Result;
use crate::report::style::STYLES;
use crate::results::comparison::{Comparison, Description, GroupSummary, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "box_plots",
    title: "Continuous variables by group",
    caption: "Boxes: quartiles and median; whiskers: the last patients within 1.5 interquartile ranges of the box; \
              points: patients (where few), or those beyond the whiskers; diamonds: means. P of the test in the table.",
    draw: Draw::Comparison(draw),
};

const COLUMNS: usize = 3;
const PITCH: i32 = 5_850;
const BAND: i32 = 520;

fn draw(results: &Comparison) -> Result<Option<Drawing>> {
    let shown = |variable: &&VariableResult| {
        variable.description != Description::Counts && variable.groups.iter().any(|group| group.q1.is_some())
    };
    let variables: Vec<&VariableResult> = results.variables.iter().filter(shown).collect();
    if variables.is_empty() {
        return Ok(None);
    }
    let levels = &results.grouping.levels;
    let cell = 1_250 + BAND * levels.len() as i32;
    let lines = variables.len().div_ceil(COLUMNS) as i32;
    let legend = legend_lines(results);
    let size = (WIDTH, (400 + 420 * legend.len() as i32 + lines * cell) as u32);
    let mut body = String::new();
    {
        let canvas = Canvas::new(&mut body, size);
        for (i, line) in legend.iter().enumerate() {
            let y = 300 + 420 * i as i32;
            for (at, group, text) in line {
                square(&canvas, (*at, y), GROUPS[group % GROUPS.len()])?;
                canvas.text(text, (at + 250, y), TEXT, HPos::Left, INK, false)?;
            }
        }
        let top = 250 + 420 * legend.len() as i32;
        for (i, variable) in variables.iter().enumerate() {
            let place = (150 + (i % COLUMNS) as i32 * PITCH, top + (i / COLUMNS) as i32 * cell);
            draw_variable(&canvas, variable, place)?;
        }
    }
    let description = format!("Box plots of {} continuous variables in {} groups.", variables.len(), levels.len());
    Ok(Some(Drawing { size, body, description }))
}

/// Groups with their sizes, as many to a line as fit.
fn legend_lines(results: &Comparison) -> Vec<Vec<(i32, usize, String)>> {
    let mut lines: Vec<Vec<(i32, usize, String)>> = vec![Vec::new()];
    let mut at = 200;
    for (group, level) in results.grouping.levels.iter().enumerate() {
        let text = font::wrap(&format!("{} (n = {})", level.label, level.n), TEXT, 8_000.0, 1).join("");
        let width = 700 + font::width(&text, TEXT, false) as i32;
        if at + width > WIDTH as i32 && at > 200 {
            lines.push(Vec::new());
            at = 200;
        }
        if let Some(line) = lines.last_mut() {
            line.push((at, group, text));
        }
        at += width;
    }
    lines
}

fn square(canvas: &Canvas<'_>, (x, y): (i32, i32), color: RGBColor) -> Result<()> {
    filled(canvas, (x - 90, y - 90), (x + 90, y + 90), color, 0.35)?;
    outline(canvas, (x - 90, y - 90), (x + 90, y + 90), color)
}

fn filled(canvas: &Canvas<'_>, a: (i32, i32), b: (i32, i32), color: RGBColor, opacity: f64) -> Result<()> {
    canvas.area().draw(&Rectangle::new([a, b], color.mix(opacity).filled())).map_err(fault)
}

fn outline(canvas: &Canvas<'_>, a: (i32, i32), b: (i32, i32), color: RGBColor) -> Result<()> {
    canvas.area().draw(&Rectangle::new([a, b], color.stroke_width(30))).map_err(fault)
}

fn draw_variable(canvas: &Canvas<'_>, variable: &VariableResult, (left, top): (i32, i32)) -> Result<()> {
    let ends = variable.groups.iter().flat_map(|group| [group.min, group.max]).flatten();
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    let pad = if high > low { 0.05 * (high - low) } else { 0.5 };
    let (low, high) = (low - pad, high + pad);
    let (x0, x1) = (left + 100, left + PITCH - 500);
    let x = |value: f64| x0 + ((value - low) / (high - low) * f64::from(x1 - x0)).round() as i32;
    let p = variable.tests.iter().find(|test| test.primary).and_then(|test| test.p);
    let p = p.map(|p| format!("P {}", STYLES[0].p_phrase(p))).unwrap_or_default();
    let unit = variable.unit.as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default();
    let room = f64::from(x1 - x0) - font::width(&p, SMALL, false) - 150.0;
    let title = font::wrap(&format!("{}{unit}", variable.label), SMALL, room, 1).join("");
    canvas.text(&title, (x0, top + 150), SMALL, HPos::Left, INK, true)?;
    canvas.text(&p, (x1, top + 150), SMALL, HPos::Right, GREY, false)?;
    let axis = top + 430 + BAND * variable.groups.len() as i32;
    let ticks = ticks(low, high, 4);
    for (tick, label) in ticks.iter().zip(labels(&ticks)) {
        canvas.line((x(*tick), top + 380), (x(*tick), axis), FAINT, 15)?;
        canvas.text(&label, (x(*tick), axis + 230), SMALL, HPos::Center, INK, false)?;
    }
    canvas.line((x0, axis), (x1, axis), INK, 20)?;
    for (g, group) in variable.groups.iter().enumerate() {
        let y = top + 400 + BAND * g as i32 + BAND / 2;
        draw_group(canvas, group, GROUPS[g % GROUPS.len()], y, &x)?;
    }
    Ok(())
}

fn draw_group(
    canvas: &Canvas<'_>,
    group: &GroupSummary,
    color: RGBColor,
    y: i32,
    x: &impl Fn(f64) -> i32,
) -> Result<()> {
    let (Some(q1), Some(median), Some(q3)) = (group.q1, group.median, group.q3) else { return Ok(()) };
    let half = 130;
    if let Some((low, high)) = group.shape.whiskers {
        for (from, to) in [(low, q1), (q3, high)] {
            canvas.line((x(from), y), (x(to), y), color, 30)?;
        }
        for end in [low, high] {
            canvas.line((x(end), y - 70), (x(end), y + 70), color, 30)?;
        }
    }
    filled(canvas, (x(q1), y - half), (x(q3), y + half), color, 0.25)?;
    outline(canvas, (x(q1), y - half), (x(q3), y + half), color)?;
    let marks = if group.shape.values.is_empty() { &group.shape.outside } else { &group.shape.values };
    for (value, count) in marks {
        // Patients of the same value side by side across the band, as far as there is room.
        for k in 0..(*count).min(7) as i32 {
            let offset = (k + 1) / 2 * if k % 2 == 0 { 1 } else { -1 } * 62;
            canvas.marker(super::theme::Shape::Disc, (x(*value), y + offset), 34, color)?;
        }
    }
    canvas.line((x(median), y - half), (x(median), y + half), color, 70)?;
    if let Some(mean) = group.mean {
        canvas.marker(super::theme::Shape::Diamond, (x(mean), y), 75, INK)?;
    }
    Ok(())
}
