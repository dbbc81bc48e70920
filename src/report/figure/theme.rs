//! One look for all charts: colours that the colour-blind tell apart (Okabe & Ito 2008) and that differ in grey, thin
//! axes, text in one font.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::backend::SvgBackend;
use crate::error::{Error, ErrorCode, Result};
use crate::results::reproduction::Verdict;

/// Width of a chart, 180 mm: two columns of a journal.
pub const WIDTH: u32 = 18_000;
/// Ordinary text, 8 points.
pub const TEXT: f64 = 282.0;
/// Small text, 7 points.
pub const SMALL: f64 = 247.0;
/// Ink.
pub const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Secondary ink.
pub const GREY: RGBColor = RGBColor(0x6e, 0x6e, 0x6e);
/// Grid and reference lines.
pub const FAINT: RGBColor = RGBColor(0xd5, 0xd5, 0xd5);
/// Groups in order: blue, vermilion, green, purple, orange, sky.
pub const GROUPS: [RGBColor; 6] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
];

/// A marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Filled circle.
    Disc,
    /// Open circle.
    Ring,
    /// Filled square.
    Square,
    /// Filled triangle.
    Triangle,
    /// Filled diamond.
    Diamond,
    /// Diagonal cross.
    Cross,
    /// Upright stroke: either end of a range.
    Range,
}

/// Marker of a group, by its position.
pub fn group_shape(index: usize) -> Shape {
    // Colours repeat after six groups; the markers go on by one then, so that no two of 36 groups look the same.
    [Shape::Disc, Shape::Square, Shape::Triangle, Shape::Diamond, Shape::Ring, Shape::Cross][(index + index / 6) % 6]
}

/// Colour, marker and words of a verdict.
pub fn verdict(verdict: Verdict) -> (RGBColor, Shape, &'static str) {
    match verdict {
        Verdict::Reproduced => (GROUPS[0], Shape::Disc, "reproduced"),
        Verdict::ReproducedWithinRounding => (GROUPS[5], Shape::Ring, "reproduced within rounding"),
        Verdict::OtherTest => (GROUPS[4], Shape::Square, "other test"),
        Verdict::Repairable => (GROUPS[2], Shape::Diamond, "repairable"),
        Verdict::NotReproduced => (GROUPS[1], Shape::Cross, "not reproduced"),
        Verdict::Contradicted => (RGBColor(0, 0, 0), Shape::Triangle, "contradicted"),
        Verdict::NotCheckable => (GREY, Shape::Ring, "not checkable"),
        Verdict::NoP => (GREY, Shape::Ring, "no P printed"),
    }
}

/// A drawing in hundredths of a millimetre.
pub struct Canvas<'a> {
    area: DrawingArea<SvgBackend<'a>, Shift>,
}

/// An internal fault of drawing.
pub fn fault(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::Internal, format!("a chart cannot be drawn: {error}"))
}

impl<'a> Canvas<'a> {
    /// An empty canvas.
    pub fn new(body: &'a mut String, size: (u32, u32)) -> Self {
        Canvas { area: SvgBackend::new(body, size).into_drawing_area() }
    }

