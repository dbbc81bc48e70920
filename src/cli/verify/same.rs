//! Whether two files of a report say the same: equal bytes, or texts and pictures that differ by less than is seen.

use resvg::tiny_skia::Pixmap;
use retrocohort::results::difference::{TOLERANCE, differences};

/// Largest difference of a colour channel that no eye sees, of 255.
const MOST_COLOUR: u8 = 8;

/// Whether a file of the report is what was recomputed.
///
/// Another C library gives other last digits: numbers may differ by a relative 1e-9, coordinates of a drawing by their
/// last digit, pixels by an invisible shade.
pub fn files(name: &str, report: &[u8], now: &[u8]) -> bool {
    if report == now {
        return true;
    }
    match name.rsplit('.').next().unwrap_or_default() {
        "png" => pictures(report, now).unwrap_or(false),
        "json" | "ipynb" => match (serde_json::from_slice(report), serde_json::from_slice(now)) {
            (Ok(report), Ok(now)) => differences(&report, &now, TOLERANCE).all.is_empty(),
            _ => false,
        },
        extension => match (std::str::from_utf8(report), std::str::from_utf8(now)) {
            (Ok(report), Ok(now)) => texts(report, now, extension == "svg"),
            _ => false,
        },
    }
}

fn pictures(a: &[u8], b: &[u8]) -> Option<bool> {
    let (a, b) = (Pixmap::decode_png(a).ok()?, Pixmap::decode_png(b).ok()?);
    let near = a.data().iter().zip(b.data()).all(|(x, y)| x.abs_diff(*y) <= MOST_COLOUR);
    Some((a.width(), a.height()) == (b.width(), b.height()) && near)
}

/// Texts that are equal but for the last digits of numbers.
fn texts(a: &str, b: &str, drawing: bool) -> bool {
    let (mut rest_a, mut rest_b) = (a, b);
    let mut tag = false;
    loop {
        match (token(rest_a), token(rest_b)) {
            (None, None) => return true,
            (Some((x, after_a)), Some((y, after_b))) => {
                if x != y && !numbers(x, y, drawing && tag) {
                    return false;
                }
                tag = match x.rfind(['<', '>']) {
                    Some(last) => x[last..].starts_with('<'),
                    None => tag,
                };
                (rest_a, rest_b) = (after_a, after_b);
            }
            _ => return false,
        }
    }
}

/// The next run of a number's characters, or of others, and what follows.
fn token(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next()?;
    // `e` belongs to a number only behind a digit, as in 1e-9.
    let part = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let mut digit = false;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            let exponent = digit && matches!(c, 'e' | 'E');
            digit = c.is_ascii_digit();
            if part(first) { !(part(*c) || exponent) } else { part(*c) }
        })
        .map_or(text.len(), |(end, _)| end);
    Some(text.split_at(end))
}

fn numbers(a: &str, b: &str, coordinate: bool) -> bool {
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else { return false };
    let apart = (x - y).abs();
    apart <= TOLERANCE * x.abs().max(y.abs()) || (coordinate && apart <= 1.0 && !a.contains('.') && !b.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_digits_pass_and_changed_numbers_do_not() {
        assert!(files("t.csv", b"p,0.30000000000000004,1e-9\n", b"p,0.3,1.0000000000000001e-9\n"));
        assert!(!files("t.csv", b"p,0.034\n", b"p,0.035\n"));
        assert!(!files("t.md", b"Age 0.034", b"Age 0.034 again"));
        assert!(!files("t.md", b"Age 0.034", b"Sex 0.034"));
        assert!(files("f.svg", b"<path d=\"M10 20\"/>", b"<path d=\"M11 20\"/>"));
        assert!(!files("f.svg", b"<path d=\"M10 20\"/>", b"<path d=\"M12 20\"/>"));
        assert!(!files("f.svg", b"<text x=\"1\">12</text>", b"<text x=\"1\">13</text>"));
        assert!(!files("f.png", b"no picture", b"nor this"));
    }
}
