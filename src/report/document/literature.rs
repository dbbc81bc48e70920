//! The section on published series: a sentence, a table, what was pooled, and how.

use super::{Block, Cell, Column, Row, Table};
use crate::report::style::{confidence, percent, rounded};
use crate::report::wording;
use crate::results::literature::{LiteratureResult, PooledResult, PooledShare, SeriesResult, SeriesTest, Share};

/// The section with its heading.
pub fn section(results: &LiteratureResult) -> Vec<Block> {
    let heading = Block::Heading("Beside published series".into());
    let mut blocks = vec![heading, Block::Paragraph(lead(results)), Block::Table(table(results))];
    blocks.extend(results.pooled.iter().map(|pooled| Block::Paragraph(in_words(results, pooled))));
    let sources: Vec<String> = results.series.iter().filter_map(source).collect();
    blocks.extend((!sources.is_empty()).then_some(Block::List(sources)));
    blocks
}

fn lead(results: &LiteratureResult) -> String {
    let Share { events, n, proportion, exact: [low, high], .. } = &results.own;
    format!(
        "{}: {events} of {n} patients of this {}, {} % (exact {} interval {} to {} %), beside {} published series.{}",
        results.outcome,
        results.subject,
        percent(*proportion),
        confidence(results.level),
        percent(*low),
        percent(*high),
        results.series.len(),
        if results.pooled.is_some() { "" } else { " The series are not pooled." }
    )
}

fn table(results: &LiteratureResult) -> Table {
    let level = confidence(results.level);
    let columns = vec![
        Column::text("Series"),
        Column::numbers("Patients"),
        Column::numbers("%"),
        Column { under: Some("exact".into()), ..Column::numbers(&format!("{level} interval")) },
        Column {
            under: Some(format!("points, {level} interval")),
            ..Column::numbers(&format!("{} less series", super::comparison::capitalised(results.subject)))
        },
        Column::numbers("P"),
    ];
    let mut rows = vec![own(results)];
    rows.extend(results.series.iter().map(row));
    let estimate = results.pooled.as_ref().and_then(|pooled| Some((pooled, pooled.estimate.as_ref()?)));
    rows.extend(estimate.map(|(pooled, estimate)| pooled_row(pooled, estimate)));
    Table {
        id: "published-series".into(),
        title: format!("{}: this {} and published series", results.outcome, results.subject),
        columns,
        rows,
        footnotes: footnotes(results),
    }
}

fn shares(share: &Share) -> [Cell; 3] {
    let [low, high] = share.exact;
    [
        Cell::text(format!("{}/{}", share.events, share.n)),
        Cell::number(percent(share.proportion), 100.0 * share.proportion),
        Cell::text(format!("{} to {}", percent(low), percent(high))),
    ]
}

fn dash() -> Cell {
    Cell::text("–")
}

fn own(results: &LiteratureResult) -> Row {
    let name = Cell { strong: true, ..Cell::text(format!("This {}", results.subject)) };
    let cells = [name].into_iter().chain(shares(&results.own)).chain([dash(), dash()]).collect();
    Row { cells, ..Row::default() }
}

fn row(series: &SeriesResult) -> Row {
    let mut cells = vec![Cell::text(&series.label)];
    match &series.share {
        Some(share) => cells.extend(shares(share)),
        None => {
            let rate = match series.rates.as_slice() {
                [rate] => Cell::number(printed(series), 100.0 * rate),
                _ => Cell::text(printed(series)),
            };
            cells.extend([Cell::text("n not given"), rate, dash()]);
        }
    }
    cells.push(series.difference.as_ref().map_or_else(dash, |found| {
        let points = |share: f64| percent(share).replace('-', "−");
        Cell::text(format!("{} ({} to {})", points(found.estimate), points(found.ci_low), points(found.ci_high)))
    }));
    cells.push(p_cell(series));
    Row { cells, indent: 0, details: details(series) }
}

/// The rate as printed: "30.1", "41 to 45".
pub fn printed(series: &SeriesResult) -> String {
    series.printed.join(" to ")
}

