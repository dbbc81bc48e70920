//! The report of an audit: outcomes, what is recorded, what is missing, and what stays open.

use super::{Block, Cell, Column, Document, Row, Table, literature};
use crate::report::references;
use crate::report::style::{confidence, percent, rounded};
use crate::report::wording::list;
use crate::results::audit::{Audit, ItemResult, OutcomeResult, Rate, Status, StratumResult};

/// The report.
pub fn audit(results: &Audit) -> Document {
    let mut blocks = vec![Block::Lead(lead(results)), Block::Paragraph(population(results))];
    if let Some(mask) = results.mask {
        blocks.push(Block::Paragraph(masking(mask)));
    }
    if !results.warnings.is_empty() {
        blocks.push(Block::Heading("What to know of the data".into()));
        blocks.push(Block::List(results.warnings.iter().map(|warning| format!("{}.", warning.message)).collect()));
    }
    blocks.push(Block::Heading("Outcomes".into()));
    blocks.push(Block::Table(outcomes(results)));
    blocks.extend(results.literature.iter().flat_map(literature::section));
    blocks.push(Block::Figures);
    blocks.push(Block::Heading("Questions of the guidance".into()));
    blocks.push(Block::Table(questions(results)));
    blocks.push(Block::Heading("What is recorded".into()));
    blocks.push(absent(results));
    blocks.push(Block::Table(items(results)));
    blocks.push(Block::Heading("Outcomes by stratum".into()));
    blocks.extend(strata(results).into_iter().map(Block::Table));
    blocks.push(Block::Heading("Outcomes by year".into()));
    blocks.push(Block::Table(years(results)));
    blocks.push(Block::Table(trends(results)));
    blocks.push(Block::Heading("Survival over time".into()));
    blocks.push(survival(results));
    blocks.push(Block::Heading("Methods".into()));
    blocks.push(Block::Paragraph(methods(results)));
    blocks.extend(results.literature.as_ref().map(|found| Block::Paragraph(literature::methods(found))));
    blocks.push(Block::Paragraph(format!("Template “{}” after: {}.", results.template.id, results.template.source)));
    let of_series = results.literature.iter().flat_map(literature::references);
    let cited = references::once(references::AUDIT.into_iter().chain(of_series));
    blocks.push(Block::Heading("References".into()));
    blocks.push(Block::List(references::list(&cited)));
    let footer = format!(
        "{}, {} rows, SHA-256 {}; retrocohort {}",
        results.input.name,
        results.input.rows,
        results.input.sha256.get(..12).unwrap_or_default(),
        results.version
    );
    Document { kicker: "Audit of a registry".into(), title: results.title.clone(), footer, blocks, references: cited }
}

fn lead(results: &Audit) -> String {
    let count = |status| results.items.iter().filter(|item| item.status == status).count();
    let answered = results.questions.iter().filter(|question| question.answerable).count();
    let mut text = format!(
        "Of {} items that the guidance asks for {} are recorded, {} incompletely and {} not at all; {} of {} questions can be answered.",
        results.items.len(),
        count(Status::Recorded),
        count(Status::Incomplete),
        count(Status::Absent),
        answered,
        results.questions.len()
    );
    if let Some(outcome) = results.years.shown.and_then(|shown| results.outcomes.get(shown))
        && let Some(rate) = &outcome.overall
    {
        text.push_str(&format!(
            " {}: {} of {}, {} % (exact {} interval {} to {} %).",
            outcome.label,
            rate.count,
            rate.n,
            percent(rate.proportion),
            confidence(results.level),
            percent(rate.exact[0]),
            percent(rate.exact[1])
        ));
    }
    text
}

fn population(results: &Audit) -> String {
    let found = &results.population;
    let left = match (found.others, found.unknown) {
        (Some(0), Some(0)) => String::new(),
        (Some(others), Some(unknown)) => {
            format!("; left out: {others} others and {unknown} of whom it is not known")
        }
        _ => "; how many are left out is withheld".into(),
    };
    format!("The audit is about {}: {} patients{left}.", found.description, found.patients)
}

