//! Pages with what is drawn on them, and the PDF of them.

use krilla::Document;
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Size, Transform};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use krilla_svg::{SurfaceExt, SvgSettings};

use super::flow::{Flow, MARGIN};
use crate::error::Result;
use crate::report::fault;
use crate::report::figure::font;

/// A colour: red, green, blue.
pub type Ink = (u8, u8, u8);
/// Ordinary ink.
pub const INK: Ink = (0x22, 0x22, 0x22);
/// Secondary ink.
pub const GREY: Ink = (0x6e, 0x6e, 0x6e);

/// A page.
pub struct Sheet {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// What is drawn, in order.
    pub ops: Vec<Op>,
}

/// A piece of a page.
pub enum Op {
    /// A line of text.
    Text(Text),
    /// A horizontal line.
    Rule {
        /// Left end.
        left: f64,
        /// Right end.
        right: f64,
        /// Height.
        y: f64,
        /// Thickness.
        thickness: f64,
    },
    /// A figure.
    Picture {
        /// Its shapes.
        tree: Box<usvg::Tree>,
        /// Left end.
        x: f64,
        /// Top.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
    },
}

/// A line of text.
pub struct Text {
    /// Left end.
    pub x: f64,
    /// Base line.
    pub y: f64,
    /// The text.
    pub text: String,
    /// Size.
    pub size: f64,
    /// Bold face.
    pub bold: bool,
    /// Colour.
    pub ink: Ink,
}

/// A text in signs that the font has, where there is one of the same meaning, on one line.
pub fn printable(text: &str) -> String {
    let sign = |c: char| match c {
        '✕' => '×',
        '◆' => '♦',
        '\u{2009}' | '\u{202f}' => '\u{a0}',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(sign).collect()
}

/// The bytes of a PDF. Nothing in it depends on the time.
pub fn pdf(title: &str, flow: Flow) -> Result<Vec<u8>> {
    let face = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or_else(|| fault("the font cannot be read"));
    let fonts = Fonts { regular: face(font::REGULAR)?, bold: face(font::BOLD)?, fallback: face(font::FALLBACK)? };
    let mut document = Document::new();
    let metadata = Metadata::new().title(title.to_string()).language("en-GB".into());
    document.set_metadata(metadata.creator(creator()));
    let count = flow.sheets.len();
    for (number, sheet) in (1..).zip(&flow.sheets) {
        let settings = PageSettings::from_wh(sheet.width as f32, sheet.height as f32);
        let mut page = document.start_page_with(settings.ok_or_else(|| fault("a page has no size"))?);
        let mut surface = page.surface();
        for op in &sheet.ops {
            fonts.draw(&mut surface, op)?;
        }
        let text = format!("{number} of {count}");
        let x = sheet.width - MARGIN - font::width(&text, 7.5, false);
        let foot = Text { x, y: sheet.height - MARGIN / 2.0, text, size: 7.5, bold: false, ink: GREY };
        fonts.draw(&mut surface, &Op::Text(foot))?;
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    for (text, page, y) in flow.headings {
        let place = XyzDestination::new(page, Point::from_xy(MARGIN as f32, y as f32));
        outline.push_child(OutlineNode::new(text, place));
    }
    document.set_outline(outline);
    document.finish().map_err(fault)
}

/// A picture as a PDF of its own, as large as the picture.
pub fn picture(title: &str, description: &str, tree: &usvg::Tree) -> Result<Vec<u8>> {
    // Trees are in pixels of a 96th of an inch.
    let (width, height) = (tree.size().width() * 0.75, tree.size().height() * 0.75);
    let mut document = Document::new();
    let metadata = Metadata::new().title(title.to_string()).description(description.to_string());
    document.set_metadata(metadata.language("en-GB".into()).creator(creator()));
    let settings = PageSettings::from_wh(width, height);
    let mut page = document.start_page_with(settings.ok_or_else(|| fault("a figure has no size"))?);
    let mut surface = page.surface();
    let size = Size::from_wh(width, height).ok_or_else(|| fault("a figure has no size"))?;
    let drawn = surface.draw_svg(tree, size, SvgSettings::default());
    surface.finish();
    page.finish();
    drawn.ok_or_else(|| fault("a figure cannot be drawn"))?;
    document.finish().map_err(fault)
}

fn creator() -> String {
    format!("retrocohort {}", env!("CARGO_PKG_VERSION"))
}

struct Fonts {
    regular: Font,
    bold: Font,
    fallback: Font,
}

impl Fonts {
    fn draw(&self, surface: &mut Surface<'_>, op: &Op) -> Result<()> {
        match op {
            Op::Text(line) => {
                let own = if line.bold { &self.bold } else { &self.regular };
                surface.set_stroke(None);
                surface.set_fill(Some(Fill { paint: colour(line.ink).into(), ..Fill::default() }));
                let mut x = line.x;
                for (fallback, run) in font::runs(&line.text) {
                    let font = if fallback { &self.fallback } else { own };
                    let start = Point::from_xy(x as f32, line.y as f32);
                    surface.draw_text(start, font.clone(), line.size as f32, &run, false, TextDirection::Auto);
                    x += font::width(&run, line.size, line.bold);
                }
            }
            Op::Rule { left, right, y, thickness } => {
                let mut path = PathBuilder::new();
                path.move_to(*left as f32, *y as f32);
                path.line_to(*right as f32, *y as f32);
                let path = path.finish().ok_or_else(|| fault("a line has no length"))?;
                surface.set_fill(None);
                let stroke = Stroke { paint: colour(INK).into(), width: *thickness as f32, ..Stroke::default() };
                surface.set_stroke(Some(stroke));
                surface.draw_path(&path);
            }
            Op::Picture { tree, x, y, width, height } => {
                let size = Size::from_wh(*width as f32, *height as f32).ok_or_else(|| fault("a figure has no size"))?;
                surface.push_transform(&Transform::from_translate(*x as f32, *y as f32));
                let drawn = surface.draw_svg(tree, size, SvgSettings::default());
                surface.pop();
                drawn.ok_or_else(|| fault("a figure cannot be drawn"))?;
            }
        }
        Ok(())
    }
}

fn colour((red, green, blue): Ink) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}
