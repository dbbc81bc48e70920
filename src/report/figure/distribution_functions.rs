//! Continuous variables: empirical distribution functions of the groups, with the largest distance between two of them.

use plotters::style::text_anchor::HPos;

use super::layout::{self, Axis, Grid, HEADING, MOST_PANELS};
use super::theme::{Canvas, GROUPS, INK, SMALL, group_shape};
use super::{Draw, Drawing, Figure, font};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::wording;
use crate::results::comparison::{Comparison, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "distribution_functions",
    title: "Share of patients with at most each value, by group",
    caption: "Empirical distribution functions; markers stand where a quarter, half and three quarters of a group are \
              reached. Black bar and D: the largest distance between the functions of two groups, which \
              Kolmogorov-Smirnov tests measure.",
    draw: Draw::Comparison(draw),
};

const PLOT: i32 = 2_900;

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    let (variables, note) = layout::most_different(layout::measured(results), MOST_PANELS);
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let description = format!(
        "Empirical distribution functions of {} by group.",
        wording::counted(variables.len(), "continuous variable")
    );
    let grid = Grid { top: layout::below_legend(results)?, height: HEADING + PLOT + 800 };
    let note = format!("{}{note}", layout::of_pairs(results, sections));
    layout::drawings(&description, &note, grid.pages(&variables), |canvas, variables| {
        layout::legend(canvas, results, 50)?;
        for (i, variable) in variables.iter().enumerate() {
            draw_variable(canvas, variable, sections, grid.place(i))?;
        }
        Ok(grid.bottom(variables.len()))
    })
}

fn draw_variable(
    canvas: &Canvas<'_>,
    variable: &VariableResult,
    sections: &Sections,
    (x0, x1, top): (i32, i32, i32),
) -> Result<()> {
    layout::heading(canvas, variable, &layout::p_phrase(variable, sections), (x0, x1, top))?;
    let (top, bottom, left) = (top + HEADING + 80, top + HEADING + PLOT, x0 + 850);
    let x = Axis::around(variable.groups.iter().flat_map(|group| [group.min, group.max]).flatten(), (left, x1));
    let y = Axis::linear((0.0, 1.0), (bottom, top));
    x.below(canvas, (top, bottom))?;
    let shares: Vec<(f64, String)> = [0.0, 0.5, 1.0].map(|share| (share, format!("{} %", 100.0 * share))).to_vec();
    y.left(canvas, (left, x1), &shares)?;
    for (g, group) in variable.groups.iter().enumerate() {
        let color = GROUPS[g % GROUPS.len()];
        let points = &group.shape.cumulative;
        if points.is_empty() {
            continue;
        }
        let mut path = vec![(left, bottom)];
        let mut height = bottom;
        for (value, share) in points {
            path.push((x.at(*value), height));
            height = y.at(*share);
            path.push((x.at(*value), height));
        }
        path.push((x1, height));
        // A thick line and a thin one are told apart in grey too.
        canvas.path(path, color, if g % 2 == 0 { 48 } else { 24 })?;
        for quarter in [0.25, 0.5, 0.75] {
            if let Some((value, _)) = points.iter().find(|(_, share)| *share >= quarter) {
                canvas.marker(group_shape(g), (x.at(*value), y.at(quarter)), 70, color)?;
            }
        }
    }
    let Some(gap) = variable.gap else { return Ok(()) };
    if gap.distance() > 0.0 {
        let (at, ends) = (x.at(gap.at), (y.at(gap.shares.0), y.at(gap.shares.1)));
        canvas.line((at, ends.0), (at, ends.1), INK, 60)?;
        for end in [ends.0, ends.1] {
            canvas.line((at - 70, end), (at + 70, end), INK, 40)?;
        }
    }
    // Distribution functions leave the lower right corner free.
    let text = format!("D = {}", sections.style.share(gap.distance(), 2));
    let width = font::width(&text, SMALL, false) as i32;
    canvas.filled([(x1 - width - 120, bottom - 330), (x1 - 20, bottom - 40)], plotters::style::WHITE, 0.85)?;
    canvas.text(&text, (x1 - 70, bottom - 180), SMALL, HPos::Right, INK, false)
}
