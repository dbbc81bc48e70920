//! The report of a comparison: Table 1, how each test was chosen, and the methods in words.

use super::table_one::Footnotes;
use super::{Block, Cell, Column, Document, Row, Table};
use crate::analysis::method;
use crate::analysis::select::{Policy, RULE_OF_PAIRS};
use crate::report::references;
use crate::report::style::{Style, confidence};
use crate::report::wording::{self, counted, list};
use crate::results::comparison::{AcrossStrata, Comparison, Decimals, Description, GroupLevel, VariableResult};

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
    let shows_p = sections.kind == TableKind::Outcome;
    let shows_smd = sections.smd || sections.kind == TableKind::Trial;
    let references = references::of_comparison(results, shows_p, shows_smd);
    let view = View { results, sections, references: &references };
    let mut blocks = vec![Block::Lead(view.lead())];
    blocks.extend(super::warnings(&results.warnings));
    if !results.flow.is_empty() {
        blocks.push(Block::Heading("Flow of patients".into()));
        blocks.push(Block::Table(super::flow(&results.flow)));
    }
    blocks.push(Block::Heading("Comparison".into()));
    let name = |level: &GroupLevel| wording::group(&results.grouping, &level.label);
    let groups: Vec<String> = results.grouping.levels.iter().map(name).collect();
    // Many groups, or long names, stand in the head of the table alone.
    let title = Some(capitalised(&list(&groups))).filter(|title| title.chars().count() <= 100);
    let title = title.unwrap_or_else(|| format!("Patients by {}", results.grouping.label));
    blocks.push(Block::Table(view.table(1, &title, &results.grouping.levels, &results.variables)));
    for (i, stratum) in results.strata.iter().enumerate() {
        let title = format!("{title}: {} {}", stratum.variable, stratum.level);
        blocks.push(Block::Table(view.table(i + 2, &title, &stratum.groups, &stratum.variables)));
    }
    if sections.kind == TableKind::Outcome && !results.across_strata.is_empty() {
        blocks.push(Block::Table(view.across_strata()));
    }
    blocks.push(Block::Figures);
    if sections.kind == TableKind::Outcome {
        blocks.push(Block::Heading("How each test was chosen".into()));
        blocks.push(Block::Table(view.decisions()));
    }
    blocks.push(Block::Heading("Methods".into()));
    blocks.push(Block::Paragraph(view.methods()));
    blocks.push(Block::Heading("References".into()));
    blocks.push(Block::List(references::list(&references)));
    let (title, footer) = (view.title(), view.footer());
    Document { kicker: "Comparison of groups".into(), title, footer, blocks, references }
}

/// Results and how they are shown.
pub(super) struct View<'a> {
    pub(super) results: &'a Comparison,
    pub(super) sections: &'a Sections,
    /// Works, in the order of their numbers.
    pub(super) references: &'a [&'static str],
}

