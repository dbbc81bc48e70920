//! The rows of a study as a notebook shows them: figures in, numbers out.

use std::collections::BTreeSet;

use crate::report::wording;
use crate::results::reproduction::{Candidate, Figures, Reproduction, RowResult, TestInput};

/// Confidence level of the intervals that notebooks compute.
const LEVEL: f64 = 0.95;

/// All rows of a study.
pub struct StudyRows {
    /// Title of the study, or its short name.
    pub title: String,
    /// Citation.
    pub citation: Option<String>,
    /// Origin of the tables.
    pub source: Option<String>,
    /// Version of the program.
    pub version: &'static str,
    /// Printed tables, and the statements of the text.
    pub tables: Vec<TableRows>,
    /// Numbers of the results that the notebook does not re-derive.
    pub left_out: Vec<String>,
}

/// Rows of one table.
pub struct TableRows {
    /// "Table 2".
    pub label: String,
    /// Rows in printed order.
    pub rows: Vec<Row>,
}

/// One reading of one row.
pub struct Row {
    /// Label, unlike any other of the table.
    pub label: String,
    /// Groups compared.
    pub groups: Vec<String>,
    /// P as printed, or a dash.
    pub printed: String,
    /// Words of the verdict.
    pub verdict: &'static str,
    /// What is computed from; `None` where the printed figures give nothing.
    pub figures: Option<Figures>,
    /// Method whose P is shown beside the printed one.
    pub shown: Option<&'static str>,
    /// Every P.
    pub p: Vec<(&'static str, f64)>,
    /// Every effect size: estimate, lower and upper limit.
    pub effects: Vec<(&'static str, [f64; 3])>,
}

impl StudyRows {
    /// The rows of the results, with the numbers of the methods that the notebook knows.
    pub fn new(results: &Reproduction, knows: &dyn Fn(&str) -> bool) -> Self {
        let study = &results.study;
        let mut all = StudyRows {
            title: one_line(study.title.as_deref().unwrap_or(&study.id)),
            citation: study.citation.as_deref().map(one_line),
            source: study.source.as_deref().map(one_line),
            version: results.version,
            tables: Vec::new(),
            left_out: Vec::new(),
        };
        for table in &results.tables {
            all.add(&table.label, results.rows.iter().filter(|row| row.table == table.id), knows);
        }
        all.add("Text", results.statements.iter(), knows);
        all
    }

    fn add<'a>(&mut self, label: &str, rows: impl Iterator<Item = &'a RowResult>, knows: &dyn Fn(&str) -> bool) {
        let taken: BTreeSet<&str> = self.tables.iter().map(|table| table.label.as_str()).collect();
        let label = free(&one_line(label), |name| taken.contains(name));
        let mut table = TableRows { label, rows: Vec::new() };
        for result in rows {
            let none = TestInput { variant: None, figures: Figures::Counts(Vec::new()) };
            let readings = if result.inputs.is_empty() { std::slice::from_ref(&none) } else { &result.inputs };
            for reading in readings {
                let row = self.row(&table, result, reading, knows);
                table.rows.push(row);
            }
        }
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
    }

    fn row(&mut self, table: &TableRows, result: &RowResult, reading: &TestInput, knows: &dyn Fn(&str) -> bool) -> Row {
        let level = result.level.as_ref().map(|level| format!(": {level}")).unwrap_or_default();
        let variant = reading.variant.as_ref().map(|variant| format!(" ({variant})")).unwrap_or_default();
        let label = one_line(&format!("{}{level}{variant}", result.variable));
        let label = free(&label, |name| table.rows.iter().any(|row| row.label == name));
        let mut skip = |what: &str| self.left_out.push(format!("{}, {label}, {what}", table.label));
        let mut p = Vec::new();
        for candidate in result.candidates.iter().filter(|candidate| candidate.variant == reading.variant) {
            match candidate {
                Candidate { monte_carlo: Some(_), method, .. } => skip(&format!("{method} (from random tables)")),
                Candidate { method, p: value, .. } if knows(method) => p.push((*method, *value)),
                Candidate { method, .. } => skip(method),
            }
        }
        let assumed = result.p_recomputed.as_ref().filter(|recomputed| !recomputed.determined);
        p.extend(assumed.map(|recomputed| (PLAUSIBLE, recomputed.p)));
        let mut effects = Vec::new();
        for effect in result.effects.iter().filter(|_| reading.variant.is_none()) {
            match (effect.estimate, effect.ci_low, effect.ci_high) {
                (Some(estimate), Some(low), Some(high)) if effect.level == LEVEL && knows(effect.measure) => {
                    effects.push((effect.measure, [estimate, low, high]));
                }
                _ => skip(effect.measure),
            }
        }
        let own = result.p_recomputed.as_ref().filter(|recomputed| recomputed.determined);
        let of_rule = own.and_then(|own| p.iter().find(|(method, value)| *method == own.method && *value == own.p));
        let empty = matches!(&reading.figures, Figures::Counts(levels) if levels.is_empty());
        Row {
            groups: result.groups.iter().map(|group| one_line(&group.label)).collect(),
            printed: one_line(result.p_printed.as_deref().unwrap_or("-")),
            verdict: match wording::verdict(result.verdict).1 {
                "" => "-",
                words => words,
            },
            figures: (!empty).then(|| reading.figures.clone()),
            // Without a rule the first test of the row: the usual one of its kind.
            shown: of_rule.or(p.first()).map(|(method, _)| *method),
            label,
            p,
            effects,
        }
    }
}

/// Name of the P of medians under an assumed shape.
const PLAUSIBLE: &str = "plausible_rank_sum";

/// Text without line breaks and other control characters: it goes into comments.
fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { "-".to_string() } else { text }
}

/// The name, or the name with the first number that makes it unlike those taken.
fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_string();
    }
    (2..).map(|i| format!("{name} ({i})")).find(|name| !taken(name)).unwrap_or_default()
}
