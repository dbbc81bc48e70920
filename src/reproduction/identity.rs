//! Which rows of different tables are about one variable.

use super::notation::parse_label;
use crate::study::Study;

/// Words that different tables use for one thing.
const SYNONYMS: [(&str, &str); 16] = [
    ("highest", "peak"),
    ("maximum", "peak"),
    ("maximal", "peak"),
    ("max", "peak"),
    ("lowest", "minimum"),
    ("length", "duration"),
    ("time", "duration"),
    ("sex", "gender"),
    ("male", "men"),
    ("males", "men"),
    ("creatine", "creatinine"),
    ("number", "no"),
    ("stay", "duration"),
    ("infections", "infection"),
    ("operating", "operation"),
    ("haemodialysis", "hemodialysis"),
];

/// Name under which a variable is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The name with synonyms replaced.
    pub text: String,
    /// The name before synonyms were replaced, or the declared one: equal here means one variable for certain.
    pub exact: String,
}

/// The key of a label; declared aliases first, then words in lower case without unit, articles and plural forms.
pub fn key(study: &Study, label: &str) -> Key {
    let name = parse_label(label).name;
    let declared = study.variables.iter().find(|variable| {
        std::iter::once(&variable.name).chain(&variable.aliases).any(|alias| words(alias) == words(&name))
    });
    if let Some(variable) = declared {
        let text = words(&variable.name);
        return Key { exact: text.clone(), text };
    }
    let exact = words(&name);
    let replace = |word: &str| SYNONYMS.iter().find(|(from, _)| *from == word).map_or(word, |(_, to)| to).to_string();
    let text = exact.split(' ').map(replace).collect::<Vec<_>>().join(" ");
    Key { text, exact }
}

fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words =
        lower.split(|c: char| !c.is_alphanumeric() && c != '≥' && c != '<' && c != '>').filter(|word| !word.is_empty());
    words.filter(|word| !["the", "of", "a", "in", "at"].contains(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_match_but_not_exactly() {
        let study = Study::default();
        let (a, b) = (key(&study, "Highest Lactate (mmol/L)"), key(&study, "Peak lactate (mmol/L)"));
        assert_eq!(a.text, b.text);
        assert_ne!(a.exact, b.exact);
        assert_ne!(key(&study, "Peak BUN").text, key(&study, "Peak creatinine").text);
    }
}
