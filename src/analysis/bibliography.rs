//! References of the methods, as readers see them.

/// The bibliography, embedded so that every result can name its source in full.
static BIBLIOGRAPHY: &str = include_str!("../../docs/refs.bib");

/// Fields of an entry, in the order in which they stand.
fn fields(key: &str) -> Option<Vec<(&'static str, &'static str)>> {
    let mut lines = BIBLIOGRAPHY.lines().skip_while(|line| {
        let name = line.strip_prefix('@').and_then(|rest| rest.split_once('{')).map(|(_, name)| name);
        name.and_then(|name| name.strip_suffix(',')) != Some(key)
    });
    lines.next()?;
    let field = |line: &'static str| {
        let (name, value) = line.trim().split_once(" = {")?;
        Some((name, value.trim_end_matches(',').strip_suffix('}')?))
    };
    Some(lines.take_while(|line| *line != "}").filter_map(field).collect())
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
    let get = |wanted: &str| fields.iter().find(|(name, _)| *name == wanted).map(|(_, value)| plain(value));
    let mut parts = Vec::new();
    parts.extend(get("author").map(|authors| authors.replace(" and ", "; ").trim_end_matches('.').to_string()));
    parts.extend(get("title"));
    parts.extend(
        get("journal").or_else(|| get("publisher")).or_else(|| get("institution")).or_else(|| get("howpublished")),
    );
    let place = match (get("volume"), get("pages")) {
        (Some(volume), Some(pages)) => format!(" {volume}:{pages}"),
        (Some(volume), None) => format!(" {volume}"),
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
            assert!(text.len() > 30 && !text.contains(['\\', '{']), "{}: {text}", method.citation);
            assert!(text.chars().filter(char::is_ascii_digit).count() >= 4, "{}: {text}", method.citation);
        }
        assert_eq!(reference("nobody1900"), None);
    }

    #[test]
    fn one_entry_in_full() {
        let expected = "Mann, H. B.; Whitney, D. R. On a test of whether one of two random variables is stochastically \
                        larger than the other. Annals of Mathematical Statistics. 1947 18:50-60.";
        assert_eq!(reference("mann1947").as_deref(), Some(expected));
    }
}
