//! Proportions of the groups with their Wilson intervals.

use plotters::style::text_anchor::HPos;

use super::theme::{Canvas, FAINT, GREY, GROUPS, INK, SMALL, TEXT, WIDTH, group_shape};
use super::{Draw, Drawing, Figure, Panel, font, is_binary, panels, row_label};
use crate::error::Result;
use crate::results::reproduction::{Reproduction, RowResult};

pub(super) static FIGURE: Figure = Figure {
    id: "proportions",
    title: "Proportions of the groups",
    caption: "Share of patients with each property; bars are Wilson 95 % confidence intervals. Rows are sorted by the \
              difference between the last and the first group. Counts and printed P at the right.",
    draw: Draw::Reproduction(draw),
};

const LEFT: i32 = 5_000;
const RIGHT: i32 = 12_600;
const ROW: i32 = 520;

fn draw(results: &Reproduction) -> Result<Option<Drawing>> {
    let panels = panels(results, is_binary);
    if panels.is_empty() {
        return Ok(None);
    }
    let height: i32 = panels.iter().map(|panel| 1_900 + ROW * panel.rows.len() as i32).sum::<i32>() + 200;
    let size = (WIDTH, height as u32);
    let mut body = String::new();
    {
        let canvas = Canvas::new(&mut body, size);
        let mut top = 200;
        for panel in &panels {
            top = draw_panel(&canvas, panel, top)?;
        }
    }
    let rows: usize = panels.iter().map(|panel| panel.rows.len()).sum();
    let description =
        format!("Dot plot of {rows} proportions in each group with 95 % intervals, in {} panels.", panels.len());
    Ok(Some(Drawing { size, body, description, ..Drawing::default() }))
}

/// Position of a proportion.
fn x(share: f64) -> i32 {
    LEFT + (share * f64::from(RIGHT - LEFT)).round() as i32
}

fn draw_panel(canvas: &Canvas<'_>, panel: &Panel<'_>, top: i32) -> Result<i32> {
    canvas.text(&panel.title, (150, top + 200), TEXT, HPos::Left, INK, true)?;
    let mut at = LEFT;
    for (i, group) in panel.groups.iter().enumerate() {
        let color = GROUPS[i % GROUPS.len()];
        canvas.marker(group_shape(i), (at + 100, top + 200), 95, color)?;
        let name = font::wrap(group, TEXT, 6_000.0, 1).join("");
        canvas.text(&name, (at + 300, top + 200), TEXT, HPos::Left, INK, false)?;
        at += 900 + font::width(&name, TEXT, false) as i32;
    }
    let first = top + 750;
    let bottom = first + ROW * panel.rows.len() as i32;
    for percent in [0, 25, 50, 75, 100] {
        let x = x(f64::from(percent) / 100.0);
        canvas.line((x, first - 250), (x, bottom - 150), FAINT, 15)?;
        canvas.text(&format!("{percent} %"), (x, bottom + 120), SMALL, HPos::Center, INK, false)?;
    }
    canvas.line((LEFT, bottom - 150), (RIGHT, bottom - 150), INK, 20)?;
    let mut rows = panel.rows.clone();
    rows.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    canvas.text("P printed", (WIDTH as i32 - 150, first - 400), SMALL, HPos::Right, GREY, false)?;
    for (i, row) in rows.iter().enumerate() {
        let y = first + ROW * i as i32;
        let lines = font::wrap(&row_label(row), TEXT, f64::from(LEFT - 450), 1);
        canvas.text(&lines.join(" "), (LEFT - 250, y), TEXT, HPos::Right, INK, false)?;
        let groups = row.groups.len() as i32;
        for (g, group) in row.groups.iter().enumerate() {
            let Some(interval) = &group.interval else { continue };
            let color = GROUPS[g % GROUPS.len()];
            let y = y + (2 * g as i32 - groups + 1) * 75;
            canvas.line((x(interval.low), y), (x(interval.high), y), color, 35)?;
            canvas.marker(group_shape(g), (x(interval.estimate), y), 85, color)?;
        }
        let cells: Vec<String> =
            row.groups.iter().map(|group| group.cell.split(';').next().unwrap_or_default().to_string()).collect();
        let counts = font::wrap(&cells.join(" v "), SMALL, 3_700.0, 1).join("");
        canvas.text(&counts, (RIGHT + 300, y), SMALL, HPos::Left, INK, false)?;
        canvas.text(
            row.p_printed.as_deref().unwrap_or("–"),
            (WIDTH as i32 - 150, y),
            SMALL,
            HPos::Right,
            INK,
            false,
        )?;
    }
    Ok(bottom + 1_150)
}

/// Last proportion minus first.
fn difference(row: &RowResult) -> f64 {
    let share = |group: Option<&crate::results::reproduction::RowGroup>| {
        group.and_then(|group| group.interval.as_ref()).map_or(0.0, |interval| interval.estimate)
    };
    share(row.groups.last()) - share(row.groups.first())
}
