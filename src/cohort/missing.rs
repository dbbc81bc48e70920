//! How registries write that a value is missing.

/// Words and marks that mean a missing value, lower case.
const MARKS: [&str; 66] = [
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "#n/a",
    "nan",
    "nat",
    ".",
    "..",
    "-",
    "--",
    "?",
    "*",
    "null",
    "#null!",
    "#div/0!",
    "#value!",
    "#ref!",
    "#name?",
    "#num!",
    "missing",
    "miss",
    "unknown",
    "unk",
    "nk",
    "n/k",
    "not available",
    "not known",
    "not recorded",
    "not done",
    "not reported",
    "not measured",
    "not tested",
    "not assessed",
    "not documented",
    "not determined",
    "not evaluated",
    "not stated",
    "not specified",
    "no data",
    "nd",
    "n.d.",
    "n/d",
    "blank",
    "(blank)",
    "unbekannt",
    "nicht bekannt",
    "keine angabe",
    "k.a.",
    "fehlt",
    "fehlend",
    "inconnu",
    "inconnue",
    "manquant",
    "non connu",
    "desconocido",
    "sin dato",
    "sin datos",
    "ignorado",
    "sconosciuto",
    "onbekend",
    "okänd",
    "未知",
    "不详",
    "缺失",
    "<na>",
];

/// Words that may mean a missing value, and may be a level of their own, lower case.
const DOUBTFUL: [&str; 17] = [
    "not applicable",
    "refused",
    "declined",
    "prefer not to say",
    "prefer not to answer",
    "pending",
    "nil",
    "undefined",
    "tbd",
    "inconclusive",
    "indeterminate",
    "invalid",
    "don't know",
    "dont know",
    "dk",
    "u",
    "x",
];

/// Whether a level may mean that a value is missing: its word says so, or it is the `None` of a programming language
/// among levels that begin with small letters.
pub fn doubtful(cell: &str, others: &[&str]) -> bool {
    let written = cell == "None" && others.iter().all(|other| !other.starts_with(char::is_uppercase) || *other == cell);
    written || DOUBTFUL.contains(&cell.to_lowercase().as_str())
}

/// With what those of them begin that begin with a character of ASCII.
const INITIALS: &[u8] = b".-?*#(<bdfikmnosu";

/// Whether a trimmed cell means a missing value. An empty cell does too, but is no mark.
pub fn mark(cell: &str) -> bool {
    if cell.len() > 16 {
        return false;
    }
    // Most cells are numbers, and most others begin with another letter: a look at it spares them the list.
    match cell.bytes().next() {
        None => false,
        Some(byte) if byte.is_ascii_digit() => false,
        Some(byte) if byte.is_ascii() && !INITIALS.contains(&byte.to_ascii_lowercase()) => false,
        Some(_) => {
            let lower = cell.to_lowercase();
            MARKS.contains(&lower.as_str())
        }
    }
}

/// Numbers that registries write where a value is missing.
pub const SENTINELS: [f64; 29] = [
    -1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -8.0, -9.0, -77.0, -88.0, -99.0, -777.0, -888.0, -999.0, -9999.0,
    -99999.0, 9.0, 77.0, 88.0, 99.0, 777.0, 888.0, 999.0, 7777.0, 8888.0, 9999.0, 99999.0, 999999.0,
];

/// Position of a whole number among [`SENTINELS`]. Most numbers of patients are seen not to be one at a glance.
pub fn sentinel(value: f64) -> Option<usize> {
    let plain = (0.0..9.0).contains(&value) || (value > 9.0 && value < 77.0) || (value > 99.0 && value < 777.0);
    if plain { None } else { SENTINELS.iter().position(|sentinel| *sentinel == value) }
}

/// What a sentinel is, seen among the other values of its variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// It cannot be a value like the others: read as missing.
    Missing,
    /// It may be a value: kept, and reported.
    Doubtful,
    /// Nothing speaks against it.
    Value,
}

