//! Area under the receiver operating characteristic curve, by DeLong's method.

use crate::analysis::NotComputable;
use crate::analysis::distribution::normal_tails;
use crate::analysis::effect::normal_limit;

/// One point of a receiver operating characteristic curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    /// Persons with at least this score are called positive; infinite at the first point, where nobody is.
    pub threshold: f64,
    /// Share of those with the outcome who are called positive.
    pub sensitivity: f64,
    /// Share of those without the outcome who are not.
    pub specificity: f64,
}

/// Area under the curve of a score for a binary outcome: the probability that of two persons, one with the outcome and
/// one without, the first has the higher score, ties counted half. 1/2 says that the score tells nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Auc {
    /// The area.
    pub estimate: f64,
    /// Its standard error (DeLong, DeLong & Clarke-Pearson 1988).
    pub standard_error: f64,
    /// Normal interval, cut at 0 and 1; none where the score separates the outcomes, for then the standard error is 0
    /// and says nothing.
    pub interval: Result<(f64, f64), NotComputable>,
    /// Confidence level.
    pub level: f64,
    /// Persons with the outcome.
    pub events: u64,
    /// Persons without the outcome.
    pub others: u64,
}

/// DeLong's test of two scores for the same persons.
///
/// Null hypothesis: the areas under both curves are equal. Alternative: they differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeLongTest {
    /// Area of the first score less that of the second.
    pub difference: f64,
    /// Its standard error, with the correlation of the scores.
    pub standard_error: f64,
    /// Lower limit of its interval.
    pub ci_low: f64,
    /// Upper limit of its interval.
    pub ci_high: f64,
    /// Statistic, standard normal under the null hypothesis.
    pub z: f64,
    /// Two-sided P value, asymptotic.
    pub p: f64,
    /// Decimal logarithm of P; finite where `p` underflows.
    pub log10_p: f64,
}

/// Area under the curve of `score` (higher is more likely), one finite value a person. O(n log n).
///
/// # Errors
/// Lists of different length, a score that is not finite, nobody with or nobody without the outcome, a level that is not
/// between 0 and 1.
///
/// ```
/// use retrocohort::analysis::regression::auc;
/// let area = auc(&[true, false, true, false, false], &[0.9, 0.4, 0.35, 0.3, 0.1], 0.95)?;
/// assert!((area.estimate - 5.0 / 6.0).abs() < 1e-15);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn auc(outcome: &[bool], score: &[f64], level: f64) -> Result<Auc, NotComputable> {
    let z = normal_limit(level)?;
    let placements = Placements::of(outcome, score)?;
    let (events, others) = (placements.events.len() as u64, placements.others.len() as u64);
    let estimate = mean(&placements.events);
    let interval = if estimate == 1.0 || estimate == 0.0 {
        Err(NotComputable::because("the score separates those with the outcome from those without"))
    } else if events < 2 || others < 2 {
        Err(NotComputable::because("the standard error needs two persons with the outcome and two without"))
    } else {
        Ok(())
    };
    let standard_error = covariance(&placements, &placements).sqrt();
    let interval =
        interval.map(|()| ((estimate - z * standard_error).max(0.0), (estimate + z * standard_error).min(1.0)));
    Ok(Auc { estimate, standard_error, interval, level, events, others })
}

/// Compares the areas under the curves of two scores for the same persons. O(n log n).
///
/// # Errors
/// As [`auc`]; scores whose difference in area does not vary, as when one is a function of the other.
pub fn delong_test(outcome: &[bool], first: &[f64], second: &[f64], level: f64) -> Result<DeLongTest, NotComputable> {
    let limit = normal_limit(level)?;
    let (a, b) = (Placements::of(outcome, first)?, Placements::of(outcome, second)?);
    if a.events.len() < 2 || a.others.len() < 2 {
        return Err(NotComputable::because("the standard error needs two persons with the outcome and two without"));
    }
    let difference = mean(&a.events) - mean(&b.events);
    let contrast = Placements { events: less(&a.events, &b.events), others: less(&a.others, &b.others) };
    let variance = covariance(&contrast, &contrast);
    if variance <= 1e-24 {
        return Err(NotComputable::because("both scores rank the persons alike"));
    }
    let standard_error = variance.sqrt();
    let z = difference / standard_error;
    let tails = normal_tails(z.abs());
    Ok(DeLongTest {
        difference,
        standard_error,
        ci_low: difference - limit * standard_error,
        ci_high: difference + limit * standard_error,
        z,
        p: 2.0 * tails.upper,
        log10_p: (tails.ln_upper + std::f64::consts::LN_2) * std::f64::consts::LOG10_E,
    })
}

