//! The report of a survival analysis: curves in numbers, tests, models, what biases them, and the methods in words.

mod models;
mod words;

use super::comparison::capitalised;
use super::{Block, Cell, Column, Document, Row, Table};
use crate::report::references;
use crate::report::style::{STYLES, Style, confidence, percent};
use crate::results::survival::{AtTime, Curve, CurveTest, Incidence, Quantile, Survival};

/// Numbers are printed in this style.
pub(super) fn style() -> &'static Style {
    STYLES[0]
}

/// The report.
pub fn survival(results: &Survival) -> Document {
    let mut blocks = vec![Block::Lead(words::lead(results))];
    blocks.extend(super::warnings(&results.warnings));
    if !results.flow.is_empty() {
        blocks.push(Block::Heading("Flow of patients".into()));
        blocks.push(Block::Table(super::flow(&results.flow)));
    }
    let heading = if results.incidence.is_empty() { "Survival" } else { "Cumulative incidence" };
    blocks.push(Block::Heading(heading.into()));
    blocks.push(Block::Paragraph(words::follow_up(results)));
    blocks.push(Block::Table(at_times(results)));
    if results.incidence.is_empty() {
        blocks.push(Block::Table(quantiles(results)));
    } else {
        blocks.push(Block::Paragraph(words::why_incidence(results)));
    }
    if results.grouping.is_some() {
        blocks.push(Block::Heading("Comparison of the groups".into()));
        blocks.push(Block::Paragraph(words::decision(results)));
        blocks.push(Block::Table(tests(results)));
        if let Some(table) = observed(results) {
            blocks.push(Block::Table(table));
        }
        if let Some(model) = &results.group_model {
            blocks.push(Block::Table(models::table(results, model, "hazard-ratios", "Hazard ratios of the groups")));
        }
    }
    if let Some(model) = &results.model {
        blocks.push(Block::Heading("Cox models".into()));
        blocks.extend(models::blocks(results, model));
    }
    if let Some(exposure) = &results.exposure {
        blocks.push(Block::Heading("Exposure that begins during follow-up".into()));
        blocks.extend(models::exposure(results, exposure));
    }
    blocks.push(Block::Figures);
    blocks.push(Block::Heading("Methods".into()));
    blocks.extend(words::methods(results).into_iter().map(Block::Paragraph));
    let references = references::of_survival(results);
    blocks.push(Block::Heading("References".into()));
    blocks.push(Block::List(references::list(&references)));
    let input = &results.input;
    let footer = format!(
        "retrocohort {}. Input: {} ({} rows, SHA-256 {})",
        results.version, input.name, input.rows, input.sha256
    );
    Document { kicker: "Survival analysis".into(), title: results.title.clone(), footer, blocks, references }
}

/// "30 days".
fn with_unit(time: f64, results: &Survival) -> String {
    let number = number(time);
    results.follow_up.unit.as_ref().map_or(number.clone(), |unit| format!("{number} {unit}"))
}

