//! A number as printed: its digits and its decimals, so that `0.50` is not `0.5`.

/// A printed decimal number, `digits / 10^decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// All printed digits as one signed integer.
    pub digits: i128,
    /// How many of them stand behind the decimal point.
    pub decimals: u32,
    /// A minus sign was printed (tells `-0.0` from `0.0`).
    pub negative: bool,
}

/// The closed interval of true values that a printed number can stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
}

/// How the printed digits came from the true value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest: the true value lies within half a unit of the last printed place.
    Nearest,
    /// Cut off: the true value lies between the printed one and one unit further from zero.
    Truncated,
}

impl Decimal {
    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Decimal { digits: value.into(), decimals: 0, negative: value < 0 }
    }

    /// The nearest double. Correctly rounded: parsed from the decimal text.
    pub fn value(&self) -> f64 {
        // `f64::from_str` rounds correctly; dividing two doubles need not.
        format!("{}e-{}", self.digits, self.decimals).parse().unwrap_or(f64::NAN)
    }

    /// Half a unit in the last printed place.
    pub fn half_unit(&self) -> f64 {
        0.5 * 10f64.powi(-(self.decimals as i32))
    }

    /// The true values that print as this number.
    pub fn interval(&self, rounding: Rounding) -> Interval {
        let scaled = |tenths: i128| format!("{}e-{}", tenths, self.decimals + 1).parse().unwrap_or(f64::NAN);
        let tenths = self.digits.saturating_mul(10);
        match rounding {
            Rounding::Nearest => {
                Interval { low: scaled(tenths.saturating_sub(5)), high: scaled(tenths.saturating_add(5)) }
            }
            Rounding::Truncated if self.negative => {
                Interval { low: scaled(tenths.saturating_sub(10)), high: scaled(tenths) }
            }
            Rounding::Truncated => Interval { low: scaled(tenths), high: scaled(tenths.saturating_add(10)) },
        }
    }

    /// Whether a true value prints as this number when rounded to the nearest, ties going either way.
    ///
    /// `slack` is a relative allowance for the arithmetic behind `value`, a few units in the last place of a double.
    pub fn prints(&self, value: f64, slack: f64) -> bool {
        let interval = self.interval(Rounding::Nearest);
        let allowance = slack * value.abs().max(f64::MIN_POSITIVE);
        value >= interval.low - allowance && value <= interval.high + allowance
    }
}

impl Interval {
    /// An interval of one point.
    pub fn point(value: f64) -> Self {
        Interval { low: value, high: value }
    }

    /// Whether a value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }

    /// Whether two intervals share a point.
    pub fn meets(&self, other: &Interval) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let magnitude = self.digits.unsigned_abs().to_string();
        let sign = if self.negative { "-" } else { "" };
        let places = self.decimals as usize;
        if places == 0 {
            return write!(f, "{sign}{magnitude}");
        }
        let padded = format!("{magnitude:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(digits: i128, decimals: u32) -> Decimal {
        Decimal { digits, decimals, negative: digits < 0 }
    }

    #[test]
    fn printed_places_are_kept() {
        assert_eq!(printed(50, 2).to_string(), "0.50");
        assert_eq!(printed(-475, 2).to_string(), "-4.75");
        assert_eq!(printed(7, 3).to_string(), "0.007");
        assert_ne!(printed(50, 2), printed(5, 1));
    }

    #[test]
    fn value_is_the_nearest_double() {
        assert_eq!(printed(115, 3).value(), 0.115);
        assert_eq!(printed(1847, 0).value(), 1847.0);
    }

    #[test]
    fn interval_is_half_a_unit_to_either_side() {
        let interval = printed(125, 3).interval(Rounding::Nearest);
        assert_eq!((interval.low, interval.high), (0.1245, 0.1255));
        let cut = printed(125, 3).interval(Rounding::Truncated);
        assert_eq!((cut.low, cut.high), (0.125, 0.126));
        let below_zero = printed(-125, 3).interval(Rounding::Truncated);
        assert_eq!((below_zero.low, below_zero.high), (-0.126, -0.125));
    }

    #[test]
    fn a_tie_prints_either_way() {
        assert!(printed(562, 1).prints(56.25, 1e-12));
        assert!(printed(563, 1).prints(56.25, 1e-12));
        assert!(!printed(561, 1).prints(56.25, 1e-12));
    }
}