fn masking(mask: u64) -> String {
    format!(
        "Small cells are masked: a table in which 1 to {} patients share a cell, those whose group is not known included, is withheld whole, and so is an outcome with such a cell and everything made of it. What can still be seen of a withheld table are totals, those of known groups 0 or at least {mask}, so that no withheld cell can be derived by subtraction. Survival curves are withheld, since each step is a small cell. How many cells of the data are missing is not masked.",
        mask - 1
    )
}

fn interval([low, high]: [f64; 2]) -> Cell {
    Cell::text(format!("{} to {}", percent(low), percent(high)))
}

/// Cells of a rate: patients, per cent, exact interval, Wilson's interval.
fn rate(rate: &Rate) -> Vec<Cell> {
    vec![
        Cell::text(format!("{}/{}", rate.count, rate.n)),
        Cell::number(percent(rate.proportion), 100.0 * rate.proportion),
        interval(rate.exact),
        interval(rate.wilson),
    ]
}

fn reason(reason: Option<&String>) -> Vec<Cell> {
    let text = reason.map_or("–", String::as_str);
    vec![Cell::text(text), Cell::text("–"), Cell::text("–"), Cell::text("–")]
}

fn rate_columns(results: &Audit, first: &str) -> Vec<Column> {
    let level = format!("{} interval", confidence(results.level));
    let mut columns = vec![Column::text(first), Column::numbers("Patients"), Column::numbers("%")];
    for name in ["Exact", "Wilson"] {
        columns.push(Column { under: Some(level.clone()), ..Column::numbers(name) });
    }
    columns
}

fn outcomes(results: &Audit) -> Table {
    let mut rows = Vec::new();
    let mut domain = "";
    for outcome in &results.outcomes {
        if outcome.domain != domain {
            domain = outcome.domain;
            let heading = super::comparison::capitalised(domain);
            let blank = std::iter::repeat_with(Cell::default).take(4);
            let cells = [Cell { strong: true, ..Cell::text(heading) }].into_iter().chain(blank).collect();
            rows.push(Row { cells, ..Row::default() });
        }
        let numbers = outcome.overall.as_ref().map_or_else(|| reason(outcome.reason.as_ref()), rate);
        let cells = [Cell::text(&outcome.label)].into_iter().chain(numbers).collect();
        rows.push(Row { indent: 1, cells, details: vec![format!("Asked for by {}.", outcome.reference)] });
    }
    Table {
        id: "table-1".into(),
        title: "Outcomes of all patients".into(),
        columns: rate_columns(results, "Outcome"),
        rows,
        footnotes: vec![(String::new(), "Patients: with the outcome / of whom it is known.".into())],
    }
}

fn questions(results: &Audit) -> Table {
    let row = |question: &crate::results::audit::QuestionResult| {
        let answer = if question.answerable { "recorded" } else { "open" };
        let cells = vec![
            Cell::text(&question.text),
            Cell { strong: !question.answerable, ..Cell::text(answer) },
            Cell::text(if question.missing.is_empty() { "–".into() } else { question.missing.join("; ") }),
            Cell::text(&question.reference),
        ];
        Row { cells, ..Row::default() }
    };
    Table {
        id: "questions".into(),
        title: "Whether everything is recorded that an answer needs".into(),
        columns: ["Question", "Data", "Missing", "Source"].map(Column::text).to_vec(),
        rows: results.questions.iter().map(row).collect(),
        footnotes: Vec::new(),
    }
}

/// What is absent or incomplete, by name.
fn absent(results: &Audit) -> Block {
    let named = |status: Status| {
        let labels = results.items.iter().filter(|item| item.status == status);
        labels.map(|item| format!("{} ({})", item.label, item.domain)).collect::<Vec<_>>()
    };
    let (absent, incomplete) = (named(Status::Absent), named(Status::Incomplete));
    let point = |word: &str, labels: &[String]| (!labels.is_empty()).then(|| format!("{word}: {}.", list(labels)));
    let points: Vec<String> =
        [point("Absent", &absent), point("Incomplete", &incomplete)].into_iter().flatten().collect();
    if points.is_empty() { Block::Paragraph("No item is absent or incomplete.".into()) } else { Block::List(points) }
}

