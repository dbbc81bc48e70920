//! What several charts share: axes, legends, small charts in a grid, and what is drawn where there is too much.

use plotters::style::text_anchor::HPos;

use super::theme::{Canvas, FAINT, GREY, GROUPS, INK, SMALL, TEXT, WIDTH, group_shape, labels, ticks};
use super::{Drawing, font};
use crate::error::Result;
use crate::report::document::{Sections, TableKind};
use crate::report::style::Style;
use crate::report::wording;
use crate::results::comparison::{Comparison, Description, VariableResult};

/// Space at the edges of a chart.
pub const MARGIN: i32 = 150;
/// Distance of lines of small text.
pub const LEADING: i32 = 285;

/// A scale along one side of a chart, from `ends.0` to `ends.1`.
pub struct Axis {
    low: f64,
    high: f64,
    ends: (i32, i32),
    log: bool,
}

impl Axis {
    /// Equal steps.
    pub fn linear((low, high): (f64, f64), ends: (i32, i32)) -> Axis {
        Axis { low, high, ends, log: false }
    }

    /// Equal factors, between two positive numbers.
    pub fn log((low, high): (f64, f64), ends: (i32, i32)) -> Axis {
        Axis { low: low.log10(), high: high.log10(), ends, log: true }
    }

    /// Equal steps that leave a margin around some values; half a unit around a single one.
    pub fn around(values: impl Iterator<Item = f64>, ends: (i32, i32)) -> Axis {
        let range = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let (low, high) = if range.0 <= range.1 { range } else { (0.0, 1.0) };
        let pad = if high > low { 0.05 * (high - low) } else { 0.5 };
        Axis::linear((low - pad, high + pad), ends)
    }

    fn share(&self, value: f64) -> f64 {
        let value = if self.log { value.max(f64::MIN_POSITIVE).log10() } else { value };
        (value - self.low) / (self.high - self.low)
    }

    /// Whether a value is on the axis.
    pub fn holds(&self, value: f64) -> bool {
        (-1e-9..=1.0 + 1e-9).contains(&self.share(value))
    }

    /// Whether a value is beyond the upper end.
    pub fn is_above(&self, value: f64) -> bool {
        self.share(value) > 1.0
    }

    /// Place of a value; of one beyond the axis, its end.
    pub fn at(&self, value: f64) -> i32 {
        let share = self.share(value).clamp(0.0, 1.0);
        self.ends.0 + (share * f64::from(self.ends.1 - self.ends.0)).round() as i32
    }

    /// Value at a place of an axis of equal steps.
    pub fn value(&self, place: i32) -> f64 {
        let share = f64::from(place - self.ends.0) / f64::from(self.ends.1 - self.ends.0);
        self.low + share * (self.high - self.low)
    }

    /// A horizontal axis with some round numbers and their lines up to `top`.
    pub fn below(&self, canvas: &Canvas<'_>, (top, y): (i32, i32)) -> Result<()> {
        let ticks = ticks(self.low, self.high, 4);
        for (tick, label) in ticks.iter().zip(labels(&ticks)) {
            canvas.line((self.at(*tick), top), (self.at(*tick), y), FAINT, 15)?;
            canvas.text(&label, (self.at(*tick), y + 230), SMALL, HPos::Center, INK, false)?;
        }
        canvas.line((self.ends.0, y), (self.ends.1, y), INK, 20)
    }

    /// A vertical axis with numbers and their lines up to `right`.
    pub fn left(&self, canvas: &Canvas<'_>, (x, right): (i32, i32), ticks: &[(f64, String)]) -> Result<()> {
        for (tick, label) in ticks {
            canvas.line((x, self.at(*tick)), (right, self.at(*tick)), FAINT, 15)?;
            canvas.text(label, (x - 100, self.at(*tick)), SMALL, HPos::Right, INK, false)?;
        }
        canvas.line((x, self.ends.0), (x, self.ends.1), INK, 20)
    }

