//! The methods: one file per test, effect sizes, and the numerics that they share. Summaries in, results out.

pub mod distribution;
pub mod effect;
pub mod methods;

use crate::summary::{ContingencyTable, Moments};
pub use methods::METHODS;

/// Which departures from the null hypothesis count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alternative {
    /// Either way.
    TwoSided,
    /// Means: the first group lower. Two-by-two tables `[[a, b], [c, d]]`: `ad/bc` below 1.
    Less,
    /// Means: the first group higher. Two-by-two tables: `ad/bc` above 1.
    Greater,
}

/// How P was obtained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Exactness {
    /// Sum over all outcomes.
    Exact,
    /// From a limiting distribution, or from normal theory.
    Asymptotic,
    /// From random tables, with the limits of a 99 % interval for P.
    MonteCarlo {
        /// Seed of the generator.
        seed: u64,
        /// Number of random tables.
        replicates: u64,
        /// Lower limit.
        ci_low: f64,
        /// Upper limit.
        ci_high: f64,
    },
}

/// Why a test has no answer for these data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not computable: {reason}")]
pub struct NotComputable {
    /// The reason, without "not computable".
    pub reason: String,
}

/// Shorthand for an error with a reason.
pub(crate) fn not_computable<T>(reason: impl Into<String>) -> Result<T, NotComputable> {
    Err(NotComputable { reason: reason.into() })
}

/// Result of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestResult {
    /// Method id.
    pub method: &'static str,
    /// Alternative hypothesis.
    pub alternative: Alternative,
    /// Test statistic, where the test has one.
    pub statistic: Option<f64>,
    /// Degrees of freedom, of the numerator for F.
    pub df: Option<f64>,
    /// Degrees of freedom of the denominator.
    pub df2: Option<f64>,
    /// P value.
    pub p: f64,
    /// Base-10 logarithm of P, finite also where P is too small for a double.
    pub log10_p: f64,
    /// How P was obtained.
    pub exactness: Exactness,
    /// Smallest expected count, for counts.
    pub min_expected: Option<f64>,
}

impl TestResult {
    /// A result from the natural logarithm of P.
    pub(crate) fn from_ln(method: &'static str, alternative: Alternative, ln_p: f64, exactness: Exactness) -> Self {
        let ln_p = ln_p.min(0.0);
        TestResult {
            method,
            alternative,
            statistic: None,
            df: None,
            df2: None,
            p: ln_p.exp(),
            log10_p: ln_p / std::f64::consts::LN_10,
            exactness,
            min_expected: None,
        }
    }

    pub(crate) fn statistic(mut self, statistic: f64) -> Self {
        self.statistic = Some(statistic);
        self
    }

    pub(crate) fn df(mut self, df: f64) -> Self {
        self.df = Some(df);
        self
    }

    pub(crate) fn df2(mut self, df2: f64) -> Self {
        self.df2 = Some(df2);
        self
    }

    pub(crate) fn min_expected(mut self, table: &ContingencyTable) -> Self {
        self.min_expected = Some(table.min_expected());
        self
    }
}

/// Test of a contingency table.
pub type CountTest = fn(&ContingencyTable, Alternative) -> Result<TestResult, NotComputable>;
/// Test of means, from the moments of the groups.
pub type MeanTest = fn(&[Moments], Alternative) -> Result<TestResult, NotComputable>;

/// What a method computes from.
#[derive(Clone, Copy)]
pub enum Compute {
    /// A contingency table.
    Counts(CountTest),
    /// Moments, one per group.
    Means(MeanTest),
}

/// A statistical test and what a reader needs to know of it.
pub struct Method {
    /// Identifier.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Null hypothesis.
    pub null: &'static str,
    /// Alternative hypothesis.
    pub alternative: &'static str,
    /// Key of the source in `docs/refs.bib`.
    pub citation: &'static str,
    /// Has one-sided forms.
    pub one_sided: bool,
    /// Takes two-by-two tables only.
    pub two_by_two_only: bool,
    /// The test.
    pub compute: Compute,
}

/// The method with an identifier.
pub fn method(id: &str) -> Option<&'static Method> {
    METHODS.iter().copied().find(|method| method.id == id)
}
