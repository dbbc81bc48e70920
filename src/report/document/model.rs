//! The report of models: odds ratios alone and together in one table, how well the model predicts, the methods in words.

use super::comparison::capitalised;
use super::table_one::Footnotes;
use super::{Block, Cell, Column, Document, Row, Table};
use crate::report::figure::ratio;
use crate::report::references;
use crate::report::style::{Style, confidence};
use crate::report::wording::list;
use crate::results::model::{CoefficientRecord, CovariateResult, FitRecord, Model, Prediction, RowOfCovariate};

/// The report.
pub fn model(results: &Model, style: &'static Style) -> Document {
    let view = View { results, style };
    let mut blocks = vec![Block::Lead(view.lead())];
    blocks.extend(super::warnings(&results.warnings));
    if !results.flow.is_empty() {
        blocks.push(Block::Heading("Flow of patients".into()));
        blocks.push(Block::Table(super::flow(&results.flow)));
    }
    blocks.push(Block::Heading("Odds ratios".into()));
    blocks.push(Block::Table(view.table()));
    blocks.push(Block::Figures);
    if let Some(prediction) = &results.prediction {
        blocks.push(Block::Heading("Prediction".into()));
        blocks.push(Block::Table(view.performance(prediction)));
        blocks.push(Block::Table(view.calibration(prediction)));
    }
    blocks.push(Block::Heading("Methods".into()));
    blocks.extend(super::model_methods::methods(results).into_iter().map(Block::Paragraph));
    let references = references::of_model(results);
    blocks.push(Block::Heading("References".into()));
    blocks.push(Block::List(references::list(&references)));
    let input = &results.input;
    let bytes = if input.sha256.is_empty() { String::new() } else { format!(", SHA-256 {}", input.sha256) };
    Document {
        kicker: "Logistic regression".into(),
        title: if results.title.is_empty() { input.name.clone() } else { results.title.clone() },
        footer: format!("retrocohort {}. Input: {} ({} rows{bytes})", results.version, input.name, input.rows),
        blocks,
        references,
    }
}

struct View<'a> {
    results: &'a Model,
    style: &'static Style,
}

