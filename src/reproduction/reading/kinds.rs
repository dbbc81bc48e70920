//! What the cells of a row mean: counts, means, medians; inferred from everything that speaks for one of them.

use super::Reader;
use super::columns::Columns;
use super::denominators::{fits, recovered};
use super::layout::BodyRow;
use crate::reproduction::comparison::{Comparison, GroupValues, Kind, LevelCount, PrintedCell, Value};
use crate::reproduction::decimal::Decimal;
use crate::reproduction::notation::{Notation, parse_cell};
use crate::study::{KindDeclaration, PrintedTable};

/// What footnotes, caption and headers say about notations.
pub(super) struct TableNotes {
    /// "mean (SD)" is explained.
    mean_in_brackets: bool,
    /// "median (IQR)" is explained.
    median_in_brackets: bool,
    /// Spreads are standard errors.
    standard_error: bool,
    /// Medians go with ranges.
    range: bool,
    /// Counts of the table are explained as "n (%)".
    counts: bool,
}

impl TableNotes {
    pub(super) fn new(table: &PrintedTable, footnotes: &[String], columns: &Columns) -> Self {
        let headers = columns.all.iter().map(|column| &column.header);
        let texts = table.footnotes.iter().chain(footnotes).chain(table.caption.iter()).chain(headers);
        let text = texts.cloned().collect::<Vec<_>>().join(" ; ").to_lowercase();
        let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let says = |words: &[&str]| words.iter().any(|word| squeezed.contains(word));
        TableNotes {
            mean_in_brackets: says(&[
                "mean(sd",
                "mean(standarddev",
                "means(sd",
                "mean(±sd",
                "mean[sd",
                "means(standarddev",
                "mean(s.d.",
            ]),
            median_in_brackets: says(&[
                "median(iqr",
                "median(inter",
                "median[iqr",
                "median[inter",
                "medians(inter",
                "medians(iqr",
                "median(q1",
                "median[q1",
                "median(25",
            ]),
            standard_error: says(&["standarderror", "±se", "(sem)", "±sem", "mean(se)"]) && !says(&["±sd", "mean(sd"]),
            range: says(&["median(range", "median[range", "median(min", "median[min"]),
            counts: says(&["n(%", "no.(%", "number(%", "numbers(%", "percentages", "percentage)"]),
        }
    }
}

/// What was decided about a row.
struct Decision {
    kind: Kind,
    evidence: Vec<String>,
    alternative: Option<Kind>,
}

impl Decision {
    fn new(kind: Kind, evidence: impl Into<String>) -> Self {
        Decision { kind, evidence: vec![evidence.into()], alternative: None }
    }

    fn or(mut self, alternative: Kind) -> Self {
        self.alternative = Some(alternative);
        self
    }
}

pub(super) fn kind_of(declaration: KindDeclaration) -> Kind {
    match declaration {
        KindDeclaration::Count => Kind::Count,
        KindDeclaration::Counts => Kind::Counts,
        KindDeclaration::MeanSd => Kind::MeanSd,
        KindDeclaration::MeanSe => Kind::MeanSe,
        KindDeclaration::MedianIqr => Kind::MedianIqr,
        KindDeclaration::MedianQuartiles => Kind::MedianQuartiles,
        KindDeclaration::MedianRange => Kind::MedianRange,
    }
}

