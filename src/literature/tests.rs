//! A study beside published series.

use super::*;
use crate::study::{Outcome, PrintedRate};

fn rate(text: &str) -> PrintedRate {
    PrintedRate::read(text).unwrap()
}

fn literature(figures: &[SeriesFigures], pool: bool) -> Literature {
    let series = figures.iter().enumerate().map(|(i, figures)| PublishedSeries {
        label: format!("Series {i}"),
        citation: None,
        doi: None,
        year: None,
        note: None,
        figures: *figures,
    });
    let outcome = Outcome { label: "Survival".into(), events: 8, n: 24 };
    Literature { outcome, series: series.collect(), pool }
}

fn close(found: Option<f64>, expected: f64) {
    assert!(found.is_some_and(|found| (found / expected - 1.0).abs() < 1e-12), "{found:?} v {expected}");
}

#[test]
fn fixed_rates_as_in_scipy_and_r() {
    // SciPy 1.17.1 binomtest(8, 24, p).pvalue, R 4.2.2 binom.test(8, 24, p)$p.value.
    let figures = [SeriesFigures::Rate(rate("15")), SeriesFigures::Range(rate("41"), rate("45"))];
    let found = beside(&literature(&figures, false), 0.95).unwrap();
    close(found.series[0].tests[0].p, 0.019_869_309_381_736_28);
    close(found.series[1].tests[0].p, 0.536_341_624_826_289_8);
    close(found.series[1].tests[1].p, 0.307_136_607_764_752);
    assert_eq!(found.series[1].printed, ["41", "45"]);
    assert!(found.series.iter().all(|series| series.share.is_none() && series.difference.is_none()));
    assert!(found.pooled.is_none());
}

#[test]
fn a_rate_of_a_known_number_is_a_count() {
    // R 4.2.2 fisher.test(matrix(c(183, 424, 8, 16), 2))$p.value.
    let figures = [SeriesFigures::RateOf { rate: rate("30.1"), n: 607 }, SeriesFigures::Counts { events: 183, n: 607 }];
    let found = beside(&literature(&figures, false), 0.95).unwrap();
    let [of_rate, of_counts] = found.series.as_slice() else { panic!("two series") };
    close(of_rate.tests[0].p, 0.821_125_789_816_132_5);
    assert_eq!((&of_rate.tests, &of_rate.share), (&of_counts.tests, &of_counts.share));
    assert_eq!((of_rate.possible_events, of_rate.tests[0].p_range), (None, None));
    let difference = of_rate.difference.as_ref().unwrap();
    assert!((difference.estimate - (8.0 / 24.0 - 183.0 / 607.0)).abs() < 1e-15);
    assert!(difference.ci_low < 0.0 && difference.ci_high > 0.0);
}

#[test]
fn a_coarse_rate_gives_a_range_of_p() {
    let found = beside(&literature(&[SeriesFigures::RateOf { rate: rate("28"), n: 1_000 }], false), 0.95).unwrap();
    let series = &found.series[0];
    assert_eq!((series.possible_events, series.share.as_ref().unwrap().events), (Some([275, 285]), 280));
    for test in &series.tests {
        let [low, high] = test.p_range.unwrap();
        assert!(low < high && (low..=high).contains(&test.p.unwrap()), "{test:?}");
    }
    let found = beside(&literature(&[SeriesFigures::RateOf { rate: rate("28"), n: 1_000_000 }], false), 0.95).unwrap();
    let test = &found.series[0].tests[0];
    assert!(test.p.is_none() && test.reason.as_ref().is_some_and(|reason| reason.contains("10001 counts")), "{test:?}");
}

#[test]
fn what_cannot_be_tested_says_why() {
    let mut all = literature(&[SeriesFigures::Counts { events: 5, n: 5 }, SeriesFigures::Rate(rate("100"))], false);
    all.outcome = Outcome { label: "Survival".into(), events: 5, n: 5 };
    let found = beside(&all, 0.95).unwrap();
    assert!(found.series[0].tests.iter().all(|test| test.p.is_none() && test.reason.is_some()), "{found:?}");
    for test in found.series.iter().flat_map(|series| &series.tests) {
        assert!(test.p.is_some() != test.reason.is_some(), "{test:?}");
    }
    assert!(beside(&all, 1.0).is_err());
}

#[test]
fn pooled_when_asked_and_without_the_study() {
    let counts = |events, n| SeriesFigures::Counts { events, n };
    let figures = [counts(0, 10), counts(5, 18), SeriesFigures::Rate(rate("15")), counts(2, 15), counts(12, 20)];
    let pooled = beside(&literature(&figures, true), 0.95).unwrap().pooled.unwrap();
    assert_eq!(pooled.left_out, ["Series 2"]);
    assert_eq!(pooled.series.len(), 4);
    let estimate = pooled.estimate.unwrap();
    // metafor 3.8-1, rma(yi, vi, method = "DL") of logits, back-transformed by transf.ilogit.
    close(Some(estimate.proportion), 0.263_134_695_284_872_2);
    close(Some(estimate.hartung_knapp.unwrap()[1]), 0.754_005_207_640_051_3);
    assert!(pooled.heterogeneity.unwrap().i_squared_ci.is_some());
    let one = beside(&literature(&figures[..1], true), 0.95).unwrap().pooled.unwrap();
    let estimate = one.estimate.unwrap();
    assert!(estimate.hartung_knapp.is_none() && estimate.prediction.is_none() && one.heterogeneity.is_none());
    let none = beside(&literature(&figures[2..3], true), 0.95).unwrap().pooled.unwrap();
    assert!(none.estimate.is_none() && none.reason.is_some());
}