/// "1 patient", "2 patients".
fn counted(n: u64, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

impl View<'_> {
    fn lead(&self) -> String {
        let results = self.results;
        let outcome = &results.outcome;
        let patients = &results.patients;
        let mut text = format!(
            "Outcome {}: event “{}” against “{}”. {} of {} have a known outcome and all covariates, {} of them with the event.",
            outcome.label,
            outcome.event,
            outcome.other,
            patients.used,
            counted(patients.all, "patient"),
            patients.events,
        );
        let fit = &results.multivariable;
        if fit.error.is_none() {
            text.push_str(&format!(
                " {} with {}, {}",
                counted(results.covariates.len() as u64, "covariate"),
                counted(fit.coefficients as u64, "coefficient"),
                if fit.method == "firth" { "Firth’s penalised likelihood" } else { "maximum likelihood" }
            ));
            if let Some(area) = results.prediction.as_ref().map(|found| &found.auc) {
                text.push_str(&format!("; area under the ROC curve {}", self.style.share(area.estimate, 3)));
                if let (Some(low), Some(high)) = (area.ci_low, area.ci_high) {
                    let [low, high] = [low, high].map(|limit| self.style.share(limit, 3));
                    text.push_str(&format!(" ({} CI {low} to {high})", confidence(self.results.level)));
                }
                if let Some(optimism) = results.prediction.as_ref().and_then(|found| found.optimism.as_ref()) {
                    let corrected = self.style.share(optimism.auc, 3);
                    text.push_str(&format!(", {corrected} after correction for optimism"));
                }
            }
            text.push('.');
        }
        text
    }

    /// Whether the univariable models were fitted.
    fn alone(&self) -> bool {
        self.results.covariates.iter().any(|covariate| covariate.univariable.is_some())
    }

    fn table(&self) -> Table {
        let results = self.results;
        let mut columns = vec![Column::text("Covariate"), Column::numbers("Events/n")];
        let odds = |name: &str| format!("{name} OR ({} CI)", confidence(self.results.level));
        if self.alone() {
            columns.extend([Column::numbers(&odds("Univariable")), Column::numbers("P")]);
        }
        let fit = &results.multivariable;
        let how = if fit.method == "firth" { "Firth, " } else { "" };
        let under = Some(format!("{how}n = {}", fit.n));
        columns.extend([Column { under, ..Column::numbers(&odds("Multivariable")) }, Column::numbers("P")]);
        let mut notes = Footnotes::default();
        let mut rows = Vec::new();
        for covariate in &results.covariates {
            self.rows(covariate, columns.len(), &mut notes, &mut rows);
        }
        let mut footnotes = vec![(String::new(), self.general_note())];
        footnotes.extend(notes.marked());
        let title = format!("Table 1. {}: odds ratios of the event “{}”", results.outcome.label, results.outcome.event);
        Table { id: "table-1".into(), title, columns, rows, footnotes }
    }

    fn general_note(&self) -> String {
        let results = self.results;
        let patients = &results.patients;
        let mut parts = vec![format!(
            "OR, odds ratio; CI, confidence interval. Complete cases: {} of {}",
            patients.used,
            counted(patients.all, "patient")
        )];
        if patients.outcome_missing > 0 {
            parts.push(format!("the outcome of {} is not known", patients.outcome_missing));
        }
        let missing: Vec<String> = results
            .covariates
            .iter()
            .filter_map(|covariate| Some((&covariate.label, covariate.missing.filter(|missing| *missing > 0)?)))
            .map(|(label, missing)| format!("{label} {missing}"))
            .collect();
        if results.rounds.is_some() {
            parts.push(format!("a covariate is missing of {}", patients.covariate_missing));
        } else if missing.is_empty() {
            parts.push("no covariate is missing".into());
        } else {
            parts.push(format!("missing, one patient perhaps in several: {}", missing.join(", ")));
        }
        let whom = match (self.alone(), results.univariable_n) {
            (false, _) => "",
            (true, "available") => " Univariable models: all patients with that covariate known.",
            _ => " Univariable models: the same complete cases.",
        };
        let tests = match results.interval {
            "wald" => "Wald’s intervals and tests",
            _ => "profile-likelihood intervals and likelihood-ratio tests",
        };
        let several = results.covariates.iter().any(|covariate| covariate.rows.len() > 2);
        let several = if several {
            "; on the line of a covariate of several levels, the likelihood-ratio test of all of them"
        } else {
            ""
        };
        let firth = match results.multivariable.method {
            "firth" => {
                " The multivariable model is Firth’s, with intervals and tests of the penalised profile likelihood."
            }
            _ => "",
        };
        format!("{}.{whom} {}{several}.{firth}", parts.join("; "), capitalised(tests))
    }

    /// The rows of one covariate.
    fn rows(&self, covariate: &CovariateResult, width: usize, notes: &mut Footnotes, rows: &mut Vec<Row>) {
        let joint = &self.results.multivariable;
        let row_cells = |row: &RowOfCovariate, label: String, notes: &mut Footnotes| {
            let mut cells = vec![Cell::text(label), Cell::text(format!("{}/{}", row.events, row.n))];
            if let Some(fit) = &covariate.univariable {
                cells.extend(self.estimate(row, row.univariable.as_ref(), fit, true, notes));
            }
            cells.extend(self.estimate(row, row.multivariable.as_ref(), joint, false, notes));
            cells
        };
        if covariate.per.is_some() {
            for row in &covariate.rows {
                let cells = row_cells(row, name(covariate), notes);
                rows.push(Row { cells, ..Row::default() });
            }
            return;
        }
        let mut head = vec![Cell::text(name(covariate))];
        head.resize(width, Cell::default());
        if covariate.rows.len() > 2 {
            let p = |test: Option<crate::results::model::TestOfCovariate>| {
                test.map_or_else(Cell::default, |test| Cell::number(self.style.p(test.p), test.p))
            };
            let alone = covariate.univariable.as_ref().map(|_| (3, p(covariate.univariable_test)));
            for (at, cell) in alone.into_iter().chain([(width - 1, p(covariate.multivariable_test))]) {
                head.get_mut(at).into_iter().for_each(|slot| *slot = cell.clone());
            }
        }
        rows.push(Row { cells: head, ..Row::default() });
        for row in &covariate.rows {
            let cells = row_cells(row, row.level.clone().unwrap_or_default(), notes);
            rows.push(Row { indent: 1, cells, ..Row::default() });
        }
    }

    /// Odds ratio with its interval, and P.
    fn estimate(
        &self,
        row: &RowOfCovariate,
        found: Option<&CoefficientRecord>,
        fit: &FitRecord,
        alone: bool,
        notes: &mut Footnotes,
    ) -> [Cell; 2] {
        if let Some(error) = &fit.error {
            let which = if alone { "No univariable model" } else { "No multivariable model" };
            let mark = notes.mark(format!("{which}: {error}"));
            return [Cell { marks: vec![mark], ..Cell::text("–") }, Cell::default()];
        }
        if row.is_reference {
            return [Cell::text("1 (reference)"), Cell::default()];
        }
        let Some(found) = found else { return [Cell::text("–"), Cell::default()] };
        let p = p(self.results, fit, found).map_or_else(Cell::default, |p| Cell::number(self.style.p(p), p));
        let Some(one) = &found.estimate else {
            let reason = found.error.as_deref().unwrap_or_default();
            let mark = notes.mark(capitalised(reason));
            return [Cell { marks: vec![mark], ..Cell::text("not estimable") }, p];
        };
        let [estimate, low, high] = [one.odds_ratio, one.ci_low, one.ci_high].map(|value| odds(self.style, value));
        let mut cell = Cell { value: Some(one.odds_ratio), ..Cell::text(format!("{estimate} ({low} to {high})")) };
        if fit.method == "maximum_likelihood" && is_of_another_kind(self.results, one.interval) {
            let note = "Wald’s interval: the profile likelihood has none, because covariates separate the outcomes";
            cell.marks.push(notes.mark(note.into()));
        }
        if alone && fit.method == "firth" {
            let why =
                if fit.separation.is_some() { ", because the maximum-likelihood estimate does not exist" } else { "" };
            let note = format!(
                "Firth’s penalised likelihood with profile-likelihood interval and penalised likelihood-ratio test{why}"
            );
            cell.marks.push(notes.mark(note));
        }
        [cell, p]
    }

    fn performance(&self, found: &Prediction) -> Table {
        let share = |value: f64| Cell::number(self.style.share(value, 3), value);
        let mut rows = Vec::new();
        let mut row = |name: &str, value: Cell, interval: String| {
            rows.push(Row { cells: vec![Cell::text(name), value, Cell::text(interval)], ..Row::default() });
        };
        let interval = match (found.auc.ci_low, found.auc.ci_high) {
            (Some(low), Some(high)) => {
                format!("{} to {}", self.style.share(low, 3), self.style.share(high, 3))
            }
            _ => found.auc.error.clone().unwrap_or_default(),
        };
        row("Area under the ROC curve, apparent", share(found.auc.estimate), interval);
        let corrected = found.optimism.as_ref();
        if let Some(one) = corrected {
            row("Area under the ROC curve, corrected for optimism", share(one.auc), String::new());
        }
        row("Brier score, apparent", share(found.brier), String::new());
        if let Some(one) = corrected {
            row("Brier score, corrected for optimism", share(one.brier), String::new());
        }
        row("Brier score of the proportion alone", share(found.brier_of_proportion), String::new());
        row("Mean prediction", share(found.mean_predicted), String::new());
        row("Proportion with the event", share(found.observed), String::new());
        if let Some(slope) = corrected.and_then(|one| one.slope) {
            row(
                "Calibration slope to be expected in new patients",
                Cell::number(self.style.number(slope, 2), slope),
                String::new(),
            );
        }
        if let Some(shift) = corrected.and_then(|one| one.intercept) {
            let cell = Cell::number(self.style.number(shift, 2), shift);
            row("Calibration in the large to be expected (log odds)", cell, String::new());
        }
        let note = match corrected {
            Some(one) => format!(
                "Optimism by {} bootstrap resamples (seed {}{}). In the patients to whom it was fitted a maximum-likelihood model has calibration slope 1 and intercept 0 by construction.",
                one.resamples,
                one.seed,
                if one.used < one.resamples { format!("; the model could be fitted in {} of them", one.used) } else { String::new() }
            ),
            None => "Apparent performance, in the patients to whom the model was fitted, is better than that in new patients; it was not corrected.".into(),
        };
        let under = Some("DeLong".to_string());
        let interval = Column { under, ..Column::numbers(&format!("{} CI", confidence(self.results.level))) };
        Table {
            id: "prediction".into(),
            title: "How well the multivariable model predicts".into(),
            columns: vec![Column::text("Measure"), Column::numbers("Value"), interval],
            rows,
            footnotes: vec![(String::new(), note)],
        }
    }

    fn calibration(&self, found: &Prediction) -> Table {
        let share = |value: f64| Cell::number(self.style.share(value, 3), value);
        let row = |(i, group): (usize, &crate::results::model::CalibrationGroupRecord)| Row {
            cells: vec![
                Cell::text((i + 1).to_string()),
                Cell::text(format!("{}/{}", group.events, group.n)),
                share(group.predicted),
                share(group.observed),
                Cell::text(format!("{} to {}", self.style.share(group.ci_low, 3), self.style.share(group.ci_high, 3))),
            ],
            ..Row::default()
        };
        let interval = Column {
            under: Some("Wilson".into()),
            ..Column::numbers(&format!("{} CI", confidence(self.results.level)))
        };
        Table {
            id: "calibration".into(),
            title: "Calibration in groups of ascending prediction".into(),
            columns: vec![
                Column::text("Group"),
                Column::numbers("Events/n"),
                Column::numbers("Mean prediction"),
                Column::numbers("Observed proportion"),
                interval,
            ],
            rows: found.calibration.iter().enumerate().map(row).collect(),
            footnotes: Vec::new(),
        }
    }
}

