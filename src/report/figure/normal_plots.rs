//! Continuous variables: values of each group against the quantiles of the normal distribution (Q-Q plots).

use plotters::style::text_anchor::HPos;

use super::layout::{self, Axis, Grid, HEADING, MOST_PANELS};
use super::theme::{Canvas, GREY, GROUPS, SMALL, group_shape};
use super::{Draw, Drawing, Figure, font};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::wording;
use crate::results::comparison::{Comparison, GroupSummary, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "normal_plots",
    title: "How near to a normal distribution: Q-Q plots by group",
    caption: "Values against the quantiles of the standard normal distribution at (i − 1/2) / n; a mark is a patient, with \
              more than 200 in a group a selection that keeps the tails. Lines: normal distributions with the mean and \
              standard deviation of the group. Marks of a normal distribution lie along their line. A variable that does \
              not vary has no plot.",
    draw: Draw::Comparison(draw),
};

const PLOT: i32 = 3_300;

fn draw(results: &Comparison, _: &Sections) -> Result<Vec<Drawing>> {
    let varied = |group: &GroupSummary| group.n_used >= 3 && group.sd.is_some_and(|sd| sd > 0.0);
    let all = layout::measured(results).into_iter().filter(|variable| variable.groups.iter().any(varied)).collect();
    let (variables, note) = layout::most_different(all, MOST_PANELS);
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let description =
        format!("Normal Q-Q plots of {} by group.", wording::counted(variables.len(), "continuous variable"));
    let grid = Grid { top: layout::below_legend(results)?, height: HEADING + PLOT + 1_050 };
    layout::drawings(&description, &note, grid.pages(&variables), |canvas, variables| {
        layout::legend(canvas, results, 50)?;
        for (i, variable) in variables.iter().enumerate() {
            draw_variable(canvas, variable, grid.place(i))?;
        }
        Ok(grid.bottom(variables.len()))
    })
}

fn draw_variable(canvas: &Canvas<'_>, variable: &VariableResult, (x0, x1, top): (i32, i32, i32)) -> Result<()> {
    layout::heading(canvas, variable, "", (x0, x1, top))?;
    let (top, bottom) = (top + HEADING + 80, top + HEADING + PLOT);
    let points = || variable.groups.iter().flat_map(|group| &group.shape.normal);
    let y = Axis::around(points().map(|(_, value)| *value), (bottom, top));
    let ticks = y.ticks(4);
    // Long numbers push the plot to the right, and nothing off the picture.
    let widest = ticks.iter().map(|(_, label)| font::width(label, SMALL, false)).fold(0.0, f64::max);
    let left = x0 + (widest.ceil() as i32 + 160).max(850);
    let x = Axis::around(points().map(|(score, _)| *score), (left, x1));
    x.below(canvas, (top, bottom))?;
    let middle = ((left + x1) / 2, bottom + 530);
    canvas.text("normal quantile (standard deviations)", middle, SMALL, HPos::Center, GREY, false)?;
    y.left(canvas, (left, x1), &ticks)?;
    for (g, group) in variable.groups.iter().enumerate() {
        let color = GROUPS[g % GROUPS.len()];
        if let (Some(mean), Some(sd)) = (group.mean, group.sd.filter(|sd| *sd > 0.0)) {
            // From one edge of the plot to the other: the line must not bend where a value is off the axis.
            let (low, high) =
                (x.value(left).max((y.value(bottom) - mean) / sd), x.value(x1).min((y.value(top) - mean) / sd));
            if low < high {
                canvas.line((x.at(low), y.at(mean + sd * low)), (x.at(high), y.at(mean + sd * high)), color, 25)?;
            }
        }
        for (score, value) in &group.shape.normal {
            canvas.marker(group_shape(g), (x.at(*score), y.at(*value)), 48, color)?;
        }
    }
    Ok(())
}
