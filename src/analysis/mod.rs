//! The methods: one file per test, effect sizes, and the numerics that they share. Summaries in, results out.

pub mod adjust;
pub mod bibliography;
pub mod calculation;
pub mod convention;
pub mod distribution;
pub mod effect;
pub mod meta;
pub mod methods;
pub mod post_hoc;
pub(crate) mod random;
pub mod regression;
pub mod select;
pub mod survival;

pub use methods::{METHODS, method};

use crate::summary::{ContingencyTable, Moments, ValueCounts};
use distribution::{normal_tails, student_t_two_sided_tails};
use std::fmt;

/// Which deviation from the null hypothesis counts.
///
/// For means, `Less` is a mean of group 1 below that of group 2. For a 2x2 table [[a, b], [c, d]], `Less` is an odds
/// ratio a·d / (b·c) below 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alternative {
    /// Any.
    TwoSided,
    /// Downwards.
    Less,
    /// Upwards.
    Greater,
}

/// How a P value was obtained from the distribution under the null hypothesis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Exactness {
    /// From the exact distribution.
    Exact,
    /// From a limiting distribution.
    Asymptotic,
    /// From a formula fitted to the distribution, which its authors vouch for while P lies between these limits. A P
    /// outside says that it is below (or above) them and little more.
    Fitted {
        /// Smallest P that the formula is good for.
        low: f64,
        /// Largest P that the formula is good for.
        high: f64,
    },
    /// From random tables; the same seed gives the same P.
    MonteCarlo {
        /// Seed of the generator.
        seed: u64,
        /// Number of random tables.
        replicates: u64,
        /// Lower limit of the 99 % confidence interval of P.
        ci_low: f64,
        /// Upper limit of the 99 % confidence interval of P.
        ci_high: f64,
    },
}

/// Why a result cannot be computed from this input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotComputable {
    /// The reason, one clause in plain words.
    pub reason: String,
}

impl NotComputable {
    /// With this reason.
    pub fn because(reason: impl Into<String>) -> NotComputable {
        NotComputable { reason: reason.into() }
    }
}

impl fmt::Display for NotComputable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not computable: {}", self.reason)
    }
}

impl std::error::Error for NotComputable {}

/// Result of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestResult {
    /// Id of the method, as in [`METHODS`].
    pub method: &'static str,
    /// Alternative that was tested.
    pub alternative: Alternative,
    /// Test statistic, where the method has one.
    pub statistic: Option<f64>,
    /// Degrees of freedom; those of the numerator for F.
    pub df: Option<f64>,
    /// Degrees of freedom of the denominator of F.
    pub df2: Option<f64>,
    /// P value; 0 only where the true value is below the smallest number that can be held.
    pub p: f64,
    /// Decimal logarithm of P; finite where `p` underflows.
    pub log10_p: f64,
    /// How P was obtained.
    pub exactness: Exactness,
    /// Smallest expected count, for contingency tables.
    pub min_expected: Option<f64>,
}

impl TestResult {
    /// A two-sided asymptotic result with the natural logarithm of its P value and nothing else.
    fn new(method: &'static str, p: f64, ln_p: f64) -> TestResult {
        TestResult {
            method,
            alternative: Alternative::TwoSided,
            statistic: None,
            df: None,
            df2: None,
            p,
            log10_p: ln_p * std::f64::consts::LOG10_E,
            exactness: Exactness::Asymptotic,
            min_expected: None,
        }
    }

    /// From a statistic that is standard normal under the null hypothesis.
    fn from_normal(method: &'static str, z: f64, alternative: Alternative) -> TestResult {
        let (p, ln_p) = match alternative {
            Alternative::TwoSided => {
                let tails = normal_tails(z.abs());
                (2.0 * tails.upper, tails.ln_upper + std::f64::consts::LN_2)
            }
            Alternative::Less => (normal_tails(z).lower, normal_tails(z).ln_lower),
            Alternative::Greater => (normal_tails(z).upper, normal_tails(z).ln_upper),
        };
        TestResult { alternative, statistic: Some(z), ..TestResult::new(method, p, ln_p) }
    }

    /// From a statistic that has Student's t distribution under the null hypothesis.
    fn from_student_t(method: &'static str, t: f64, df: f64, alternative: Alternative) -> TestResult {
        let (p, ln_p) = match alternative {
            Alternative::TwoSided => {
                let tails = student_t_two_sided_tails(t, df);
                (tails.upper, tails.ln_upper)
            }
            Alternative::Less => {
                let tails = distribution::student_t_tails(t, df);
                (tails.lower, tails.ln_lower)
            }
            Alternative::Greater => {
                let tails = distribution::student_t_tails(t, df);
                (tails.upper, tails.ln_upper)
            }
        };
        TestResult { alternative, statistic: Some(t), df: Some(df), ..TestResult::new(method, p, ln_p) }
    }

