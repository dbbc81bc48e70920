//! The rows of a study as a notebook shows them: figures in, numbers out.

use super::{findings, literature};
use crate::report::wording;
use crate::results::reproduction::{Candidate, Figures, Reproduction, RowResult, TableResult, TestInput};

/// Confidence level of the intervals that notebooks compute.
const LEVEL: f64 = 0.95;

/// Everything of a study that a notebook computes again.
pub struct StudyRows {
    /// Printed tables, the statements of the text, and findings.
    pub sections: Vec<Section>,
    /// Numbers of the results that the notebook does not compute again.
    pub left_out: Vec<String>,
}

/// Rows that stand together.
pub struct Section {
    /// "Table 2".
    pub title: String,
    /// What stands above the rows, in Markdown.
    pub text: String,
    /// Rows in printed order.
    pub rows: Vec<Row>,
}

/// One reading of one row.
pub struct Row {
    /// Label.
    pub label: String,
    /// P (or what else is held against the numbers) as printed, or a dash.
    pub printed: String,
    /// Words of the verdict, or the name of a check.
    pub verdict: String,
    /// What is computed from; `None` where the printed figures give nothing.
    pub figures: Option<Given>,
    /// Method whose P is shown beside the printed one.
    pub shown: Option<&'static str>,
    /// Every number, or numbers that belong together, by the name of its method.
    pub numbers: Vec<(&'static str, Vec<f64>)>,
}

/// What numbers are computed from.
pub enum Given {
    /// Figures of a table.
    Figures(Figures),
    /// A count of n, and a rate that it is held against.
    Share {
        /// With the outcome.
        count: u64,
        /// All.
        n: u64,
        /// In per cent, as printed.
        percent: String,
    },
    /// Several series: those with the outcome, and all.
    Series(Vec<[u64; 2]>),
}

impl StudyRows {
    /// The rows of the results, with the numbers of the methods that the notebook knows.
    pub fn new(results: &Reproduction, knows: &dyn Fn(&str) -> bool) -> Self {
        let mut all = StudyRows { sections: Vec::new(), left_out: Vec::new() };
        for table in &results.tables {
            all.add(&table.label, as_printed(table), results.rows.iter().filter(|row| row.table == table.id), knows);
        }
        let text = "P values that the running text prints.".to_string();
        all.add("Running text", text, results.statements.iter(), knows);
        all.sections.extend(findings::section(results));
        for (section, left_out) in results.literature.iter().map(literature::section) {
            all.sections.push(section);
            all.left_out.extend(left_out);
        }
        all
    }

    fn add<'a>(
        &mut self,
        title: &str,
        text: String,
        rows: impl Iterator<Item = &'a RowResult>,
        knows: &dyn Fn(&str) -> bool,
    ) {
        let title = one_line(title);
        let mut section = Section { title, text, rows: Vec::new() };
        for result in rows {
            let none = TestInput { variant: None, figures: Figures::Counts(Vec::new()) };
            let readings = if result.inputs.is_empty() { std::slice::from_ref(&none) } else { &result.inputs };
            for reading in readings {
                let row = self.row(&section.title, result, reading, knows);
                section.rows.push(row);
            }
        }
        if !section.rows.is_empty() {
            self.sections.push(section);
        }
    }