fn items(results: &Audit) -> Table {
    let mut rows = Vec::new();
    let mut domain = "";
    for item in &results.items {
        if item.domain != domain {
            domain = item.domain;
            let heading = super::comparison::capitalised(domain);
            let blank = std::iter::repeat_with(Cell::default).take(5);
            let cells = [Cell { strong: true, ..Cell::text(heading) }].into_iter().chain(blank).collect();
            rows.push(Row { cells, ..Row::default() });
        }
        let dash = || Cell::text("–");
        let number = |count: u64| Cell::number(count.to_string(), count as f64);
        let found = item.column.is_some();
        let cells = vec![
            Cell::text(&item.label),
            Cell { strong: item.status != Status::Recorded, ..Cell::text(item.status.word()) },
            item.percent.map_or_else(dash, |percent| Cell::number(rounded(percent, 1), percent)),
            if found { number(item.missing) } else { dash() },
            if found { number(item.unusable) } else { dash() },
            Cell::text(content(item)),
        ];
        let mut details = vec![format!("Asked for by {}.", item.reference)];
        details.extend(item.notes.iter().map(|note| format!("{}.", super::comparison::capitalised(note))));
        rows.push(Row { indent: 1, cells, details });
    }
    let mut columns = vec![Column::text("Item"), Column::text("Status")];
    columns.extend(["Known, %", "Missing", "Unusable"].map(Column::numbers));
    columns.push(Column::text("Content"));
    let note = "Unusable: a word that is no value of the item, or a number that cannot be. Content: patients by value, or median (quartiles).";
    Table {
        id: "items".into(),
        title: "Items of the guidance and how completely they are recorded".into(),
        columns,
        rows,
        footnotes: vec![(String::new(), note.into())],
    }
}

fn content(item: &ItemResult) -> String {
    if item.withheld {
        return "withheld: a small cell".into();
    }
    if let Some([median, q1, q3]) = item.quartiles {
        let unit = item.unit.as_deref().unwrap_or_default();
        let number = |value: f64| rounded(value, 1).trim_end_matches(".0").to_string();
        return format!("{} ({}–{}) {unit}", number(median), number(q1), number(q3)).trim_end().to_string();
    }
    let values: Vec<String> = item.values.iter().map(|value| format!("{} {}", value.value, value.count)).collect();
    if values.is_empty() { "–".into() } else { values.join(", ") }
}

/// One table a stratum, the outcomes below each other.
fn strata(results: &Audit) -> Vec<Table> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for stratum in results.outcomes.iter().flat_map(|outcome| &outcome.strata) {
        if !names.contains(&(&*stratum.item, &*stratum.label)) {
            names.push((&stratum.item, &stratum.label));
        }
    }
    let table = |(item, label): (&str, &str)| {
        let mut rows = Vec::new();
        for outcome in &results.outcomes {
            let found = outcome.strata.iter().find(|stratum| stratum.item == item);
            split(&mut rows, outcome, found);
        }
        Table {
            id: format!("by-{item}"),
            title: format!("Outcomes by {}", lower(label)),
            columns: rate_columns(results, "Outcome and group"),
            rows,
            footnotes: Vec::new(),
        }
    };
    names.into_iter().map(table).collect()
}

/// A name within a sentence; one of capitals, such as an abbreviation, keeps them.
fn lower(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => label.to_string(),
    }
}

fn split(rows: &mut Vec<Row>, outcome: &OutcomeResult, found: Option<&StratumResult>) {
    let why = outcome.reason.as_ref().or(found.and_then(|stratum| stratum.reason.as_ref()));
    let head = match why {
        Some(why) => reason(Some(why)),
        None => vec![Cell::default(); 4],
    };
    rows.push(Row { cells: [Cell::text(&outcome.label)].into_iter().chain(head).collect(), ..Row::default() });
    let Some(stratum) = found else { return };
    for group in &stratum.groups {
        let cells = [Cell::text(&group.group)].into_iter().chain(rate(group)).collect();
        rows.push(Row { indent: 1, cells, ..Row::default() });
    }
    if let Some(unknown) = stratum.unknown.filter(|unknown| *unknown > 0) {
        let blank = std::iter::repeat_with(|| Cell::text("–")).take(3);
        let cells = [Cell::text("group not known"), Cell::text(unknown.to_string())].into_iter().chain(blank).collect();
        rows.push(Row { indent: 1, cells, ..Row::default() });
    }
}

