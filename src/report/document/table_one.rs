//! Table 1: one row a variable, or a level, and one column a group.

use super::comparison::{View, capitalised, primary_p};
use super::{Cell, Column, Row, Table};
use crate::report::figure::ratio;
use crate::report::style::confidence;
use crate::report::wording;
use crate::results::comparison::{
    Decimals, Description, EffectRecord, GroupLevel, GroupSummary, TestRecord, VariableResult,
};
use crate::study::VariableKind;

/// Beginning of the note on cells that stand out, which is for media that show them.
pub const BOLD: &str = "Bold:";

impl View<'_> {
    /// Table 1 of these groups and variables, under a number and a title of its own.
    pub(super) fn table(
        &self,
        number: usize,
        title: &str,
        levels: &[GroupLevel],
        variables: &[VariableResult],
    ) -> Table {
        let size =
            |label: &str, n: u64| Column { heading: label.into(), under: Some(format!("n = {n}")), numeric: true };
        let mut columns = vec![Column::text("Characteristic")];
        if self.sections.overall {
            columns.push(size("Overall", levels.iter().map(|level| level.n).sum()));
        }
        columns.extend(levels.iter().map(|level| size(&wording::group(&self.results.grouping, &level.label), level.n)));
        if self.shows_p() && levels.len() == 2 {
            columns.push(Column::numbers(&format!("Effect ({} CI)", confidence(self.results.level))));
        }
        if self.shows_smd() {
            columns.push(Column::numbers("SMD"));
        }
        if self.shows_p() {
            columns.push(Column::numbers("P value"));
            if self.results.adjustment.is_some() {
                columns.push(Column::numbers("Adjusted P"));
            }
        }
        let mut notes = Footnotes::default();
        let mut rows = Vec::new();
        for variable in variables {
            self.rows(variable, columns.len(), &mut notes, &mut rows);
        }
        let bold = rows.iter().any(|row| row.cells.iter().any(|cell| cell.strong));
        let mut footnotes = vec![(String::new(), self.general_note(variables))];
        footnotes.extend(bold.then(|| (String::new(), format!("{BOLD} P below {}.", self.alpha()))));
        footnotes.extend(notes.marked());
        Table { id: format!("table-{number}"), title: format!("Table {number}. {title}"), columns, rows, footnotes }
    }

    fn general_note(&self, variables: &[VariableResult]) -> String {
        let missing = variables.iter().any(|variable| variable.overall.n_missing > 0);
        let of_missing = if missing { ", those of missing values of all patients" } else { "" };
        let mut parts = vec![format!("Percentages are of the patients whose value is known{of_missing}")];
        let levelled = |variable: &VariableResult| {
            variable.kind != VariableKind::Continuous
                && variable.overall.n_missing == 0
                && variable.overall.counts.last().is_some_and(|count| count.level == "Missing")
        };
        if variables.iter().any(levelled) {
            parts.push("a level “Missing” counts as known, in percentages and tests".into());
        }
        let coded = |variable: &VariableResult| {
            let levels: Vec<&str> = variable.overall.counts.iter().map(|count| count.level.as_str()).collect();
            variable.kind == VariableKind::Binary && levels == ["0", "1"]
        };
        if variables.iter().any(coded) {
            parts.push("of variables coded 0 and 1, patients with 1 are counted".into());
        }
        if let (Some(pairs), true) = (self.results.grouping.pairs, self.shows_p()) {
            let by = self.results.grouping.paired_by.as_deref().unwrap_or_default();
            parts.push(format!(
                "effects and P values are of paired data, within {pairs} pairs ({by}); the columns describe all patients of the groups"
            ));
        }
        if self.shows_smd() {
            let largest = if self.results.grouping.levels.len() > 2 { " (the largest between two groups)" } else { "" };
            parts.push(format!("SMD, standardised mean difference{largest}"));
        }
        if let Some(adjustment) = self.results.adjustment {
            parts.push(format!(
                "P adjusted for {} by {}",
                wording::counted(variables.iter().filter_map(primary_p).count(), "test"),
                wording::adjustment(adjustment)
            ));
        }
        format!("{}.", parts.join("; "))
    }

    /// The rows of one variable.
    fn rows(&self, variable: &VariableResult, width: usize, notes: &mut Footnotes, rows: &mut Vec<Row>) {
        let groups: Vec<&GroupSummary> =
            self.sections.overall.then_some(&variable.overall).into_iter().chain(&variable.groups).collect();
        let tail = self.tail(variable, notes);
        let mut row = |indent: usize, label: Cell, cells: Vec<Cell>, tail: &[Cell], details: Vec<String>| {
            let mut all = vec![label];
            all.extend(cells);
            all.extend(tail.iter().cloned());
            all.resize(width, Cell::default());
            rows.push(Row { indent, cells: all, details });
        };
        let details = if self.shows_p() { self.details(variable) } else { Vec::new() };
        let named = match &variable.unit {
            Some(unit) => format!("{} ({unit})", variable.label),
            None => variable.label.clone(),
        };
        let style = self.style();
        match variable.description {
            Description::MeanSd => {
                let cells = groups.iter().map(|group| self.mean(variable, group)).collect();
                row(0, Cell::text(format!("{named}, {}", style.mean_sd_words())), cells, &tail, details);
            }
            Description::Median => {
                let cells = groups.iter().map(|group| self.median(variable, group)).collect();
                row(0, Cell::text(format!("{named}, {}", style.median_words())), cells, &tail, details);
            }
            Description::Counts => {
                let levels = variable.overall.counts.len();
                if variable.kind == VariableKind::Binary && levels == 2 {
                    let level = variable.overall.counts.get(1).map(|count| count.level.as_str()).unwrap_or_default();
                    let label = wording::property(&named, level);
                    let cells = groups.iter().map(|group| self.count(group, 1)).collect();
                    row(0, Cell::text(format!("{label}, n (%)")), cells, &tail, details);
                } else {
                    let blank = vec![Cell::default(); groups.len()];
                    row(0, Cell::text(format!("{named}, n (%)")), blank, &tail, details);
                    for level in 0..levels {
                        let name = variable.overall.counts.get(level).map(|count| count.level.clone());
                        let cells = groups.iter().map(|group| self.count(group, level)).collect();
                        row(1, Cell::text(name.unwrap_or_default()), cells, &[], Vec::new());
                    }
                }
            }
        }
        if variable.overall.n_missing > 0 {
            let share = |group: &&GroupSummary| {
                let all = group.n_used + group.n_missing;
                let percent = (all > 0).then(|| 100.0 * group.n_missing as f64 / all as f64);
                let text = style.count(group.n_missing, percent, all);
                Cell { text, value: Some(group.n_missing as f64), ..Cell::default() }
            };
            row(1, Cell::text("Missing, n (%)"), groups.iter().map(share).collect(), &[], Vec::new());
        }
    }

    /// Effect, SMD and P of a variable.
    fn tail(&self, variable: &VariableResult, notes: &mut Footnotes) -> Vec<Cell> {
        let style = self.style();
        let mut cells = Vec::new();
        if self.shows_p() && self.results.grouping.levels.len() == 2 {
            let effect = variable.effects.iter().find(|effect| effect.primary);
            cells.push(effect.map(|effect| self.effect(variable.decimals, effect, notes)).unwrap_or_default());
        }
        if self.shows_smd() {
            let smd = variable.smd.map(|smd| Cell::number(style.number(smd, 2), smd));
            cells.push(smd.unwrap_or_else(|| Cell::text("–")));
        }
        if self.shows_p() {
            let primary = variable.tests.iter().find(|test| test.primary);
            cells.push(primary.map(|test| self.p(test, notes)).unwrap_or_else(|| Cell::text("–")));
            if self.results.adjustment.is_some() {
                let adjusted = variable.p_adjusted.map(|p| Cell::number(style.p(p), p));
                cells.push(adjusted.unwrap_or_else(|| Cell::text("–")));
            }
        }
        cells
    }

    pub(super) fn p(&self, test: &TestRecord, notes: &mut Footnotes) -> Cell {
        match (test.p, &test.error) {
            (Some(p), _) => {
                let exact = if test.exactness == Some("monte_carlo") { ", by random tables" } else { "" };
                let mark = notes.mark(format!("{}{exact}", capitalised(test.name)));
                Cell { marks: vec![mark], strong: p < self.results.alpha, ..Cell::number(self.style().p(p), p) }
            }
            (None, Some(error)) => {
                let mark = notes.mark(format!("{} not computable: {}", capitalised(test.name), error.reason));
                Cell { marks: vec![mark], ..Cell::text("–") }
            }
            (None, None) => Cell::text("–"),
        }
    }

    pub(super) fn effect(&self, of_data: Decimals, effect: &EffectRecord, notes: &mut Footnotes) -> Cell {
        let style = self.style();
        let [estimate, low, high] =
            [effect.estimate, effect.ci_low, effect.ci_high].map(|value| match effect.measure {
                "mean_difference" => style.number(value, of_data.mean),
                "hodges_lehmann_shift" | "pseudomedian" => style.number(value, of_data.median),
                "paired_risk_difference" => style.number(value, 3),
                // As in the forest plot: digits after the size of each number, since a ratio of 0.004 is not 0.00.
                "odds_ratio" | "risk_ratio" | "matched_odds_ratio" => style.marked(&ratio(value)),
                _ => style.number(value, 2),
            });
        let contrast = wording::contrast(&self.results.grouping, &effect.contrast);
        let mark =
            notes.mark(format!("{}, {contrast}: {}", capitalised(&wording::measure(effect.measure)), effect.method));
        let text = format!("{estimate} ({low} to {high})");
        Cell { marks: vec![mark], ..Cell::text(text) }
    }

    fn mean(&self, variable: &VariableResult, group: &GroupSummary) -> Cell {
        match group.mean {
            Some(mean) => Cell::text(self.style().mean_sd(mean, group.sd, variable.decimals.mean)),
            None => Cell::text("–"),
        }
    }

    fn median(&self, variable: &VariableResult, group: &GroupSummary) -> Cell {
        match (group.median, group.q1, group.q3) {
            (Some(median), Some(q1), Some(q3)) => {
                Cell::text(self.style().median(median, q1, q3, variable.decimals.median))
            }
            _ => Cell::text("–"),
        }
    }

    fn count(&self, group: &GroupSummary, level: usize) -> Cell {
        // Of nobody whose value is known there is no count, and no 0 either.
        if group.n_used == 0 {
            return Cell::text("–");
        }
        group.counts.get(level).map_or_else(Cell::default, |count| Cell {
            value: Some(count.count as f64),
            ..Cell::text(self.style().count(count.count, count.percent, group.n_used))
        })
    }
}

/// Marks in the order of their first use: a, b, c, …, z, aa, …
#[derive(Default)]
pub(super) struct Footnotes {
    texts: Vec<String>,
}

impl Footnotes {
    pub(super) fn mark(&mut self, text: String) -> String {
        let index = self.texts.iter().position(|known| *known == text).unwrap_or_else(|| {
            self.texts.push(text);
            self.texts.len() - 1
        });
        letters(index)
    }

    pub(super) fn marked(self) -> Vec<(String, String)> {
        self.texts.into_iter().enumerate().map(|(i, text)| (letters(i), format!("{text}."))).collect()
    }
}

fn letters(index: usize) -> String {
    let last = char::from(b'a' + (index % 26) as u8);
    match index / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
    }
}