impl Reader<'_> {
    /// A row of its own as a comparison.
    pub(super) fn single(&mut self, row: &BodyRow, section: Option<String>) -> Comparison {
        let cells: Vec<PrintedCell> = (0..row.groups.len()).map(|group| self.cell(row, group)).collect();
        let sizes: Vec<Option<u64>> = self.columns.groups.iter().map(|group| group.n).collect();
        let mut decision = self.decide(row, &cells, &sizes);
        let mut levels = Vec::new();
        let mut groups = Vec::new();
        for (cell, n) in cells.iter().zip(&sizes) {
            let (value, n_used) = value(decision.kind, cell, *n, &mut decision.evidence);
            groups.push(GroupValues { cells: vec![cell.clone()], value, n_used });
        }
        if decision.kind == Kind::Counts {
            let most =
                groups.iter().filter_map(|group| group.value.counts()).map(<[LevelCount]>::len).max().unwrap_or(0);
            levels =
                (0..most).map(|i| row.label.levels.get(i).cloned().unwrap_or(format!("level {}", i + 1))).collect();
        }
        let overall = row.overall.as_ref().filter(|text| !text.is_empty()).and_then(|text| {
            let column = self.columns.overall.as_ref()?;
            let cell = PrintedCell {
                text: text.clone(),
                notation: parse_cell(text, self.style).ok()?,
                line: row.line,
                column: column.column.column,
            };
            let (value, n_used) = value(decision.kind, &cell, column.n, &mut Vec::new());
            Some(GroupValues { cells: vec![cell], value, n_used })
        });
        Comparison {
            line: row.line,
            section,
            label: row.label.text.clone(),
            name: row.label.name.clone(),
            unit: row.label.unit.clone(),
            level: None,
            kind: decision.kind,
            evidence: decision.evidence,
            alternative: decision.alternative,
            levels,
            groups,
            overall,
            p: self.p_of(row),
            statistic: row.statistic.clone(),
        }
    }

    /// A variable with its levels as one comparison.
    pub(super) fn levels(&mut self, parent: &BodyRow, levels: &[&BodyRow], section: Option<String>) -> Comparison {
        let mut evidence = vec![format!("{} levels stand below the label", levels.len())];
        let mut groups = Vec::new();
        for index in 0..parent.groups.len() {
            let cells: Vec<PrintedCell> = levels.iter().map(|row| self.cell(row, index)).collect();
            let n = self.columns.groups[index].n;
            groups.push(counted(cells, n, &mut evidence));
        }
        let overall = self.columns.overall.as_ref().map(|overall| {
            let cells = levels.iter().map(|row| {
                let text = row.overall.clone().unwrap_or_default();
                let notation = parse_cell(&text, self.style).unwrap_or(Notation::Empty);
                PrintedCell { text, notation, line: row.line, column: overall.column.column }
            });
            counted(cells.collect(), overall.n, &mut Vec::new())
        });
        let carrier =
            if parent.p.is_some() { Some(parent) } else { levels.iter().copied().find(|row| row.p.is_some()) };
        let every_level = parent.p.is_none() && levels.iter().filter(|row| row.p.is_some()).count() > 1;
        let p = carrier.filter(|_| !every_level).cloned().and_then(|row| self.p_of(&row));
        Comparison {
            line: parent.line,
            section,
            label: parent.label.text.clone(),
            name: parent.label.name.clone(),
            unit: None,
            level: None,
            kind: if levels.len() == 1 { Kind::Count } else { Kind::Counts },
            evidence,
            alternative: None,
            levels: levels.iter().map(|row| row.label.text.clone()).collect(),
            groups,
            overall,
            p,
            statistic: parent.statistic.clone(),
        }
    }

    /// A group's cell with its notation; a cell in no notation is refused and counts as missing.
    fn cell(&mut self, row: &BodyRow, group: usize) -> PrintedCell {
        let text = row.groups[group].clone();
        let column = self.columns.groups[group].column.column;
        let notation = match parse_cell(&text, self.style) {
            Ok(notation) => notation,
            Err(error) => {
                self.refuse(row, column, &text, error.expected);
                Notation::NotAvailable
            }
        };
        PrintedCell { text, notation, line: row.line, column }
    }

    /// The kind of a row.
    fn decide(&self, row: &BodyRow, cells: &[PrintedCell], sizes: &[Option<u64>]) -> Decision {
        let declared = self.study.variables.iter().find(|variable| {
            let name =
                |text: &str| text.eq_ignore_ascii_case(&row.label.text) || text.eq_ignore_ascii_case(&row.label.name);
            (name(&variable.name) || variable.aliases.iter().any(|alias| name(alias)))
                && (variable.tables.is_empty() || variable.tables.contains(&self.table.id))
        });
        if let Some(kind) = declared.and_then(|variable| variable.kind) {
            return Decision::new(kind_of(kind), "declared for the variable");
        }
        let shown: Vec<&PrintedCell> = cells
            .iter()
            .filter(|cell| !matches!(cell.notation, Notation::Empty | Notation::Dash | Notation::NotAvailable))
            .collect();
        if shown.is_empty() {
            return Decision::new(Kind::Unknown, "no group prints a value");
        }
        let hint = row.label.hint;
        let all = |test: fn(&Notation) -> bool| shown.iter().all(|cell| test(&cell.notation));
        let any = |test: fn(&Notation) -> bool| shown.iter().any(|cell| test(&cell.notation));
        let counted = |notation: &Notation| {
            matches!(
                notation,
                Notation::CountPercent { .. } | Notation::Percent(_) | Notation::Fraction { percent: Some(_), .. }
            )
        };
        if all(|n| matches!(n, Notation::PlusMinus { .. })) {
            return if hint == Some(Kind::MeanSe) || (hint.is_none() && self.notes.standard_error) {
                Decision::new(Kind::MeanSe, "±, and the label or a footnote says standard error")
            } else {
                Decision::new(Kind::MeanSd, "± between two numbers")
            };
        }
        if all(|n| matches!(n, Notation::CenterInterval { .. })) {
            return match hint {
                Some(Kind::MeanSd | Kind::MeanSe) => {
                    Decision::new(Kind::Unknown, "a mean with an interval, which has no kind here")
                }
                Some(Kind::MedianRange) => Decision::new(Kind::MedianRange, "the label says median and range"),
                None if self.notes.range => Decision::new(Kind::MedianRange, "a footnote says median and range"),
                Some(_) => Decision::new(Kind::MedianQuartiles, "a number with an interval; the label says median"),
                None => Decision::new(Kind::MedianQuartiles, "a number with an interval").or(Kind::MedianRange),
            };
        }
        if any(|n| matches!(n, Notation::PlusMinus { .. } | Notation::CenterInterval { .. })) {
            return Decision::new(Kind::Unknown, "mixed notation: the groups print different summaries");
        }
        if all(|n| matches!(n, Notation::Slashed(_))) {
            return Decision::new(Kind::Counts, "counts divided by slashes");
        }
        if all(|n| matches!(n, Notation::Fraction { percent: None, .. })) {
            return self.fractions(row, &shown, cells, sizes);
        }
        if shown.iter().any(|cell| counted(&cell.notation)) {
            return Decision::new(Kind::Count, "a percent sign, or a count with its denominator");
        }
        if any(|n| matches!(n, Notation::Parenthesised { .. })) {
            return self.bracketed(hint, cells, sizes);
        }
        if all(|n| matches!(n, Notation::Number(_) | Notation::Fraction { .. })) {
            return self.numbers(hint, cells, sizes);
        }
        Decision::new(Kind::Unknown, "the groups print different notations")
    }

    /// `7/1` is two levels, `7/8` a count of 8.
    fn fractions(
        &self,
        row: &BodyRow,
        shown: &[&PrintedCell],
        cells: &[PrintedCell],
        sizes: &[Option<u64>],
    ) -> Decision {
        if row.label.levels.len() == 2 {
            return Decision::new(Kind::Counts, "the label names two levels divided by a slash");
        }
        let sums = cells.iter().zip(sizes).all(|(cell, n)| match (&cell.notation, n) {
            (Notation::Fraction { first, second, .. }, Some(n)) => first + second == *n,
            _ => true,
        });
        let ordered = shown
            .iter()
            .all(|cell| matches!(cell.notation, Notation::Fraction { first, second, .. } if first <= second));
        if sums {
            let decision = Decision::new(Kind::Counts, "both numbers add up to the group sizes");
            return if ordered { decision.or(Kind::Count) } else { decision };
        }
        if ordered {
            Decision::new(Kind::Count, "a count over its denominator")
        } else {
            Decision::new(Kind::Counts, "two counts divided by a slash")
        }
    }

    /// `12 (75.0)`: count with percentage, mean with SD, or median with a width.
    fn bracketed(&self, hint: Option<Kind>, cells: &[PrintedCell], sizes: &[Option<u64>]) -> Decision {
        match hint {
            Some(Kind::Count) => return Decision::new(Kind::Count, "the label says n (%)"),
            Some(Kind::MeanSd) => return Decision::new(Kind::MeanSd, "the label says mean (SD)"),
            Some(Kind::MeanSe) => return Decision::new(Kind::MeanSe, "the label says mean (SE)"),
            Some(Kind::MedianIqr | Kind::MedianRange) => {
                return Decision::new(Kind::MedianIqr, "the label says median, and one width stands in brackets");
            }
            _ => {}
        }
        let pairs: Vec<(Option<u64>, Decimal, Option<u64>)> = cells
            .iter()
            .zip(sizes)
            .filter_map(|(cell, n)| match cell.notation {
                Notation::Parenthesised { center, inner, .. } => Some((whole(center), inner, *n)),
                _ => None,
            })
            .collect();
        let percentages =
            pairs.iter().all(|(count, inner, _)| count.is_some() && (0.0..=100.05).contains(&inner.value()));
        let others = cells.iter().all(|cell| match cell.notation {
            Notation::Number(number) => whole(number).is_some(),
            _ => true,
        });
        if percentages && others {
            let possible = pairs.iter().all(|(count, _, n)| n.is_none_or(|n| count.is_some_and(|count| count <= n)));
            // A zero fits any group; only others speak for counts.
            let fitting = pairs.iter().filter(|(count, inner, n)| matches!((count, n), (Some(count), Some(n)) if *count > 0 && fits(*count, *n, *inner))).count();
            if fitting > 0 && possible {
                return Decision::new(Kind::Count, "the bracket is the percentage of the group");
            }
            let valid = pairs.iter().all(|(count, inner, n)| matches!((count, n), (Some(count), Some(n)) if *count == 0 || recovered(&[(*count, *inner)], *n).is_some()));
            if valid && possible && pairs.iter().any(|(_, inner, _)| inner.decimals > 0) {
                return Decision::new(
                    Kind::Count,
                    "the brackets are percentages of smaller denominators (patients with a value)",
                );
            }
            if possible && of_another_total(&pairs) {
                return Decision::new(Kind::Count, "the brackets are percentages of the row or of all patients");
            }
            if pairs.iter().any(|(_, _, n)| n.is_none()) && self.notes.counts {
                return Decision::new(Kind::Count, "a footnote explains n (%)");
            }
            let zero_only = pairs.iter().all(|(count, inner, _)| *count == Some(0) && inner.value() == 0.0);
            if zero_only {
                return Decision::new(Kind::Count, "zero with zero percent");
            }
            if possible && self.notes.counts && !self.notes.mean_in_brackets && !self.notes.median_in_brackets {
                return Decision::new(Kind::Count, "a footnote explains n (%) and nothing else in brackets")
                    .or(Kind::MeanSd);
            }
        }
        match (self.notes.mean_in_brackets, self.notes.median_in_brackets) {
            (true, false) => Decision::new(Kind::MeanSd, "a footnote says mean (SD)"),
            (false, true) => Decision::new(Kind::MedianIqr, "a footnote says median (interquartile range)"),
            (true, true) => {
                Decision::new(Kind::MeanSd, "a footnote allows mean (SD) and median (IQR)").or(Kind::MedianIqr)
            }
            (false, false) => match self.kind {
                Some(kind) => Decision::new(kind_of(kind), "declared for ambiguous rows"),
                None => Decision::new(Kind::MeanSd, "a number with another in brackets, which is no percentage")
                    .or(Kind::MedianIqr),
            },
        }
    }

    /// Bare numbers: counts where everything else is.
    fn numbers(&self, hint: Option<Kind>, cells: &[PrintedCell], sizes: &[Option<u64>]) -> Decision {
        let possible = cells.iter().zip(sizes).all(|(cell, n)| match cell.notation {
            Notation::Number(number) => whole(number).is_some_and(|count| n.is_none_or(|n| count <= n)),
            _ => true,
        });
        if hint == Some(Kind::Count) && possible {
            return Decision::new(Kind::Count, "the label says n");
        }
        if possible && hint.is_none() {
            return Decision::new(Kind::Count, "whole numbers that do not exceed the group sizes").or(Kind::Unknown);
        }
        Decision::new(Kind::Unknown, "bare numbers with nothing that says what they are")
    }
}