/// The tests that the table shows: Fisher's, or the binomial one at every printed rate.
pub fn shown(series: &SeriesResult) -> impl Iterator<Item = &SeriesTest> {
    series.tests.iter().filter(|test| ["fisher", "binomial_exact"].contains(&test.method))
}

/// P of a series as one phrase: "0.821", "0.536 to 0.307", "not computable".
pub fn p_text(series: &SeriesResult) -> String {
    let one = |test: &SeriesTest| test.p.map_or("not computable".to_string(), |p| wording::p(p, test.log10_p));
    shown(series).map(one).collect::<Vec<_>>().join("; ")
}

fn p_cell(series: &SeriesResult) -> Cell {
    let tests: Vec<&SeriesTest> = shown(series).collect();
    let mut marks = vec![if series.share.is_some() { "a" } else { "b" }];
    if tests.iter().any(|test| test.p_range.is_some() || (test.p.is_none() && series.possible_events.is_some())) {
        marks.push("c");
    }
    let cell = match tests.as_slice() {
        [SeriesTest { p: Some(p), p_range, .. }] => {
            let range =
                p_range.map(|[low, high]| format!(" [{} to {}]", wording::p(low, None), wording::p(high, None)));
            Cell::number(p_text(series) + &range.unwrap_or_default(), *p)
        }
        _ => Cell::text(p_text(series)),
    };
    Cell { marks: marks.into_iter().map(String::from).collect(), ..cell }
}

/// Where a series comes from; `None` where nothing is declared.
fn source(series: &SeriesResult) -> Option<String> {
    let doi = series.doi.as_ref().map(|doi| format!("doi:{doi}"));
    let parts = [series.citation.clone(), doi, series.note.clone()];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| format!("{}: {text}", series.label))
}

/// What a reader may ask about a series.
fn details(series: &SeriesResult) -> Vec<String> {
    let mut all = Vec::new();
    if let (Some(share), [rate]) = (&series.share, series.printed.as_slice()) {
        let several = series.possible_events.map_or(String::new(), |[low, high]| {
            format!(", the nearest of {low} to {high}, which all print as this rate")
        });
        all.push(format!("Printed is {rate} % of {}: {} patients{several}.", share.n, share.events));
    }
    all.extend(series.share.as_ref().map(|share| {
        let [low, high] = share.wilson;
        format!("Wilson's interval: {} to {} %.", percent(low), percent(high))
    }));
    for test in &series.tests {
        let rate = test.rate.map(|rate| format!(" against {} %", trimmed(100.0 * rate))).unwrap_or_default();
        let range = test
            .p_range
            .map_or(String::new(), |[low, high]| format!(" [{} to {}]", wording::p(low, None), wording::p(high, None)));
        let name = crate::analysis::method(test.method).map_or(test.method, |method| method.name);
        let name = super::comparison::capitalised(name);
        all.push(match (test.p, &test.reason) {
            (Some(p), _) => format!("{name}{rate}: P = {}{range}.", wording::p(p, test.log10_p)),
            (None, reason) => format!("{name}{rate}: no P, {}.", reason.as_deref().unwrap_or("not computable")),
        });
    }
    all
}

/// A rate in per cent without the noise of its last bits.
fn trimmed(percent: f64) -> String {
    let text = format!("{percent:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn pooled_row(pooled: &PooledResult, estimate: &PooledShare) -> Row {
    let [low, high] = estimate.hartung_knapp.unwrap_or(estimate.dersimonian_laird);
    let cells = vec![
        Cell { strong: true, ..Cell::text(format!("Pooled ({})", pooled.series.len())) },
        dash(),
        Cell::number(percent(estimate.proportion), 100.0 * estimate.proportion),
        Cell { marks: vec!["d".into()], ..Cell::text(format!("{} to {}", percent(low), percent(high))) },
        dash(),
        dash(),
    ];
    Row { cells, ..Row::default() }
}

fn footnotes(results: &LiteratureResult) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut note = |mark: &str, text: &str| all.push((mark.to_string(), text.to_string()));
    if results.series.iter().any(|series| series.share.is_some()) {
        note("a", "Fisher's exact test of the two counts, two-sided; the difference has Newcombe's interval.");
    }
    if results.series.iter().any(|series| series.share.is_none()) {
        note(
            "b",
            "No n is given. The exact binomial test takes the published rate as a fixed number; that the rate is itself \
             uncertain is not taken into account. A range is held against at both ends.",
        );
    }
    if results.series.iter().any(|series| series.possible_events.is_some()) {
        note("c", "Several counts print as the rate. P is for the nearest, in brackets its range over all of them.");
    }
    if results.pooled.as_ref().is_some_and(|pooled| pooled.estimate.is_some()) {
        note("d", "Random effects, published series only; not an exact interval.");
    }
    all
}

