//! A table whose rows have a plot in their middle: forest plots, proportions, standardised differences, missing values.

use plotters::prelude::RGBColor;
use plotters::style::text_anchor::HPos;

use super::font;
use super::layout::{Axis, LEADING, MARGIN, TALLEST};
use super::theme::{Canvas, FAINT, GREY, INK, SMALL, Shape, TEXT, WIDTH};
use crate::error::Result;
use crate::report::wording;
use crate::results::comparison::{Comparison, GroupLevel};

/// A mark in the plot of a row.
pub struct Mark {
    /// Its value.
    pub value: f64,
    /// Ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// Marker.
    pub shape: Shape,
    /// Colour.
    pub color: RGBColor,
}

/// A row.
#[derive(Default)]
pub struct Line {
    /// Name at the left.
    pub label: String,
    /// What follows it and is never shortened: "(years)".
    pub unit: String,
    /// Cells between name and plot.
    pub before: Vec<String>,
    /// Marks, from the top down.
    pub marks: Vec<Mark>,
    /// Cells right of the plot.
    pub after: Vec<String>,
}

/// The scale of the plot.
#[derive(Clone)]
pub struct Scale {
    /// Ends.
    pub range: (f64, f64),
    /// Whether equal steps are equal factors.
    pub log: bool,
    /// Numbers on the axis.
    pub ticks: Vec<(f64, String)>,
    /// Lines of reference, the dashed ones with `true`.
    pub references: Vec<(f64, bool)>,
    /// What the axis measures.
    pub title: String,
    /// What its ends mean.
    pub ends: Option<(&'static str, &'static str)>,
}

/// Head of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Name, which is shortened where it is too long.
    pub name: String,
    /// What stands below it and is never shortened: "n = 12".
    pub under: String,
}

impl Head {
    /// A name alone.
    pub fn plain(name: impl Into<String>) -> Head {
        Head { name: name.into(), under: String::new() }
    }

    fn lines(&self, room: f64) -> Vec<String> {
        let mut lines = font::wrap(&self.name, SMALL, room, if self.under.is_empty() { 3 } else { 2 });
        lines.extend((!self.under.is_empty()).then(|| self.under.clone()));
        lines
    }
}

/// Heads of the groups with their sizes.
pub fn group_heads(results: &Comparison) -> Vec<Head> {
    let head = |level: &GroupLevel| Head {
        name: wording::group(&results.grouping, &level.label),
        under: format!("n = {}", level.n),
    };
    results.grouping.levels.iter().map(head).collect()
}

/// Widths of the columns.
#[derive(Debug, Clone, Default)]
struct Widths {
    label: i32,
    before: Vec<i32>,
    after: Vec<i32>,
}

/// The table.
pub struct Rows {
    /// Heading above all; none is drawn where it is empty.
    pub title: String,
    /// Heads of the columns between name and plot.
    pub before: Vec<Head>,
    /// Heads of the columns right of the plot.
    pub after: Vec<Head>,
    /// So many of the last columns stay however little room there is; of the others all stay or none.
    pub kept: usize,
    /// The scale.
    pub scale: Scale,
    /// The rows.
    pub lines: Vec<Line>,
}

/// Draws tables one below the other, with columns as wide in each.
pub fn draw(canvas: &Canvas<'_>, mut tables: Vec<Rows>, top: i32) -> Result<i32> {
    let all: Vec<Widths> = tables.iter_mut().map(Rows::fit).collect();
    let widest =
        |of: &dyn Fn(&Widths) -> &Vec<i32>, i: usize| all.iter().filter_map(|one| of(one).get(i)).max().copied();
    let mut y = top;
    for (table, own) in tables.iter().zip(&all) {
        let same = |own: &[i32], of: &dyn Fn(&Widths) -> &Vec<i32>| -> Vec<i32> {
            own.iter().enumerate().map(|(i, width)| widest(of, i).unwrap_or(*width)).collect()
        };
        let common = Widths {
            label: all.iter().map(|one| one.label).max().unwrap_or(own.label),
            before: same(&own.before, &|widths| &widths.before),
            after: same(&own.after, &|widths| &widths.after),
        };
        // Unless the plot would lack room.
        let widths = if plot(&common).1 - plot(&common).0 < NARROWEST { own } else { &common };
        y = table.draw(canvas, widths, y)?;
    }
    Ok(y)
}

