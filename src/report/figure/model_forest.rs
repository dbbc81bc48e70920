//! Odds ratios of models as a forest plot: each covariate alone beside the same given the others.

use plotters::prelude::RGBColor;
use plotters::style::text_anchor::HPos;

use super::effects::ratio;
use super::forest_plot::factors;
use super::layout::{self, MARGIN, MOST_ROWS};
use super::rows::{self, Head, Line, Mark, Rows, Scale};
use super::theme::{Canvas, GROUPS, INK, Shape, TEXT};
use super::{Draw, Drawing, Figure};
use crate::error::Result;
use crate::report::style::Style;
use crate::report::style::confidence;
use crate::results::model::{CovariateResult, EstimateRecord, Model, RowOfCovariate};

pub(super) static FIGURE: Figure = Figure {
    id: "model_forest",
    title: "Odds ratios of the models",
    caption: "Odds ratios of the event, on a logarithmic scale. Levels are compared with the reference after the v. Arrows: \
              the interval goes beyond the axis.",
    draw: Draw::Model(draw),
};

/// Marker and colour of the univariable and of the multivariable estimate.
const LOOKS: [(Shape, RGBColor, &str); 2] =
    [(Shape::Ring, GROUPS[1], "univariable"), (Shape::Square, GROUPS[0], "multivariable")];

/// The axis reaches at least so far on either side of 1, and no further than this beyond the outermost estimates, in
/// powers of ten.
const REACH: (f64, f64) = (0.45, 0.7);

fn draw(results: &Model, style: &Style) -> Result<Option<Drawing>> {
    let alone = results.covariates.iter().any(|covariate| covariate.univariable.is_some());
    let mut lines = Vec::new();
    let mut estimates = Vec::new();
    for covariate in &results.covariates {
        for row in covariate.rows.iter().filter(|row| !row.is_reference) {
            let found =
                [&row.univariable, &row.multivariable].map(|found| found.as_ref().and_then(|found| found.estimate));
            if found.iter().all(Option::is_none) {
                continue;
            }
            estimates.extend(found.into_iter().flatten());
            lines.push(line(covariate, row, found, alone, style));
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let count = lines.len();
    let left = if count > MOST_ROWS {
        format!(" Of {count} odds ratios the first {MOST_ROWS} are shown.")
    } else {
        String::new()
    };
    lines.truncate(MOST_ROWS);
    let level = confidence(results.level);
    let heads = if alone { vec!["univariable", "multivariable"] } else { vec!["multivariable"] };
    let table = Rows {
        title: String::new(),
        before: Vec::new(),
        after: heads.iter().map(|head| Head { name: (*head).into(), under: format!("OR ({level} CI)") }).collect(),
        kept: 2,
        scale: scale(&estimates),
        lines,
    };
    let description = format!(
        "Forest plot of {count} odds ratios of the event “{}” of {} with {level} confidence intervals.",
        results.outcome.event, results.outcome.label
    );
    let drawing = layout::drawing(description, |canvas| {
        let top = if alone { legend(canvas)? } else { 100 };
        rows::draw(canvas, vec![table], top)
    })?;
    Ok(Some(Drawing { note: format!("Bars: {level} confidence intervals.{left}"), ..drawing }))
}

fn line(
    covariate: &CovariateResult,
    row: &RowOfCovariate,
    found: [Option<EstimateRecord>; 2],
    alone: bool,
    style: &Style,
) -> Line {
    let reference = covariate.reference.as_deref().unwrap_or_default();
    let unit = covariate.unit.as_ref().map(|unit| format!("({unit})")).unwrap_or_default();
    // What follows a long name is not cut with it, unless it is long itself.
    let (label, unit) = match (&row.level, covariate.per) {
        (Some(level), _) if level.chars().count() + reference.chars().count() <= 28 => {
            (format!("{}:", covariate.label), format!("{level} v {reference}"))
        }
        (Some(level), _) => (format!("{}: {level} v {reference}", covariate.label), String::new()),
        (None, Some(per)) if per != 1.0 => {
            (covariate.label.clone(), format!("{unit} per {per}").trim_start().to_string())
        }
        _ => (covariate.label.clone(), unit),
    };
    let text = |one: &Option<EstimateRecord>| match one {
        Some(one) => {
            let [estimate, low, high] =
                [one.odds_ratio, one.ci_low, one.ci_high].map(|value| style.marked(&ratio(value)));
            format!("{estimate} ({low} to {high})")
        }
        None => "–".into(),
    };
    let marks = found.iter().zip(LOOKS).filter_map(|(one, (shape, color, _))| {
        let one = one.as_ref()?;
        Some(Mark { value: one.odds_ratio, interval: Some((one.ci_low, one.ci_high)), shape, color })
    });
    Line {
        label,
        unit,
        before: Vec::new(),
        marks: marks.collect(),
        after: found.iter().skip(usize::from(!alone)).map(text).collect(),
    }
}

fn scale(estimates: &[EstimateRecord]) -> Scale {
    let on = |value: f64| value.max(1e-6).log10();
    let (least, most) = REACH;
    let (mut low, mut high) = (-least, least);
    for one in estimates {
        let estimate = on(one.odds_ratio).clamp(-6.0, 6.0);
        low = low.min(on(one.ci_low).max(estimate - most));
        high = high.max(on(one.ci_high).min(estimate + most));
    }
    let pad = 0.03 * (high - low);
    let (low, high) = (low - pad, high + pad);
    let values = factors(low, high);
    Scale {
        range: (10f64.powf(low), 10f64.powf(high)),
        log: true,
        ticks: values.into_iter().map(|value| (value, super::theme::label(value))).collect(),
        references: vec![(1.0, false)],
        title: "Odds ratio (logarithmic scale)".into(),
        ends: Some(("less often", "more often")),
    }
}

/// Which mark is which. Returns where it ends.
fn legend(canvas: &Canvas<'_>) -> Result<i32> {
    let mut x = MARGIN + 60;
    for (shape, color, name) in LOOKS {
        canvas.line((x - 10, 250), (x + 410, 250), color, 35)?;
        canvas.marker(shape, (x + 200, 250), 85, color)?;
        canvas.text(name, (x + 520, 250), TEXT, HPos::Left, INK, false)?;
        x += 900 + super::font::width(name, TEXT, false) as i32;
    }
    Ok(550)
}
