//! A plotters backend that writes SVG in hundredths of a millimetre, with text measured by the advances of the embedded
//! font, so that every machine makes the same bytes.

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    text_anchor::{HPos, VPos},
};

use super::font;

/// A fault of drawing; the backend itself has none.
#[derive(Debug)]
pub struct Never;

impl std::fmt::Display for Never {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("drawing fault")
    }
}

impl std::error::Error for Never {}

type Drawn = Result<(), DrawingErrorKind<Never>>;

/// Collects the elements of a picture.
pub struct SvgBackend<'a> {
    size: (u32, u32),
    body: &'a mut String,
}

impl<'a> SvgBackend<'a> {
    /// A picture of a size in hundredths of a millimetre.
    pub fn new(body: &'a mut String, size: (u32, u32)) -> Self {
        SvgBackend { size, body }
    }

    fn element(&mut self, text: &str) -> Drawn {
        self.body.push_str(text);
        self.body.push('\n');
        Ok(())
    }
}

fn colour(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn opacity(name: &str, color: BackendColor) -> String {
    if color.alpha >= 1.0 { String::new() } else { format!(" {name}=\"{:.2}\"", color.alpha) }
}

fn stroke<S: BackendStyle>(style: &S) -> String {
    let color = style.color();
    format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}",
        colour(color),
        style.stroke_width(),
        opacity("stroke-opacity", color)
    )
}

fn fill<S: BackendStyle>(style: &S) -> String {
    let color = style.color();
    format!("fill=\"{}\"{}", colour(color), opacity("fill-opacity", color))
}

fn paint<S: BackendStyle>(style: &S, filled: bool) -> String {
    if filled { fill(style) } else { stroke(style) }
}

/// Text safe inside an element.
pub fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Never;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.element(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"1\" height=\"1\" fill=\"{}\"/>",
            point.0,
            point.1,
            colour(color)
        ))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.element(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {}/>",
            from.0,
            from.1,
            to.0,
            to.1,
            stroke(style)
        ))
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, filled: bool) -> Drawn {
        let (x, y) = (a.0.min(b.0), a.1.min(b.1));
        let (w, h) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
        self.element(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" {}/>", paint(style, filled)))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<String> = path.into_iter().map(|(x, y)| format!("{x},{y}")).collect();
        self.element(&format!("<polyline points=\"{}\" {}/>", points.join(" "), stroke(style)))
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, filled: bool) -> Drawn {
        self.element(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\" {}/>",
            center.0,
            center.1,
            paint(style, filled)
        ))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<String> = path.into_iter().map(|(x, y)| format!("{x},{y}")).collect();
        self.element(&format!("<polygon points=\"{}\" {}/>", points.join(" "), fill(style)))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let size = style.size();
        // The height of capitals, 0.72 of the size, is what the eye centres.
        let drop = match style.anchor().v_pos {
            VPos::Top => 0.72 * size,
            VPos::Center => 0.36 * size,
            VPos::Bottom => 0.0,
        };
        let weight = if matches!(style.style(), FontStyle::Bold) { " font-weight=\"bold\"" } else { "" };
        self.element(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{weight} fill=\"{}\">{}</text>",
            pos.0,
            f64::from(pos.1) + drop.round(),
            colour(style.color()),
            escape(text)
        ))
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Never>> {
        let bold = matches!(style.style(), FontStyle::Bold);
        Ok((font::width(text, style.size(), bold).ceil() as u32, style.size().ceil() as u32))
    }
}