/// Ends of the plot between columns of some widths.
fn plot(widths: &Widths) -> (i32, i32) {
    let taken = |widths: &[i32]| widths.iter().map(|width| width + GAP).sum::<i32>();
    (MARGIN + widths.label + GAP + taken(&widths.before), WIDTH as i32 - MARGIN - taken(&widths.after))
}

const GAP: i32 = 280;
/// Distance of the intervals of one row.
const DODGE: i32 = 165;
/// The plot is not narrower.
const NARROWEST: i32 = 4_200;
const WIDEST_LABEL: f64 = 4_300.0;
const WIDEST_CELL: f64 = 3_400.0;

/// Places of the parts of a row.
struct Places {
    label: i32,
    /// Right ends and widths of the columns left of the plot.
    before: Vec<(i32, i32)>,
    plot: (i32, i32),
    after: Vec<(i32, i32)>,
}

impl Places {
    fn new(widths: &Widths) -> Places {
        let ends = |start: i32, widths: &[i32]| {
            let place = |at: &mut i32, width: &i32| {
                *at += width + GAP;
                Some((*at, *width))
            };
            widths.iter().scan(start, place).collect::<Vec<_>>()
        };
        let plot = plot(widths);
        Places {
            label: widths.label,
            before: ends(MARGIN + widths.label, &widths.before),
            plot,
            after: ends(plot.1, &widths.after),
        }
    }
}

impl Rows {
    /// The same table without its rows.
    pub fn part(&self) -> Rows {
        Rows {
            title: self.title.clone(),
            before: self.before.clone(),
            after: self.after.clone(),
            kept: self.kept,
            scale: self.scale.clone(),
            lines: Vec::new(),
        }
    }

    /// Height of the heads with the axis, and of each row.
    pub fn heights(&mut self) -> Result<(i32, Vec<i32>)> {
        let widths = self.fit();
        let rows: Vec<i32> = self.lines.iter().map(|line| line.height(widths.label)).collect();
        let mut scratch = String::new();
        let whole = self.draw(&Canvas::new(&mut scratch, (WIDTH, TALLEST as u32)), &widths, 0)?;
        Ok((whole - rows.iter().sum::<i32>(), rows))
    }

    fn draw(&self, canvas: &Canvas<'_>, widths: &Widths, top: i32) -> Result<i32> {
        let places = Places::new(widths);
        let axis = if self.scale.log { Axis::log } else { Axis::linear }(self.scale.range, places.plot);
        let mut y = top;
        if !self.title.is_empty() {
            let lines = font::wrap_bold(&self.title, TEXT, f64::from(WIDTH as i32 - 2 * MARGIN), 2);
            y += LEADING * lines.len() as i32;
            canvas.text_above(&lines, (MARGIN, y), TEXT, HPos::Left, INK, true)?;
            y += 150;
        }
        y = self.heads(canvas, &places, y)?;
        let first = y;
        let heights: Vec<i32> = self.lines.iter().map(|line| line.height(places.label)).collect();
        let bottom = first + heights.iter().sum::<i32>();
        for (i, (line, height)) in self.lines.iter().zip(&heights).enumerate() {
            if i % 2 == 1 {
                canvas.filled([(MARGIN, y), (WIDTH as i32 - MARGIN, y + height)], FAINT, 0.28)?;
            }
            y += height;
            line.texts(canvas, &places, y - height / 2)?;
        }
        for (tick, label) in self.scale.ticks.iter().filter(|(tick, _)| axis.holds(*tick)) {
            canvas.line((axis.at(*tick), first), (axis.at(*tick), bottom), FAINT, 15)?;
            canvas.text(label, (axis.at(*tick), bottom + 220), SMALL, HPos::Center, INK, false)?;
        }
        for (value, dashed) in self.scale.references.iter().filter(|(value, _)| axis.holds(*value)) {
            let (from, to) = ((axis.at(*value), first), (axis.at(*value), bottom));
            if *dashed {
                canvas.dashed(from, to, GREY, 22)?;
                canvas.text(&super::theme::label(*value), (from.0, first - 190), SMALL, HPos::Center, GREY, false)?;
            } else {
                canvas.line(from, to, GREY, 22)?;
            }
        }
        canvas.line((places.plot.0, bottom), (places.plot.1, bottom), INK, 20)?;
        let mut y = first;
        for (line, height) in self.lines.iter().zip(&heights) {
            line.marks(canvas, &axis, y + height / 2)?;
            y += height;
        }
        self.foot(canvas, &axis, &places, bottom)
    }

