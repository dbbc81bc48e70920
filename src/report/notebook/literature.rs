//! The study's outcome beside published series, as a notebook computes it again.

use super::study::{Given, Row, Section, markdown, one_line};
use crate::results::literature::{LiteratureResult, PooledResult, SeriesResult, Share};
use crate::results::reproduction::Figures;

/// The rows, and the numbers that are not computed again.
pub fn section(results: &LiteratureResult) -> (Section, Vec<String>) {
    let own = &results.own;
    let mut rows = vec![Row {
        figures: Some(counts(&[own])),
        numbers: intervals(&[own]),
        ..row(&format!("This {}", results.subject), &format!("{}/{}", own.events, own.n), None)
    }];
    let mut left_out = Vec::new();
    for series in &results.series {
        match &series.share {
            Some(share) => rows.push(of_counts(series, share, own)),
            None => rows.extend(of_rates(series, own)),
        }
        if series.possible_events.is_some() {
            left_out.push(format!("Published series, {}: range of P over all counts", one_line(&series.label)));
        }
    }
    rows.extend(results.pooled.iter().filter_map(|pooled| of_pooled(results, pooled)));
    let text = format!("{}: this {} and published series.", markdown(&results.outcome), results.subject);
    (Section { title: "Published series".into(), text, rows }, left_out)
}

fn row(label: &str, printed: &str, shown: Option<&'static str>) -> Row {
    Row {
        label: one_line(label),
        printed: one_line(printed),
        verdict: "-".into(),
        figures: None,
        shown,
        numbers: Vec::new(),
    }
}

/// Those with the outcome and those without, one column a group.
fn counts(groups: &[&Share]) -> Given {
    let with = groups.iter().map(|share| share.events).collect();
    let without = groups.iter().map(|share| share.n.saturating_sub(share.events)).collect();
    Given::Figures(Figures::Counts(vec![with, without]))
}

fn intervals(groups: &[&Share]) -> Vec<(&'static str, Vec<f64>)> {
    let all = |of: &dyn Fn(&Share) -> [f64; 2]| {
        let limits = |share: &&Share| [vec![share.proportion], of(share).to_vec()].concat();
        groups.iter().flat_map(limits).collect()
    };
    vec![("proportions", all(&|share| share.wilson)), ("clopper_pearson", all(&|share| share.exact))]
}

fn of_counts(series: &SeriesResult, share: &Share, own: &Share) -> Row {
    // The study is the second group, as effects take it.
    let groups = [share, own];
    let p = series.tests.iter().filter_map(|test| Some((test.method, vec![test.p?])));
    let mut numbers: Vec<(&'static str, Vec<f64>)> = p.collect();
    let shown = numbers.first().map(|(method, _)| *method);
    let limits = series.difference.as_ref().map(|found| vec![found.estimate, found.ci_low, found.ci_high]);
    numbers.extend(limits.map(|limits| ("risk_difference", limits)));
    numbers.extend(intervals(&groups));
    let printed = series.printed.first().map_or_else(|| format!("{}/{}", share.events, share.n), |p| format!("{p} %"));
    Row { figures: Some(counts(&groups)), numbers, ..row(&series.label, &printed, shown) }
}

/// A row for each printed rate.
fn of_rates<'a>(series: &'a SeriesResult, own: &'a Share) -> impl Iterator<Item = Row> + 'a {
    series.printed.iter().zip(&series.tests).filter_map(|(percent, test)| {
        let figures = Given::Share { count: own.events, n: own.n, percent: percent.clone() };
        let numbers = vec![(test.method, vec![test.p?])];
        let label =
            if series.printed.len() > 1 { format!("{}: {percent} %", series.label) } else { series.label.clone() };
        Some(Row { figures: Some(figures), numbers, ..row(&label, &format!("{percent} %"), Some(test.method)) })
    })
}

fn of_pooled(results: &LiteratureResult, pooled: &PooledResult) -> Option<Row> {
    let found = pooled.estimate.as_ref()?;
    let shares = results.series.iter().filter_map(|series| series.share.as_ref());
    let series = shares.map(|share| [share.events, share.n]).collect();
    let mut numbers = vec![
        ("dersimonian_laird", [vec![found.proportion], found.dersimonian_laird.to_vec()].concat()),
        ("tau_squared", vec![found.tau_squared]),
    ];
    numbers.extend(found.hartung_knapp.map(|limits| ("hartung_knapp", limits.to_vec())));
    numbers.extend(found.factor.map(|factor| ("hartung_knapp_factor", vec![factor])));
    numbers.extend(found.prediction.map(|limits| ("prediction_interval", limits.to_vec())));
    if let Some(apart) = &pooled.heterogeneity {
        numbers.push(("heterogeneity", vec![apart.p, apart.q, apart.df]));
        numbers.push(("i_squared", vec![apart.i_squared]));
        numbers.extend(apart.i_squared_ci.map(|limits| ("i_squared_limits", limits.to_vec())));
    }
    Some(Row { figures: Some(Given::Series(series)), numbers, ..row("Pooled", "-", None) })
}