    /// From a statistic that has the F distribution under the null hypothesis.
    fn from_f(method: &'static str, f: f64, df1: f64, df2: f64) -> TestResult {
        let tails = distribution::f_tails(f, df1, df2);
        TestResult {
            statistic: Some(f),
            df: Some(df1),
            df2: Some(df2),
            ..TestResult::new(method, tails.upper, tails.ln_upper)
        }
    }

    /// From a statistic that has a chi-square distribution under the null hypothesis.
    fn from_chi_square(method: &'static str, statistic: f64, df: f64) -> TestResult {
        let tails = distribution::chi_square_tails(statistic, df);
        TestResult { statistic: Some(statistic), df: Some(df), ..TestResult::new(method, tails.upper, tails.ln_upper) }
    }

    /// The same result with the smallest expected count.
    fn with_min_expected(self, min_expected: f64) -> TestResult {
        TestResult { min_expected: Some(min_expected), ..self }
    }

    /// The result, or why it is none: no result carries a P that is not a probability.
    fn checked(self) -> Result<TestResult, NotComputable> {
        if (0.0..=1.0).contains(&self.p) && !self.log10_p.is_nan() && self.statistic.is_none_or(f64::is_finite) {
            Ok(self)
        } else {
            Err(NotComputable::because("the numbers are too large or too small to compute with"))
        }
    }
}

/// A test of a contingency table: levels in rows, groups in columns.
pub type CountTest = fn(&ContingencyTable, Alternative) -> Result<TestResult, NotComputable>;
/// A test of several contingency tables of the same shape, one per stratum.
pub type StratumTest = fn(&[ContingencyTable], Alternative) -> Result<TestResult, NotComputable>;
/// A test of counts of categories against proportions given beforehand.
pub type ProportionTest = fn(&[u64], &[f64], Alternative) -> Result<TestResult, NotComputable>;
/// A test of means, from the moments of each group.
pub type MeanTest = fn(&[Moments], Alternative) -> Result<TestResult, NotComputable>;
/// A test of one mean against a given one, from the moments of the sample or of the differences within pairs.
pub type OneMeanTest = fn(&Moments, f64, Alternative) -> Result<TestResult, NotComputable>;
/// A test of the values themselves, one column of counts per group.
pub type ValueTest = fn(&ValueCounts, Alternative) -> Result<TestResult, NotComputable>;

/// What a test of one sample supposes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SampleHypothesis {
    /// The values, or paired differences, are symmetrical about this centre.
    Centre(f64),
    /// The values are normal with this mean and standard deviation.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        sd: f64,
    },
    /// The values are uniform between these limits.
    Uniform {
        /// Lower limit.
        low: f64,
        /// Upper limit.
        high: f64,
    },
    /// The values are exponential with this mean.
    Exponential {
        /// Mean, above 0.
        mean: f64,
    },
    /// The values are normal with any mean and standard deviation.
    AnyNormal,
}

/// A test of one sample: the counts of its values (a single group), and what is supposed of them.
pub type SampleTest = fn(&ValueCounts, &SampleHypothesis, Alternative) -> Result<TestResult, NotComputable>;

/// What a method computes from.
#[derive(Debug, Clone, Copy)]
pub enum Compute {
    /// Counts of levels (rows) by groups (columns).
    Counts(CountTest),
    /// Counts of levels in ascending order (rows) by groups (columns); distinct values are such levels.
    Ordered(CountTest),
    /// Counts of pairs: level of the first member (rows) by level of the second (columns), a square table.
    Pairs(CountTest),
    /// Counts of levels by groups, one table per stratum.
    Strata(StratumTest),
    /// Counts of categories, and the proportions expected under the null hypothesis.
    Proportions(ProportionTest),
    /// Moments of one variable, one per group.
    Means(MeanTest),
    /// Moments of one sample, or of the differences within pairs, and the mean to compare with.
    Mean(OneMeanTest),
    /// How often each value occurs in every group.
    Values(ValueTest),
    /// Values of one sample or paired differences.
    Sample(SampleTest),
}

/// A test: what it is called, what it tests, and how it is computed.
#[derive(Debug, Clone, Copy)]
pub struct Method {
    /// Short name, unique among the methods.
    pub id: &'static str,
    /// Name for readers.
    pub name: &'static str,
    /// Null hypothesis.
    pub null: &'static str,
    /// Alternative hypothesis.
    pub alternative: &'static str,
    /// Key of the reference in the bibliography.
    pub citation: &'static str,
    /// Whether one-sided alternatives are supported.
    pub one_sided: bool,
    /// Whether the method needs a 2x2 table.
    pub two_by_two_only: bool,
    /// The computation.
    pub compute: Compute,
}