    /// Widths after the contents; where the plot has no room the columns on its left are left out, then those on its
    /// right that need not be kept.
    fn fit(&mut self) -> Widths {
        loop {
            let widths = self.widths();
            let (from, to) = plot(&widths);
            if to - from >= NARROWEST || (self.before.is_empty() && self.after.len() <= self.kept) {
                return widths;
            }
            if self.before.is_empty() {
                self.after.drain(..self.after.len().saturating_sub(self.kept));
                for line in &mut self.lines {
                    line.after.drain(..line.after.len().saturating_sub(self.kept));
                }
            }
            self.before.clear();
        }
    }

    fn widths(&self) -> Widths {
        let wide = |text: &str| font::width(text, SMALL, false).ceil() + 2.0;
        let label = self
            .lines
            .iter()
            .map(|line| wide(&format!("{} {}", line.label, line.unit)))
            .fold(900.0, f64::max)
            .min(WIDEST_LABEL);
        let column = |head: &Head, i: usize, of: &dyn Fn(&Line) -> &Vec<String>| {
            let cells = self.lines.iter().filter_map(|line| of(line).get(i)).map(|cell| wide(cell));
            let cells = cells.fold(wide(&head.under), f64::max);
            // A head may take more lines, and is not what makes a column wide.
            cells.max(wide(&head.name).min(1_500.0)).min(WIDEST_CELL) as i32
        };
        let columns = |heads: &[Head], of: &dyn Fn(&Line) -> &Vec<String>| -> Vec<i32> {
            heads.iter().enumerate().map(|(i, head)| column(head, i, of)).collect()
        };
        Widths {
            label: label as i32,
            before: columns(&self.before, &|line| &line.before),
            after: columns(&self.after, &|line| &line.after),
        }
    }

    fn heads(&self, canvas: &Canvas<'_>, places: &Places, top: i32) -> Result<i32> {
        let columns = self.before.iter().zip(&places.before).chain(self.after.iter().zip(&places.after));
        let wrapped: Vec<(Vec<String>, i32)> =
            columns.map(|(head, (right, width))| (head.lines(f64::from(width + GAP / 2)), *right)).collect();
        let lines = wrapped.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0) as i32;
        if lines == 0 {
            return Ok(top + 100);
        }
        let y = top + LEADING * lines;
        for (lines, right) in &wrapped {
            canvas.text_above(lines, (*right, y - 50), SMALL, HPos::Right, GREY, false)?;
        }
        canvas.line((MARGIN, y + 160), (WIDTH as i32 - MARGIN, y + 160), INK, 20)?;
        Ok(y + 200)
    }

    fn foot(&self, canvas: &Canvas<'_>, axis: &Axis, places: &Places, bottom: i32) -> Result<i32> {
        let (from, to) = places.plot;
        let mut y = bottom + 220;
        if let Some((left, right)) = self.scale.ends {
            y += LEADING + 20;
            let middle = self.scale.references.first().map_or((from + to) / 2, |(value, _)| axis.at(*value));
            canvas.text(&format!("← {left}"), (middle - 130, y), SMALL, HPos::Right, GREY, false)?;
            canvas.text(&format!("{right} →"), (middle + 130, y), SMALL, HPos::Left, GREY, false)?;
        }
        y += LEADING + 40;
        let room = 2.0 * f64::from((from + to) / 2 - MARGIN).min(f64::from(WIDTH as i32 - MARGIN - (from + to) / 2));
        let title = font::wrap(&self.scale.title, SMALL, room, 1).join("");
        canvas.text(&title, ((from + to) / 2, y), SMALL, HPos::Center, INK, false)?;
        Ok(y + 350)
    }
}

