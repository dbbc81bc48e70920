//! The report of a comparison: Table 1, how each test was chosen, and the methods in words.

use super::{Block, Cell, Column, Document, Row, Table};
use crate::analysis::method;
use crate::report::style::Style;
use crate::report::wording::list;
use crate::results::comparison::{Comparison, Description, EffectRecord, GroupSummary, TestRecord, VariableResult};
use crate::study::VariableKind;

/// What a Table 1 is for, which decides its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Patients as they are: no P values (STROBE, item 14).
    Descriptive,
    /// Arms of a randomised trial at baseline: standardised differences, no P values (CONSORT, item 15).
    Trial,
    /// Groups formed by what became of the patients: effects and P values.
    Outcome,
}

impl TableKind {
    /// Identifiers, as in `--table`.
    pub const ALL: [(&'static str, TableKind); 3] =
        [("outcome", TableKind::Outcome), ("descriptive", TableKind::Descriptive), ("rct", TableKind::Trial)];
}

/// What the report shows, and how.
#[derive(Clone, Copy)]
pub struct Sections {
    /// Columns of the table.
    pub kind: TableKind,
    /// House style.
    pub style: &'static Style,
    /// Whether the column of standardised differences is shown whatever the kind.
    pub smd: bool,
    /// Whether all patients together have a column.
    pub overall: bool,
}

/// The report.
pub fn comparison(results: &Comparison, sections: &Sections) -> Document {
    let view = View { results, sections };
    let mut blocks = vec![Block::Lead(view.lead())];
    if !results.warnings.is_empty() {
        blocks.push(Block::Heading("What to know of the data".into()));
        let sentence = |warning: &crate::results::comparison::Warning| match &warning.variable {
            Some(variable) => format!("{variable}: {}.", warning.message),
            None => format!("{}.", capitalised(&warning.message)),
        };
        blocks.push(Block::List(results.warnings.iter().map(sentence).collect()));
    }
    if results.flow.len() > 1 {
        blocks.push(Block::Heading("Flow of patients".into()));
        blocks.push(Block::Table(view.flow()));
    }
    blocks.push(Block::Heading("Comparison".into()));
    blocks.push(Block::Table(view.table()));
    blocks.push(Block::Figures);
    if sections.kind == TableKind::Outcome {
        blocks.push(Block::Heading("How each test was chosen".into()));
        blocks.push(Block::Table(view.decisions()));
    }
    blocks.push(Block::Heading("Methods".into()));
    blocks.extend(view.methods().into_iter().map(Block::Paragraph));
    Document { kicker: "Comparison of groups".into(), title: view.title(), footer: view.footer(), blocks }
}

struct View<'a> {
    results: &'a Comparison,
    sections: &'a Sections,
}

impl View<'_> {
    fn style(&self) -> &'static Style {
        self.sections.style
    }

    fn shows_p(&self) -> bool {
        self.sections.kind == TableKind::Outcome
    }

    fn shows_smd(&self) -> bool {
        self.sections.smd || self.sections.kind == TableKind::Trial
    }

    fn title(&self) -> String {
        if self.results.title.is_empty() { self.results.input.name.clone() } else { self.results.title.clone() }
    }

    fn footer(&self) -> String {
        let input = &self.results.input;
        let bytes = if input.sha256.is_empty() { String::new() } else { format!(", SHA-256 {}", input.sha256) };
        format!("retrocohort {}. Input: {} ({} rows{bytes})", self.results.version, input.name, input.rows)
    }

    fn lead(&self) -> String {
        let levels = &self.results.grouping.levels;
        let groups: Vec<String> = levels.iter().map(|level| format!("{} {}", level.n, level.label)).collect();
        let patients: u64 = levels.iter().map(|level| level.n).sum();
        let variables = self.results.variables.len();
        let who = format!("{patients} patients ({}), {variables} variables", list(&groups));
        if !self.shows_p() {
            return format!("{who}.");
        }
        let tested: Vec<f64> = self.results.variables.iter().filter_map(primary_p).collect();
        let below = tested.iter().filter(|p| **p < self.results.alpha).count();
        let alpha = self.results.alpha;
        let expected = alpha * tested.len() as f64;
        format!(
            "{who}: P is below {alpha} in {below} of {} tests; {expected:.1} would be by chance alone.",
            tested.len()
        )
    }

    fn flow(&self) -> Table {
        let row = |step: &crate::results::comparison::FlowStep| Row {
            cells: vec![
                Cell::text(&step.criterion),
                Cell::number(step.excluded.to_string(), step.excluded as f64),
                Cell::number(step.left.to_string(), step.left as f64),
            ],
            ..Row::default()
        };
        Table {
            id: "flow".into(),
            title: "Patients left after each criterion".into(),
            columns: vec![Column::text("Criterion"), Column::numbers("Excluded"), Column::numbers("Left")],
            rows: self.results.flow.iter().map(row).collect(),
            footnotes: Vec::new(),
        }
    }

    /// Table 1.
    fn table(&self) -> Table {
        let size =
            |label: &str, n: u64| Column { heading: label.into(), under: Some(format!("n = {n}")), numeric: true };
        let levels = &self.results.grouping.levels;
        let mut columns = vec![Column::text("Characteristic")];
        if self.sections.overall {
            columns.push(size("Overall", levels.iter().map(|level| level.n).sum()));
        }
        columns.extend(levels.iter().map(|level| size(&level.label, level.n)));
        if self.shows_p() && levels.len() == 2 {
            columns.push(Column::numbers(&format!("Effect ({:.0} % CI)", 100.0 * self.results.level)));
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
        for variable in &self.results.variables {
            self.rows(variable, columns.len(), &mut notes, &mut rows);
        }
        let mut footnotes = vec![(String::new(), self.general_note())];
        footnotes.extend(notes.marked());
        let groups: Vec<String> = levels.iter().map(|level| level.label.clone()).collect();
        Table {
            id: "table-1".into(),
            title: format!("Table 1. {}", capitalised(&list(&groups))),
            columns,
            rows,
            footnotes,
        }
    }

    fn general_note(&self) -> String {
        let mut parts = vec!["Percentages are of the patients whose value is known".to_string()];
        if self.shows_smd() {
            parts.push("SMD, standardised mean difference (the largest between two groups)".into());
        }
        if let Some(adjustment) = self.results.adjustment {
            parts.push(format!(
                "P adjusted for {} tests by {adjustment}",
                self.results.variables.iter().filter_map(primary_p).count()
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
                    // "Diabetes: yes" says no more than "Diabetes".
                    let plain = ["yes", "true", "1", "present"].contains(&level.to_lowercase().as_str());
                    let label = if plain { named } else { format!("{named}: {level}") };
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
            cells.push(variable.effects.first().map(|effect| self.effect(variable, effect, notes)).unwrap_or_default());
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

    fn p(&self, test: &TestRecord, notes: &mut Footnotes) -> Cell {
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

    fn effect(&self, variable: &VariableResult, effect: &EffectRecord, notes: &mut Footnotes) -> Cell {
        let decimals = match effect.measure {
            "mean_difference" | "hodges_lehmann" => variable.decimals.mean,
            _ if effect.estimate.abs() >= 100.0 => 0,
            _ if effect.estimate.abs() >= 10.0 => 1,
            _ => 2,
        };
        let mark =
            notes.mark(format!("{}, {}: {}", capitalised(&measure(effect.measure)), effect.contrast, effect.method));
        let text = self.style().interval(effect.estimate, effect.ci_low, effect.ci_high, decimals);
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
        group.counts.get(level).map_or_else(Cell::default, |count| Cell {
            value: Some(count.count as f64),
            ..Cell::text(self.style().count(count.count, count.percent, group.n_used))
        })
    }

    /// The decision record of a variable in sentences.
    fn details(&self, variable: &VariableResult) -> Vec<String> {
        let style = self.style();
        let decision = &variable.decision;
        let mut all = vec![format!("Rule: {}. Evidence: {}.", decision.rule, decision.because)];
        for test in variable.tests.iter().filter(|test| test.primary) {
            if let Some(p) = test.p {
                let statistic = test.statistic.map(|value| format!(", statistic {}", style.number(value, 3)));
                let df = match (test.df, test.df2) {
                    (Some(df), Some(df2)) => format!(", {} and {} degrees of freedom", trimmed(df), trimmed(df2)),
                    (Some(df), None) => format!(", {} degrees of freedom", trimmed(df)),
                    _ => String::new(),
                };
                all.push(format!("{}: P {}{}{df}.", test.name, style.p_phrase(p), statistic.unwrap_or_default()));
            }
        }
        if !decision.alternatives.is_empty() {
            let other = |test: &crate::results::comparison::AlternativeTest| {
                let name = method(test.method).map_or(test.method, |method| method.name);
                format!("{name} {}", style.p_phrase(test.p).trim_start_matches("= "))
            };
            let others: Vec<String> = decision.alternatives.iter().map(other).collect();
            let changes = if decision.conclusion_changes {
                format!(" The conclusion at {} depends on the choice.", self.results.alpha)
            } else {
                String::new()
            };
            all.push(format!("Other tests: {}.{changes}", others.join("; ")));
        }
        all.extend(variable.notes.iter().map(|note| format!("{}.", capitalised(note))));
        all
    }

    /// Rule, evidence and alternatives of every variable.
    fn decisions(&self) -> Table {
        let style = self.style();
        let row = |variable: &VariableResult| {
            let primary = variable.tests.iter().find(|test| test.primary);
            let name = primary.map(|test| test.name).unwrap_or("none");
            let others: Vec<String> = variable
                .decision
                .alternatives
                .iter()
                .map(|test| format!("{} {}", crate::report::wording::method(test.method), style.p(test.p)))
                .collect();
            let changes = if variable.decision.conclusion_changes { "yes" } else { "no" };
            let cells = vec![
                Cell::text(&variable.label),
                Cell::text(name),
                Cell::text(format!("{}; {}", variable.decision.rule, variable.decision.because)),
                Cell::text(others.join("; ")),
                Cell { strong: variable.decision.conclusion_changes, ..Cell::text(changes) },
            ];
            Row { cells, ..Row::default() }
        };
        Table {
            id: "decisions".into(),
            title: "Choice of test and what other tests give".into(),
            columns: ["Characteristic", "Test", "Rule and evidence", "P of other tests", "Conclusion changes"]
                .map(Column::text)
                .to_vec(),
            rows: self.results.variables.iter().map(row).collect(),
            footnotes: Vec::new(),
        }
    }

    /// The methods in words, for a paper.
    fn methods(&self) -> Vec<String> {
        let results = self.results;
        let mut text = format!(
            "Continuous variables are given as mean and standard deviation or as median and quartiles ({}), categorical variables as counts and percentages of the patients whose value is known. ",
            results.quantiles
        );
        if self.shows_p() {
            let policy =
                crate::analysis::select::policy(results.policy).map_or(results.policy, |policy| policy.summary);
            let mut names: Vec<&str> = Vec::new();
            for test in results.variables.iter().flat_map(|variable| &variable.tests) {
                if test.primary && test.p.is_some() && !names.contains(&test.name) {
                    names.push(test.name);
                }
            }
            let names: Vec<String> = names.into_iter().map(String::from).collect();
            text.push_str(&format!(
                "Tests were chosen by a rule stated before the groups were compared (policy “{}”: {policy}): {}. All P values are two-sided{}. ",
                results.policy,
                list(&names),
                match results.adjustment {
                    Some(adjustment) => format!("; they were adjusted for multiple tests by {adjustment} as well"),
                    None => " and not adjusted for multiple tests".into(),
                }
            ));
            text.push_str(&format!("Effects are given with {:.0} % confidence intervals. ", 100.0 * results.level));
        }
        text.push_str("Missing values were counted in every group and left out of tests, variable by variable. ");
        text.push_str(&format!("Computed with retrocohort {}.", results.version));
        vec![text]
    }
}

/// Marks in the order of their first use: a, b, c, …, z, aa, …
#[derive(Default)]
struct Footnotes {
    texts: Vec<String>,
}

impl Footnotes {
    fn mark(&mut self, text: String) -> String {
        let index = self.texts.iter().position(|known| *known == text).unwrap_or_else(|| {
            self.texts.push(text);
            self.texts.len() - 1
        });
        letters(index)
    }

    fn marked(self) -> Vec<(String, String)> {
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

fn primary_p(variable: &VariableResult) -> Option<f64> {
    variable.tests.iter().find(|test| test.primary).and_then(|test| test.p)
}

/// Name of a measure for readers.
fn measure(id: &str) -> String {
    id.replace('_', " ")
}

/// A degree of freedom without needless decimals.
fn trimmed(value: f64) -> String {
    let text = crate::report::style::rounded(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
