//! References of the methods, as readers see them.

/// The bibliography, embedded so that every result can name its source in full.
static BIBLIOGRAPHY: &str = include_str!("../../docs/refs.bib");

/// Fields of an entry: name and value, the value within its braces, on one line.
fn fields(key: &str) -> Option<Vec<(String, String)>> {
    let opening = format!("{{{key},");
    let entry =
        BIBLIOGRAPHY.split("\n@").find(|entry| entry.lines().next().is_some_and(|line| line.ends_with(&opening)))?;
    let mut rest = entry.split_once(',')?.1;
    let mut fields = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let (value, end) = braced(after)?;
        fields.push((name.trim_matches([',', ' ', '\n']).to_lowercase(), value));
        rest = after.get(end..)?;
    }
    Some(fields)
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
    let fields = fields(key)?;
    let get = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| plain(value));
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
    fn one_entry_in_full() {
        let expected = "Mann, H. B.; Whitney, D. R. On a test of whether one of two random variables is stochastically \
                        larger than the other. Annals of Mathematical Statistics. 1947;18:50-60.";
        assert_eq!(reference("mann1947").as_deref(), Some(expected));
    }
}
