//! Conventions: which test each program computes from the same data, as values, one file a program.
//!
//! Programs agree on every test and differ in which one they print. A table of [`Rules`] holds what a program does
//! unless told otherwise, each fact with its source; [`compare_counts`], [`compare_values`], [`compare_means`] and
//! [`compare_ranks`] follow it.

mod compare;
mod gtsummary;
mod modern;
mod p_style;
mod r;
mod sas;
mod scipy;
mod spss;
mod stata;
mod tableone;
mod tableone_py;

pub use compare::{Answer, Conventional, Question, compare_counts, compare_means, compare_ranks, compare_values};
pub use p_style::PStyle;

use std::fmt;

use crate::study::Convention;
use crate::summary::QuantileType;

/// One thing that a program does, and how it is known.
#[derive(Debug, Clone, Copy)]
pub struct Fact<T> {
    /// What it does.
    pub rule: T,
    /// Where that is said, or what was run to see it.
    pub source: &'static str,
}

/// What a program prints for one comparison: method ids, as in [`METHODS`](super::METHODS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed {
    /// The P that a reader takes from the output.
    pub primary: &'static str,
    /// What is printed beside it without being asked for.
    pub beside: &'static [&'static str],
}

impl Printed {
    /// One method and nothing beside it.
    const fn only(primary: &'static str) -> Printed {
        Printed { primary, beside: &[] }
    }
}

/// How numbers are compared when nothing else is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// By their means.
    Means(Printed),
    /// By their ranks: the program's rank test.
    Ranks,
}

/// For which samples a program takes the exact distribution of the rank sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExactWhen {
    /// Both groups smaller than this.
    BothBelow(u64),
    /// The smaller group no larger than this.
    SmallerAtMost(u64),
    /// Both groups together no larger than this.
    TogetherAtMost(u64),
}

impl ExactWhen {
    /// Whether groups of these sizes qualify.
    pub fn holds(self, n1: u64, n2: u64) -> bool {
        match self {
            ExactWhen::BothBelow(limit) => n1.max(n2) < limit,
            ExactWhen::SmallerAtMost(limit) => n1.min(n2) <= limit,
            ExactWhen::TogetherAtMost(limit) => n1.saturating_add(n2) <= limit,
        }
    }
}

impl fmt::Display for ExactWhen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExactWhen::BothBelow(limit) => write!(f, "both groups below {limit}"),
            ExactWhen::SmallerAtMost(limit) => write!(f, "the smaller group at most {limit}"),
            ExactWhen::TogetherAtMost(limit) => write!(f, "at most {limit} in both groups together"),
        }
    }
}

/// The exact rank-sum test of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactRanks {
    /// For which group sizes.
    pub when: ExactWhen,
    /// Whether it is also taken when values are tied.
    pub with_ties: bool,
    /// Whether it is printed in place of the normal approximation or beside it.
    pub primary: bool,
}

/// How two groups are compared by ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankRule {
    /// The approximation: `rank_sum`, `rank_sum_continuity` or `kruskal_wallis`.
    pub approximate: Printed,
    /// When the exact distribution is taken without being asked for.
    pub exact: Option<ExactRanks>,
}

/// How counts are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CountRule {
    /// Always alike.
    Always(Printed),
    /// By the smallest expected count among levels and groups that occur.
    SmallestExpected {
        /// The limit.
        below: f64,
        /// When it is below the limit.
        small: Printed,
        /// Else.
        otherwise: Printed,
    },
}

/// What deviations are taken from when the variances of groups are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VarianceTest {
    /// Levene's test on absolute deviations from the mean.
    LeveneMean,
    /// Levene's test on squared deviations from the mean.
    LeveneSquared,
    /// Brown and Forsythe's test on absolute deviations from the median.
    LeveneMedian,
    /// No test of variances beside the comparison.
    None,
}

impl VarianceTest {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            VarianceTest::LeveneMean => "Levene, from the mean",
            VarianceTest::LeveneSquared => "Levene, squared deviations from the mean",
            VarianceTest::LeveneMedian => "Levene, from the median (Brown-Forsythe)",
            VarianceTest::None => "none",
        }
    }
}

/// What percentages of a level are taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PercentOf {
    /// Patients whose level is known.
    Known,
    /// All patients of the group.
    All,
}

impl PercentOf {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            PercentOf::Known => "patients whose level is known",
            PercentOf::All => "all patients of the group",
        }
    }
}

/// What a program does unless told otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Whose.
    pub convention: Convention,
    /// Name of the program, and the version that the facts are of.
    pub program: &'static str,
    /// Numbers in two groups.
    pub two_groups: Fact<Location>,
    /// Numbers in more than two groups.
    pub more_groups: Fact<Location>,
    /// Ranks of two groups.
    pub ranks: Fact<RankRule>,
    /// Ranks of more than two groups.
    pub more_ranks: Fact<Printed>,
    /// Counts in a 2x2 table.
    pub two_by_two: Fact<CountRule>,
    /// Counts in a larger table.
    pub larger_table: Fact<CountRule>,
    /// The method that Fisher's two-sided test is, where a program offers it.
    pub fisher: Fact<&'static str>,
    /// Quantiles.
    pub quantiles: Fact<QuantileType>,
    /// Test of equal variances that is printed or offered first.
    pub variances: Fact<VarianceTest>,
    /// Denominator of percentages.
    pub percent_of: Fact<PercentOf>,
    /// How P is printed.
    pub p_style: Fact<PStyle>,
}

/// The rules of a convention.
pub fn rules(convention: Convention) -> &'static Rules {
    match convention {
        Convention::Modern => &modern::RULES,
        Convention::Spss => &spss::RULES,
        Convention::R => &r::RULES,
        Convention::Sas => &sas::RULES,
        Convention::Scipy => &scipy::RULES,
        Convention::Gtsummary => &gtsummary::RULES,
        Convention::Tableone => &tableone::RULES,
        Convention::TableonePy => &tableone_py::RULES,
        Convention::Stata => &stata::RULES,
    }
}
