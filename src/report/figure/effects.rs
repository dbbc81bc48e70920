//! Effect sizes as a forest plot: odds ratios, and standardised mean differences.

use plotters::style::text_anchor::HPos;

use super::layout::Axis;
use super::rows::Mark;
use super::theme::{Canvas, FAINT, GREY, GROUPS, INK, SMALL, Shape, TEXT, WIDTH};
use super::{Draw, Drawing, Figure, font, panels, row_label};
use crate::error::Result;
use crate::report::style::rounded;
use crate::results::reproduction::{Effect, Reproduction, RowResult};

pub(super) static FIGURE: Figure = Figure {
    id: "effects",
    title: "Effect sizes",
    caption: "Odds ratios (Woolf; with 1/2 added to each cell where one is empty, shown hollow) and standardised mean \
              differences (Hedges g), second group against first, with 95 % confidence intervals. Arrows: the interval \
              goes beyond the axis.",
    draw: Draw::Reproduction(draw),
};

const LEFT: i32 = 5_000;
const RIGHT: i32 = 14_000;
const ROW: i32 = 440;

/// A measure and its axis.
struct Measure {
    id: &'static str,
    name: &'static str,
    log: bool,
    none: f64,
    ticks: &'static [f64],
}

static MEASURES: [Measure; 2] = [
    Measure { id: "odds_ratio", name: "Odds ratio", log: true, none: 1.0, ticks: &[0.01, 0.1, 1.0, 10.0, 100.0] },
    Measure {
        id: "standardized_mean_difference",
        name: "Standardised mean difference",
        log: false,
        none: 0.0,
        ticks: &[-2.0, -1.0, 0.0, 1.0, 2.0],
    },
];

fn effect<'a>(row: &'a RowResult, measure: &str) -> Option<(&'a Effect, f64, f64, f64)> {
    let effect = row.effects.iter().find(|effect| effect.measure == measure)?;
    Some((effect, effect.estimate?, effect.ci_low?, effect.ci_high?))
}

fn draw(results: &Reproduction) -> Result<Option<Drawing>> {
    let mut blocks = Vec::new();
    for measure in &MEASURES {
        for panel in panels(results, |row| effect(row, measure.id).is_some()) {
            blocks.push((measure, panel));
        }
    }
    if blocks.is_empty() {
        return Ok(None);
    }
    let all = || results.rows.iter();
    let height: i32 = blocks.iter().map(|(_, panel)| 2_000 + ROW * panel.rows.len() as i32).sum::<i32>() + 100;
    let size = (WIDTH, height as u32);
    let mut body = String::new();
    let mut count = 0;
    {
        let canvas = Canvas::new(&mut body, size);
        let mut top = 200;
        for (measure, panel) in &blocks {
            count += panel.rows.len();
            // One axis for all panels of a measure, so that they can be compared.
            let effects = all().filter_map(|row| effect(row, measure.id));
            let furthest =
                |values: [f64; 2]| values.into_iter().map(|value| scale(measure, value).abs()).fold(0.0, f64::max);
            let reach = effects.map(|(_, estimate, low, high)| {
                // Odds ratios with an empty cell have limits that would squeeze everything else together.
                if measure.log { 1.25 * furthest([estimate, estimate]) } else { 1.05 * furthest([low, high]) }
            });
            let limit = reach.fold(1.2, f64::max).min(if measure.log { 3.0 } else { 4.0 });
            top = draw_panel(&canvas, measure, panel, limit, top)?;
        }
    }
    let description = format!("Forest plot of {count} effect sizes with 95 % intervals.");
    Ok(Some(Drawing { size, body, description, ..Drawing::default() }))
}

fn scale(measure: &Measure, value: f64) -> f64 {
    if measure.log { value.max(1e-300).log10() } else { value }
}