/// A number of patients.
fn whole(number: Decimal) -> Option<u64> {
    (number.decimals == 0 && !number.negative).then(|| u64::try_from(number.digits).ok()).flatten()
}

/// Whether percentages are of the row's total or of all patients together.
fn of_another_total(pairs: &[(Option<u64>, Decimal, Option<u64>)]) -> bool {
    let row: u64 = pairs.iter().filter_map(|(count, ..)| *count).sum();
    let all: Option<u64> = pairs.iter().map(|(.., n)| *n).sum();
    let fit = |total: u64| pairs.iter().all(|(count, inner, _)| count.is_some_and(|count| fits(count, total, *inner)));
    pairs.len() >= 2 && (fit(row) || all.is_some_and(fit))
}

/// The levels of one group.
fn counted(cells: Vec<PrintedCell>, n: Option<u64>, evidence: &mut Vec<String>) -> GroupValues {
    let counts: Vec<Option<LevelCount>> = cells.iter().map(|cell| level(&cell.notation, n)).collect();
    if counts.iter().all(Option::is_none) {
        return GroupValues { cells, value: Value::Missing, n_used: n };
    }
    let counts: Vec<LevelCount> = counts.into_iter().map(|count| count.unwrap_or(exactly(0, None, None))).collect();
    let sum: u64 = counts.iter().map(|level| level.count).fold(0, u64::saturating_add);
    let printed: Vec<(u64, Decimal)> = counts.iter().filter_map(|level| Some((level.count, level.percent?))).collect();
    let denominator = counts.iter().find_map(|level| level.denominator);
    let n_used = match (denominator, n) {
        (Some(denominator), _) => Some(denominator),
        (None, Some(n)) if sum > n => Some(n),
        (None, Some(n)) => {
            let fit = printed.iter().all(|(count, percent)| fits(*count, n, *percent));
            let valid = if fit || printed.len() < 2 { None } else { recovered(&printed, n) };
            if let Some(valid) = valid {
                evidence.push(format!("the percentages are of {valid} patients, not of {n}"));
            }
            Some(valid.unwrap_or(n))
        }
        (None, None) => Some(sum),
    };
    GroupValues { cells, value: Value::Counts(counts), n_used }
}

