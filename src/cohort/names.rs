//! What the name of a column says of its cells.

/// Words for what is written as a code: places, and what patients are born or live with.
const CODES: [&str; 27] = [
    "site",
    "centre",
    "center",
    "hospital",
    "ward",
    "clinic",
    "region",
    "district",
    "country",
    "county",
    "province",
    "city",
    "institution",
    "inst",
    "instit",
    "race",
    "ethnicity",
    "ethnic",
    "religion",
    "nationality",
    "marital",
    "occupation",
    "stratum",
    "strata",
    "surgeon",
    "physician",
    "operator",
];

/// Words of keys to lists of diagnoses, places or lines, in which 250.0 is another entry than 250.00.
const KEYS: [&str; 17] = [
    "icd",
    "icd9",
    "icd10",
    "icd11",
    "icdcode",
    "atc",
    "cpt",
    "drg",
    "snomed",
    "loinc",
    "zip",
    "zipcode",
    "plz",
    "postcode",
    "postal",
    "phone",
    "telephone",
];

/// Whether a word of a name is that of a key.
pub(super) fn names_a_key(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| KEYS.contains(&word))
}

/// What is said of codes that are too many for levels.
pub(super) const CODES_HAVE_NO_MEAN: &str =
    "whole numbers named like a place or an origin: codes have no mean; declare them as nominal or leave them out";

/// Whether a name is that of a code: one of its words, or the word before a number or `id`, says so.
pub(super) fn names_a_code(name: &str) -> bool {
    let lower = name.to_lowercase();
    let counted = ["n", "no", "num", "number", "count", "days", "time", "age", "score", "rate", "volume"];
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    !words.iter().any(|word| counted.contains(word))
        && words.iter().any(|word| CODES.contains(word) || KEYS.contains(word))
}