fn draw_panel(canvas: &Canvas<'_>, measure: &Measure, panel: &super::Panel<'_>, limit: f64, top: i32) -> Result<i32> {
    let axis = if measure.log {
        Axis::log((10f64.powf(-limit), 10f64.powf(limit)), (LEFT, RIGHT))
    } else {
        Axis::linear((-limit, limit), (LEFT, RIGHT))
    };
    let x = |value: f64| axis.at(value);
    let contrast = panel
        .rows
        .first()
        .and_then(|row| effect(row, measure.id))
        .map(|(effect, ..)| effect.contrast.clone())
        .unwrap_or_default();
    canvas.text(&format!("{}: {}", panel.title, measure.name), (150, top + 200), TEXT, HPos::Left, INK, true)?;
    let contrast = font::wrap(&contrast, SMALL, 17_500.0, 1).join("");
    canvas.text(&contrast, (150, top + 560), SMALL, HPos::Left, GREY, false)?;
    canvas.text("estimate (95 % CI)", (WIDTH as i32 - 150, top + 560), SMALL, HPos::Right, GREY, false)?;
    let first = top + 1_000;
    let bottom = first + ROW * panel.rows.len() as i32 - 150;
    for tick in measure.ticks.iter().filter(|tick| scale(measure, **tick).abs() <= limit) {
        canvas.line((x(*tick), first - 200), (x(*tick), bottom), FAINT, 15)?;
        canvas.text(&super::theme::label(*tick), (x(*tick), bottom + 230), SMALL, HPos::Center, INK, false)?;
    }
    canvas.line((x(measure.none), first - 200), (x(measure.none), bottom), GREY, 22)?;
    canvas.line((LEFT, bottom), (RIGHT, bottom), INK, 20)?;
    for (i, row) in panel.rows.iter().enumerate() {
        let Some((effect, estimate, low, high)) = effect(row, measure.id) else { continue };
        let y = first + ROW * i as i32;
        let name = font::wrap(&row_label(row), TEXT, f64::from(LEFT - 450), 1).join("");
        canvas.text(&name, (LEFT - 250, y), TEXT, HPos::Right, INK, false)?;
        let shape = estimate_shape(effect.method);
        Mark { value: estimate, interval: Some((low, high)), shape, color: GROUPS[0] }.draw(canvas, &axis, y)?;
        let digits = |value: f64| if measure.log { ratio(value) } else { difference(value) };
        let text = format!("{} ({} to {})", digits(estimate), digits(low), digits(high));
        canvas.text(&text, (WIDTH as i32 - 150, y), SMALL, HPos::Right, INK, false)?;
    }
    Ok(bottom + 1_000)
}

/// A square; a ring where 1/2 was added to every cell.
pub(super) fn estimate_shape(method: &str) -> Shape {
    if method.contains("Haldane") { Shape::Ring } else { Shape::Square }
}

/// A ratio with two decimals, fewer from ten on; below 0.1 two digits that tell it from zero, which no ratio is.
pub(in crate::report) fn ratio(value: f64) -> String {
    if value < 0.0001 {
        "<0.0001".into()
    } else if value < 0.0995 {
        // Places after rounding: 0.00996 is 0.010.
        let places = format!("{value:.1e}").split_once("e-").and_then(|(_, places)| places.parse::<usize>().ok());
        format!("{value:.*}", places.unwrap_or(1) + 1)
    } else if value < 10.0 {
        format!("{value:.2}")
    } else if value < 100.0 {
        format!("{value:.1}")
    } else if value < 1e9 {
        format!("{value:.0}")
    } else {
        ">1000000000".into()
    }
}

fn difference(value: f64) -> String {
    rounded(value, 2).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ratio_is_printed_as_zero() {
        let ratios = [0.000_012, 0.0011, 0.00996, 0.0204, 0.0996, 0.43, 4.41, 19.6, 129.2, 286_117.3];
        let shown = ["<0.0001", "0.0011", "0.010", "0.020", "0.10", "0.43", "4.41", "19.6", "129", "286117"];
        assert_eq!(ratios.map(ratio), shown);
        assert_eq!((difference(-0.78), difference(-0.001)), ("−0.78".into(), "0.00".into()));
    }
}