fn exactly(count: u64, percent: Option<Decimal>, denominator: Option<u64>) -> LevelCount {
    LevelCount { count, bounds: (count, count), percent, denominator }
}

/// The count that a cell of counts prints. A dash is zero; an empty cell and NA are missing.
fn level(notation: &Notation, n: Option<u64>) -> Option<LevelCount> {
    match *notation {
        Notation::Dash => Some(exactly(0, None, None)),
        Notation::Number(number) => whole(number).map(|count| exactly(count, None, None)),
        Notation::CountPercent { count, percent } => Some(exactly(count, Some(percent), None)),
        Notation::Parenthesised { center, inner, .. } => match (whole(center), n) {
            // `75.0 (12)` and `75 (12)`: percentage first.
            (Some(first), Some(n)) if !fits(first, n, inner) => match whole(inner) {
                Some(count) if fits(count, n, center) => Some(exactly(count, Some(center), None)),
                _ => Some(exactly(first, Some(inner), None)),
            },
            (Some(first), _) => Some(exactly(first, Some(inner), None)),
            (None, Some(n)) => {
                whole(inner).filter(|count| fits(*count, n, center)).map(|count| exactly(count, Some(center), None))
            }
            (None, None) => None,
        },
        Notation::Fraction { first, second, percent } => Some(exactly(first, percent, Some(second))),
        Notation::Percent(percent) => from_percentage(percent, n?),
        _ => None,
    }
}