/// A time or another number without needless decimals.
fn number(value: f64) -> String {
    let decimals = if value.abs() >= 1000.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    let text = style().number(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

/// Survival, or incidence of every cause, at the times: a block of rows a group.
fn at_times(results: &Survival) -> Table {
    let mut rows = Vec::new();
    let all = |group: Option<&String>| group.map_or("All patients".into(), |group| results.group_name(group));
    // Without groups the patients need no heading of their own.
    let shown = |group: Option<&String>| results.grouping.is_none() || group.is_some() || several(results);
    for curve in results.curves.iter().filter(|curve| shown(curve.group.as_ref())) {
        block(&mut rows, all(curve.group.as_ref()), curve.n, curve.events, &curve.at, curve.error.as_ref(), results);
    }
    for curve in results.incidence.iter().filter(|curve| shown(curve.group.as_ref())) {
        let name = format!("{}; {}", capitalised(&curve.cause), all(curve.group.as_ref()));
        block(&mut rows, name, curve.n, curve.events, &curve.at, curve.error.as_ref(), results);
    }
    let what = if results.incidence.is_empty() { "Survival, %" } else { "Incidence, %" };
    let columns = vec![
        Column::text("Group and time"),
        Column::numbers("At risk"),
        Column::numbers("Events"),
        Column::numbers(what),
        Column::numbers(&format!("{} CI", confidence(results.level))),
    ];
    let title = match results.incidence.is_empty() {
        true => format!("Survival without {} (Kaplan-Meier)", results.follow_up.event),
        false => "Cumulative incidence (Aalen-Johansen)".into(),
    };
    let note = "At risk: patients followed up to just before the time, all of the group in its first row. Events: up to and \
                including the time.";
    let footnotes = vec![(String::new(), note.to_string())];
    Table { id: "table-1".into(), title, columns, rows, footnotes }
}

/// Whether more than one group is shown, so that all patients together say something new.
fn several(results: &Survival) -> bool {
    results.grouping.as_ref().is_some_and(|grouping| grouping.levels.len() > 1)
}

fn block(
    rows: &mut Vec<Row>,
    name: String,
    n: u64,
    events: u64,
    at: &[AtTime],
    error: Option<&String>,
    results: &Survival,
) {
    let count = |count: u64| Cell::number(count.to_string(), count as f64);
    let first = match error {
        Some(error) => Cell::text(format!("not computable: {error}")),
        None => Cell::default(),
    };
    let cells = vec![Cell { strong: true, ..Cell::text(name) }, count(n), count(events), first, Cell::default()];
    rows.push(Row { cells, ..Row::default() });
    for one in at.iter().filter(|_| error.is_none()) {
        let estimate = match one.estimate {
            Some(estimate) => Cell::number(percent(estimate), 100.0 * estimate),
            None => Cell::text("nobody followed so long"),
        };
        let limits = match (one.ci_low, one.ci_high) {
            (Some(low), Some(high)) => Cell::text(format!("{} to {}", percent(low), percent(high))),
            _ => Cell::text("–"),
        };
        let cells =
            vec![Cell::text(with_unit(one.time, results)), count(one.at_risk), count(one.events), estimate, limits];
        rows.push(Row { indent: 1, cells, ..Row::default() });
    }
}

/// Quartiles of survival and its mean.
fn quantiles(results: &Survival) -> Table {
    let horizon = results.curves.iter().find_map(|curve| curve.restricted_mean).map(|mean| mean.horizon);
    let mut columns = vec![Column::text("Group")];
    columns.extend(["Patients", "Events"].map(Column::numbers));
    columns.extend(["Lower quartile", "Median", "Upper quartile"].map(Column::numbers));
    if let Some(horizon) = horizon {
        columns.push(Column::numbers(&format!("Mean up to {}", with_unit(horizon, results))));
    }
    for column in columns.iter_mut().skip(3) {
        column.under = Some(format!("{} CI", confidence(results.level)));
    }
    let row = |curve: &Curve| {
        let name = curve.group.as_ref().map_or("All patients".into(), |group| results.group_name(group));
        let mut cells = vec![
            Cell::text(name),
            Cell::number(curve.n.to_string(), curve.n as f64),
            Cell::number(curve.events.to_string(), curve.events as f64),
        ];
        for probability in [0.25, 0.5, 0.75] {
            let found = curve.quantiles.iter().find(|quantile| quantile.probability == probability);
            cells.push(found.map_or_else(|| Cell::text("–"), |found| Cell::text(quantile(found))));
        }
        if horizon.is_some() {
            cells.push(curve.restricted_mean.map_or_else(
                || Cell::text("–"),
                |mean| {
                    let [estimate, low, high] = [mean.estimate, mean.ci_low, mean.ci_high].map(number);
                    Cell::number(format!("{estimate} ({low} to {high})"), mean.estimate)
                },
            ));
        }
        Row { cells, ..Row::default() }
    };
    let unit = results.follow_up.unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
    Table {
        id: "quantiles".into(),
        title: format!("Survival times{unit}"),
        columns,
        rows: results.curves.iter().map(row).collect(),
        footnotes: vec![(
            String::new(),
            "Not reached: the curve, or the curve of its confidence limits, does not fall so far.".into(),
        )],
    }
}

/// "45 (30 to not reached)".
fn quantile(found: &Quantile) -> String {
    let one = |value: Option<f64>| value.map_or("not reached".into(), number);
    if found.estimate.is_none() && found.ci_low.is_none() && found.ci_high.is_none() {
        return "not reached".into();
    }
    format!("{} ({} to {})", one(found.estimate), one(found.ci_low), one(found.ci_high))
}

/// All tests; the one that answers stands out.
fn tests(results: &Survival) -> Table {
    let row = |test: &CurveTest| {
        let name = match &test.cause {
            Some(cause) if test.test.method == "gray" => format!("{}: incidence of {cause}", test.test.name),
            Some(cause) => format!("{}: hazard of {cause}", capitalised(test.test.name)),
            None => capitalised(test.test.name),
        };
        let value = |value: Option<f64>, decimals: usize| {
            value.map_or_else(|| Cell::text("–"), |value| Cell::number(style().number(value, decimals), value))
        };
        let p = match (test.test.p, &test.test.error) {
            (Some(p), _) => Cell::number(style().p(p), p),
            (None, Some(error)) => Cell::text(format!("not computable: {}", error.reason)),
            (None, None) => Cell::text("–"),
        };
        let strong = test.test.primary;
        let cells = vec![
            Cell { strong, ..Cell::text(name) },
            value(test.test.statistic, 2),
            value(test.test.df, 0),
            Cell { strong, ..p },
        ];
        Row { cells, ..Row::default() }
    };
    let strata = results.within.as_ref().map(|within| format!(", stratified by {}", within.label)).unwrap_or_default();
    let mut columns = vec![Column::text("Test")];
    columns.extend(["Chi-square", "Degrees of freedom", "P value"].map(Column::numbers));
    Table {
        id: "tests".into(),
        title: format!("Tests of the groups{strata}"),
        columns,
        rows: results.tests.iter().map(row).collect(),
        footnotes: Vec::new(),
    }
}

/// Events observed and expected, by the log-rank test.
fn observed(results: &Survival) -> Option<Table> {
    let test = results.tests.iter().find(|test| test.test.method == "log_rank")?;
    let row = |group: &crate::results::survival::ObservedExpected| {
        let ratio = group.observed / group.expected;
        let cells = vec![
            Cell::text(results.group_name(&group.group)),
            Cell::number(group.n.to_string(), group.n as f64),
            Cell::number(style().number(group.observed, 0), group.observed),
            Cell::number(style().number(group.expected, 1), group.expected),
            if ratio.is_finite() { Cell::number(style().number(ratio, 2), ratio) } else { Cell::text("–") },
        ];
        Row { cells, ..Row::default() }
    };
    let mut columns = vec![Column::text("Group")];
    columns.extend(["Patients", "Events observed", "Events expected", "Observed / expected"].map(Column::numbers));
    (!test.groups.is_empty()).then(|| Table {
        id: "observed-expected".into(),
        title: "Events observed, and expected if the hazards of all groups were equal".into(),
        columns,
        rows: test.groups.iter().map(row).collect(),
        footnotes: Vec::new(),
    })
}

/// Curves of incidence of the cause of interest.
fn of_interest(results: &Survival) -> impl Iterator<Item = &Incidence> {
    results.incidence.iter().filter(|curve| curve.cause == results.follow_up.event)
}
