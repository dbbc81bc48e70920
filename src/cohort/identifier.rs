//! Columns that tell patients apart and say nothing about them.

use super::profile::Profile;
use super::{marks, number};

/// Names of identifiers, or their parts, lower case.
const WORDS: [&str; 12] =
    ["id", "mrn", "ssn", "nhs", "uuid", "guid", "pid", "patientid", "subjid", "usubjid", "caseid", "recordid"];
/// Names of identifiers in Chinese hospital files: number, case number, admission number, identity card.
const CHINESE: [&str; 6] = ["编号", "病案号", "住院号", "门诊号", "身份证", "序号"];
/// Words that make the next word `no` or `number` an identifier.
const OWNERS: [&str; 9] =
    ["patient", "subject", "case", "record", "hospital", "study", "admission", "registry", "participant"];

/// Words that name a patient when they are the whole name of a column, and a part of a measurement's name when not.
const ALONE: [&str; 9] =
    ["subject", "subj", "patient", "participant", "seqno", "seqn", "rownum", "rownames", "case_number"];
/// Ends of words of medicine that are no `ID`, in files that are written in capitals.
const NO_ID: [&str; 14] = [
    "covid",
    "acid",
    "lipid",
    "fluid",
    "steroid",
    "thyroid",
    "carotid",
    "solid",
    "opioid",
    "amyloid",
    "rheumatoid",
    "rapid",
    "typhoid",
    "sarcoid",
];
const REPEATED: &str = "named like an identifier; values repeat, so a patient may have several rows";

/// Why a column identifies patients, or `None`.
///
/// A name that says so and values that hardly repeat; texts of one word that are all different; whole numbers that
/// count the rows.
pub(super) fn identifier(name: &str, profile: &Profile) -> Option<&'static str> {
    let known = profile.known();
    let Some(distinct) = profile.distinct().or(profile.different()) else {
        // Values are no longer counted once there are many and most of them repeat.
        let numbered = profile.texts == 0 && profile.whole && known > 0;
        return (named(name) && numbered && !placed(name)).then_some(REPEATED);
    };
    if named(name) && known > 1 && distinct * 10 >= known * 9 {
        return Some("named like an identifier, and values hardly repeat");
    }
    if named(name) && distinct > 10 && distinct * 5 >= known && !placed(name) {
        return Some(REPEATED);
    }
    if known < 10 || distinct < known {
        return None;
    }
    if profile.texts == 0 && profile.whole && profile.consecutive && profile.numbers == known {
        return Some("whole numbers that count the rows");
    }
    let coded = profile.texts > 0 || profile.leading_zero.is_some();
    let dates = profile.dates.iter().any(|dates| *dates * 10 >= known * 9);
    let numbers = profile.first_text.as_ref().is_some_and(|(_, cell)| {
        number::like(cell) || number::with_unit(cell) || marks::hint(cell, profile.comma).is_some()
    });
    if coded && !dates && !numbers && profile.longest <= 40 && known >= 20 && profile.numbers < known / 2 + known / 4 {
        return Some("texts that are all different");
    }
    if profile.leading_zero.is_some() && known >= 20 {
        return Some("codes with leading zeros that are all different");
    }
    None
}

/// What is said of a file in which an identifier occurs in several rows.
pub(super) fn repeats(name: &str, profile: &Profile) -> Option<String> {
    let known = profile.known();
    let several = match profile.distinct().or(profile.different()) {
        Some(distinct) if distinct < known => format!("{} of {known} rows repeat a value of {name}", known - distinct),
        None if known > 0 => format!("rows repeat values of {name}"),
        _ => return None,
    };
    Some(format!("{several}: every row counts as a patient"))
}

/// What is said of whole numbers of five digits or more that are all different: they may name patients.
pub(super) fn all_different(profile: &Profile) -> Option<String> {
    let long = profile.texts == 0 && profile.whole && profile.range.is_some_and(|(low, _)| low >= 10_000.0);
    let different = profile.numbers >= 20 && profile.distinct() == Some(profile.numbers);
    (long && different)
        .then(|| "long whole numbers that are all different: declare them as identifier if they name patients".into())
}

/// Whether a name speaks of places, of which there can be many and each has many patients.
fn placed(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["site", "centre", "center", "hospital", "ward", "clinic", "region", "unit"].iter().any(|word| lower.contains(word))
}

/// Whether a name is that of an identifier.
fn named(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ends = (name.ends_with("ID") || name.ends_with("Id")) && !NO_ID.iter().any(|word| lower.ends_with(word));
    if ends || CHINESE.iter().any(|word| name.contains(word)) || ALONE.contains(&lower.as_str()) {
        return true;
    }
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().any(|word| WORDS.contains(word))
        || words.windows(2).any(|pair| match pair {
            [owner, number] => OWNERS.contains(owner) && ["no", "nr", "number", "num", "code"].contains(number),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn names_of_identifiers() {
        for name in [
            "id",
            "ID",
            "patient_id",
            "PatientID",
            "Record ID",
            "Hospital no.",
            "病案号",
            "subjid",
            "SUBJID",
            "subject",
            "seqno",
        ] {
            assert!(named(name), "{name}");
        }
        for name in
            ["age", "video", "midazolam", "sofa", "patient_age", "lipid", "no", "URIC_ACID", "COVID", "subject_weight"]
        {
            assert!(!named(name), "{name}");
        }
    }
}