/// The counts that a percentage alone allows.
fn from_percentage(percent: Decimal, n: u64) -> Option<LevelCount> {
    let near = (percent.value() * n as f64 / 100.0).round().clamp(0.0, n as f64) as u64;
    let width = (percent.half_unit() * n as f64 / 100.0).ceil() as u64 + 1;
    let share = |count: u64| 100.0 * count as f64 / n as f64;
    let mut all =
        (near.saturating_sub(width)..=(near + width).min(n)).filter(|count| percent.prints(share(*count), 1e-12));
    let first = all.next()?;
    let last = all.next_back().unwrap_or(first);
    Some(LevelCount {
        count: near.clamp(first, last),
        bounds: (first, last),
        percent: Some(percent),
        denominator: None,
    })
}

/// The value of one group under a kind, and the patients that it is about.
pub(super) fn value(
    kind: Kind,
    cell: &PrintedCell,
    n: Option<u64>,
    evidence: &mut Vec<String>,
) -> (Value, Option<u64>) {
    let kind = if kind == Kind::Unknown { own_kind(&cell.notation) } else { kind };
    let read = match (kind, &cell.notation) {
        (Kind::Counts, Notation::Fraction { first, second, .. }) => {
            Some(Value::Counts(vec![exactly(*first, None, None), exactly(*second, None, None)]))
        }
        (Kind::Counts, Notation::Slashed(counts)) => {
            Some(Value::Counts(counts.iter().map(|count| exactly(*count, None, None)).collect()))
        }
        (Kind::Count, notation) => {
            let values = level(notation, n).map(|level| vec![level]);
            if let Some([level]) = values.as_deref() {
                let n_used = level.denominator.or_else(|| patients(level, n, evidence));
                return (Value::Counts(vec![*level]), n_used);
            }
            None
        }
        (Kind::MeanSd, Notation::PlusMinus { center, spread })
        | (Kind::MeanSd, Notation::Parenthesised { center, inner: spread, .. }) => {
            (!spread.negative).then_some(Value::MeanSd { mean: *center, sd: *spread })
        }
        (Kind::MeanSe, Notation::PlusMinus { center, spread })
        | (Kind::MeanSe, Notation::Parenthesised { center, inner: spread, .. }) => {
            (!spread.negative).then_some(Value::MeanSe { mean: *center, se: *spread })
        }
        (Kind::MedianIqr, Notation::Parenthesised { center, inner, .. }) => {
            Some(Value::MedianIqr { median: *center, width: *inner })
        }
        (Kind::MedianIqr | Kind::MedianQuartiles, Notation::CenterInterval { center, low, high, .. }) => {
            Some(Value::MedianQuartiles { median: *center, q1: *low, q3: *high })
        }
        (Kind::MedianRange, Notation::CenterInterval { center, low, high, .. }) => {
            Some(Value::MedianRange { median: *center, min: *low, max: *high })
        }
        (_, Notation::Number(number)) => Some(Value::Number(*number)),
        _ => None,
    };
    match read {
        Some(Value::Counts(counts)) => {
            let sum = counts.iter().map(|level| level.count).fold(0, u64::saturating_add);
            (Value::Counts(counts), n.or(Some(sum)))
        }
        Some(value) => (value, n),
        None => (Value::Missing, n),
    }
}

