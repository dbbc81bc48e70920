//! `figures/`: every chart as SVG, PDF and PNG, from one drawing.

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::Report;
use crate::report::figure::Picture;

/// Registry entry.
pub(super) static SVG: Format = Format { id: "svg", summary: "figures/*.svg", single: false, render: svg };

/// Registry entry.
pub(super) static PNG: Format = Format { id: "png", summary: "figures/*.png, 300 dpi", single: false, render: raster };

/// Registry entry.
pub(super) static PDF: Format =
    Format { id: "figures-pdf", summary: "figures/*.pdf, vectors with embedded fonts", single: false, render: vectors };

fn svg(report: &Report<'_>) -> Result<Vec<Rendered>> {
    Ok(report
        .pictures
        .iter()
        .map(|picture| (format!("figures/{}.svg", picture.name()), picture.svg.clone().into_bytes()))
        .collect())
}

fn raster(report: &Report<'_>) -> Result<Vec<Rendered>> {
    report
        .pictures
        .iter()
        .map(|picture| Ok((format!("figures/{}.png", picture.name()), picture.png()?.to_vec())))
        .collect()
}

fn vectors(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let file = |picture: &Picture| {
        let bytes = super::pdf::picture(&picture.title(), &picture.description, picture.tree()?)?;
        Ok((format!("figures/{}.pdf", picture.name()), bytes))
    };
    report.pictures.iter().map(file).collect()
}