/// Judges a sentinel that occurs, by the range of the values that are none.
///
/// A negative one is missing where no other value is negative and, when it has one digit only, where at least twenty
/// others say so or it lies far off; a positive one where it lies beyond the largest other
/// value by more than twice their range. One that is only the last beyond a gap is doubtful: a wide gap, or any that is
/// no step of the values where the number is nothing but nines.
pub fn judge(sentinel: f64, others: u64, smallest: f64, largest: f64) -> Judgement {
    if sentinel >= smallest && sentinel <= largest {
        return Judgement::Value;
    }
    let range = largest - smallest;
    let gap = if sentinel > largest { sentinel - largest } else { smallest - sentinel };
    if sentinel < 0.0 && smallest >= 0.0 {
        // -1 to -6 may be values of a difference or a score that happens to be positive elsewhere.
        let clear = sentinel <= -77.0 || others >= 20 || gap > 2.0 * range.max(1.0);
        return if sentinel <= -7.0 && clear { Judgement::Missing } else { Judgement::Doubtful };
    }
    let repeated = sentinel.abs() >= 77.0;
    let nines = [99.0, 999.0, 9999.0, 99999.0, 999999.0].contains(&sentinel);
    let wide = if nines { 0.05 } else { 0.25 };
    if repeated && gap > 2.0 * range.max(1.0) {
        Judgement::Missing
    } else if gap > wide * range.max(1.0) && sentinel.abs() != 1.0 {
        Judgement::Doubtful
    } else {
        Judgement::Value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_known_in_any_case() {
        for cell in ["NA", "n/a", ".", "Unknown", "未知", "#N/A", "#DIV/0!", "Keine Angabe", "not measured"] {
            assert!(mark(cell), "{cell}");
        }
        for cell in ["", "0", "no", "none", "nausea", "-1", "5.", "无", "not applicable", "refused"] {
            assert!(!mark(cell), "{cell}");
        }
    }

    #[test]
    fn every_mark_is_found() {
        for cell in MARKS {
            assert!(mark(cell) && mark(&cell.to_uppercase()), "{cell}");
        }
    }

    #[test]
    fn sentinels_are_found() {
        for (i, value) in SENTINELS.into_iter().enumerate() {
            assert_eq!(sentinel(value), Some(i), "{value}");
        }
        for value in [0.0, 8.0, 10.0, 76.0, 100.0, 776.0, -10.0, 1000.0, f64::NAN] {
            assert_eq!(sentinel(value), None, "{value}");
        }
        assert!(doubtful("Refused", &[]) && doubtful("None", &["None", "mild"]));
        assert!(!doubtful("None", &["None", "Mild"]) && !doubtful("none", &["mild"]));
    }

    #[test]
    fn sentinels_are_judged_by_their_neighbours() {
        assert_eq!(judge(-99.0, 100, 18.0, 92.0), Judgement::Missing);
        assert_eq!(judge(999.0, 100, 18.0, 92.0), Judgement::Missing);
        assert_eq!(judge(99.0, 100, 18.0, 98.0), Judgement::Value);
        assert_eq!(judge(999.0, 100, 10.0, 1500.0), Judgement::Value);
        assert_eq!(judge(999.0, 100, 10.0, 700.0), Judgement::Doubtful);
        assert_eq!(judge(99.0, 100, 20.0, 92.0), Judgement::Doubtful);
        assert_eq!(judge(88.0, 100, 18.0, 84.0), Judgement::Value);
        assert_eq!(judge(88.0, 100, 1.0, 2.0), Judgement::Missing);
        assert_eq!(judge(88.0, 100, 0.0, 30.0), Judgement::Doubtful);
        assert_eq!(judge(-2.0, 100, 0.0, 60.0), Judgement::Doubtful);
        assert_eq!(judge(-99.0, 100, -150.0, 40.0), Judgement::Value);
        assert_eq!(judge(9.0, 100, 0.0, 1.0), Judgement::Doubtful);
        assert_eq!(judge(99.0, 100, 0.0, 4.0), Judgement::Missing);
        assert_eq!(judge(-9.0, 100, 0.0, 30.0), Judgement::Missing);
        assert_eq!(judge(-9.0, 5, 0.0, 30.0), Judgement::Doubtful);
    }
}
