//! Step functions of time with confidence bands, censoring marks and the numbers at risk below.

use plotters::prelude::RGBColor;
use plotters::style::text_anchor::HPos;

use super::font;
use super::layout::{Axis, LEADING, MARGIN};
use super::theme::{Canvas, FAINT, GREY, GROUPS, INK, SMALL, TEXT, WIDTH, group_shape, label, labels, ticks};
use crate::error::Result;
use crate::results::survival::Step;

/// A curve.
pub struct StepCurve<'a> {
    /// Name of the group; empty where there is one curve only.
    pub label: String,
    /// What follows it and is never shortened: "(n = 12)".
    pub size: String,
    /// Its steps.
    pub steps: &'a [Step],
    /// Time at which half have had the event.
    pub median: Option<f64>,
}

/// A chart of curves.
pub struct Chart<'a> {
    /// Heading; none is drawn where it is empty.
    pub title: String,
    /// What stands at the right of the heading: the test.
    pub remark: String,
    /// What the curves show: "Survival".
    pub axis: String,
    /// Name of the axis of time.
    pub time: String,
    /// Where the curves start: 1 for survival, 0 for incidence.
    pub start: f64,
    /// Upper end of the axis of shares.
    pub top: f64,
    /// Time from which on the patients were followed, when it is not 0.
    pub landmark: Option<f64>,
    /// Longest follow-up.
    pub last: f64,
    /// The curves.
    pub curves: Vec<StepCurve<'a>>,
}

/// Curves that one chart can hold.
pub const MOST_CURVES: usize = 12;
/// With more curves the bands would hide each other.
const MOST_BANDS: usize = 3;
/// Censoring marks of one curve that can be told apart.
const MOST_MARKS: usize = 300;
const HEIGHT: i32 = 6_400;
const RIGHT: i32 = WIDTH as i32 - 400;

/// Colour of a curve.
pub fn color(index: usize) -> RGBColor {
    GROUPS[index % GROUPS.len()]
}

impl Chart<'_> {
    /// Draws the chart from `top` down; where it ends.
    pub fn draw(&self, canvas: &Canvas<'_>, top: i32) -> Result<i32> {
        let mut y = top + 250;
        if !self.title.is_empty() {
            let lines = font::wrap_bold(
                &self.title,
                TEXT,
                f64::from(RIGHT - MARGIN) - font::width(&self.remark, TEXT, false) - 400.0,
                2,
            );
            y += LEADING * (lines.len() as i32 - 1);
            canvas.text_above(&lines, (MARGIN, y), TEXT, HPos::Left, INK, true)?;
        }
        if !self.remark.is_empty() {
            canvas.text(&self.remark, (RIGHT, y), TEXT, HPos::Right, INK, false)?;
        }
        if !(self.title.is_empty() && self.remark.is_empty()) {
            y += 200;
        }
        if self.curves.len() > 1 {
            let name =
                |curve: &StepCurve<'_>| font::wrap_before(&curve.label, &curve.size, TEXT, 8_000.0, 1, false).join("");
            y = legend(canvas, self.curves.iter().map(name), y)?;
        }
        let widest =
            self.curves.iter().map(|curve| font::width(&curve.label, SMALL, false) + 900.0).fold(1_500.0, f64::max);
        let left = MARGIN + widest.min(4_000.0) as i32;
        let (top, bottom) = (y + 600, y + 600 + HEIGHT);
        let shares = Axis::linear((0.0, self.top), (bottom, top));
        let times = Axis::linear((0.0, self.last), (left, RIGHT));
        let at = ticks(0.0, self.top, 5);
        let at: Vec<(f64, String)> = at.iter().map(|share| (*share, format!("{} %", label(100.0 * share)))).collect();
        shares.left(canvas, (left, RIGHT), &at)?;
        let axis = font::wrap(&self.axis, SMALL, f64::from(RIGHT - MARGIN), 1).join("");
        canvas.text(&axis, (MARGIN, top - 340), SMALL, HPos::Left, GREY, false)?;
        canvas.line((left, bottom), (RIGHT, bottom), INK, 20)?;
        let at = ticks(0.0, self.last, 7);
        for (tick, label) in at.iter().zip(labels(&at)) {
            canvas.line((times.at(*tick), bottom), (times.at(*tick), bottom + 100), INK, 20)?;
            canvas.text(&label, (times.at(*tick), bottom + 330), SMALL, HPos::Center, INK, false)?;
        }
        canvas.text(&self.time, ((left + RIGHT) / 2, bottom + 730), SMALL, HPos::Center, INK, false)?;
        if let Some(landmark) = self.landmark {
            canvas.dashed((times.at(landmark), top), (times.at(landmark), bottom), GREY, 20)?;
        }
        if self.curves.len() <= MOST_BANDS {
            for (i, curve) in self.curves.iter().enumerate() {
                band(canvas, curve, color(i), &times, &shares)?;
            }
        }
        for (i, curve) in self.curves.iter().enumerate() {
            if let Some(median) = curve.median.filter(|_| self.start > 0.5) {
                let middle = shares.at(0.5);
                canvas.dashed((left, middle), (times.at(median), middle), GREY, 15)?;
                canvas.dashed((times.at(median), middle), (times.at(median), bottom), color(i), 20)?;
            }
        }
        for (i, curve) in self.curves.iter().enumerate() {
            self.curve(canvas, (i, curve), &times, &shares, &at)?;
        }
        self.at_risk(canvas, &at, &times, bottom + 1_150)
    }

    /// The curve, its censoring marks, and its marker at the numbers of the axis.
    fn curve(
        &self,
        canvas: &Canvas<'_>,
        (i, curve): (usize, &StepCurve<'_>),
        times: &Axis,
        shares: &Axis,
        at: &[f64],
    ) -> Result<()> {
        let (mut path, mut level) = (vec![(times.at(0.0), shares.at(self.start))], self.start);
        for step in curve.steps {
            let x = times.at(step.time);
            if step.estimate != level {
                push(&mut path, (x, shares.at(level)));
                push(&mut path, (x, shares.at(step.estimate)));
                level = step.estimate;
            }
        }
        let last = curve.steps.last().map_or(0.0, |step| step.time);
        push(&mut path, (times.at(last), shares.at(level)));
        canvas.path(path, color(i), 48)?;
        let mut marks: Vec<(i32, i32)> = Vec::new();
        for step in curve.steps.iter().filter(|step| step.censored > 0) {
            push(&mut marks, (times.at(step.time), shares.at(step.estimate)));
        }
        if marks.len() <= MOST_MARKS {
            for (x, y) in marks {
                canvas.line((x, y - 85), (x, y + 85), color(i), 18)?;
            }
        }
        if self.curves.len() > 1 {
            for time in at.iter().filter(|time| **time > 0.0 && **time <= last) {
                let step = curve.steps.iter().rev().find(|step| step.time <= *time);
                let level = step.map_or(self.start, |step| step.estimate);
                canvas.marker(group_shape(i), (times.at(*time), shares.at(level)), 85, color(i))?;
            }
        }
        Ok(())
    }

    /// The numbers at risk at the numbers of the axis; where they end.
    fn at_risk(&self, canvas: &Canvas<'_>, at: &[f64], times: &Axis, top: i32) -> Result<i32> {
        canvas.text("At risk", (MARGIN, top), SMALL, HPos::Left, INK, true)?;
        let alone = self.curves.len() == 1;
        let mut y = if alone { top } else { top + 360 };
        for (i, curve) in self.curves.iter().enumerate() {
            if !alone {
                canvas.marker(group_shape(i), (MARGIN + 80, y), 80, color(i))?;
                let name = font::wrap(&curve.label, SMALL, f64::from(times.at(0.0) - MARGIN - 600), 1).join("");
                canvas.text(&name, (MARGIN + 230, y), SMALL, HPos::Left, INK, false)?;
            }
            for time in at {
                let n = curve.steps.iter().find(|step| step.time >= *time).map_or(0, |step| step.at_risk);
                canvas.text(&n.to_string(), (times.at(*time), y), SMALL, HPos::Center, INK, false)?;
            }
            canvas.line((times.at(0.0), y + 180), (RIGHT, y + 180), FAINT, 12)?;
            y += 360;
        }
        Ok(y)
    }
}

