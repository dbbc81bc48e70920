//! A study's outcome beside published series: exact tests, intervals, and, when asked, the series pooled.

mod pooled;
#[cfg(test)]
mod tests;

use crate::analysis::effect::{proportion_clopper_pearson, proportion_wilson, risk_difference};
use crate::analysis::methods::{binomial_exact, fisher, mid_p_minlike};
use crate::analysis::{Alternative, NotComputable, TestResult};
use crate::results::literature::{Difference, LiteratureResult, SeriesResult, SeriesTest, Share};
use crate::study::{Literature, PublishedSeries, SeriesFigures};
use crate::summary::ContingencyTable;

/// Counts that a coarse rate may stand for; beyond these P is not gone through.
const MOST_COUNTS: u64 = 2_000;

/// Puts the outcome of a study beside published series.
///
/// A series with counts is compared by Fisher's exact test (two-sided, and its mid-P form) and by Newcombe's interval
/// of the difference. Where a rate is printed with n, its count is that which prints as the rate; of several the nearest,
/// and P is given as the range over all of them. A rate without n is taken as a fixed number, as are both ends of a range
/// of rates: the exact binomial test then knows nothing of the uncertainty of the rate. Nothing is pooled unless `pool`.
///
/// # Errors
/// A level that is not between 0 and 1, and figures that a loader would have refused.
pub fn beside(literature: &Literature, level: f64) -> Result<LiteratureResult, NotComputable> {
    let outcome = &literature.outcome;
    let own = share(outcome.events, outcome.n, level)?;
    let series: Vec<SeriesResult> =
        literature.series.iter().map(|series| against(&own, series, level)).collect::<Result<_, _>>()?;
    let pooled = literature.pool.then(|| pooled::pooled(&series, level));
    Ok(LiteratureResult { subject: "study", outcome: outcome.label.clone(), level, own, series, pooled })
}

fn share(events: u64, n: u64, level: f64) -> Result<Share, NotComputable> {
    let exact = proportion_clopper_pearson(events, n, level)?;
    let wilson = proportion_wilson(events, n, level)?;
    Ok(Share {
        events,
        n,
        proportion: exact.estimate,
        exact: [exact.ci_low, exact.ci_high],
        wilson: [wilson.ci_low, wilson.ci_high],
    })
}

/// One series beside the study.
fn against(own: &Share, series: &PublishedSeries, level: f64) -> Result<SeriesResult, NotComputable> {
    let (printed, counts) = match series.figures {
        SeriesFigures::Counts { events, n } => (vec![], Some((events, n, (events, events)))),
        SeriesFigures::RateOf { rate, n } => {
            let possible = rate.counts(n).ok_or_else(|| NotComputable::because("no count prints as the rate"))?;
            (vec![rate], Some((rate.nearest_count(n), n, possible)))
        }
        SeriesFigures::Rate(rate) => (vec![rate], None),
        SeriesFigures::Range(low, high) => (vec![low, high], None),
    };
    let rates: Vec<f64> = printed.iter().map(|rate| rate.share()).collect();
    let mut result = SeriesResult {
        label: series.label.clone(),
        citation: series.citation.clone(),
        doi: series.doi.clone(),
        year: series.year,
        note: series.note.clone(),
        printed: printed.iter().map(ToString::to_string).collect(),
        share: None,
        possible_events: None,
        tests: Vec::new(),
        difference: None,
        rates,
    };
    match counts {
        Some((events, n, (low, high))) => {
            result.share = Some(share(events, n, level)?);
            result.possible_events = (low < high).then_some([low, high]);
            result.tests = vec![
                two_counts("fisher", fisher, own, (events, n), (low, high)),
                two_counts("mid_p_minlike", mid_p_minlike, own, (events, n), (low, high)),
            ];
            let difference = risk_difference(&table(own, events, n)?, level)?;
            result.difference = Some(Difference {
                estimate: difference.estimate,
                ci_low: difference.ci_low,
                ci_high: difference.ci_high,
                method: difference.method,
            });
        }
        None => {
            let fixed = |rate: &f64| {
                let test =
                    binomial_exact(&[own.events, own.n - own.events], &[*rate, 1.0 - *rate], Alternative::TwoSided);
                described("binomial_exact", Some(*rate), test)
            };
            result.tests = result.rates.iter().map(fixed).collect();
        }
    }
    Ok(result)
}

/// The series in column 1, the study in column 2: effects are of the study against the series.
fn table(own: &Share, events: u64, n: u64) -> Result<ContingencyTable, NotComputable> {
    let rows = vec![vec![events, own.events], vec![n - events, own.n - own.events]];
    ContingencyTable::new(rows).map_err(|_| NotComputable::because("the counts make no table"))
}

type CountTest = fn(&ContingencyTable, Alternative) -> Result<TestResult, NotComputable>;

/// A test of two counts, and the range of its P over the counts that print as the rate.
fn two_counts(
    method: &'static str,
    test: CountTest,
    own: &Share,
    (events, n): (u64, u64),
    (low, high): (u64, u64),
) -> SeriesTest {
    let p_of = |events: u64| table(own, events, n).and_then(|table| test(&table, Alternative::TwoSided));
    let mut found = described(method, None, p_of(events));
    if low < high && found.p.is_some() {
        if high - low >= MOST_COUNTS {
            let reason = format!("{} counts print as the rate: it is too coarse for a test", high - low + 1);
            return SeriesTest { p: None, log10_p: None, reason: Some(reason), ..found };
        }
        let all = (low..=high).filter_map(|events| p_of(events).ok()).map(|test| test.p);
        let range = all.fold([1.0_f64, 0.0_f64], |[least, most], p| [least.min(p), most.max(p)]);
        found.p_range = Some(range);
    }
    found
}

fn described(method: &'static str, rate: Option<f64>, test: Result<TestResult, NotComputable>) -> SeriesTest {
    let empty = SeriesTest { method, rate, p: None, log10_p: None, p_range: None, reason: None };
    match test {
        Ok(test) => SeriesTest { p: Some(test.p), log10_p: Some(test.log10_p), ..empty },
        Err(error) => SeriesTest { reason: Some(error.reason), ..empty },
    }
}
