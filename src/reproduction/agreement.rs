//! Whether a recomputed P prints as the printed one.

use super::decimal::{Interval, Rounding};
use super::notation::{PValueNotation, PrintedP};

/// Relative allowance for the arithmetic behind a recomputed P, so that a tie such as 0.4375 counts as printing either way.
const ARITHMETIC: f64 = 1e-9;

/// The true P values that a printed P can stand for.
///
/// Ends are included, because a paper may round a tie either way. `alpha` gives `NS` its meaning.
pub fn interval(printed: &PrintedP, alpha: f64) -> Interval {
    match printed.value {
        PValueNotation::Equal(value) => {
            let interval = value.interval(Rounding::Nearest);
            Interval { low: interval.low.max(0.0), high: interval.high.min(1.0) }
        }
        PValueNotation::Less(value) => Interval { low: 0.0, high: value.value() },
        PValueNotation::Greater(value) => Interval { low: value.value(), high: 1.0 },
        PValueNotation::NotSignificant => Interval { low: alpha, high: 1.0 },
    }
}

/// Whether `p` prints as printed.
pub fn prints(printed: &PrintedP, p: f64, alpha: f64) -> bool {
    meets(printed, Interval::point(p), alpha)
}

/// Whether some P of `range` prints as printed.
pub fn meets(printed: &PrintedP, range: Interval, alpha: f64) -> bool {
    let printed = interval(printed, alpha);
    range.low * (1.0 - ARITHMETIC) <= printed.high && range.high * (1.0 + ARITHMETIC) >= printed.low
}

/// Whether the printed P is a statement about one value (`0.034`) and not a bound (`< 0.001`, `NS`).
pub fn is_value(printed: &PrintedP) -> bool {
    matches!(printed.value, PValueNotation::Equal(_))
}

/// Half the width of what the printed P stands for: the resolution at which P values are told apart.
pub fn resolution(printed: &PrintedP, alpha: f64) -> f64 {
    match printed.value {
        PValueNotation::Equal(value) => value.half_unit(),
        _ => {
            let interval = interval(printed, alpha);
            (interval.high - interval.low) / 2.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reproduction::decimal::Decimal;

    fn equal(digits: i128, decimals: u32) -> PrintedP {
        let value = Decimal { digits, decimals, negative: false };
        PrintedP { text: value.to_string(), value: PValueNotation::Equal(value), marks: String::new() }
    }

    #[test]
    fn a_value_prints_within_half_a_unit() {
        assert!(prints(&equal(388, 3), 0.38845, 0.05));
        assert!(!prints(&equal(388, 3), 0.38851, 0.05));
        assert!(prints(&equal(1000, 3), 1.0, 0.05));
        assert!(prints(&equal(0, 3), 0.0004, 0.05));
    }

    #[test]
    fn bounds_are_sets_of_values() {
        let limit = Decimal { digits: 1, decimals: 3, negative: false };
        let less = PrintedP { text: "<0.001".into(), value: PValueNotation::Less(limit), marks: String::new() };
        assert!(prints(&less, 1e-30, 0.05));
        assert!(!prints(&less, 0.0011, 0.05));
        let ns = PrintedP { text: "NS".into(), value: PValueNotation::NotSignificant, marks: String::new() };
        assert!(prints(&ns, 0.2, 0.05));
        assert!(!prints(&ns, 0.04, 0.05));
    }

    #[test]
    fn a_range_meets_when_it_shares_one_value() {
        assert!(meets(&equal(909, 3), Interval { low: 0.85, high: 1.0 }, 0.05));
        assert!(!meets(&equal(909, 3), Interval { low: 0.91, high: 1.0 }, 0.05));
    }
}
