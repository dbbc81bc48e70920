//! The embedded fonts: Liberation Sans (SIL Open Font Licence 1.1), as wide as Arial, and for the letters that it lacks,
//! Chinese and Japanese above all, Droid Sans Fallback (Apache Licence 2.0).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use ttf_parser::Face;

/// Regular face.
pub static REGULAR: &[u8] = include_bytes!("fonts/LiberationSans-Regular.ttf");
/// Bold face.
pub static BOLD: &[u8] = include_bytes!("fonts/LiberationSans-Bold.ttf");
/// Face of letters that these two lack; it has no bold.
pub static FALLBACK: &[u8] = include_bytes!("fonts/DroidSansFallback.ttf");

/// The faces, read.
struct Faces {
    regular: Option<Face<'static>>,
    bold: Option<Face<'static>>,
    fallback: Option<Face<'static>>,
}

/// The faces, read once.
fn faces() -> &'static Faces {
    static FACES: OnceLock<Faces> = OnceLock::new();
    let face = |bytes: &'static [u8]| Face::parse(bytes, 0).ok();
    FACES.get_or_init(|| Faces { regular: face(REGULAR), bold: face(BOLD), fallback: face(FALLBACK) })
}

fn has(face: Option<&Face<'_>>, c: char) -> bool {
    face.is_some_and(|face| face.glyph_index(c).is_some())
}

/// Width of a text set in a size, in the unit of the size. A letter that the fonts lack counts as one em.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let Faces { regular, bold: thick, fallback } = faces();
    let own = if bold { thick } else { regular };
    let advance = |face: &Option<Face<'_>>, c: char| {
        let face = face.as_ref()?;
        let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
        Some(f64::from(advance) / f64::from(face.units_per_em()))
    };
    let of = |c: char| advance(own, c).or_else(|| advance(fallback, c)).unwrap_or(1.0);
    text.chars().map(of).sum::<f64>() * size
}

/// Parts of a text, and whether each is set in the fallback face.
pub fn runs(text: &str) -> Vec<(bool, String)> {
    let Faces { regular, fallback, .. } = faces();
    let mut all: Vec<(bool, String)> = Vec::new();
    for c in text.chars() {
        let other = !has(regular.as_ref(), c) && has(fallback.as_ref(), c);
        match all.last_mut() {
            Some((of, run)) if *of == other => run.push(c),
            _ => all.push((other, c.to_string())),
        }
    }
    all
}

/// Letters of a text that no embedded font has: a PNG or PDF shows an empty box in their place.
pub fn lacking(text: &str) -> BTreeSet<char> {
    let Faces { regular, fallback, .. } = faces();
    let shown =
        |c: char| c.is_control() || c.is_whitespace() || [regular, fallback].iter().any(|face| has(face.as_ref(), c));
    let beyond: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii()).collect();
    beyond.into_iter().filter(|c| !shown(*c)).collect()
}

/// A text broken into at most `lines` lines of a width, at spaces, between Chinese, Japanese and Korean letters, after
/// hyphens, slashes and underscores, and inside a word that is wider than a line; what does not fit ends in an ellipsis.
pub fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    broken(text, size, most, lines, false)
}

/// As [`wrap`], of bold text.
pub fn wrap_bold(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    broken(text, size, most, lines, true)
}

/// As [`wrap`], with an end that is never shortened: a unit, the size of a group.
pub fn wrap_before(text: &str, end: &str, size: f64, most: f64, lines: usize, bold: bool) -> Vec<String> {
    let whole = broken(&format!("{text} {end}"), size, most, lines, bold);
    if end.is_empty() || !whole.last().is_some_and(|line| line.ends_with('…')) {
        return whole;
    }
    let mut all = broken(text, size, most, lines, bold);
    if let Some(last) = all.pop() {
        let room = most - width(end, size, bold) - width(" …", size, bold);
        let cut = broken(&last, size, room, 1, bold).join("");
        all.push(format!("{}… {end}", cut.trim_end_matches('…')));
    }
    all
}

/// Letters beyond these are not looked at: no chart has room for them.
const LONGEST: usize = 400;