/// The curve, from nobody called positive to everybody: one point a distinct score. O(n log n).
///
/// # Errors
/// As [`auc`].
pub fn roc_curve(outcome: &[bool], score: &[f64]) -> Result<Vec<RocPoint>, NotComputable> {
    let mut sorted = checked(outcome, score)?;
    sorted.reverse();
    let events = sorted.iter().filter(|person| person.1).count();
    let others = sorted.len() - events;
    let (mut hits, mut false_alarms) = (0, 0);
    let mut points = vec![RocPoint { threshold: f64::INFINITY, sensitivity: 0.0, specificity: 1.0 }];
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let positive = tied.iter().filter(|person| person.1).count();
        hits += positive;
        false_alarms += tied.len() - positive;
        points.push(RocPoint {
            threshold: tied.first().map_or(f64::NAN, |person| person.0),
            sensitivity: hits as f64 / events as f64,
            specificity: (others - false_alarms) as f64 / others as f64,
        });
    }
    Ok(points)
}

/// Scores in ascending order with their outcomes.
fn checked(outcome: &[bool], score: &[f64]) -> Result<Vec<(f64, bool)>, NotComputable> {
    if outcome.len() != score.len() {
        return Err(NotComputable::because(format!("{} outcomes and {} scores", outcome.len(), score.len())));
    }
    if let Some(row) = score.iter().position(|score| !score.is_finite()) {
        return Err(NotComputable::because(format!("the score in row {} is not a finite number", row + 1)));
    }
    let events = outcome.iter().filter(|event| **event).count();
    if events == 0 {
        return Err(NotComputable::because("nobody has the outcome"));
    }
    if events == outcome.len() {
        return Err(NotComputable::because("everybody has the outcome"));
    }
    let mut sorted: Vec<(f64, bool)> = score.iter().map(|score| score + 0.0).zip(outcome.iter().copied()).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(sorted)
}

/// For everybody with the outcome, the share of those without whose score is lower (ties half); for everybody without,
/// the share of those with whose score is higher. Each in the order of the persons.
struct Placements {
    events: Vec<f64>,
    others: Vec<f64>,
}

impl Placements {
    fn of(outcome: &[bool], score: &[f64]) -> Result<Placements, NotComputable> {
        let sorted = checked(outcome, score)?;
        let total = sorted.iter().filter(|person| person.1).count();
        let (m, n) = (total as f64, (sorted.len() - total) as f64);
        // Distinct scores with the number of events and of others below and at each.
        let mut levels: Vec<(f64, f64, f64)> = Vec::new();
        let (mut events, mut others) = (0.0, 0.0);
        for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
            let own = tied.iter().filter(|person| person.1).count() as f64;
            let rest = tied.len() as f64 - own;
            let score = tied.first().map_or(f64::NAN, |person| person.0);
            levels.push((score, (others + 0.5 * rest) / n, (m - events - 0.5 * own) / m));
            events += own;
            others += rest;
        }
        let mut placements = Placements { events: Vec::with_capacity(total), others: Vec::new() };
        for (&event, score) in outcome.iter().zip(score) {
            let at = levels.partition_point(|level| level.0 < *score);
            if let Some(&(_, below, above)) = levels.get(at) {
                if event { placements.events.push(below) } else { placements.others.push(above) }
            }
        }
        Ok(placements)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn less(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Covariance of two areas from the placements of the same persons.
fn covariance(a: &Placements, b: &Placements) -> f64 {
    let part = |a: &[f64], b: &[f64]| {
        let (mean_a, mean_b, n) = (mean(a), mean(b), a.len() as f64);
        let sum: f64 = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
        if a.len() < 2 { 0.0 } else { sum / (n - 1.0) / n }
    };
    part(&a.events, &b.events) + part(&a.others, &b.others)
}