impl View<'_> {
    pub(super) fn style(&self) -> &'static Style {
        self.sections.style
    }

    pub(super) fn shows_p(&self) -> bool {
        self.sections.kind == TableKind::Outcome
    }

    pub(super) fn shows_smd(&self) -> bool {
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
        let named = |level: &GroupLevel| match wording::group(&self.results.grouping, &level.label) {
            // "21 stage 1" would be read as a number of stages.
            name if name != level.label => format!("{name}: {}", level.n),
            name => format!("{} {name}", level.n),
        };
        let groups: Vec<String> = levels.iter().map(named).collect();
        let patients: u64 = levels.iter().map(|level| level.n).sum();
        let variables = counted(self.results.variables.len(), "variable");
        let paired = self.results.grouping.pairs.map(|pairs| format!(" in {pairs} pairs")).unwrap_or_default();
        let sizes = Some(list(&groups)).filter(|sizes| sizes.chars().count() <= 150);
        let sizes = sizes.unwrap_or_else(|| format!("{} groups by {}", levels.len(), self.results.grouping.label));
        let who = format!("{} ({sizes}){paired}, {variables}", counted(patients as usize, "patient"));
        if !self.shows_p() {
            return format!("{who}.");
        }
        let tested: Vec<f64> = self.results.variables.iter().filter_map(primary_p).collect();
        let below = tested.iter().filter(|p| **p < self.results.alpha).count();
        if tested.is_empty() {
            return format!("{who}; none of them can be tested.");
        }
        let expected = self.results.alpha * tested.len() as f64;
        format!(
            "{who}: P is below {} in {} of {}; by chance alone, if the groups did not differ, {} would be expected.",
            self.alpha(),
            if below == 0 { "none".into() } else { below.to_string() },
            counted(tested.len(), "test"),
            self.style().number(expected, 1)
        )
    }

    /// The level of significance in the house style.
    pub(super) fn alpha(&self) -> String {
        let plain = self.results.alpha.to_string();
        let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        self.style().share(self.results.alpha, decimals)
    }

    /// Which member of a pair is taken from which.
    fn direction(&self) -> String {
        match self.results.grouping.levels.as_slice() {
            [first, second, ..] => {
                let name = |level: &GroupLevel| wording::group(&self.results.grouping, &level.label);
                format!("{} minus {}", name(second), name(first))
            }
            _ => String::new(),
        }
    }

    /// The decision record of a variable in sentences.
    pub(super) fn details(&self, variable: &VariableResult) -> Vec<String> {
        let style = self.style();
        let decision = &variable.decision;
        let rule = times(&wording::cited(&decision.rule, self.references));
        let mut all = vec![format!("Rule: {rule}. Evidence: {}.", times(&decision.because))];
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
                format!(" The conclusion at {} depends on the choice.", self.alpha())
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
        // Many variables are under one rule, which stands below the table once.
        let mut rules = Footnotes::default();
        let mut row = |variable: &VariableResult| {
            let primary = variable.tests.iter().find(|test| test.primary);
            let name = primary.map(|test| test.name).unwrap_or("none");
            let rule = capitalised(&times(&wording::cited(&variable.decision.rule, self.references)));
            let marks = if rule.is_empty() { Vec::new() } else { vec![rules.mark(rule)] };
            let others: Vec<String> = variable
                .decision
                .alternatives
                .iter()
                .map(|test| format!("{} {}", crate::report::wording::method(test.method), style.p(test.p)))
                .collect();
            let changes = if variable.decision.conclusion_changes { "yes" } else { "no" };
            let cells = vec![
                Cell::text(&variable.label),
                Cell { marks, ..Cell::text(capitalised(name)) },
                Cell::text(times(&variable.decision.because)),
                Cell::text(others.join("; ")),
                Cell { strong: variable.decision.conclusion_changes, ..Cell::text(changes) },
            ];
            Row { cells, ..Row::default() }
        };
        let rows = self.results.variables.iter().map(&mut row).collect();
        let about = format!("The conclusion changes where another test lies on the other side of {}.", self.alpha());
        Table {
            id: "decisions".into(),
            title: "Choice of test and what other tests give".into(),
            columns: ["Characteristic", "Test", "Evidence", "P of other tests", "Conclusion changes"]
                .map(Column::text)
                .to_vec(),
            rows,
            footnotes: std::iter::once((String::new(), about)).chain(rules.marked()).collect(),
        }
    }

    /// Binary variables across the strata.
    fn across_strata(&self) -> Table {
        let variable = self.results.strata.first().map(|stratum| stratum.variable.clone()).unwrap_or_default();
        let mut notes = Footnotes::default();
        let mut row = |across: &AcrossStrata| {
            let odds = across.odds_ratio.as_ref().map(|effect| self.effect(Decimals::default(), effect, &mut notes));
            let cells = vec![
                Cell::text(wording::property(&across.label, &across.of)),
                odds.unwrap_or_else(|| Cell::text("–")),
                self.p(&across.test, &mut notes),
            ];
            Row { cells, ..Row::default() }
        };
        let rows = self.results.across_strata.iter().map(&mut row).collect();
        let interval = format!("Common odds ratio ({} CI)", confidence(self.results.level));
        Table {
            id: "across-strata".into(),
            title: format!("Across the levels of {variable}"),
            columns: vec![Column::text("Characteristic"), Column::numbers(&interval), Column::numbers("P value")],
            rows,
            footnotes: notes.marked(),
        }
    }

    /// The methods in words, for a paper.
    fn methods(&self) -> String {
        let (results, references) = (self.results, self.references);
        let cited = |key: Option<&str>| {
            let number = key.and_then(|key| references.iter().position(|known| *known == key));
            number.map(|number| format!(" [{}]", number + 1)).unwrap_or_default()
        };
        let mut text = self.descriptions(&cited(Some("hyndman1996")));
        if self.shows_p() {
            let policy = match &results.grouping.paired_by {
                Some(_) => RULE_OF_PAIRS.into(),
                None => Policy::from_id(results.policy).map(Policy::summary).unwrap_or_default(),
            };
            if let (Some(by), Some(pairs)) = (&results.grouping.paired_by, results.grouping.pairs) {
                text.push_str(&format!(
                    "The groups were compared within {pairs} pairs of patients (named by {by}), variable by variable those of which both values are known; differences are {}. ",
                    self.direction()
                ));
            }
            let mut names: Vec<String> = Vec::new();
            for test in results.variables.iter().flat_map(|variable| &variable.tests) {
                let name = format!("{}{}", test.name, cited(method(test.method).map(|method| method.citation)));
                if test.primary && test.p.is_some() && !names.contains(&name) {
                    names.push(name);
                }
            }
            text.push_str(&format!(
                "Tests were chosen by a rule stated before the groups were compared (policy “{}”: {policy}): {}. All P values are two-sided{}. ",
                results.policy,
                list(&names),
                match results.adjustment {
                    Some(adjustment) => format!("; they were adjusted for multiple tests by {}{} as well", wording::adjustment(adjustment), cited(references::adjustment(adjustment))),
                    None => " and not adjusted for multiple tests".into(),
                }
            ));
            text.push_str(&format!("Effects are given with {} confidence intervals. ", confidence(results.level)));
        }
        if self.shows_smd() {
            text.push_str(&format!(
                "Standardised differences are those of Yang and Dalton{}. ",
                cited(Some("yang2012"))
            ));
        }
        let of = if self.shows_p() { "tests" } else { "means, quartiles and percentages" };
        text.push_str(&format!(
            "Missing values were counted in every group and left out of {of}, variable by variable. "
        ));
        text.push_str(&format!("Computed with retrocohort {}.", results.version));
        text
    }

    /// How the table describes its variables: what it shows, and no more.
    fn descriptions(&self, quartiles: &str) -> String {
        let has = |one: Description| self.results.variables.iter().any(|variable| variable.description == one);
        let rule = format!("{} of Hyndman and Fan{quartiles}", self.results.quantiles);
        let numbers = match (has(Description::MeanSd), has(Description::Median)) {
            (true, true) => format!("as mean and standard deviation or as median and quartiles ({rule})"),
            (true, false) => format!("as mean and standard deviation, in figures with quartiles ({rule}) too"),
            (false, true) => format!("as median and quartiles ({rule})"),
            (false, false) => String::new(),
        };
        let counts = "as counts and percentages of the patients whose value is known";
        match (numbers.is_empty(), has(Description::Counts)) {
            (false, true) => format!("Continuous variables are given {numbers}, categorical variables {counts}. "),
            (false, false) => format!("Variables are given {numbers}. "),
            (true, _) => format!("Variables are given {counts}. "),
        }
    }
}

pub(super) fn primary_p(variable: &VariableResult) -> Option<f64> {
    variable.tests.iter().find(|test| test.primary).and_then(|test| test.p)
}

/// "A 2x4 table" with the sign of multiplication.
fn times(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let one = |(at, letter): (usize, &char)| match letter {
        'x' if digit(at.checked_sub(1)) && digit(Some(at + 1)) => " × ".to_string(),
        letter => letter.to_string(),
    };
    letters.iter().enumerate().map(one).collect()
}

/// A degree of freedom without needless decimals.
fn trimmed(value: f64) -> String {
    let text = crate::report::style::rounded(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

pub(in crate::report) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