    fn row(&mut self, table: &str, result: &RowResult, reading: &TestInput, knows: &dyn Fn(&str) -> bool) -> Row {
        let level = result.level.as_ref().map(|level| format!(": {level}")).unwrap_or_default();
        let variant = reading.variant.as_ref().map(|variant| format!(" ({variant})")).unwrap_or_default();
        let label = one_line(&format!("{}{level}{variant}", result.variable));
        let mut skip = |what: &str| self.left_out.push(format!("{table}, {label}: {what}"));
        let mut numbers: Vec<(&'static str, Vec<f64>)> = Vec::new();
        for candidate in result.candidates.iter().filter(|candidate| candidate.variant == reading.variant) {
            match candidate {
                Candidate { monte_carlo: Some(_), method, .. } => skip(&format!("{method} (from random tables)")),
                Candidate { method, p, statistic, df, .. } if knows(method) => {
                    numbers.push((*method, [Some(*p), *statistic, *df].into_iter().flatten().collect()));
                }
                Candidate { method, .. } => skip(method),
            }
        }
        let assumed = result.p_recomputed.as_ref().filter(|recomputed| !recomputed.determined);
        numbers.extend(assumed.map(|recomputed| (PLAUSIBLE, vec![recomputed.p])));
        let own = result.p_recomputed.as_ref().filter(|recomputed| recomputed.determined);
        let of_rule =
            own.and_then(|own| numbers.iter().find(|(method, p)| *method == own.method && p.first() == Some(&own.p)));
        // Without a rule the first test of the row: the usual one of its kind.
        let shown = of_rule.or(numbers.first()).map(|(method, _)| *method);
        for effect in result.effects.iter().filter(|_| reading.variant.is_none()) {
            match (effect.estimate, effect.ci_low, effect.ci_high) {
                (Some(estimate), Some(low), Some(high)) if effect.level == LEVEL && knows(effect.measure) => {
                    numbers.push((effect.measure, vec![estimate, low, high]));
                }
                _ => skip(effect.measure),
            }
        }
        if reading.variant.is_none() && result.groups.iter().any(|group| is_proportion(&group.interval)) {
            match proportions(result, &reading.figures) {
                Some(proportions) => numbers.push(("proportions", proportions)),
                None => skip("proportions"),
            }
        }
        let empty = matches!(&reading.figures, Figures::Counts(levels) if levels.is_empty());
        Row {
            printed: one_line(result.p_printed.as_deref().unwrap_or("-")),
            verdict: match wording::verdict(result.verdict).1 {
                "" => "-".to_string(),
                words => words.to_string(),
            },
            figures: (!empty).then(|| Given::Figures(reading.figures.clone())),
            shown,
            label,
            numbers,
        }
    }
}

/// Name of the P of medians under an assumed shape.
const PLAUSIBLE: &str = "plausible_rank_sum";

fn is_proportion(interval: &Option<crate::results::reproduction::GroupInterval>) -> bool {
    interval.as_ref().is_some_and(|interval| interval.measure == "proportion")
}

/// Proportion and its limits of every group; `None` where the figures do not hold all patients of a group.
fn proportions(result: &RowResult, figures: &Figures) -> Option<Vec<f64>> {
    let Figures::Counts(levels) = figures else { return None };
    let mut all = Vec::new();
    for (i, group) in result.groups.iter().enumerate() {
        let interval = group.interval.as_ref().filter(|interval| interval.measure == "proportion")?;
        let total = levels.iter().map(|level| level.get(i).copied()).sum::<Option<u64>>()?;
        (Some(total) == group.n_used).then_some(())?;
        all.extend([interval.estimate, interval.low, interval.high]);
    }
    Some(all)
}

/// A table as printed, in Markdown.
fn as_printed(table: &TableResult) -> String {
    let line =
        |cells: &mut dyn Iterator<Item = &str>| format!("| {} |", cells.map(markdown).collect::<Vec<_>>().join(" | "));
    let mut lines: Vec<String> = table.caption.iter().map(|caption| format!("{}\n", markdown(caption))).collect();
    lines.push(line(&mut table.columns.iter().map(|column| column.header.as_str())));
    lines.push(line(&mut table.columns.iter().map(|_| "---")));
    lines.extend(table.rows.iter().map(|row| line(&mut row.cells.iter().map(String::as_str))));
    lines.extend(table.footnotes.iter().map(|footnote| format!("\n{}", markdown(footnote))));
    lines.join("\n")
}

/// Text in which nothing is taken for a mark of Markdown, HTML or TeX.
pub fn markdown(text: &str) -> String {
    let text = one_line(text);
    let text = if text == "-" { "–".to_string() } else { text };
    let mut escaped = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let tag = c == '<' && rest.peek().is_some_and(|next| next.is_alphabetic() || "/!?".contains(*next));
        if tag || (matches!(c, '\\' | '|' | '*' | '_' | '$' | '`') && text != "---") {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Text without line breaks and other control characters: it goes into comments.
pub fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { "-".to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_text_is_no_markup() {
        assert_eq!(markdown("a|b *c* <0.001 <b>"), "a\\|b \\*c\\* <0.001 \\<b>");
        assert_eq!((markdown(""), markdown("a\nb")), ("–".to_string(), "a b".to_string()));
    }
}
