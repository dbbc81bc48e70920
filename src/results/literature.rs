//! A study's outcome beside published series, as part of other results.

use serde::Serialize;

/// The study's outcome beside published series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LiteratureResult {
    /// What is put beside the series: "study" or "registry".
    pub subject: &'static str,
    /// The outcome.
    pub outcome: String,
    /// Confidence level of every interval.
    pub level: f64,
    /// The study's own figures.
    pub own: Share,
    /// The series, as declared.
    pub series: Vec<SeriesResult>,
    /// The series pooled, where that was asked for.
    pub pooled: Option<PooledResult>,
}

/// A proportion with its intervals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// Patients with the outcome.
    pub events: u64,
    /// All patients.
    pub n: u64,
    /// The proportion.
    pub proportion: f64,
    /// Clopper and Pearson's exact interval.
    pub exact: [f64; 2],
    /// Wilson's interval.
    pub wilson: [f64; 2],
}

/// A published series beside the study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesResult {
    /// Short name.
    pub label: String,
    /// Citation.
    pub citation: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// What is declared about its figures.
    pub note: Option<String>,
    /// Rate as printed, or both ends of the printed range, in per cent; empty where counts are declared.
    pub printed: Vec<String>,
    /// The same as proportions.
    pub rates: Vec<f64>,
    /// Its figures; absent where no n is known.
    pub share: Option<Share>,
    /// Smallest and largest count that print as the rate, where there are several; `share` has the nearest.
    pub possible_events: Option<[u64; 2]>,
    /// Tests of the study against it.
    pub tests: Vec<SeriesTest>,
    /// The study's proportion less that of the series; absent where no n is known.
    pub difference: Option<Difference>,
}

/// A test of the study against a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesTest {
    /// Method.
    pub method: &'static str,
    /// The rate that was taken as fixed; absent where two counts are compared.
    pub rate: Option<f64>,
    /// P, two-sided.
    pub p: Option<f64>,
    /// Its decimal logarithm.
    pub log10_p: Option<f64>,
    /// Smallest and largest P over the possible counts, where there are several.
    pub p_range: Option<[f64; 2]>,
    /// Why there is no P.
    pub reason: Option<String>,
}

/// A difference of two proportions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Estimate.
    pub estimate: f64,
    /// Lower limit.
    pub ci_low: f64,
    /// Upper limit.
    pub ci_high: f64,
    /// How the limits were obtained.
    pub method: &'static str,
}

/// The series with known counts, pooled; the study itself is not among them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PooledResult {
    /// Labels of the series pooled.
    pub series: Vec<String>,
    /// Labels of the series that report no n.
    pub left_out: Vec<String>,
    /// Why there is no estimate.
    pub reason: Option<String>,
    /// The estimate.
    pub estimate: Option<PooledShare>,
    /// How far the series disagree; absent for a single one.
    pub heterogeneity: Option<HeterogeneityResult>,
}

/// A pooled proportion: logits, DerSimonian and Laird's variance between series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledShare {
    /// The proportion.
    pub proportion: f64,
    /// DerSimonian and Laird's normal interval.
    pub dersimonian_laird: [f64; 2],
    /// Hartung and Knapp's interval, its factor not below 1; absent for a single series.
    pub hartung_knapp: Option<[f64; 2]>,
    /// Factor of Hartung and Knapp.
    pub factor: Option<f64>,
    /// Prediction interval of the true proportion of a further series; absent for fewer than three.
    pub prediction: Option<[f64; 2]>,
    /// Variance between series, of logits.
    pub tau_squared: f64,
}

/// How far series disagree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeterogeneityResult {
    /// Cochran's Q.
    pub q: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// Its P.
    pub p: f64,
    /// Decimal logarithm of P.
    pub log10_p: f64,
    /// I², between 0 and 1.
    pub i_squared: f64,
    /// Test-based limits of I²; absent for two series.
    pub i_squared_ci: Option<[f64; 2]>,
}
