//! References of the methods, as readers see them.

use std::sync::OnceLock;

/// The bibliography, embedded so that every result can name its source in full.
static BIBLIOGRAPHY: &str = include_str!("../../docs/refs.bib");

/// A work of the bibliography.
pub struct Work {
    /// Kind of entry: "article", "book".
    pub kind: &'static str,
    /// The entry as it stands, from its `@` to its last brace.
    entry: &'static str,
    /// Name and value, the value within its braces, on one line.
    fields: Vec<(String, String)>,
}

impl Work {
    /// The text of a field, without the marks of TeX.
    pub fn field(&self, wanted: &str) -> Option<String> {
        self.fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| plain(value))
    }
}

/// An entry as it stands.
struct Entry {
    kind: &'static str,
    key: &'static str,
    text: &'static str,
}

/// Every entry, looked for once: a report asks for each word of its records whether it is a key.
fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let starts = BIBLIOGRAPHY.match_indices('@').filter(|(at, _)| *at == 0 || BIBLIOGRAPHY[..*at].ends_with('\n'));
        let entries = starts.filter_map(|(at, _)| {
            let text = BIBLIOGRAPHY.get(at..)?;
            let (kind, rest) = text.get(1..)?.split_once('{')?;
            let key = rest.split_once(',')?.0;
            let (_, end) = braced(text)?;
            Some(Entry { kind, key, text: text.get(..end)? })
        });
        entries.collect()
    })
}

/// The work with this key; `None` for a key that the bibliography does not hold.
pub fn work(key: &str) -> Option<Work> {
    let Entry { kind, text: entry, .. } = entries().iter().find(|entry| entry.key == key)?;
    let mut rest = entry.split_once(',')?.1;
    let mut fields = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let (value, end) = braced(after)?;
        fields.push((name.trim_matches([',', ' ', '\n']).to_lowercase(), value));
        rest = after.get(end..)?;
    }
    Some(Work { kind, entry, fields })
}

/// The entry with this key as BibTeX. `None` for a key that the bibliography does not hold.
pub fn bibtex(key: &str) -> Option<&'static str> {
    work(key).map(|work| work.entry)
}

/// Keys of the bibliography that a text holds as words, in its order.
pub fn mentioned(text: &str) -> Vec<&'static str> {
    let key = |word: &str| entries().iter().map(|entry| entry.key).find(|key| *key == word);
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter_map(key).collect()
}

/// The text within the first braces, which may hold braces, and where it ends.
fn braced(text: &str) -> Option<(String, usize)> {
    let mut depth = 0_usize;
    let start = text.find('{')?;
    for (at, letter) in text.char_indices().skip_while(|(at, _)| *at < start) {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            let value = text.get(start + 1..at)?.split_whitespace().collect::<Vec<_>>().join(" ");
            return Some((value, at + 1));
        }
    }
    None
}

/// The reference with this key as one line: authors, title, journal or publisher, year, volume and pages. `None` for a
/// key that the bibliography does not hold.
///
/// ```
/// use retrocohort::analysis::bibliography::reference;
/// let text = reference("welch1947").unwrap_or_default();
/// assert!(text.starts_with("Welch, B. L.") && text.contains("1947"));
/// ```
pub fn reference(key: &str) -> Option<String> {
    let work = work(key)?;
    let get = |wanted: &str| work.field(wanted);
    let mut parts = Vec::new();
    parts.extend(get("author").map(|authors| authors.replace(" and ", "; ").trim_end_matches('.').to_string()));
    parts.extend(get("title"));
    parts.extend(
        get("journal").or_else(|| get("publisher")).or_else(|| get("institution")).or_else(|| get("howpublished")),
    );
    let place = match (get("volume"), get("pages")) {
        (Some(volume), Some(pages)) => format!(";{volume}:{pages}"),
        (Some(volume), None) => format!(";{volume}"),
        (None, Some(pages)) => format!(":{pages}"),
        (None, None) => String::new(),
    };
    parts.extend(get("year").map(|year| format!("{year}{place}")));
    Some(format!("{}.", parts.join(". ")))
}

/// Text without the marks of TeX: braces, en rules and the accents that occur.
fn plain(text: &str) -> String {
    let accents = [
        ("\\`e", "è"),
        ("\\'e", "é"),
        ("\\\"o", "ö"),
        ("\\\"u", "ü"),
        ("\\\"a", "ä"),
        ("\\\"e", "ë"),
        ("\\o", "ø"),
        ("\\O", "Ø"),
        ("``", "“"),
        ("''", "”"),
        ("`", "'"),
        ("\\&", "&"),
        ("$\\chi^2$", "chi-square"),
    ];
    let text = accents.iter().fold(text.to_string(), |text, (mark, letter)| text.replace(mark, letter));
    text.replace("--", "-").replace(['{', '}'], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::METHODS;

    #[test]
    fn every_method_has_a_full_reference() {
        for method in METHODS {
            let text = reference(method.citation).unwrap_or_default();
            assert!(text.len() > 30 && !text.contains(['\\', '{', '$']), "{}: {text}", method.citation);
            assert!(text.chars().filter(char::is_ascii_digit).count() >= 4, "{}: {text}", method.citation);
        }
        assert_eq!(reference("no such key"), None);
    }

    #[test]
    fn every_entry_is_read_whole() {
        assert_eq!(entries().len(), BIBLIOGRAPHY.matches("\n  year").count());
        for Entry { key, text: entry, .. } in entries() {
            let text = reference(key).unwrap_or_default();
            assert!(text.len() > 30 && !text.contains(['\\', '{', '$']), "{key}: {text}");
            assert!(entry.starts_with('@') && entry.ends_with('}'), "{entry}");
        }
        assert_eq!(mentioned("after holm1979 (nobody); welch1947"), ["holm1979", "welch1947"]);
    }

    #[test]
    fn one_entry_in_full() {
        let expected = "Mann, H. B.; Whitney, D. R. On a test of whether one of two random variables is stochastically \
                        larger than the other. Annals of Mathematical Statistics. 1947;18:50-60.";
        assert_eq!(reference("mann1947").as_deref(), Some(expected));
    }
}
