//! Means and medians of the groups, one small chart a variable, each on its own axis.

use plotters::style::text_anchor::HPos;

use super::theme::{Canvas, FAINT, GREY, GROUPS, INK, SMALL, TEXT, WIDTH, group_shape, labels, ticks};
use super::{Draw, Drawing, Figure, Panel, font, panels};
use crate::error::Result;
use crate::results::reproduction::{Reproduction, RowResult};

pub(super) static FIGURE: Figure = Figure {
    id: "continuous",
    title: "Means and medians of the groups",
    caption: "Solid bars: mean ± SD (or SE, where printed). Dashed bars: median with quartiles or range; where only the \
              width of the interquartile range is printed, half of it to either side, without end marks, since its place is not \
              known. Every variable has its own axis.",
    draw: Draw::Reproduction(draw),
};

const COLUMNS: i32 = 3;
const CELL: (i32, i32) = (5_850, 2_350);

fn draw(results: &Reproduction) -> Result<Option<Drawing>> {
    let continuous = |row: &RowResult| {
        row.groups
            .iter()
            .filter(|group| group.interval.as_ref().is_some_and(|interval| interval.measure != "proportion"))
            .count()
            >= 2
    };
    let panels = panels(results, continuous);
    if panels.is_empty() {
        return Ok(None);
    }
    let rows_of = |panel: &Panel<'_>| (panel.rows.len() as i32 + COLUMNS - 1) / COLUMNS;
    let height: i32 = panels.iter().map(|panel| 900 + rows_of(panel) * CELL.1).sum::<i32>() + 100;
    let size = (WIDTH, height as u32);
    let mut body = String::new();
    {
        let canvas = Canvas::new(&mut body, size);
        let mut top = 200;
        for panel in &panels {
            canvas.text(&panel.title, (150, top + 200), TEXT, HPos::Left, INK, true)?;
            let mut at = 3_200;
            for (i, group) in panel.groups.iter().enumerate() {
                canvas.marker(group_shape(i), (at, top + 200), 95, GROUPS[i % GROUPS.len()])?;
                let name = font::wrap(group, TEXT, 6_500.0, 1).join("");
                canvas.text(&name, (at + 200, top + 200), TEXT, HPos::Left, INK, false)?;
                at += 800 + font::width(&name, TEXT, false) as i32;
            }
            for (i, row) in panel.rows.iter().enumerate() {
                let i = i as i32;
                draw_variable(&canvas, row, (150 + i % COLUMNS * CELL.0, top + 700 + i / COLUMNS * CELL.1))?;
            }
            top += 900 + rows_of(panel) * CELL.1;
        }
    }
    let count: usize = panels.iter().map(|panel| panel.rows.len()).sum();
    let description =
        format!("{count} small charts, one a variable, with the mean or median of each group and its spread.");
    Ok(Some(Drawing { size, body, description, ..Drawing::default() }))
}

fn draw_variable(canvas: &Canvas<'_>, row: &RowResult, (left, top): (i32, i32)) -> Result<()> {
    let intervals: Vec<_> = row.groups.iter().map(|group| group.interval.as_ref()).collect();
    let low = intervals.iter().flatten().map(|i| i.low).fold(f64::INFINITY, f64::min);
    let high = intervals.iter().flatten().map(|i| i.high).fold(f64::NEG_INFINITY, f64::max);
    let pad = if high > low { 0.06 * (high - low) } else { 0.5 };
    let (low, high) = (low - pad, high + pad);
    let (x0, x1) = (left + 150, left + CELL.0 - 450);
    let x = |value: f64| x0 + ((value - low) / (high - low) * f64::from(x1 - x0)).round() as i32;
    let unit = row.unit.as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default();
    let p = row.p_printed.as_ref().map(|p| format!("P {p}")).unwrap_or_default();
    let room = f64::from(x1 - x0) - font::width(&p, SMALL, false) - 150.0;
    let title = font::wrap(&format!("{}{unit}", row.name), SMALL, room, 1).join("");
    canvas.text(&title, (x0, top + 150), SMALL, HPos::Left, INK, true)?;
    canvas.text(&p, (x1, top + 150), SMALL, HPos::Right, GREY, false)?;
    let groups = intervals.len() as i32;
    let axis = top + 600 + 380 * groups.min(4);
    let step = (axis - top - 450) / groups.max(1);
    let ticks = ticks(low, high, 4);
    for (tick, label) in ticks.iter().zip(labels(&ticks)) {
        canvas.line((x(*tick), top + 380), (x(*tick), axis), FAINT, 15)?;
        canvas.text(&label, (x(*tick), axis + 230), SMALL, HPos::Center, INK, false)?;
    }
    canvas.line((x0, axis), (x1, axis), INK, 20)?;
    for (g, interval) in intervals.iter().enumerate() {
        let Some(interval) = interval else { continue };
        let y = top + 450 + step / 2 + step * g as i32;
        let color = GROUPS[g % GROUPS.len()];
        if interval.measure == "median" {
            canvas.dashed((x(interval.low), y), (x(interval.high), y), color, 40)?;
        } else {
            canvas.line((x(interval.low), y), (x(interval.high), y), color, 40)?;
        }
        let ends_known = interval.method != "median ± half the interquartile range";
        for end in [interval.low, interval.high].into_iter().filter(|_| ends_known) {
            canvas.line((x(end), y - 70), (x(end), y + 70), color, 30)?;
        }
        canvas.marker(group_shape(g), (x(interval.estimate), y), 100, color)?;
    }
    Ok(())
}