impl Line {
    fn lines(&self, room: i32) -> Vec<String> {
        font::wrap_before(&self.label, &self.unit, SMALL, f64::from(room), 2, false)
    }

    fn height(&self, room: i32) -> i32 {
        let label = LEADING * self.lines(room).len() as i32 + 140;
        let marks = DODGE * self.marks.len() as i32 + 190;
        label.max(marks).max(420)
    }

    fn texts(&self, canvas: &Canvas<'_>, places: &Places, middle: i32) -> Result<()> {
        let lines = self.lines(places.label);
        let last = middle + LEADING * (lines.len().max(1) as i32 - 1) / 2;
        canvas.text_above(&lines, (MARGIN + 60, last), SMALL, HPos::Left, INK, false)?;
        let cells = self.before.iter().zip(&places.before).chain(self.after.iter().zip(&places.after));
        for (text, (right, width)) in cells {
            let text = font::wrap(text, SMALL, f64::from(*width) + 1.0, 1).join("");
            canvas.text(&text, (*right - 40, middle), SMALL, HPos::Right, INK, false)?;
        }
        Ok(())
    }

    fn marks(&self, canvas: &Canvas<'_>, axis: &Axis, middle: i32) -> Result<()> {
        let count = self.marks.len() as i32;
        for (i, mark) in self.marks.iter().enumerate() {
            let offset = (2 * i as i32 - count + 1) * DODGE / 2;
            mark.draw(canvas, axis, middle + offset)?;
        }
        Ok(())
    }
}

impl Mark {
    /// Draws the mark; an arrow where its interval goes beyond the axis.
    pub fn draw(&self, canvas: &Canvas<'_>, axis: &Axis, y: i32) -> Result<()> {
        if let Some((low, high)) = self.interval {
            canvas.line((axis.at(low), y), (axis.at(high), y), self.color, 35)?;
            // Of an interval that is beyond the axis altogether, an end of the axis points to it.
            let ends = [(low, 1), (high, -1)].map(|(end, side)| (axis.at(end), axis.holds(end), side));
            let beyond = axis.at(low) == axis.at(high) && !axis.holds(low) && !axis.holds(high);
            let left = beyond && !axis.is_above(low);
            for (x, held, side) in ends {
                if held || (beyond && (side == 1) != left) {
                    continue;
                }
                canvas.line((x, y), (x + side * 110, y - 80), self.color, 30)?;
                canvas.line((x, y), (x + side * 110, y + 80), self.color, 30)?;
                if beyond {
                    canvas.line((x, y), (x + side * 260, y), self.color, 35)?;
                }
            }
        }
        if let (Shape::Range, Some((_, high))) = (self.shape, self.interval)
            && axis.holds(high)
        {
            canvas.marker(self.shape, (axis.at(high), y), 85, self.color)?;
        }
        if axis.holds(self.value) {
            canvas.marker(self.shape, (axis.at(self.value), y), 85, self.color)?;
        }
        Ok(())
    }
}
