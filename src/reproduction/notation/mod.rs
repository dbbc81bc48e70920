//! How journals print a number, a count, a centre with its spread, and a P value.
//!
//! Purely syntactic: a notation says what is printed, never what it means; meaning needs the row's neighbours and is
//! given in `reading`.

mod cell;
mod header;
mod label;
mod mark;
mod number;
mod p_value;
mod unit;

use super::decimal::Decimal;
pub use cell::{CellError, parse_cell};
pub use header::{Header, HeaderRole, parse_header};
pub use label::{Label, parse_label};
pub use mark::{CellWord, cell_word};
pub use number::{NumberStyle, parse_number};
pub use p_value::parse_p;

/// What a cell prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notation {
    /// Nothing.
    Empty,
    /// A dash: zero in a column of counts, nothing elsewhere.
    Dash,
    /// `NA`, `n/a`, `not available`, `ND`.
    NotAvailable,
    /// One number: `12`, `4.5`.
    Number(Decimal),
    /// One number with a percent sign: `75.0%`.
    Percent(Decimal),
    /// `12/16`, with or without a percentage: `12/16 (75)`. Numerator, denominator or second level, percentage.
    Fraction {
        /// Number before the slash.
        first: u64,
        /// Number behind the slash: a denominator or a second level.
        second: u64,
        /// Percentage.
        percent: Option<Decimal>,
    },
    /// Three or more counts: `4/8/4`.
    Slashed(Vec<u64>),
    /// `12 (75.0%)` or `75.0% (12)`: a count and its percentage, told apart by the sign.
    CountPercent {
        /// Count.
        count: u64,
        /// Percentage.
        percent: Decimal,
    },
    /// `a ± b`, `a +/- b`.
    PlusMinus {
        /// Number before the bracket or the ±.
        center: Decimal,
        /// Number behind the ±.
        spread: Decimal,
    },
    /// `a (b)` or `a [b]`: what `b` is stays open.
    Parenthesised {
        /// Number before the bracket or the ±.
        center: Decimal,
        /// Number in the bracket.
        inner: Decimal,
        /// Which bracket.
        bracket: Bracket,
    },
    /// `a (b-c)`, `a [b, c]`, `a (b to c)`: a centre and an interval.
    CenterInterval {
        /// Number before the bracket or the ±.
        center: Decimal,
        /// First end.
        low: Decimal,
        /// Second end.
        high: Decimal,
        /// Which bracket.
        bracket: Bracket,
    },
    /// `b-c`, `b to c`: an interval alone.
    Interval {
        /// First end.
        low: Decimal,
        /// Second end.
        high: Decimal,
    },
}

/// Bracket round the second part of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bracket {
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// None: `54; 50-57`.
    None,
}

/// A P value as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedP {
    /// Text as printed, trimmed.
    pub text: String,
    /// What it says.
    pub value: PValueNotation,
    /// Footnote marks: `*`, `†`, `a`.
    pub marks: String,
}

/// What a printed P says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PValueNotation {
    /// `0.034`
    Equal(Decimal),
    /// `< 0.001`
    Less(Decimal),
    /// `> 0.99`
    Greater(Decimal),
    /// `NS`: not significant at the study's level.
    NotSignificant,
}
