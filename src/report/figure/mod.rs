//! The charts: one file each, one theme, one drawing for every format.

mod backend;
mod box_plots;
mod calibration_plot;
mod continuous;
mod cumulative_incidence;
mod distribution_functions;
mod effects;
pub(in crate::report) mod font;
mod forest_by_stratum;
mod forest_plot;
mod hazard_ratios;
mod kaplan_meier;
mod layout;
mod levels;
mod log_minus_log;
mod love_plot;
mod missing_values;
mod model_forest;
mod normal_plots;
mod p_agreement;
mod pages;
mod proportions;
mod proportions_by_group;
mod published_series;
mod roc_curve;
mod rows;
mod step_curves;
mod survival_curves;
mod theme;
mod yearly;

use std::sync::{Arc, OnceLock};

use usvg::fontdb::Database;

use crate::error::Result;
use crate::report::Source;
use crate::report::document::Sections;
use crate::report::style::Style;
use crate::results::audit::Audit;
use crate::results::comparison::Comparison;
use crate::results::literature::LiteratureResult;
use crate::results::model::Model;
use crate::results::reproduction::{Reproduction, RowResult};
use crate::results::survival::Survival;
pub use backend::escape;
pub(in crate::report) use effects::ratio;
use theme::fault;

/// A chart.
pub struct Figure {
    /// Identifier and file name.
    pub id: &'static str,
    /// What is seen.
    pub title: &'static str,
    /// What the marks mean.
    pub caption: &'static str,
    /// Draws it.
    draw: Draw,
}

/// What a chart is drawn of; it gives `None` when there is nothing for it.
enum Draw {
    /// A reproduction.
    Reproduction(fn(&Reproduction) -> Result<Option<Drawing>>),
    /// A comparison of patients, as its table shows it: in the house style, and without P values where the table has none.
    /// What is taller than a page is several drawings.
    Comparison(fn(&Comparison, &Sections) -> Result<Vec<Drawing>>),
    /// An audit of a registry.
    Audit(fn(&Audit) -> Result<Option<Drawing>>),
    /// An outcome beside published series, of a reproduction or an audit.
    Literature(fn(&LiteratureResult) -> Result<Option<Drawing>>),
    /// A survival analysis.
    Survival(fn(&Survival) -> Result<Option<Drawing>>),
    /// Models of an outcome, in the house style of their table.
    Model(fn(&Model, &Style) -> Result<Option<Drawing>>),
}

/// A drawing in hundredths of a millimetre.
#[derive(Default)]
struct Drawing {
    size: (u32, u32),
    body: String,
    /// What the picture shows, for readers who do not see it.
    description: String,
    /// What the caption says of this drawing in particular.
    note: String,
}

/// A chart of one study, drawn.
pub struct Picture {
    /// The chart.
    pub figure: &'static Figure,
    /// Which part of the chart it is, counted from 1, and how many there are.
    pub part: (usize, usize),
    /// SVG document.
    pub svg: String,
    /// What it shows, in words.
    pub description: String,
    /// What the marks mean, and what is to be said of this drawing in particular.
    pub caption: String,
    /// Its shapes, once they were asked for.
    shapes: OnceLock<Result<usvg::Tree>>,
    /// The picture as PNG, once it was asked for.
    raster: OnceLock<Result<Vec<u8>>>,
}

impl Picture {
    /// Name of its files: that of the chart, with a number from the second part on.
    pub fn name(&self) -> String {
        match self.part {
            (..=1, _) => self.figure.id.into(),
            (part, _) => format!("{}-{part}", self.figure.id),
        }
    }

    /// What is seen, and which part of it.
    pub fn title(&self) -> String {
        match self.part {
            (_, ..=1) => self.figure.title.into(),
            (part, parts) => format!("{} ({part} of {parts})", self.figure.title),
        }
    }

    /// The picture as a tree of shapes, with the embedded fonts only; read once, however many formats show it.
    ///
    /// # Errors
    /// An internal fault of rendering.
    pub fn tree(&self) -> Result<&usvg::Tree> {
        self.shapes.get_or_init(|| tree(&self.svg)).as_ref().map_err(Clone::clone)
    }

    /// The picture as PNG; drawn once, however many formats show it.
    ///
    /// # Errors
    /// An internal fault of rendering.
    pub fn png(&self) -> Result<&[u8]> {
        let raster = self.raster.get_or_init(|| raster(self.tree()?));
        raster.as_ref().map(Vec::as_slice).map_err(Clone::clone)
    }
}

/// All charts. A new one is one file and one line here.
pub static FIGURES: &[&Figure] = &[
    &p_agreement::FIGURE,
    &proportions::FIGURE,
    &continuous::FIGURE,
    &effects::FIGURE,
    &published_series::FIGURE,
    &forest_plot::FIGURE,
    &forest_by_stratum::FIGURE,
    &proportions_by_group::FIGURE,
    &levels::FIGURE,
    &box_plots::FIGURE,
    &distribution_functions::FIGURE,
    &normal_plots::FIGURE,
    &love_plot::FIGURE,
    &missing_values::FIGURE,
    &yearly::FIGURE,
    &kaplan_meier::FIGURE,
    &survival_curves::FIGURE,
    &cumulative_incidence::FIGURE,
    &hazard_ratios::FIGURE,
    &log_minus_log::FIGURE,
    &model_forest::FIGURE,
    &roc_curve::FIGURE,
    &calibration_plot::FIGURE,
];