fn years(results: &Audit) -> Table {
    let shown = results.years.shown.and_then(|shown| results.outcomes.get(shown));
    let mut columns = vec![Column::text("Year"), Column::numbers("All patients")];
    columns.extend(rate_columns(results, "").into_iter().skip(1));
    let mut rows = Vec::new();
    for year in &results.years.counts {
        let name = year.year.to_string();
        let found = shown.and_then(|outcome| outcome.years.groups.iter().find(|group| group.group == name));
        let why = shown.and_then(|outcome| outcome.years.reason.as_ref());
        let numbers = found.map_or_else(|| reason(why), rate);
        let cells = [Cell::text(&name), Cell::number(year.count.to_string(), year.count as f64)];
        rows.push(Row { cells: cells.into_iter().chain(numbers).collect(), ..Row::default() });
    }
    let outcome = shown.map_or_else(String::new, |outcome| format!(" and {}", lower(&outcome.label)));
    let notes = results.years.reason.iter().map(|reason| (String::new(), format!("No years: {reason}."))).collect();
    Table { id: "years".into(), title: format!("Patients{outcome} by year"), columns, rows, footnotes: notes }
}

fn trends(results: &Audit) -> Table {
    let row = |outcome: &OutcomeResult| {
        let trend = &outcome.trend;
        let style = &crate::report::style::STYLES[0];
        let p = match trend.p {
            Some(p) => Cell::number(style.p(p), p),
            None => Cell::text(trend.reason.as_deref().unwrap_or("–")),
        };
        let statistic = trend.statistic.map_or_else(|| Cell::text("–"), |x| Cell::number(rounded(x, 2), x));
        Row { cells: vec![Cell::text(&outcome.label), statistic, p], ..Row::default() }
    };
    Table {
        id: "trends".into(),
        title: "Trend over the years (Cochran-Armitage)".into(),
        columns: vec![Column::text("Outcome"), Column::numbers("Chi-square, 1 df"), Column::numbers("P")],
        rows: results.outcomes.iter().map(row).collect(),
        footnotes: vec![(String::new(), "Two-sided, not adjusted for the number of outcomes.".into())],
    }
}

fn survival(results: &Audit) -> Block {
    let found = &results.survival;
    if let Some(reason) = &found.reason {
        return Block::Paragraph(format!("No estimate: {reason}."));
    }
    let limits = |low: Option<f64>, high: Option<f64>| match (low, high) {
        (Some(low), Some(high)) => interval([low, high]),
        _ => Cell::text("–"),
    };
    let row = |horizon: &crate::results::audit::Horizon| {
        let survival = |s: f64| Cell::number(percent(s), 100.0 * s);
        let cells = vec![
            Cell::text(format!("{} {}", horizon.time, found.unit)),
            Cell::number(horizon.at_risk.to_string(), horizon.at_risk as f64),
            horizon.survival.map_or_else(|| Cell::text("nobody was followed so long"), survival),
            limits(horizon.ci_low, horizon.ci_high),
        ];
        Row { cells, ..Row::default() }
    };
    let level = format!("{} interval, log-log", confidence(results.level));
    let n = |count: Option<u64>| count.unwrap_or_default();
    let note = format!(
        "{} patients, {} deaths; time or status is not known of {}.",
        n(found.n),
        n(found.deaths),
        n(found.missing)
    );
    Block::Table(Table {
        id: "survival".into(),
        title: "Survival after ECMO (Kaplan-Meier)".into(),
        columns: [
            vec![Column::text("Time"), Column::numbers("At risk"), Column::numbers("Survival, %")],
            vec![Column::numbers(&level)],
        ]
        .concat(),
        rows: found.horizons.iter().map(row).collect(),
        footnotes: vec![(String::new(), note)],
    })
}

fn methods(results: &Audit) -> String {
    format!(
        "Columns were matched to the items of a template by name, label and unit. A patient whose value is missing or unusable is left out of what is computed from the item, and counted. Rates are given with Clopper and Pearson’s exact [1] and Wilson’s score [2] {} intervals; trends over calendar years with the Cochran-Armitage test [3]; survival by Kaplan and Meier’s estimate [4] with log-log intervals. Rates describe the patients of the registry: strata differ in more than the stratum, and differences between them are no effects. Computed with retrocohort {}.",
        confidence(results.level),
        results.version
    )
}