/// A covariate with its unit and its step: "Age (years), per 10".
fn name(covariate: &CovariateResult) -> String {
    let unit = covariate.unit.as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default();
    match covariate.per {
        Some(per) if per != 1.0 => format!("{}{unit}, per {per}", covariate.label),
        _ => format!("{}{unit}", covariate.label),
    }
}

/// The P that goes with the interval: Wald's, or that of the (penalised) likelihood ratio.
fn p(results: &Model, fit: &FitRecord, found: &CoefficientRecord) -> Option<f64> {
    match (&found.estimate, fit.method, results.interval) {
        (Some(one), "maximum_likelihood", "wald") => Some(one.p_wald),
        _ => found.likelihood_ratio.map(|test| test.p),
    }
}

/// Whether an interval is not of the kind that was asked for.
fn is_of_another_kind(results: &Model, interval: &str) -> bool {
    results.interval == "profile" && interval == "wald"
}

/// An odds ratio in the house style.
fn odds(style: &Style, value: f64) -> String {
    match value {
        value if value >= 1e6 => ">10⁶".into(),
        value => style.marked(&ratio(value)),
    }
}

/// Names of the covariates, for a sentence.
pub(super) fn names(results: &Model) -> String {
    list(&results.covariates.iter().map(|covariate| covariate.label.clone()).collect::<Vec<_>>())
}
