//! How registries write that a value is missing.

/// Words and marks that mean a missing value, lower case.
const MARKS: [&str; 29] = [
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "#n/a",
    "nan",
    ".",
    "..",
    "-",
    "--",
    "?",
    "*",
    "null",
    "#null!",
    "missing",
    "miss",
    "unknown",
    "unk",
    "not available",
    "not known",
    "not recorded",
    "not done",
    "not reported",
    "nd",
    "n.d.",
    "未知",
    "不详",
    "缺失",
    "<na>",
];

/// Whether a trimmed cell means a missing value. An empty cell does too, but is no mark.
pub fn mark(cell: &str) -> bool {
    if cell.len() > 16 {
        return false;
    }
    // Most cells are numbers; a look at the first letter spares them the list.
    match cell.bytes().next() {
        None => false,
        Some(byte) if byte.is_ascii_digit() => false,
        Some(_) => {
            let lower = cell.to_lowercase();
            MARKS.contains(&lower.as_str())
        }
    }
}

/// Numbers that registries write where a value is missing.
pub const SENTINELS: [f64; 20] = [
    -1.0, -7.0, -8.0, -9.0, -77.0, -88.0, -99.0, -777.0, -888.0, -999.0, -9999.0, -99999.0, 99.0, 777.0, 888.0, 999.0,
    9999.0, 99999.0, 999999.0, 9.0,
];

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
/// value by more than twice their range. One that is only the last beyond a wide gap is doubtful.
pub fn judge(sentinel: f64, others: u64, smallest: f64, largest: f64) -> Judgement {
    if sentinel >= smallest && sentinel <= largest {
        return Judgement::Value;
    }
    let range = largest - smallest;
    let gap = if sentinel > largest { sentinel - largest } else { smallest - sentinel };
    if sentinel < 0.0 && smallest >= 0.0 {
        // -1 may be a value of a difference or a score that happens to be positive elsewhere.
        let clear = sentinel <= -77.0 || others >= 20 || gap > 2.0 * range.max(1.0);
        return if sentinel != -1.0 && clear { Judgement::Missing } else { Judgement::Doubtful };
    }
    let nines = sentinel.abs() >= 77.0;
    if nines && gap > 2.0 * range.max(1.0) {
        Judgement::Missing
    } else if gap > 0.25 * range.max(1.0) && sentinel.abs() != 1.0 {
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
        for cell in ["NA", "n/a", ".", "Unknown", "未知", "#N/A"] {
            assert!(mark(cell), "{cell}");
        }
        for cell in ["", "0", "no", "none", "nausea", "-1", "5.", "无"] {
            assert!(!mark(cell), "{cell}");
        }
    }

    #[test]
    fn sentinels_are_judged_by_their_neighbours() {
        assert_eq!(judge(-99.0, 100, 18.0, 92.0), Judgement::Missing);
        assert_eq!(judge(999.0, 100, 18.0, 92.0), Judgement::Missing);
        assert_eq!(judge(99.0, 100, 18.0, 98.0), Judgement::Value);
        assert_eq!(judge(999.0, 100, 10.0, 1500.0), Judgement::Value);
        assert_eq!(judge(999.0, 100, 10.0, 700.0), Judgement::Doubtful);
        assert_eq!(judge(-99.0, 100, -150.0, 40.0), Judgement::Value);
        assert_eq!(judge(9.0, 100, 0.0, 1.0), Judgement::Doubtful);
        assert_eq!(judge(99.0, 100, 0.0, 4.0), Judgement::Missing);
        assert_eq!(judge(-9.0, 100, 0.0, 30.0), Judgement::Missing);
        assert_eq!(judge(-9.0, 5, 0.0, 30.0), Judgement::Doubtful);
    }
}
