//! Mantel and Byar's test: the log-rank test of an exposure that begins during follow-up.

use super::exposure::checked;
use crate::analysis::NotComputable;
use crate::analysis::distribution::chi_square_tails;

/// Result of Mantel and Byar's test.
///
/// Null hypothesis: at every time the hazard is the same for those exposed by then and those not (yet) exposed.
/// Alternative: it differs. Everybody counts as not exposed until the exposure begins. Source: Mantel & Byar 1974.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MantelByarTest {
    /// Events of persons when they were exposed.
    pub observed: f64,
    /// Number expected if the exposure changed nothing.
    pub expected: f64,
    /// Hypergeometric variance of the difference.
    pub variance: f64,
    /// Test statistic, 1 degree of freedom.
    pub chi_square: f64,
    /// P value, asymptotic.
    pub p: f64,
    /// Decimal logarithm of P; finite where `p` underflows.
    pub log10_p: f64,
}

impl MantelByarTest {
    /// Key of the reference in the bibliography.
    pub const CITATION: &'static str = "mantel1974";
}

/// The test from follow-up times, whether they ended in the event, and when the exposure began (`None` for never). An
/// exposure at or before time 0 counts from the start; one at or after the end of follow-up never began. Without an
/// exposure after the start this is the log-rank test. O(n log n).
///
/// # Errors
/// Lists of different length; a time that is not finite or not above 0 (with its row); no event, or nobody exposed, or
/// everybody, whenever one happened.
///
/// ```
/// use retrocohort::analysis::survival::mantel_byar_test;
/// // At 4 nobody is exposed yet, at 9 one of two.
/// let test = mantel_byar_test(&[9.0, 4.0, 12.0], &[true, true, false], &[Some(5.0), None, None])?;
/// assert_eq!((test.observed, test.expected), (1.0, 0.5));
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn mantel_byar_test(
    time: &[f64],
    event: &[bool],
    exposed_at: &[Option<f64>],
) -> Result<MantelByarTest, NotComputable> {
    let mut persons = checked(time, event, exposed_at)?;
    persons.sort_by(|a, b| a.0.total_cmp(&b.0));
    let exposure = |person: &(f64, bool, Option<f64>)| person.2.filter(|at| *at < person.0);
    let mut entries: Vec<f64> = persons.iter().filter_map(exposure).collect();
    entries.sort_by(f64::total_cmp);
    let mut at_risk = persons.len();
    // Exposed persons whose follow-up has ended.
    let mut ended = 0;
    let (mut observed, mut expected, mut variance, mut events) = (0.0, 0.0, 0.0, 0);
    for together in persons.chunk_by(|a, b| a.0 == b.0) {
        let time = together.first().map_or(0.0, |person| person.0);
        let deaths = together.iter().filter(|person| person.1).count();
        if deaths > 0 {
            events += deaths;
            let exposed = entries.partition_point(|at| *at < time) - ended;
            let (d, n, e) = (deaths as f64, at_risk as f64, exposed as f64);
            observed += together.iter().filter(|person| person.1 && exposure(person).is_some()).count() as f64;
            expected += d * e / n;
            if at_risk > 1 {
                variance += d * (e / n) * (1.0 - e / n) * (n - d) / (n - 1.0);
            }
        }
        at_risk -= together.len();
        ended += together.iter().filter(|person| exposure(person).is_some()).count();
    }
    if events == 0 {
        return Err(NotComputable::because("no event was observed"));
    }
    if variance <= 0.0 {
        return Err(NotComputable::because(
            "whenever an event happened, all who were followed were exposed, or none of them",
        ));
    }
    let chi_square = (observed - expected) * (observed - expected) / variance;
    let tails = chi_square_tails(chi_square, 1.0);
    let log10_p = tails.ln_upper * std::f64::consts::LOG10_E;
    Ok(MantelByarTest { observed, expected, variance, chi_square, p: tails.upper, log10_p })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::regression::Covariates;
    use crate::analysis::survival::{CoxModel, RankWeights, Ties, rank_test, split_at_exposure};
    use crate::summary::{FollowUp, RiskTable};

    const TIME: [f64; 10] = [5.0, 8.0, 8.0, 12.0, 3.0, 20.0, 14.0, 8.0, 30.0, 2.0];
    const EVENT: [bool; 10] = [true, true, true, false, true, true, false, true, true, true];

    #[test]
    fn without_later_exposure_it_is_the_log_rank_test() {
        let exposed: Vec<Option<f64>> = (0..10).map(|i| (i % 3 == 0).then_some(0.0)).collect();
        let test = mantel_byar_test(&TIME, &EVENT, &exposed).unwrap();
        let person = |i: usize| FollowUp {
            time: TIME[i],
            outcome: usize::from(EVENT[i]),
            group: usize::from(i.is_multiple_of(3)),
        };
        let table = RiskTable::from_follow_up((0..10).map(person), 2, 1).unwrap();
        let log_rank = rank_test(&table, RankWeights::LogRank).unwrap();
        assert!((test.chi_square - log_rank.chi_square).abs() < 1e-12);
        assert_eq!((test.observed, test.expected), (log_rank.groups[1].observed, log_rank.groups[1].expected));
    }

    #[test]
    fn it_is_the_score_test_of_the_time_varying_cox_model() {
        let exposed: Vec<Option<f64>> = (0..10).map(|i| (i % 2 == 0).then_some(i as f64 + 1.0)).collect();
        let test = mantel_byar_test(&TIME, &EVENT, &exposed).unwrap();
        let cut = split_at_exposure(&TIME, &EVENT, &exposed).unwrap();
        let covariates = Covariates::new(vec![("exposed", cut.exposed)]).unwrap();
        let fit = CoxModel::new(cut.spells, &covariates, Ties::Exact).unwrap().fit(0.95).unwrap();
        assert!((test.chi_square - fit.score.chi_square).abs() < 1e-10, "{test:?} {:?}", fit.score);
    }

    #[test]
    fn degenerate_data_say_why() {
        let never = [None; 10];
        let reason = |result: Result<MantelByarTest, NotComputable>| result.unwrap_err().reason;
        assert!(reason(mantel_byar_test(&TIME, &EVENT, &never)).contains("none of them"));
        assert_eq!(reason(mantel_byar_test(&TIME, &[false; 10], &[Some(1.0); 10])), "no event was observed");
        assert!(reason(mantel_byar_test(&[0.0], &[true], &[None])).contains("row 1 is not above 0"));
    }
}
