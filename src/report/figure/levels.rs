//! Variables of several levels: stacked bars of the levels by group.

use plotters::prelude::RGBColor;
use plotters::style::text_anchor::HPos;

use super::layout::{self, LEADING, MARGIN, MOST_PANELS, TALLEST};
use super::theme::{Canvas, FAINT, GREY, INK, SMALL, WIDTH};
use super::{Draw, Drawing, Figure, font};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::style::rounded;
use crate::report::wording;
use crate::results::comparison::{Comparison, Description, GroupSummary, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "levels",
    title: "How the levels are shared out within each group",
    caption: "Bars: share of the patients of a group whose level is known (n), in percent, in the order of the levels; shares \
              below 4 % are not labelled.",
    draw: Draw::Comparison(draw),
};

const BAR: i32 = 430;
/// Where the first variable begins.
const TOP: i32 = 150;
const BARS: (i32, i32) = (4_600, WIDTH as i32 - MARGIN - 100);
/// Levels that are told apart by their shade; further ones are drawn as one.
const MOST_LEVELS: usize = 8;

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    let several = |variable: &&VariableResult| {
        variable.description == Description::Counts && variable.overall.counts.len() > 2 && variable.overall.n_used > 0
    };
    let all = results.variables.iter().filter(several).collect();
    let (variables, note) = layout::most_different(all, MOST_PANELS);
    let note = format!("{}{note}", layout::of_pairs(results, sections));
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let description =
        format!("Stacked bars of the levels of {} by group.", wording::counted(variables.len(), "variable"));
    let mut scratch = String::new();
    let measured = Canvas::new(&mut scratch, (WIDTH, TALLEST as u32));
    let mut pages: Vec<Vec<&VariableResult>> = Vec::new();
    let mut y = TALLEST;
    for variable in variables {
        let height = draw_variable(&measured, results, variable, sections, 0)?;
        if y + height > TALLEST {
            pages.push(Vec::new());
            y = TOP;
        }
        y += height;
        pages.last_mut().into_iter().for_each(|page| page.push(variable));
    }
    drop(measured);
    layout::drawings(&description, &note, pages, |canvas, variables| {
        variables.iter().try_fold(TOP, |top, variable| draw_variable(canvas, results, variable, sections, top))
    })
}

/// Levels by name, the rarest joined where they are too many, with their shade.
fn parts(variable: &VariableResult) -> (Vec<(usize, String, RGBColor)>, usize) {
    let counts = &variable.overall.counts;
    let mut order: Vec<(usize, u64)> = counts.iter().enumerate().map(|(i, count)| (i, count.count)).collect();
    if counts.len() > MOST_LEVELS {
        order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        order.truncate(MOST_LEVELS - 1);
        order.sort_by_key(|(i, _)| *i);
    }
    let kept = order.len();
    let shaded = order
        .iter()
        .enumerate()
        .filter_map(|(place, (i, _))| counts.get(*i).map(|count| (*i, count.level.clone(), shade(place, kept))));
    (shaded.collect(), counts.len() - kept)
}

/// Shades from light to dark that differ in grey too.
fn shade(place: usize, count: usize) -> RGBColor {
    let (light, dark) = ([0xcf, 0xe3, 0xf3], [0x05, 0x30, 0x61]);
    let share = if count > 1 { place as f64 / (count - 1) as f64 } else { 0.5 };
    let mix = |from: i32, to: i32| (f64::from(from) + share * f64::from(to - from)).round() as u8;
    RGBColor(mix(light[0], dark[0]), mix(light[1], dark[1]), mix(light[2], dark[2]))
}

/// Ink that is read on a shade.
fn ink(shade: RGBColor) -> RGBColor {
    let brightness = 299 * u32::from(shade.0) + 587 * u32::from(shade.1) + 114 * u32::from(shade.2);
    if brightness > 140_000 { INK } else { RGBColor(255, 255, 255) }
}

