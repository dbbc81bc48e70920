//! Continuous variables by group: box plots in small multiples, with the patients as points where they are few.

use plotters::prelude::RGBColor;
use plotters::style::text_anchor::HPos;

use super::layout::{self, Axis, Grid, HEADING, MOST_PANELS};
use super::theme::{Canvas, GROUPS, INK, SMALL, Shape};
use super::{Draw, Drawing, Figure, font};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::wording;
use crate::results::comparison::{Comparison, GroupSummary, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "box_plots",
    title: "Continuous variables by group",
    caption: "Boxes: quartiles and median; whiskers: the last patients within 1.5 interquartile ranges of the box; \
              points: all patients of groups of up to 80, of larger ones those beyond the whiskers, of more than 150 values \
              a selection; diamonds: means.",
    draw: Draw::Comparison(draw),
};

const BAND: i32 = 520;
/// Points of one value for which the band of a group has room.
const MOST_POINTS: u64 = 7;

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    let (variables, note) = layout::most_different(layout::measured(results), MOST_PANELS);
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let groups = results.grouping.levels.len();
    let description =
        format!("Box plots of {} in {groups} groups.", wording::counted(variables.len(), "continuous variable"));
    let grid = Grid { top: layout::below_legend(results)?, height: HEADING + 750 + BAND * groups as i32 };
    let stacked = |group: &GroupSummary| marks(group).iter().any(|(_, count)| *count > MOST_POINTS);
    let sentences = [
        (variables.iter().any(|variable| variable.groups.iter().any(stacked)))
            .then(|| format!("Of more than {MOST_POINTS} patients of the same value {MOST_POINTS} points are drawn.")),
        (variables.iter().any(|variable| bracket(variable, sections).is_some())).then(|| {
            format!("Brackets: P of the test chosen. {}", layout::of_pairs(results, sections)).trim_end().to_string()
        }),
        Some(note),
    ];
    let note: Vec<String> = sentences.into_iter().flatten().collect();
    layout::drawings(&description, &note.join(" "), grid.pages(&variables), |canvas, variables| {
        layout::legend(canvas, results, 50)?;
        for (i, variable) in variables.iter().enumerate() {
            draw_variable(canvas, variable, sections, grid.place(i))?;
        }
        Ok(grid.bottom(variables.len()))
    })
}

/// P between two groups in the house style, where it is shown; more groups have theirs in the heading.
fn bracket(variable: &VariableResult, sections: &Sections) -> Option<String> {
    let p = variable.primary_p().filter(|_| layout::shows_p(sections) && variable.groups.len() == 2)?;
    Some(sections.style.p(p))
}

fn draw_variable(
    canvas: &Canvas<'_>,
    variable: &VariableResult,
    sections: &Sections,
    (x0, x1, top): (i32, i32, i32),
) -> Result<()> {
    let between = bracket(variable, sections);
    // Beside the axis, where no box or point can be.
    let end = between.as_ref().map_or(x1, |p| x1 - font::width(p, SMALL, false).ceil() as i32 - 330);
    let axis = Axis::around(variable.groups.iter().flat_map(|group| [group.min, group.max]).flatten(), (x0, end));
    let phrase = if between.is_some() { String::new() } else { layout::p_phrase(variable, sections) };
    layout::heading(canvas, variable, &phrase, (x0, x1, top))?;
    let top = top + HEADING;
    if let Some(p) = between {
        let (first, second) = (top + BAND / 2, top + BAND + BAND / 2);
        canvas.line((end + 230, first), (end + 230, second), INK, 20)?;
        for y in [first, second] {
            canvas.line((end + 130, y), (end + 230, y), INK, 20)?;
        }
        canvas.text(&p, (x1, top + BAND), SMALL, HPos::Right, INK, false)?;
    }
    axis.below(canvas, (top, top + 30 + BAND * variable.groups.len() as i32))?;
    for (g, group) in variable.groups.iter().enumerate() {
        let y = top + BAND * g as i32 + BAND / 2;
        draw_group(canvas, group, GROUPS[g % GROUPS.len()], y, &|value| axis.at(value))?;
    }
    Ok(())
}

/// Values that are drawn as points, and how many patients have each.
fn marks(group: &GroupSummary) -> &[(f64, u64)] {
    if group.shape.values.is_empty() { &group.shape.outside } else { &group.shape.values }
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
    let corners = [(x(q1), y - half), (x(q3), y + half)];
    canvas.filled(corners, color, 0.25)?;
    canvas.outline(corners, color, 30)?;
    for (value, count) in marks(group) {
        // Patients of the same value side by side across the band, as far as there is room.
        for k in 0..(*count).min(MOST_POINTS) as i32 {
            let offset = (k + 1) / 2 * if k % 2 == 0 { 1 } else { -1 } * 62;
            canvas.marker(Shape::Disc, (x(*value), y + offset), 34, color)?;
        }
    }
    canvas.line((x(median), y - half), (x(median), y + half), color, 70)?;
    if let Some(mean) = group.mean {
        canvas.marker(Shape::Diamond, (x(mean), y), 75, INK)?;
    }
    Ok(())
}