/// In a row of mixed notations each cell speaks for itself.
pub(super) fn own_kind(notation: &Notation) -> Kind {
    match notation {
        Notation::PlusMinus { .. } => Kind::MeanSd,
        Notation::Parenthesised { .. } => Kind::MedianIqr,
        Notation::CenterInterval { .. } => Kind::MedianQuartiles,
        Notation::CountPercent { .. } | Notation::Percent(_) | Notation::Fraction { .. } => Kind::Count,
        _ => Kind::Unknown,
    }
}

/// Patients behind a single count: the group, or those with a value when only that fits the percentage.
fn patients(level: &LevelCount, n: Option<u64>, evidence: &mut Vec<String>) -> Option<u64> {
    let n = n?;
    let Some(percent) = level.percent else { return Some(n) };
    if level.count == 0 || level.count > n || fits(level.count, n, percent) || level.bounds.0 != level.bounds.1 {
        return Some(n);
    }
    // One percentage fits some denominator rather often: only close to the group size and with a decimal is it taken.
    let near = n - n.div_ceil(5);
    let valid = recovered(&[(level.count, percent)], n).filter(|valid| *valid >= near && percent.decimals > 0);
    match valid {
        Some(valid) => {
            evidence.push(format!("{} ({percent}) is a percentage of {valid} patients, not of {n}", level.count));
            Some(valid)
        }
        None => {
            evidence.push(format!("{} is not {percent} % of {n}", level.count));
            Some(n)
        }
    }
}