fn draw_variable(
    canvas: &Canvas<'_>,
    results: &Comparison,
    variable: &VariableResult,
    sections: &Sections,
    top: i32,
) -> Result<i32> {
    let right = WIDTH as i32 - MARGIN - 100;
    let p = layout::p_phrase(variable, sections);
    // A name as wide as the picture needs no second line.
    layout::heading(canvas, variable, &p, (MARGIN, right, top - LEADING))?;
    let top = top - LEADING;
    let (parts, joined) = parts(variable);
    let mut y = top + layout::HEADING + 60;
    for group in &variable.groups {
        let n = format!(" (n = {})", group.n_used);
        let room = f64::from(BARS.0 - 2 * MARGIN) - font::width(&n, SMALL, false);
        let name = font::wrap(&wording::group(&results.grouping, &group.label), SMALL, room, 1).join("");
        canvas.text(&format!("{name}{n}"), (BARS.0 - 150, y + BAR / 2), SMALL, HPos::Right, INK, false)?;
        bar(canvas, group, &parts, y)?;
        y += BAR + 90;
    }
    legend(canvas, &parts, joined, y)
}

fn bar(canvas: &Canvas<'_>, group: &GroupSummary, parts: &[(usize, String, RGBColor)], y: i32) -> Result<()> {
    let x = |percent: f64| BARS.0 + (percent / 100.0 * f64::from(BARS.1 - BARS.0)).round() as i32;
    if group.n_used == 0 {
        return canvas.text("no value is known", (BARS.0, y + BAR / 2), SMALL, HPos::Left, GREY, false);
    }
    // What is not drawn over is the share of the levels that are joined.
    canvas.filled([(BARS.0, y), (BARS.1, y + BAR)], FAINT, 1.0)?;
    let mut before = 0.0;
    for (level, _, color) in parts {
        let Some(percent) = group.counts.get(*level).and_then(|count| count.percent) else { continue };
        let (from, to) = (x(before), x(before + percent));
        before += percent;
        if to > from {
            canvas.filled([(from, y), (to, y + BAR)], *color, 1.0)?;
            canvas.line((to, y), (to, y + BAR), RGBColor(255, 255, 255), 25)?;
        }
        if percent >= 4.0 {
            canvas.text(
                &rounded(percent, 0),
                ((from + to) / 2, y + BAR / 2),
                SMALL,
                HPos::Center,
                ink(*color),
                false,
            )?;
        }
    }
    if 100.0 - before >= 4.0 {
        let middle = ((x(before) + BARS.1) / 2, y + BAR / 2);
        canvas.text(&rounded(100.0 - before, 0), middle, SMALL, HPos::Center, INK, false)?;
    }
    Ok(())
}

/// The shades and their levels, as many to a line as fit. Returns where it ends.
fn legend(canvas: &Canvas<'_>, parts: &[(usize, String, RGBColor)], joined: usize, top: i32) -> Result<i32> {
    let others = (joined > 0).then(|| (format!("{joined} rarer levels"), FAINT));
    let mut at = (BARS.0, top + 130);
    for (name, color) in parts.iter().map(|(_, name, color)| (name.clone(), *color)).chain(others) {
        let text = font::wrap(&name, SMALL, f64::from(BARS.1 - BARS.0) - 400.0, 1).join("");
        let width = 600 + font::width(&text, SMALL, false) as i32;
        if at.0 + width > BARS.1 + 300 && at.0 > BARS.0 {
            at = (BARS.0, at.1 + LEADING + 30);
        }
        canvas.filled([(at.0, at.1 - 90), (at.0 + 180, at.1 + 90)], color, 1.0)?;
        canvas.outline([(at.0, at.1 - 90), (at.0 + 180, at.1 + 90)], GREY, 12)?;
        canvas.text(&text, (at.0 + 260, at.1), SMALL, HPos::Left, INK, false)?;
        at.0 += width;
    }
    Ok(at.1 + 350)
}