/// Names of curves, each at most a line long, with their markers, as many to a line as fit; where they end.
pub fn legend(canvas: &Canvas<'_>, names: impl Iterator<Item = String>, top: i32) -> Result<i32> {
    let mut at = (MARGIN + 50, top + 200);
    for (i, name) in names.enumerate() {
        let width = 1_100 + font::width(&name, TEXT, false) as i32;
        if at.0 + width > RIGHT && at.0 > MARGIN + 50 {
            at = (MARGIN + 50, at.1 + 400);
        }
        canvas.line((at.0, at.1), (at.0 + 500, at.1), color(i), 55)?;
        canvas.marker(group_shape(i), (at.0 + 250, at.1), 90, color(i))?;
        canvas.text(&name, (at.0 + 620, at.1), TEXT, HPos::Left, INK, false)?;
        at.0 += width;
    }
    Ok(at.1 + 250)
}

/// The band between the confidence limits; it pauses where there are none.
fn band(canvas: &Canvas<'_>, curve: &StepCurve<'_>, color: RGBColor, times: &Axis, shares: &Axis) -> Result<()> {
    let mut runs: Vec<[Vec<(i32, i32)>; 2]> = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for (i, step) in curve.steps.iter().enumerate() {
        let limits = step.ci_low.zip(step.ci_high);
        let until = curve.steps.get(i + 1).map_or(step.time, |next| next.time);
        if let Some((low, high)) = limits {
            if before.is_none() {
                runs.push([Vec::new(), Vec::new()]);
            }
            if let Some([lower, upper]) = runs.last_mut() {
                for time in [step.time, until] {
                    push(lower, (times.at(time), shares.at(low)));
                    push(upper, (times.at(time), shares.at(high)));
                }
            }
        }
        before = limits;
    }
    for [lower, upper] in runs {
        let outline: Vec<(i32, i32)> = lower.into_iter().chain(upper.into_iter().rev()).collect();
        canvas.band(outline, color, 0.16)?;
    }
    Ok(())
}

/// Adds a point unless it is there already: a curve may have more steps than a picture has places.
fn push(path: &mut Vec<(i32, i32)>, point: (i32, i32)) {
    if path.last() != Some(&point) {
        path.push(point);
    }
}