    /// Round numbers of the axis with their labels.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let ticks = ticks(self.low, self.high, count);
        let labels = labels(&ticks);
        ticks.into_iter().zip(labels).collect()
    }
}

/// A picture as tall as what is drawn on it, from the top down; `draw` returns where it ended.
pub fn drawing(description: String, draw: impl FnOnce(&Canvas<'_>) -> Result<i32>) -> Result<Drawing> {
    /// No picture is taller: ten metres.
    const TALLEST: u32 = 1_000_000;
    let mut body = String::new();
    let bottom = draw(&Canvas::new(&mut body, (WIDTH, TALLEST)))?;
    Ok(Drawing { size: (WIDTH, bottom.max(1) as u32), body, description, note: String::new() })
}

/// Height of a picture that is shown in full width on a page, with its caption below it.
pub const TALLEST: i32 = 22_500;

/// One picture a page of what is drawn; the sentence of the caption stands below the first.
pub fn drawings<T>(
    description: &str,
    note: &str,
    pages: Vec<T>,
    mut draw: impl FnMut(&Canvas<'_>, T) -> Result<i32>,
) -> Result<Vec<Drawing>> {
    let count = pages.len();
    let one = |(number, page): (usize, T)| {
        let part = if count > 1 { format!(" Part {number} of {count}.") } else { String::new() };
        let drawing = drawing(format!("{description}{part}"), |canvas| draw(canvas, page))?;
        Ok(Drawing { note: note.trim().to_string(), ..drawing })
    };
    (1..).zip(pages).map(one).collect()
}

/// Whether P values are shown: not where the table of the report has none.
pub fn shows_p(sections: &Sections) -> bool {
    sections.kind == TableKind::Outcome
}

/// P of the chosen test in the house style, for a column; a dash where it could not be computed.
pub fn p_cell(variable: &VariableResult, style: &Style) -> String {
    variable.primary_p().map_or("–".into(), |p| style.p(p))
}

/// P of the chosen test, "P = 0.03" in the house style, where P values are shown.
pub fn p_phrase(variable: &VariableResult, sections: &Sections) -> String {
    variable
        .primary_p()
        .filter(|_| shows_p(sections))
        .map(|p| format!("P {}", sections.style.p_phrase(p)))
        .unwrap_or_default()
}

/// What is to be said of P beside whole groups, where it is of pairs.
pub fn of_pairs(results: &Comparison, sections: &Sections) -> &'static str {
    if results.grouping.pairs.is_some() && shows_p(sections) {
        "P is of the pairs, which this chart does not show. "
    } else {
        ""
    }
}

/// "(years)".
pub fn unit(variable: &VariableResult) -> String {
    variable.unit.as_ref().map(|unit| format!("({unit})")).unwrap_or_default()
}

/// Names of the groups with their sizes, and their markers, as many to a line as fit. Returns where it ends.
pub fn legend(canvas: &Canvas<'_>, results: &Comparison, top: i32) -> Result<i32> {
    let mut at = (MARGIN + 50, top + 200);
    for (group, level) in results.grouping.levels.iter().enumerate() {
        let size = format!("(n\u{a0}=\u{a0}{})", level.n);
        let name = wording::group(&results.grouping, &level.label);
        let text = font::wrap_before(&name, &size, TEXT, 8_000.0, 1, false).join("");
        let width = 700 + font::width(&text, TEXT, false) as i32;
        if at.0 + width > WIDTH as i32 && at.0 > MARGIN + 50 {
            at = (MARGIN + 50, at.1 + 400);
        }
        canvas.marker(group_shape(group), (at.0 + 50, at.1), 95, GROUPS[group % GROUPS.len()])?;
        canvas.text(&text, (at.0 + 250, at.1), TEXT, HPos::Left, INK, false)?;
        at.0 += width;
    }
    Ok(at.1 + 250)
}

/// Where the [`legend`] ends.
pub fn below_legend(results: &Comparison) -> Result<i32> {
    let mut scratch = String::new();
    legend(&Canvas::new(&mut scratch, (WIDTH, TALLEST as u32)), results, 50)
}

/// Small charts of one size, three to a line.
pub struct Grid {
    /// Upper end.
    pub top: i32,
    /// Height of a chart.
    pub height: i32,
}

impl Grid {
    const COLUMNS: usize = 3;
    const PITCH: i32 = 5_900;

    /// Left end, right end and upper end of a chart, counted from 0.
    pub fn place(&self, index: usize) -> (i32, i32, i32) {
        let left = MARGIN + (index % Grid::COLUMNS) as i32 * Grid::PITCH;
        (left, left + Grid::PITCH - 350, self.top + (index / Grid::COLUMNS) as i32 * self.height)
    }

    /// The charts, as many to a page as there is room for below its legend.
    pub fn pages<'a>(&self, variables: &[&'a VariableResult]) -> Vec<Vec<&'a VariableResult>> {
        let lines = ((TALLEST - self.top) / self.height).max(1) as usize;
        variables.chunks(lines * Grid::COLUMNS).map(<[_]>::to_vec).collect()
    }

    /// Where so many charts end.
    pub fn bottom(&self, count: usize) -> i32 {
        self.top + count.div_ceil(Grid::COLUMNS) as i32 * self.height
    }
}

