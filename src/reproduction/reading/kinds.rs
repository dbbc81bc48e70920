//! What the cells of a row mean: counts, means, medians; inferred from everything that speaks for one of them.

use super::Reader;
use super::denominators::recovered;
use super::layout::BodyRow;
use super::percentages::{percentages, reconstructed};
use super::values::{counted, value, whole};
use crate::reproduction::comparison::{Comparison, GroupValues, Kind, LevelCount, PrintedCell};
use crate::reproduction::decimal::Decimal;
use crate::reproduction::notation::{CellWord, Notation, cell_word, parse_cell};
use crate::reproduction::share::fits;
use crate::study::KindDeclaration;

/// Evidence that percentages are no shares of the groups.
const OTHER_TOTAL: &str = "the brackets are percentages of the row or of all patients";

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
        let mut cells: Vec<PrintedCell> = (0..row.groups.len()).map(|group| self.cell(row, group)).collect();
        let sizes: Vec<Option<u64>> = self.columns.groups.iter().map(|group| group.n).collect();
        let of_percent =
            row.label.unit.as_deref().filter(|unit| *unit == "%").and_then(|_| percentages(&mut cells, &sizes));
        let mut decision = self.decide(row, &cells, &sizes);
        if let Some(reason) = of_percent {
            decision.evidence = vec![reason.to_string()];
        }
        let mut levels = Vec::new();
        let mut groups = Vec::new();
        for (cell, n) in cells.iter().zip(&sizes) {
            let (value, mut n_used) = value(decision.kind, cell, *n, &mut decision.evidence);
            if decision.evidence.first().is_some_and(|reason| reason == OTHER_TOTAL) {
                n_used = *n;
            }
            groups.push(GroupValues { cells: vec![cell.clone()], value, n_used });
        }
        decision.evidence.extend(reconstructed(&groups));
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
                None if shown.iter().any(|cell| cell_word(&cell.text) == Some(CellWord::Range)) => {
                    Decision::new(Kind::MedianRange, "the cells say range")
                }
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
            return self.bracketed(row, hint, cells, sizes);
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
    fn bracketed(&self, row: &BodyRow, hint: Option<Kind>, cells: &[PrintedCell], sizes: &[Option<u64>]) -> Decision {
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
            let nonzero = pairs.iter().filter(|(count, ..)| *count != Some(0)).count();
            // A whole number fits by accident rather often, a printed decimal hardly ever.
            let decimals = pairs.iter().any(|(_, inner, _)| inner.decimals > 0);
            if possible && fitting > 0 && (decimals || fitting == nonzero) {
                return Decision::new(Kind::Count, "the bracket is the percentage of the group");
            }
            let measured = row.label.unit.as_deref().is_some_and(|unit| unit != "%");
            if possible && fitting * 2 >= nonzero && fitting > 0 && !measured {
                return Decision::new(Kind::Count, "the bracket is the percentage of most groups").or(Kind::MeanSd);
            }
            if possible && of_another_total(&pairs) {
                return Decision::new(Kind::Count, OTHER_TOTAL);
            }
            let valid = pairs.iter().all(|(count, inner, n)| matches!((count, n), (Some(count), Some(n)) if *count == 0 || recovered(&[(*count, *inner)], *n).is_some()));
            if valid && possible && pairs.iter().any(|(_, inner, _)| inner.decimals > 0) {
                return Decision::new(
                    Kind::Count,
                    "the brackets are percentages of smaller denominators (patients with a value)",
                );
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
        let reversed = cells.iter().zip(sizes).filter_map(|(cell, n)| match cell.notation {
            Notation::Parenthesised { center, inner, .. } => Some((whole(inner), center, *n)),
            _ => None,
        });
        if others
            && reversed
                .clone()
                .all(|(count, percent, n)| matches!((count, n), (Some(count), Some(n)) if fits(count, n, percent)))
        {
            return Decision::new(Kind::Count, "the percentage stands before the bracket, the count in it");
        }
        match (self.notes.mean_in_brackets, self.notes.median_in_brackets) {
            (true, false) => Decision::new(Kind::MeanSd, "a footnote says mean (SD)"),
            (false, true) => Decision::new(Kind::MedianIqr, "a footnote says median (interquartile range)"),
            (true, true) => {
                Decision::new(Kind::MeanSd, "a footnote allows mean (SD) and median (IQR)").or(Kind::MedianIqr)
            }
            (false, false) => match self.kind {
                Some(kind) => Decision::new(kind_of(kind), "declared for ambiguous rows"),
                None if self.notes.plus_minus => Decision::new(
                    Kind::MedianIqr,
                    "a bracket that is no percentage, where other rows print means with ±",
                )
                .or(Kind::MeanSd),
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

/// Whether percentages are of the row's total or of all patients together.
fn of_another_total(pairs: &[(Option<u64>, Decimal, Option<u64>)]) -> bool {
    let row: u64 = pairs.iter().filter_map(|(count, ..)| *count).sum();
    let all: Option<u64> = pairs.iter().map(|(.., n)| *n).sum();
    let fit = |total: u64| pairs.iter().all(|(count, inner, _)| count.is_some_and(|count| fits(count, total, *inner)));
    pairs.len() >= 2 && (fit(row) || all.is_some_and(fit))
}