    /// The area, for coordinates.
    pub fn area(&self) -> &DrawingArea<SvgBackend<'a>, Shift> {
        &self.area
    }

    /// A line.
    pub fn line(&self, from: (i32, i32), to: (i32, i32), color: RGBColor, width: u32) -> Result<()> {
        self.area.draw(&PathElement::new(vec![from, to], color.stroke_width(width))).map_err(fault)
    }

    /// A dashed line, horizontal or vertical or slanted.
    pub fn dashed(&self, from: (i32, i32), to: (i32, i32), color: RGBColor, width: u32) -> Result<()> {
        let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = dx.hypot(dy);
        let (dash, gap) = (90.0, 70.0);
        let at = |d: f64| {
            let share = (d / length).min(1.0);
            ((f64::from(from.0) + share * dx).round() as i32, (f64::from(from.1) + share * dy).round() as i32)
        };
        let mut start = 0.0;
        while start < length {
            self.line(at(start), at(start + dash), color, width)?;
            start += dash + gap;
        }
        Ok(())
    }

    /// A line through points.
    pub fn path(&self, points: Vec<(i32, i32)>, color: RGBColor, width: u32) -> Result<()> {
        self.area.draw(&PathElement::new(points, color.stroke_width(width))).map_err(fault)
    }

    /// A filled rectangle.
    pub fn filled(&self, corners: [(i32, i32); 2], color: RGBColor, opacity: f64) -> Result<()> {
        self.area.draw(&Rectangle::new(corners, color.mix(opacity).filled())).map_err(fault)
    }

    /// A filled area.
    pub fn band(&self, outline: Vec<(i32, i32)>, color: RGBColor, opacity: f64) -> Result<()> {
        self.area.draw(&Polygon::new(outline, color.mix(opacity).filled())).map_err(fault)
    }

    /// The edge of a rectangle.
    pub fn outline(&self, corners: [(i32, i32); 2], color: RGBColor, width: u32) -> Result<()> {
        self.area.draw(&Rectangle::new(corners, color.stroke_width(width))).map_err(fault)
    }

    /// Lines of text, the last one with its middle at `y`, the others above it.
    pub fn text_above(
        &self,
        lines: &[String],
        (x, y): (i32, i32),
        size: f64,
        side: HPos,
        color: RGBColor,
        bold: bool,
    ) -> Result<()> {
        for (i, line) in lines.iter().rev().enumerate() {
            self.text(line, (x, y - (1.15 * size * i as f64).round() as i32), size, side, color, bold)?;
        }
        Ok(())
    }

    /// Text; `x` is its left, middle or right end by `side`, `y` its middle.
    pub fn text(&self, text: &str, at: (i32, i32), size: f64, side: HPos, color: RGBColor, bold: bool) -> Result<()> {
        let font = FontDesc::new(FontFamily::SansSerif, size, if bold { FontStyle::Bold } else { FontStyle::Normal });
        let style = TextStyle::from(font).color(&color).pos(Pos::new(side, VPos::Center));
        self.area.draw(&Text::new(text.to_string(), at, style)).map_err(fault)
    }

    /// A marker.
    pub fn marker(&self, shape: Shape, (x, y): (i32, i32), radius: i32, color: RGBColor) -> Result<()> {
        let r = radius;
        match shape {
            Shape::Disc => self.area.draw(&Circle::new((x, y), r, color.filled())).map_err(fault),
            Shape::Ring => {
                self.area.draw(&Circle::new((x, y), r, WHITE.filled())).map_err(fault)?;
                self.area.draw(&Circle::new((x, y), r, color.stroke_width(45))).map_err(fault)
            }
            Shape::Square => self.polygon(&[(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], color),
            Shape::Triangle => {
                self.polygon(&[(x, y - r - r / 4), (x + r + r / 6, y + r), (x - r - r / 6, y + r)], color)
            }
            Shape::Diamond => {
                self.polygon(&[(x, y - r - r / 3), (x + r + r / 3, y), (x, y + r + r / 3), (x - r - r / 3, y)], color)
            }
            Shape::Range => self.line((x, y - r), (x, y + r), color, 45),
            Shape::Cross => {
                self.line((x - r, y - r), (x + r, y + r), color, 55)?;
                self.line((x - r, y + r), (x + r, y - r), color, 55)
            }
        }
    }

    fn polygon(&self, points: &[(i32, i32)], color: RGBColor) -> Result<()> {
        self.area.draw(&Polygon::new(points.to_vec(), color.filled())).map_err(fault)
    }
}

/// Round numbers between two ends, about `count` of them, and not fewer than three where twice as many stay legible.
pub fn ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let few = round_numbers(low, high, count);
    if few.len() >= 3 { few } else { round_numbers(low, high, 2 * count) }
}

fn round_numbers(low: f64, high: f64, count: usize) -> Vec<f64> {
    let rough = (high - low) / count.max(1) as f64;
    if !(rough.is_finite() && rough > 0.0) {
        return vec![low];
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|k| k as f64 * step).collect()
}

/// The numbers of one axis, all with the same number of decimals.
pub fn labels(values: &[f64]) -> Vec<String> {
    let plain: Vec<String> = values.iter().map(|value| label(*value)).collect();
    let decimals = |text: &String| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let most = plain.iter().map(decimals).max().unwrap_or_default();
    if most == 0 || plain.iter().any(|text| text.contains('e')) {
        return plain;
    }
    values.iter().map(|value| format!("{value:.most$}").replace('-', "−")).collect()
}

/// A number as an axis prints it: thousands apart from five digits on, powers of ten where zeros would have to be counted.
pub fn label(value: f64) -> String {
    let digits: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    let rounded = if value.abs() < 1e-6 { digits } else { (value * 1e9).round() / 1e9 };
    let text = if rounded != 0.0 && !(1e-6..1e9).contains(&rounded.abs()) {
        format!("{rounded:e}")
    } else {
        thousands(&format!("{rounded}"))
    };
    text.replace('-', "−")
}

/// Digits in threes, with a space that no line ends at, where there are five or more.
fn thousands(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = sign.to_string();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && whole.len() >= 5 {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    fraction.map_or(out.clone(), |fraction| format!("{out}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_three_numbers_of_like_decimals() {
        let axis = |low, high| labels(&ticks(low, high, 4));
        assert_eq!(axis(7.21, 7.49), ["7.25", "7.30", "7.35", "7.40", "7.45"]);
        assert_eq!(axis(-8.9, -0.3), ["−8", "−6", "−4", "−2"]);
        assert_eq!(axis(46.0, 74.0), ["50", "60", "70"]);
        // Not "50000" beside "1e5".
        assert_eq!(axis(-2e3, 1.3e5), ["0", "50\u{a0}000", "100\u{a0}000"]);
        // Nor "0.0" three times.
        assert_eq!(label(2e-10), "2e−10");
    }
}