/// Height of the [`heading`] of a small chart.
pub const HEADING: i32 = 2 * LEADING + 100;

/// Name and unit of a variable in up to two lines, and a remark at the right of the last one.
pub fn heading(
    canvas: &Canvas<'_>,
    variable: &VariableResult,
    remark: &str,
    (x0, x1, top): (i32, i32, i32),
) -> Result<()> {
    let room = f64::from(x1 - x0);
    let beside = if remark.is_empty() { room } else { room - font::width(remark, SMALL, true) - 150.0 };
    let unit = unit(variable);
    // A name of one line stands beside the remark; one of two lines leaves it the end of the second.
    let mut lines = font::wrap_before(&variable.label, &unit, SMALL, beside, 1, true);
    if lines.first().is_some_and(|line| line.contains('…')) {
        lines = font::wrap_before(&variable.label, &unit, SMALL, room, 2, true);
        if let Some(last) = lines.pop() {
            let (text, end) =
                if last.ends_with(&unit) { (last.trim_end_matches(&unit), unit.as_str()) } else { (last.as_str(), "") };
            lines.extend(font::wrap_before(text, end, SMALL, beside, 1, true));
        }
    }
    let y = top + HEADING - LEADING / 2 - 50;
    canvas.text_above(&lines, (x0, y), SMALL, HPos::Left, INK, true)?;
    canvas.text(remark, (x1, y), SMALL, HPos::Right, GREY, false)
}

/// The continuous variables that somebody has a value of.
pub fn measured(results: &Comparison) -> Vec<&VariableResult> {
    let shown = |variable: &&VariableResult| {
        variable.description != Description::Counts && variable.groups.iter().any(|group| group.q1.is_some())
    };
    results.variables.iter().filter(shown).collect()
}

/// Small charts in a picture.
pub const MOST_PANELS: usize = 24;
/// Rows of a chart that is a table.
pub const MOST_ROWS: usize = 80;

/// The variables to draw: all, or those whose groups differ most by the standardised difference, in the order of the
/// data; and a sentence that says so.
pub fn most_different(mut variables: Vec<&VariableResult>, most: usize) -> (Vec<&VariableResult>, String) {
    let all = variables.len();
    if all <= most {
        return (variables, String::new());
    }
    let difference = |variable: &VariableResult| variable.smd.unwrap_or(-1.0);
    let mut order: Vec<usize> = (0..all).collect();
    let at = |index: usize| variables.get(index).map_or(-1.0, |variable| difference(variable));
    order.sort_by(|a, b| at(*b).total_cmp(&at(*a)).then(a.cmp(b)));
    order.truncate(most);
    let mut index = 0;
    variables.retain(|_| {
        index += 1;
        order.contains(&(index - 1))
    });
    (variables, format!("Of {all} variables the {most} with the largest standardised differences are shown."))
}