/// Draws every chart that the results have data for; those of a comparison as its table shows it.
///
/// # Errors
/// An internal fault of drawing.
pub fn draw(source: Source<'_>, sections: Option<&Sections>) -> Result<Vec<Picture>> {
    let mut all = Vec::new();
    for figure in FIGURES {
        let drawings = match (&figure.draw, source, sections) {
            (Draw::Reproduction(draw), Source::Reproduction(results), _) => draw(results)?.into_iter().collect(),
            (Draw::Comparison(draw), Source::Comparison(results), Some(sections)) => draw(results, sections)?,
            (Draw::Audit(draw), Source::Audit(results), _) => draw(results)?.into_iter().collect(),
            (Draw::Literature(draw), source, _) => match source.literature() {
                Some(results) => draw(results)?.into_iter().collect(),
                None => Vec::new(),
            },
            (Draw::Survival(draw), Source::Survival(results), _) => draw(results)?.into_iter().collect(),
            (Draw::Model(draw), Source::Model(results), Some(sections)) => {
                draw(results, sections.style)?.into_iter().collect()
            }
            _ => Vec::new(),
        };
        let parts = drawings.len();
        for (part, drawing) in (1..).zip(drawings) {
            let (w, h) = drawing.size;
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {w} {h}\" role=\"img\" font-family=\"Liberation Sans, Arial, Helvetica, sans-serif\">\n<title>{}</title>\n<desc>{}</desc>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n{}</svg>\n",
                f64::from(w) / 100.0,
                f64::from(h) / 100.0,
                escape(figure.title),
                escape(&drawing.description),
                drawing.body
            );
            let caption = match part {
                1 => format!("{} {}", figure.caption, drawing.note).trim_end().to_string(),
                _ => "The marks mean what they mean in the first part.".into(),
            };
            all.push(Picture {
                figure,
                part: (part, parts),
                svg,
                description: drawing.description,
                caption,
                shapes: OnceLock::new(),
                raster: OnceLock::new(),
            });
        }
    }
    Ok(all)
}

/// Resolution of PNG files.
pub const DPI: f32 = 300.0;

/// The embedded fonts.
fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let load = || {
        let mut fonts = Database::new();
        fonts.load_font_data(font::REGULAR.to_vec());
        fonts.load_font_data(font::BOLD.to_vec());
        fonts.load_font_data(font::FALLBACK.to_vec());
        fonts.set_sans_serif_family("Liberation Sans");
        Arc::new(fonts)
    };
    FONTS.get_or_init(load).clone()
}

/// An SVG of ours as a tree of shapes, with the embedded fonts only.
///
/// # Errors
/// An internal fault of rendering.
fn tree(svg: &str) -> Result<usvg::Tree> {
    let options = usvg::Options { font_family: "Liberation Sans".into(), fontdb: fonts(), ..usvg::Options::default() };
    usvg::Tree::from_str(svg, &options).map_err(fault)
}

/// An SVG of ours as PNG, with the embedded fonts only.
///
/// # Errors
/// An internal fault of rendering.
pub fn png(svg: &str) -> Result<Vec<u8>> {
    raster(&tree(svg)?)
}

fn raster(tree: &usvg::Tree) -> Result<Vec<u8>> {
    let scale = DPI / 96.0;
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut pixels = resvg::tiny_skia::Pixmap::new(width, height).ok_or_else(|| fault("the picture has no size"))?;
    // The last row and column of pixels are covered in part only, and would shine through.
    pixels.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(tree, resvg::tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(fault)
}

/// Rows of one pair (or set) of groups: a chart never mixes rows that compare different groups.
struct Panel<'a> {
    /// "Table 2, Table 3".
    title: String,
    groups: Vec<String>,
    rows: Vec<&'a RowResult>,
}

/// Rows that pass a test, together with those of other tables that compare the same groups.
fn panels<'a>(reproduction: &'a Reproduction, wanted: impl Fn(&RowResult) -> bool) -> Vec<Panel<'a>> {
    let mut all: Vec<Panel<'a>> = Vec::new();
    for row in reproduction.rows.iter().filter(|row| wanted(row)) {
        let name = |group: &crate::results::reproduction::RowGroup| match group.n {
            Some(n) => format!("{} (n = {n})", group.label),
            None => group.label.clone(),
        };
        let groups: Vec<String> = row.groups.iter().map(name).collect();
        let table = reproduction
            .tables
            .iter()
            .find(|table| table.id == row.table)
            .map_or(row.table.clone(), |table| table.label.clone());
        match all.iter_mut().find(|panel| panel.groups == groups) {
            Some(panel) => {
                if !panel.title.split(", ").any(|part| part == table) {
                    panel.title = format!("{}, {table}", panel.title);
                }
                panel.rows.push(row);
            }
            None => all.push(Panel { title: table, groups, rows: vec![row] }),
        }
    }
    all
}

/// Label of a row: the variable, and the level where the row is one.
fn row_label(row: &RowResult) -> String {
    let unit = row.unit.as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default();
    match (&row.level, row.levels.first()) {
        (Some(level), _) => format!("{}: {level}", row.name),
        (None, Some(first)) if row.levels.len() == 2 => format!("{}: {first}", row.name),
        _ => format!("{}{unit}", row.name),
    }
}

/// The value that a proportion of the row is about: two-level rows only.
fn is_binary(row: &RowResult) -> bool {
    matches!(row.kind, "count" | "counts")
        && row.levels.len() <= 2
        && row.groups.iter().all(|group| group.interval.is_some())
}
