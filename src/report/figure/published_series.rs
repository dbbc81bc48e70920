//! The study's outcome beside published series, and the series pooled where that was asked for.

use super::layout;
use super::rows::{self, Head, Line, Mark, Rows, Scale};
use super::theme::{GREY, GROUPS, INK, Shape, labels, ticks};
use super::{Draw, Drawing, Figure};
use crate::error::Result;
use crate::report::document::literature::{p_text, printed};
use crate::report::style::{confidence, percent};
use crate::results::literature::{LiteratureResult, PooledShare, SeriesResult, Share};

pub(super) static FIGURE: Figure = Figure {
    id: "published_series",
    title: "The outcome beside published series",
    caption: "Square and dashed line: the patients of this report. Discs: series with counts. Bars: exact confidence intervals. Rings: \
              published rates without a number of patients; bars with ends: published ranges of rates; neither has an \
              interval. P: these patients against the series, by Fisher's exact test where there are counts, else by the exact \
              binomial test against the rate as a fixed number.",
    draw: Draw::Literature(draw),
};

fn draw(results: &LiteratureResult) -> Result<Option<Drawing>> {
    let level = confidence(results.level);
    let subject = format!("This {}", results.subject);
    let mut lines = vec![of_counts(&subject, &results.own, Shape::Square, 1, String::new())];
    lines.extend(results.series.iter().map(of_series));
    let pooled = results.pooled.as_ref().and_then(|pooled| pooled.estimate.as_ref());
    lines.extend(pooled.into_iter().flat_map(of_pooled));
    let table = Rows {
        title: String::new(),
        before: vec![Head::plain("patients")],
        after: vec![Head::plain(format!("% ({level} CI)")), Head::plain("P")],
        kept: 2,
        scale: scale(results, &lines),
        lines,
    };
    let description = format!(
        "Forest plot of {} in this {} ({} %) and {} published series.",
        results.outcome.to_lowercase(),
        results.subject,
        percent(results.own.proportion),
        results.series.len()
    );
    let note = match pooled {
        Some(_) => format!(
            "Diamond: the series with counts pooled with random effects, and nothing else; its bar is Hartung and \
             Knapp's interval, the one below it the prediction interval of a further series. Intervals: {level}."
        ),
        None => format!("Intervals: {level}. The series are not pooled."),
    };
    let drawing = layout::drawing(description, |canvas| rows::draw(canvas, vec![table], 100))?;
    Ok(Some(Drawing { note, ..drawing }))
}

fn interval([low, high]: [f64; 2]) -> String {
    format!("{} to {}", percent(low), percent(high))
}

fn of_counts(label: &str, share: &Share, shape: Shape, group: usize, p: String) -> Line {
    let [low, high] = share.exact;
    let color = GROUPS.get(group).copied().unwrap_or(INK);
    Line {
        label: label.to_string(),
        before: vec![format!("{}/{}", share.events, share.n)],
        marks: vec![Mark {
            value: 100.0 * share.proportion,
            interval: Some((100.0 * low, 100.0 * high)),
            shape,
            color,
        }],
        after: vec![format!("{} ({})", percent(share.proportion), interval(share.exact)), p],
        ..Line::default()
    }
}

fn of_series(series: &SeriesResult) -> Line {
    if let Some(share) = &series.share {
        return of_counts(&series.label, share, Shape::Disc, 0, p_text(series));
    }
    let marks = match series.rates.as_slice() {
        [low, high] => {
            let interval = Some((100.0 * low, 100.0 * high));
            vec![Mark { value: 100.0 * low, interval, shape: Shape::Range, color: GROUPS[0] }]
        }
        rates => {
            let mark = |rate: &f64| Mark { value: 100.0 * rate, interval: None, shape: Shape::Ring, color: GROUPS[0] };
            rates.iter().map(mark).collect()
        }
    };
    Line {
        label: series.label.clone(),
        before: vec!["–".into()],
        marks,
        after: vec![printed(series), p_text(series)],
        ..Line::default()
    }
}

/// The pooled estimate, and where a further series is expected.
fn of_pooled(estimate: &PooledShare) -> Vec<Line> {
    let limits = estimate.hartung_knapp.unwrap_or(estimate.dersimonian_laird);
    let line = |label: &str, value: f64, [low, high]: [f64; 2], shape, color, text: String| Line {
        label: label.to_string(),
        before: vec![String::new()],
        marks: vec![Mark { value: 100.0 * value, interval: Some((100.0 * low, 100.0 * high)), shape, color }],
        after: vec![text, String::new()],
        ..Line::default()
    };
    let share = estimate.proportion;
    let mean = format!("{} ({})", percent(share), interval(limits));
    let mut all = vec![line("Pooled", share, limits, Shape::Diamond, INK, mean)];
    let further =
        |limits: [f64; 2]| line("Prediction interval", limits[0], limits, Shape::Range, GREY, interval(limits));
    all.extend(estimate.prediction.map(further));
    all
}

/// From 0 to what the widest interval needs.
fn scale(results: &LiteratureResult, lines: &[Line]) -> Scale {
    let ends = lines.iter().flat_map(|line| &line.marks);
    let most = ends.map(|mark| mark.interval.map_or(mark.value, |(_, high)| high)).fold(0.0, f64::max);
    let near = (1.04 * most + 1.0).min(100.0);
    // The axis ends with a number.
    let step = ticks(0.0, near, 5).get(1).copied().unwrap_or(near);
    let top = ((near / step).ceil() * step).min(100.0);
    let values = ticks(0.0, top, 5);
    let names = labels(&values);
    Scale {
        range: (0.0, top),
        log: false,
        ticks: values.into_iter().zip(names).collect(),
        references: vec![((1_000.0 * results.own.proportion).round() / 10.0, true)],
        title: format!("{}, %", results.outcome),
        ends: None,
    }
}
