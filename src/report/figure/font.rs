//! The embedded font: Liberation Sans (SIL Open Font Licence 1.1), as wide as Arial. It has no Chinese, Japanese or
//! Korean letters: an SVG leaves those to the reader's fonts, a PNG shows the font's empty box.

use ttf_parser::Face;

/// Regular face.
pub static REGULAR: &[u8] = include_bytes!("fonts/LiberationSans-Regular.ttf");
/// Bold face.
pub static BOLD: &[u8] = include_bytes!("fonts/LiberationSans-Bold.ttf");

/// Width of a text set in a size, in the unit of the size. A letter that the font lacks counts as one em.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let Ok(face) = Face::parse(if bold { BOLD } else { REGULAR }, 0) else { return text.chars().count() as f64 * size };
    let em = f64::from(face.units_per_em());
    let advance = |c: char| match face.glyph_index(c) {
        Some(glyph) => f64::from(face.glyph_hor_advance(glyph).unwrap_or(face.units_per_em())) / em,
        None => 1.0,
    };
    text.chars().map(advance).sum::<f64>() * size
}

/// A text broken at spaces into at most `lines` lines of a width; what does not fit ends in an ellipsis.
pub fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let fits = |line: &str| width(line, size, false) <= most;
        match all.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => all.push(word.to_string()),
        }
    }
    let cut = all.len() > lines;
    all.truncate(lines);
    let count = all.len();
    for (i, line) in all.iter_mut().enumerate() {
        let shorten = (cut && i + 1 == count) || width(line, size, false) > most;
        if shorten {
            while line.chars().count() > 1 && width(&format!("{line}…"), size, false) > most {
                line.pop();
            }
            line.push('…');
        }
    }
    all
}
