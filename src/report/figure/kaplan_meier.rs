//! Survival over time with the numbers at risk.

use plotters::prelude::PathElement;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::theme::{Canvas, FAINT, GROUPS, INK, SMALL, TEXT, WIDTH, fault, label, ticks};
use super::{Draw, Drawing, Figure};
use crate::error::Result;
use crate::results::audit::{Audit, Step};

pub(super) static FIGURE: Figure = Figure {
    id: "kaplan_meier",
    title: "Survival over time",
    caption: "Kaplan-Meier estimate (thick) with pointwise log-log confidence limits (thin); ticks across the curve: \
              patients last seen alive. Below: patients still followed at that time.",
    draw: Draw::Audit(draw),
};

const LEFT: i32 = 1_700;
const RIGHT: i32 = 17_200;
const TOP: i32 = 500;
const BOTTOM: i32 = 6_700;

fn draw(results: &Audit) -> Result<Option<Drawing>> {
    let survival = &results.survival;
    let Some(last) = survival.steps.last().map(|step| step.time).filter(|last| *last > 0.0) else { return Ok(None) };
    let size = (WIDTH, 9_000);
    let x = |time: f64| LEFT + (time / last * f64::from(RIGHT - LEFT)).round() as i32;
    let y = |share: f64| BOTTOM - (share * f64::from(BOTTOM - TOP)).round() as i32;
    let mut body = String::new();
    {
        let canvas = Canvas::new(&mut body, size);
        for percent in [0, 25, 50, 75, 100] {
            let at = y(f64::from(percent) / 100.0);
            canvas.line((LEFT, at), (RIGHT, at), FAINT, 15)?;
            canvas.text(&format!("{percent} %"), (LEFT - 150, at), SMALL, HPos::Right, INK, false)?;
        }
        canvas.line((LEFT, BOTTOM), (RIGHT, BOTTOM), INK, 20)?;
        canvas.text("At risk", (150, BOTTOM + 1_650), SMALL, HPos::Left, INK, true)?;
        for tick in ticks(0.0, last, 7) {
            canvas.line((x(tick), BOTTOM), (x(tick), BOTTOM + 100), INK, 20)?;
            canvas.text(&label(tick), (x(tick), BOTTOM + 330), SMALL, HPos::Center, INK, false)?;
            let at_risk = survival.steps.iter().find(|step| step.time >= tick).map_or(0, |step| step.at_risk);
            canvas.text(&at_risk.to_string(), (x(tick), BOTTOM + 1_650), SMALL, HPos::Center, INK, false)?;
        }
        let unit = format!("Time ({})", survival.unit);
        canvas.text(&unit, ((LEFT + RIGHT) / 2, BOTTOM + 850), TEXT, HPos::Center, INK, false)?;
        let steps = &survival.steps;
        curve(&canvas, steps, |step| step.ci_low, 15, (&x, &y))?;
        curve(&canvas, steps, |step| step.ci_high, 15, (&x, &y))?;
        curve(&canvas, steps, |step| Some(step.survival), 45, (&x, &y))?;
        for step in steps.iter().filter(|step| step.censored > 0) {
            let at = (x(step.time), y(step.survival));
            canvas.line((at.0, at.1 - 90), (at.0, at.1 + 90), GROUPS[0], 15)?;
        }
    }
    let description = format!(
        "Kaplan-Meier curve of {} patients with {} deaths over {} {}.",
        survival.n.unwrap_or_default(),
        survival.deaths.unwrap_or_default(),
        label(last),
        survival.unit
    );
    Ok(Some(Drawing { size, body, description, ..Drawing::default() }))
}

type Scale<'a> = (&'a dyn Fn(f64) -> i32, &'a dyn Fn(f64) -> i32);

/// A step function, 1 before the first step; it pauses where it has no value.
fn curve(
    canvas: &Canvas<'_>,
    steps: &[Step],
    value: impl Fn(&Step) -> Option<f64>,
    width: u32,
    (x, y): Scale<'_>,
) -> Result<()> {
    let draw = |path: &mut Vec<(i32, i32)>| {
        let path = PathElement::new(std::mem::take(path), GROUPS[0].stroke_width(width));
        canvas.area().draw(&path).map_err(fault)
    };
    let mut level = Some(1.0);
    let mut path = vec![(x(0.0), y(1.0))];
    for step in steps {
        let now = value(step);
        if let Some(level) = level.filter(|level| now != Some(*level)) {
            path.push((x(step.time), y(level)));
        }
        match now {
            Some(now) if level != Some(now) => path.push((x(step.time), y(now))),
            None if level.is_some() => draw(&mut path)?,
            _ => {}
        }
        level = now;
    }
    if let (Some(level), Some(last)) = (level, steps.last()) {
        path.push((x(last.time), y(level)));
        draw(&mut path)?;
    }
    Ok(())
}
