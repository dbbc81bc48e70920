//! `figures/`: every chart as SVG and PNG, from one drawing.

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::Report;

/// Registry entry.
pub(super) static SVG: Format = Format { id: "svg", summary: "figures/*.svg", single: false, render: svg };

/// Registry entry.
pub(super) static PNG: Format = Format { id: "png", summary: "figures/*.png, 300 dpi", single: false, render: raster };

fn svg(report: &Report<'_>) -> Result<Vec<Rendered>> {
    Ok(report
        .pictures
        .iter()
        .map(|picture| (format!("figures/{}.svg", picture.figure.id), picture.svg.clone().into_bytes()))
        .collect())
}

fn raster(report: &Report<'_>) -> Result<Vec<Rendered>> {
    report
        .pictures
        .iter()
        .map(|picture| Ok((format!("figures/{}.png", picture.figure.id), picture.png()?.to_vec())))
        .collect()
}
