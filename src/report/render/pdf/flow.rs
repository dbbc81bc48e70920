//! Text that flows down one page after another. Lengths are points; y grows downwards.

use super::sheet::{INK, Ink, Op, Sheet, Text, printable};
use crate::report::figure::font;

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Margin on every side.
pub const MARGIN: f64 = 20.0 * POINTS;
const SHORT: f64 = 210.0 * POINTS;
const LONG: f64 = 297.0 * POINTS;

/// Width of the text of a page.
pub fn across(lying: bool) -> f64 {
    if lying { LONG - 2.0 * MARGIN } else { SHORT - 2.0 * MARGIN }
}

/// Look of a paragraph.
#[derive(Clone, Copy)]
pub struct Paragraph {
    /// Size of the text.
    pub size: f64,
    /// From line to line.
    pub line: f64,
    /// Bold face.
    pub bold: bool,
    /// Colour.
    pub ink: Ink,
    /// Space above.
    pub before: f64,
    /// Space below.
    pub after: f64,
}

impl Paragraph {
    /// Height of a text with the space around it.
    pub fn height(&self, text: &str, width: f64) -> f64 {
        fold(text, self.size, self.bold, width).len() as f64 * self.line + self.before + self.after
    }
}

/// Pages, the last one open.
pub struct Flow {
    /// The pages.
    pub sheets: Vec<Sheet>,
    /// Headings: text, page, height on it.
    pub headings: Vec<(String, usize, f64)>,
    lying: bool,
    y: f64,
}

impl Flow {
    /// One empty page.
    pub fn new() -> Flow {
        let mut flow = Flow { sheets: Vec::new(), headings: Vec::new(), lying: false, y: 0.0 };
        flow.next();
        flow
    }

    /// A new page.
    pub fn next(&mut self) {
        let (width, height) = if self.lying { (LONG, SHORT) } else { (SHORT, LONG) };
        self.sheets.push(Sheet { width, height, ops: Vec::new() });
        self.y = MARGIN;
    }

    /// A new page if the next block needs the other orientation.
    pub fn turn(&mut self, lying: bool) {
        if lying != self.lying {
            self.lying = lying;
            if self.sheets.last().is_some_and(|sheet| sheet.ops.is_empty()) {
                self.sheets.pop();
            }
            self.next();
        }
    }

    /// Width of the text.
    pub fn across(&self) -> f64 {
        across(self.lying)
    }

    /// Height of the text of a page.
    pub fn tall(&self) -> f64 {
        across(!self.lying)
    }

    /// Where the next line begins.
    pub fn y(&self) -> f64 {
        self.y
    }

    /// Moves down.
    pub fn advance(&mut self, height: f64) {
        self.y += height;
    }

    /// Whether there is room for a height on this page.
    pub fn fits(&self, height: f64) -> bool {
        self.y + height <= MARGIN + self.tall() + 0.01
    }

    /// A new page unless there is room for a height on this one, or none would have it.
    pub fn need(&mut self, height: f64) {
        if !self.fits(height) && self.y > MARGIN {
            self.next();
        }
    }

    /// Draws on the page.
    pub fn put(&mut self, op: Op) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.ops.push(op);
        }
    }

    /// Draws a line of text from its left end on its base line.
    pub fn text(&mut self, x: f64, y: f64, text: &str, size: f64, bold: bool, ink: Ink) {
        if !text.is_empty() {
            self.put(Op::Text(Text { x, y, text: text.to_string(), size, bold, ink }));
        }
    }

    /// Draws a line across the page.
    pub fn rule(&mut self, thickness: f64) {
        let (y, right) = (self.y, MARGIN + self.across());
        self.put(Op::Rule { left: MARGIN, right, y, thickness });
    }

    /// Sets a paragraph, line by line over pages.
    pub fn paragraph(&mut self, text: &str, look: &Paragraph, left: f64) {
        if self.y > MARGIN {
            self.y += look.before;
        }
        let lines = fold(text, look.size, look.bold, self.across() - left);
        // No single line at the foot of a page, nor at the head of the next.
        self.need(look.line * lines.len().min(2) as f64);
        let count = lines.len();
        for (i, line) in lines.iter().enumerate() {
            if !self.fits(look.line) || (i + 2 == count && count > 3 && !self.fits(2.0 * look.line)) {
                self.next();
            }
            let base = self.y + 0.78 * look.line;
            self.text(MARGIN + left, base, line, look.size, look.bold, look.ink);
            self.y += look.line;
        }
        self.y += look.after;
    }

    /// Sets a heading, with room for something below it.
    pub fn heading(&mut self, text: &str, look: &Paragraph) {
        self.need(look.height(text, self.across()) + 90.0);
        let place = if self.y > MARGIN { self.y + look.before } else { self.y };
        self.headings.push((text.to_string(), self.sheets.len() - 1, place));
        self.paragraph(text, look, 0.0);
    }

    /// Sets a point of a list.
    pub fn item(&mut self, text: &str, look: &Paragraph) {
        let lines = fold(text, look.size, look.bold, self.across() - 12.0).len();
        self.need(look.line * lines.min(2) as f64);
        let base = self.y + 0.78 * look.line;
        self.text(MARGIN + 2.0, base, "•", look.size, false, INK);
        self.paragraph(text, look, 12.0);
    }

    /// Sets a footnote with its mark raised.
    pub fn note(&mut self, mark: &str, text: &str, look: &Paragraph) {
        self.need(look.height(text, self.across()));
        let size = 0.7 * look.size;
        let left = if mark.is_empty() { 0.0 } else { font::width(mark, size, false) + 1.0 };
        let base = self.y + 0.45 * look.line;
        self.text(MARGIN, base, mark, size, false, look.ink);
        self.paragraph(text, look, left);
    }
}

/// A text in lines of a width, broken at spaces, and within words that are longer than a line.
pub fn fold(text: &str, size: f64, bold: bool, most: f64) -> Vec<String> {
    let text = printable(text);
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    let space = font::width(" ", size, bold);
    for word in text.split_whitespace() {
        let width = font::width(word, size, bold);
        let empty = used == 0.0;
        if !empty && used + space + width > most {
            lines.push(String::new());
            used = 0.0;
        } else if !empty {
            append(&mut lines, ' ');
            used += space;
        }
        if width <= most {
            word.chars().for_each(|c| append(&mut lines, c));
            used += width;
            continue;
        }
        for c in word.chars() {
            let width = font::width(c.encode_utf8(&mut [0; 4]), size, bold);
            if used > 0.0 && used + width > most {
                lines.push(String::new());
                used = 0.0;
            }
            append(&mut lines, c);
            used += width;
        }
    }
    lines
}

fn append(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_asked_and_no_letter_is_lost() {
        let text = "A sentence with Incomprehensibilities and a-very-long-word-that-is-longer-than-any-line (12.5 %)";
        for most in [20.0, 45.0, 90.0, 1000.0] {
            let lines = fold(text, 9.0, false, most);
            assert!(lines.iter().all(|line| font::width(line, 9.0, false) <= most + 1e-9), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
        assert_eq!(fold("", 9.0, false, 50.0), [""]);
    }

    #[test]
    fn a_page_is_left_only_when_it_is_full() {
        let mut flow = Flow::new();
        flow.turn(false);
        flow.advance(flow.tall() - 10.0);
        flow.need(9.0);
        assert_eq!(flow.sheets.len(), 1);
        flow.need(11.0);
        assert_eq!(flow.sheets.len(), 2);
        flow.turn(true);
        assert_eq!(flow.sheets.len(), 2);
    }
}