fn broken(text: &str, size: f64, most: f64, lines: usize, bold: bool) -> Vec<String> {
    let cut: String = text.chars().take(LONGEST).collect();
    let wide = |line: &str| width(line, size, bold);
    let mut all: Vec<String> = Vec::new();
    let breaks = |letter: char| letter.is_whitespace() && letter != '\u{a0}';
    for word in cut.split(breaks).filter(|word| !word.is_empty()) {
        for (i, piece) in pieces(word).into_iter().enumerate() {
            let space = if i == 0 { " " } else { "" };
            match all.last_mut() {
                Some(line) if wide(line) + wide(space) + wide(&piece) <= most => {
                    line.push_str(space);
                    line.push_str(&piece);
                }
                _ => all.push(String::new()),
            }
            // The piece opens a line, and goes on to further lines where it is wider than one.
            if all.last().is_some_and(String::is_empty) {
                for letter in piece.chars() {
                    match all.last_mut() {
                        Some(line) if line.is_empty() || wide(line) + wide(letter.encode_utf8(&mut [0; 4])) <= most => {
                            line.push(letter);
                        }
                        _ => all.push(letter.to_string()),
                    }
                }
            }
        }
    }
    if all.len() > lines {
        all.truncate(lines);
        if let Some(line) = all.last_mut() {
            while line.chars().count() > 1 && wide(line) + wide("…") > most {
                line.pop();
            }
            *line = format!("{}…", line.trim_end());
        }
    }
    all
}

/// Parts of a word between which a line may end.
fn pieces(word: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut before = None;
    for letter in word.chars() {
        // Ideographs, kana and hangul; closing punctuation among them stays with the letter before it.
        let own = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7af}').contains(&c);
        let closing = "，。、；：！？）」』】》".contains(letter);
        let opens = match before {
            None => true,
            Some(last) => !closing && (own(letter) || own(last) || "-/_".contains(last)),
        };
        match all.last_mut() {
            Some(piece) if !opens => piece.push(letter),
            _ => all.push(letter.to_string()),
        }
        before = Some(letter);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_may() {
        assert_eq!(wrap("pulseless electrical activity", 100.0, 1_000.0, 3), ["pulseless electrical", "activity"]);
        assert_eq!(wrap("time_to_first_rosc", 100.0, 600.0, 3), ["time_to_", "first_rosc"]);
        assert_eq!(wrap("入院时动脉血乳酸水平", 100.0, 450.0, 3), ["入院时动", "脉血乳酸", "水平"]);
        assert_eq!(wrap("入院时动脉血乳酸水平", 100.0, 450.0, 2), ["入院时动", "脉血乳…"]);
        assert_eq!(wrap("", 100.0, 450.0, 2), Vec::<String>::new());
    }

    #[test]
    fn letters_of_many_scripts_are_there() {
        let texts = [
            "Größe naïve façade Łódź Ærø ñ ő ş İ",
            "αβγδ μ Ω χ²",
            "Возраст пол",
            "± × ≥ ≤ − – … · ° µ ½ → ∞ ≠ ≈ √",
            "年龄（岁）入院时动脉血乳酸水平",
            "性別 身長 フォローアップ ひらがな",
            "體重 年齡 呼吸機",
        ];
        for text in texts {
            assert!(lacking(text).is_empty(), "{text}: {:?}", lacking(text));
        }
        assert_eq!(lacking("العمر 年").len(), 5);
        assert_eq!(lacking("나이").len(), 2);
        assert_eq!(width("年龄", 10.0, true), 20.0);
        let parts = [(false, "Age ".to_string()), (true, "年龄".to_string()), (false, " (a)".to_string())];
        assert_eq!(runs("Age 年龄 (a)"), parts);
    }

    /// All letters of the character set of simplified Chinese in general use.
    #[test]
    fn simplified_chinese_is_complete() {
        let set = (0xb0_u8..=0xf7).flat_map(|row| (0xa1_u8..=0xfe).map(move |cell| [row, cell]));
        let letters: String = set
            .filter_map(|bytes| {
                let (text, _, wrong) = encoding_rs::GBK.decode(&bytes);
                (!wrong).then(|| text.into_owned())
            })
            .filter(|text| text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
            .collect();
        assert_eq!(letters.chars().count(), 6_763);
        assert!(lacking(&letters).is_empty(), "{:?}", lacking(&letters));
    }

    #[test]
    fn no_line_is_wider_than_its_room() {
        let word = "Pneumonoultramicroscopicsilicovolcanoconiosis";
        for text in [word, "a", "性别", &"long label ".repeat(60)] {
            for (size, most) in [(100.0, 300.0), (247.0, 3_000.0)] {
                for lines in 1..4 {
                    let all = wrap_bold(text, size, most, lines);
                    assert!(all.len() <= lines);
                    assert!(all.iter().all(|line| width(line, size, true) <= most), "{all:?}");
                }
            }
        }
    }
}