/// What pooling gave, in a paragraph.
fn in_words(results: &LiteratureResult, pooled: &PooledResult) -> String {
    let left_out = if pooled.left_out.is_empty() {
        String::new()
    } else {
        format!(" Left out, because they give no n: {}.", wording::list(&pooled.left_out))
    };
    let Some(estimate) = &pooled.estimate else {
        let reason = pooled.reason.as_deref().unwrap_or("not computable");
        return format!("The series could not be pooled: {reason}.{left_out}");
    };
    let interval = |[low, high]: [f64; 2]| format!("{} to {} %", percent(low), percent(high));
    let level = confidence(results.level);
    let mut text = format!("Pooled: {} %, ", percent(estimate.proportion));
    match estimate.hartung_knapp {
        Some(limits) => text.push_str(&format!(
            "{level} interval {} by Hartung and Knapp, {} by DerSimonian and Laird",
            interval(limits),
            interval(estimate.dersimonian_laird)
        )),
        None => {
            text.push_str(&format!("{level} interval {}; it is a single series", interval(estimate.dersimonian_laird)))
        }
    }
    text.push('.');
    if let Some(found) = &pooled.heterogeneity {
        let limits = found.i_squared_ci.map_or(String::new(), |[low, high]| {
            format!(" ({level} interval {} to {} %)", rounded(100.0 * low, 0), rounded(100.0 * high, 0))
        });
        text.push_str(&format!(
            " I² = {} %{limits}, Q = {} on {} degrees of freedom, P = {}; τ² = {} on the logit scale.",
            rounded(100.0 * found.i_squared, 0),
            rounded(found.q, 2),
            found.df,
            wording::p(found.p, Some(found.log10_p)),
            rounded(estimate.tau_squared, 3)
        ));
    }
    text.push_str(&match estimate.prediction {
        Some(limits) => {
            format!(" The true rate of a further series is expected from {} ({level}).", interval(limits))
        }
        None => " There are too few series for a prediction interval.".to_string(),
    });
    text + &left_out
}

/// How it was done, for the methods of a report.
pub fn methods(results: &LiteratureResult) -> String {
    let mut text = "The outcome was put beside published series: where a series gives counts, or a rate with its number of patients, by Fisher's exact test and Newcombe's interval of the difference; where it gives a rate alone, by the exact binomial test against that rate, which ignores how uncertain the rate is. Proportions have Clopper and Pearson's exact and Wilson's intervals. No correction was made for the number of series, and differences between the series in patients, era and definitions are not removed by any test.".to_string();
    if results.pooled.is_some() {
        text.push_str(" The published series with counts were pooled as logits (1/2 added to both counts of a series in which nobody or everybody had the outcome) with random effects: DerSimonian and Laird's variance between series, Hartung and Knapp's interval with its factor not below 1, Higgins and Thompson's I², and a prediction interval on t with two degrees of freedom fewer than series. The double arcsine was not used: its back-transformation depends on one sample size for all series and can mislead.");
    }
    text
}

/// Keys of the works that it rests on.
pub fn references(results: &LiteratureResult) -> Vec<&'static str> {
    let mut keys = vec!["clopper1934", "wilson1927"];
    if results.pooled.is_some() {
        keys.extend(["dersimonian1986", "hartung2001", "rover2015", "higgins2002", "higgins2009", "schwarzer2019"]);
    }
    keys
}
