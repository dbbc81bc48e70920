//! Patients by year as columns, with the rate of the leading outcome as a line.

use plotters::prelude::{RGBColor, Rectangle};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::theme::{Canvas, FAINT, GROUPS, INK, SMALL, Shape, TEXT, WIDTH, fault, label, ticks};
use super::{Draw, Drawing, Figure};
use crate::error::Result;
use crate::results::audit::{Audit, Rate};

pub(super) static FIGURE: Figure = Figure {
    id: "yearly",
    title: "Patients and outcome by year",
    caption: "Columns: patients of each year (left axis). Points and line: share of patients with the leading outcome \
              among those of whom it is known (right axis), with Wilson intervals; a year without such patients breaks \
              the line.",
    draw: Draw::Audit(draw),
};

const LEFT: i32 = 1_500;
const RIGHT: i32 = 16_500;
const TOP: i32 = 1_000;
const BOTTOM: i32 = 6_600;

fn draw(results: &Audit) -> Result<Option<Drawing>> {
    let years = &results.years.counts;
    let most = years.iter().map(|year| year.count).max().unwrap_or(0);
    if most == 0 {
        return Ok(None);
    }
    let outcome = results.years.shown.and_then(|shown| results.outcomes.get(shown));
    let size = (WIDTH, 7_500);
    let mut body = String::new();
    {
        let canvas = Canvas::new(&mut body, size);
        let top = most as f64 * 1.08;
        let height = f64::from(BOTTOM - TOP);
        let y = |count: f64| BOTTOM - (count / top * height).round() as i32;
        for tick in ticks(0.0, top, 5).into_iter().filter(|tick| tick.fract() == 0.0) {
            canvas.line((LEFT, y(tick)), (RIGHT, y(tick)), FAINT, 15)?;
            canvas.text(&label(tick), (LEFT - 150, y(tick)), SMALL, HPos::Right, INK, false)?;
        }
        let pitch = f64::from(RIGHT - LEFT) / years.len() as f64;
        let centre = |i: usize| LEFT + ((i as f64 + 0.5) * pitch).round() as i32;
        // As many names of years as fit beside each other.
        let every = (900.0 / pitch).ceil().max(1.0) as usize;
        for (i, year) in years.iter().enumerate() {
            let half = (pitch * 0.32).round() as i32;
            let corners = [(centre(i) - half, y(year.count as f64)), (centre(i) + half, BOTTOM)];
            canvas.area().draw(&Rectangle::new(corners, GROUPS[5].mix(0.55).filled())).map_err(fault)?;
            if i % every == 0 {
                canvas.text(&year.year.to_string(), (centre(i), BOTTOM + 300), SMALL, HPos::Center, INK, false)?;
            }
        }
        canvas.line((LEFT, BOTTOM), (RIGHT, BOTTOM), INK, 20)?;
        canvas.text("Patients", (LEFT - 1_200, 400), TEXT, HPos::Left, INK, true)?;
        if let Some(outcome) = outcome.filter(|outcome| !outcome.years.groups.is_empty()) {
            let rates: Vec<Option<&Rate>> = years
                .iter()
                .map(|year| outcome.years.groups.iter().find(|rate| rate.group == year.year.to_string()))
                .collect();
            line(&canvas, &rates, &centre)?;
            canvas.text(&format!("{}, %", outcome.label), (RIGHT + 1_200, 400), TEXT, HPos::Right, GROUPS[1], true)?;
        }
    }
    let named = outcome.map_or_else(String::new, |outcome| format!(" and {}", outcome.label.to_lowercase()));
    let span = years.first().zip(years.last()).map(|(a, b)| format!("{} to {}", a.year, b.year)).unwrap_or_default();
    let description = format!("Patients by year from {span}{named}; at most {most} patients a year.");
    Ok(Some(Drawing { size, body, description, ..Drawing::default() }))
}

fn line(canvas: &Canvas<'_>, rates: &[Option<&Rate>], centre: &impl Fn(usize) -> i32) -> Result<()> {
    let color: RGBColor = GROUPS[1];
    let y = |share: f64| BOTTOM - (share * f64::from(BOTTOM - TOP)).round() as i32;
    for percent in [0, 25, 50, 75, 100] {
        let share = f64::from(percent) / 100.0;
        canvas.text(&percent.to_string(), (RIGHT + 150, y(share)), SMALL, HPos::Left, color, false)?;
    }
    for (i, pair) in rates.windows(2).enumerate() {
        if let [Some(a), Some(b)] = pair {
            canvas.line((centre(i), y(a.proportion)), (centre(i + 1), y(b.proportion)), color, 35)?;
        }
    }
    for (i, rate) in rates.iter().enumerate() {
        let Some(rate) = rate else { continue };
        let [low, high] = rate.wilson;
        canvas.line((centre(i), y(low)), (centre(i), y(high)), color, 20)?;
        canvas.marker(Shape::Disc, (centre(i), y(rate.proportion)), 95, color)?;
    }
    Ok(())
}
